"""What must be there before the people: places, law, kinds of status, lines of business, criteria, rules, funds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from dayaq.accounts.api import system_user
from dayaq.accounts.models import Organisation
from dayaq.care.api import load_services
from dayaq.funds.api import close_fund, create_fund, open_fund
from dayaq.funds.models import FundSource
from dayaq.law.api import load_law
from dayaq.panels.api import appoint_member, create_panel, load_criteria
from dayaq.places.api import load_places
from dayaq.programmes.api import add_programme_fund, load_programmes
from dayaq.programmes.models import Programme
from dayaq.registry.api import load_income_sources, load_purposes, load_retention, load_status_kinds
from dayaq.seeds.accounts import SINCE, Staff
from dayaq.seeds.history.applications import Funds
from dayaq.seeds.history.decisions import rules_before_2020
from dayaq.seeds.past import on_day
from dayaq.selfemployment.api import load_business_lines

SPONSOR_FROM, SPONSOR_TO = date(2021, 3, 2), date(2022, 3, 2)
TARGETING: Final = ("martyr_family", "war_participant", "war_veteran", "war_wounded", "disability", "low_income")


def load_reference() -> None:
    """Everything that comes with the software, by the rooms' own loaders; done twice it changes nothing."""
    load_places(by=system_user())
    load_law()
    load_status_kinds()
    load_purposes()
    load_retention()
    load_income_sources()
    load_business_lines()
    load_services()


def make_programme(staff: Staff) -> Programme:
    """The programme with its rules since 2016, the criteria for plans, and the committee."""
    load_programmes()
    programme = Programme.objects.get(code="self_employment")
    rules_before_2020(programme)
    officer = staff["programme_officer"]
    load_criteria(by=officer)
    panel = create_panel(
        by=officer,
        code="self_employment",
        label={"az": "Özünüməşğulluq proqramının seçim komissiyası", "en": "Selection committee of self-employment"},
        organisation=Organisation.objects.get(code="dma"),
    )
    for username, user in staff.users.items():
        if username.startswith("committee_member"):
            appoint_member(by=officer, panel=panel, user=user, valid_from=SINCE)
    return programme


def make_funds(staff: Staff, programme: Programme) -> Funds:
    """The state budget's money since 2017, and the confederation's of 2021, whose term is over."""
    state = make_fund(
        staff, programme, SINCE, None, code="state-budget", order=1, amount="900000000.00", kind="state_budget",
        organisation="eesmn", az="Dövlət büdcəsi: özünüməşğulluq", en="State budget: self-employment",
    )  # fmt: skip
    sponsor = make_fund(
        staff, programme, SPONSOR_FROM, SPONSOR_TO, code="ahik", order=2, amount="200000.00", kind="memorandum",
        organisation="ahik", az="AHİK-in vəsaiti: 2 mart 2021-ci il tarixli memorandum",
        en="Confederation's money: memorandum of 2 March 2021", targeting=TARGETING,
    )  # fmt: skip
    return Funds(state, sponsor)


def close_sponsor_fund(staff: Staff, funds: Funds) -> None:
    """The memorandum's term is over."""
    with on_day(SPONSOR_TO):
        close_fund(by=staff["fund_officer"], fund=funds.sponsor, reason="Memorandumun müddəti başa çatıb.")


def make_fund(
    staff: Staff,
    programme: Programme,
    since: date,
    until: date | None,
    *,
    code: str,
    order: int,
    amount: str,
    kind: str,
    organisation: str,
    az: str,
    en: str,
    targeting: tuple[str, ...] = (),
) -> FundSource:
    officer = staff["fund_officer"]
    with on_day(since):
        fund = create_fund(
            by=officer,
            code=code,
            label={"az": az, "en": en},
            kind=kind,
            organisation=Organisation.objects.get(code=organisation),
            amount=Decimal(amount),
            valid_from=since,
            valid_to=until,
            targeting=targeting,
            order=order,
        )
        open_fund(by=officer, fund=fund)
        add_programme_fund(by=system_user(), programme=programme, fund=fund, order=order)
    return fund
