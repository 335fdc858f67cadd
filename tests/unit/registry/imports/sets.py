"""A small set of files about four people in two households, as tests need it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.registry import api
from dayaq.registry.models import ImportBatch, StagedRow

Table = list[Sequence[str]]
PERSONS: Table = [
    ("Kod", "FİN", "Soyad", "Ad", "Ata adı", "Cins", "Doğum tarixi", "Rayon", "Ünvan"),
    ("P1", "5ABC12D", "Əliyev", "Həsən", "Məmməd oğlu", "kişi", "12.04.1980", "Lerik", "Nizami küç. 12"),
    ("P2", "7QWE34R", "Əliyeva", "Günay", "Elçin qızı", "qadın", "03.11.1982", "Lerik", "Nizami küç. 12"),
    ("P3", "", "Əliyev", "Murad", "Həsən oğlu", "kişi", "01.06.2010", "Lerik", "Nizami küç. 12"),
    ("P4", "2ZXC56V", "Şirinov", "Orxan", "Vüqar oğlu", "kişi", "25.01.1975", "Lerik", ""),
]
MEMBERS: Table = [
    ("Ailə nömrəsi", "Kod", "Qohumluq dərəcəsi", "Qoşulma tarixi"),
    ("A1", "P1", "başçı", "01.02.2005"),
    ("A1", "P2", "həyat yoldaşı", "01.02.2005"),
    ("A1", "P3", "övlad", ""),
    ("A2", "P4", "başçı", ""),
]
HOUSEHOLDS: Table = [("Ailə nömrəsi", "Rayon", "Ünvan"), ("A1", "Lerik", "Xətai küç. 3"), ("A2", "Lerik", "")]
INCOMES: Table = [
    ("Ailə nömrəsi", "Gəlirin növü", "Ay", "Məbləğ"),
    ("A1", "Əməkhaqqı", "03.2026", "420,50"),
    ("A1", "pension", "03.2026", "180"),
]
ADDRESSES: Table = [
    ("Ailə nömrəsi", "Rayon", "Ünvan", "Köçmə tarixi"),
    ("A1", "Lerik", "Füzuli küç. 8", "01.05.2015"),
]
DOCUMENTS: Table = [
    ("Kod", "Sənədin növü", "Seriyası", "Nömrəsi", "Verən orqan", "Verilmə tarixi", "Bitmə tarixi"),
    ("P1", "Şəxsiyyət vəsiqəsi", "AA", "1234567", "ASAN xidmət", "05.03.2020", "05.03.2030"),
    ("P1", "Pasport", "C", "01234567", "DMX", "10.10.2022", "10.10.2032"),
    ("P3", "Doğum haqqında şəhadətnamə", "", "7654321", "", "", ""),
]
STATUSES: Table = [
    ("Kod", "Kateqoriya", "Faiz", "Əsas", "Verən qurum", "Tarixdən", "Tarixədək"),
    ("P4", "əlil", "50", "TSEK qərarı 12", "TSERAS", "01.01.2019", "01.01.2024"),
    ("P4", "əlil", "60", "TSEK qərarı 99", "TSERAS", "01.01.2024", ""),
    ("P1", "müharibə veteranı", "", "", "", "01.01.2021", ""),
]
RELATIONS: Table = [
    ("Kod", "Qohumun kodu", "Qohumluq", "Sənəd", "Tarixdən"),
    ("P1", "P2", "həyat yoldaşı", "Nikah şəhadətnaməsi 77", "01.02.2005"),
    ("P1", "P3", "oğlu", "", ""),
    ("P3", "P2", "anası", "", ""),
]
FILES: dict[str, Table] = {
    "şəxslər.csv": PERSONS,
    "ailə üzvləri.csv": MEMBERS,
    "ailələr.csv": HOUSEHOLDS,
    "gəlirlər.csv": INCOMES,
    "ünvanlar.csv": ADDRESSES,
    "sənədlər.csv": DOCUMENTS,
    "statuslar.csv": STATUSES,
    "qohumlar.csv": RELATIONS,
}
ROWS = sum(len(table) - 1 for table in FILES.values())


def csv(table: Table) -> bytes:
    return "".join(";".join(row) + "\r\n" for row in table).encode()


def packed(files: Mapping[str, Table | bytes] | None = None, **changed: Table) -> bytes:
    """A ZIP file; ``changed`` tables by the beginning of their file's name."""
    content: dict[str, Table | bytes] = dict(FILES if files is None else files)
    for start, table in changed.items():
        content[next(name for name in content if name.startswith(start))] = table
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in content.items():
            archive.writestr(name, table if isinstance(table, bytes) else csv(table))
    return buffer.getvalue()


def changed(table: Table, row: int, place: int, text: str) -> Table:
    """The table with one cell of the row (1 is the first below the header) changed."""
    found = [list(cells) for cells in table]
    found[row][place] = text
    return list(found)


def staged(
    content: bytes,
    mapping: api.Mapping | None = None,
    by: User | None = None,
    source: str = "office",
    size: int = 5_000,
) -> ImportBatch:
    by = by or system_user()
    sheet, chosen, _saved = api.open_import("set.zip", content, source, mapping)
    batch = api.receive_file(by=by, name="set.zip", content=content, source=source, mapping=chosen, keep=False)
    api.start_staging(by=by, batch=batch, mapping=chosen)
    staging = api.Staging(batch, sheet)
    while staging.step(size):
        pass
    batch.refresh_from_db()
    return batch


def accepted(content: bytes, mapping: api.Mapping | None = None, by: User | None = None, **given: Any) -> ImportBatch:
    size = given.get("size", 5_000)
    batch = staged(content, mapping, by, **given)
    api.accept_batch(by=by or system_user(), batch=batch)
    while api.accept_step(batch, size):
        pass
    batch.refresh_from_db()
    return batch


def found(batch: ImportBatch) -> list[tuple[str, int, str]]:
    """(file, row, code) of everything that was found, the way a report says it."""
    return [(one["file"], one["row"], one["code"]) for one in api.import_issues(batch, 1_000)]


def summary(batch: ImportBatch) -> tuple[int, int, int, int]:
    """New, changed, unchanged, rejected rows."""
    said = api.import_summary(batch)
    return said["new"], said["changed"], said["unchanged"], said["rejected"]


def left(batch: ImportBatch) -> int:
    """Staged rows that are still there."""
    return StagedRow.objects.filter(batch=batch).count()
