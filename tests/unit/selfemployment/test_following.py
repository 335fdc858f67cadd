"""What a life event of a participant does to their case: it is told, it is work for somebody, it decides nothing."""

import pytest

from dayaq.core import clock, events
from dayaq.core.models import AuditEvent
from dayaq.core.work import work_items
from dayaq.registry import api as registry
from dayaq.registry.affected import affected
from tests import make
from tests.unit.selfemployment import given

pytestmark = pytest.mark.django_db


def happens(person, details):
    event = registry.record_life_event(
        by=make.user("caseworker"), person=person, on=clock.today(), details=details, evidence="AA 1"
    )
    events.dispatch_all()
    return event


def told(case, event):
    return AuditEvent.objects.filter(object_type="selfemployment.case", object_id=case.pk, event=event)


def works(user):
    return [(item.pk, item.url_name) for item in work_items(user) if item.url_name in ("cases:show", "cases:visit")]


def test_a_death_is_noted_on_the_case_and_ends_nothing(world):
    case = given.equipped(world)
    event = happens(case.person, registry.Death())
    state = case.state
    case.refresh_from_db()
    assert case.state == state
    assert told(case, "case.person_died").get().detail == {"life_event": event.pk}
    events.emit("person.died", id=event.pk, person=case.person_id, on="2026-03-10")
    events.dispatch_all()
    assert told(case, "case.person_died").count() == 1


def test_a_move_and_a_mistake_are_noted(world):
    case = given.equipped(world)
    event = happens(case.person, registry.Move(make.unit("AZ-AST", "Astara"), "Sahil 1"))
    assert told(case, "case.person_moved").exists()
    registry.undo_life_event(by=make.user("caseworker"), event=event, reason="səhv")
    events.dispatch_all()
    assert told(case, "case.event_undone").exists()


def test_the_case_of_a_dead_participant_is_work_for_the_officer_and_nobody_visits(world):
    case = given.equipped(world)
    case.visits.update(due_on=clock.today())
    assert any(url == "cases:visit" for _pk, url in works(world.monitor))
    happens(case.person, registry.Death())
    assert works(world.officer) == [(case.pk, "cases:show")]
    assert works(world.monitor) == []
    assert works(world.caseworker) == []


def test_a_change_of_the_person_names_the_open_case(world):
    case = given.equipped(world)
    assert [one.pk for one in affected(case.person, world.officer, ["surname"]) if one.url_name == "cases:show"] == [
        case.pk
    ]
    assert affected(case.person, make.user("auditor"), ["surname"]) == []
