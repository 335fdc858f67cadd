from datetime import date

import pytest

from dayaq.accounts.api import PERMISSIONS, ROLES, same_human, system_user, users_with
from dayaq.accounts.models import Membership, User
from tests import make

pytestmark = pytest.mark.django_db


def test_an_account_without_a_role_may_do_nothing():
    assert not any(make.user().may(permission) for permission in PERMISSIONS)


def test_a_role_that_ended_yesterday_gives_nothing():
    account = make.user()
    Membership.objects.create(
        user=account,
        organisation=make.organisation(),
        role="operator",
        valid_from=date(2020, 1, 1),
        valid_to=date(2020, 6, 1),
    )
    assert not account.may("person.search")


def test_a_deactivated_account_may_do_nothing():
    account = make.user("operator")
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert not User.objects.get(pk=account.pk).may("person.search")


def test_a_role_for_one_district_does_not_open_the_country():
    lerik = make.unit()
    assert make.user("caseworker", in_unit=lerik).district_ids() == {lerik.pk}
    assert make.user("caseworker").district_ids() is None


def test_a_permission_is_scoped_by_the_membership_that_gives_it():
    lerik = make.unit()
    account = make.user("caseworker", in_unit=lerik)
    Membership.objects.create(
        user=account, organisation=make.organisation(), role="analyst", valid_from=date(2020, 1, 1)
    )
    assert account.district_ids("person.view") == {lerik.pk}
    assert account.district_ids("figure.view") is None


def test_administrators_analysts_and_auditors_see_no_person_and_no_case():
    for role in ("administrator", "analyst", "auditor"):
        assert not {p for p in ROLES[role].permissions if p.startswith(("person.", "case.", "application."))}


def test_two_accounts_of_one_person_are_the_same_eyes():
    assert same_human(make.user("caseworker", human="h1"), make.user("decision_officer", human="h1"))


def test_there_is_one_system_account_and_nobody_can_sign_in_to_it():
    assert system_user() == system_user()
    assert not system_user().has_usable_password()


def test_people_who_may_are_found_by_district():
    lerik, masalli = make.unit(), make.unit("AZ-MAS", "Masallı")
    here, there, everywhere = (
        make.user("decision_officer", in_unit=lerik),
        make.user("decision_officer", in_unit=masalli),
        make.user("decision_officer"),
    )
    assert set(users_with("application.decide", unit=lerik)) == {here, everywhere}
    assert there in users_with("application.decide")
