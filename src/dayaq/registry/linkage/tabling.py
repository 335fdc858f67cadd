"""What is compared comes in here, as columns: a spreadsheet under a mapping, or the registry's persons."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from django.db import connection as database
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.dates import Order
from dayaq.core.errors import Invalid
from dayaq.registry.imports.mapping import ORDERS, Mapping
from dayaq.registry.imports.reading import Sheet
from dayaq.registry.imports.rowreader import SHAPELESS
from dayaq.registry.linkage.fields import OWN
from dayaq.registry.linkage.records import Column, take_in
from dayaq.registry.models import IdentityDocument, Person

if TYPE_CHECKING:
    from dayaq.registry.linkage.engine import Connection

_PERSON_COLUMNS: Final = (
    "surname", "given_name", "father_name", "sex", "birth_date", "fin", "phone", "email", "unit", "address",
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """``columns`` of ``given``; ``rejected``: numbers of rows whose cells do not stand under their columns; ``keys``:
    whether ``given`` has the column ``key``, what the mapping says names a row for good."""

    columns: tuple[Column, ...]
    rejected: tuple[int, ...] = ()
    keys: bool = False


def columns_of(mapping: Mapping) -> list[tuple[Column, tuple[str, ...]]]:
    """What ``mapping`` says is compared, each with the names of its columns in the file: several of a date in parts."""
    declared = mapping.options.get("date_order")
    order = cast(Order, declared) if declared in ORDERS else None
    given_first = mapping.options.get("name_order") == "given"
    found: list[tuple[Column, tuple[str, ...]]] = []
    divided = {"surname", "given_name"} & set(mapping.columns)
    for name, headers in mapping.columns.items():
        if name == "full_name" and divided:
            continue  # the same once more would count twice
        if name in OWN or name == "full_name":
            found.append((Column(name, name, given_first, order), headers))
        elif name == "address":
            # A street, a suburb and a postcode are wrong each for itself, so each is compared for itself.
            found += [(Column(header, order=order), (header,)) for header in headers]
    for name, headers in mapping.compare.items():
        several = len(headers) > 1
        found += [(Column(header if several else name, order=order), (header,)) for header in headers]
    return found


def take_sheet(connection: Connection, sheet: Sheet, mapping: Mapping) -> Taken:
    """Make ``given`` from ``sheet``; a row's id is its number as a spreadsheet shows it."""
    named = columns_of(mapping)
    missing = sorted({header for _column, headers in named for header in headers} - set(sheet.header))
    if missing:
        raise Invalid(
            _("The file has no such column."), code="mapping", field="mapping", value=", ".join(missing),
            remedy=_("Its columns are: %(names)s.") % {"names": ", ".join(sheet.header)},
        )  # fmt: skip
    if not named:
        raise Invalid(
            _("Nothing in this file can be compared."), code="mapping", field="columns",
            remedy=_("Say in a mapping which columns are names, dates, numbers; others go under [compare]."),
        )  # fmt: skip
    place = {header: at for at, header in enumerate(sheet.header)}
    parts = [tuple(place[header] for header in headers) for _column, headers in named]
    keys = tuple(place[header] for header in mapping.key if header in place)
    columns = [column for column, _headers in named]
    rejected: list[int] = []
    take_in(connection, [*columns, Column("key")], _rows(sheet, [*parts, keys], rejected))
    connection.execute(f"alter table given rename column c{len(columns)} to key")
    return Taken(tuple(columns), tuple(rejected), bool(keys))


def _rows(sheet: Sheet, parts: Sequence[tuple[int, ...]], rejected: list[int]) -> Iterator[tuple[int, Sequence[str]]]:
    """(number, a text for each of ``parts``, its cells joined by a dot) of each row that stands under its columns."""
    chosen = itemgetter(*(places[0] if places else 0 for places in parts))
    joined = [(at, places) for at, places in enumerate(parts) if len(places) != 1]
    for row in sheet.rows():
        if row.issues and any(issue.code in SHAPELESS for issue in row.issues):
            rejected.append(row.number)
            continue
        texts = chosen(row.cells)
        if joined:
            texts = list(texts)
            for at, places in joined:
                texts[at] = ".".join(text for place in places if (text := row.cells[place]))
        yield row.number, texts


def take_registry(connection: Connection, by: User) -> Taken:
    """Make ``given`` from the persons that ``by`` may see, by COPY; a record's id is the person's key."""
    newest = IdentityDocument.objects.filter(person=OuterRef("pk")).order_by("-pk").values("number")[:1]
    persons = Person.objects.visible_to(by).order_by().values_list("pk", *_PERSON_COLUMNS, Subquery(newest))
    sql, values = persons.query.sql_with_params()
    columns = [Column(name, name if name in OWN else "", order="ymd") for name in (*_PERSON_COLUMNS, "document_number")]
    with tempfile.TemporaryDirectory(prefix="dayaq-linkage-") as folder:
        path = Path(folder) / "persons.csv"
        with (
            database.cursor() as cursor,
            path.open("wb") as out,
            cursor.copy(f"copy ({sql}) to stdout with (format csv)", values) as copy,
        ):
            for block in copy:
                out.write(block)
        names = ", ".join(f"'c{at}': 'varchar'" for at in range(len(columns)))
        connection.execute(
            f"create table given as select * from read_csv('{path}', header = false, delim = ',', quote = '\"', "
            f"escape = '\"', auto_detect = false, columns = {{'id': 'bigint', {names}}})"
        )
    return Taken(tuple(columns))
