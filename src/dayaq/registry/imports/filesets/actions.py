"""What people say of the files of a set before its rows are checked: which holds what, and what their columns mean."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied, Invalid, audit, lock
from dayaq.registry.imports import mapping as mappings
from dayaq.registry.imports.filesets.contents import CONTENTS, PERSONS, order_of
from dayaq.registry.imports.filesets.proposing import propose_file
from dayaq.registry.imports.filesets.sheets import LEFT_OUT
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.opening import set_header, sheet_of, sheets_of
from dayaq.registry.imports.reading import Sheet
from dayaq.registry.models import ImportBatch
from dayaq.registry.policies import check_may

IMPORT: Final = "person.import"


def check_own(by: User, batch: ImportBatch) -> None:
    """Denied unless ``by`` imports, and may see this file."""
    check_may(by, IMPORT)
    if not by.is_system and not ImportBatch.objects.visible_to(by).filter(pk=batch.pk).exists():
        raise Denied(_("This file is not yours."), code="hidden")


def check_headers(batch: ImportBatch, mapping: Mapping) -> None:
    """Of a set each file; exactly one holds persons."""
    if not batch.files:
        mappings.check_header(mapping, batch.header)
        return
    if [file["holds"] for file in batch.files].count(PERSONS) != 1:
        raise Invalid(
            _("Exactly one file of a set holds persons."), code="no_persons", field="files",
            remedy=_("Say which file has a row for each person."),
        )  # fmt: skip
    for file in batch.files:
        if file["holds"] != LEFT_OUT:
            _check_file(mapping, file["name"], file["header"])


def _check_file(mapping: Mapping, name: str, header: list[str]) -> None:
    """As :func:`check_header`, with the name of the file."""
    part = mapping.of_file(name)
    if part is None:
        raise Invalid(_("The mapping says nothing of a file."), code="mapping", field="files", value=name)
    if part.holds != PERSONS and len(part.columns.get("person", mapping.key)) != len(mapping.key):
        raise Invalid(
            _("The key of a person has another number of columns in this file."), code="mapping", field="columns",
            value=name, remedy=_("Name as many columns, in the same order, as in the file of persons."),
        )  # fmt: skip
    try:
        mappings.check_header(part, header)
    except Invalid as error:
        value = f"{name}: {error.value}" if error.value else name
        raise Invalid(error.message, code=error.code, field=error.field, value=value, remedy=error.remedy) from error


def header_of(batch: ImportBatch) -> list[str]:
    """By which a mapping is found again."""
    return set_header((file["name"], file["header"]) for file in batch.files) if batch.files else list(batch.header)


def with_patterns(mapping: Mapping) -> Mapping:
    """A set's mapping for the next months: digits in names of files stand for any."""
    files = tuple(replace(one, file_name=_pattern(one.file_name)) for one in mapping.files)
    return replace(mapping, file_name=_pattern(mapping.file_name), files=files)


def _pattern(name: str) -> str:
    stem = re.sub(r"[0-9]+", "*", re.sub(r"[\[\]?]", "?", PurePath(name).stem))
    return f"{stem}.*"


@transaction.atomic
def assign_files(*, by: User, batch: ImportBatch, holds: dict[str, str], version: int | None = None) -> ImportBatch:
    """Say what each file of a set holds, by its name ("" to leave it out); columns are proposed where it changed."""
    check_own(by, batch)
    lock(batch, version=version)
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
    batch.save(update_fields=["files", "header", "options", "rows"])
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
    check_own(by, batch)
    mappings.check(mapping)
    now = Mapping.from_json(batch.source.code, batch.source.name, batch.options)
    header = next(file["header"] for file in batch.files if file["name"] == mapping.file_name)
    if mapping.holds == PERSONS:
        whole = replace(mapping, files=now.files)
    else:
        others = [mapping if one.file_name == mapping.file_name else one for one in now.files]
        whole = replace(now, files=tuple(others))
    _check_file(whole, mapping.file_name, header)
    lock(batch, version=version)
    batch.options = whole.to_json()
    batch.save(update_fields=["options"])
    return whole
