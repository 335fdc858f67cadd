"""What people say of the files of a set before its rows are checked: which holds what, and what their columns mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit, lock
from dayaq.registry.imports import mapping as mappings
from dayaq.registry.imports.filesets import telling
from dayaq.registry.imports.filesets.contents import CONTENTS, PERSONS, order_of
from dayaq.registry.imports.filesets.proposing import propose_file
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.opening import sheet_of, sheets_of
from dayaq.registry.imports.reading import Sheet
from dayaq.registry.models import ImportBatch, StagedRow
from dayaq.registry.states import IMPORT_BATCH, BatchState

IMPORT: Final = "person.import"


@transaction.atomic
def assign_files(*, by: User, batch: ImportBatch, holds: dict[str, str], version: int | None = None) -> ImportBatch:
    """Say what each file of a set holds, by its name ("" to leave it out); columns are proposed where it changed."""
    telling.check_own(by, batch)
    lock(batch, version=version)
    IMPORT_BATCH.check(batch, BatchState.STAGING)
    sheets = sheets_of(sheet_of(batch))
    if set(holds) != set(sheets) or not {one for one in holds.values() if one} <= set(CONTENTS):
        raise Invalid(_("A file of a set cannot hold this."), code="mapping", field="files")
    if list(holds.values()).count(PERSONS) != 1:
        raise Invalid(
            _("Exactly one file of a set holds persons."), code="no_persons", field="files",
            remedy=_("Say which file has a row for each person."),
        )  # fmt: skip
    now = Mapping.from_json(batch.source.code, batch.source.name, batch.options)
    name = next(one for one, what in holds.items() if what == PERSONS)
    persons = now.of_file(name)
    if persons is None or persons.holds != PERSONS:
        persons = propose_file(sheets[name], name, PERSONS, now, now.file)
    others = [
        _part(now, persons, other, what, sheets[other]) for other, what in holds.items() if what and what != PERSONS
    ]
    mapping = replace(persons, file_name=name, files=tuple(others))
    files = [{**file, "holds": holds[file["name"]]} for file in batch.files]
    batch.files = sorted(files, key=lambda file: (order_of(file["holds"]), file["name"]))
    batch.header, batch.options = sheets[name].header, mapping.to_json()
    batch.rows = sum(file["rows"] for file in files if file["holds"])
    batch.rows_done, batch.counts = 0, {}
    batch.save(update_fields=["files", "header", "options", "rows", "rows_done", "counts"])
    StagedRow.objects.filter(batch=batch)._raw_delete(using="default")  # their numbers told the files as they were
    audit.record(
        by=by, event="import.files_assigned", obj=batch, detail={"files": sorted(filter(None, holds.values()))}
    )
    return batch


def _part(now: Mapping, persons: Mapping, name: str, holds: str, sheet: Sheet) -> Mapping:
    """What was said of this file, where it still holds the same; else a proposal."""
    known = now.of_file(name)
    if known is not None and known.holds == holds:
        return replace(known, file_name=name)
    return propose_file(sheet, name, holds, persons, now.file)


@transaction.atomic
def map_file(*, by: User, batch: ImportBatch, mapping: Mapping, version: int | None = None) -> Mapping:
    """Say what the columns of one file of a set mean; the mapping of the whole set is given back. Rows are not looked
    at before :func:`start_staging`."""
    telling.check_own(by, batch)
    mappings.check(mapping)
    now = Mapping.from_json(batch.source.code, batch.source.name, batch.options)
    header = next(file["header"] for file in batch.files if file["name"] == mapping.file_name)
    if mapping.holds == PERSONS:
        whole = replace(mapping, files=now.files)
    else:
        others = [mapping if one.file_name == mapping.file_name else one for one in now.files]
        whole = replace(now, files=tuple(others))
    telling.check_file(whole, mapping.file_name, header)
    lock(batch, version=version)
    IMPORT_BATCH.check(batch, BatchState.STAGING)
    batch.options = whole.to_json()
    batch.save(update_fields=["options"])
    audit.record(by=by, event="import.file_mapped", obj=batch, detail={"holds": mapping.holds})
    return whole
