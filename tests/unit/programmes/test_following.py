"""What a life event of an applicant does to their applications: told, work for somebody, and no decision."""

import pytest

from dayaq.core import clock, events
from dayaq.core.models import AuditEvent
from dayaq.core.work import work_items
from dayaq.programmes.models import Application
from dayaq.programmes.work import DIED
from dayaq.registry import api as registry
from dayaq.registry.affected import affected
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.django_db


def dies(person):
    event = registry.record_life_event(
        by=make.user("caseworker"), person=person, on=clock.today(), details=registry.Death(), evidence="AA 1"
    )
    events.dispatch_all()
    return event


def moves(person):
    details = registry.Move(make.unit("AZ-AST", "Astara"), "Sahil 1")
    event = registry.record_life_event(
        by=make.user("caseworker"), person=person, on=clock.today(), details=details, evidence="AA 1"
    )
    events.dispatch_all()
    return event


def told(application, event):
    return AuditEvent.objects.filter(object_type="programmes.application", object_id=application.pk, event=event)


def works(user):
    return [(item.pk, item.title) for item in work_items(user) if item.url_name == "applications:show"]


def test_a_death_is_noted_on_the_open_application_and_refuses_nothing(programme):
    application = given.submitted()
    event = dies(application.person)
    application.refresh_from_db()
    assert application.state == "submitted"
    assert told(application, "application.person_died").get().detail == {"life_event": event.pk}


def test_told_twice_it_is_noted_once(programme):
    application = given.submitted()
    event = dies(application.person)
    events.emit("person.died", id=event.pk, person=application.person_id, on="2026-03-10")
    events.dispatch_all()
    assert told(application, "application.person_died").count() == 1


def test_a_move_is_noted_and_the_application_stays_with_its_office(programme):
    application = given.submitted()
    moves(application.person)
    application.refresh_from_db()
    assert application.unit == make.unit()
    assert told(application, "application.person_moved").exists()


def test_an_event_taken_back_is_told_too(programme):
    application = given.submitted()
    event = dies(application.person)
    registry.undo_life_event(by=make.user("caseworker"), event=event, reason="səhv şəxs")
    events.dispatch_all()
    assert told(application, "application.event_undone").get().detail == {"life_event": event.pk}


def test_an_application_that_has_ended_is_left_alone(programme):
    application = given.refused()
    dies(application.person)
    assert not told(application, "application.person_died").exists()


def test_the_application_of_a_dead_person_is_work_for_whoever_may_end_it(programme):
    application = given.approved()
    assert works(given.operator()) == []
    dies(application.person)
    assert works(given.operator()) == [(application.pk, DIED)]
    assert works(given.programme_officer()) == [(application.pk, DIED)]
    assert works(given.caseworker()) == works(make.user("operator", in_unit=make.unit("AZ-AST", "Astara"))) == []


def test_it_stands_once_in_the_work_of_whoever_had_the_next_step(programme):
    application = given.submitted()
    caseworker = given.caseworker()
    dies(application.person)
    assert works(caseworker) == [(application.pk, DIED)]
    registry.undo_life_event(by=make.user("caseworker"), event=application.person.life_events.get(), reason="səhv şəxs")
    assert [pk for pk, title in works(caseworker) if title != DIED] == [application.pk]


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("drafted", "new data"),
        ("taken", "new data"),
        ("assessed", "assessed again"),
        ("approved", "keeps them"),
        ("refused", None),
    ],
)
def test_a_change_of_the_person_says_what_it_means_for_each_application(programme, stage, words):
    from django.utils.translation import override

    application = getattr(given, stage)()
    with override("en"):
        found = affected(application.person, given.caseworker(), ["birth_date"])
        assert [one.pk for one in found] == ([application.pk] if words else [])
        assert all(words in str(one.means) for one in found)
    assert affected(application.person, make.user("caseworker", in_unit=make.unit("AZ-AST", "Astara")), []) == []
    assert affected(application.person, make.user("auditor"), []) == []
    assert Application.objects.get() == application
