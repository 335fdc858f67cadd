"""What is asked before a set is worked on: whose it is, and whether its mapping fits each of its files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied, Invalid
from dayaq.registry.imports import mapping as mappings
from dayaq.registry.imports.filesets.contents import PERSONS
from dayaq.registry.imports.filesets.sheets import LEFT_OUT
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.opening import set_header
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
            check_file(mapping, file["name"], file["header"])


def check_file(mapping: Mapping, name: str, header: list[str]) -> None:
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
