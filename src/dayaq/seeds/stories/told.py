"""Telling the scenes: the funds they need, the people who play, the stage."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from dayaq.funds.api import allocate, residual, withdraw_allocation
from dayaq.funds.models import FundSource
from dayaq.law.api import decimal_parameter
from dayaq.programmes.models import Programme
from dayaq.seeds.accounts import Staff
from dayaq.seeds.past import on_day
from dayaq.seeds.reference import make_fund
from dayaq.seeds.stories.journeys import applying
from dayaq.seeds.stories.participation import through
from dayaq.seeds.stories.scenes import GRANT, PARTNER, SPENT, Scenes
from dayaq.seeds.stories.stage import Stage, Story
from dayaq.seeds.stories.teller import Teller

ENOUGH: Final = Decimal(600_000)
BEFORE: Final = 600
"""Days before today by which the money of the stories is there."""


def tell(scenes: Scenes, teller: Teller, staff: Staff, programme: Programme, state: FundSource) -> int:
    """Tell all scenes in the order of time; returns how many there are."""
    teller.funds = _open_funds(scenes, staff, programme, state)
    stage = Stage(scenes.today)
    stories: list[Story] = [applying(teller, way) for way in scenes.applications()]
    stories += [through(teller, way) for way in scenes.participants()]
    for story in (*stories, _budget_revised(scenes, staff, programme, state)):
        stage.add(story)
    stage.play()
    return len(stories)


def _open_funds(scenes: Scenes, staff: Staff, programme: Programme, state: FundSource) -> dict[str, FundSource]:
    """Two funds that pay for some categories and are open today; and enough of the state budget for the stories."""
    until = date(date.fromordinal(scenes.today).year + 2, 1, 1)
    partner = make_fund(
        staff, programme, date(2022, 8, 5), until, code=PARTNER, order=2, amount="150000.00", kind="memorandum",
        organisation="ahik", az="AHİK-in vəsaiti: yeni memorandum", en="Confederation's money: new memorandum",
        targeting=("martyr_family", "war_participant"),
    )  # fmt: skip
    grant = make_fund(
        staff, programme, date(2022, 1, 10), until, code=GRANT, order=3, amount="500000.00", kind="grant",
        organisation="world-bank", az="Məşğulluğa Dəstək Layihəsi", en="Employment Support Project",
        targeting=("disability", "low_income", "displaced"),
    )  # fmt: skip
    officer, missing = staff["fund_officer"], ENOUGH - residual(state)
    with on_day(date.fromordinal(scenes.back(BEFORE))):
        allocate(by=officer, fund=partner, amount=Decimal(70_000))
        allocate(by=officer, fund=grant, amount=Decimal(240_000))
        if missing > 0:
            allocate(by=officer, fund=state, amount=missing)
    return {PARTNER: partner, GRANT: grant}


def _budget_revised(scenes: Scenes, staff: Staff, programme: Programme, state: FundSource) -> Story:
    """What the year's budget still has is taken back but for less than one ceiling: whoever comes now waits."""
    yield scenes.back(SPENT), 8
    ceiling = decimal_parameter(programme.ceiling_parameter, date.fromordinal(scenes.today))
    surplus = residual(state) - ceiling / 2
    if surplus > 0:
        withdraw_allocation(by=staff["fund_officer"], fund=state, amount=surplus, memo="Büdcənin dəqiqləşdirilməsi")
