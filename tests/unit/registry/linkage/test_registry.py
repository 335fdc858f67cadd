"""The registry's persons are compared where they are, and only those whom one may see."""

import random
from datetime import date

import pytest

from dayaq.accounts.api import system_user
from dayaq.registry import api
from tests.unit.registry.given import astara, operator, person
from tests.unit.registry.linkage.given import MEN, SURNAMES

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(db):
    draw = random.Random(5)
    for number in range(60):
        person(
            surname=draw.choice(SURNAMES),
            given_name=draw.choice(MEN),
            father_name=draw.choice(MEN),
            birth_date=date(1950 + number % 50, 1 + number % 12, 1 + number % 28),
        )


@pytest.mark.usefixtures("crowd")
def test_a_person_registered_twice_is_found_by_key():
    one = person(fin="5ABC12D", given_name="Elçin", birth_date=date(1980, 4, 12))
    other = person(surname="Алиев", given_name="Эльчин", father_name="Мамед", birth_date=date(1980, 12, 4))
    pairs = list(api.find_pairs_in_registry(system_user(), least=0.5))
    assert [(pair.left, pair.right) for pair in pairs] == [(one.pk, other.pk)]
    weights = {weight.comparison: weight for weight in pairs[0].weights}
    assert (weights["given_name"].left, weights["given_name"].right) == ("Elçin", "Эльчин")
    assert weights["birth_date"].level == "swapped"


@pytest.mark.usefixtures("crowd")
def test_whom_one_may_not_see_is_not_compared():
    person(given_name="Elçin", birth_date=date(1980, 4, 12), unit=astara())
    person(given_name="Elçin", birth_date=date(1980, 4, 12), unit=astara())
    lerik = operator()
    with api.link_registry(lerik) as linkage:
        assert linkage.count == 60
        assert list(linkage.pairs(0.5)) == []


@pytest.mark.django_db(transaction=False)
def test_an_empty_registry_is_refused_in_words():
    from dayaq.core.errors import Invalid

    with pytest.raises(Invalid, match="boşdur"), api.link_registry(system_user()):
        pass
