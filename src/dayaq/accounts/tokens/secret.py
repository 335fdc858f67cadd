"""The secret of a token and what is stored of it."""

from __future__ import annotations

import hashlib
from typing import Final

from dayaq.core.api import clock

PREFIX: Final = "dyq_"
"""By which programs that look for leaked secrets know one of ours."""
SECRET_BYTES: Final = 32
LENGTH: Final = len(PREFIX) + 2 * SECRET_BYTES


def new_secret() -> str:
    """A secret that nobody can guess."""
    return PREFIX + clock.token_bytes(SECRET_BYTES).hex()


def digest_of(secret: str) -> str:
    """SHA-256 in hex. A secret of 32 random bytes needs no slow hash: nobody can try them all."""
    return hashlib.sha256(secret.encode()).hexdigest()
