"""Two records of one participant become one: what this room and the room of programmes have to say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dayaq.core import clock
from dayaq.core.errors import WrongState
from dayaq.programmes import api as programmes
from dayaq.programmes.models import Enrolment
from dayaq.registry import api as registry
from dayaq.registry.models import Person
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Case, HandoverAct
from tests import make
from tests.unit.programmes import given as asking
from tests.unit.selfemployment import given


def merge(survivor: Person, merged: Person):
    by = make.user("caseworker")
    return registry.merge_persons(by=by, survivor=survivor, merged=merged, reason="one")


def test_two_who_take_part_in_one_programme_cannot_become_one(world):
    one, other = given.enrolled(world), given.enrolled(world)
    with pytest.raises(WrongState) as refused:
        merge(one.person, other.person)
    assert refused.value.code == "objection"
    assert one.number in str(refused.value)
    assert other.number in str(refused.value)


def test_an_open_application_beside_a_running_case_of_the_same_programme_is_settled_first(world):
    case, draft = given.enrolled(world), asking.drafted()
    with pytest.raises(WrongState, match=case.number):
        merge(draft.person, case.person)
    programmes.withdraw_application(by=asking.operator(), application=draft)
    merge(draft.person, case.person)
    case.refresh_from_db()
    assert case.person_id == draft.person_id


def test_a_whole_case_moves_with_its_person_and_returns_with_what_grew_out_of_it(world):
    case = given.received(world)
    owner, survivor = case.person, given.person()
    done = merge(survivor, owner)
    case.refresh_from_db()
    assert case.person_id == case.enrolment.person_id == case.enrolment.application.person_id == survivor.pk

    api.hand_over(by=world.officer, case=case, assets=given.things(case), place="Lerik", witnesses=given.WITNESSES)
    assert HandoverAct.objects.get(case=case).recipient_id == survivor.pk

    registry.unmerge_persons(by=make.user("caseworker"), merge=done, reason="two")
    case.refresh_from_db()
    assert case.person_id == case.enrolment.person_id == case.enrolment.application.person_id == owner.pk
    assert HandoverAct.objects.get(case=case).recipient_id == owner.pk
    assert set(Asset.objects.filter(case=case).values_list("holder", flat=True)) == {owner.pk}


def test_an_enrolment_made_since_goes_back_with_its_application(world):
    approved = asking.approved()
    owner, survivor = approved.person, given.person()
    done = merge(survivor, owner)
    approved.refresh_from_db()
    programmes.enrol_application(by=world.officer, application=approved, fund=world.fund)
    made = Enrolment.objects.get(application=approved)
    assert made.person_id == survivor.pk
    registry.unmerge_persons(by=make.user("caseworker"), merge=done, reason="two")
    made.refresh_from_db()
    assert made.person_id == owner.pk
    assert not Case.objects.exclude(person=owner).exists()


def test_a_decision_taken_keeps_the_facts_it_was_taken_on(world):
    approved = asking.approved()
    record = approved.decisions.get()
    before = (record.facts, record.decision)
    clock.advance(timedelta(days=1))
    merge(given.person(), approved.person)
    record.refresh_from_db()
    assert (record.facts, record.decision) == before
