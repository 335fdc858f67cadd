"""What every body and every answer is built from: nothing beyond what is written down is taken or given."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NO_NUL: Final = r"^[^\x00]*$"
"""PostgreSQL stores every character but this one."""

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,50}$")]
Short = Annotated[str, StringConstraints(max_length=100, pattern=NO_NUL)]
Text = Annotated[str, StringConstraints(max_length=500, pattern=NO_NUL)]


class Shape(BaseModel):
    """A JSON object of fixed fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)
