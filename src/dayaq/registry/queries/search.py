"""Finding persons by whatever was typed, ranked, only whom the account may see; at most five statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from dayaq.accounts.models import User
from dayaq.registry.arrays import pooled
from dayaq.registry.derive import words_of
from dayaq.registry.models import IdentityDocument, Person
from dayaq.registry.policies import SEARCH
from dayaq.registry.queries.asking import Asked, understand
from dayaq.registry.queries.bearers import Words, called_by, named, surnamed
from dayaq.registry.queries.candidates import CLOSE, FAR, SAME, Meant, look_nearby, look_up
from dayaq.registry.queries.former import records_of, with_former
from dayaq.registry.queries.whole import called, whole_names

POOL: Final = 200  # persons ranked at most
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
    if asked.nothing or visible.query.is_empty():
        return Found([], False, asked)
    search = _Search(visible, asked)
    search.run(limit)
    return Found(search.hits[:limit], len(search.hits) > limit, asked)


class _Search:
    """One search: likeliest meanings first, less likely ones while too little was found."""

    def __init__(self, visible: QuerySet[Person], asked: Asked) -> None:
        self.visible = visible
        self.asked = asked
        self.born = visible.filter(_born(asked))
        self.meant = look_up(asked.words, open_end=asked.open_end) if asked.words else []
        self.hits: list[Hit] = []

    def run(self, limit: int) -> None:
        """Fill ``hits``: names as they are typed, in other spellings, then with slips, then double and odd ones."""
        if not self.meant:
            self._add(self._by_codes() + ([self.born] if _born(self.asked) else []))
            return
        whole = self._whole(CLOSE)
        self._add(self._by_codes() + (whole or self._bearing(_levels(self.meant, (SAME, CLOSE)))))
        if whole and self._is_good and len(self.hits) < limit:
            self._add(self._bearing(_levels(self.meant, (CLOSE,))))
        if self._is_good or len(self.hits) >= limit:
            return
        doubtful = [place for place, one in enumerate(self.meant) if not one.ids(SAME)] or list(range(len(self.meant)))
        look_nearby(self.meant, doubtful)
        self._add(whole := self._whole(FAR))
        if not (whole and self._is_good):
            self._add(self._bearing(_widened(self.meant, doubtful)))

    @property
    def _is_good(self) -> bool:
        return bool(self.hits) and self.hits[0].score >= ENOUGH

    def _by_codes(self) -> list[QuerySet[Person]]:
        arms = []
        if codes := _codes(self.asked):
            arms.append(self.visible.filter(codes))
        if former := _former_codes(self.asked):
            signposts = Person.objects.filter(former, merged_into__isnull=False)
            arms.append(self.visible.filter(pk__in=signposts.values("merged_into")))
        return arms

    def _whole(self, least: float) -> list[QuerySet[Person]]:
        keys = [] if self.asked.birth_date else whole_names(self.meant, least)
        return [Person.objects.filter(called(self.born, keys, len(self.meant), POOL))] if keys else []

    def _bearing(self, choices: list[Words]) -> list[QuerySet[Person]]:
        found = called_by if self.asked.birth_date else named
        if self.asked.birth_year and len(self.meant) == 1:
            arms = [surnamed(self.born, self.meant[0].word, POOL // 2)]
            arms += [found(self.born, words, POOL // 5) for words in choices]
        else:
            arms = [found(self.born, words, POOL) for words in choices]
        return [Person.objects.filter(arm) for arm in arms]

    def _add(self, arms: list[QuerySet[Person]]) -> None:
        """Rank what ``arms`` find, the first of them first, together with what was found before."""
        if not arms:
            return
        pools = [arm.order_by().values("pk")[:POOL] for arm in arms]
        pool = pools[0].union(*pools[1:], all=True)[:POOL] if len(pools) > 1 else pools[0]
        found = {hit.person.pk: hit.person for hit in self.hits}
        found |= {one.pk: one for one in with_former(Person.objects.filter(pooled(pool)).select_related("unit"))}
        self.hits = _ranked(list(found.values()), self.asked, self.meant)


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
