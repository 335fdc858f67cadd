"""What people do in the stories: the ordinary actions, taken by whoever takes them in life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.funds.models import FundSource
from dayaq.panels.api import sitting_about, submit_scores
from dayaq.places.models import AdministrativeUnit
from dayaq.programmes import api as programmes
from dayaq.programmes.models import Application, Enrolment, Programme
from dayaq.registry.models import Person
from dayaq.seeds.accounts import Staff
from dayaq.seeds.stories.cast import Cast, ask_registers, consent_of
from dayaq.selfemployment import api as work
from dayaq.selfemployment.models import (
    Asset,
    BusinessLine,
    BusinessPlan,
    Case,
    HandoverAct,
    MonitoringVisit,
    Supplier,
    TrainingGroup,
    TrainingSession,
)

MAXIMA: Final = {"market": 20, "feasibility": 20, "skills": 20, "costs": 20, "place": 10, "risk": 10}
SESSION_HOURS: Final = Decimal(12)
#: district → who receives and who assesses there
OFFICES: Final = {
    "AZ-LAN": ("operator", "caseworker"),
    "AZ-MAS": ("operator_masalli", "caseworker_masalli"),
    "AZ-SM": ("operator_sumqayit", "caseworker_sumqayit"),
    "AZ-GA": ("operator_gence", "caseworker_gence"),
}


class Teller:
    """The actions, with what they need to know of the country."""

    def __init__(self, staff: Staff, programme: Programme, cast: Cast, suppliers: list[Supplier]) -> None:
        self.staff, self.programme, self.cast, self.suppliers = staff, programme, cast, suppliers
        self.funds: dict[str, FundSource] = {}
        self.lines = {line.code: line for line in BusinessLine.objects.prefetch_related("kit")}
        self._groups: dict[tuple[int, date], TrainingGroup] = {}
        self._sessions: dict[tuple[int, int], TrainingSession] = {}

    def operator(self, district: str) -> User:
        """Who receives people in a district."""
        return self.staff[OFFICES[district][0]]

    def caseworker(self, district: str) -> User:
        """Who assesses and accompanies in a district."""
        return self.staff[OFFICES[district][1]]

    # Application

    def draft(self, person: Person, district: str, *, landowner: bool = False) -> Application:
        """At the window, with the person's consent."""
        by = self.operator(district)
        return programmes.draft_application(
            by=by,
            person=person,
            programme=self.programme,
            basis=programmes.Basis.LANDOWNER_JOBSEEKER if landowner else programmes.Basis.UNEMPLOYED,
            consent=consent_of(by, person),
        )

    def submit(self, application: Application, district: str) -> None:
        """Numbered and received."""
        programmes.submit_application(by=self.operator(district), application=application)

    def take(self, application: Application, district: str) -> None:
        """Somebody begins to look."""
        programmes.take_for_assessment(by=self.caseworker(district), application=application)

    def check(
        self,
        application: Application,
        district: str,
        *,
        landowner: bool = False,
        insured: bool = False,
        registers: tuple[str, ...] = (),
    ) -> None:
        """The registers are asked: all of them, unless some are named."""
        today = clock.today()
        since = today - timedelta(days=90 + application.pk * 37 % 700)
        person = application.person
        ask_registers(
            self.caseworker(district),
            person,
            today,
            since=since,
            landowner=landowner,
            insured=insured,
            registers=registers,
        )

    def assess(self, application: Application, district: str, *, approve: bool = True) -> None:
        """The caseworker recommends."""
        outcome = programmes.Outcome.APPROVED if approve else programmes.Outcome.REFUSED
        programmes.assess_application(by=self.caseworker(district), application=application, recommendation=outcome)

    def decide(self, application: Application, *, approve: bool = True) -> None:
        """A second officer decides."""
        programmes.decide_application(by=self.staff["decision_officer"], application=application, approve=approve)

    def enrol(self, application: Application, fund: FundSource | None = None) -> Enrolment | None:
        """A place and its money, or a place in the queue."""
        return programmes.enrol_application(by=self.staff["programme_officer"], application=application, fund=fund)

    # Case

    def case_of(self, application: Application) -> Case:
        """The case as it stands."""
        found: Case = Case.objects.select_related("enrolment__fund", "person", "unit").get(
            enrolment__application=application
        )
        return found

    def direction(self, case: Case, district: str, line: str) -> None:
        """A caseworker looks after the case, and advice is given."""
        by = self.caseworker(district)
        work.assign_case(by=by, case=case, to=by)
        advice = "Əmək bazarının təhlili və iştirakçının təcrübəsi əsasında məsləhət verilib."
        work.choose_direction(by=by, case=case, line=self.lines[line], advice=advice)

    def place(self, case: Case, district: str, starts_on: date) -> TrainingGroup:
        """A place in the group of the district that begins on this day."""
        by = self.caseworker(district)
        key = (case.unit_id, starts_on)
        group = self._groups.get(key)
        if group is None:
            unit = AdministrativeUnit.objects.get(pk=case.unit_id)
            label = {"az": f"Biznesin əsasları: {unit.label['az']}", "en": f"Basics of business: {unit.label['en']}"}
            group = self._groups[key] = work.create_training_group(
                by=by,
                label=label,
                unit=unit,
                place="DOST mərkəzi, tədris otağı",
                trainer="Xatirə Sarıyeva",
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=40),
                capacity=15,
            )
        work.add_to_group(by=by, case=case, group=group)
        return group

    def attend(self, case: Case, group: TrainingGroup, district: str, number: int) -> None:
        """The ``number``-th session of the group, for this participant."""
        by = self.caseworker(district)
        key = (group.pk, number)
        session = self._sessions.get(key)
        if session is None:
            topics = ("Biznes ideyası və bazar", "Xərclər və qiymət", "Uçot və vergi")
            session = self._sessions[key] = work.record_session(
                by=by, group=group, held_on=clock.today(), hours=SESSION_HOURS, topic=topics[number % 3]
            )
        work.record_attendance(by=by, session=session, hours={case.pk: SESSION_HOURS})

    def plan(self, case: Case, district: str) -> BusinessPlan:
        """A plan for the standard kit, as far as the money reaches."""
        by = self.caseworker(district)
        return work.draft_plan(by=by, case=case, data=self._plan_data(case), helper=by)

    def _plan_data(self, case: Case) -> work.PlanData:
        line = next(line for line in self.lines.values() if line.pk == case.line_id)
        left, items = case.enrolment.amount_reserved, []
        for item in list(line.kit.all())[:2]:
            quantity = min(item.quantity, 2)
            if quantity * item.price <= left:
                left -= quantity * item.price
                row = {"description": item.label["az"], "quantity": quantity, "price": item.price, "kit_item": item.pk}
                items.append(row)
        months = [{"month": m, "income": Decimal(250 + 45 * m), "costs": Decimal(260 - 5 * m)} for m in range(1, 13)]
        return work.PlanData(
            activity=f"{line.label['az']}: kiçik ailə təsərrüfatı",
            place="Öz həyətyanı sahəsi",
            market="Yerli bazar, qonşu məhəllələr və sifarişlər",
            monthly_income=Decimal(520),
            monthly_costs=Decimal(230),
            months=months,
            items=items,
            baseline_income=Decimal(180),
        )

    def put(self, plan: BusinessPlan, district: str) -> None:
        """The plan goes before the committee."""
        work.submit_plan(by=self.caseworker(district), plan=plan)

    def score(self, plan: BusinessPlan, member: str, share: float) -> None:
        """A member gives ``share`` of the points of each criterion."""
        sitting = sitting_about(plan)
        if sitting is None:
            raise LookupError(f"no sitting about plan {plan.pk}")
        points = {code: round(most * share) for code, most in MAXIMA.items()}
        submit_scores(by=self.staff[member], sitting=sitting, points=points)

    def conclude(self, plan: BusinessPlan, verdict: str = "") -> None:
        """The sitting is closed and the consequence drawn."""
        plan.refresh_from_db()
        note = "Xərclər və bazar hissəsi əsaslandırılmayıb." if verdict else ""
        work.conclude_plan(by=self.staff["programme_officer"], plan=plan, verdict=verdict, note=note)

    def contract(self, case: Case) -> None:
        """Signed by both."""
        work.sign_contract(by=self.staff["programme_officer"], case=case)

    def order(self, case: Case) -> None:
        """Everything planned, from one supplier, at the plan's prices."""
        assets = Asset.objects.filter(case=case).order_by("pk")
        prices: Mapping[int, Decimal] = {asset.pk: asset.price for asset in assets}
        supplier = self.suppliers[case.pk % len(self.suppliers)]
        work.order_assets(by=self.staff["programme_officer"], case=case, supplier=supplier, prices=prices)

    def receive(self, case: Case) -> None:
        """Everything came, with one invoice."""
        for asset in Asset.objects.filter(case=case).order_by("pk"):
            work.receive_asset(
                by=self.staff["programme_officer"],
                asset=asset,
                invoice_number=self._invoice(case),
                invoice_price=asset.price,
                serial_number=f"SN-{asset.pk:07d}",
            )

    def pay(self, case: Case) -> None:
        """The fund officer pays the invoice."""
        supplier = self.suppliers[case.pk % len(self.suppliers)]
        work.pay_invoice(
            by=self.staff["fund_officer"], case=case, supplier=supplier, invoice_number=self._invoice(case)
        )

    def _invoice(self, case: Case) -> str:
        return f"Q-{case.pk:06d}"

    def hand_over(self, case: Case, attendance: str = "") -> HandoverAct:
        """By a numbered act, before a witness."""
        assets = list(Asset.objects.filter(case=case).order_by("pk"))
        witnesses = [{"name": "Nübar Kəblə", "organisation": "Bələdiyyə"}]
        return work.hand_over(
            by=self.staff["programme_officer"],
            case=case,
            assets=assets,
            place="DOST mərkəzi",
            witnesses=witnesses,
            partner_attendance=attendance,
        )

    def visit(self, case: Case, month: int, *, trading: bool = True) -> MonitoringVisit:
        """The monitor goes there."""
        visit = case.visits.get(month=month)
        return work.record_visit(
            by=self.staff["monitor"],
            visit=visit,
            made_on=clock.today(),
            trading=trading,
            matches_plan=trading,
            assets_present=True,
            income=Decimal(430) if trading else Decimal(0),
            employed=1 if trading else 0,
            findings="" if trading else "Avadanlıq yerindədir, fəaliyyət iki aydır dayandırılıb.",
        )
