"""Who sees which fund."""

from datetime import timedelta

import pytest

from dayaq.accounts.models import Grant, User
from dayaq.core import clock
from dayaq.funds.models import FundSource
from tests import make
from tests.unit.funds.support import open_fund

pytestmark = pytest.mark.django_db


def seen(user: User) -> set[str]:
    return set(FundSource.objects.visible_to(user).values_list("code", flat=True))


@pytest.fixture
def funds():
    """A confederation with two member unions, and a bank; each gives a fund."""
    confederation = make.organisation("confederation", "social_partner")
    for code, parent in (("teachers", confederation), ("builders", confederation), ("bank", None)):
        union = make.organisation(code, "bank" if parent is None else "social_partner")
        union.parent = parent
        union.save()
    return {
        code: open_fund(code=f"of-{code}", organisation=make.organisation(code))
        for code in ("ministry", "confederation", "teachers", "builders", "bank")
    }


@pytest.mark.parametrize("role", ["fund_officer", "programme_officer", "auditor"])
def test_those_who_work_with_the_money_see_every_fund(funds, role):
    assert len(seen(make.user(role))) == 5


@pytest.mark.parametrize("role", ["caseworker", "committee_member", "analyst", "administrator"])
def test_those_without_the_right_see_none(funds, role):
    assert seen(make.user(role)) == set()


def test_a_partner_sees_the_funds_of_their_organisation_and_its_members(funds):
    user = make.user("partner", of=make.organisation("confederation"))
    assert seen(user) == {"of-confederation", "of-teachers", "of-builders"}


def test_a_member_union_acts_for_its_confederation_but_does_not_see_its_sister(funds):
    user = make.user("partner", of=make.organisation("teachers"))
    assert seen(user) == {"of-confederation", "of-teachers"}


def test_a_grant_opens_another_fund_to_a_partner_for_a_time(funds):
    bank = make.organisation("bank")
    user = make.user("partner", of=bank)
    assert seen(user) == {"of-bank"}
    grant = Grant.objects.create(
        organisation=bank,
        scope_type="funds.fundsource",
        scope_id=funds["teachers"].pk,
        valid_from=clock.today(),
        reason="memorandum",
    )
    assert seen(User.objects.get(pk=user.pk)) == {"of-bank", "of-teachers"}
    Grant.objects.filter(pk=grant.pk).update(valid_from=clock.today() - timedelta(days=2), valid_to=clock.today())
    assert seen(User.objects.get(pk=user.pk)) == {"of-bank"}


def test_a_partner_who_is_also_a_fund_officer_sees_every_fund(funds):
    user = make.user("partner", "fund_officer", of=make.organisation("bank"))
    assert len(seen(user)) == 5
