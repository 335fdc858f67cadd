"""Second and third records of persons: who is written down again, and what goes wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dayaq.seeds.dice import Dice
from dayaq.seeds.nation import spelling
from dayaq.seeds.nation.contacts import Contacts, addresses, other_phones
from dayaq.seeds.nation.draws import Draws, Flags, Ints
from dayaq.seeds.nation.households import NEVER
from dayaq.seeds.nation.mistakes import Around, Written, go_wrong
from dayaq.seeds.nation.numbering import Numbering
from dayaq.seeds.nation.people import People, units
from dayaq.seeds.nation.plan import MOST
from dayaq.seeds.nation.proportions import KNOWS_DEATH, NO_FIN, OTHER_ADDRESS_FORM, OWN_HOUSEHOLD, THIRD, WITHOUT_FIN
from dayaq.seeds.nation.words import Words

SEXES: Final = ("m", "f")
_ADULT: Final = 16


@dataclass(frozen=True)
class Duplicates:
    """``person`` in the block, what was ``written``, the ``mistakes`` of each; who founds a household of their own."""

    person: Ints
    written: list[Written]
    mistakes: list[list[str]]
    death: Ints
    alone: Flags
    since: Ints

    def __len__(self) -> int:
        return len(self.written)


def make_duplicates(
    draws: Draws,
    dice: Dice,
    people: People,
    contacts: Contacts,
    words: Words,
    numbering: Numbering,
    *,
    count: int,
    today: int,
) -> Duplicates:
    """``count`` further records of persons of the block."""
    person = _again(draws, len(people), count)
    without = draws.chance((WITHOUT_FIN - NO_FIN) / (1 - NO_FIN), count).tolist()
    phones = other_phones(draws, numbering, count)
    places = addresses(draws, count)
    elsewhere = draws.pick(units()[1], count).tolist()
    surnames = words.surname_places(people.family[person], people.sex[person]).tolist()
    others = words.surname_places(people.other_family[person], people.sex[person]).tolist()
    unit = people.unit[person].tolist()
    written, mistakes = [], []
    for nth, at in enumerate(person.tolist()):
        around = Around(
            married_name=words.surnames[others[nth]],
            phone=phones[nth],
            unit=elsewhere[nth],
            address=places[nth],
            today=today,
            is_taken=lambda fin: numbering.owner_of(fin) < MOST,
        )
        record = Written(
            surname=words.surnames[surnames[nth]],
            given=words.given[people.given[at]],
            father=words.given[people.father[at]] if people.father[at] >= 0 else "",
            sex=SEXES[people.sex[at]],
            birth=int(people.birth[at]),
            phone=contacts.phone[at],
            fin="" if without[nth] else contacts.fin[at],
            unit=unit[nth],
            address=contacts.address[people.home[at]],
        )
        mistakes.append(go_wrong(record, dice, around))
        if dice.chance(OTHER_ADDRESS_FORM):
            record.address = spelling.address(record.address, dice)
        written.append(record)
    knows = draws.chance(KNOWS_DEATH, count)
    grown = (people.ages(today)[person] >= _ADULT) & people.alive[person]
    return Duplicates(
        person=person,
        written=written,
        mistakes=mistakes,
        death=_deaths(people.death[person], knows, written),
        alone=grown & draws.chance(OWN_HOUSEHOLD, count),
        since=today - draws.between(30, 2_500, count),
    )


def _again(draws: Draws, persons: int, count: int) -> Ints:
    """Who is written down again: most once, some a third time."""
    second = count - round(count * THIRD)
    order = draws.order(persons)
    chosen = order[:second]
    return np.concatenate([chosen, chosen[draws.between(0, max(second - 1, 0), count - second)]])


def _deaths(death: Ints, knows: Flags, written: list[Written]) -> Ints:
    """Few lists know of a death; none says that it was before the birth."""
    birth = np.array([record.birth if record.birth is not None else NEVER for record in written], dtype=np.int64)
    return np.where(knows & (death >= birth), death, NEVER)
