"""Funds and panels as people see them: accessible, in both languages, on a screen and on a phone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dayaq.core import clock
from dayaq.funds import actions as money
from dayaq.panels import actions
from tests import make
from tests.journeys.browser import axe, forgive, shot
from tests.unit.funds.support import draft_fund, open_fund, reference
from tests.unit.panels.support import criteria, secretary, sitting
from tests.unit.selfemployment import given

pytestmark = [pytest.mark.django_db(transaction=True)]
SCREENS = [("az", 1280), ("en", 1280), ("az", 390)]


@pytest.fixture
def funds():
    """A fund officer, a sponsor's fund that is half used, and one in draft."""
    by = make.user("fund_officer", username="money")
    sponsor = make.organisation("ahik", "social_partner")
    label = {"az": "Həmkarlar İttifaqları Konfederasiyasının vəsaiti", "en": "Trade unions' money"}
    with clock.frozen(datetime(2026, 3, 2, 8, tzinfo=UTC)):
        fund = open_fund("200000", by, organisation=sponsor, label=label, valid_from=date(2026, 1, 1))
        for _ in range(3):
            whom = reference()
            money.reserve(by=by, fund=fund, amount=Decimal(7_000), reference=whom, memo="ceiling")
            money.oblige(by=by, reference=whom, amount=Decimal("6500.50"), memo="asset 1")
            money.pay(by=by, reference=whom, amount=Decimal("4000.25"), memo="asset 1")
    return fund, draft_fund(by)


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_the_pages_of_the_money_are_accessible(page_as, live_server, funds, language, width) -> None:
    fund, draft = funds
    seen = {
        "list": reverse("funds:index"),
        "new": reverse("funds:new"),
        "show": reverse("funds:show", args=[fund.pk]),
        "draft": reverse("funds:show", args=[draft.pk]),
        "allocate": reverse("funds:allocate", args=[draft.pk]),
        "close": reverse("funds:close", args=[fund.pk]),
        "statement": reverse("funds:statement", args=[fund.pk]),
        "sponsor": reverse("funds:sponsor", args=[fund.organisation_id]),
    }
    page = page_as("money", language=language, width=width)
    for name, address in seen.items():
        page.goto(live_server.url + address)
        axe(page)
        shot(page, f"funds-{name}-{language}-{width}")


@pytest.fixture
def scored():
    """A plan before a committee, and a sitting that is closed."""
    with clock.frozen(given.NOW, seed="panels"):
        world = given.world()
        plan = given.submitted(world)
        closed, users = sitting(criteria_set=plan.sitting.criteria_set, pass_mark=Decimal(60))
        points = {criterion.code: criterion.max_points - 3 for criterion in closed.criteria_set.criteria.all()}
        for user in users:
            actions.submit_scores(by=user, sitting=closed, points=points, note="Bazar yaxşı araşdırılıb.")
        actions.close_sitting(by=secretary(), sitting=closed)
    return world, plan, closed


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_the_pages_of_the_panels_are_accessible(page_as, live_server, scored, language, width) -> None:
    world, plan, closed = scored
    drafted = criteria()
    member = page_as(world.members[0].username, language=language, width=width)
    for name, address in {
        "mine": reverse("panels:index"),
        "score": reverse("panels:sitting", args=[plan.sitting_id]),
        "conflict": reverse("panels:conflict", args=[plan.sitting_id]),
        "criteria-set": reverse("panels:criteria_set", args=[plan.sitting.criteria_set_id]),
    }.items():
        member.goto(live_server.url + address)
        axe(member)
        shot(member, f"panels-{name}-{language}-{width}")
    officer = page_as(world.officer.username, language=language, width=width)
    for name, address in {
        "index": reverse("panels:index"),
        "progress": reverse("panels:sitting", args=[plan.sitting_id]),
        "result": reverse("panels:sitting", args=[closed.pk]),
        "cancel": reverse("panels:cancel", args=[plan.sitting_id]),
        "committees": reverse("panels:committees"),
        "committee": reverse("panels:committee", args=[closed.panel_id]),
        "committee-new": reverse("panels:committee_new"),
        "appoint": reverse("panels:appoint", args=[closed.panel_id]),
        "criteria": reverse("panels:criteria"),
        "criteria-new": reverse("panels:criteria_version", args=[drafted.pk]),
    }.items():
        officer.goto(live_server.url + address)
        axe(officer)
        shot(officer, f"panels-{name}-{language}-{width}")


def test_a_member_scores_with_the_keyboard_alone(page_as, live_server, scored) -> None:
    world, plan, _closed = scored
    page = page_as(world.members[1].username, language="en")
    forgive(page, "422")
    page.goto(live_server.url + reverse("panels:sitting", args=[plan.sitting_id]))
    page.locator("#id_market").focus()
    for points in ("20", "15", "10", "21", "5", "5"):
        page.keyboard.type(points)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary a")).to_have_attribute("href", "#id_costs")
    page.locator("#id_costs").fill("19")
    with page.expect_navigation():
        page.get_by_role("button", name="Hand in the scores").click()
    expect(page.locator("#id_costs")).to_have_value("19")
    assert plan.sitting.sheets.count() == 1
