"""Is it one of these?"""

from datetime import date

import pytest

from dayaq.registry import api
from tests.unit.registry.given import BORN, astara, everywhere, operator, person

pytestmark = pytest.mark.django_db


def alike(by=None, **values):
    described = {"surname": "Əliyev", "given_name": "Həsən", "father_name": "Məmməd", "birth_date": BORN}
    return [one.person for one in api.likely_same(by or everywhere(), **{**described, **values})]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"surname": "Aliyev", "given_name": "Hasan", "father_name": "Mammad"},
        {"surname": "Алиев", "given_name": "Гасан", "father_name": "Мамед"},
        {"surname": "Həsən", "given_name": "Əliyev"},
        {"birth_date": date(1980, 12, 4)},
        {"father_name": ""},
        {"birth_date": None},
        {"birth_date": date(1980, 4, 21)},
    ],
    ids=["same", "latin", "russian", "exchanged", "day and month", "no father", "no date", "day mistyped"],
)
def test_the_same_person_is_recognised(values):
    one = person()
    person(surname="Rzayev", given_name="Tural", birth_date=date(1999, 1, 1))
    assert alike(**values) == [one]


@pytest.mark.parametrize(
    "values",
    [
        {"given_name": "Tural"},
        {"birth_date": date(1955, 1, 1), "father_name": "Rəşid"},
        {"surname": "Rzayev"},
    ],
    ids=["brother", "namesake", "other surname"],
)
def test_another_person_is_not(values):
    person()
    assert alike(**values) == []


def test_the_same_fin_is_certain():
    one = person(fin="5ABC12D")
    found = api.likely_same(everywhere(), surname="Rzayev", given_name="Tural", fin="5ABC12D")
    assert [(hit.person, hit.score, hit.agreeing) for hit in found] == [(one, 1.0, ("fin",))]


def test_persons_of_another_district_are_not_shown():
    person(unit=astara(), fin="5ABC12D", phone="0501234567")
    assert alike(operator(), fin="5ABC12D", phone="+994501234567") == []


def test_it_runs_two_statements(django_assert_max_num_queries):
    by = operator()
    for _number in range(20):
        person()
    by.permissions, by.memberships_today  # noqa: B018  # read once per request, before
    with django_assert_max_num_queries(2):
        assert len(alike(by)) == 5


def test_whom_it_was_not_is_kept_with_the_registration():
    from dayaq.core.models import AuditEvent

    first = person()
    second = person(judged_different=[first.pk])
    event = AuditEvent.objects.get(event="person.registered", object_id=second.pk)
    assert event.detail["judged_different"] == [first.pk]
