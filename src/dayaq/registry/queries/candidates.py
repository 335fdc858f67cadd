"""From typed words to words of the dictionary: the same key, one slip apart, or beginning alike, each with a score.

The dictionary holds thousands of rows where persons are millions, so everything costly (likeness, typing errors,
prefixes) happens here, and persons are then found by equality of word ids only.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from dayaq.core.aztext import name_key, name_similarity
from dayaq.registry.derive import latin, near_keys

SAME: Final = 0.985  # another spelling of the same name
CLOSE: Final = 0.87  # surely the same name, in the other gender or a freer transliteration
FAR: Final = 0.66  # perhaps a typing error
REACH: Final = 3
PREFIX: Final = 0.97  # what a word that only begins like the typed one scores at most, and 0.09 less at least
SWAPPED: Final = 0.86  # two neighbouring letters changed places
MOST: Final = 40  # dictionary words that one typed word may mean at most, at one level
EACH: Final = 150  # dictionary rows read for each way of looking up a word
SHORTEST_PREFIX: Final = 2

_LOOKUP = """
select w.number, t.id, t.token, false
  from unnest(%(keys)s::varchar[], %(words)s::varchar[]) with ordinality w(key, word, number)
  cross join lateral (
    (select id, token from registry_nametoken where key = w.key limit %(each)s)
    union
    (select id, token from registry_nametoken where token = w.word)
  ) t
union all
(select %(last)s, id, token, true from registry_nametoken
  where %(prefix)s <> '' and latin like %(prefix)s || '%%' order by length(latin), id limit %(each)s)
"""
_NEAR = """
select w.number, t.id, t.token, false
  from unnest(%(nears)s::jsonb[], %(lengths)s::int[]) with ordinality w(near, length, number)
  cross join lateral (
    select id, token from registry_nametoken
     where near && array(select jsonb_array_elements_text(w.near))::varchar[]
       and length(latin) between w.length - 2 and w.length + 2
     order by abs(length(latin) - w.length), id limit %(each)s
  ) t
"""


@dataclass
class Meant:
    """Dictionary words that one typed word may mean: id → score (0 to 1), and the same by token."""

    word: str
    by_id: dict[int, float] = field(default_factory=dict)
    by_token: dict[str, float] = field(default_factory=dict)

    def add(self, pk: int, token: str, score: float) -> None:
        """Keep the better score of ``token``."""
        if score > self.by_id.get(pk, 0.0):
            self.by_id[pk] = score
            self.by_token[token] = score

    def tokens(self, least: float) -> list[tuple[float, str]]:
        """(score, word) of those that score at least ``least``, best first."""
        return sorted(
            ((score, token) for token, score in self.by_token.items() if score >= least),
            key=lambda found: (-found[0], found[1]),
        )

    def ids(self, least: float) -> list[int]:
        """Ids of the words that score at least ``least``, at most 40, best first."""
        found = sorted((-score, pk) for pk, score in self.by_id.items() if score >= least)
        return [pk for _score, pk in found[:MOST]]


def look_up(words: tuple[str, ...], *, open_end: bool) -> list[Meant]:
    """Words of the same key as each of ``words``, and for an open last word those that begin with it. One statement."""
    prefix = latin(words[-1]) if open_end else ""
    rows = _rows(
        _LOOKUP,
        {
            "keys": [name_key(word) for word in words],
            "words": list(words),
            "last": len(words),
            "prefix": prefix if len(prefix) >= SHORTEST_PREFIX else "",
            "each": EACH,
        },
    )
    meant = [Meant(word) for word in words]
    _score(meant, rows)
    return meant


def look_nearby(known: list[Meant], doubtful: list[int]) -> list[Meant]:
    """``known`` widened, at the places of ``doubtful``, by words whose key is one slip apart. One statement."""
    words = [known[place].word for place in doubtful]
    rows = _rows(
        _NEAR,
        {
            "nears": [json.dumps(near_keys(name_key(word))) for word in words],
            "lengths": [len(latin(word)) for word in words],
            "each": 4 * EACH,
        },
    )
    _score([known[place] for place in doubtful], rows, widening=True)
    return known


def _rows(sql: str, parameters: Mapping[str, int | str | list[str] | list[int]]) -> list[tuple[int, int, str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _score(meant: list[Meant], rows: Iterable[tuple[int, int, str, bool]], *, widening: bool = False) -> None:
    seen: dict[int, set[int]] = defaultdict(set)
    for number, pk, token, is_prefix in rows:
        if not is_prefix and pk in seen[number]:
            continue
        seen[number].add(pk)
        one = meant[number - 1]
        if widening and not within_reach(one.word, token):
            continue
        score = max(
            name_similarity(one.word, token), begins(one.word, token) if is_prefix else swapped(one.word, token)
        )
        if score >= FAR:
            one.add(pk, token, score)


def begins(typed: str, token: str) -> float:
    """How well ``token`` continues ``typed``: 0.88 to 0.97, more the less is missing; 0 when it does not."""
    short, long = latin(typed), latin(token)
    return round(PREFIX - 0.09 * (1 - len(short) / max(len(long), 1)), 4) if long.startswith(short) else 0.0


def swapped(typed: str, token: str) -> float:
    """0.86 when the words differ by two neighbouring letters in each other's place, else 0."""
    one, other = latin(typed), latin(token)
    if len(one) != len(other):
        return 0.0
    differing = [place for place, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    if len(differing) != 2 or differing[1] != differing[0] + 1:
        return 0.0
    first, second = differing
    return SWAPPED if one[first] == other[second] and one[second] == other[first] else 0.0


def within_reach(typed: str, token: str) -> bool:
    """Cheap look before the costly one: at most three letters of either word are not in the other."""
    one, other = Counter(latin(typed)), Counter(latin(token))
    return (one - other).total() <= REACH and (other - one).total() <= REACH
