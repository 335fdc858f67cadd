"""A population of any size: a block alone is the block of the whole, proportions hold, households make sense, and the
truth file tells whose each record is."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayaq.core.aztext import cyrillic_to_latin, name_key, repair
from dayaq.core.errors import Invalid
from dayaq.core.identifiers import normalise_fin, normalise_phone
from dayaq.seeds.dice import Dice
from dayaq.seeds.nation import spelling
from dayaq.seeds.nation.block import TABLES, make_block
from dayaq.seeds.nation.numbering import Numbering, Permutation
from dayaq.seeds.nation.people import units
from dayaq.seeds.nation.plan import Plan, duplicates_of
from dayaq.seeds.nation.proportions import MISTAKE_WEIGHTS, PYRAMID, TABLE
from dayaq.seeds.nation.words import words

WHOLE = Plan(47_500, seed=7)
Rows = list[dict[str, Any]]


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """One full block: 50,000 records."""
    return make_block(WHOLE, 0).tables


@lru_cache(maxsize=8)
def rows(name: str) -> Rows:
    return tables()[name].to_pylist()


def share(part: float, whole: float) -> float:
    return part / whole


# The same again -------------------------------------------------------------------------------------------------------


def test_the_same_plan_gives_the_same_tables_and_another_seed_gives_others():
    plan = Plan(900, seed=3)
    first, again, other = make_block(plan, 0), make_block(plan, 0), make_block(Plan(900, seed=4), 0)
    for name in TABLES:
        assert first.tables[name].equals(again.tables[name])
    assert not first.tables["persons"].equals(other.tables["persons"])


def test_a_block_is_the_same_however_large_the_country_is():
    small, large = Plan(1_200, block=400), Plan(100_000, block=400)
    for number in (0, 2):
        for name in TABLES:
            assert make_block(small, number).tables[name].equals(make_block(large, number).tables[name]), name


def test_blocks_follow_one_another_and_the_last_one_takes_the_rest():
    plan = Plan(1_000, block=400)
    assert [plan.size(number) for number in range(plan.blocks)] == [400, 400, 200]
    seen: list[int] = []
    for number in range(plan.blocks):
        block = make_block(plan, number)
        seen += block.tables["persons"]["record_id"].to_pylist()
    assert seen == list(range(1, plan.records + 1))
    assert plan.records == 1_000 + 2 * duplicates_of(400) + duplicates_of(200)


@pytest.mark.parametrize("wrong", [{"persons": 0}, {"persons": 10**9}, {"seed": -1}, {"on": date(1980, 1, 1)}])
def test_a_plan_that_cannot_be_is_refused(wrong):
    with pytest.raises(Invalid):
        Plan(**{"persons": 10, **wrong})


@given(st.integers(2, 3_000), st.integers(2, 3_000), st.integers(0, 1 << 40), st.data())
def test_a_permutation_goes_back_to_where_it_came_from(high, low, salt, data):
    permutation = Permutation(high, low, salt)
    number = data.draw(st.integers(0, high * low - 1))
    there = permutation.of(np.array([number]))
    assert 0 <= there[0] < high * low
    assert permutation.back(there)[0] == number


def test_a_permutation_meets_every_number_once():
    everything = np.arange(34 * 17)
    assert sorted(Permutation(34, 17, 5).of(everything)) == everything.tolist()


def test_the_owner_of_a_fin_is_found_without_a_list():
    numbering = Numbering(9)
    numbers = np.array([0, 1, 47_499, 9_999_999, 39_999_999])
    fins = numbering.fins(numbers)
    assert len(set(fins)) == len(fins)
    assert [normalise_fin(fin).value for fin in fins] == fins
    assert [numbering.owner_of(fin) for fin in fins] == numbers.tolist()


# Proportions ----------------------------------------------------------------------------------------------------------


def test_five_in_a_hundred_records_are_duplicates_a_third_without_fin_and_half_with_two_mistakes_or_more():
    fin = {row["record_id"]: row["fin"] for row in rows("persons")}
    again = [row for row in rows("truth") if row["is_duplicate"]]
    assert share(len(again), len(fin)) == pytest.approx(0.05, abs=0.0005)
    assert share(sum(fin[row["record_id"]] is None for row in again), len(again)) == pytest.approx(1 / 3, abs=0.03)
    two = [row for row in again if len(row["mistakes"].split()) >= 2]
    assert share(len(two), len(again)) == pytest.approx(0.5, abs=0.03)


def test_every_kind_of_mistake_is_made():
    made = Counter(kind for row in rows("truth") for kind in row["mistakes"].split())
    assert set(made) == set(MISTAKE_WEIGHTS)


def test_ages_meet_the_pyramid():
    ages = [(WHOLE.on - row["birth_date"]).days / 365.2425 for row in _first_records() if row["death_date"] is None]
    for (low, high), per_cent in PYRAMID.items():
        found = 100 * share(sum(low <= age < high for age in ages), len(ages))
        assert found == pytest.approx(per_cent, abs=2.5), (low, high)


def test_districts_have_their_shares():
    codes, sums, _lost = units()
    counted = Counter(row["unit"] for row in rows("households"))
    for code, low, high in zip(codes, [0, *sums], sums, strict=False):
        wanted = (high - low) / sums[-1]
        assert share(counted[code], len(rows("households"))) == pytest.approx(wanted, abs=0.004), code


def test_names_are_many_and_as_unequally_frequent_as_names_are():
    first = _first_records()
    given, surnames = (Counter(row[name] for row in first) for name in ("given_name", "surname"))
    assert len(given) > 1_500
    assert len(surnames) > 3_000
    assert 0.01 < share(given.most_common(1)[0][1], len(first)) < 0.03
    assert 0.5 < share(sum(count for _name, count in given.most_common(200)), len(first)) < 0.75
    assert 0.01 < share(surnames.most_common(1)[0][1], len(first)) < 0.03


def test_no_name_stands_beside_a_surname_as_a_well_known_person_s_does():
    known = words()
    pairs = {(known.given[pair // known.stems], pair % known.stems) for pair in known.never.tolist()}
    stems = {known.surnames[place]: place // 10 for place in range(len(known.surnames) - 1)}
    met = {(row["given_name"], stems[row["surname"]]) for row in _first_records() if row["surname"]}
    assert len(pairs) > 50
    assert met & pairs == set()


def test_every_assumption_says_what_it_means_and_where_it_is_from():
    assert [row for row in TABLE if not row.meaning or not row.source] == []


def _first_records() -> Rows:
    again = {row["record_id"] for row in rows("truth") if row["is_duplicate"]}
    return [row for row in rows("persons") if row["record_id"] not in again]


# Persons --------------------------------------------------------------------------------------------------------------


def test_a_fin_belongs_to_one_person_and_telephones_ring_nowhere():
    whose = {row["record_id"]: row for row in rows("truth")}
    owners = defaultdict(set)
    for row in rows("persons"):
        if row["fin"]:
            assert normalise_fin(row["fin"]).value == row["fin"]
            owners[row["fin"]].add(whose[row["record_id"]]["person_id"])
        if row["phone"]:
            assert row["phone"][6] == "0"
            assert len(row["phone"]) == 13
    assert max(map(len, owners.values())) == 1
    some = [row["phone"] for row in rows("persons") if row["phone"]][:500]
    assert [normalise_phone(phone).value for phone in some] == some


def test_a_mistyped_fin_is_nobody_s():
    numbering = Numbering(WHOLE.seed)
    fins = {row["record_id"]: row["fin"] for row in rows("persons")}
    mistyped = [fins[row["record_id"]] for row in rows("truth") if "fin_typo" in row["mistakes"].split()]
    assert len(mistyped) > 20
    assert [fin for fin in mistyped if numbering.owner_of(fin) < 40_000_000] == []


def test_a_surname_has_the_form_of_the_sex():
    for row in _first_records():
        if row["surname"].endswith(("ov", "yev")):
            assert row["sex"] == "m"
        if row["surname"].endswith(("ova", "yeva")):
            assert row["sex"] == "f"


def test_a_document_number_is_on_two_persons_only_where_it_is_one_person():
    whose = {row["record_id"]: row["person_id"] for row in rows("truth")}
    owners, shared = defaultdict(set), defaultdict(list)
    for row in rows("documents"):
        key = (row["kind"], row["series"], row["number"])
        owners[key].add(whose[row["record_id"]])
        shared[key].append(row["is_shared"])
    assert max(map(len, owners.values())) == 1
    assert all(all(marks) == (len(marks) > 1) for marks in shared.values())
    assert sum(len(marks) > 1 for marks in shared.values()) > 500


# Households -----------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.integers(0, 1 << 32 - 1), st.integers(1, 500))
def test_households_make_sense(seed, persons):
    block = make_block(Plan(persons, seed=seed), 0)
    table = {name: block.tables[name].to_pylist() for name in TABLES}
    assert len(table["persons"]) == persons + duplicates_of(persons)
    person = {row["record_id"]: row for row in table["persons"]}
    homes = defaultdict(list)
    for row in table["members"]:
        homes[row["household_id"]].append(row)
        born = person[row["record_id"]]["birth_date"]
        assert born is None or born <= row["valid_from"]
        assert row["valid_to"] is None or row["valid_to"] > row["valid_from"]
    assert homes.keys() == {row["household_id"] for row in table["households"]}
    assert max(Counter(row["record_id"] for row in table["members"]).values(), default=0) <= 1
    for members in homes.values():
        _check_home(members, person)
    for row in table["persons"]:
        assert row["birth_date"] is None or date(1880, 1, 1) <= row["birth_date"] <= date(2026, 1, 1)
        assert row["death_date"] is None or row["birth_date"] is None or row["death_date"] >= row["birth_date"]
    for row in table["statuses"]:
        assert row["valid_to"] is None or row["valid_to"] > row["valid_from"]
    marks = Counter((r["record_id"], r["kind"], r["conflict"], r["valid_from"]) for r in table["statuses"])
    assert max(marks.values(), default=1) == 1
    assert all(row["amount"] >= 0 and row["month"].day == 1 for row in table["incomes"])
    assert {row["household_id"] for row in table["incomes"]} <= homes.keys()


def _check_home(members: Rows, person: dict[int, dict[str, Any]]) -> None:
    heads = [row for row in members if row["is_head"]]
    assert len(heads) == 1
    assert heads[0]["relation"] == "head"
    assert heads[0]["valid_to"] is None
    head = person[heads[0]["record_id"]]
    spouse = next((person[row["record_id"]] for row in members if row["relation"] == "spouse"), None)
    for row in members:
        child = person[row["record_id"]]
        if row["relation"] == "child":
            for parent in filter(None, (head, spouse)):
                assert (child["birth_date"] - parent["birth_date"]).days > 16 * 365
            father = next((one for one in (head, spouse) if one and one["sex"] == "m"), None)
            if father is not None and child["father_name"]:
                assert child["father_name"] == father["given_name"]
        if row["relation"] == "parent":
            assert (head["birth_date"] - child["birth_date"]).days > 16 * 365
    if spouse is not None:
        assert {head["sex"], spouse["sex"]} == {"m", "f"}


def test_poor_households_stay_below_the_threshold_and_others_above():
    living = {row["record_id"] for row in rows("persons") if row["death_date"] is None}
    size = Counter(row["household_id"] for row in rows("members") if row["record_id"] in living)
    poor_persons = {row["record_id"] for row in rows("statuses") if row["kind"] == "low_income"}
    poor = {row["household_id"] for row in rows("members") if row["record_id"] in poor_persons}
    total: Counter[int] = Counter()
    for row in rows("incomes"):
        total[row["household_id"]] += row["amount"]
    assert len(total) > 1_000
    for home, amount in total.items():
        assert (amount / 12 / size[home] < 300) == (home in poor)


# Twins, namesakes, duplicates -----------------------------------------------------------------------------------------


def test_twins_are_born_on_one_day_in_one_household_and_are_not_called_the_same():
    home = {row["record_id"]: row["household_id"] for row in rows("members")}
    person = {row["record_id"]: row for row in rows("persons")}
    pairs = defaultdict(list)
    for row in rows("truth"):
        if row["is_twin"] and not row["is_duplicate"]:
            pairs[home[row["record_id"]], person[row["record_id"]]["birth_date"]].append(person[row["record_id"]])
    assert len(pairs) > 50
    for twins in pairs.values():
        assert len(twins) == 2
        assert twins[0]["given_name"] != twins[1]["given_name"]
    alike = sum(twins[0]["given_name"][:2] == twins[1]["given_name"][:2] for twins in pairs.values())
    assert alike > len(pairs) / 3


def test_namesakes_are_other_persons_of_the_same_name_many_born_within_a_month():
    person = {row["record_id"]: row for row in rows("persons")}
    named = defaultdict(list)
    for row in rows("truth"):
        if row["is_namesake"] and not row["is_duplicate"]:
            one = person[row["record_id"]]
            named[one["surname"], one["given_name"], one["father_name"]].append(one)
    pairs = [found for found in named.values() if len(found) > 1]
    assert len(pairs) > 50
    near = sum(abs((one[0]["birth_date"] - one[1]["birth_date"]).days) <= 31 for one in pairs)
    assert near > len(pairs) / 4
    assert all(one[0]["fin"] is None or one[0]["fin"] != one[1]["fin"] for one in pairs)


def test_the_truth_names_the_first_record_of_each_duplicate_and_what_went_wrong():
    person = {row["record_id"]: row for row in rows("persons")}
    truth = {row["record_id"]: row for row in rows("truth")}
    for row in rows("truth"):
        first = truth[row["person_id"]]
        assert not first["is_duplicate"]
        assert first["person_id"] == first["record_id"]
        assert row["is_duplicate"] == (row["record_id"] != row["person_id"])
        one, other = person[row["person_id"]], person[row["record_id"]]
        kinds = set(row["mistakes"].split())
        names = ("surname", "given_name", "father_name")
        if not kinds:
            assert [one[name] for name in names] == [other[name] for name in names]
            assert one["birth_date"] == other["birth_date"]
        if kinds == {"day_month"}:
            assert (one["birth_date"].day, one["birth_date"].month) == (
                other["birth_date"].month,
                other["birth_date"].day,
            )
        if kinds == {"swapped_names"}:
            assert (one["surname"], one["given_name"]) == (other["given_name"], other["surname"])
        if kinds & {"moved"}:
            assert one["address"] != other["address"] or one["unit"] != other["unit"]
    third = Counter(row["person_id"] for row in rows("truth") if row["is_duplicate"])
    assert sum(count == 2 for count in third.values()) > 100


def test_records_stand_in_no_order_that_would_tell_who_is_a_duplicate():
    again = np.array([row["is_duplicate"] for row in rows("truth")])
    halves = again[:25_000].sum(), again[25_000:].sum()
    assert min(halves) > 0.9 * max(halves)


# Spelling -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Əliyev", {"Алиев"}),
        ("Məmmədov", {"Мамедов", "Маммадов"}),
        ("Hüseynov", {"Гусейнов", "Хусейнов"}),
        ("Quliyev", {"Кулиев", "Гулиев"}),
        ("Cəfərov", {"Джафаров"}),
        ("Xəlilov", {"Халилов"}),
        ("İsmayılov", {"Исмаилов"}),
    ],
)
def test_russian_spellings_are_those_of_old_papers(name, expected):
    dice = Dice("spelling")
    assert expected <= {spelling.russian(name, dice) for _ in range(200)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Əliyev", {"Aliyev", "Aliev"}),
        ("Məmmədov", {"Mammadov"}),
        ("Xəlilov", {"Khalilov", "Halilov"}),
        ("Quliyev", {"Guliyev", "Kuliev"}),
        ("Cəfərov", {"Jafarov"}),
        ("Qasımov", {"Gasimov", "Kasimov"}),
    ],
)
def test_latin_spellings_are_those_of_passports(name, expected):
    dice = Dice("spelling")
    assert expected <= {spelling.english(name, dice) for _ in range(300)}


def test_azerbaijani_cyrillic_goes_back_letter_by_letter():
    dice = Dice("spelling")
    tried = [name for name in words().given[:400] if set(name.lower()) & set("əğchöüy")]
    assert len(tried) > 150  # a word without a letter that Russian lacks is read as Russian
    for name in tried:
        assert cyrillic_to_latin(spelling.azeri_cyrillic(name, dice)) == name


@given(st.sampled_from(words().surnames[:2_000]), st.integers(0, 10**6))
def test_a_slip_changes_one_letter_or_two_neighbours(name, throw):
    wrong = spelling.typo(name, Dice(f"slip {throw}"))
    assert abs(len(wrong) - len(name)) <= 1
    if len(wrong) == len(name):
        different = [place for place in range(len(name)) if name[place] != wrong[place]]
        assert len(different) <= 2
        assert not different or different[-1] - different[0] <= 1


@given(st.sampled_from(words().surnames[:2_000]), st.integers(0, 10**6))
def test_look_alikes_are_found_out_by_repair(name, throw):
    wrong = spelling.look_alike(name, Dice(f"alike {throw}"))
    assert len(wrong) == len(name)
    assert name_key(repair(wrong).text) == name_key(name)


def test_most_duplicates_have_the_address_in_another_manner():
    address = {row["record_id"]: row["address"] for row in rows("persons")}
    stayed = [row for row in rows("truth") if row["is_duplicate"] and "moved" not in row["mistakes"].split()]
    other = [row for row in stayed if address[row["record_id"]] != address[row["person_id"]]]
    assert share(len(other), len(stayed)) == pytest.approx(0.6, abs=0.05)


def test_the_tables_have_fixed_columns_whatever_the_block():
    tiny = make_block(Plan(1), 0)
    for name in TABLES:
        assert tiny.tables[name].schema == tables()[name].schema, name
        assert isinstance(tiny.tables[name], pa.Table)
