"""A block of the country as Arrow tables: the same whether it is made alone or after the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from dayaq.seeds.dice import Dice
from dayaq.seeds.nation import means, papers, statuses
from dayaq.seeds.nation.columns import Column, Table, dates, money, or_none
from dayaq.seeds.nation.contacts import Contacts, make_contacts
from dayaq.seeds.nation.draws import Draws, Flags, Ints
from dayaq.seeds.nation.duplicates import SEXES, Duplicates, make_duplicates
from dayaq.seeds.nation.households import ADULT, ELDER, HEAD, NEVER, RELATIONS, found_homes
from dayaq.seeds.nation.numbering import Numbering
from dayaq.seeds.nation.people import People, make_people, units
from dayaq.seeds.nation.plan import EDITION, Plan, duplicates_of
from dayaq.seeds.nation.proportions import (
    LONE_REGISTERED,
    NEW_CARD,
    RESTRICTED,
    SAME_CARD,
    SAME_STATUSES,
    VERIFIED,
)
from dayaq.seeds.nation.words import words

TABLES: Final = ("persons", "households", "members", "statuses", "incomes", "documents", "truth")
_EPOCH: Final = date(1970, 1, 1).toordinal()
_SPELT: Final = ("surname", "given", "father")


@dataclass(frozen=True)
class Block:
    """``tables`` by the names of TABLES; ``number`` counts from 0, ``records`` are its persons, duplicates included."""

    number: int
    records: int
    tables: dict[str, Table]


def make_block(plan: Plan, number: int) -> Block:
    """Make one block; memory and time depend on its size only."""
    return _Maker(plan, number).make()


class _Maker:
    """What the tables of a block have in common."""

    def __init__(self, plan: Plan, number: int) -> None:
        self.plan, self.number = plan, number
        self.today = plan.on.toordinal() - _EPOCH
        self.words, self.numbering = words(), Numbering(plan.seed)
        homes = found_homes(self._draws("homes"), plan.size(number), self.today)
        self.people: People = make_people(self._draws("names"), self.words, homes, number * plan.block)
        self.contacts: Contacts = make_contacts(self._draws("contacts"), self.people, self.numbering, self.today)
        self.again: Duplicates = make_duplicates(
            self._draws("duplicates"), self._dice("mistakes"), self.people, self.contacts, self.words, self.numbering,
            count=duplicates_of(len(self.people)), today=self.today,
        )  # fmt: skip
        self.size = len(self.people)
        self.order = self._draws("order").order(self.size + len(self.again))
        # The number of the record of each person, and behind them of each duplicate.
        self.record = np.empty_like(self.order)
        self.record[self.order] = plan.first(number) + np.arange(len(self.order))
        draws = self._draws("registration")
        lone = np.isin(self.people.kind, (ADULT, ELDER)) & (self._members()[self.people.home] == 1)
        unregistered = lone & ~draws.chance(LONE_REGISTERED, self.size)
        self.registered = np.ones(len(self.people.home_unit), dtype=np.bool_)
        self.registered[self.people.home[unregistered]] = False
        grown = (self.people.ages(self.today) >= 19) & self.people.alive
        self.restricted = grown & draws.chance(RESTRICTED, self.size)
        self.poor = statuses.poor_homes(self._draws("poverty"), self.people)

    def _topic(self, topic: str) -> tuple[object, ...]:
        return (EDITION, self.plan.seed, self.plan.on, self.number, topic)

    def _draws(self, topic: str) -> Draws:
        return Draws(*self._topic(topic))

    def _dice(self, topic: str) -> Dice:
        return Dice(":".join(map(str, self._topic(topic))))

    def _members(self) -> Ints:
        return np.bincount(self.people.home, minlength=len(self.people.home_unit))

    def make(self) -> Block:
        tables = {
            "persons": self._persons(),
            "households": self._households(),
            "members": self._memberships(),
            "statuses": self._statuses(),
            "incomes": self._incomes(),
            "documents": self._documents(),
            "truth": self._truth(),
        }
        return Block(self.number, len(self.order), tables)

    def _both(self, first: Column, second: list[Any], kind: Any = None) -> Column:
        """A column of persons and one of duplicates as one of records."""
        whole = pa.concat_arrays([pa.array(first, type=kind), pa.array(second, type=kind)])
        return whole.take(pa.array(self.order))

    def _persons(self) -> Table:
        people, again, text = self.people, self.again, pa.string()
        places = self.words.surname_places(people.family, people.sex)
        given = pa.array(self.words.given).take(pa.array(people.given))
        father = pa.array([*self.words.given, ""]).take(
            pa.array(np.where(people.father < 0, len(self.words.given), people.father))
        )
        codes = pa.array(units()[0])
        written = again.written
        restricted = self.restricted[again.person].tolist()
        return pa.table(
            {
                "record_id": pa.array(np.sort(self.record)),
                "fin": self._both(or_none(self.contacts.fin), or_none([one.fin for one in written]), text),
                "surname": self._both(
                    pa.array(self.words.surnames).take(pa.array(places)), [one.surname for one in written], text
                ),
                "given_name": self._both(given, [one.given for one in written], text),
                "father_name": self._both(father, [one.father for one in written], text),
                "sex": self._both(pa.array(SEXES).take(pa.array(people.sex)), [one.sex for one in written], text),
                "birth_date": self._both(dates(people.birth), [one.birth for one in written], pa.date32()),
                "death_date": self._both(dates(people.death), dates(again.death), pa.date32()),
                "phone": self._both(self.contacts.phone, [one.phone for one in written], text),
                "unit": self._both(
                    codes.take(pa.array(people.unit)),
                    codes.take(pa.array([one.unit for one in written], pa.int64())),
                    text,
                ),
                "address": self._both(
                    pa.array(self.contacts.address).take(pa.array(people.home)), [one.address for one in written], text
                ),
                "is_restricted": self._both(self.restricted.tolist(), restricted, pa.bool_()),
            }
        )

    def _household_ids(self) -> Ints:
        """Of the households, and behind them of those that duplicates founded; there are never more than records."""
        return self.plan.first(self.number) + np.arange(len(self.registered) + int(self.again.alone.sum()))

    def _households(self) -> Table:
        alone = [one for one, is_alone in zip(self.again.written, self.again.alone.tolist(), strict=True) if is_alone]
        codes = units()[0]
        kept = np.flatnonzero(np.concatenate([self.registered, np.ones(len(alone), dtype=np.bool_)]))
        unit = [*(codes[place] for place in self.people.home_unit.tolist()), *(codes[one.unit] for one in alone)]
        table = pa.table(
            {
                "household_id": pa.array(self._household_ids()),
                "unit": pa.array(unit),
                "address": pa.array([*self.contacts.address, *(one.address for one in alone)]),
            }
        )
        return table.take(pa.array(kept))

    def _memberships(self) -> Table:
        people, again = self.people, self.again
        belongs = np.flatnonzero(self.registered[people.home])
        alone = np.flatnonzero(again.alone)
        ids = self._household_ids()
        relation = np.concatenate([people.relation[belongs], np.full(len(alone), HEAD)])
        birth = np.array([again.written[place].birth or NEVER for place in alone.tolist()], dtype=np.int64)
        table = pa.table(
            {
                "household_id": pa.array(np.concatenate([ids[people.home[belongs]], ids[len(self.registered) :]])),
                "record_id": pa.array(np.concatenate([self.record[belongs], self.record[self.size + alone]])),
                "relation": pa.array(RELATIONS).take(pa.array(relation)),
                "is_head": pa.array(relation == HEAD),
                "valid_from": dates(np.concatenate([people.since[belongs], np.maximum(again.since[alone], birth)])),
                "valid_to": dates(np.concatenate([people.until[belongs], np.full(len(alone), NEVER)])),
            }
        )
        return table.take(pa.array(np.argsort(table["record_id"].to_numpy(), kind="stable")))

    def _carried(self, of: Ints, duplicates: Flags) -> tuple[Ints, Ints]:
        """Rows of persons (``of`` ascends) that duplicates carry too: which duplicate, which row."""
        at = np.flatnonzero(duplicates)
        first = np.searchsorted(of, self.again.person[at], side="left")
        count = np.searchsorted(of, self.again.person[at], side="right") - first
        rows = np.repeat(first, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(at, count), rows

    def _statuses(self) -> Table:
        held = statuses.make_statuses(self._draws("statuses"), self.people, self.poor, self.restricted, self.today)
        draws = self._draws("evidence")
        verified = draws.chance(VERIFIED, len(held.person))
        number = draws.between(100_000, 999_999, len(held.person))
        duplicate, rows = self._carried(held.person, draws.chance(SAME_STATUSES, len(self.again)))
        record = np.concatenate([self.record[held.person], self.record[self.size + duplicate]])
        every = np.concatenate([np.arange(len(held.person)), rows])
        order = np.argsort(record, kind="stable")
        record, every = record[order], every[order]
        kind = pa.array(held.kind[every])
        evidence = [
            f"{statuses.EVIDENCE[place]}, № {said}"
            for place, said in zip(held.kind[every].tolist(), number[every].tolist(), strict=True)
        ]
        return pa.table(
            {
                "record_id": pa.array(record),
                "kind": pa.array(statuses.KINDS).take(kind),
                "conflict": pa.array([*statuses.WARS, ""]).take(pa.array(held.war[every] % (len(statuses.WARS) + 1))),
                "percent": pa.array(held.percent[every], mask=held.percent[every] < 0, type=pa.int16()),
                "evidence": pa.array(evidence, type=pa.string()),
                "issuer": pa.array(statuses.ISSUERS).take(kind),
                "verification": pa.array(("declared", "verified")).take(pa.array(verified[every].astype(np.int64))),
                "valid_from": dates(held.since[every]),
                "valid_to": dates(held.until[every]),
            }
        )

    def _incomes(self) -> Table:
        found = means.make_incomes(self._draws("incomes"), self.people, self.poor, self.registered, self.today)
        return pa.table(
            {
                "household_id": pa.array(self._household_ids()[found.home]),
                "month": dates(found.month),
                "source": pa.array(means.KINDS).take(pa.array(found.source)),
                "amount": money(found.qepik),
            }
        )

    def _documents(self) -> Table:
        found = papers.make_papers(self._draws("papers"), self.people, self.today)
        draws, again = self._draws("papers again"), self.again
        with_fin, without = SAME_CARD
        has_fin = np.array([bool(one.fin) for one in again.written], dtype=np.bool_)
        throw = draws.uniform(len(again))
        share = np.where(has_fin, with_fin, without)
        same = throw < share
        grown = self.people.ages(self.today)[again.person] >= 16
        renewed = np.flatnonzero(~same & (throw < share + NEW_CARD) & grown)
        duplicate, rows = self._carried(found.person, same)
        shared = np.zeros(len(found.person), dtype=np.bool_)
        shared[rows] = True
        first = papers.RENEWED + self.plan.first(self.number)
        issued = self.today - draws.between(5, 900, len(renewed))
        record = np.concatenate(
            [self.record[found.person], self.record[self.size + duplicate], self.record[self.size + renewed]]
        )
        none = np.full(len(renewed), papers.ID_CARD)
        columns = {
            "kind": np.concatenate([found.kind, found.kind[rows], none]),
            "series": np.concatenate([found.series, found.series[rows], draws.between(0, 1, len(renewed))]),
            "holder": np.concatenate([found.holder, found.holder[rows], first + np.arange(len(renewed))]),
            "since": np.concatenate([found.since, found.since[rows], issued]),
            "until": np.concatenate([found.until, found.until[rows], issued + papers.TERM]),
            "shared": np.concatenate(
                [shared, np.ones(len(rows), dtype=np.bool_), np.zeros(len(renewed), dtype=np.bool_)]
            ),
        }
        order = np.argsort(record, kind="stable")
        columns = {name: column[order] for name, column in columns.items()}
        return pa.table(
            {
                "record_id": pa.array(record[order]),
                "kind": pa.array(papers.KINDS).take(pa.array(columns["kind"])),
                "series": pa.array(papers.SERIES).take(pa.array(columns["series"])),
                "number": pa.array(self.numbering.cards(columns["holder"]), type=pa.string()),
                "valid_from": dates(columns["since"]),
                "valid_to": dates(columns["until"]),
                "is_shared": pa.array(columns["shared"]),
            }
        )

    def _truth(self) -> Table:
        """Whose record each is: ``person_id`` is the number of the person's first record."""
        people, again = self.people, self.again
        whose = np.concatenate([self.record[: self.size], self.record[again.person]])
        first = np.arange(len(self.order)) >= self.size
        every = np.concatenate([np.arange(self.size), again.person])
        return pa.table(
            {
                "record_id": pa.array(np.sort(self.record)),
                "person_id": pa.array(whose[self.order]),
                "is_duplicate": pa.array(first[self.order]),
                "mistakes": self._both([""] * self.size, [" ".join(kinds) for kinds in again.mistakes], pa.string()),
                "is_twin": pa.array(people.twin[every][self.order]),
                "is_namesake": pa.array(people.namesake[every][self.order]),
            }
        )
