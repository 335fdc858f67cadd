"""Opening what is to be imported, one file or a set, and finding the mapping that was saved for such a one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.errors import Invalid
from dayaq.registry.imports.filesets.archive import digest_of, is_set, open_archive
from dayaq.registry.imports.filesets.proposing import propose_set
from dayaq.registry.imports.filesets.sheets import SetSheet, sheet_of_set
from dayaq.registry.imports.lines import Content, start_of
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.parquetfiles import MAGIC, open_parquet
from dayaq.registry.imports.proposing import propose
from dayaq.registry.imports.reading import OUR_COLUMNS, FileOptions, Sheet, open_sheet
from dayaq.registry.models import ImportBatch, ImportFile, ImportMapping
from dayaq.registry.states import BatchState


def read_sheet(name: str, content: Content, options: FileOptions) -> Sheet:
    """Open a file that has at least one row below its header; Invalid otherwise."""
    sheet = _open(name, content, options)
    if next(sheet.rows(), None) is None:
        raise Invalid(_("The file has a header and no rows."), code="no_rows", field="file", value=PurePath(name).name)
    return sheet


def _open(name: str, content: Content, options: FileOptions) -> Sheet:
    if start_of(content, len(MAGIC)) == MAGIC:
        return open_parquet(content)
    return open_sheet(name, content, options)


def open_import(
    name: str, content: Content, source: str, mapping: Mapping | None = None, file: FileOptions | None = None
) -> tuple[Sheet, Mapping, ImportMapping | None]:
    """A file or a set, with its mapping: the given one, one saved for its header, or proposed; and the saved one.

    ``source`` is the code of whoever sent it. ``file``: how to read it where nothing else says so.
    """
    options = file or FileOptions()
    if is_set(content):
        return _open_set(content, source, mapping, options)
    if mapping is not None and mapping.is_set:
        raise Invalid(_("The mapping is one of several files: name their folder or ZIP file."), code="mapping")
    sheet = read_sheet(name, content, mapping.file if mapping else options)
    if mapping is not None:
        return sheet, mapping, None
    return sheet, *mapping_for(sheet, source, options)


def _open_set(
    content: Content, source: str, mapping: Mapping | None, options: FileOptions
) -> tuple[Sheet, Mapping, ImportMapping | None]:
    if mapping is not None:
        if not mapping.is_set:
            raise Invalid(_("The mapping is one of a single file; a set has a section for each file."), code="mapping")
        return sheet_of_set(open_tables(content, mapping, options), mapping), mapping, None
    sheets = open_tables(content, None, options)
    saved = saved_mapping(source, set_header((name, sheet.header) for name, sheet in sheets.items()))
    if saved is None:
        mapping = propose_set(sheets, source=source, file=options)
    else:
        mapping = saved_as(saved)
        sheets = open_tables(content, mapping, options)
    return sheet_of_set(sheets, mapping), mapping, saved


def open_tables(content: Content, mapping: Mapping | None, options: FileOptions) -> dict[str, Sheet]:
    """The tables of a folder or ZIP file by their names, read as ``mapping`` says; an error names its file."""
    sheets = {}
    for name, table in open_archive(content).tables.items():
        part = mapping.of_file(name) if mapping else None
        try:
            sheets[name] = _open(name, table.content, part.file if part else options)
        except Invalid as error:
            said = f"{name}: {error.value}" if error.value and error.value != name else name
            raise Invalid(error.message, code=error.code, field=error.field, value=said, remedy=error.remedy) from error
    return sheets


def set_header(files: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """What stands for the header of a set: names of files with their columns. Digits in names do not count, nor what
    kind of file it is."""
    return sorted("\t".join((_undated(name), *_own(header))) for name, header in files)


def _undated(name: str) -> str:
    return "".join(one for one in PurePath(name).stem if not one.isdigit())


def _own(header: Iterable[str]) -> list[str]:
    return [name for name in header if not name.startswith(OUR_COLUMNS)]


def header_digest(header: list[str]) -> str:
    """SHA-256 of the names of the columns in hex, by which the mapping of a file with the same header is found.

    The columns that a file of rejected rows has besides do not count: corrected, it is read as the first one was.
    """
    return hashlib.sha256("\n".join(_own(header)).encode()).hexdigest()


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
    """The stored file, or set, of ``batch``, opened as its mapping says."""
    mapping = Mapping.from_json(batch.source.code, "", batch.options)
    content = bytes(batch.file.content)
    if batch.files:
        return sheet_of_set(open_tables(content, mapping, mapping.file), mapping)
    return read_sheet(batch.file_name, content, mapping.file)


def sheets_of(sheet: Sheet) -> dict[str, Sheet]:
    """The files of a set by their names; of a single file that one under ""."""
    return {part.name: part.sheet for part in sheet.parts} if isinstance(sheet, SetSheet) else {"": sheet}
