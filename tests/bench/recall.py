"""How often the right name stands among the first ten, class by class of what people type, beside trigrams.

500 persons are sampled of the whole country and 500 of one district; whoever searches in the district stands behind row
security. A hit is anyone with the same name in surname, given and father's name; where the text says when the person
was born, it is the person. Then all sets of inventory 3.4: each surname of a set is in the register, and is typed in
every other spelling of the set.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import NamedTuple

from dayaq.core.rowsecurity import behind
from dayaq.places.models import AdministrativeUnit
from dayaq.programmes.api import scope_of
from dayaq.registry.api import register_person, search_persons
from dayaq.registry.models import Person
from tests.bench import crowd
from tests.bench.crowd import Echo
from tests.bench.figure import Figure
from tests.bench.variants import Typed, variants
from tests.spellings import SETS

PERSONS = 1_000_000
SAMPLES = 500
TRIGRAMS = 100  # texts that the trigram search is tried with at 1,000,000 persons: a second each
FEWEST = 25
FIRST = 10
DISTRICT = "BENCH-7"
NAMESAKES = (("Tural", "Elçin"), ("Rəşad", "Qədir"), ("Nicat", "Həsən"))
Find = Callable[[str], list[Person]]


class Trial(NamedTuple):
    """A text, its class, and whether a person found is a hit."""

    kind: str
    text: str
    is_hit: Callable[[Person], bool]


class Result(NamedTuple):
    """Of one class: texts tried, hits among the first ten, and the time of each search in ms."""

    hits: list[bool]
    times: list[float]


def main(echo: Echo, scale: float = 1.0) -> list[Figure]:
    """Measure at 1,000,000 persons, times ``scale``, in the database at hand; needs the superuser."""
    size = int(PERSONS * scale)
    crowd.fill(size, echo)
    unit = AdministrativeUnit.objects.get(code=DISTRICT)
    figures = []
    for where, within in (("the whole country", None), ("one district, row security on", unit)):
        user = crowd.account(within)
        typing = [*trials(sample(within, SAMPLES)), *sets(within or unit)]
        random.Random(1).shuffle(typing)
        with behind(scope_of(user)) if within else nullcontext():
            found = measure(typing, lambda text, user=user: [hit.person for hit in search_persons(user, text, FIRST)])
        crowd.for_trigrams()
        some = [trial for which in _GROUPS.values() for trial in _first(typing, which, for_trigrams(size))]
        beside = measure(some, lambda text, within=within: crowd.trigram(text, within and within.pk))
        _show(echo, f"{size:,} persons, {where}", found, beside)
        figures += [_figure(f"{name}, {where}", size, found, beside, which) for name, which in _GROUPS.items()]
    return figures


def for_trigrams(size: int) -> int:
    """How many texts of a group trigrams are tried with among ``size`` persons: each takes a second a million."""
    return max(FEWEST, min(TRIGRAMS, TRIGRAMS * PERSONS // size))


def sample(unit: AdministrativeUnit | None, count: int) -> list[Person]:
    """``count`` persons of the crowd (of ``unit``), the same in each run."""
    draw, people = random.Random(7), Person.objects.filter(origin="seed")
    people = people.filter(unit=unit) if unit else people
    low, high = (people.order_by(way).values_list("pk", flat=True)[0] for way in ("pk", "-pk"))
    return [people.filter(pk__gte=draw.randint(low, high)).order_by("pk")[0] for _number in range(count)]


def trials(people: Iterable[Person]) -> list[Trial]:
    """Whatever may be typed to find each of ``people``."""
    return [Trial(typed.kind, typed.text, _wanted(person, typed)) for person in people for typed in variants(person)]


def _wanted(person: Person, typed: Typed) -> Callable[[Person], bool]:
    if typed.exact:
        return lambda found: found.pk == person.pk
    return lambda found: triple(found) == triple(person)


def triple(person: Person) -> tuple[str, str, str]:
    """Surname, given and father's name."""
    return person.surname, person.given_name, person.father_name


def sets(unit: AdministrativeUnit) -> list[Trial]:
    """Each surname of a set, with names that are its own in the set, typed in every spelling of the set."""
    by = crowd.account(None)
    typing = []
    for spellings in SETS:
        for stored in spellings:
            given, father = NAMESAKES[spellings.index(stored) % len(NAMESAKES)]
            if not Person.objects.filter(surname=stored, given_name=given, father_name=father, unit=unit).exists():
                register_person(by=by, surname=stored, given_name=given, father_name=father, sex="m", unit=unit)
            typing += [
                Trial("sets of 3.4", f"{typed} {given} {father}", _in_set(spellings, given, father))
                for typed in spellings
            ]
    return typing


def _in_set(spellings: tuple[str, ...], given: str, father: str) -> Callable[[Person], bool]:
    return lambda found: found.surname in spellings and (found.given_name, found.father_name) == (given, father)


def measure(typing: Iterable[Trial], find: Find) -> dict[str, Result]:
    """Each trial once; results by class, in the order in which classes come."""
    results: dict[str, Result] = defaultdict(lambda: Result([], []))
    for trial in typing:
        started = time.perf_counter()
        found = find(trial.text)
        results[trial.kind].times.append((time.perf_counter() - started) * 1000)
        results[trial.kind].hits.append(any(map(trial.is_hit, found[:FIRST])))
    return dict(results)


_GROUPS: dict[str, Callable[[str], bool]] = {
    "recall of names": lambda kind: kind != "sets of 3.4" and not _dated(kind),
    "recall of the person, with a birth year or date": lambda kind: _dated(kind),
    "recall of the sets of inventory 3.4": lambda kind: kind == "sets of 3.4",
}


def _dated(kind: str) -> bool:
    return kind.endswith((", year", ", birth date"))


def _first(typing: Sequence[Trial], which: Callable[[str], bool], count: int) -> list[Trial]:
    return [trial for trial in typing if which(trial.kind)][:count]


def _any(_kind: str) -> bool:
    return True


def recall(results: dict[str, Result], which: Callable[[str], bool] = _any) -> float:
    """Share of hits in the classes that ``which`` chooses, in %."""
    hits = [hit for kind, result in results.items() if which(kind) for hit in result.hits]
    return 100 * sum(hits) / len(hits) if hits else float("nan")


def _p95(results: dict[str, Result], which: Callable[[str], bool]) -> float:
    times = [one for kind, result in results.items() if which(kind) for one in result.times]
    return statistics.quantiles(times, n=20)[18] if len(times) > 1 else float("nan")


def _show(echo: Echo, title: str, found: dict[str, Result], beside: dict[str, Result]) -> None:
    echo(f"{title}: first ten, %; p95 ms")
    for kind in sorted(found):
        echo(f"{kind:<36}{recall(found, kind.__eq__):>8.1f}{_p95(found, kind.__eq__):>8.0f}")
    for name, results in (("all", found), (f"pg_trgm, {_count(beside)} of these texts", beside)):
        echo(f"{name:<36}{recall(results):>8.1f}{_p95(results, _any):>8.0f}")


def _count(results: dict[str, Result]) -> int:
    return sum(len(result.hits) for result in results.values())


def _figure(
    name: str, size: int, found: dict[str, Result], beside: dict[str, Result], which: Callable[[str], bool]
) -> Figure:
    return Figure(
        name,
        f"{size:,} persons",
        f"{recall(found, which):.1f} %, p95 {_p95(found, which):.0f} ms",
        f"pg_trgm: {recall(beside, which):.1f} %, p95 {_p95(beside, which):.0f} ms",
        f"{_p95(beside, which) / _p95(found, which):.1f} × faster at p95",
    )
