"""What waits for an account in this room: steps of cases, visits, breaches, invoices. One statement each."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.core.work import WorkItem
from dayaq.selfemployment.models import Asset, Breach, Case, Contract
from dayaq.selfemployment.queries.lists import cases_list, visits_list
from dayaq.selfemployment.states import ENDED, BreachState, CaseState
from dayaq.selfemployment.steps import NEXT, STEPS

AHEAD = timedelta(days=14)
"""A visit waits from so long before its day."""
_OWN = (
    CaseState.ENROLLED,
    CaseState.DIRECTION_CHOSEN,
    CaseState.IN_TRAINING,
    CaseState.TRAINED,
    CaseState.PLAN_RETURNED,
)
"""States in which the case waits for whoever looks after it, and for nobody else once somebody does."""


def waiting_cases(user: User, limit: int) -> list[WorkItem]:
    """Cases whose next step ``user`` may take: their own, those nobody looks after, and what the office does."""
    states = [state for state, coming in NEXT.items() if coming.steps and _may_take(user, coming.steps[0])]
    states = [state for state in states if state != CaseState.IN_MONITORING]
    if not states:
        return []
    mine = ~Q(state__in=_OWN) | Q(assigned_to=user) | Q(assigned_to__isnull=True)
    alive = {"person__death_date__isnull": True}
    rows = cases_list(user).filter(mine, state__in=states, **alive).order_by("due_on", "pk")[:limit]
    return [_case_item(case, NEXT[case.state].what) for case in rows]


def waiting_after_death(user: User, limit: int) -> list[WorkItem]:
    """Open cases of participants who died: for whoever may end a case."""
    if not _may_take(user, "exit"):
        return []
    rows = cases_list(user).exclude(state__in=ENDED).filter(person__death_date__isnull=False).order_by("due_on", "pk")
    return [_case_item(case, _("The participant has died: decide what becomes of the case")) for case in rows[:limit]]


def waiting_transfers(user: User, limit: int) -> list[WorkItem]:
    """Participants whose term has ended."""
    if not user.may("case.complete"):
        return []
    ended = Contract.objects.filter(ends_on__lte=clock.today()).values("case")
    running = {"state": CaseState.IN_MONITORING, "person__death_date__isnull": True}
    rows = cases_list(user).filter(pk__in=ended, **running).order_by("due_on", "pk")[:limit]
    return [_case_item(case, _("Pass the property on")) for case in rows]


def waiting_breaches(user: User, limit: int) -> list[WorkItem]:
    """Breaches to notify, and those whose chance to remedy has run out."""
    if not user.may("case.breach"):
        return []
    today = clock.today()
    due = Q(state=BreachState.FOUND) | Q(state=BreachState.NOTIFIED, remedy_until__lt=today)
    rows = (
        Breach.objects.visible_to(user)
        .filter(due)
        .select_related("case__person", "case__enrolment__application")
        .order_by("found_on", "pk")[:limit]
    )
    return [
        WorkItem(
            due_on=breach.remedy_until or breach.found_on,
            title=_("Decide on the breach") if breach.remedy_until else _("Serve notice of the breach"),
            subject=breach.case.person.full_name,
            url_name="cases:show",
            pk=breach.case_id,
            since=breach.found_on,
            note=breach.case.number,
        )
        for breach in rows
    ]


def waiting_visits(user: User, limit: int) -> list[WorkItem]:
    """Visits to be made soon: those given to ``user``, and those given to nobody."""
    if not user.may("case.visit"):
        return []
    rows = (
        visits_list(user)
        .due()
        .filter(Q(assigned_to=user) | Q(assigned_to__isnull=True), due_on__lte=clock.today() + AHEAD)
        .filter(case__person__death_date__isnull=True)
        .order_by("due_on", "pk")[:limit]
    )
    return [
        WorkItem(
            due_on=visit.due_on,
            title=_("Visit the participant"),
            subject=visit.case.person.full_name,
            url_name="cases:visit",
            pk=visit.pk,
            note=visit.case.unit.name,
        )
        for visit in rows
    ]


def waiting_payments(user: User, limit: int) -> list[WorkItem]:
    """Invoices to be paid, one line an invoice."""
    if not user.may("fund.pay"):
        return []
    rows = (
        Asset.objects.unpaid()
        .visible_to(user)
        .values("case", "supplier__name", "invoice_number")
        .annotate(since=Min("received_on"))
        .order_by("since", "case")[:limit]
    )
    return [
        WorkItem(
            due_on=None,
            title=_("Pay an invoice"),
            subject=row["supplier__name"],
            url_name="cases:show",
            pk=row["case"],
            since=row["since"],
            note=row["invoice_number"],
        )
        for row in rows
    ]


def _may_take(user: User, step: str) -> bool:
    return any(user.may(permission) for permission in STEPS[step].permissions)


def _case_item(case: Case, title: object) -> WorkItem:
    return WorkItem(
        due_on=case.due_on,
        title=title,  # type: ignore[arg-type]  # a lazy text; django-stubs type it apart
        subject=case.person.full_name,
        url_name="cases:show",
        pk=case.pk,
        since=case.state_at.date(),
        note=case.number,
    )
