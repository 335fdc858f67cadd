"""The outcomes of comparing two values, from the best down, as SQL over ``f0_l`` and ``f0_r``.

``missing`` (one side is empty) comes before and ``different`` after what is listed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dayaq.registry.linkage.fields import Field, Kind

MISSING: Final = "missing"
DIFFERENT: Final = "different"


@dataclass(frozen=True, slots=True)
class Level:
    """``share``: how often two records of one person come out so, before the data have said anything."""

    name: str
    sql: str
    share: float


def levels_of(field: Field, fields: Sequence[Field]) -> list[Level]:
    """What may come out of comparing ``field``; other columns of its kind show parts that changed places."""
    left, right = f"{field.column}_l", f"{field.column}_r"
    exact = f"{left} = {right}"
    alike = f"jaro_winkler_similarity({left}, {right})"
    short = f"least(length({left}), length({right}))"
    keys = f"{field.key}_l = {field.key}_r"
    if field.kind == Kind.NAME:
        begins = f"starts_with({left}, {right}) or starts_with({right}, {left})"
        close = f"{alike} >= 0.92 or ({short} > 3 and {_slip(left, right)}) or ({keys} and {alike} >= 0.8)"
        return [
            Level("exact", exact, 0.8),
            *_moved(field, fields, 0.02),
            Level("close", close, 0.1),
            Level("near", f"{alike} >= 0.82 or {keys} or {begins}", 0.03),
        ]
    if field.kind == Kind.DATE:
        return _dates(field)
    if field.kind == Kind.IDENTIFIER:
        near = f"{short} >= 6 and {_slip(left, right, 2)}"
        return [Level("exact", exact, 0.88), Level("close", _slip(left, right), 0.07), Level("near", near, 0.01)]
    if field.kind == Kind.PHONE:
        return [Level("exact", exact, 0.7), Level("close", _slip(left, right), 0.05)]
    if field.kind == Kind.EMAIL:
        near = f"jaro_winkler_similarity({field.key}_l, {field.key}_r) >= 0.88"
        return [Level("exact", exact, 0.7), Level("same_user", keys, 0.08), Level("near", near, 0.08)]
    if field.kind == Kind.SEX:
        return [Level("exact", exact, 0.97)]
    if field.kind == Kind.CATEGORY:
        return [Level("exact", exact, 0.85), Level("close", f"{short} >= 3 and {_slip(left, right)}", 0.05)]
    if field.kind == Kind.CODE:
        return [Level("exact", exact, 0.78), Level("close", f"{short} >= 2 and {_slip(left, right)}", 0.08)]
    within = f"contains({left}, {right}) or contains({right}, {left})"
    return [
        Level("exact", exact, 0.65),
        *_moved(field, fields, 0.02),
        Level("close", f"{alike} >= 0.92 or ({short} > 5 and {_slip(left, right, 2)})", 0.13),
        Level("near", f"{alike} >= 0.82 or ({short} > 3 and ({within}))", 0.04),
    ]


def _dates(field: Field) -> list[Level]:
    """Eight digits on both sides, so that differing places can simply be counted."""
    left, right = f"{field.column}_l", f"{field.column}_r"
    year, month, days = (_part(field, at, size) for at, size in ((1, 4), (5, 2), (7, 2)))
    swapped = f"{year[2]} and {month[0]} = {days[1]} and {days[0]} = {month[1]}"
    turned = f"hamming({left}, {right}) = 2 and jaro_similarity({left}, {right}) > 0.95"
    parts = " or ".join(f"({one[2]} and {other[2]})" for one, other in ((year, month), (year, days), (month, days)))
    return [
        Level("exact", f"{left} = {right}", 0.85),
        Level("swapped", swapped, 0.02),
        Level("close", f"hamming({left}, {right}) = 1 or ({turned})", 0.07),
        Level("near", f"hamming({left}, {right}) = 2 or {parts}", 0.03),
        Level("same_year", year[2], 0.01),
    ]


def _slip(left: str, right: str, slips: int = 1) -> str:
    """At most so many letters added, left out, changed or turned round with their neighbour.

    Jaro's measure bounds them and is cheap, so Levenshtein's is worked out for few pairs; two letters turned round are
    two changes to Levenshtein and almost nothing to Jaro. Damerau's own measure takes ten times as long.
    """
    alike, short = f"jaro_similarity({left}, {right})", f"least(length({left}), length({right}))"
    turned = f"{alike} >= 1 - 0.4 / {short}"
    bound = f"{alike} >= 1 - {0.72 * slips:.2f} / {short}"
    return f"({bound} and (levenshtein({left}, {right}) <= {slips} or {turned}))"


def outcome_sql(field: Field, fields: Sequence[Field]) -> str:
    """The outcome as Splink's gamma numbers it: 0 different, higher is better, -1 missing."""
    levels = levels_of(field, fields)
    cases = " ".join(f"when {level.sql} then {len(levels) - at}" for at, level in enumerate(levels))
    return f"case when {field.column}_l is null or {field.column}_r is null then -1 {cases} else 0 end"


