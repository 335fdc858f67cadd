"""Identity documents: cards, birth certificates, passports. Numbers never meet but where a table says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dayaq.seeds.nation.draws import Draws, Flags, Ints
from dayaq.seeds.nation.households import NEVER
from dayaq.seeds.nation.people import People
from dayaq.seeds.nation.proportions import AA_SERIES, CARDS, CERTIFICATES, PASSPORTS

KINDS: Final = ("id_card", "birth_certificate", "passport")
ID_CARD, CERTIFICATE, PASSPORT = range(3)
SERIES: Final = ("AA", "AZE", "ŞN", "P")
TERM: Final = 3_652  # days of a card or a passport
RENEWED: Final = 1 << 26
"""Numbers of renewed cards follow from here on; the numbers of persons stay below."""


@dataclass(frozen=True)
class Papers:
    """Columns: ``person`` in the block, ``kind`` in KINDS, ``series`` in SERIES, ``holder`` from which the number
    follows, days from 1970."""

    person: Ints
    kind: Ints
    series: Ints
    holder: Ints
    since: Ints
    until: Ints


def make_papers(draws: Draws, people: People, today: int) -> Papers:
    """The documents of the persons of a block."""
    size, ages = len(people), people.ages(today)
    card = (ages >= 16) & draws.chance(CARDS, size)
    certificate = (ages < 16) & draws.chance(CERTIFICATES, size)
    passport = (ages >= 18) & draws.chance(PASSPORTS, size)
    series = np.where(draws.chance(AA_SERIES, size), 0, 1)
    issued = np.maximum(today - draws.between(10, TERM - 30, size), people.birth + 16 * 366)
    issued = np.minimum(issued, np.where(people.alive, today - 1, people.death))
    registered = np.minimum(people.birth + draws.between(3, 60, size), today)
    parts = [
        _of(card, ID_CARD, series, people.number, issued, issued + TERM),
        _of(certificate, CERTIFICATE, np.full(size, 2), people.number, registered, np.full(size, NEVER)),
        _of(passport, PASSPORT, np.full(size, 3), people.number, issued, issued + TERM),
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    return Papers(*(column[order] for column in columns))


def _of(who: Flags, kind: int, series: Ints, holder: Ints, since: Ints, until: Ints) -> tuple[Ints, ...]:
    at = np.flatnonzero(who)
    return at, np.full(len(at), kind), series[at], holder[at], since[at], until[at]
