"""What every body and every answer is built from: nothing beyond what is written down is taken or given."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

NO_NUL: Final = r"^[^\x00]*$"
"""PostgreSQL stores every character but this one."""


def _read_whole(value: Any) -> Any:
    """In JSON 5.0 is the whole number 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE: Final = BeforeValidator(_read_whole)
Id = Annotated[int, Field(ge=1, le=2**63 - 1), WHOLE]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,50}$")]
Short = Annotated[str, StringConstraints(max_length=100, pattern=NO_NUL)]
Text = Annotated[str, StringConstraints(max_length=500, pattern=NO_NUL)]

_DAY: Final = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MOMENT: Final = re.compile(r"^\d{4}-\d{2}-\d{2}[Tt ]")


def _read_day(value: Any) -> Any:
    """Only 2026-11-25 is a day: no number of seconds, no moment of midnight."""
    if not isinstance(value, str):
        return value
    if not _DAY.match(value):
        raise ValueError("a day is written like 2026-11-25")
    return date.fromisoformat(value)


def _read_moment(value: Any) -> Any:
    """Only RFC 3339 is a moment: no number of seconds, and none that lies outside the calendar in UTC."""
    if isinstance(value, str) and not _MOMENT.match(value):
        raise ValueError("a moment is written like 2026-11-25T09:30:00+04:00")
    return value


def _in_calendar(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("outside the calendar") from None


Day = Annotated[date, BeforeValidator(_read_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_read_moment), AfterValidator(_in_calendar)]


class Shape(BaseModel):
    """A JSON object of fixed fields. Strict: "5" is no number and 1 is no yes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
