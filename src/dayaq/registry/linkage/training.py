"""What the outcomes of comparisons say is learned from the data themselves, without a single labelled pair.

1. *Chance*: pairs are drawn at random; almost all are of different people. Exact agreement is counted, not sampled.
2. *Same person* and *kin*: expectation–maximisation over the patterns of all candidate pairs. Every pair of records
   takes part: a pair that is no candidate counts as one of different people, so the prior comes out as a share of all
   pairs and blocking does not distort it.

Each share starts from what is usual for its kind of field and moves as far as the data carry it: a table of twenty
rows is scored by experience, one of a million by what is in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from dayaq.registry.linkage.comparing import compare
from dayaq.registry.linkage.engine import one
from dayaq.registry.linkage.fields import Field, Kind
from dayaq.registry.linkage.levels import (
    CHANCE,
    DIFFERENT,
    LEAST_TWINS,
    MOST,
    MOST_OF_FIN,
    MOST_SHARED,
    MOST_TWINS,
    levels_of,
)
from dayaq.registry.linkage.model import Model, Shares, outcomes

if TYPE_CHECKING:
    from dayaq.registry.linkage.engine import Connection

RANDOM_PAIRS: Final = 250_000
ROUNDS: Final = 60
CLOSE_ENOUGH: Final = 5e-4
#: The weight of experience, in pairs.
EXPERIENCE_SAME: Final = 20.0
EXPERIENCE_CHANCE: Final = 2_000.0
EXPERIENCE_KIN: Final = 20.0
#: One record in a thousand is taken to carry somebody else's number, whatever the data look like.
WRONG_HOLDER: Final = 0.001
_DIGITS: Final = 8
_KIN_SHARES: Final = 0.75  # how often kin agree in what kin share, before the data have said anything
_TWINS: Final = 0.02


def start(fields: Sequence[Field], count: int) -> Model:
    """The model of experience alone."""
    same: Shares = {}
    chance: Shares = {}
    kin: Shares = {}
    for each in fields:
        levels = levels_of(each, fields)
        same[each.column] = {level.name: level.share for level in levels}
        same[each.column][DIFFERENT] = 1 - sum(level.share for level in levels)
        chance[each.column] = {level.name: CHANCE[each.kind][level.name] for level in levels}
        chance[each.column][DIFFERENT] = 1 - sum(chance[each.column].values())
    if any(each.personal for each in fields) and any(not each.personal for each in fields):
        kin = {each.column: _kin_start(each, chance) for each in fields if _kin_share(each)}
    pairs = max(1.0, count * (count - 1) / 2)
    prior = min(0.2, max(0.05 * count, 0.5) / pairs)
    return Model(tuple(fields), same, chance, kin, prior, min(0.2, 0.1 * count / pairs) if kin else 0.0, records=count)


def _kin_share(each: Field) -> bool:
    """Kin share what is not personal, and twins a birth date."""
    return not each.personal or each.kind == Kind.DATE


def _kin_start(each: Field, chance: Shares) -> dict[str, float]:
    agree = _TWINS if each.personal else _KIN_SHARES
    rest = {outcome: share for outcome, share in chance[each.column].items() if outcome != "exact"}
    total = sum(rest.values())
    return {"exact": agree, **{outcome: (1 - agree) * share / total for outcome, share in rest.items()}}


@dataclass
class _Sums:
    """Weighted counts of outcomes, by column."""

    same: Shares = field(default_factory=dict)
    kin: Shares = field(default_factory=dict)
    matches: float = 0.0
    kins: float = 0.0


def train(connection: Connection, model: Model, tell: Callable[[str], None] = lambda _text: None) -> Model:
    """``model`` with shares and priors from ``records`` and the candidate pairs, ``compared``."""
    count = model.records
    everything = count * (count - 1) / 2
    if everything < 1:
        return model
    tell("chance")
    seen, drawn = _chance(connection, model)
    tell("patterns")
    _count_patterns(connection, model, "compared")
    # The chance found in the sample still holds the matches; the first round takes them out.
    model = _with(model, _Sums(), seen, drawn)
    tell("learning")
    for _round in range(ROUNDS):
        sums = _expect(connection, model)
        better = _with(model, sums, seen, drawn)
        moved = _distance(model, better)
        model = better
        if moved < CLOSE_ENOUGH:
            break
    connection.execute("drop table patterns")
    return _rounded(model)


def _chance(connection: Connection, model: Model) -> tuple[Shares, int]:
    """Among all pairs of records, how many come out how, reckoned from random ones; and of how many random ones."""
    count = model.records
    everything = count * (count - 1) / 2
    connection.execute(
        "create or replace temp table numbered as select id, row_number() over (order by id) - 1 as n from records"
    )
    named = "select '' as match_key, least(l.id, r.id) as join_key_l, greatest(l.id, r.id) as join_key_r from"
    if everything <= RANDOM_PAIRS:
        pairs = f"{named} numbered l join numbered r on l.n < r.n"
    else:
        each = max(1, math.ceil(RANDOM_PAIRS / count))
        # A fixed scatter instead of a random one: the same table gives the same model.
        step = max(1, count // RANDOM_PAIRS)
        pairs = (
            f"{named} (select id, n, unnest(range({each})) as k from numbered where n % {step} = 0) l "
            f"join numbered r on r.n = (hash(l.n * 1000 + l.k) % {count})::bigint and l.id != r.id"
        )
    connection.execute(f"create table drawn as {pairs}")
    drawn = max(1, int(one(connection, "select count(*) from drawn")))
    compare(connection, model.fields, "drawn", "drawn_compared")
    _count_patterns(connection, model, "drawn_compared")
    connection.execute("drop table drawn_compared")
    seen: Shares = {}
    for each_field in model.fields:
        names = outcomes(each_field, model.fields)
        seen[each_field.column] = dict.fromkeys(names, 0.0)
        found = connection.execute(f"select gamma_{each_field.column}, sum(w) from patterns group by 1").fetchall()
        for gamma, number in found:
            if gamma >= 0:
                seen[each_field.column][names[gamma]] = number * everything / drawn
        exact = (
            f"select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from records "
            f"where {each_field.column} is not null group by {each_field.column})"
        )
        seen[each_field.column]["exact"] = float(one(connection, exact))
    connection.execute("drop table drawn")
    connection.execute("drop table numbered")
    return seen, drawn


def _count_patterns(connection: Connection, model: Model, compared: str) -> None:
    """``patterns``: every combination of outcomes, and how many pairs have it."""
    gammas = ", ".join(f"gamma_{each.column}" for each in model.fields)
    connection.execute(
        f"create or replace table patterns as select {gammas}, count(*)::double as w from {compared} group by {gammas}"
    )


def _expect(connection: Connection, model: Model) -> _Sums:
    """How many of each outcome fall to pairs of one person and to kin, under ``model``."""
    same = _product(model, model.same, model.prior)
    kin_shares = {each.column: model.kin.get(each.column, model.chance[each.column]) for each in model.fields}
    kin = _product(model, kin_shares, model.kin_prior) if model.kin_prior else "0::double"
    other = _product(model, model.chance, 1 - model.prior - model.kin_prior)
    gammas = [f"gamma_{each.column}" for each in model.fields]
    rows = connection.execute(
        f"with likely as (select *, {same} as s, {kin} as k, {other} as o from patterns), "
        f"shared as (select *, w * s / (s + k + o) as ws, w * k / (s + k + o) as wk from likely) "
        f"select {', '.join(gammas)}, {', '.join(f'grouping({gamma})' for gamma in gammas)}, sum(ws), sum(wk) "
        f"from shared group by grouping sets ((), {', '.join(f'({gamma})' for gamma in gammas)})"
    ).fetchall()
    sums = _Sums()
    width = len(gammas)
    for row in rows:
        place = next((at for at in range(width) if row[width + at] == 0), None)
        matches, kins = float(row[-2] or 0.0), float(row[-1] or 0.0)
        if place is None:
            sums.matches, sums.kins = matches, kins
        elif row[place] >= 0:
            each = model.fields[place]
            outcome = outcomes(each, model.fields)[row[place]]
            sums.same.setdefault(each.column, {})[outcome] = matches
            sums.kin.setdefault(each.column, {})[outcome] = kins
    return sums


def _product(model: Model, shares: Shares, prior: float) -> str:
    terms = [f"{prior!r}::double"]
    for each in model.fields:
        cases = " ".join(
            f"when {place} then {shares[each.column][outcome]!r}::double"
            for place, outcome in enumerate(outcomes(each, model.fields))
        )
        terms.append(f"case gamma_{each.column} {cases} else 1::double end")
    return " * ".join(terms)


def _with(model: Model, sums: _Sums, seen: Shares, drawn: int) -> Model:
    """The model that explains the sums best, held by experience where they are few."""
    first = start(model.fields, model.records)
    everything = model.records * (model.records - 1) / 2
    same: Shares = {}
    chance: Shares = {}
    kin: Shares = {}
    for each in model.fields:
        column = each.column
        matched = sums.same.get(column, {})
        same[column] = _mixed(first.same[column], matched, EXPERIENCE_SAME)
        if each.personal:
            same[column] = held(same[column], MOST_OF_FIN if each.name == "fin" else MOST.get(each.kind, {}))
        left = {outcome: max(0.0, total - matched.get(outcome, 0.0)) for outcome, total in seen[column].items()}
        # Exact agreement was counted, the rest sampled: what is left over must not be below what wrong holders make.
        if each.kind in (Kind.IDENTIFIER, Kind.PHONE, Kind.EMAIL):
            left["exact"] = max(left["exact"], WRONG_HOLDER * model.records / 2)
        for outcome, share in first.chance[column].items():
            # Where a share was found in a sample, experience weighs as much as so many pairs of the sample.
            scale = 1.0 if outcome == "exact" else everything / drawn
            left[outcome] = left.get(outcome, 0.0) + EXPERIENCE_CHANCE * share * scale
        chance[column] = _mixed(first.chance[column], left, 1.0)
        if "swapped" in chance[column] and each.kind != Kind.DATE:
            # Both columns see the same swap: each may say no more than plain agreement says.
            chance[column]["swapped"] = max(chance[column]["swapped"], chance[column]["exact"])
        if column in model.kin:
            kin[column] = _mixed(first.kin[column], sums.kin.get(column, {}), EXPERIENCE_KIN)
            if each.personal:
                kin[column]["exact"] = max(kin[column]["exact"], LEAST_TWINS)
            kin[column] = held(kin[column], {"exact": MOST_TWINS if each.personal else MOST_SHARED})
    if not sums.matches:
        return replace(model, chance=chance)
    prior = min(0.5, (sums.matches + 0.5) / everything)
    kin_prior = min(0.3, (sums.kins + 0.05) / everything) if kin else 0.0
    return replace(model, same=same, chance=chance, kin=kin, prior=prior, kin_prior=kin_prior)


def _mixed(experience: dict[str, float], counts: dict[str, float], weight: float) -> dict[str, float]:
    total = sum(counts.values()) + weight
    return {outcome: (counts.get(outcome, 0.0) + weight * share) / total for outcome, share in experience.items()}


def held(shares: dict[str, float], most: dict[str, float]) -> dict[str, float]:
    """``shares`` with none above its most, what is cut off going to the others in proportion."""
    over: dict[str, float] = {}
    while True:
        rest = sum(share for outcome, share in shares.items() if outcome not in over)
        scale = (1 - sum(over.values())) / rest if rest else 1.0
        found = {outcome: over.get(outcome, share * scale) for outcome, share in shares.items()}
        raised = {outcome: most[outcome] for outcome in found if found[outcome] > most.get(outcome, 1.0)}
        if not raised or len(over) + len(raised) == len(shares):
            return found
        over |= raised


def _distance(one_model: Model, other: Model) -> float:
    moved = max(
        abs(one_model.same[column][outcome] - share)
        for column, shares in other.same.items()
        for outcome, share in shares.items()
    )
    return max(moved, abs(math.log(one_model.prior / other.prior)) / 10)


def _rounded(model: Model) -> Model:
    """Sums of many numbers differ in their last digits with the order of adding; a model's do not."""

    def cut(shares: Shares) -> Shares:
        return {
            column: {outcome: float(f"{share:.{_DIGITS}g}") for outcome, share in found.items()}
            for column, found in shares.items()
        }

    prior, kin_prior = (float(f"{number:.{_DIGITS}g}") for number in (model.prior, model.kin_prior))
    return replace(
        model, same=cut(model.same), chance=cut(model.chance), kin=cut(model.kin), prior=prior, kin_prior=kin_prior
    )
