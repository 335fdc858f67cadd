"""Finding persons by whatever was typed, ranked, only whom the account may see; at most three statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from dayaq.accounts.models import User
from dayaq.registry.derive import words_of
from dayaq.registry.models import IdentityDocument, Person
from dayaq.registry.policies import SEARCH
from dayaq.registry.queries.asking import Asked, understand
from dayaq.registry.queries.candidates import CLOSE, FAR, SAME, Meant, look_nearby, look_up
from dayaq.registry.queries.former import records_of, with_former

POOL: Final = 200  # persons ranked at most
COMMON: Final = 50_000  # persons who have all words of a choice, looked at for the rest of what was asked
ORDERS: Final = ("s", "g", "sg", "gs", "sgf", "gfs", "gsf")
ODD_ORDER: Final = 0.02  # what it costs when a word stands where nobody would say it
FEW: Final = 12  # meanings of each word where all words may be wrong
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
    any order, script or spelling, the last word possibly unfinished; names and a date or year narrow each other. Where
    records were merged, the name, FİN and telephone of each of them find the person.
    """
    return find_persons(user, text, limit).hits


def find_persons(user: User, text: str, limit: int = 25) -> Found:
    """:func:`search_persons` together with what was understood and whether there is more."""
    asked = understand(text)
    visible = Person.objects.visible_to(user, SEARCH)
    if asked.nothing:
        return Found([], False, asked)
    meant = look_up(asked.words, open_end=asked.open_end) if asked.words else []
    hits = _ranked(_fetch(visible, asked, _levels(meant, (SAME, CLOSE))), asked, meant)
    if asked.words and len(hits) < limit and (not hits or hits[0].score < ENOUGH):
        doubtful = [place for place, one in enumerate(meant) if not one.ids(SAME)] or list(range(len(meant)))
        look_nearby(meant, doubtful)
        hits = _ranked(_fetch(visible, asked, _widened(meant, doubtful)), asked, meant)
    return Found(hits[:limit], len(hits) > limit, asked)


Words = list[list[int]]
"""For each typed word the ids of dictionary words, of which one must stand in the name."""


def _levels(meant: list[Meant], levels: tuple[float, ...]) -> list[Words]:
    """All words at one level, then all at the next, left out where a typed word means nothing at that level."""
    return _possible([[one.ids(least) for one in meant] for least in levels])


def _widened(meant: list[Meant], doubtful: list[int]) -> list[Words]:
    """A slip is rarely in two words at once: each doubtful word is widened in turn, then all, for few meanings."""
    if len(meant) == 1:
        return _levels(meant, (FAR,))
    close = [one.ids(CLOSE) for one in meant]
    turns = [[one.ids(FAR) if place == turn else close[place] for place, one in enumerate(meant)] for turn in doubtful]
    return _possible([close, *turns, [one.ids(FAR)[:FEW] for one in meant]])


def _possible(choices: list[Words]) -> list[Words]:
    found: list[Words] = []
    for words in choices:
        if all(words) and words not in found:
            found.append(words)
    return found


def _fetch(visible: QuerySet[Person], asked: Asked, choices: list[Words]) -> list[Person]:
    """The pool for ranking: best choice first, so that frequent names fill it without touching the weaker ones."""
    arms = []
    if codes := _codes(asked):
        arms.append(visible.filter(codes))
    if former := _former_codes(asked):
        signposts = Person.objects.filter(former, merged_into__isnull=False)
        arms.append(visible.filter(pk__in=signposts.values("merged_into")))
    born = _born(asked)
    if asked.words:
        arms += [visible.filter(born, named(words)) for words in choices]
    elif born:
        arms.append(visible.filter(born))
    if not arms:
        return []
    pools = [arm.order_by().values("pk")[:POOL] for arm in arms]
    pool = pools[0].union(*pools[1:], all=True)[:POOL] if len(pools) > 1 else pools[0]
    return list(with_former(Person.objects.filter(pk__in=pool).select_related("unit")))


def _former_codes(asked: Asked) -> Q:
    """What a record that was merged into another one may still hold."""
    condition = Q()
    if asked.fin:
        condition |= Q(fin=asked.fin)
    if asked.phone:
        condition |= Q(phone=asked.phone)
    return condition


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


_ALSO: Final = " and exists (select from registry_bearer b where b.person_id = a.person_id and b.token_id = any(%s))"


def named(words: Words) -> Q:
    """The condition that of each list one word stands in the person's name.

    Several words are intersected among the index's rows alone, before any person is read: the limit keeps the planner
    from turning the whole into a walk over all persons, and lies above what two frequent names have in common. The view
    is not under row security; persons, of whom this is a condition, are.
    """
    text = "select a.person_id from registry_bearer a where a.token_id = any(%s)"
    text += _ALSO * (len(words) - 1)
    if len(words) > 1:
        text += f" limit {COMMON}"
    return Q(pk__in=RawSQL(text, words))  # noqa: S611  # no value is put into the text


def _ranked(persons: list[Person], asked: Asked, meant: list[Meant]) -> list[Hit]:
    hits = [Hit(one, max(_score(row, asked, meant) for row in records_of(one))) for one in persons]
    return sorted(hits, key=lambda hit: (-hit.score, hit.person.sort_key, hit.person.pk))


def _score(person: Person, asked: Asked, meant: list[Meant]) -> float:
    if asked.fin and person.fin == asked.fin:
        return 1.0
    if not meant:
        return 1.0
    parts = (words_of(person.surname), words_of(person.given_name), words_of(person.father_name))
    total, places = 0.0, []
    for one in meant:
        best = [max((one.by_token.get(name, 0.0) for name in names), default=0.0) for names in parts]
        total += max(best)
        places.append({part for part, score in zip("sgf", best, strict=True) if score and score == max(best)})
    score = total / len(meant)
    if not _natural(places):
        score -= ODD_ORDER
    if asked.initials:
        begun = sum(any(name.startswith(initial) for part in parts for name in part) for initial in asked.initials)
        score -= 0.1 * (1 - begun / len(asked.initials))
    return round(max(score, 0.0), 4)


def _natural(places: list[set[str]]) -> bool:
    """Whether the typed words can be surname, given and father's name in an order in which people say them."""
    return any(
        all(part in found for part, found in zip(order, places, strict=True))
        for order in ORDERS
        if len(order) == len(places)
    ) or len(places) not in (1, 2, 3)
