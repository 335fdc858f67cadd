"""What a file of a set can hold: which fields it says, which it must say, and by which words it is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from dayaq.registry.imports.fields import FIELDS, LINKED, Field, header_word, known_headers

if TYPE_CHECKING:
    from dayaq.core.errors import Text

PERSONS: Final = "persons"
#: Rows of one file are numbered from a multiple of this, so that a row's number tells its file. The first has 0.
PER_FILE: Final = 100_000_000
MOST_FILES: Final = 20


@dataclass(frozen=True, slots=True)
class Contents:
    """``fields``: names of what it can say; ``needed``: of these at least one of each group must be a column.

    ``words``: what such a file is called, as the beginning of a word of its name. ``also``: headers that mean a field
    only in such a file, as words parted by semicolons.
    """

    name: str
    label: Text
    fields: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()


#: In the order in which they are taken in: what comes later hangs on what came earlier.
CONTENTS: Final[dict[str, Contents]] = {
    one.name: one
    for one in (
        Contents(
            PERSONS, _("Persons"), tuple(FIELDS),
            (("surname", "given_name", "father_name", "full_name"),),
            ("person", "people", "sexs", "insan", "vetendas", "fiziki", "lica", "lyudi", "kisi"),
        ),
        Contents(
            "members", _("Members of households"),
            ("person", "household", "head", "relation", "valid_from", "valid_to"),
            (("person",), ("household",), ("head", "relation")),
            ("member", "uzv", "aile uzv", "chlen", "uye"),
        ),
        Contents(
            "households", _("Households and where they live"), ("household", "unit", "address"),
            (("household",), ("unit", "address")),
            ("household", "aile", "semi", "hane"),
        ),
        Contents(
            "incomes", _("Incomes of households"), ("household", "income", "income_month", "income_source"),
            (("household",), ("income",), ("income_month",)),
            ("income", "gelir", "dohod", "doxod"),
            (("income", "amount; məbləğ; məbləği; сумма; tutar"),),
        ),
        Contents(
            "addresses", _("Addresses"), ("person", "household", "unit", "address", "valid_to"),
            (("person", "household"), ("unit", "address")),
            ("address", "unvan", "adres"),
        ),
        Contents(
            "documents", _("Identity documents"),
            (
                "person", "document_kind", "document_series", "document_number", "issuer", "valid_from", "valid_to",
            ),
            (("person",), ("document_number",)),
            ("document", "sened", "vesiqe", "dokument", "belge"),
            (("document_number", "number; nömrə; nömrəsi; no; номер; numara"), ("document_series", "seriyası; series")),
        ),
        Contents(
            "statuses", _("Statuses"),
            ("person", "status_kind", "conflict", "percent", "evidence", "issuer", "valid_from", "valid_to"),
            (("person",), ("status_kind",)),
            ("status", "kateqoriya", "categor", "kategor"),
            (
                ("percent", "percent; faizi; процент"),
                ("evidence", "əsas; əsası; sənəd; əsas sənəd; basis; legal basis"),
            ),
        ),
        Contents(
            "relations", _("Relatives and guardians"),
            ("person", "relative", "relation_kind", "guardian_of", "evidence", "valid_from", "valid_to"),
            (("person",), ("relative",), ("relation_kind",)),
            ("relation", "qohum", "rodstv", "akraba"),
            (("evidence", "əsas; əsası; sənəd; əsas sənəd; document"),),
        ),
    )
}  # fmt: skip
_ORDER: Final = {name: place for place, name in enumerate(CONTENTS)}


def order_of(holds: str) -> int:
    """The place of a file among those of its set; one that is left out stands last."""
    return _ORDER.get(holds, len(_ORDER))


def fields_of(holds: str) -> dict[str, Field]:
    """The fields that a file of this content can say, by name."""
    if holds == PERSONS:
        return dict(FIELDS)
    return {name: field_named(name) for name in CONTENTS[holds].fields}


def field_named(name: str) -> Field:
    """A field of a file that holds no persons."""
    return LINKED.get(name) or FIELDS[name]


@lru_cache(maxsize=16)
def headers_of(holds: str) -> dict[str, str]:
    """Header word → name of the field of such a file; of persons also "key"."""
    if holds == PERSONS:
        return known_headers()
    found: dict[str, str] = {}
    for name, field in fields_of(holds).items():
        for header in field.headers:
            found.setdefault(header_word(header), name)
    for name, headers in CONTENTS[holds].also:
        found.update({header_word(header): name for header in headers.split(";")})
    return found
