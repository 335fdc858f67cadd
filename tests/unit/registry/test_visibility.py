"""Who sees whom."""

from datetime import date

import pytest

from dayaq.accounts.models import Grant
from dayaq.core import subjects
from dayaq.registry import api
from dayaq.registry.models import Household, Person, Status, StatusKind
from tests import make
from tests.unit.registry.given import astara, caseworker, everywhere, lerik, operator, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds(db):
    api.load_status_kinds()


def seen(user, permission="person.view"):
    return set(Person.objects.visible_to(user, permission))


def test_each_district_sees_its_own():
    one, other = person(), person(unit=astara())
    assert seen(caseworker()) == {one}
    assert seen(caseworker(astara())) == {other}
    assert seen(everywhere()) == {one, other}


def test_a_region_sees_its_districts_and_their_settlements():
    region = make.unit("AZ-R9", "Lənkəran–Astara", "economic_region")
    district, settlement = lerik(), make.unit("AZ-LER-1", "Zuvand", "settlement")
    for child, parent in ((district, region), (settlement, district)):
        child.parent = parent
        child.save()
    one, other = person(), person(unit=settlement)
    assert seen(caseworker(region)) == {one, other}
    assert seen(caseworker(settlement)) == {other}


def test_a_unit_keeps_its_people_when_a_new_version_of_it_begins():
    old = lerik()
    one = person(unit=old)
    new = make.unit("AZ-NEW", "Lerik")
    new.code, new.valid_from = old.code, date(2024, 1, 1)
    new.save()
    assert seen(caseworker(new)) == {one}


@pytest.mark.parametrize("role", ["administrator", "analyst", "auditor", "fund_officer", "committee_member", "partner"])
def test_roles_without_persons_see_none(role):
    person()
    assert seen(make.user(role)) == set()


def test_a_partner_sees_whom_its_fund_supports_while_it_does():
    union = make.organisation("union", "social_partner")
    partner = make.user("partner", of=union)
    one = person()
    person()
    grant = Grant.objects.create(
        organisation=union, scope_type=api.SCOPE_PERSON, scope_id=one.pk, reason="fond", valid_from=date(2021, 3, 2)
    )
    api.give_consent(by=everywhere(), person=one, purpose="partner_support")
    assert seen(partner) == {one}
    assert seen(partner, "person.edit") == set()
    grant.valid_to = date(2022, 1, 1)
    grant.save()
    assert seen(partner) == set()


def test_the_grant_of_one_partner_opens_nothing_to_another():
    union, bank = make.organisation("union"), make.organisation("bank", "bank")
    one = person()
    Grant.objects.create(
        organisation=union, scope_type=api.SCOPE_PERSON, scope_id=one.pk, reason="fond", valid_from=date(2021, 3, 2)
    )
    api.give_consent(by=everywhere(), person=one, purpose="partner_support")
    assert seen(make.user("partner", of=bank)) == set()


def test_an_ended_membership_shows_nobody():
    user = caseworker()
    person()
    user.memberships.update(valid_to=date(2001, 1, 1))
    assert seen(type(user).objects.get(pk=user.pk)) == set()


def test_a_restricted_status_is_not_there_without_the_right():
    by, one = everywhere(), person()
    kind = StatusKind.objects.get(code="trafficking_victim")
    hidden = Status.objects.create(person=one, kind=kind, valid_from=date(2024, 1, 1))
    open_status = api.add_status(by=by, person=one, kind="jobseeker", valid_from=date(2024, 1, 1))
    assert list(Status.objects.visible_to(by)) == [open_status]
    assert api.statuses_of(one, by) == [open_status]
    assert not api.with_status(Person.objects.all(), "trafficking_victim", by).exists()
    assert hidden in Status.objects.all()


def test_a_household_is_seen_by_whoever_sees_a_member():
    by = everywhere()
    head, spouse = person(), person(unit=astara(), given_name="Aygün", sex="f", father_name="")
    household = api.create_household(by=by, head=head)
    api.add_member(by=by, household=household, person=spouse, relation="spouse")
    for user in (caseworker(), caseworker(astara())):
        assert list(Household.objects.visible_to(user)) == [household]
    assert not Household.objects.visible_to(caseworker(make.unit("AZ-YAR", "Yardımlı"))).exists()
    view = api.household_of(head, caseworker())
    assert [member.person for member in view.members] == [head]
    assert view.hidden == 1


def test_a_restricted_member_is_not_even_counted():
    by = everywhere()
    head, child = person(), person(given_name="Nigar", sex="f", father_name="Həsən")
    household = api.create_household(by=by, head=head)
    api.add_member(by=by, household=household, person=child, relation="child")
    Person.objects.filter(pk=child.pk).update(is_restricted=True)
    view = api.household_of(head, caseworker())
    assert ([member.person for member in view.members], view.hidden) == ([head], 0)


def test_letters_about_a_person_follow_the_person():
    one = person()
    assert subjects.is_visible(operator(), "registry.person", one.pk)
    assert not subjects.is_visible(operator(astara()), "registry.person", one.pk)


def test_a_name_is_a_number_for_whoever_may_not_see_it():
    one = person()
    assert api.person_label(one, operator()) == one.full_name
    assert api.person_label(one, make.user("auditor")) == f"№ {one.pk}"
