"""How states of files and rows look."""

from __future__ import annotations

from typing import Any, Final

from dayaq.web import tones

BATCH_TONES: Final = {
    "received": tones.WAITING,
    "staging": tones.PROGRESS,
    "staged": tones.WAITING,
    "accepting": tones.PROGRESS,
    "accepted": tones.DONE,
    "cancelled": tones.NEUTRAL,
    "failed": tones.DANGER,
    "reversing": tones.PROGRESS,
    "reversed": tones.NEUTRAL,
}
ROW_TONES: Final = {
    "ready": tones.WAITING,
    "rejected": tones.DANGER,
    "created": tones.DONE,
    "updated": tones.DONE,
    "unchanged": tones.NEUTRAL,
}


def batch_tag(batch: Any) -> tuple[str, str]:
    """Tone and word of a file's state."""
    return BATCH_TONES.get(batch.state, tones.NEUTRAL), batch.get_state_display()


def row_tag(row: Any) -> tuple[str, str]:
    """Tone and word of a row's state."""
    return ROW_TONES.get(row.state, tones.NEUTRAL), row.get_state_display()
