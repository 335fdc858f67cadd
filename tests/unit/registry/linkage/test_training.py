"""What is learned keeps within its bounds, whatever the counts say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.registry.linkage.fields import Field, Kind
from dayaq.registry.linkage.levels import DIFFERENT, MOST, levels_of
from dayaq.registry.linkage.model import outcomes
from dayaq.registry.linkage.training import held, start

OUTCOMES = ("exact", "swapped", "close", "near", DIFFERENT)
FIELDS = tuple(Field(f"f{at}", kind, kind, at % 2 == 0) for at, kind in enumerate(Kind))


def test_before_any_data_every_share_is_a_probability_and_all_of_a_field_are_one():
    model = start(FIELDS, 1000)
    for shares in (model.same, model.chance, model.kin):
        for column, found in shares.items():
            assert sum(found.values()) == pytest.approx(1.0)
            assert all(0 < share < 1 for share in found.values()), column
    assert 0 < model.prior < 1


def test_agreement_speaks_for_one_person_and_difference_against_it_from_the_start():
    model = start(FIELDS, 1000)
    for field in FIELDS:
        same, chance = model.same[field.column], model.chance[field.column]
        assert same["exact"] > chance["exact"]
        assert same[DIFFERENT] < chance[DIFFERENT]


def test_outcomes_are_numbered_as_splink_numbers_them():
    for field in FIELDS:
        assert outcomes(field, FIELDS)[0] == DIFFERENT
        assert outcomes(field, FIELDS)[-1] == levels_of(field, FIELDS)[0].name == "exact"


@given(
    st.dictionaries(st.sampled_from(["exact", "swapped", "close", "near", DIFFERENT]), st.floats(0.01, 1), min_size=3)
)
def test_no_share_is_held_above_its_most_and_they_still_make_one(weights):
    total = sum(weights.values())
    shares = {outcome: weight / total for outcome, weight in weights.items()}
    found = held(shares, MOST[Kind.NAME])
    assert sum(found.values()) == pytest.approx(1.0)
    if set(found) - set(MOST[Kind.NAME]):
        assert found.get(DIFFERENT, 0) <= MOST[Kind.NAME][DIFFERENT] + 1e-9
