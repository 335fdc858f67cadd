"""How persons are related: recorded once, on evidence, from either side."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.models import PersonRelation
from tests.unit.registry.given import astara, caseworker, everywhere, operator, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return everywhere()


@pytest.fixture
def father(by):
    return person(by, birth_date=date(1975, 3, 3))


@pytest.fixture
def child(by):
    return person(by, given_name="Orxan", birth_date=date(2012, 7, 1))


def relate(by, one, other, role, **values):
    return api.add_relation(by=by, person=one, relative=other, role=role, **{"evidence": "Şəhadətnamə 7", **values})


def roles(person, by):
    return {(one.other.pk, one.role) for one in api.relations_of(person, by)}


def test_a_relation_is_the_same_from_either_side(by, father, child):
    relation = relate(by, child, father, "parent")
    assert (relation.person, relation.relative, relation.valid_from) == (father, child, child.birth_date)
    assert roles(father, by) == {(child.pk, "child")}
    assert roles(child, by) == {(father.pk, "parent")}
    with pytest.raises(WrongState) as caught:
        relate(by, father, child, "child")
    assert caught.value.code == "relation_known"
    event = AuditEvent.objects.get(event="relation.recorded")
    assert event.detail == {"person": father.pk, "relative": child.pk, "kind": "parent"}


@pytest.mark.parametrize("turned", [False, True])
def test_spouses_are_one_row_whoever_is_named_first(by, father, turned):
    wife = person(by, given_name="Nigar", sex="f", father_name="")
    pair = (wife, father) if turned else (father, wife)
    relation = relate(by, *pair, "spouse", valid_from=date(2010, 1, 1))
    assert relation.person_id < relation.relative_id
    assert roles(wife, by) == {(father.pk, "spouse")}


def test_nobody_is_married_twice_on_one_day(by, father):
    wives = [person(by, given_name=name, sex="f", father_name="") for name in ("Nigar", "Aysel")]
    first = relate(by, father, wives[0], "spouse", valid_from=date(2010, 1, 1))
    with pytest.raises(WrongState) as caught:
        relate(by, father, wives[1], "spouse", valid_from=date(2015, 1, 1))
    assert caught.value.code == "married"
    api.end_relation(by=by, relation=first, on=date(2015, 1, 1), reason="boşanma")
    assert relate(by, wives[1], father, "spouse", valid_from=date(2015, 1, 1))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "uncle"}, "role"),
        ({"evidence": " "}, "evidence"),
        ({"role": "child"}, "role"),  # the father would be born after his parent
        ({"role": "guardian"}, "basis"),
        ({"valid_to": date(2012, 7, 1)}, "valid_to"),
    ],
)
def test_what_cannot_be_is_refused(by, father, child, values, field):
    with pytest.raises(Invalid) as caught:
        relate(by, child, father, **{"role": "parent", **values})
    assert caught.value.field == field
    assert not PersonRelation.objects.exists()


def test_nobody_is_their_own_relative(by, father):
    with pytest.raises(Invalid):
        relate(by, father, father, "sibling")
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonRelation.objects.create(
            person=father, relative=father, kind="parent", evidence="x", valid_from=date(2000, 1, 1)
        )


def test_a_guardian_is_one_of_a_child_or_of_an_incapable_person(by, child):
    guardian = person(by, given_name="Kamran")
    relation = relate(by, child, guardian, "guardian", basis="child", valid_from=date(2020, 1, 1))
    assert (relation.person, relation.basis) == (guardian, "child")
    assert roles(guardian, by) == {(child.pk, "ward")}


def test_a_relation_ends_once_with_a_reason(by, father, child):
    relation = relate(by, father, child, "ward", basis="child", valid_from=date(2020, 1, 1))
    with pytest.raises(Invalid):
        api.end_relation(by=by, relation=relation, on=date(2021, 1, 1), reason=" ")
    with pytest.raises(Invalid):
        api.end_relation(by=by, relation=relation, on=date(2020, 1, 1), reason="məhkəmə")
    api.end_relation(by=by, relation=relation, on=date(2021, 1, 1), reason="məhkəmə")
    with pytest.raises(WrongState):
        api.end_relation(by=by, relation=relation, on=date(2022, 1, 1), reason="məhkəmə")
    assert AuditEvent.objects.get(event="relation.ended").reason == "məhkəmə"


def test_both_persons_must_be_in_sight(by, father):
    stranger = person(by, unit=astara())
    relation = relate(by, father, stranger, "sibling")
    for clerk in (operator(), caseworker()):
        with pytest.raises(Denied):
            relate(clerk, father, stranger, "child")
        with pytest.raises(Denied):
            api.end_relation(by=clerk, relation=relation, on=date(2024, 1, 1), reason="səhv")
    assert api.relations_of(father, caseworker()) == []
    assert len(api.relations_of(father, by)) == 1
