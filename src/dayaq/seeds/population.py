"""Writing the people: persons with their name words, households, who belongs to them, what came in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from dayaq.core.api import clock
from dayaq.registry.api import derive, ensure_tokens
from dayaq.registry.models import Household, HouseholdIncome, HouseholdMember, Person, PersonName
from dayaq.seeds.copying import FALSE, NULL, TRUE, day, line, moment, money, take_ids
from dayaq.seeds.dice import Dice
from dayaq.seeds.people import YEAR, People
from dayaq.seeds.press import Press

ORIGIN: Final = "seed"
Say = Callable[[str], None]

_FIN_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_FIN_SPACE: Final = len(_FIN_LETTERS) ** 7
_FIN_STEP: Final = 28_999_999_973  # shares no factor with the space, so that every person gets another number
_FIN_START: Final = 1_234_567_891
_PREFIXES: Final = ("10", "50", "51", "55", "60", "70", "77", "99")
_STREETS: Final = (
    "Azadlıq", "Bahar", "Bulaq", "Çinar", "Dəniz", "Əmək", "Gənclik", "Günəş", "İpək yolu", "Körpü", "Qala", "Meydan",
    "Mərkəz", "Muğan", "Nar", "Novruz", "Palıd", "Sahil", "Səhər", "Sülh", "Şəfəq", "Ulduz", "Üzüm", "Vətən", "Yeni",
    "Zirvə",
)  # fmt: skip


def fin_of(number: int) -> str:
    """The FİN of the ``number``-th invented person (inventory ID-1, ID-2): all differ, none tells its place."""
    left, letters = (_FIN_STEP * (number + 1) + _FIN_START) % _FIN_SPACE, ""
    for _ in range(7):
        left, digit = divmod(left, len(_FIN_LETTERS))
        letters += _FIN_LETTERS[digit]
    return letters


def write_people(people: People, *, press: Press, restricted: frozenset[int]) -> range:
    """Write the persons and their name words; returns the keys, in the order of ``people``."""
    keys = take_ids(Person, len(people))
    words: list[tuple[tuple[str, str], ...]] = []
    press.write(
        event="person.seeded",
        model=Person,
        columns="id created_at fin surname given_name father_name name_original sex birth_date birth_date_original "
        "death_date phone phone_original email unit_id address language is_restricted origin sort_key name_key version",
        lines=_person_lines(people, keys, restricted, words),
        detail={"first": keys[0], "last": keys[-1]},
    )
    tokens = ensure_tokens({word for pairs in words for word, _part in pairs})
    press.write(
        event="person.names_indexed",
        model=PersonName,
        columns="token_id person_id part",
        lines=(
            f"{tokens[word]}\t{key}\t{part}" for key, pairs in zip(keys, words, strict=True) for word, part in pairs
        ),
    )
    return keys


def _person_lines(
    people: People, keys: range, restricted: frozenset[int], words: list[tuple[tuple[str, str], ...]]
) -> Iterator[str]:
    dice, now = Dice("contacts"), moment(clock.now())
    addresses = [_address(dice) for _ in people.household_unit]
    adult = people.today - int(16 * YEAR)
    for number, key in enumerate(keys):
        surname, given, father = people.surname_of(number), people.given[number], people.father[number]
        derived = derive(surname, given, father)
        words.append(derived.words)
        home, born, dead = people.home[number], people.birth[number], people.death[number]
        phone = ""
        if born < adult and not dead and dice.chance(0.8):
            # No subscriber's number begins with 0, so these ring nowhere.
            phone = f"+994{dice.pick(_PREFIXES)}0{dice.between(0, 999_999):06d}"
        fin = fin_of(number) if dice.chance(0.985) else NULL
        yield (
            f"{key}\t{now}\t{fin}\t{surname}\t{given}\t{father}\t{{}}\t{people.sex[number]}\t{day(born)}\t\t{day(dead)}"
            f"\t{phone}\t\t\t{people.household_unit[home]}\t{addresses[home]}\t{'en' if dice.chance(0.004) else 'az'}"
            f"\t{TRUE if number in restricted else FALSE}\t{ORIGIN}\t{derived.sort_key}\t{derived.name_key}\t1"
        )


def _address(dice: Dice) -> str:
    flat = f", mənzil {dice.between(1, 90)}" if dice.chance(0.4) else ""
    return f"{dice.pick(_STREETS)} küçəsi, ev {dice.between(1, 120)}{flat}"


def write_households(people: People, keys: range, *, press: Press) -> range:
    """Write the households and who belongs or belonged to them; returns the keys of the households."""
    now = moment(clock.now())
    homes = take_ids(Household, len(people.household_unit))
    addresses = Dice("contacts")  # the same dice as for the persons: they live where their household is
    press.write(
        event="household.seeded",
        model=Household,
        columns="id unit_id address origin version created_at",
        lines=(
            line(home, unit, _address(addresses), ORIGIN, 1, now)
            for home, unit in zip(homes, people.household_unit, strict=True)
        ),
        detail={"first": homes[0], "last": homes[-1]},
    )
    press.write(
        event="household.members_seeded",
        model=HouseholdMember,
        columns="household_id person_id relation is_head valid_from valid_to created_at",
        lines=(
            f"{homes[m.household]}\t{keys[m.person]}\t{m.relation}\t{TRUE if m.relation == 'head' else FALSE}"
            f"\t{day(m.since)}\t{day(m.until)}\t{now}"
            for m in people.memberships
        ),
    )
    return homes


def write_incomes(people: People, homes: range, poor: frozenset[int], *, press: Press) -> None:
    """A year of income of every poor household, and of one household in fifty besides, so that a mean can be computed.

    ``poor``: numbers of households whose mean income a head lies below the need threshold.
    """
    dice, now = Dice("incomes"), moment(clock.now())
    sizes = [0] * len(homes)
    for membership in people.memberships:
        if not membership.until:
            sizes[membership.household] += 1
    months = _months_before(people)

    def lines() -> Iterator[str]:
        for number, home in enumerate(homes):
            low = number in poor
            if not sizes[number] or not (low or dice.chance(0.02)):
                continue
            a_head = dice.between(60, 190) if low else dice.between(320, 900)
            source = "farm" if dice.chance(0.35) else "wage"
            for month in months:
                amount = int(a_head * sizes[number] * (0.85 + 0.3 * dice.random()))
                yield line(home, month, source, money(amount), ORIGIN, now)

    press.write(
        event="household.incomes_seeded",
        model=HouseholdIncome,
        columns="household_id month source amount origin created_at",
        lines=lines(),
    )


def _months_before(people: People) -> list[str]:
    """The first days of the twelve months before this one."""
    year, month = people.on.year, people.on.month
    found = []
    for _ in range(12):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        found.append(f"{year}-{month:02d}-01")
    return found[::-1]
