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
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry.derive import latin
from dayaq.registry.imports import encodings
from dayaq.registry.imports.fields import FIELDS
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
    """See the module. ``key``, ``columns`` and ``compare`` hold names of columns as in the header."""

    source: str
    name: str = ""
    key: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    compare: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    take: tuple[str, ...] = ()
    file: FileOptions = field(default_factory=FileOptions)

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
        )


def source_code(text: str) -> str:
    """A source's code from its name: "Lerik ASM, 2026" → "lerik-asm-2026"; "" when nothing is left."""
    return slugify(" ".join(latin(word) for word in text.replace("_", " ").replace("-", " ").split()))[:50].strip("-")


def parse(text: str, *, default_source: str = "") -> Mapping:
    """Read a mapping from TOML; Invalid says which entry is wrong."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(_("The mapping is not TOML: %(reason)s.") % {"reason": error}) from error
    unknown = set(found) - {"source", "name", "key", "columns", "compare", "constants", "options", "file"}
    if unknown:
        raise _wrong(_("The mapping has an entry that does not exist."), value=min(unknown))
    options = dict(_table(found, "options"))
    take = _texts(options.pop("take", ()), "take")
    mapping = Mapping(
        source=source_code(str(found.get("source") or default_source)),
        name=str(found.get("name", "")),
        key=_texts(found.get("key", ()), "key"),
        columns={name: _texts(value, name) for name, value in _table(found, "columns").items()},
        compare={name: _texts(value, name) for name, value in _table(found, "compare").items()},
        constants={name: str(value) for name, value in _table(found, "constants").items()},
        options={name: str(value) for name, value in options.items()},
        take=take,
        file=_file(_table(found, "file")),
    )
    check(mapping)
    return mapping


def _table(found: AnyMapping[str, Any], name: str) -> dict[str, Any]:
    table = found.get(name, {})
    if not isinstance(table, dict):
        raise _wrong(_("This entry is a table."), value=name)
    return table


def _texts(value: Any, name: str) -> tuple[str, ...]:
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) for text in texts):
        raise _wrong(_("Give a text or a list of texts."), value=name)
    return tuple(texts)


def _file(table: dict[str, Any]) -> FileOptions:
    unknown = set(table) - {"encoding", "delimiter", "sheet", "header_row"}
    if unknown:
        raise _wrong(_("The mapping has an entry that does not exist."), value=min(unknown))
    row = table.get("header_row", 0)
    if not isinstance(row, int):
        raise _wrong(_("The row of the header is a number."), value=str(row))
    encoding = str(table.get("encoding", ""))
    if encoding:
        encodings.checked(encoding)
    return FileOptions(encoding, str(table.get("delimiter", ""))[:1], str(table.get("sheet", "")), row)


def check(mapping: Mapping) -> None:
    """Invalid unless every field, constant and option is one that exists."""
    for name, columns in mapping.columns.items():
        known = FIELDS.get(name)
        if known is None:
            raise _wrong(
                _("There is no such field."), value=name,
                remedy=_("Fields are: %(names)s.") % {"names": ", ".join(FIELDS)},
            )  # fmt: skip
        if len(columns) > 1 and not known.several:
            raise _wrong(_("Only one column can be this field."), value=name)
    for name in mapping.constants:
        if name not in CONSTANTS:
            raise _wrong(
                _("There is no such constant."), value=name,
                remedy=_("Constants are: %(names)s.") % {"names": ", ".join(CONSTANTS)},
            )  # fmt: skip
    kind = mapping.constants.get("document_kind")
    if kind and kind not in IdentityDocument.Kind.values:
        raise _wrong(_("There is no such kind of document."), value=kind)
    for name, value in mapping.options.items():
        if name not in OPTIONS or value not in OPTIONS[name]:
            raise _wrong(_("There is no such option."), value=f"{name} = {value}")
    for code in mapping.take:
        if code not in CORRECTABLE:
            raise _wrong(_("This problem has no correction that could be taken."), value=code)


def check_header(mapping: Mapping, header: Sequence[str]) -> None:
    """Invalid unless the file has the columns that ``mapping`` reads, with a name and a key among them."""
    missing = sorted(mapping.used() - set(header))
    if missing:
        raise _wrong(
            _("The file has no such column."), value=", ".join(missing),
            remedy=_("Its columns are: %(names)s.") % {"names": ", ".join(header)},
        )  # fmt: skip
    if not mapping.source:
        raise _wrong(_("Say whose file it is."), field_="source")
    if not any(name in mapping.columns for name in NAMES):
        raise _wrong(
            _("No column is a name."), field_="columns",
            remedy=_("Say which columns are surname, given_name, father_name or full_name."),
        )  # fmt: skip
    if not mapping.key:
        raise _wrong(
            _("No column names a row for good."), field_="key",
            remedy=_("Choose as key the FİN, a document number, or the names with the date of birth."),
        )  # fmt: skip
    if "household" in mapping.columns and not {"head", "relation"} & set(mapping.columns):
        raise _wrong(_("Say which column tells the head of the household."), field_="head")
    if "income" in mapping.columns and "household" not in mapping.columns:
        raise _wrong(_("Income belongs to a household: say which column has its number."), field_="household")


def to_toml(mapping: Mapping) -> str:
    """``mapping`` as a file that :func:`parse` reads back."""
    lines = [f"source = {_quoted(mapping.source)}", f"name = {_quoted(mapping.name)}", f"key = {_listed(mapping.key)}"]
    lines += ["", "[columns]"]
    lines += _columns(mapping.columns)
    if mapping.compare:
        lines += ["", "[compare]", *_columns(mapping.compare)]
    options = [f"{name} = {_quoted(value)}" for name, value in mapping.options.items()]
    if mapping.take:
        options.append(f"take = {_listed(mapping.take)}")
    file = [
        f"{name} = {value if isinstance(value, int) else _quoted(value)}"
        for name, value in asdict(mapping.file).items()
        if value
    ]
    constants = [f"{name} = {_quoted(value)}" for name, value in mapping.constants.items()]
    for head, entries in (("constants", constants), ("options", options), ("file", file)):
        if entries:
            lines += ["", f"[{head}]", *entries]
    return "\n".join(lines) + "\n"


def _columns(table: AnyMapping[str, Sequence[str]]) -> list[str]:
    return [
        f"{name if name.isascii() and name.replace('_', '').isalnum() else _quoted(name)} = "
        f"{_quoted(columns[0]) if len(columns) == 1 else _listed(columns)}"
        for name, columns in table.items()
    ]


def _quoted(text: str) -> str:
    """A JSON string is a TOML string."""
    return json.dumps(text, ensure_ascii=False)


def _listed(texts: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"


def _wrong(message: Any, *, value: str = "", field_: str = "mapping", remedy: Any = "") -> Invalid:
    return Invalid(message, code="mapping", field=field_, value=value, remedy=remedy)
