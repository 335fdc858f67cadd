"""The queue in the browser: everybody's place, why, and the button that enrols the first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dayaq.core import clock
from dayaq.programmes import api
from dayaq.programmes.models import Application, Enrolment
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.django_db
INDEX = "queue:index"


@pytest.fixture(autouse=True)
def _country(db) -> Iterator[None]:
    with clock.frozen(given.NOW, seed="queue"):
        given.country()
        yield


@pytest.fixture
def officer(client):
    client.force_login(given.programme_officer())
    client.cookies["django_language"] = "en"
    return client


def waiting(**changes) -> Application:
    given.minutes(1)
    application = given.approved(given.asked(given.person(), **changes))
    assert api.enrol_application(by=given.programme_officer(), application=application) is None
    return application


def rows(page):
    return [row.record for row in page.context["list"].rows]


def test_the_queue_says_every_place_why_and_what_each_waits_for(officer):
    given.fund(0)
    plain, preferred = waiting(unemployed_since="2026-01-01"), waiting()

    page = officer.get(reverse(INDEX))

    assert [(one.pk, one.place) for one in rows(page)] == [(preferred.pk, 1), (plain.pk, 2)]
    content = page.content.decode()
    assert "Registered as unemployed for over one year" in content
    assert "no preference: by date" in content
    assert "Money in a fund" in content


def test_the_second_page_goes_on_counting(officer):
    given.fund(0)
    first = waiting()
    several(first, 30)

    page = officer.get(reverse(INDEX))
    later = officer.get(page.context["list"].next_url)

    assert [one.place for one in rows(later)] == list(range(26, 32))


def test_an_officer_of_one_district_sees_the_places_in_the_whole_queue(client):
    given.fund(0)
    first, second = waiting(), waiting()
    Application.objects.filter(pk=first.pk).update(unit=make.unit("AZ-AST", "Astara"))
    client.force_login(make.user("programme_officer", in_unit=make.unit()))

    page = client.get(reverse(INDEX))

    assert [(one.pk, one.place) for one in rows(page)] == [(second.pk, 2)]


def test_the_button_enrols_the_first_and_says_so(officer):
    fund = given.fund(0)
    second, first = waiting(unemployed_since="2026-01-01"), waiting()
    given.allocate(fund, 1)

    page = officer.get(reverse(INDEX))
    assert page.context["funds"][0].first == first
    officer.post(reverse("queue:enrol_first", args=[fund.pk]), {"submission": "a"})

    assert Enrolment.objects.get().application == first
    assert Application.objects.get(pk=second.pk).state == "waitlisted"


def test_pressing_twice_enrols_one(officer):
    fund = given.fund(0)
    waiting(), waiting()
    given.allocate(fund, 2)

    for _press in range(2):
        officer.post(reverse("queue:enrol_first", args=[fund.pk]), {"submission": "same"})

    assert Enrolment.objects.count() == 1


def test_without_money_nobody_is_enrolled(officer):
    fund = given.fund(0)
    waiting()

    answer = officer.post(reverse("queue:enrol_first", args=[fund.pk]), {"submission": "a"}, follow=True)

    assert "nobody was enrolled" in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_an_empty_queue_says_so(officer):
    assert "Nobody waits." in officer.get(reverse(INDEX)).content.decode()


def test_the_cap_is_shown_with_what_is_not_confirmed(officer):
    given.fund(1)

    page = officer.get(reverse(INDEX))

    assert (page.context["cap"].unemployed, page.context["cap"].landowners) == (0, 0)
    assert "[U] not confirmed" in page.content.decode()


@pytest.mark.parametrize("role", ["operator", "caseworker", "decision_officer", "partner", "analyst", "monitor"])
def test_others_do_not_see_the_queue(client, role):
    client.force_login(make.user(role))

    assert client.get(reverse(INDEX)).status_code == 403


def several(model: Application, count: int) -> None:
    """``count`` further applications behind ``model``, written as a set."""
    from dayaq.registry.models import Person

    people = Person.objects.bulk_create(
        Person(surname=f"Soyad{number}", unit=model.unit, sort_key=f"soyad{number:06}", name_key="s")
        for number in range(count)
    )
    Application.objects.bulk_create(
        Application(
            number=f"SE-2025-{number:06}",
            programme=model.programme,
            person=whom,
            unit=model.unit,
            state="waitlisted",
            waiting_reason="no_money",
            basis="unemployed",
            drafted_by=model.drafted_by,
            decided_by=model.decided_by,
            submitted_at=model.submitted_at,
            deadline=model.deadline,
            queued_at=model.queued_at,
            priority_statutory=5,
            priority_policy=5,
            priority_detail=[],
        )
        for number, whom in enumerate(people)
    )


def test_the_queue_costs_the_same_with_10_and_with_1000_rows(officer):
    given.fund(1)
    first = given.approved()
    given.fund(0)
    several(first, 10)
    with CaptureQueriesContext(connection) as few:
        officer.get(reverse(INDEX))
    Application.objects.filter(state="waitlisted").delete()
    several(first, 1000)
    with CaptureQueriesContext(connection) as captured:
        officer.get(reverse(INDEX))

    assert len(captured) == len(few)
    assert len(few) <= 28
