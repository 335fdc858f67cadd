"""What a case's page shows, read in a fixed number of statements whatever the case holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet

from dayaq.accounts.models import User
from dayaq.core.models import AuditEvent
from dayaq.documents.models import Document
from dayaq.funds.models import Reservation, reference_of
from dayaq.panels.api import SittingState
from dayaq.registry.api import pooled
from dayaq.selfemployment.models import (
    Asset,
    Breach,
    BusinessPlan,
    Case,
    Contract,
    DirectionChoice,
    HandoverAct,
    MonitoringVisit,
    TrainingPlace,
    TrainingWaiver,
)
from dayaq.selfemployment.policies import open_steps
from dayaq.selfemployment.queries.groups import Participant, progress_of
from dayaq.selfemployment.queries.progress import NextStep, Stage, next_step, stages
from dayaq.selfemployment.states import AssetState, BreachState, PlanState
from dayaq.selfemployment.words import EVENTS

if TYPE_CHECKING:
    from dayaq.core.errors import Text

EVENTS_SHOWN: Final = 80
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Money:
    """What the fund holds for the participant: set aside, ordered, paid; ``ceiling`` was reserved at enrolment."""

    ceiling: Decimal
    reserved: Decimal = ZERO
    obliged: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.reserved + self.obliged + self.paid


@dataclass(frozen=True)
class Event:
    """One line of the timeline, as ``<c-timeline>`` draws it."""

    at: datetime
    title: Text
    by: str
    note: str = ""
    tone: str = "neutral"
    url: str = ""


@dataclass(frozen=True)
class CaseView:
    """A case as its page shows it.

    ``details``: the reader works with the person, not only with the numbers; ``trains`` and ``sees_visits``: groups and
    visits have pages that open to them.
    """

    case: Case
    details: bool
    trains: bool
    sees_visits: bool
    open: tuple[str, ...]
    next: NextStep | None
    stages: list[Stage]
    money: Money
    directions: list[DirectionChoice]
    training: Participant
    places: list[TrainingPlace]
    waiver: TrainingWaiver | None
    plans: list[BusinessPlan]
    contract: Contract | None
    assets: list[Asset]
    acts: list[HandoverAct]
    documents: list[Document]
    visits: list[MonitoringVisit]
    breaches: list[Breach]
    events: list[Event]

    @property
    def plan(self) -> BusinessPlan | None:
        """The newest version."""
        return self.plans[0] if self.plans else None

    @property
    def draft(self) -> BusinessPlan | None:
        return next((plan for plan in self.plans if plan.state == PlanState.DRAFT), None)

    @property
    def breach(self) -> Breach | None:
        """The one that is open."""
        return next((b for b in self.breaches if b.state in (BreachState.FOUND, BreachState.NOTIFIED)), None)

    @property
    def in_hand(self) -> list[Asset]:
        return [asset for asset in self.assets if asset.state == AssetState.HANDED_OVER]

    @property
    def price(self) -> Decimal:
        """What the things cost: the invoice where there is one, else the order, else the plan; dropped ones nothing."""
        amounts = (a.invoice_price or a.order_price or a.price for a in self.assets if a.state != AssetState.DROPPED)
        return sum(amounts, start=ZERO)

    @property
    def convene(self) -> bool:
        """Whether a submitted plan has lost its committee: its sitting was cancelled."""
        plan = self.plan
        if plan is None or plan.state != PlanState.SUBMITTED or "conclude_plan" not in self.open:
            return False
        return plan.sitting is None or plan.sitting.state == SittingState.CANCELLED


def view_case(case: Case, user: User) -> CaseView:
    """Everything the page of ``case`` shows to ``user``, who may see it. At most 20 statements."""
    details = user.may("person.view")
    directions = list(DirectionChoice.objects.filter(case=case).select_related("line", "by").order_by("-pk"))
    plans = list(BusinessPlan.objects.filter(case=case).select_related("line", "helper", "sitting").order_by("-number"))
    contract = Contract.objects.filter(case=case).select_related("signatory_office").first()
    assets = _assets(case)
    visits = list(
        MonitoringVisit.objects.filter(case=case).select_related("assigned_to", "made_by").order_by("due_on", "pk")
    )
    breaches = list(Breach.objects.filter(case=case).select_related("found_by", "decided_by", "notice").order_by("-pk"))
    breach = next((b for b in breaches if b.state in (BreachState.FOUND, BreachState.NOTIFIED)), None)
    steps = tuple(open_steps(user, case))
    return CaseView(
        case=case,
        details=details,
        trains=user.may("case.training"),
        sees_visits=user.may("case.visit") or user.may("case.monitoring"),
        open=steps,
        next=next_step(case, open_steps=steps, breach=breach, visits=visits, contract=contract, assets=assets),
        stages=stages(case, directions=directions, plans=plans, contract=contract),
        money=_money(case),
        directions=directions,
        training=progress_of(case),
        places=list(TrainingPlace.objects.filter(case=case).select_related("group__unit").order_by("-pk")),
        waiver=TrainingWaiver.objects.filter(case=case).select_related("act").first(),
        plans=plans,
        contract=contract,
        assets=assets,
        acts=list(
            HandoverAct.objects.filter(case=case).select_related("document", "unit", "handed_over_by").order_by("-pk")
        ),
        documents=_documents(case, user),
        visits=visits,
        breaches=breaches,
        events=timeline_of(case, reasons=details),
    )


def _assets(case: Case) -> list[Asset]:
    """What was bought for the case, and what its participant has from elsewhere."""
    mine = Q(case=case) | pooled(Asset.objects.in_hand_of(case).values("pk"))
    return list(Asset.objects.filter(mine).select_related("supplier", "fund", "holder").order_by("pk"))


def _money(case: Case) -> Money:
    enrolment = case.enrolment
    held = Reservation.objects.filter(fund=enrolment.fund_id, **reference_of(enrolment)).first()
    if held is None:
        return Money(enrolment.amount_reserved)
    return Money(enrolment.amount_reserved, held.reserved, held.obliged, held.paid)


def _documents(case: Case, user: User) -> list[Document]:
    return list(Document.objects.about(case)) if user.may("document.view") else []


def timeline_of(case: Case, *, reasons: bool = True) -> list[Event]:
    """What happened in ``case``, newest first, at most 80 lines; two statements. ``reasons``: with people's words."""
    kinds: list[tuple[str, QuerySet[Any, Any]]] = [
        ("selfemployment.case", Case.objects.filter(pk=case.pk).values("pk")),
        ("selfemployment.businessplan", BusinessPlan.objects.filter(case=case).values("pk")),
        ("selfemployment.trainingplace", TrainingPlace.objects.filter(case=case).values("pk")),
        ("selfemployment.contract", Contract.objects.filter(case=case).values("pk")),
        ("selfemployment.asset", Asset.objects.filter(case=case).values("pk")),
        ("selfemployment.handoveract", HandoverAct.objects.filter(case=case).values("pk")),
        ("selfemployment.monitoringvisit", MonitoringVisit.objects.filter(case=case).values("pk")),
        ("selfemployment.breach", Breach.objects.filter(case=case).values("pk")),
    ]
    arms = [
        AuditEvent.objects.filter(object_type=kind, object_id__in=ids).order_by("-pk")[:EVENTS_SHOWN]
        for kind, ids in kinds
    ]
    rows = list(arms[0].union(*arms[1:], all=True).order_by("-pk")[:EVENTS_SHOWN])
    names = dict(User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "display_name"))
    found = []
    for (event, actor, reason, _minute), same in groupby(rows, key=_alike):
        alike = list(same)
        title = EVENTS.get(event, event)
        found.append(
            Event(
                at=alike[0].at,
                title=title if len(alike) == 1 else f"{title} × {len(alike)}",
                by=names.get(actor, alike[0].actor_name),
                note=reason if reasons else "",
                tone=_tone(event),
            )
        )
    return found


def _alike(row: AuditEvent) -> tuple[str, int, str, datetime]:
    """Lines that follow one another and agree in this are one line: twenty things ordered at once."""
    return row.event, row.actor_id, row.reason, row.at.replace(second=0, microsecond=0)


def _tone(event: str) -> str:
    ending = event.rsplit(".", 1)[-1]
    if ending in ("completed", "approved", "plan_approved", "equipped", "transferred", "remedied", "paid", "trained"):
        return "done"
    if ending in ("breached", "refused", "plan_refused", "lost", "lost_in_store", "written_off", "found", "confirmed"):
        return "danger"
    return "waiting" if ending in ("returned", "plan_returned", "notified") else "neutral"
