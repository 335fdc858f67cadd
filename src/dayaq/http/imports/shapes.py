"""Files on their way in, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from dayaq.http.paging import Page
from dayaq.http.shapes import Shape
from dayaq.registry import api, models


class Counts(Shape):
    """Rows by what became of them; until acceptance has begun, new and changed are what would come in."""

    read: int
    staged: int
    accepted: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    warnings: int


class Progress(Shape):
    """Rows done of the step under way."""

    done: int
    total: int


class Failure(Shape):
    """Why the file as a whole could not be read."""

    code: str
    message: str
    remedy: str


class Batch(Shape):
    """One file of one source on its way in."""

    id: int
    version: int
    source: str
    file_name: str
    state: str = Field(description="received, staging, staged, accepting, accepted, cancelled, failed")
    state_at: datetime
    created_at: datetime
    counts: Counts
    progress: Progress
    failure: Failure | None

    @classmethod
    def of(cls, batch: models.ImportBatch) -> Self:
        done, total = api.import_progress(batch)
        return cls(
            id=batch.pk,
            version=batch.version,
            source=batch.source.code,
            file_name=batch.file_name,
            state=batch.state,
            state_at=batch.state_at,
            created_at=batch.created_at,
            counts=Counts(**{name: api.import_summary(batch)[name] for name in Counts.model_fields}),
            progress=Progress(done=done, total=total),
            failure=_failure(batch.problem) if batch.state == "failed" else None,
        )


def _failure(problem: dict[str, Any]) -> Failure:
    return Failure(**{name: str(problem.get(name, "")) for name in Failure.model_fields})


class BatchPage(Page):
    """Files in the order in which they came."""

    items: list[Batch]


class Kind(Shape):
    """A problem and how many rows have it."""

    code: str
    severity: str
    rows: int
    message: str
    remedy: str


class Issue(Shape):
    """One problem of one row."""

    file: str = Field(description="Name of the file of a set; empty for a single file.")
    row: int
    field: str
    column: str
    value: str = Field(description="What stands in the file.")
    code: str
    severity: str = Field(description="error: the row is held back; warning: it comes in.")
    suggestion: str
    message: str
    remedy: str

    @classmethod
    def of(cls, issue: dict[str, Any]) -> Self:
        texts = {name: str(issue.get(name) or "") for name in cls.model_fields if name != "row"}
        return cls(row=issue["row"], **texts)


class Problems(Page):
    """What was found in a file: by kind, and row by row."""

    kinds: list[Kind]
    items: list[Issue]
