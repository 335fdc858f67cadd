"""Imports: a file is handed in, checked row by row by the worker, looked at, and its good rows are let in."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Final, Literal

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from dayaq.core import clock
from dayaq.core.rowsecurity import lifted
from dayaq.http.conditions import tagged, version_seen
from dayaq.http.creating import as_new, created
from dayaq.http.endpoint import endpoint
from dayaq.http.imports import shapes
from dayaq.http.paging import After, Limit, by_key, next_address
from dayaq.http.records import get_visible
from dayaq.http.shapes import NO_NUL, Id
from dayaq.http.tokens import Request
from dayaq.registry import api
from dayaq.registry.models import ImportBatch

router = Router()
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _batch(request: Request, pk: int) -> ImportBatch:
    found: ImportBatch = get_visible(ImportBatch.objects.select_related("source"), request.auth, pk=pk)
    return found


@endpoint(router, "GET", "/imports", needs="person.import", answer=shapes.BatchPage)
def list_imports(request: Request, after: After = None, limit: Limit = 50) -> shapes.BatchPage:
    """List the files that the caller handed in, or may see."""
    rows: Any = ImportBatch.objects.visible_to(request.auth).select_related("source")
    page, last = by_key(rows, after, limit)
    items = [shapes.Batch.of(batch) for batch in page]
    return shapes.BatchPage(items=items, next=next_address(request, last.pk if last else None))


@endpoint(router, "POST", "/imports", needs="person.import", answer=shapes.Batch, status=201, etag=True, creates=True)
def hand_in(
    request: Request,
    response: HttpResponse,
    file: Annotated[
        UploadedFile, File(description="CSV, XLSX, XLS or Parquet, or a ZIP file with a set of them; at most 50 MB.")
    ],
    source: Annotated[
        str,
        Form(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$",
            description="Whose file it is: row keys are unique within a source.",
        ),
    ],
    mapping: Annotated[
        str,
        Form(
            max_length=20_000,
            pattern=NO_NUL,
            description="Which column is which field, as TOML; without it the mapping saved for this header.",
        ),
    ] = "",
) -> Status[shapes.Batch]:
    """Hand a file in. Its rows are checked in the background; nothing of it is in the registry until it is accepted."""
    name, content = file.name or "file", file.read()

    def action() -> ImportBatch:
        chosen = api.parse_mapping(mapping, default_source=source) if mapping.strip() else None
        return api.hand_in(by=request.auth, name=name, content=content, source=source, mapping=chosen)

    digest = hashlib.sha256(content).digest()
    batch = created(request, name, source, mapping, digest, action=action, load=lambda pk: _batch(request, pk))
    tagged(response, batch)
    response["Location"] = f"{request.path}/{batch.pk}"
    return as_new(shapes.Batch.of(batch))


@endpoint(router, "GET", "/imports/{int:batch}", needs="person.import", answer=shapes.Batch, etag=True)
def read_import(request: Request, response: HttpResponse, batch: Id) -> shapes.Batch:
    """Read how far a file is and what it came to."""
    found = _batch(request, batch)
    tagged(response, found)
    return shapes.Batch.of(found)


@endpoint(router, "GET", "/imports/{int:batch}/problems", needs="person.import", answer=shapes.Problems)
def list_problems(
    request: Request,
    batch: Id,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="Behind this row of the file.")] = 0,
    limit: Limit = 50,
) -> shapes.Problems:
    """List what was found in the rows of a file; a page holds so many rows."""
    found = _batch(request, batch)
    issues = list(api.import_issues(found, limit + 1, after))
    rows = sorted({issue["at"] for issue in issues})
    last = rows[limit - 1] if len(rows) > limit else None
    return shapes.Problems(
        kinds=[shapes.Kind(**one) for one in api.import_problems(found)],
        items=[shapes.Issue.of(issue) for issue in issues if last is None or issue["at"] <= last],
        next=next_address(request, last),
    )


@endpoint(
    router, "POST", "/imports/{int:batch}/accept", needs="person.import", answer=shapes.Batch, etag=True, versioned=True
)
def accept_import(request: Request, response: HttpResponse, batch: Id) -> shapes.Batch:
    """Let the good rows of a checked file in; the others are held back."""
    found = _batch(request, batch)
    version = version_seen(request, found)
    with lifted():  # a file may name people of any district
        done = api.accept_batch(by=request.auth, batch=found, version=version)
    tagged(response, done)
    return shapes.Batch.of(done)


@endpoint(
    router, "POST", "/imports/{int:batch}/cancel", needs="person.import", answer=shapes.Batch, etag=True, versioned=True
)
def cancel_import(request: Request, response: HttpResponse, batch: Id) -> shapes.Batch:
    """Stop. What is in the registry by then stays there."""
    found = _batch(request, batch)
    version = version_seen(request, found)
    with lifted():  # a file may name people of any district
        done = api.cancel_batch(by=request.auth, batch=found, version=version)
    tagged(response, done)
    return shapes.Batch.of(done)


@endpoint(
    router,
    "GET",
    "/imports/{int:batch}/rejected",
    needs="person.import",
    answer=str,
    media=f"text/csv {XLSX} application/zip",
)
def read_rejected(
    request: Request,
    batch: Id,
    format: Annotated[Literal["csv", "xlsx"], Query(description="Kind of file.")] = "csv",
) -> HttpResponseBase:
    """Take the rows that were held back as a file, with the reason beside each; those of a set as a ZIP file.

    The taking is recorded.
    """
    found = _batch(request, batch)
    api.take_rejected(by=request.auth, batch=found, kind=format)
    answer: HttpResponseBase
    ending: str = format
    if found.files:
        ending = "zip"
        answer = HttpResponse(api.rejected_as_zip(found, format), content_type="application/zip")
    elif format == "xlsx":
        answer = HttpResponse(api.rejected_as_xlsx(found), content_type=XLSX)
    else:
        answer = StreamingHttpResponse(api.rejected_as_csv(found), content_type="text/csv; charset=utf-8")
    name = f"rejected-{found.pk}-{clock.today().isoformat()}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
