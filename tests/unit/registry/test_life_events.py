"""Life events: each does all that follows from it, tells other rooms, and can be taken back exactly."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from dayaq.core import clock, events
from dayaq.core.errors import Denied, Invalid, Stale, WrongState
from dayaq.core.models import AuditEvent
from dayaq.law.api import load_law
from dayaq.registry import api
from dayaq.registry.models import (
    ChangeRequest,
    FormerAddress,
    Household,
    HouseholdMember,
    LifeEvent,
    Person,
    PersonRelation,
    Status,
)
from tests import make
from tests.unit.registry.given import astara, caseworker, everywhere, lerik, person

pytestmark = pytest.mark.django_db

SINCE = date(2015, 1, 1)
DAY = date(2024, 5, 10)
EVIDENCE = "şəhadətnamə AA 123456, 10.05.2024"


@pytest.fixture(autouse=True)
def _known_things():
    load_law()
    api.load_status_kinds()


def record(by, one, details, on=DAY, **values):
    return api.record_life_event(
        by=by, person=one, on=on, details=details, **{"evidence": EVIDENCE, "issuer": "VVADQ", **values}
    )


def family(by, head_values=None, *others):
    """A household in Lerik: its head, and others as (relation, values); persons in this order."""
    people = [person(by, address="Nizami 5", **(head_values or {}))]
    household = api.create_household(by=by, head=people[0], valid_from=SINCE)
    for relation, values in others:
        one = person(by, address="Nizami 5", **values)
        api.add_member(by=by, household=household, person=one, relation=relation, valid_from=SINCE)
        people.append(one)
    return household, people


WIFE = ("spouse", {"given_name": "Sevda", "sex": "f", "father_name": "Rəşid", "birth_date": date(1984, 1, 2)})
SON = ("child", {"given_name": "Kənan", "father_name": "Həsən", "birth_date": date(2012, 6, 1)})
MOTHER = ("parent", {"given_name": "Gülnar", "sex": "f", "father_name": "Əli", "birth_date": date(1955, 7, 7)})


def relations(household):
    rows = HouseholdMember.objects.filter(household=household, valid_to__isnull=True)
    return {row.person.given_name: row.relation for row in rows.select_related("person")}


def ties(one):
    rows = PersonRelation.objects.filter(person=one) | PersonRelation.objects.filter(relative=one)
    return {(row.kind, row.person, row.relative, row.valid_from, row.valid_to) for row in rows}


def fresh(one):
    return type(one).objects.get(pk=one.pk)


def told(event):
    return AuditEvent.objects.filter(event=event)


def everything():
    """All rows that events touch, as they are."""
    found = {}
    for model in (Person, Household, HouseholdMember, PersonRelation, FormerAddress, Status):
        for row in model.objects.all():
            found[model.__name__, row.pk] = model_to_dict(row) | {"version": None}
    return found


# Death ---------------------------------------------------------------------------------------------------------------


def test_a_death_ends_membership_and_statuses_and_another_heads_the_household():
    by = everywhere()
    household, (head, wife, _son, _mother) = family(by, None, WIFE, SON, MOTHER)
    status = api.add_status(by=by, person=head, kind="jobseeker", valid_from=SINCE, evidence="arayış")
    event = record(by, head, api.Death(new_head=wife))
    assert fresh(head).death_date == DAY
    assert fresh(status).valid_to == DAY + timedelta(days=1)
    assert HouseholdMember.objects.get(person=head).valid_to == DAY + timedelta(days=1)
    assert relations(household) == {"Sevda": "head", "Kənan": "child", "Gülnar": "other_relative"}
    assert (event.kind, event.person, event.state, event.recorded_by) == ("death", head, "recorded", by)
    recorded = told("life_event.recorded").get()
    assert (recorded.object_id, recorded.detail) == (event.pk, {"kind": "death", "person": head.pk})
    assert [one.code for one in api.effects_of(event, by)][:2] == ["person", "member_left"]


def test_a_son_who_becomes_the_head_gives_everybody_another_relation():
    by = everywhere()
    household, (head, *_others) = family(
        by,
        None,
        WIFE,
        ("child", {**SON[1], "birth_date": date(2000, 1, 1)}),
        ("child", {**WIFE[1], "given_name": "Aygün"}),
        MOTHER,
    )
    record(by, head, api.Death(new_head=Person.objects.get(given_name="Kənan")))
    assert relations(household) == {"Kənan": "head", "Sevda": "parent", "Aygün": "sibling", "Gülnar": "grandparent"}


def test_a_head_in_whose_household_others_remain_is_not_lost_without_another():
    by = everywhere()
    _household, (head, *_others) = family(by, None, WIFE)
    with pytest.raises(Invalid) as caught:
        record(by, head, api.Death())
    assert (caught.value.code, caught.value.field) == ("head", "new_head")
    with pytest.raises(Invalid) as caught:
        record(by, head, api.Death(new_head=person(by, surname="Zeynalov")))
    assert caught.value.code == "not_a_member"
    assert fresh(head).death_date is None
    assert not LifeEvent.objects.exists()
    assert not told("person.corrected").exists()


def test_where_no_adult_remains_the_event_says_so():
    by = everywhere()
    _household, (head, son) = family(by, None, SON)
    event = record(by, head, api.Death(new_head=son))
    assert "no_adult" in [one.code for one in api.effects_of(event, by)]


def test_a_status_that_the_officer_may_not_know_ends_too_and_stays_hidden():
    by = everywhere()
    knowing = make.user("caseworker")
    knowing.permissions = knowing.permissions | {"person.restricted"}
    one = person(by)
    secret = api.add_status(by=knowing, person=one, kind="trafficking_victim", valid_from=SINCE, evidence="qərar")
    event = record(by, one, api.Death())
    assert fresh(secret).valid_to == DAY + timedelta(days=1)
    assert [one.code for one in api.effects_of(event, by)] == ["person"]
    assert [one.code for one in api.effects_of(event, knowing)] == ["person", "status_ended"]
    api.undo_life_event(by=by, event=event, reason="səhv şəxs")
    assert fresh(secret).valid_to is None


def test_nobody_dies_twice_or_before_being_born_or_tomorrow():
    by = everywhere()
    one = person(by)
    for on, code in ((date(1979, 1, 1), "before_birth"), (clock.today() + timedelta(days=1), "future")):
        with pytest.raises(Invalid) as caught:
            record(by, one, api.Death(), on=on)
        assert caught.value.code == code
    record(by, one, api.Death())
    with pytest.raises(Invalid) as caught:
        record(by, one, api.Death())
    assert caught.value.code == "dead"
    with pytest.raises(Invalid) as caught:
        record(by, one, api.Move(astara()), on=DAY + timedelta(days=1))
    assert caught.value.code == "dead"


# Birth ---------------------------------------------------------------------------------------------------------------


def test_a_birth_registers_the_child_with_its_parents_in_their_household():
    by = everywhere()
    household, (father, mother) = family(by, {"language": "en"}, WIFE)
    details = api.Birth(given_name="Nigar", sex="f", surname="Əliyeva", certificate="AA-123456", other_parent=father)
    event = record(by, mother, details)
    child = event.person
    assert child.full_name == "Əliyeva Nigar Həsən qızı"
    assert (child.birth_date, child.unit, child.address, child.language) == (DAY, lerik(), "Nizami 5", "az")
    assert (event.mother, event.father) == (mother, father)
    assert relations(household)["Nigar"] == "child"
    assert HouseholdMember.objects.get(person=child).valid_from == DAY
    assert child.documents.get().kind == "birth_certificate"
    assert told("person.registered").latest("pk").object_id == child.pk
    assert ties(child) == {("parent", father, child, DAY, None), ("parent", mother, child, DAY, None)}


def test_a_father_who_is_not_registered_is_named_by_the_mother():
    by = everywhere()
    mother = person(by, **WIFE[1])
    child = record(by, mother, api.Birth(given_name="Nigar", sex="f", surname="Əliyeva", father_name="Elçin")).person
    assert child.full_name == "Əliyeva Nigar Elçin qızı"
    assert not HouseholdMember.objects.filter(person=child).exists()


def test_a_child_is_younger_than_its_parents_and_they_are_a_woman_and_a_man():
    by = everywhere()
    father, another, unknown = person(by), person(by, given_name="Elçin"), person(by, sex="", father_name="")
    for parent, details, code in (
        (father, api.Birth("Nigar", "f", "Əliyeva", other_parent=another), "parents"),
        (unknown, api.Birth("Nigar", "f", "Əliyeva"), "parents"),
    ):
        with pytest.raises(Invalid) as caught:
            record(by, parent, details)
        assert caught.value.code == code
    young = person(by, given_name="Sevda", sex="f", father_name="", birth_date=DAY)
    with pytest.raises(Invalid) as caught:
        record(by, father, api.Birth("Nigar", "f", "Əliyeva", other_parent=young))
    assert caught.value.code == "parent_age"


def test_a_recorded_birth_speaks_against_a_later_birth_date_of_the_mother():
    by = everywhere()
    mother = person(by, **WIFE[1])
    record(by, mother, api.Birth("Nigar", "f", "Əliyeva", father_name="Elçin"))
    preview = api.preview_change(mother, {"birth_date": date(2024, 5, 11)}, by)
    assert [clash.code for clash in preview.clashes] == ["after_child"]


# Move ----------------------------------------------------------------------------------------------------------------


def test_the_whole_household_moves_with_those_who_live_there():
    by = everywhere()
    household, (head, wife, son) = family(by, None, WIFE, SON)
    api.request_change(by=by, person=son, changes={"address": "Yataqxana 2"}, reason="təhsil")
    record(by, head, api.Move(astara(), "Sahil 1"))
    assert [(fresh(one).unit, fresh(one).address) for one in (head, wife)] == [(astara(), "Sahil 1")] * 2
    assert fresh(son).address == "Yataqxana 2"
    assert (fresh(household).unit, fresh(household).address) == (astara(), "Sahil 1")
    assert len(relations(household)) == 3
    former = FormerAddress.objects.get(household=household)
    assert (former.unit, former.address, former.until) == (lerik(), "Nizami 5", DAY)
    with pytest.raises(Invalid) as caught:
        record(by, head, api.Move(lerik(), "Nizami 7"), on=DAY - timedelta(days=3))
    assert caught.value.code == "too_early"


def test_a_student_who_is_kept_by_the_household_stays_one_and_never_becomes_its_head():
    by = everywhere()
    household, (head, wife) = family(by, None, WIFE)
    student = person(by, given_name="Aysel", sex="f", father_name="Həsən", birth_date=date(2004, 3, 3))
    api.add_member(by=by, household=household, person=student, relation="child", kind="dependent", valid_from=SINCE)
    with pytest.raises(Invalid) as caught:
        record(by, head, api.Death(new_head=student))
    assert caught.value.code == "not_a_member"
    record(by, head, api.Death(new_head=wife))
    kept = HouseholdMember.objects.get(person=student, valid_to__isnull=True)
    assert (kept.kind, kept.household) == ("dependent", household)


def test_who_leaves_the_household_is_no_member_and_who_lives_elsewhere_stays_one():
    by = everywhere()
    household, (_head, wife, son) = family(by, None, WIFE, SON)
    record(by, wife, api.Move(astara(), "Sahil 1", api.LEAVES))
    record(by, son, api.Move(astara(), "Yataqxana 2", api.STAYS))
    assert relations(household) == {"Həsən": "head", "Kənan": "child"}
    assert HouseholdMember.objects.get(person=wife).valid_to == DAY
    assert (fresh(son).unit, fresh(household).unit) == (astara(), lerik())


def test_an_office_may_let_a_person_go_to_another_district():
    by = caseworker()
    one = person(by)
    event = record(by, one, api.Move(astara(), "Sahil 1"))
    assert not Person.objects.visible_to(by).filter(pk=one.pk).exists()
    assert LifeEvent.objects.visible_to(caseworker(astara())).get() == event


def test_nobody_moves_to_where_they_live():
    by = everywhere()
    with pytest.raises(Invalid) as caught:
        record(by, person(by, address="Nizami 5"), api.Move(lerik(), "Nizami 5"))
    assert caught.value.code == "unchanged"


def test_a_death_ends_the_marriage_and_the_guardianship_of_the_dead():
    by = everywhere()
    _household, (head, wife, mother) = family(by, None, WIFE, MOTHER)
    api.add_relation(by=by, person=head, relative=wife, role="spouse", evidence="N 1", valid_from=SINCE)
    api.add_relation(
        by=by, person=mother, relative=head, role="guardian", basis="incapable", evidence="N 2", valid_from=SINCE
    )
    api.add_relation(by=by, person=head, relative=mother, role="parent", evidence="N 3")
    record(by, head, api.Death(new_head=wife))
    ends = {kind: ended for kind, _first, _second, _since, ended in ties(head)}
    assert ends == {"spouse": DAY + timedelta(days=1), "guardian": DAY + timedelta(days=1), "parent": None}


# Marriage and divorce ------------------------------------------------------------------------------------------------


def test_a_marriage_joins_the_households_and_a_new_surname_waits_for_approval():
    by, other = everywhere(), everywhere()
    household, (groom, _mother) = family(by, None, MOTHER)
    bride = person(by, **{**WIFE[1], "surname": "Rzayeva"})
    event = record(by, bride, api.Marriage(groom, surname="Əliyeva", household=api.JOINS))
    assert relations(household) == {"Həsən": "head", "Gülnar": "parent", "Sevda": "spouse"}
    assert (api.spouse_of(bride), api.spouse_of(groom)) == (groom, bride)
    first, second = sorted((bride, groom), key=lambda one: one.pk)
    assert ties(bride) == {("spouse", first, second, DAY, None)}
    change = ChangeRequest.objects.get()
    assert (change.event, change.state, fresh(bride).surname) == (event, "submitted", "Rzayeva")
    api.approve_change(by=other, change=change)
    assert fresh(bride).surname == "Əliyeva"


def test_who_is_married_marries_nobody_until_divorce_or_death():
    by = everywhere()
    groom, bride = person(by), person(by, **WIFE[1])
    another = person(by, given_name="Elçin")
    record(by, groom, api.Marriage(bride))
    for one, spouse in ((another, bride), (bride, another)):
        with pytest.raises(Invalid) as caught:
            record(by, one, api.Marriage(spouse))
        assert caught.value.code == "married"
    with pytest.raises(Invalid) as caught:
        record(by, bride, api.Divorce(), on=DAY - timedelta(days=1))
    assert caught.value.code == "married_later"
    event = record(by, bride, api.Divorce(), on=DAY + timedelta(days=9))
    assert event.spouse == groom
    assert {tie[-1] for tie in ties(groom)} == {DAY + timedelta(days=9)}
    assert (api.spouse_of(bride), api.spouse_of(groom)) == (None, None)
    record(by, another, api.Marriage(bride), on=DAY + timedelta(days=9))
    record(by, another, api.Death(), on=DAY + timedelta(days=20))
    assert api.spouse_of(bride) is None


def test_a_head_who_marries_into_another_household_is_replaced():
    by = everywhere()
    theirs, (bride, sister) = family(by, WIFE[1], ("sibling", {**WIFE[1], "given_name": "Aygün"}))
    ours, (groom,) = family(by, None)
    with pytest.raises(Invalid) as caught:
        record(by, groom, api.Marriage(bride, household=api.SPOUSE_JOINS))
    assert caught.value.code == "head"
    record(by, groom, api.Marriage(bride, household=api.SPOUSE_JOINS, new_head=sister))
    assert relations(theirs) == {"Aygün": "head"}
    assert relations(ours) == {"Həsən": "head", "Sevda": "spouse"}


def test_nobody_marries_themselves_or_into_no_household_or_into_their_own():
    by = everywhere()
    _household, (groom, bride) = family(by, None, WIFE)
    alone = person(by, given_name="Aygün", sex="f", father_name="")
    for spouse, details, code in (
        (groom, api.Marriage(groom), "spouse"),
        (groom, api.Marriage(alone, household=api.JOINS), "no_household"),
        (groom, api.Marriage(bride, household=api.JOINS), "same_household"),
    ):
        with pytest.raises(Invalid) as caught:
            record(by, spouse, details)
        assert caught.value.code == code


def test_who_divorces_may_leave_the_household():
    by = everywhere()
    household, (_groom, bride) = family(by, None, WIFE)
    record(by, bride, api.Divorce(surname="Rzayeva", household=api.LEAVES))
    assert relations(household) == {"Həsən": "head"}
    assert ChangeRequest.objects.get().changes["surname"]["after"] == "Rzayeva"


# Statuses ------------------------------------------------------------------------------------------------------------


def held(one):
    return {s.kind.code: (s.valid_from, s.valid_to, s.verification) for s in Status.objects.filter(person=one)}


def test_a_disability_is_declared_and_replaces_an_earlier_one():
    by = everywhere()
    adult = person(by)
    record(by, adult, api.Disability(percent=45), on=date(2020, 1, 1))
    record(by, adult, api.Disability(percent=75, until=date(2026, 5, 10)))
    rows = [(s.percent, s.valid_from, s.valid_to, s.verification) for s in Status.objects.order_by("pk")]
    assert rows == [(45, date(2020, 1, 1), DAY, "declared"), (75, DAY, date(2026, 5, 10), "declared")]
    record(by, adult, api.DisabilityEnd(), on=date(2025, 1, 1))
    assert Status.objects.latest("pk").valid_to == date(2025, 1, 1)
    with pytest.raises(Invalid) as caught:
        record(by, adult, api.DisabilityEnd(), on=date(2025, 2, 1))
    assert caught.value.code == "no_status"


def test_the_disability_of_a_child_is_a_status_of_its_own():
    by = everywhere()
    child = person(by, birth_date=date(2015, 1, 1))
    record(by, child, api.Disability(percent=50))
    assert list(held(child)) == ["disability_under_18"]


def test_a_released_person_is_one_for_as_long_as_the_law_says():
    by = everywhere()
    one = person(by)
    record(by, one, api.Release())
    assert held(one) == {"released_from_custody": (DAY, date(2025, 5, 10), "declared")}


def test_leaving_care_ends_what_it_was_and_begins_the_follow_up():
    by = everywhere()
    one = person(by, birth_date=date(2006, 1, 1))
    api.add_status(by=by, person=one, kind="without_parental_care", valid_from=SINCE, evidence="qərar")
    record(by, one, api.CareExit())
    assert held(one) == {
        "without_parental_care": (SINCE, DAY, "declared"),
        "care_leaver": (DAY, date(2029, 5, 10), "declared"),
    }


# Who, when, on what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["operator", "decision_officer", "partner", "analyst", "auditor", "administrator"])
def test_who_may_not_edit_records_no_event(role):
    with pytest.raises(Denied):
        record(make.user(role), person(), api.Release())


def test_no_event_of_another_district_without_evidence_or_from_an_old_page():
    one = person()
    with pytest.raises(Denied):
        record(caseworker(astara()), one, api.Release())
    with pytest.raises(Invalid) as caught:
        record(everywhere(), one, api.Release(), evidence=" ")
    assert caught.value.code == "no_evidence"
    by = everywhere()
    api.request_change(by=by, person=one, changes={"phone": "050 123 45 67"}, reason="yeni")
    with pytest.raises(Stale):
        record(by, one, api.Release(), version=1)
    assert not LifeEvent.objects.exists()


@pytest.mark.parametrize(
    ("details", "name"),
    [
        (api.Death(), "person.died"),
        (api.Divorce(), "person.divorced"),
        (api.Disability(percent=50), "person.disability_established"),
        (api.Release(), "person.released"),
        (api.CareExit(), "person.left_care"),
    ],
)
def test_each_kind_is_told_to_other_rooms_once(monkeypatch, details, name):
    seen = []
    monkeypatch.setitem(events._handlers, name, [seen.append])
    by = everywhere()
    one = person(by)
    event = record(by, one, details)
    events.dispatch_all()
    assert seen == [{"id": event.pk, "person": one.pk, "on": "2024-05-10"}]


# Taking back ---------------------------------------------------------------------------------------------------------


def eventful(by):
    """A household in which everything can happen; the events as (who, details)."""
    _household, (head, wife, _son, mother) = family(by, None, WIFE, SON, MOTHER)
    api.add_status(by=by, person=head, kind="jobseeker", valid_from=SINCE, evidence="arayış")
    api.add_status(by=by, person=head, kind="disability", percent=40, valid_from=SINCE, evidence="arayış")
    stranger = person(by, given_name="Elçin", birth_date=date(1983, 1, 1))
    api.add_relation(by=by, person=head, relative=wife, role="spouse", evidence="N 1", valid_from=SINCE)
    api.add_relation(
        by=by, person=mother, relative=head, role="guardian", basis="incapable", evidence="N 2", valid_from=SINCE
    )
    return {
        "death": (head, api.Death(new_head=wife)),
        "death of a member": (mother, api.Death()),
        "move": (head, api.Move(astara(), "Sahil 1")),
        "move alone": (head, api.Move(astara(), "Sahil 1", api.LEAVES, wife)),
        "marriage": (stranger, api.Marriage(mother, household=api.JOINS)),
        "divorce": (wife, api.Divorce(household=api.LEAVES)),
        "disability_end": (head, api.DisabilityEnd()),
    }


@pytest.mark.parametrize(
    "kind", ["death", "death of a member", "move", "move alone", "marriage", "divorce", "disability_end"]
)
def test_an_event_taken_back_leaves_everything_as_it_was(kind):
    by = everywhere()
    one, details = eventful(by)[kind]
    before = everything()
    event = record(by, one, details)
    assert everything() != before
    undoing = api.undo_life_event(by=by, event=event, reason="səhv şəxs", version=event.version)
    assert everything() == before
    assert (undoing.undoes, undoing.evidence, fresh(event).state) == (event, "səhv şəxs", "undone")
    assert not LifeEvent.objects.standing().exists()
    assert all(line.subject for line in api.effects_of(fresh(event), by) if not line.household)
    undone = told("life_event.undone").get()
    assert (undone.object_id, undone.reason) == (event.pk, "səhv şəxs")
    assert record(by, fresh(one), details).state == "recorded"


def test_a_status_that_an_event_began_is_refuted_and_its_open_request_withdrawn():
    by = everywhere()
    one, spouse = person(by), person(by, **WIFE[1])
    event = record(by, one, api.Release())
    api.undo_life_event(by=by, event=event, reason="səhv")
    assert held(one)["released_from_custody"][2] == "refuted"
    marriage = record(by, spouse, api.Marriage(one, surname="Rzayeva"))
    api.undo_life_event(by=by, event=marriage, reason="səhv")
    assert ChangeRequest.objects.get().state == "withdrawn"
    assert api.spouse_of(one) is None


def test_a_child_once_registered_stays_when_its_birth_is_taken_back():
    by = everywhere()
    household, (_father, mother) = family(by, None, WIFE)
    event = record(by, mother, api.Birth("Nigar", "f", "Əliyeva", father_name="Elçin"))
    api.undo_life_event(by=by, event=event, reason="başqa ailə")
    assert Person.objects.filter(given_name="Nigar").exists()
    assert "Nigar" not in relations(household)
    assert ties(event.person) == set()


def test_what_was_changed_since_stops_the_taking_back_whole():
    by = everywhere()
    household, (head, wife) = family(by, None, WIFE)
    event = record(by, head, api.Move(astara(), "Sahil 1"))
    api.request_change(by=by, person=wife, changes={"address": "Sahil 2"}, reason="köçüb")
    before = everything()
    with pytest.raises(WrongState) as caught:
        api.undo_life_event(by=by, event=event, reason="səhv")
    assert caught.value.code == "changed_since"
    assert everything() == before
    assert fresh(event).state == "recorded"
    assert fresh(household).address == "Sahil 1"


def test_taking_back_needs_a_reason_a_fresh_page_and_the_right_and_happens_once():
    by = everywhere()
    event = record(by, person(by), api.Release())
    with pytest.raises(Invalid):
        api.undo_life_event(by=by, event=event, reason=" ")
    with pytest.raises(Denied):
        api.undo_life_event(by=caseworker(astara()), event=event, reason="səhv")
    with pytest.raises(Stale):
        api.undo_life_event(by=by, event=event, reason="səhv", version=9)
    undoing = api.undo_life_event(by=by, event=fresh(event), reason="səhv")
    for again in (event, undoing):
        with pytest.raises(WrongState):
            api.undo_life_event(by=by, event=fresh(again), reason="səhv")


def test_the_timeline_of_everybody_concerned_names_the_event():
    by = everywhere()
    groom, bride = person(by), person(by, **WIFE[1])
    event = record(by, groom, api.Marriage(bride))
    api.undo_life_event(by=by, event=event, reason="səhv")
    for one in (groom, bride):
        found = [(item.event, item.object_id, item.url_name) for item in api.timeline(one, by)]
        assert ("life_event.recorded", event.pk, "people:life_event") in found
        assert ("life_event.undone", event.pk, "people:life_event") in found
    assert [str(item.label) for item in api.timeline(groom, by) if item.event == "life_event.recorded"] != [
        "life_event.recorded"
    ]


def test_the_database_refuses_an_event_that_cannot_be():
    by = everywhere()
    event = record(by, person(by), api.Release())
    for values in (
        {"evidence": ""},
        {"mother": event.person},
        {"spouse": event.person, "kind": "marriage"},
        {"spouse": person(by, given_name="Elçin")},
        {"state": "elsewhere"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LifeEvent.objects.filter(pk=event.pk).update(**values)
