"""Who looked: one row in the request that shows the data; nobody changes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from dayaq.core import clock
from dayaq.registry import api
from dayaq.registry.models import AccessRecord, Person
from tests import make
from tests.unit.registry.given import caseworker, everywhere, operator, person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


def looks(one):
    return list(AccessRecord.objects.filter(person=one).order_by("pk").values_list("how", "purpose_id"))


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_look_says_who_when_from_where_and_what_for():
    one, by = person(), caseworker()
    with clock.frozen(NOW):
        made = api.record_access(by=by, person=one, how="page")
    assert (made.user, made.organisation, made.purpose_id, made.at) == (by, make.organisation(), "service", NOW)


def test_what_a_partner_looks_for_is_the_support_of_partners():
    union = make.organisation("union", "social_partner")
    made = api.record_access(by=make.user("partner", of=union), person=person(), how="page")
    assert (made.organisation, made.purpose_id) == (union, "partner_support")


def test_what_the_data_protection_officer_looks_for_is_oversight():
    made = api.record_access(by=make.user("data_protection_officer"), person=person(), how="page")
    assert made.purpose_id == "oversight"


def test_every_page_of_a_person_is_a_look(client):
    one = person()
    sign_in(client, caseworker())
    client.get(reverse("people:show", args=[one.pk]))
    client.get(reverse("people:show", args=[one.pk]), {"from": "search"})
    client.get(reverse("people:timeline", args=[one.pk]))
    assert looks(one) == [("page", "service"), ("search", "service"), ("timeline", "service")]


def test_a_hit_of_a_search_says_that_it_was_opened_from_one(client):
    one = person()
    answer = sign_in(client, caseworker()).get(reverse("people:index"), {"q": "Əliyev"})
    assert [row.url for row in answer.context["list"].rows] == [f"{reverse('people:show', args=[one.pk])}?from=search"]
    assert looks(one) == []


def test_a_page_that_is_not_shown_is_no_look(client):
    one = person()
    assert sign_in(client, make.user("analyst")).get(reverse("people:show", args=[one.pk])).status_code == 403
    assert looks(one) == []


def test_a_look_that_cannot_be_written_shows_nothing(client, monkeypatch):
    one = person()

    def fail(**_values):
        raise DatabaseError

    monkeypatch.setattr("dayaq.registry.actions.persons.record_access", fail)
    client.raise_request_exception = False
    answer = sign_in(client, caseworker()).get(reverse("people:show", args=[one.pk]))
    assert answer.status_code == 500
    assert one.full_name not in answer.content.decode()


def test_taking_a_list_away_is_a_look_at_everybody_on_it(client):
    one, other, elsewhere = person(), person(surname="Rzayev"), person(unit=make.unit("AZ-AST", "Astara"))
    sent = {"export": "csv", "why": "Yoxlama"}
    answer = sign_in(client, caseworker()).post(reverse("people:index"), sent)
    assert b"".join(answer.streaming_content)
    assert looks(one) == looks(other) == [("export", "service")]
    assert looks(elsewhere) == []


def test_an_export_is_recorded_as_one_statement(django_assert_num_queries):
    for number in range(30):
        person(surname=f"Soyad{'abcdefghijklmnopqrstuvwxyzəıöü'[number]}")
    by = operator()
    api.record_access(by=by, person=Person.objects.first(), how="page")
    with django_assert_num_queries(4):  # savepoint, purpose, insert, release
        assert api.record_export(by=by, persons=Person.objects.visible_to(by)) == 30


@pytest.mark.parametrize("change", ["update", "delete"])
def test_nobody_changes_who_looked(change):
    api.record_access(by=everywhere(), person=person(), how="page")
    rows = AccessRecord.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(how="log") if change == "update" else rows._raw_delete(rows.db)
    assert AccessRecord.objects.get().how == "page"