def _moved(field: Field, fields: Sequence[Field], share: float) -> list[Level]:
    """The value of this column stands in another column of the same kind on the other side."""
    others = [other for other in fields if other.kind == field.kind and _mistaken({field.name, other.name})]
    if not others:
        return []
    met = " or ".join(_changed_places(field.column, other.column) for other in others)
    return [Level("swapped", met, share)]


def _mistaken(names: set[str]) -> bool:
    """Whether clerks put the one in the place of the other. A son named after his grandfather is not written wrongly:
    his name is his father's patronymic and his patronymic his father's name, so these two are no swap."""
    return len(names) == 2 and names != {"given_name", "father_name"}


def _changed_places(one: str, other: str) -> str:
    """One value stands in the other column, and the other one here, with a slip perhaps, or nothing stands there.

    That the one is found is not enough: a child's father's name is its father's given name, and that is no swap.
    """
    there = f"{one}_l = {other}_r or {other}_l = {one}_r"
    ways = ((one, other), (other, one))
    alike = " and ".join(f"coalesce(jaro_winkler_similarity({a}_l, {b}_r) >= 0.8, true)" for a, b in ways)
    return f"(({there}) and {alike})"


#: More than this share of one person's pairs does not come out so, whatever the data seem to say: beyond it the pairs
#: are of somebody else, of a father and his child or of two sisters.
MOST: Final[dict[Kind, dict[str, float]]] = {
    Kind.NAME: {DIFFERENT: 0.3, "swapped": 0.15},
    Kind.DATE: {DIFFERENT: 0.3, "same_year": 0.15},
    Kind.SEX: {DIFFERENT: 0.08},
    Kind.IDENTIFIER: {DIFFERENT: 0.3},
}
#: A FİN is given once for life, and a slip in it comes out close or near: two that have nothing in common are those of
#: two people (twins, namesakes), but for one record in two thousand under which somebody else's was typed.
MOST_OF_FIN: Final = {DIFFERENT: 0.0005}
#: Which kin are compared depends on blocking, so it is never certain that they share a thing.
MOST_SHARED: Final = 0.85
#: Of pairs of one family no fewer and no more than this have one birthday.
LEAST_TWINS: Final = 0.02
MOST_TWINS: Final = 0.15


def _part(field: Field, at: int, size: int) -> tuple[str, str, str]:
    left, right = (f"substr({field.column}_{side}, {at}, {size})" for side in "lr")
    return left, right, f"{left} = {right}"


#: How often two records of different people come out so, before the data have said anything.
CHANCE: Final[dict[Kind, dict[str, float]]] = {
    Kind.NAME: {"exact": 0.005, "swapped": 0.0005, "close": 0.006, "near": 0.03},
    Kind.DATE: {"exact": 0.00005, "swapped": 0.00002, "close": 0.001, "near": 0.01, "same_year": 0.015},
    Kind.IDENTIFIER: {"exact": 0.000001, "close": 0.00001, "near": 0.0001},
    Kind.PHONE: {"exact": 0.00001, "close": 0.00005},
    Kind.EMAIL: {"exact": 0.00001, "same_user": 0.00005, "near": 0.001},
    Kind.SEX: {"exact": 0.5},
    Kind.CATEGORY: {"exact": 0.05, "close": 0.005},
    Kind.CODE: {"exact": 0.01, "close": 0.03},
    Kind.TEXT: {"exact": 0.003, "swapped": 0.0005, "close": 0.004, "near": 0.03},
}
