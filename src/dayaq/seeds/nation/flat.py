"""One row a record with the headers that offices write, so that ``dayaq people import`` proposes the right mapping."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from dayaq.seeds.nation.columns import Column, Table
from dayaq.seeds.nation.plan import Plan
from dayaq.seeds.nation.statuses import RESTRICTED_KINDS
from dayaq.seeds.nation.words import words

HEADERS: Final = (
    "Kod", "FİN", "Soyad", "Ad", "Ata adı", "Cins", "Doğum tarixi", "Telefon", "Rayon", "Ünvan", "Seriya",
    "Vəsiqənin nömrəsi", "Ailə nömrəsi", "Ailə başçısı", "Qohumluq", "Status",
)  # fmt: skip
_SAID: Final = {
    "head": "başçı", "spouse": "həyat yoldaşı", "child": "övlad", "parent": "valideyn", "sibling": "qardaş",
    "grandchild": "nəvə", "other_relative": "digər qohum",
}  # fmt: skip
_FIRST_DAY: Final = date(1850, 1, 1)
_DAYS: Final = 100_000
_DATA: Final = Path(__file__).resolve().parents[2]


class FlatFile:
    """Writes block after block; to be used in ``with``."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self._path, self._plan = path, plan

    def __enter__(self) -> Self:
        self._file = self._path.open("wb")
        self._file.write(("\ufeff" + ";".join(HEADERS) + "\r\n").encode())
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, tables: dict[str, Table]) -> None:
        """The rows of a block."""
        options = csv.WriteOptions(include_header=False, delimiter=";", quoting_style="needed")
        csv.write_csv(flat_rows(tables, self._plan.on), self._file, options)


def flat_rows(tables: dict[str, Table], on: date) -> Table:
    """The flat rows of a block; what does not belong to somebody is empty. Restricted statuses are left out."""
    persons = tables["persons"]
    record = persons["record_id"].to_numpy()
    members, cards = tables["members"], tables["documents"]
    cards = cards.filter(pc.equal(cards["kind"], "id_card"))
    at_home = _place(members["record_id"], record)
    card = _place(cards["record_id"], record)
    head = members["is_head"].take(at_home)
    columns = [
        persons["record_id"],
        persons["fin"],
        persons["surname"],
        persons["given_name"],
        _fathers(persons),
        _mapped(persons["sex"], {"m": "kişi", "f": "qadın"}),
        _dotted(persons["birth_date"]),
        _spaced(persons["phone"], persons["record_id"]),
        _mapped(persons["unit"], district_names(on)),
        persons["address"],
        cards["series"].take(card),
        cards["number"].take(card),
        members["household_id"].take(at_home),
        pc.if_else(head, "hə", "yox"),
        _mapped(members["relation"], _SAID).take(at_home),
        _statuses(tables["statuses"], record),
    ]
    return pa.table(dict(zip(HEADERS, columns, strict=True)))


def _place(ids: Column, record: np.ndarray) -> Column:
    """The row of each record among ``ids``, which ascend; null where it has none."""
    known = ids.to_numpy()
    if not len(known):
        return pa.nulls(len(record), pa.int64())
    place = np.minimum(np.searchsorted(known, record), len(known) - 1)
    return pa.array(place, mask=known[place] != record)


def _mapped(column: Column, names: dict[str, str]) -> Column:
    """Each distinct text by its name; what has none stays empty."""
    coded = column.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    return pa.array([names.get(text, "") for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def _fathers(persons: Table) -> Column:
    """Father's names that are spelt as they should be have oğlu or qızı behind them on most lists."""
    known = pc.is_in(persons["father_name"], value_set=pa.array(words().given[: words().men]))
    marked = pc.and_(known, pc.not_equal(pc.bit_wise_and(persons["record_id"], 3), 0))
    marker = _mapped(persons["sex"], {"m": " oğlu", "f": " qızı"})
    return pc.if_else(marked, pc.binary_join_element_wise(persons["father_name"], marker, ""), persons["father_name"])


def _spaced(phones: Column, record: Column) -> Column:
    """Telephones in the forms in which people give them: +994501234567, 050 123 45 67, (050) 123-45-67."""
    parts = [pc.utf8_slice_codeunits(phones, first, end) for first, end in ((4, 6), (6, 9), (9, 11), (11, 13))]
    spaced = pc.binary_join_element_wise(pc.binary_join_element_wise("0", parts[0], ""), *parts[1:], " ")
    dashed = pc.binary_join_element_wise(
        pc.binary_join_element_wise("(0", parts[0], ") ", parts[1], ""), *parts[2:], "-"
    )
    form = pc.bit_wise_and(pc.shift_right(record, 2), 3)
    given = pc.case_when(pc.make_struct(pc.equal(form, 0), pc.equal(form, 1)), phones, dashed, spaced)
    return pc.if_else(pc.equal(phones, ""), phones, given)


@lru_cache(maxsize=1)
def _written_days() -> Column:
    return pa.array([(_FIRST_DAY + timedelta(days)).strftime("%d.%m.%Y") for days in range(_DAYS)])


def _dotted(days: Column) -> Column:
    """Dates as 05.03.1980."""
    offset = _FIRST_DAY.toordinal() - date(1970, 1, 1).toordinal()
    return _written_days().take(pc.subtract(days.cast(pa.int32()), offset))


def _statuses(statuses: Table, record: np.ndarray) -> Column:
    """The names of each record's statuses, parted by semicolons."""
    allowed = pc.invert(pc.is_in(statuses["kind"], value_set=pa.array(sorted(RESTRICTED_KINDS))))
    shown = statuses.filter(allowed)
    labels = _mapped(shown["kind"], status_names()).to_pylist()
    found: dict[int, str] = {}
    for owner, label in zip(shown["record_id"].to_pylist(), labels, strict=True):
        found[owner] = f"{found[owner]}; {label}" if owner in found else label
    return pa.array([found.get(one, "") for one in record.tolist()], pa.string())


@lru_cache(maxsize=1)
def status_names() -> dict[str, str]:
    """Azerbaijani names of the kinds of status by code."""
    rows = json.loads((_DATA / "registry" / "data" / "status_kinds.json").read_text(encoding="utf-8"))
    return {kind["code"]: kind["label"]["az"] for kind in rows["kinds"]}


@lru_cache(maxsize=4)
def district_names(on: date) -> dict[str, str]:
    """Azerbaijani names of the units by code, as on a day."""
    rows = json.loads((_DATA / "places" / "data" / "az.json").read_text(encoding="utf-8"))["units"]
    day = on.isoformat()
    return {row["code"]: row["az"] for row in rows if row["from"] <= day < row.get("to", "9999")}
