"""Participation as a story: from the window through training, plan, contract and handover to the end of the term.

``Way.day`` is the day on which the training group begins; what comes before and after is counted from it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from dayaq.programmes.models import Application
from dayaq.seeds.stories.cast import give_category
from dayaq.seeds.stories.journeys import Way
from dayaq.seeds.stories.stage import Story
from dayaq.seeds.stories.teller import Teller
from dayaq.selfemployment import api as work
from dayaq.selfemployment.models import Asset, Case

MEMBERS: Final = ("committee_member", "committee_member_2", "committee_member_3")
HANDED: Final = 40
"""Days from the beginning of the training to the handover."""
NEEDED: Final = ("employment", "unemployment_insurance", "veterans", "self_employment")
"""The registers without whose answers nobody can be found eligible; and one that gives a preference."""
QUARTER: Final = 93
"""Days from the handover to the visit after three months, and between visits."""
ENROLLED: Final = -15
OVER: Final = 23 + 366
"""Days from the beginning of the training to the end of a contract of twelve months."""
_Now = Callable[[], Case]


def through(teller: Teller, way: Way) -> Story:
    """Until ``way.stop``."""
    start, district = way.day, way.district
    yield start - 24, 10
    person = teller.cast.take(district)
    if way.category:
        give_category(teller.caseworker(district), person, way.category, date.fromordinal(start - 24))
    application = teller.draft(person, district)
    teller.submit(application, district)
    yield start - 22, 9
    teller.take(application, district)
    teller.check(application, district, registers=NEEDED)
    teller.assess(application, district)
    yield start - 18, 14
    teller.decide(application)
    yield start + ENROLLED, 11
    teller.enrol(application, teller.funds.get(way.fund))
    if way.stop != "enrolled":
        yield from _training(teller, way, application)


def _training(teller: Teller, way: Way, application: Application) -> Story:
    start, district = way.day, way.district

    def now() -> Case:
        return teller.case_of(application)

    yield start - 9, 10
    teller.direction(now(), district, way.line)
    if way.stop == "direction_chosen":
        return
    yield start - 2, 10
    if way.stop == "exited":
        work.exit_case(by=teller.staff["programme_officer"], case=now(), reason="Daimi işə qəbul olunub.")
        return
    group = teller.place(now(), district, date.fromordinal(start))
    for number, day in enumerate((start + 1, start + 4, start + 8)):
        yield day, 17
        if way.stop == "in_training" and number == 2:
            return
        teller.attend(now(), group, district, number)
    if way.stop != "trained":
        yield from _planning(teller, way, now)


def _planning(teller: Teller, way: Way, now: _Now) -> Story:
    start, district = way.day, way.district
    yield start + 12, 11
    plan = teller.plan(now(), district)
    if way.stop == "plan_drafted":
        return
    yield start + 15, 11
    teller.put(plan, district)
    for member, share in zip(MEMBERS, way.scores, strict=False):
        yield start + 17, 12
        teller.score(plan, member, share)
    if way.stop == "plan_submitted":
        return
    yield start + 19, 15
    if way.stop in ("plan_returned", "plan_refused"):
        teller.conclude(plan, way.stop.removeprefix("plan_"))
        return
    teller.conclude(plan)
    if way.stop != "plan_approved":
        yield from _equipping(teller, way, now)


def _equipping(teller: Teller, way: Way, now: _Now) -> Story:
    start = way.day
    steps: tuple[tuple[int, str, Callable[[Case], None]], ...] = (
        (start + 23, "contract_signed", teller.contract),
        (start + 26, "assets_ordered", teller.order),
        (start + 34, "received", teller.receive),
        (start + 37, "paid", teller.pay),
    )
    for day, stop, step in steps:
        yield day, 11
        step(now())
        if way.stop == stop:
            return
    yield start + HANDED, 12
    teller.hand_over(now(), way.attendance)
    if way.stop != "in_monitoring":
        yield from _monitoring(teller, way, now)


def _monitoring(teller: Teller, way: Way, now: _Now) -> Story:
    handed, officer = way.day + HANDED, teller.staff["programme_officer"]
    yield handed + QUARTER, 11
    if way.stop.startswith("breach"):
        visit = teller.visit(now(), 3, trading=False)
        finding = "Fəaliyyət iki aydır dayandırılıb."
        breach = work.raise_breach(
            by=teller.staff["monitor"], case=now(), kind="not_trading", finding=finding, visit=visit
        )
        if way.stop == "breach_found":
            return
        yield handed + QUARTER + 2, 10
        work.notify_breach(by=officer, breach=breach)
        if way.stop == "breach_notified":
            return
        yield handed + QUARTER + 40, 10
        outcomes = dict.fromkeys(Asset.objects.in_hand_of(now()).values_list("pk", flat=True), "recovered")
        breach.refresh_from_db()
        work.confirm_breach(by=officer, breach=breach, decision="Pozuntu aradan qaldırılmayıb.", outcomes=outcomes)
        return
    teller.visit(now(), 3)
    if way.stop == "visited":
        return
    yield handed + 2 * QUARTER, 11
    teller.visit(now(), 6)
    if way.stop == "term_over":
        return
    yield way.day + OVER + 3, 11
    work.transfer_ownership(by=officer, case=now())
