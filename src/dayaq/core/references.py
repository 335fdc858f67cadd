"""Reference numbers: what somebody reads out over the telephone so that the line in the log is found."""

from __future__ import annotations

import secrets
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0/O and no 1/I: a reference is read out over the telephone."""


def new_reference() -> str:
    """A number such as "7KQ4-M2XD"."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(8))
    return f"{letters[:4]}-{letters[4:]}"
