"""Finding persons by whatever was typed, ranked, only whom the account may see; at most three statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from dayaq.accounts.models import User
from dayaq.registry.derive import words_of
from dayaq.registry.models import IdentityDocument, Person, PersonName
from dayaq.registry.policies import SEARCH
from dayaq.registry.queries.asking import Asked, understand
from dayaq.registry.queries.candidates import CLOSE, FAR, SAME, Meant, look_nearby, look_up

POOL: Final = 200  # persons ranked at most
ENOUGH: Final = 0.9  # a best hit below this makes us look for typing errors


@dataclass(frozen=True)
class Hit:
    """A person found, and how well what was typed fits, 0 to 1."""

    person: Person
    score: float


@dataclass(frozen=True)
class Found:
    """Hits, best first. ``more`` says that there are more than are given."""

    hits: list[Hit]
    more: bool
    asked: Asked


def search_persons(user: User, text: str, limit: int = 25) -> list[Hit]:
    """Persons visible to ``user`` whom ``text`` may mean, best first, at most ``limit`` (and at most 200).

    ``text``: FİN (any case, with spaces), telephone, document number, date of birth in any form or its year, names in
    any order, script or spelling, the last word possibly unfinished; names and a date or year narrow each other.
    """
    return find_persons(user, text, limit).hits


def find_persons(user: User, text: str, limit: int = 25) -> Found:
    """:func:`search_persons` together with what was understood and whether there is more."""
    asked = understand(text)
    visible = Person.objects.visible_to(user, SEARCH)
    if asked.nothing:
        return Found([], False, asked)
    meant = look_up(asked.words, open_end=asked.open_end) if asked.words else []
    hits = _ranked(_fetch(visible, asked, meant, (SAME, CLOSE)), asked, meant)
    if asked.words and len(hits) < limit and (not hits or hits[0].score < ENOUGH):
        meant = look_nearby(asked.words, meant)
        hits = _ranked(_fetch(visible, asked, meant, (FAR,)), asked, meant)
    return Found(hits[:limit], len(hits) > limit, asked)


def _fetch(visible: QuerySet[Person], asked: Asked, meant: list[Meant], levels: tuple[float, ...]) -> list[Person]:
    """The pool for ranking: best level first, so that frequent names fill it without touching the weaker levels."""
    arms = []
    if codes := _codes(asked):
        arms.append(visible.filter(codes))
    born = _born(asked)
    if asked.words:
        arms += [visible.filter(born, *_named(meant, level)) for level in levels if _possible(meant, level)]
    elif born:
        arms.append(visible.filter(born))
    if not arms:
        return []
    pools = [arm.order_by().values("pk")[:POOL] for arm in arms]
    pool = pools[0].union(*pools[1:], all=True)[:POOL] if len(pools) > 1 else pools[0]
    return list(Person.objects.filter(pk__in=pool).select_related("unit"))


def _codes(asked: Asked) -> Q:
    condition = Q()
    if asked.fin:
        condition |= Q(fin=asked.fin)
    if asked.phone:
        condition |= Q(phone=asked.phone)
    if asked.document:
        holders = IdentityDocument.objects.filter(number=asked.document).values("person")
        condition |= Q(pk__in=holders)
    if asked.birth_date and not asked.words and condition:
        condition |= Q(birth_date=asked.birth_date)
    return condition


def _born(asked: Asked) -> Q:
    if asked.birth_date:
        return Q(birth_date=asked.birth_date)
    if asked.birth_year:
        return Q(birth_date__gte=date(asked.birth_year, 1, 1), birth_date__lte=date(asked.birth_year, 12, 31))
    return Q()


def _possible(meant: list[Meant], least: float) -> bool:
    return all(one.ids(least) for one in meant)


def _named(meant: list[Meant], least: float) -> list[Q]:
    """One condition for each typed word: one of the words that it may mean stands in the person's name."""
    return [Q(pk__in=PersonName.objects.filter(token__in=one.ids(least)).values("person")) for one in meant]


def _ranked(persons: list[Person], asked: Asked, meant: list[Meant]) -> list[Hit]:
    hits = [Hit(person, _score(person, asked, meant)) for person in persons]
    return sorted(hits, key=lambda hit: (-hit.score, hit.person.sort_key, hit.person.pk))


def _score(person: Person, asked: Asked, meant: list[Meant]) -> float:
    if asked.fin and person.fin == asked.fin:
        return 1.0
    if not meant:
        return 1.0
    names = {word for text in (person.surname, person.given_name, person.father_name) for word in words_of(text)}
    total = sum(max((one.by_token.get(name, 0.0) for name in names), default=0.0) for one in meant)
    score = total / len(meant)
    if asked.initials:
        begun = sum(any(name.startswith(initial) for name in names) for initial in asked.initials)
        score -= 0.1 * (1 - begun / len(asked.initials))
    return round(max(score, 0.0), 4)
