"""Whole names that typed words may mean, likeliest first, looked up by equality of the stored sort key.

Bearers of a frequent word are hundreds of thousands among ten million persons, and what two such words have in common
cannot be counted out while somebody waits. A whole name has few bearers and its place in the index that lists use
anyway; so each way to read the words as surname, given and father's name, in each spelling that the dictionary knows,
is looked up by itself. What does not fit (double names, odd orders) is left to :mod:`.bearers`.
"""

from __future__ import annotations

from heapq import nlargest
from itertools import product
from math import prod
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from dayaq.registry.arrays import among
from dayaq.registry.derive import cached_sort_key
from dayaq.registry.models import Person
from dayaq.registry.queries.candidates import Meant

NATURAL: Final = {2: ("sg", "gs"), 3: ("sgf", "gfs", "gsf")}
MOST: Final = 600  # whole names looked up at most
READ: Final = 4_000  # ways to read the words weighed at most
EACH: Final = 40  # meanings of one word at most
BEARERS: Final = 100  # persons taken of each whole name

# A surname and given name stand for every father's name: the rest of the key begins with a space.
_FITS: Final[dict[int, dict[str, str]]] = {
    2: {"sort_key__gte": "whole.key || ' '", "sort_key__lt": "whole.key || '!'"},
    3: {"sort_key": "whole.key"},
}


def whole_names(meant: list[Meant], least: float) -> list[str]:
    """Sort keys of the names that ``meant`` may be, of meanings that score ``least`` or more, best first.

    Nothing for one word, or for more than three: those are no whole name.
    """
    if len(meant) not in NATURAL:
        return []
    words = [[(score, cached_sort_key(token)) for score, token in one.tokens(least)[:EACH]] for one in meant]
    while prod(map(len, words)) > READ:
        max(words, key=len).pop()
    orders = [[order.index(part) for part in "sgf"[: len(meant)]] for order in NATURAL[len(meant)]]
    best = nlargest(MOST // len(orders), product(*words), key=_score)
    return list(dict.fromkeys(" ".join(read[place][1] for place in order) for read in best for order in orders))


def _score(read: tuple[tuple[float, str], ...]) -> float:
    return sum(score for score, _key in read)


def called(persons: QuerySet[Person], keys: list[str], words: int, pool: int) -> Q:
    """The condition to be one of ``persons`` with a name of ``keys``, at most ``pool``, those of the first keys first.

    words: how many words were typed, two or three.
    """
    fits = {lookup: RawSQL(key, []) for lookup, key in _FITS[words].items()}  # noqa: S611  # nothing is put in
    text, values = persons.order_by().filter(**fits).values("pk")[:BEARERS].query.sql_with_params()
    found = "select found.id from unnest(%s::text[]) with ordinality whole(key, place)"
    return among(f"{found} cross join lateral ({text}) found(id) limit {pool}", [keys, *values])
