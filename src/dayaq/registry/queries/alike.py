"""Is it one of these? Persons who may be the one about to be registered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from dayaq.accounts.models import User
from dayaq.core.aztext import name_key, name_similarity
from dayaq.registry.arrays import pooled
from dayaq.registry.derive import words_of
from dayaq.registry.models import Person
from dayaq.registry.policies import SEARCH
from dayaq.registry.queries.bearers import named
from dayaq.registry.queries.candidates import CLOSE, look_up
from dayaq.registry.queries.former import records_of, with_former
from dayaq.registry.queries.whole import called, whole_names

LIKELY: Final = 0.72
POOL: Final = 300
_WEIGHTS: Final = {"surname": 0.3, "given_name": 0.25, "father_name": 0.15, "birth_date": 0.3}
_SURE: Final = ("fin", "phone")


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the same person: how likely (0 to 1), and which fields agree."""

    person: Person
    score: float
    agreeing: tuple[str, ...]


def likely_same(
    by: User,
    *,
    surname: str = "",
    given_name: str = "",
    father_name: str = "",
    birth_date: date | None = None,
    fin: str | None = None,
    phone: str = "",
    limit: int = 5,
) -> list[Alike]:
    """Persons visible to ``by`` who may be the one described, most likely first. At most two statements.

    Looked at: the same FİN, the same telephone, the same birth date or one with day and month exchanged, the same
    surname and given name in any spelling. Values are as stored (normalised). Records merged into a person count as
    theirs.
    """
    visible = Person.objects.visible_to(by, SEARCH)
    if visible.query.is_empty():
        return []
    conditions = Q()
    if fin:
        conditions |= Q(fin=fin)
    if phone:
        conditions |= Q(phone=phone)
    days = _days(birth_date)
    words = (*words_of(surname)[:1], *words_of(given_name)[:1])
    pools: list[Q] = []
    if len(words) == 2:
        meant = look_up(words, open_end=False)
        close = [one.ids(CLOSE) for one in meant]
        if all(close):
            pools = [called(visible, whole_names(meant, CLOSE), len(words), POOL), named(visible, close, POOL)]
    if days:
        key = f"{name_key(surname)} {name_key(given_name)}".strip()
        swapped = f"{name_key(given_name)} {name_key(surname)}".strip()
        conditions |= Q(birth_date__in=days, name_key__in=[key, swapped])
    arms = [visible.filter(conditions)] if conditions else []
    arms += [Person.objects.filter(pool) for pool in pools]
    if conditions:
        signposts = Person.objects.filter(conditions, merged_into__isnull=False)
        arms.append(visible.filter(pk__in=signposts.values("merged_into")))
    if not arms:
        return []
    ids = [arm.order_by().values("pk")[:POOL] for arm in arms]
    pool = ids[0].union(*ids[1:], all=True)[:POOL] if len(ids) > 1 else ids[0]
    described = {"surname": surname, "given_name": given_name, "father_name": father_name}
    persons = with_former(Person.objects.filter(pooled(pool)).select_related("unit"))
    found = (_best(person, described, days, fin, phone) for person in persons)
    likely = [alike for alike in found if alike.score >= LIKELY]
    return sorted(likely, key=lambda alike: (-alike.score, alike.person.pk))[:limit]


def _days(birth_date: date | None) -> list[date]:
    """The date, and with day and month exchanged where that is a day."""
    if birth_date is None:
        return []
    days = [birth_date]
    if birth_date.day <= 12 and birth_date.day != birth_date.month:
        days.append(birth_date.replace(month=birth_date.day, day=birth_date.month))
    return days


def _best(person: Person, described: dict[str, str], days: list[date], fin: str | None, phone: str) -> Alike:
    """The likeness of the person's own record, or of one merged into it where that is more like."""
    compared = [_compare(row, described, days, fin, phone) for row in records_of(person)]
    best = max(compared, key=lambda alike: alike.score)
    return Alike(person, best.score, best.agreeing)


def _compare(person: Person, described: dict[str, str], days: list[date], fin: str | None, phone: str) -> Alike:
    agreeing = []
    if fin and person.fin == fin:
        return Alike(person, 1.0, ("fin",))
    scores: dict[str, float] = {}
    for name, said in described.items():
        known = getattr(person, name)
        if said and known:
            scores[name] = name_similarity(said, known)
    if _exchanged(person, described, scores):
        scores["surname"] = scores["given_name"] = 0.95
    if days and person.birth_date:
        scores["birth_date"] = _birth_score(person.birth_date, days)
    agreeing = [name for name, score in scores.items() if score >= CLOSE]
    weight = sum(_WEIGHTS[name] for name in scores)
    score = sum(_WEIGHTS[name] * value for name, value in scores.items()) / weight if weight else 0.0
    if "birth_date" not in scores:
        score *= 0.9
    if fin and person.fin and person.fin != fin:
        score *= 0.8
    if phone and person.phone == phone:
        agreeing.append("phone")
        score = min(1.0, score + 0.15)
    return Alike(person, round(score, 4), tuple(agreeing))


def _exchanged(person: Person, described: dict[str, str], scores: dict[str, float]) -> bool:
    """Surname and given name were written in each other's place."""
    if scores.get("surname", 1.0) >= CLOSE or not _all(described["surname"], described["given_name"]):
        return False
    crossed = (
        name_similarity(described["surname"], person.given_name),
        name_similarity(described["given_name"], person.surname),
    )
    return min(crossed) >= CLOSE


def _all(*texts: str) -> bool:
    return all(texts)


def _birth_score(known: date, days: Iterable[date]) -> float:
    first, *exchanged = days
    if known == first:
        return 1.0
    if known in exchanged:
        return 0.9
    if (known.year, known.month) == (first.year, first.month) or (known.month, known.day) == (first.month, first.day):
        return 0.6
    return 0.3 if known.year == first.year else 0.0
