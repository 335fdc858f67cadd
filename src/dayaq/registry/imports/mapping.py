"""What a file's columns mean: our fields, constants, how dates are written, what tells one row from another.

As TOML (see examples/)::

    source = "social-office-3"      # whose file it is; row keys are unique within it
    name = "Monthly list"
    key = ["FİN"]                   # the column, or columns, that name a row for good

    [columns]                       # our field = their column, or a list of columns that are joined
    surname = "Soyad"
    address = ["Küçə", "Ev"]        # a birth date too may stand in three columns: day, month, year

    [compare]                       # only for finding duplicates: more columns that tell people apart, by any name
    postcode = "İndeks"

    [constants]                     # the same for every row
    document_kind = "id_card"

    [options]
    date_order = "dmy"              # dmy, mdy or ymd, where the dates themselves do not tell
    birth_date = "keep"             # a birth date that is none is kept as written, with a warning
    take = ["fin_lookalike"]        # problems whose offered correction is taken unasked

    [file]                          # only where it is not found out by itself
    encoding = "windows-1254"

A set of files has a section for each instead, whose name may be a pattern; what a file holds is one of
``filesets/contents.py``. Exactly one holds persons::

    [files."persons*.csv"]
    holds = "persons"
    key = ["Kod"]
    columns = { surname = "Soyad", given_name = "Ad" }

    [files."documents*.csv"]
    holds = "documents"
    columns = { person = "Kod", document_kind = "Növü", document_number = "Nömrəsi" }
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry.derive import latin
from dayaq.registry.imports.filesets.contents import CONTENTS, PERSONS, fields_of
from dayaq.registry.imports.reading import FileOptions
from dayaq.registry.models import IdentityDocument

CONSTANTS: Final = ("document_kind", "unit", "status", "status_from", "income_month", "language", "sex", "evidence")
ORDERS: Final = ("dmy", "mdy", "ymd")
CORRECTABLE: Final = ("fin_lookalike", "date_two_digit_year", "date_excel_serial", "date_no_separators")
OPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "date_order": ORDERS,
    "birth_date": ("reject", "keep"),
    "name_order": ("surname", "given"),
    "decimal_sign": (",", "."),
}
NAMES: Final = ("surname", "given_name", "father_name", "full_name")


@dataclass(frozen=True)
class Mapping:
    """See the module. ``key``, ``columns`` and ``compare`` hold names of columns as in the header.

    Of a set this is the mapping of its file of persons, and ``files`` are those of the others; each has a
    ``file_name`` (a name or a pattern) and says what the file ``holds``.
    """

    source: str
    name: str = ""
    key: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    compare: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    take: tuple[str, ...] = ()
    file: FileOptions = field(default_factory=FileOptions)
    holds: str = PERSONS
    file_name: str = ""
    files: tuple[Mapping, ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether it is of several files."""
        return bool(self.file_name or self.files)

    def every_file(self) -> Iterator[Mapping]:
        """The mappings of a set's files, that of the persons first; one that is not there yet is left out."""
        if self.file_name or not self.files:
            yield self
        yield from self.files

    def of_file(self, name: str) -> Mapping | None:
        """The mapping of the file called ``name``: one that names it, else one whose pattern fits."""
        plain = name.casefold()
        every = [one for one in self.every_file() if one.file_name]
        exact = (one for one in every if one.file_name.casefold() == plain)
        fitting = (one for one in every if fnmatchcase(plain, one.file_name.casefold()))
        return next(exact, None) or next(fitting, None)

    @property
    def keeps_birth_dates(self) -> bool:
        """Whether an impossible birth date is kept as written instead of holding the row back."""
        return self.options.get("birth_date") == "keep"

    def used(self) -> set[str]:
        """Names of all columns that are read."""
        return {column for columns in self.columns.values() for column in columns} | set(self.key)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as stored; without source and name, which have columns of their own."""
        return {
            "key": list(self.key),
            "columns": {name: list(columns) for name, columns in self.columns.items()},
            "constants": dict(self.constants),
            "options": dict(self.options),
            "take": list(self.take),
            "file": {name: value for name, value in asdict(self.file).items() if value},
            **({"compare": {name: list(columns) for name, columns in self.compare.items()}} if self.compare else {}),
            **({"holds": self.holds} if self.holds != PERSONS else {}),
            **({"file_name": self.file_name} if self.file_name else {}),
            **({"files": [one.to_json() for one in self.files]} if self.files else {}),
        }

    @classmethod
    def from_json(cls, source: str, name: str, stored: AnyMapping[str, Any]) -> Mapping:
        """The inverse of :meth:`to_json`."""
        return cls(
            source=source,
            name=name,
            key=tuple(stored.get("key", ())),
            columns={name: tuple(columns) for name, columns in stored.get("columns", {}).items()},
            compare={name: tuple(columns) for name, columns in stored.get("compare", {}).items()},
            constants=dict(stored.get("constants", {})),
            options=dict(stored.get("options", {})),
            take=tuple(stored.get("take", ())),
            file=FileOptions(**stored.get("file", {})),
            holds=stored.get("holds", PERSONS),
            file_name=stored.get("file_name", ""),
            files=tuple(cls.from_json(source, "", one) for one in stored.get("files", ())),
        )


def source_code(text: str) -> str:
    """A source's code from its name: "Lerik ASM, 2026" → "lerik-asm-2026"; "" when nothing is left."""
    return slugify(" ".join(latin(word) for word in text.replace("_", " ").replace("-", " ").split()))[:50].strip("-")


