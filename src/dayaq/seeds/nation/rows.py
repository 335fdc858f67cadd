"""A block's tables as rows of the registry's tables, as CSV that COPY reads; no loop over rows but those written wrong.

Everything that follows from a name is computed once for each distinct word of a block and cached, since a nation has
thousands of distinct names: ``derive`` of the registry gives the same (tests/unit/seeds/test_nation_database.py).
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from dayaq.core.aztext import name_key, repair, sort_key
from dayaq.registry.api import name_tokens
from dayaq.seeds.nation.columns import Column, Table

T = TypeVar("T")

ORIGIN: Final = "seed"
NAMES: Final = ("surname", "given_name", "father_name")
PARTS: Final = ("s", "g", "f")
_CSV: Final = csv.WriteOptions(include_header=False, delimiter=",", quoting_style="needed")
_MOST_CACHED: Final = 200_000


@dataclass(frozen=True)
class Known:
    """What the database knows already: keys by code, and who verified and when."""

    units: Mapping[str, int]
    kinds: Mapping[str, int]
    verifier: int
    moment: str


class ByWord(Generic[T]):
    """A function of a word over whole columns: asked once for each distinct word, and remembered."""

    def __init__(self, of: Callable[[str], T]) -> None:
        self._of = of
        self._known: dict[str, T] = {}

    def __call__(self, word: str) -> T:
        """Of one word."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_CACHED:
                self._known.clear()
            found = self._known[word] = self._of(word)
        return found

    def column(self, texts: Column) -> Column:
        """Of a column of texts, as texts."""
        coded = coded_column(texts)
        return pa.array([self(word) for word in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def coded_column(texts: Column) -> Any:
    """A column as distinct words and the place of each row's word."""
    return (
        pa.chunked_array(texts).combine_chunks().dictionary_encode() if _chunked(texts) else texts.dictionary_encode()
    )


def _chunked(column: Column) -> bool:
    return isinstance(column, pa.ChunkedArray)


REPAIRED: Final = ByWord(lambda word: repair(word).text)
SORT_KEYS: Final = ByWord(sort_key)
NAME_KEYS: Final = ByWord(name_key)
WORDS: Final = ByWord(lambda text: tuple(word for word, _part in name_tokens(text, "", "")))


def as_csv(table: Table) -> bytes:
    """Rows for ``COPY … (FORMAT csv)``: null is nothing, an empty text is two quotation marks."""
    out = io.BytesIO()
    csv.write_csv(table, out, _CSV)
    return out.getvalue()


def mapped(texts: Column, keys: Mapping[str, int]) -> Column:
    """The key of each text."""
    coded = coded_column(texts)
    return pa.array([keys[text] for text in coded.dictionary.to_pylist()], pa.int64()).take(coded.indices)


def persons(table: Table, truth: Table, known: Known, taken: set[str]) -> Table:
    """Rows of ``registry_person``. ``taken``: mistyped FİN that some other record of the registry has already.

    The registry holds a FİN once, so a duplicate keeps its own only where it was mistyped.
    """
    size = table.num_rows
    names = {name: table[name].combine_chunks() for name in NAMES}
    clean = {name: REPAIRED.column(column) for name, column in names.items()}
    sort_keys = [SORT_KEYS.column(clean[name]) for name in NAMES]
    keyed = pc.binary_join_element_wise(NAME_KEYS.column(clean["surname"]), NAME_KEYS.column(clean["given_name"]), " ")
    empty, one = _all("", size), pa.array(np.ones(size, dtype=np.int64))
    return pa.table(
        {
            "id": table["record_id"],
            "created_at": _all(known.moment, size),
            "fin": _fins(table, truth, taken),
            **clean,
            "name_original": _originals(names, clean),
            "sex": table["sex"],
            "birth_date": table["birth_date"],
            "birth_date_original": empty,
            "death_date": table["death_date"],
            "phone": table["phone"],
            "phone_original": empty,
            "email": empty,
            "unit_id": mapped(table["unit"], known.units),
            "address": table["address"],
            "language": _all("az", size),
            "is_restricted": table["is_restricted"],
            "origin": _all(ORIGIN, size),
            "sort_key": pc.binary_join_element_wise(*sort_keys, " "),
            "name_key": pc.utf8_trim(keyed, " "),
            "version": one,
        }
    )


def mistyped(table: Table, truth: Table) -> list[str]:
    """The FİN of the records that have one nobody should have."""
    return [fin for fin in table["fin"].filter(_is_mistyped(truth)).to_pylist() if fin]


def _is_mistyped(truth: Table) -> Column:
    return pc.match_substring(truth["mistakes"], "fin_typo")


def _fins(table: Table, truth: Table, taken: set[str]) -> Column:
    kept = pc.or_(pc.invert(truth["is_duplicate"]), _is_mistyped(truth)).to_numpy()
    fins = table["fin"].combine_chunks()
    seen = set(taken)
    for place in np.flatnonzero(_is_mistyped(truth).to_numpy()).tolist():
        fin = fins[place].as_py()
        kept[place] = fin not in seen
        seen.add(fin)
    return pc.if_else(pa.array(kept), fins, pa.scalar(None, pa.string()))


def _originals(names: Mapping[str, Column], clean: Mapping[str, Column]) -> Column:
    """As JSON, the parts of each name that were repaired, as they came."""
    size = len(names["surname"])
    found: dict[int, dict[str, str]] = {}
    for name in NAMES:
        for place in np.flatnonzero(pc.not_equal(names[name], clean[name]).to_numpy(zero_copy_only=False)).tolist():
            found.setdefault(place, {})[name] = names[name][place].as_py()
    texts = ["{}"] * size
    for place, parts in found.items():
        texts[place] = json.dumps(parts, ensure_ascii=False)
    return pa.array(texts)


def _all(value: str, size: int) -> Column:
    return pa.array([value]).take(pa.array(np.zeros(size, dtype=np.int64)))


def words_of(person_rows: Table) -> set[str]:
    """The dictionary words of the names of a block."""
    found: set[str] = set()
    for name in NAMES:
        for text in coded_column(person_rows[name]).dictionary.to_pylist():
            found.update(WORDS(text))
    return found


def person_names(person_rows: Table, tokens: Mapping[str, int]) -> Table:
    """Rows of ``registry_personname``: the words of each name in each of its parts."""
    ids = person_rows["id"].to_numpy()
    owners, chosen, parts = [], [], []
    for name, part in zip(NAMES, PARTS, strict=True):
        coded = coded_column(person_rows[name])
        groups = [[tokens[word] for word in WORDS(text)] for text in coded.dictionary.to_pylist()]
        count = np.array([len(group) for group in groups], dtype=np.int64)
        first = np.cumsum(count) - count
        flat = np.array([key for group in groups for key in group], dtype=np.int64)
        place = coded.indices.to_numpy()
        of_row = count[place]
        within = np.arange(of_row.sum()) - np.repeat(np.cumsum(of_row) - of_row, of_row)
        owners.append(np.repeat(ids, of_row))
        chosen.append(flat[np.repeat(first[place], of_row) + within])
        parts.append(_all(part, int(of_row.sum())))
    return pa.table(
        {
            "token_id": pa.array(np.concatenate(chosen)),
            "person_id": pa.array(np.concatenate(owners)),
            "part": pa.concat_arrays(parts),
        }
    )


def households(table: Table, known: Known) -> Table:
    """Rows of ``registry_household``."""
    size = table.num_rows
    return pa.table(
        {
            "id": table["household_id"],
            "unit_id": mapped(table["unit"], known.units),
            "address": table["address"],
            "origin": _all(ORIGIN, size),
            "version": pa.array(np.ones(size, dtype=np.int64)),
            "created_at": _all(known.moment, size),
        }
    )


def members(table: Table, known: Known) -> Table:
    """Rows of ``registry_householdmember``."""
    return pa.table(
        {
            "household_id": table["household_id"],
            "person_id": table["record_id"],
            **{name: table[name] for name in ("relation", "is_head", "valid_from", "valid_to")},
            "created_at": _all(known.moment, table.num_rows),
        }
    )


def incomes(table: Table, known: Known) -> Table:
    """Rows of ``registry_householdincome``."""
    return pa.table(
        {
            "household_id": table["household_id"],
            **{name: table[name] for name in ("month", "source", "amount")},
            "origin": _all(ORIGIN, table.num_rows),
            "created_at": _all(known.moment, table.num_rows),
        }
    )


def statuses(table: Table, known: Known) -> Table:
    """Rows of ``registry_status``."""
    size = table.num_rows
    verified = pc.equal(table["verification"], "verified")
    nobody = pa.scalar(None, pa.int64())
    return pa.table(
        {
            "created_at": _all(known.moment, size),
            "state_at": _all(known.moment, size),
            "version": pc.if_else(verified, 2, 1),
            "person_id": table["record_id"],
            "kind_id": mapped(table["kind"], known.kinds),
            **{name: table[name] for name in ("conflict", "percent", "evidence", "issuer", "verification")},
            "verified_by_id": pc.if_else(verified, pa.scalar(known.verifier, pa.int64()), nobody),
            "origin": _all(ORIGIN, size),
            "valid_from": table["valid_from"],
            "valid_to": table["valid_to"],
        }
    )


def documents(table: Table, known: Known) -> Table:
    """Rows of ``registry_identitydocument``."""
    size = table.num_rows
    return pa.table(
        {
            "created_at": _all(known.moment, size),
            "person_id": table["record_id"],
            **{name: table[name] for name in ("kind", "series", "number")},
            "number_original": _all("", size),
            "issuer": _all("", size),
            "valid_from": table["valid_from"],
            "valid_to": table["valid_to"],
            "flag_shared": table["is_shared"],
        }
    )
