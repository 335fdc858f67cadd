"""Everything that happened to a person, newest first, as far as one may know."""

from datetime import date

import pytest
from django.utils import translation

from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry import timeline as module
from dayaq.registry.labels import EVENTS
from dayaq.registry.models import Person, Status, StatusKind
from dayaq.registry.states import VERIFICATION
from tests import make
from tests.unit.registry.given import caseworker, everywhere, person
from tests.unit.registry.imports import given as given_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds(db):
    api.load_status_kinds()


def events(one, user, **kwargs):
    return [item.event for item in api.timeline(one, user, **kwargs)]


def lived(by):
    one = person(by)
    status = api.add_status(by=by, person=one, kind="jobseeker", valid_from=date(2024, 1, 1), evidence="ƏMAS")
    api.verify_status(by=by, status=status)
    api.add_document(by=by, person=one, kind="id_card", number="12345678")
    api.record_register_check(by=by, person=one, register="land", result={"owns_farm_land_share": False})
    api.give_consent(by=by, person=one, purpose="application")
    household = api.create_household(by=by, head=one)
    api.end_membership(by=by, member=household.members.get(), on=date(2999, 1, 1), reason="köçüb")
    return one


def test_all_that_happened_is_told_newest_first():
    by = everywhere()
    one = lived(by)
    person(by)
    assert events(one, by) == [
        "household.left",
        "household.joined",
        "household.created",
        "consent.given",
        "register.checked",
        "document.recorded",
        "status.verified",
        "status.added",
        "person.registered",
    ]


def test_every_event_has_words_and_who_did_it():
    by = everywhere()
    for item in api.timeline(lived(by), by):
        assert item.label == EVENTS[item.event]
        assert item.actor == by.username


def test_it_goes_on_from_the_last_event_seen():
    by = everywhere()
    one = lived(by)
    whole = api.timeline(one, by)
    first = api.timeline(one, by, limit=4)
    rest = api.timeline(one, by, before=first[-1].id)
    assert [item.id for item in first + rest] == [item.id for item in whole]


def test_a_restricted_status_leaves_no_trace(django_assert_num_queries):
    by = everywhere()
    one = person(by)
    status = Status.objects.create(
        person=one, kind=StatusKind.objects.get(code="trafficking_victim"), valid_from=date(2024, 1, 1)
    )
    VERIFICATION.start(status, by=by, detail={"person": one.pk})
    assert AuditEvent.objects.filter(event="status.added").exists()
    assert events(one, caseworker()) == ["person.registered"]


def test_it_is_one_statement_however_many_rooms_join(django_assert_num_queries, monkeypatch):
    by = everywhere()
    one = lived(by)
    monkeypatch.setattr(module, "_providers", dict(module._providers))
    api.register_timeline(
        api.TimelineProvider(
            "programmes.application", lambda person, user: Person.objects.filter(pk=person.pk).values("pk"), {}
        )
    )
    by.permissions  # noqa: B018  # read once per request, before
    with django_assert_num_queries(1):
        api.timeline(one, by)


def test_an_import_is_told_with_source_row_and_number_also_after_a_later_file_changed_the_person():
    make.unit()
    first = given_file.accepted(given_file.csv(given_file.RZAYEVA, given_file.ALIYEV))
    second = given_file.accepted(given_file.csv(given_file.row(c7="055 222 33 44")))
    one = Person.objects.get(fin="5ABC12D")
    with translation.override("az"):
        told = [item for item in api.timeline(one, everywhere()) if item.event == "people.imported"]
    assert [(item.object_id, item.note) for item in told] == [
        (batch.pk, f"Mənbə: office. Faylın sətri: {row}. İdxal: {batch.pk}.")
        for batch, row in ((second, 2), (first, 3))
    ]
    assert {item.url_name for item in told} == {"imports:show"}
    told = api.timeline(one, make.user("operator", in_unit=make.unit()))  # their own files only
    assert {item.url_name for item in told} == {""}


def test_a_person_is_not_told_of_the_rows_of_others():
    make.unit()
    given_file.accepted(given_file.csv(given_file.RZAYEVA, given_file.ALIYEV))
    one = person(everywhere())
    assert [item.event for item in api.timeline(one, everywhere())] == ["person.registered"]
