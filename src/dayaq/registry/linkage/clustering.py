"""Pairs become people: links that hold together, without chains that tie strangers through a third record.

Links are taken from the best down. Two groups are joined when, over all pairs between them, more speaks for one person
than against it: A like B and B like C does not make A and C one, if A and C carry different personal numbers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from dayaq.registry.linkage.engine import insert

if TYPE_CHECKING:
    from dayaq.registry.linkage.engine import Connection
    from dayaq.registry.linkage.scoring import Scorer

LARGEST_WHOLE: Final = 60  # groups up to this size are compared through and through
_CLEAR: Final = 7.0  # log-odds beyond which one pair cannot outweigh the others
_NEVER_COMPARED: Final = -2.0

Edge = tuple[int, int, float]


@dataclass(frozen=True)
class Clusters:
    """``groups``: the records of each person that has several, in order. ``apart``: pairs that reached the threshold
    and are kept apart all the same, because of what the others of their groups say."""

    groups: tuple[tuple[int, ...], ...]
    apart: tuple[Edge, ...]


class _Forest:
    """Which group a record is in."""

    def __init__(self) -> None:
        self.group: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}

    def of(self, record: int) -> list[int]:
        if record not in self.group:
            self.group[record] = record
            self.members[record] = [record]
        return self.members[self.group[record]]

    def join(self, left: list[int], right: list[int]) -> None:
        kept, gone = self.group[left[0]], self.group[right[0]]
        self.members[kept] = left + right
        del self.members[gone]
        for record in right:
            self.group[record] = kept


def cluster(connection: Connection, scorer: Scorer, scored: str, threshold: float) -> Clusters:
    """The clusters at ``threshold``; compares what blocking left out between records that others tie together."""
    edges: list[Edge] = connection.execute(
        f"select l, r, p from {scored} where p >= ? order by p desc, l, r", [threshold]
    ).fetchall()
    tied = _tied(edges)
    _complete(connection, scorer, scored, tied)
    known = _known(connection, scored, tied)
    return decide(edges, known)


def _tied(edges: Iterable[Edge]) -> list[list[int]]:
    """Groups of three and more records that any chain of links ties together."""
    forest = _Forest()
    for left, right, _p in edges:
        one_group, other = forest.of(left), forest.of(right)
        if one_group is not other:
            forest.join(*sorted((one_group, other), key=len, reverse=True))
    return [sorted(group) for group in forest.members.values() if len(group) > 2]


def _complete(connection: Connection, scorer: Scorer, scored: str, tied: list[list[int]]) -> None:
    wanted = [pair for group in tied if len(group) <= LARGEST_WHOLE for pair in combinations(group, 2)]
    if not wanted:
        return
    connection.execute("create or replace table asked (l bigint, r bigint)")
    insert(connection, "asked", {"l": [left for left, _right in wanted], "r": [right for _left, right in wanted]})
    connection.execute(
        f"create table within as select '' as match_key, l as join_key_l, r as join_key_r from asked "
        f"anti join {scored} using (l, r)"
    )
    scorer.score("within", scored, least=0.0)
    connection.execute("drop table within")


def _known(connection: Connection, scored: str, tied: list[list[int]]) -> dict[tuple[int, int], float]:
    """Probability of every scored pair within a group."""
    put_groups(connection, "tied", tied)
    rows = connection.execute(
        f"select s.l, s.r, s.p from {scored} s join tied a on a.id = s.l join tied b on b.id = s.r and a.g = b.g"
    ).fetchall()
    return {(left, right): p for left, right, p in rows}


def put_groups(connection: Connection, name: str, groups: Sequence[Sequence[int]]) -> None:
    """Make the table ``name`` of records (``id``) and the number of their group (``g``)."""
    connection.execute(f"create or replace table {name} (id bigint, g bigint)")
    records = [(record, at) for at, group in enumerate(groups) for record in group]
    if records:
        insert(connection, name, {"id": [record for record, _at in records], "g": [at for _record, at in records]})


def decide(edges: Iterable[Edge], known: dict[tuple[int, int], float]) -> Clusters:
    """Join along ``edges``, best first, where the ``known`` pairs between two groups speak for it together."""
    forest = _Forest()
    waiting = list(edges)
    for left, right, p in waiting:
        one_group, other = forest.of(left), forest.of(right)
        if one_group is not other and _speaks_for(one_group, other, known, {(left, right): p}):
            forest.join(*sorted((one_group, other), key=len, reverse=True))
    apart = tuple(edge for edge in waiting if forest.group[edge[0]] != forest.group[edge[1]])
    groups = defaultdict(list)
    for record, group in forest.group.items():
        groups[group].append(record)
    return Clusters(tuple(sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1)), apart)


def _speaks_for(
    one_group: list[int], other: list[int], known: dict[tuple[int, int], float], link: dict[tuple[int, int], float]
) -> bool:
    total = 0.0
    for left in one_group:
        for right in other:
            pair = (min(left, right), max(left, right))
            p = known.get(pair, link.get(pair))
            total += _NEVER_COMPARED if p is None else _log_odds(p)
    return total > 0


def _log_odds(p: float) -> float:
    if p <= 0 or p >= 1:
        return _CLEAR if p >= 1 else -_CLEAR
    return max(-_CLEAR, min(_CLEAR, math.log(p / (1 - p))))
