"""A file on its way in, as tests need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.registry import api
from dayaq.registry.models import ImportBatch, StagedRow

HEADER = ("FİN", "Soyad", "Ad", "Ata adı", "Cins", "Doğum tarixi", "Rayon", "Telefon")
ALIYEV = ("5ABC12D", "Əliyev", "Həsən", "Məmməd oğlu", "kişi", "12.04.1980", "Lerik", "050 123 45 67")
RZAYEVA = ("7QWE34R", "Rzayeva", "Günay", "Elçin qızı", "qadın", "03.11.1991", "Lerik", "")
SHIRINOV = ("2ZXC56V", "Şirinov", "Orxan", "Vüqar oğlu", "kişi", "25.01.1975", "Lerik", "")


def csv(*rows: Sequence[str], header: Sequence[str] = HEADER, encoding: str = "utf-8", by: str = ";") -> bytes:
    """A CSV file of the header and rows; cells are written as they are."""
    return "".join(by.join(row) + "\r\n" for row in (header, *rows)).encode(encoding)


def row(base: Sequence[str] = ALIYEV, header: Sequence[str] = HEADER, **changes: str) -> tuple[str, ...]:
    """``base`` with cells changed by the place of their column: ``row(c0="…", c5="…")``."""
    cells = list(base)
    for place, text in changes.items():
        cells[int(place.removeprefix("c"))] = text
    return tuple(cells)


def staged(
    content: bytes,
    mapping: api.Mapping | None = None,
    by: User | None = None,
    source: str = "office",
    name: str = "people.csv",
) -> ImportBatch:
    """The file, checked."""
    by = by or system_user()
    sheet = api.read_sheet(name, content, mapping.file if mapping else api.FileOptions())
    chosen = mapping or api.mapping_for(sheet, source, api.FileOptions())[0]
    batch = api.receive_file(by=by, name=name, content=content, source=chosen.source, mapping=chosen, keep=False)
    api.start_staging(by=by, batch=batch, mapping=chosen)
    staging = api.Staging(batch, sheet)
    while staging.step():
        pass
    batch.refresh_from_db()
    return batch


def accepted(content: bytes, mapping: api.Mapping | None = None, by: User | None = None, **given: Any) -> ImportBatch:
    """The file, with its good rows in the registry."""
    batch = staged(content, mapping, by, **given)
    api.accept_batch(by=by or system_user(), batch=batch)
    while api.accept_step(batch):
        pass
    batch.refresh_from_db()
    return batch


def issues(batch: ImportBatch) -> list[tuple[int, str, str, str]]:
    """(row, code, severity, value) of everything that was found, in order."""
    found = []
    for line in StagedRow.objects.filter(batch=batch).order_by("row"):
        found += [(line.row, issue["code"], issue["severity"], issue["value"]) for issue in line.issues]
    return found


def codes(batch: ImportBatch) -> list[tuple[int, str]]:
    """(row, code) of everything that was found."""
    return [(row, code) for row, code, _severity, _value in issues(batch)]


def the_issue(batch: ImportBatch, code: str) -> dict[str, Any]:
    """The one problem of this code, with its words."""
    found = [issue for issue in api.import_issues(batch, 1_000) if issue["code"] == code]
    assert len(found) == 1, found
    return found[0]


def states(batch: ImportBatch) -> dict[str, int]:
    """Rows by state."""
    found: dict[str, int] = {}
    lines: Iterable[str] = StagedRow.objects.filter(batch=batch).values_list("state", flat=True)
    for state in lines:
        found[state] = found.get(state, 0) + 1
    return found
