"""From what people write to a unit: "LENKERAN", "Lankaran rayonu", "Ленкорань", "Bakı şəhəri, Nəsimi rayonu"."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dayaq.core.aztext import cyrillic_to_latin, fold
from dayaq.places.models import AdministrativeUnit, UnitSuccession

Kind = AdministrativeUnit.Kind


class UnitProblem(StrEnum):
    """Why a text gave no unit; each has one translated sentence in the import report."""

    EMPTY = "empty"
    UNKNOWN = "unknown"  # no such place; ``proposals`` are the nearest names
    FORMER_NAME = "former_name"  # a name of before; ``proposals`` is the unit of that day
    AMBIGUOUS = "ambiguous"  # several places; ``proposals`` are they
    NOT_VALID_ON = "not_valid_on"  # the unit did not exist on that day; ``proposals`` are those whose land it was


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """``unit``, or None with a ``problem`` and what could be meant: to be offered, never taken unasked."""

    unit: AdministrativeUnit | None
    problem: UnitProblem | None = None
    proposals: tuple[AdministrativeUnit, ...] = ()


_ANY_DISTRICT = frozenset({Kind.DISTRICT, Kind.CITY_DISTRICT})
# Words that say what kind of place a name is; longest first, so that "iqtisadi rayonu" is not read as "rayonu".
_KIND_WORDS: tuple[tuple[str, frozenset[Kind]], ...] = (
    (r"iqtisadi rayonu?|economic region|экономический район", frozenset({Kind.ECONOMIC_REGION})),
    (r"rayonu?nun|rayonu?|rayon|r-nu|r-n|ray\.|district|region|район|р-н", _ANY_DISTRICT),
    (r"şəhərinin|şəhəri|şəhər|şəh\.|ş\.|seheri|sheheri|city|город|гор\.|г\.", frozenset({Kind.CITY})),
    (r"qəsəbəsi|qəsəbə|qəs\.|qesebesi|settlement|посёлок|поселок|пос\.|пгт\.?", frozenset({Kind.SETTLEMENT})),
    (r"kəndi|kənd|k\.|kendi|village|село|с\.", frozenset()),
)
_VILLAGE: frozenset[Kind] = frozenset()
_WORD_KINDS = [(re.compile(rf"(?:(?<=\s)|^)(?:{words})(?=\s|$|[,;])"), kinds) for words, kinds in _KIND_WORDS]
_SPLIT = re.compile(r"[,;/()]+")
# The bare name "Lənkəran" means the district, "Bakı" the city: what has an office of its own comes first.
_RANK = [Kind.DISTRICT, Kind.CITY, Kind.CITY_DISTRICT, Kind.SETTLEMENT, Kind.ECONOMIC_REGION, Kind.COUNTRY]
_LETTERS = str.maketrans(
    {
        "ə": "a",
        "e": "a",
        "ı": "i",
        "y": "i",
        "ö": "o",
        "ü": "u",
        "ğ": "g",
        "q": "g",
        "x": "h",
        "ç": "c",
        "j": "c",
        "ş": "s",
    }
)
_DIGRAPHS = (("dzh", "c"), ("dj", "c"), ("kh", "x"), ("gh", "ğ"), ("sh", "ş"), ("ch", "ç"), ("zh", "j"))
_DOUBLED = re.compile(r"(.)\1+")
NEAR = 0.72


def skeleton(name: str) -> str:
    """The letters under which spellings of one place meet: "Xaçmaz", "Khachmaz" and "XACMAZ" are all "hacmaz"."""
    text = fold(cyrillic_to_latin(name))
    for digraph, letter in _DIGRAPHS:
        text = text.replace(digraph, letter)
    text = re.sub(r"[^\w ]+", " ", text.translate(_LETTERS))
    return " ".join(_DOUBLED.sub(r"\1", text).split())


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    kinds: frozenset[Kind] | None  # None: no word said so


def _parts(text: str) -> list[_Part]:
    """The names in ``text`` with the kinds that the words beside them say; villages, which are not kept, left out."""
    found = []
    for piece in _SPLIT.split(fold(text)):
        rest = piece.strip()
        while rest:
            hit = min(
                ((match, kinds) for pattern, kinds in _WORD_KINDS if (match := pattern.search(rest))),
                key=lambda each: each[0].start(),
                default=None,
            )
            if hit is None:
                found.append(_Part(rest, None))
                break
            match, kinds = hit
            before, after = rest[: match.start()].strip(), rest[match.end() :].strip()
            # The word stands after its name in Azerbaijani ("Lerik rayonu"), before it in Russian ("город Баку").
            name, rest = (before, after) if before else (after, "")
            if name and kinds != _VILLAGE:
                found.append(_Part(name, kinds))
    return found


class UnitResolver:
    """Resolves many texts on one day with the units read once: two statements, whatever the number of texts."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._units = {unit.pk: unit for unit in AdministrativeUnit.objects.all()}
        self._by_code = {unit.code.lower(): unit for unit in self._units.values()}
        self._by_name: dict[str, list[AdministrativeUnit]] = {}
        self._by_former: dict[str, list[AdministrativeUnit]] = {}
        for unit in self._units.values():
            for name in {skeleton(name) for name in (*unit.label.values(), *unit.aliases)}:
                self._by_name.setdefault(name, []).append(unit)
            for name in {skeleton(name) for name in unit.former_names}:
                self._by_former.setdefault(name, []).append(unit)
        self._heirs: dict[int, list[int]] = {}
        self._sources: dict[int, list[int]] = {}
        for old, new in UnitSuccession.objects.values_list("predecessor_id", "successor_id"):
            self._heirs.setdefault(old, []).append(new)
            self._sources.setdefault(new, []).append(old)
        self._known: dict[str, UnitMatch] = {}

    def resolve(self, text: str) -> UnitMatch:
        """The most specific unit that ``text`` names on the day; every name in it must fit the others. Or its code."""
        if text not in self._known:
            self._known[text] = self._resolve(text)
        return self._known[text]

    def _resolve(self, text: str) -> UnitMatch:
        coded = self._by_code.get(text.strip().lower())
        if coded is not None and self._valid(coded):
            return UnitMatch(coded)
        parts = _parts(text)
        if not parts:
            return UnitMatch(None, UnitProblem.EMPTY if not text.strip() else UnitProblem.UNKNOWN)
        found: list[list[AdministrativeUnit]] = []
        for part in parts:
            units = self._candidates(part)
            if not units:
                return self._missing(part)
            found.append(units)
        chains = [unit for unit in self._unique(found) if all(self._fits(unit, units) for units in found)]
        if not chains:
            return UnitMatch(None, UnitProblem.AMBIGUOUS, tuple(units[0] for units in found))
        deepest = max(self._depth(unit) for unit in chains) if len(parts) > 1 else None
        best = [unit for unit in chains if deepest is None or self._depth(unit) == deepest]
        if deepest is None:
            rank = min(_RANK.index(Kind(unit.kind)) for unit in best)
            best = [unit for unit in best if _RANK.index(Kind(unit.kind)) == rank]
        if len(best) > 1:
            return UnitMatch(None, UnitProblem.AMBIGUOUS, tuple(best))
        return UnitMatch(best[0])

    def _candidates(self, part: _Part) -> list[AdministrativeUnit]:
        """Units of that name on the day; of the kind that was said, where there are such."""
        units = [unit for unit in self._by_name.get(skeleton(part.name), []) if self._valid(unit)]
        of_kind = [unit for unit in units if part.kinds and unit.kind in part.kinds]
        return of_kind or units

    def _missing(self, part: _Part) -> UnitMatch:
        """Why there is no unit of that name on the day, and what may be meant."""
        name = skeleton(part.name)
        others = self._by_name.get(name, [])
        if gone := [unit for unit in others if unit.valid_to and unit.valid_to <= self.on]:
            heirs = self._follow(gone, self._heirs)
            return UnitMatch(None, UnitProblem.FORMER_NAME, heirs)
        if others:
            return UnitMatch(None, UnitProblem.NOT_VALID_ON, self._follow(others, self._sources))
        if former := [unit for unit in self._by_former.get(name, []) if self._valid(unit)]:
            return UnitMatch(None, UnitProblem.FORMER_NAME, tuple(former))
        near = difflib.get_close_matches(name, self._by_name, n=3, cutoff=NEAR)
        proposals = [unit for hit in near for unit in self._by_name[hit] if self._valid(unit)]
        return UnitMatch(None, UnitProblem.UNKNOWN, tuple(self._unique([proposals])[:3]))

    def _follow(
        self, units: Iterable[AdministrativeUnit], steps: dict[int, list[int]]
    ) -> tuple[AdministrativeUnit, ...]:
        """Those valid on the day that are reached from ``units`` step by step, nearest first."""
        reached: list[int] = []
        waiting = [unit.pk for unit in units]
        while waiting:
            here = waiting.pop(0)
            for pk in steps.get(here, []):
                if pk not in reached:
                    reached.append(pk)
                    waiting.append(pk)
        return tuple(self._units[pk] for pk in reached if self._valid(self._units[pk]))

    def _valid(self, unit: AdministrativeUnit) -> bool:
        return unit.valid_from <= self.on and (unit.valid_to is None or unit.valid_to > self.on)

    def _line(self, unit: AdministrativeUnit) -> list[AdministrativeUnit]:
        """The unit and all above it."""
        line = [unit]
        while line[-1].parent_id is not None:
            line.append(self._units[line[-1].parent_id])
        return line

    def _depth(self, unit: AdministrativeUnit) -> int:
        return len(self._line(unit))

    def _fits(self, unit: AdministrativeUnit, named: list[AdministrativeUnit]) -> bool:
        """One of the units that a part may mean is this one or lies above it."""
        line = {above.pk for above in self._line(unit)}
        return any(other.pk in line for other in named)

    @staticmethod
    def _unique(groups: Iterable[Iterable[AdministrativeUnit]]) -> list[AdministrativeUnit]:
        return list({unit.pk: unit for group in groups for unit in group}.values())


def resolve_unit(text: str, *, on: date) -> UnitMatch:
    """One text on one day. For many texts keep a :class:`UnitResolver`: this one reads all units each time."""
    return UnitResolver(on).resolve(text)