def check(mapping: Mapping) -> None:
    """Invalid unless every field, constant and option is one that exists."""
    for one in mapping.every_file():
        _check_one(one)


def _check_one(mapping: Mapping) -> None:
    if mapping.holds not in CONTENTS:
        raise wrong(
            _("A file of a set cannot hold this."), value=mapping.holds,
            remedy=_("It holds one of: %(names)s.") % {"names": ", ".join(CONTENTS)},
        )  # fmt: skip
    fields = fields_of(mapping.holds)
    for name, columns in mapping.columns.items():
        known = fields.get(name)
        if known is None:
            raise wrong(
                _("There is no such field."), value=name,
                remedy=_("Fields are: %(names)s.") % {"names": ", ".join(fields)},
            )  # fmt: skip
        if len(columns) > 1 and not known.several:
            raise wrong(_("Only one column can be this field."), value=name)
    constants = constants_of(mapping.holds)
    for name in mapping.constants:
        if name not in constants:
            raise wrong(
                _("There is no such constant."), value=name,
                remedy=_("Constants are: %(names)s.") % {"names": ", ".join(constants)},
            )  # fmt: skip
    kind = mapping.constants.get("document_kind")
    if kind and kind not in IdentityDocument.Kind.values:
        raise wrong(_("There is no such kind of document."), value=kind)
    for name, value in mapping.options.items():
        if name not in OPTIONS or value not in OPTIONS[name]:
            raise wrong(_("There is no such option."), value=f"{name} = {value}")
    for code in mapping.take:
        if code not in CORRECTABLE:
            raise wrong(_("This problem has no correction that could be taken."), value=code)


def constants_of(holds: str) -> tuple[str, ...]:
    """What may be the same for all rows of a file of this content."""
    if holds == PERSONS:
        return CONSTANTS
    return tuple(name for name in fields_of(holds) if name not in ("person", "relative", "household", "head"))


def check_header(mapping: Mapping, header: Sequence[str]) -> None:
    """Invalid unless the file has the columns that ``mapping`` reads, and among them what it cannot do without."""
    if mapping.holds != PERSONS:
        _check_linked(mapping, header)
        return
    _check_columns(mapping, header)
    if not mapping.source:
        raise wrong(_("Say whose file it is."), field_="source")
    if not any(name in mapping.columns for name in NAMES):
        raise wrong(
            _("No column is a name."), field_="columns",
            remedy=_("Say which columns are surname, given_name, father_name or full_name."),
        )  # fmt: skip
    if not mapping.key:
        raise wrong(
            _("No column names a row for good."), field_="key",
            remedy=_("Choose as key the FİN, a document number, or the names with the date of birth."),
        )  # fmt: skip
    if "household" in mapping.columns and not {"head", "relation"} & set(mapping.columns):
        raise wrong(_("Say which column tells the head of the household."), field_="head")
    if "income" in mapping.columns and "household" not in mapping.columns:
        raise wrong(_("Income belongs to a household: say which column has its number."), field_="household")


def _check_columns(mapping: Mapping, header: Sequence[str]) -> None:
    missing = sorted(mapping.used() - set(header))
    if missing:
        raise wrong(
            _("The file has no such column."), value=", ".join(missing),
            remedy=_("Its columns are: %(names)s.") % {"names": ", ".join(header)},
        )  # fmt: skip


def _check_linked(mapping: Mapping, header: Sequence[str]) -> None:
    _check_columns(mapping, header)
    given = set(mapping.columns) | set(mapping.constants)
    for group in CONTENTS[mapping.holds].needed:
        if not given & set(group):
            fields = fields_of(mapping.holds)
            raise wrong(
                _("A column is missing without which the file says nothing."),
                value=", ".join(str(fields[name].label) for name in group), field_="columns",
                remedy=_("Choose the column that is: %(names)s.")
                % {"names": ", ".join(str(fields[name].label) for name in group)},
            )  # fmt: skip


def wrong(message: Any, *, value: str = "", field_: str = "mapping", remedy: Any = "") -> Invalid:
    """A mapping that makes no sense."""
    return Invalid(message, code="mapping", field=field_, value=value, remedy=remedy)
