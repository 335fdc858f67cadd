"""Who bears which words, whatever part of the name they stand in: double names, odd orders, names from before a merge.

The bearers of the rarest word are gone through, and of each it is asked whether the other words are in the name as
well. Which word is the rarest is counted in the same statement; what is gone through is bounded, so that frequent words
cost no more than rare ones. The view is not under row security; persons, of whom this is a condition, are.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from dayaq.core.aztext import name_key
from dayaq.registry.arrays import among, pooled
from dayaq.registry.derive import name_tokens, token_row
from dayaq.registry.models import Person

Words = list[list[int]]
"""For each typed word the ids of dictionary words, of which one must stand in the name."""

MOST: Final = 500  # bearers of the rarest of several words gone through

# Sorted as the primary key is, or the planner reads all bearers before it takes the first.
_BEARERS: Final = "select person_id from registry_bearer where token_id = any(%s)"
_SORTED: Final = f" order by token_id, person_id limit {MOST}"
# Lateral with a limit, or the planner reads all bearers of the other word, and all persons, instead of asking of each.
_ALSO: Final = (
    "cross join lateral (select 1 from registry_bearer other where other.token_id = any(%s) "
    "and other.person_id = bearer.person_id limit 1) also{place}"
)


def named(persons: QuerySet[Person], words: Words, pool: int) -> Q:
    """The condition to be one of ``persons`` in whose name one word of each list stands, at most ``pool`` of them."""
    found, asked = persons.order_by().filter(pk=RawSQL("bearer.person_id", [])).values("pk")[:1].query.sql_with_params()
    bearers, values = (_BEARERS, list(words)) if len(words) == 1 else _of_all(words)
    text = f"select found.id from ({bearers}) bearer cross join lateral ({found}) found(id) limit {pool}"  # noqa: S608
    return among(text, [*values, *asked])


def called_by(persons: QuerySet[Person], words: Words, pool: int) -> Q:
    """:func:`named` where ``persons`` are few, as those born on one day: each of them is looked at."""
    born, asked = persons.order_by().values("pk").query.sql_with_params()
    also = " ".join(_ALSO.format(place=place) for place in range(len(words)))
    text = f"select bearer.person_id from ({born} offset 0) bearer(person_id) {also} limit {pool}"  # noqa: S608
    return among(text, [*asked, *words])


def surnamed(persons: QuerySet[Person], word: str, pool: int) -> Q:
    """The condition to be one of ``persons``, who are born in one year, with a surname of the blocking key of ``word``.

    In the index of birth dates that key comes next: among all bearers of a frequent word those of one year are rare.
    """
    key = name_key(word)
    found = persons.order_by().filter(name_key__gte=key, name_key__lt=f"{key}!")
    return pooled(found.values("pk")[:pool])


def _of_all(words: Words) -> tuple[str, Words]:
    places = range(len(words))
    counts = ", ".join(f"({place}, (select count(*) from ({_BEARERS}{_SORTED}) bearer))" for place in places)  # noqa: S608
    arms, values = [], list(words)
    for place in places:
        others = [other for other in places if other != place]
        led = f"{_BEARERS} and (select place from led) = {place}{_SORTED}"  # noqa: S608
        also = " ".join(_ALSO.format(place=other) for other in others)
        arms.append(f"select bearer.person_id from ({led}) bearer {also}")  # noqa: S608
        values += [words[place], *(words[other] for other in others)]
    led = f"select place from (values {counts}) word(place, bearers) order by bearers, place limit 1"  # noqa: S608
    return f"with led as materialized ({led}) {' union all '.join(arms)}", values


_SOMEHOW: Final = """
select bearer.person_id from registry_bearer bearer join registry_nametoken word on word.id = bearer.token_id
where word.key = %s or word.latin like %s
"""


def named_somehow(text: str, path: str) -> Q:
    """The condition that the person in ``path`` of a row of any room has every word of ``text`` in their name, spelt
    somehow; the words may be unfinished. Empty where ``text`` holds no word."""
    condition = Q()
    for word, _part in name_tokens(text, "", ""):
        row = token_row(word)
        begun = f"{row.latin}%" if len(row.latin) > 1 else row.latin
        condition &= Q(**{f"{path}__in": RawSQL(_SOMEHOW, [row.key, begun])})  # noqa: S611  # our own text
    return condition
