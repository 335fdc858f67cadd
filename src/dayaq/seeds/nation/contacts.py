"""Where people are reached, and their numbers: FİN, telephone, address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dayaq.seeds.nation.draws import Draws, Flags, Ints, falling
from dayaq.seeds.nation.numbering import Numbering
from dayaq.seeds.nation.people import People
from dayaq.seeds.nation.proportions import FLATS, NO_FIN, OWN_PHONE, SHARED_PHONE

PREFIXES: Final = ("10", "40", "44", "50", "51", "55", "60", "70", "77", "99")
NEWBORN: Final = 60  # days in which a child has no FİN yet
_NOBODY: Final = 1 << 40  # telephones of nobody in the country are drawn below this number
_STREETS: Final = tuple(
    f"{name} {kind}"
    for kind in ("küçəsi", "prospekti", "döngəsi")
    for name in (
        "Azadlıq", "Bahar", "Bulaq", "Çinar", "Dəniz", "Əmək", "Gənclik", "Günəş", "İpək yolu", "Körpü", "Qala",
        "Meydan", "Mərkəz", "Muğan", "Nar", "Novruz", "Palıd", "Sahil", "Səhər", "Sülh", "Şəfəq", "Ulduz", "Üzüm",
        "Vətən", "Yeni", "Zirvə", "Ağ şəhər", "Almalı", "Arxac", "Bağlar", "Bənövşə", "Bostan", "Çəmən", "Çeşmə",
        "Dağ", "Dəyirman", "Fıstıq", "Gül", "Heyva", "İncirli", "Kəhriz", "Lalə", "Limon", "Məktəb", "Moruq", "Nərgiz",
        "Orman", "Ozan", "Pambıq", "Qaya", "Qızılgül", "Qovaq", "Sərv", "Söyüd", "Şam", "Talış", "Tut", "Xan bulağı",
        "Yasəmən", "Yaylaq", "Zeytun", "Zoğal",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Contacts:
    """``fin`` and ``phone``: texts by person, "" where there is none. ``address``: texts by household."""

    fin: list[str]
    phone: list[str]
    address: list[str]


def make_contacts(draws: Draws, people: People, numbering: Numbering, today: int) -> Contacts:
    """FİN, telephones and addresses of the persons of a block."""
    size = len(people)
    without = draws.chance(NO_FIN, size) | (today - people.birth < NEWBORN)
    fins = numbering.fins(people.number)
    owner = _phone_owners(draws, people, today)
    numbers = ["", *numbering.phones(people.number, PREFIXES)]
    return Contacts(
        fin=["" if none else fin for fin, none in zip(fins, without.tolist(), strict=True)],
        phone=[numbers[place + 1] for place in owner.tolist()],
        address=addresses(draws, len(people.home_unit)),
    )


def _phone_owners(draws: Draws, people: People, today: int) -> Ints:
    """Whose telephone each person gives: one's own, that of another of the household, nobody's (−1)."""
    size = len(people)
    grown: Flags = people.alive & (people.ages(today) >= 16)
    throw = draws.uniform(size)
    own = grown & (throw < OWN_PHONE)
    shares = grown & ~own & (throw < OWN_PHONE + SHARED_PHONE)
    owners = np.flatnonzero(own)
    first = np.full(len(people.home_unit), -1, dtype=np.int64)
    first[people.home[owners][::-1]] = owners[::-1]
    return np.where(own, np.arange(size), np.where(shares, first[people.home], -1))


def addresses(draws: Draws, size: int) -> list[str]:
    """``size`` addresses within a district."""
    street = draws.pick(falling(len(_STREETS), 6.0, 1.0), size).tolist()
    house = draws.between(1, 160, size).tolist()
    flat = np.where(draws.chance(FLATS, size), draws.between(1, 90, size), 0).tolist()
    return [
        f"{_STREETS[where]}, ev {number}{f', mənzil {door}' if door else ''}"
        for where, number, door in zip(street, house, flat, strict=True)
    ]


def other_phones(draws: Draws, numbering: Numbering, size: int) -> list[str]:
    """Telephones that may have been somebody's before."""
    return numbering.phones(draws.between(0, _NOBODY, size), PREFIXES)
