"""What people do with a file: hand it in, say what its columns mean, let its good rows in, or stop."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit, lock
from dayaq.registry.imports import mapping as mappings
from dayaq.registry.imports import staging
from dayaq.registry.imports.filesets import telling
from dayaq.registry.imports.filesets.archive import digest_of, size_of
from dayaq.registry.imports.filesets.sheets import SetSheet, described
from dayaq.registry.imports.lines import Content
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.opening import header_digest, open_import
from dayaq.registry.imports.reading import FileOptions
from dayaq.registry.imports.reversing import dependents
from dayaq.registry.imports.reversing.step import refuse
from dayaq.registry.models import ImportBatch, ImportFile, ImportMapping, ImportSource, StagedRow
from dayaq.registry.policies import check_may
from dayaq.registry.states import IMPORT_BATCH, BatchState, RowState

LARGEST_UPLOAD: Final = 50_000_000  # bytes
IMPORT: Final = staging.IMPORT


@transaction.atomic
def receive_file(
    *,
    by: User,
    name: str,
    content: Content,
    source: str,
    mapping: Mapping | None = None,
    file: FileOptions | None = None,
    keep: bool = True,
) -> ImportBatch:
    """Take a file, or a set of files as a ZIP file, in, with a mapping proposed (or found, or given); nothing of it is
    in the registry yet.

    ``source`` is the name or code of whoever sent it. ``keep``: store the bytes, for a worker to read them; a command
    reads its file itself. Invalid when there is nothing in the file, or too much.
    """
    check_may(by, IMPORT)
    if keep and size_of(content) > LARGEST_UPLOAD:
        raise Invalid(
            _("The file is larger than 50 MB."),
            code="too_large_file",
            field="file",
            remedy=_("Divide it, or ask an administrator to import it with the command: dayaq people import."),
        )
    origin = _source(source)
    sheet, chosen, saved = open_import(name, content, origin.code, mapping, file)
    batch = ImportBatch.objects.create(
        source=origin,
        mapping=saved,
        file_name=PurePath(name.replace("\\", "/")).name[:255],
        file_digest=digest_of(content),
        header=sheet.header,
        files=described(sheet) if isinstance(sheet, SetSheet) else [],
        options=chosen.to_json(),
        rows=sheet.total,
        problem={"header": [issue.to_dict() for issue in sheet.issues]} if sheet.issues else {},
        created_by=by,
    )
    if keep:
        stored = content if isinstance(content, bytes) else content.read_bytes()
        ImportFile.objects.create(batch=batch, content=stored)
    IMPORT_BATCH.start(batch, by=by, detail={"source": origin.code, "bytes": size_of(content)})
    return batch


@transaction.atomic
def hand_in(*, by: User, name: str, content: bytes, source: str, mapping: Mapping | None = None) -> ImportBatch:
    """Take a file in and begin to check its rows at once, for a machine, which cannot be asked about columns between.

    Under ``mapping``, else the one saved for its header, else the one proposed; Invalid when that does not fit, and
    nothing is kept then.
    """
    batch = receive_file(by=by, name=name, content=content, source=source, mapping=mapping)
    used = Mapping.from_json(batch.source.code, batch.source.name, batch.options)
    return start_staging(by=by, batch=batch, mapping=used)


def _source(name: str) -> ImportSource:
    code = mappings.source_code(name)
    if not code:
        raise Invalid(
            _("Say whose file it is."),
            code="no_source",
            field="source",
            remedy=_("Row keys are unique within a source: give the same name each time."),
        )
    source, _made = ImportSource.objects.get_or_create(code=code, defaults={"name": name.strip()[:200]})
    return source


@transaction.atomic
def save_mapping(*, by: User, batch: ImportBatch, name: str, mapping: Mapping) -> ImportMapping:
    """Keep ``mapping`` under ``name`` for files of the same source; one of that name is replaced."""
    check_may(by, IMPORT)
    mappings.check(mapping)
    if mapping.is_set:
        mapping = telling.with_patterns(mapping)
    stored = mapping.to_json()
    saved, made = ImportMapping.objects.update_or_create(
        source=batch.source,
        name=" ".join(name.split())[:200] or batch.source.name,
        defaults={
            "columns": stored.pop("columns"),
            "options": stored,
            "header_digest": header_digest(telling.header_of(batch)),
            "created_by": by,
        },
    )
    audit.record(by=by, event="import.mapping_saved", obj=saved, detail={"source": batch.source.code, "new": made})
    return saved


@transaction.atomic
def start_staging(*, by: User, batch: ImportBatch, mapping: Mapping, version: int | None = None) -> ImportBatch:
    """Check every row under ``mapping``, from the first; what was checked before is forgotten. Work of the worker."""
    telling.check_own(by, batch)
    mappings.check(mapping)
    telling.check_headers(batch, mapping)
    lock(batch, version=version)
    IMPORT_BATCH.move(
        batch,
        BatchState.STAGING,
        by=by,
        options=mapping.to_json(),
        rows_done=0,
        counts={},
        problem={name: value for name, value in batch.problem.items() if name == "header"},
    )
    staging.begin(batch)
    return batch


@transaction.atomic
def accept_batch(*, by: User, batch: ImportBatch, version: int | None = None) -> ImportBatch:
    """Let the good rows in; the others stay behind, to be taken back as a file."""
    telling.check_own(by, batch)
    lock(batch, version=version)
    ready = batch.counts.get("ready", 0)
    return IMPORT_BATCH.move(batch, BatchState.ACCEPTING, by=by, detail={"ready": ready}, rows_done=0, accepted_by=by)


@transaction.atomic
def cancel_batch(*, by: User, batch: ImportBatch, version: int | None = None) -> ImportBatch:
    """Stop. What is in the registry by then stays there; staged rows that are not, and the file, are deleted."""
    telling.check_own(by, batch)
    lock(batch, version=version)
    before = batch.state
    IMPORT_BATCH.move(batch, BatchState.CANCELLED, by=by, detail={"rows_in": batch.rows_done * (before == "accepting")})
    ImportFile.objects.filter(batch=batch).delete()
    StagedRow.objects.filter(batch=batch).exclude(state__in=(RowState.CREATED, RowState.UPDATED)).delete()
    return batch


@transaction.atomic
def reverse_batch(*, by: User, batch: ImportBatch, version: int | None = None) -> ImportBatch:
    """Begin to take a whole import back: what it made goes, what it changed becomes as it was. Work of the worker.

    One that is being reversed, or is reversed already, stays so. Invalid, with counts by kind, while anything depends
    on what it brought.
    """
    telling.check_own(by, batch)
    lock(batch, version=version)
    if batch.state == BatchState.REVERSING and "code" in batch.problem:  # it stood still: it goes on
        batch.problem = {name: value for name, value in batch.problem.items() if name == "header"}
        batch.save(update_fields=["problem"])
    if batch.state in (BatchState.REVERSING, BatchState.REVERSED):
        return batch
    IMPORT_BATCH.check(batch, BatchState.REVERSING)
    if found := dependents(batch):
        raise refuse(found)
    header = {name: value for name, value in batch.problem.items() if name == "header"}
    return IMPORT_BATCH.move(batch, BatchState.REVERSING, by=by, rows_done=0, problem=header)


@transaction.atomic
def take_rejected(*, by: User, batch: ImportBatch, kind: str) -> ImportBatch:
    """Note that ``by`` takes the rejected rows away as a file of this kind, before the first byte leaves."""
    telling.check_own(by, batch)
    audit.record(
        by=by,
        event="import.rejected_taken",
        obj=batch,
        detail={"format": kind, "rows": batch.counts.get("rejected", 0)},
    )
    return batch
