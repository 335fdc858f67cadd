"""A country in small, and a case at each stage, for the tests of self-employment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from dayaq.accounts.api import system_user
from dayaq.accounts.models import Office, OfficeHolding, User
from dayaq.core import clock
from dayaq.core.periods import add_months
from dayaq.funds import api as funds
from dayaq.funds.models import FundSource
from dayaq.law.api import load_law
from dayaq.panels import api as panels
from dayaq.panels.models import Panel
from dayaq.programmes.api import add_programme_fund, load_programmes
from dayaq.programmes.models import Application, Enrolment, Programme
from dayaq.registry import api as registry
from dayaq.registry.models import Person
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Breach, BusinessLine, BusinessPlan, Case, Supplier, TrainingGroup
from tests import make

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)  # a Tuesday
TODAY = NOW.date()
CEILING = Decimal("7000.00")
VOEN = "1700767721"
_number = count(1)


@dataclass
class World:
    """Who works here. Each is a natural person of their own."""

    programme: Programme
    fund: FundSource
    panel: Panel
    caseworker: User = field(default_factory=lambda: make.user("caseworker", in_unit=make.unit()))
    officer: User = field(default_factory=lambda: make.user("programme_officer"))
    second_officer: User = field(default_factory=lambda: make.user("programme_officer"))
    fund_officer: User = field(default_factory=lambda: make.user("fund_officer"))
    monitor: User = field(default_factory=lambda: make.user("monitor", in_unit=make.unit()))
    members: list[User] = field(default_factory=list)


def world() -> World:
    """Law, programme with an office that signs, lines of business, an open fund, a committee of four."""
    load_law()
    registry.load_status_kinds()
    registry.load_income_sources()
    load_programmes()
    api.load_business_lines()
    panels.load_criteria(by=system_user())
    programme = Programme.objects.get(code="self_employment")
    office, _created = Office.objects.get_or_create(
        code="dma-chair", defaults={"organisation": programme.organisation, "label": {"az": "Sədr", "en": "Chair"}}
    )
    OfficeHolding.objects.get_or_create(office=office, holder_name="Nigar Həsənova", valid_from=date(2020, 1, 1))
    Programme.objects.filter(pk=programme.pk).update(office=office)
    programme.refresh_from_db()
    officer = make.user("programme_officer")
    panel = panels.create_panel(
        by=officer,
        code="self_employment",
        label={"az": "Komissiya", "en": "Committee"},
        organisation=programme.organisation,
    )
    made = World(programme, fund(programme), panel, officer=officer)
    for _seat in range(4):
        member = make.user("committee_member")
        panels.appoint_member(by=officer, panel=panel, user=member)
        made.members.append(member)
    return made


def fund(programme: Programme, places: int = 50, **changes: Any) -> FundSource:
    by = make.user("fund_officer")
    number = next(_number)
    fields: dict[str, Any] = {
        "code": f"se-fund-{number}",
        "label": {"az": f"Fond {number}", "en": f"Fund {number}"},
        "kind": "grant",
        "organisation": make.organisation(),
        "amount": Decimal("10000000"),
        "valid_from": date(2016, 1, 1),
    }
    opened = funds.create_fund(by=by, **{**fields, **changes})
    funds.allocate(by=by, fund=opened, amount=CEILING * places)
    opened = funds.open_fund(by=by, fund=opened)
    add_programme_fund(by=by, programme=programme, fund=opened)
    return opened


def person(**changes: Any) -> Person:
    number = next(_number)
    fields: dict[str, Any] = {
        "surname": "Quliyeva",
        "given_name": f"Aysel{'abcdefghijklmnopqrstuvwxyz'[number % 26]}",
        "father_name": "Rauf",
        "sex": "f",
        "birth_date": date(1990, 5, 2),
        "unit": make.unit(),
        "phone": "",
    }
    return registry.register_person(by=make.user("caseworker"), **{**fields, **changes})


def enrolment(world: World, whom: Person | None = None, **changes: Any) -> Enrolment:
    """Enrolled by the shortest way: the rooms below have tests of their own."""
    whom = whom or person()
    number = next(_number)
    by = system_user()
    application = Application.objects.create(
        number=f"SE-2026-{number:06d}",
        programme=world.programme,
        person=whom,
        unit=whom.unit,
        state="enrolled",
        basis="unemployed",
        legal_basis="24.11",
        drafted_by=by,
        submitted_by=by,
        submitted_at=clock.now(),
        deadline=clock.today(),
        decided_by=by,
        priority_statutory=1,
        priority_policy=1,
    )
    fields: dict[str, Any] = {
        "application": application,
        "person": whom,
        "programme": world.programme,
        "fund": world.fund,
        "basis": "unemployed",
        "enrolled_on": clock.today(),
        "enrolled_by": by,
        "amount_reserved": CEILING,
    }
    made: Enrolment = Enrolment.objects.create(**{**fields, **changes})
    funds.reserve(by=by, fund=made.fund, amount=made.amount_reserved, reference=made)
    return made


def enrolled(world: World, whom: Person | None = None, **changes: Any) -> Case:
    return api.open_case(by=system_user(), enrolment=enrolment(world, whom, **changes))


def line(code: str = "car_wash") -> BusinessLine:
    return BusinessLine.objects.get(code=code)


def directed(world: World, **changes: Any) -> Case:
    case = enrolled(world, **changes)
    return api.choose_direction(by=world.caseworker, case=case, line=line(), advice="Rayonda tələbat var.")


def group(world: World, **changes: Any) -> TrainingGroup:
    fields: dict[str, Any] = {
        "label": {"az": "Birinci qrup", "en": "First group"},
        "unit": make.unit(),
        "place": "Lerik şəhəri, məşğulluq mərkəzi",
        "trainer": "Rəna Əliyeva",
        "starts_on": TODAY - timedelta(days=10),
        "ends_on": TODAY + timedelta(days=20),
        "capacity": 12,
    }
    return api.create_training_group(by=world.caseworker, **{**fields, **changes})


def in_training(world: World, course: TrainingGroup | None = None, **changes: Any) -> Case:
    case = directed(world, **changes)
    api.add_to_group(by=world.caseworker, case=case, group=course or group(world))
    return Case.objects.get(pk=case.pk)


def trained(world: World, **changes: Any) -> Case:
    course = group(world)
    case = in_training(world, course, **changes)
    for day in range(3):
        session = api.record_session(
            by=world.caseworker,
            group=course,
            held_on=course.starts_on + timedelta(days=day),
            hours=Decimal(12),
            topic=f"Mövzu {day}",
        )
        api.record_attendance(by=world.caseworker, session=session, hours={case.pk: Decimal(12)})
    return Case.objects.get(pk=case.pk)


ITEMS: list[dict[str, Any]] = [
    {"description": "Yüksək təzyiqli yuma qurğusu", "quantity": 1, "price": Decimal("1150.00")},
    {"description": "Köpük püskürdən", "quantity": 2, "price": Decimal("780.00")},
]
AMOUNT = Decimal("2710.00")


def months(income: str = "600", costs: str = "250", length: int = 12) -> list[dict[str, Any]]:
    return [{"month": n, "income": Decimal(income), "costs": Decimal(costs)} for n in range(1, length + 1)]


def plan_data(**changes: Any) -> api.PlanData:
    fields: dict[str, Any] = {
        "activity": "Avtoyuma xidməti",
        "place": "Lerik şəhəri, mərkəzi küçə",
        "market": "Gündə 8–10 avtomobil",
        "monthly_income": Decimal("600.00"),
        "monthly_costs": Decimal("250.00"),
        "months": months(),
        "items": ITEMS,
        "baseline_income": Decimal("120.00"),
    }
    return api.PlanData(**{**fields, **changes})


def drafted(world: World, **changes: Any) -> BusinessPlan:
    case = trained(world)
    return api.draft_plan(by=world.caseworker, case=case, data=plan_data(**changes), helper=world.caseworker)


def submitted(world: World, **changes: Any) -> BusinessPlan:
    return api.submit_plan(by=world.caseworker, plan=drafted(world, **changes))


def score(world: World, plan: BusinessPlan, share: Decimal = Decimal("0.8"), members: int = 3) -> None:
    """So many members give each criterion this share of its points."""
    criteria = plan.sitting.criteria_set.criteria.all()
    points = {criterion.code: int(criterion.max_points * share) for criterion in criteria}
    for member in world.members[:members]:
        panels.submit_scores(by=member, sitting=plan.sitting, points=points)


def approved(world: World, **changes: Any) -> Case:
    plan = submitted(world, **changes)
    score(world, plan)
    api.conclude_plan(by=world.officer, plan=plan)
    return Case.objects.get(pk=plan.case_id)


def contracted(world: World, **changes: Any) -> Case:
    case = approved(world, **changes)
    api.sign_contract(by=world.officer, case=case)
    return Case.objects.get(pk=case.pk)


def supplier(world: World) -> Supplier:
    return api.register_supplier(by=world.officer, name="Texno MMC", voen=VOEN)


def ordered(world: World, **changes: Any) -> Case:
    case = contracted(world, **changes)
    prices = dict(case.assets.values_list("pk", "price"))
    api.order_assets(by=world.officer, case=case, supplier=supplier(world), prices=prices)
    return Case.objects.get(pk=case.pk)


def received(world: World, **changes: Any) -> Case:
    case = ordered(world, **changes)
    for asset in case.assets.order_by("pk"):
        api.receive_asset(
            by=world.officer,
            asset=asset,
            invoice_number="QF-1",
            invoice_price=asset.price,
            serial_number=f"S{asset.pk}",
        )
    return Case.objects.get(pk=case.pk)


WITNESSES = [{"name": "Kamran Vəliyev", "organisation": "Bələdiyyə"}]


def things(case: Case, state: str = "received") -> list[Asset]:
    return list(case.assets.filter(state=state).order_by("pk"))


def equipped(world: World, **changes: Any) -> Case:
    case = received(world, **changes)
    api.hand_over(by=world.officer, case=case, assets=things(case), place="Lerik", witnesses=WITNESSES)
    return Case.objects.get(pk=case.pk)


def breached(world: World, case: Case | None = None) -> Breach:
    case = case or equipped(world)
    return api.raise_breach(by=world.monitor, case=case, kind="not_trading", finding="Fəaliyyət dayanıb.")


def noticed(world: World, case: Case | None = None) -> Breach:
    return api.notify_breach(by=world.officer, breach=breached(world, case))


def visited(world: World, case: Case, *, matches: bool = True) -> None:
    """Every visit that is due by now is made."""
    for visit in case.visits.due().filter(due_on__lte=clock.today()).order_by("due_on"):
        api.record_visit(
            by=world.monitor,
            visit=visit,
            made_on=clock.today(),
            trading=matches,
            matches_plan=matches,
            assets_present=True,
            income=Decimal(500),
            employed=1,
            findings="" if matches else "Fəaliyyət dayanıb.",
        )


def later(days: int = 0, months: int = 0) -> None:
    """Time passes."""
    day = add_months(clock.today(), months) + timedelta(days=days)
    clock.advance(day - clock.today())


def reread(record: Any) -> Any:
    return type(record)._default_manager.get(pk=record.pk)


def refused(action: Callable[[], Any], error: type[Exception]) -> str:
    """The code with which ``action`` is refused."""
    try:
        action()
    except error as refusal:
        return str(getattr(refusal, "code", ""))
    raise AssertionError(f"{error.__name__} was expected")
