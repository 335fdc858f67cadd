"""Opening a file that is to be imported, and finding the mapping that was saved for such a file."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.errors import Invalid
from dayaq.registry.imports.lines import Content, digest_of
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.proposing import propose
from dayaq.registry.imports.reading import OUR_COLUMNS, FileOptions, Sheet, open_sheet
from dayaq.registry.models import ImportBatch, ImportFile, ImportMapping
from dayaq.registry.states import BatchState


def read_sheet(name: str, content: Content, options: FileOptions) -> Sheet:
    """Open a file that has at least one row below its header; Invalid otherwise."""
    sheet = open_sheet(name, content, options)
    if next(sheet.rows(), None) is None:
        raise Invalid(_("The file has a header and no rows."), code="no_rows", field="file", value=PurePath(name).name)
    return sheet


def header_digest(header: list[str]) -> str:
    """SHA-256 of the names of the columns in hex, by which the mapping of a file with the same header is found.

    The columns that a file of rejected rows has besides do not count: corrected, it is read as the first one was.
    """
    names = [name for name in header if not name.startswith(OUR_COLUMNS)]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def saved_mapping(source: str, header: list[str]) -> ImportMapping | None:
    """The mapping saved last for a file of the source of this code with this header."""
    known = ImportMapping.objects.filter(source__code=source, header_digest=header_digest(header))
    return known.select_related("source").order_by("-pk").first()


def saved_as(saved: ImportMapping) -> Mapping:
    """A stored mapping as it is used."""
    return Mapping.from_json(saved.source.code, saved.name, {"columns": saved.columns, **saved.options})


def mapping_for(sheet: Sheet, source: str, file: FileOptions) -> tuple[Mapping, ImportMapping | None]:
    """The mapping for a file that brings none: saved for its header, or proposed; and the saved one."""
    saved = saved_mapping(source, sheet.header)
    return (saved_as(saved), saved) if saved else (propose(sheet, source=source, file=file), None)


def unfinished_batch(by: User, content: Content, mapping: Mapping) -> ImportBatch | None:
    """What a command of ``by`` left of the same file under the same mapping, when it did not come to its end."""
    return (
        ImportBatch.objects.filter(
            source__code=mapping.source,
            file_digest=digest_of(content),
            created_by=by,
            file__isnull=True,
            state__in=(BatchState.STAGING, BatchState.STAGED, BatchState.ACCEPTING),
            options=mapping.to_json(),
        )
        .select_related("source", "created_by")
        .order_by("-pk")
        .first()
    )


def has_file(batch: ImportBatch) -> bool:
    """Whether the bytes of the file are still here."""
    return ImportFile.objects.filter(batch=batch).exists()


def sheet_of(batch: ImportBatch) -> Sheet:
    """The stored file of ``batch``, opened as its mapping says."""
    mapping = Mapping.from_json(batch.source.code, "", batch.options)
    return read_sheet(batch.file_name, bytes(batch.file.content), mapping.file)
