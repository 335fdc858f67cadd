"""The queue: who stands where, which fund could pay for whom, and what the cap allows.

The order is one for the whole programme: statutory layer, policy layer, moment of submission, receipt. A fund that
pays only for certain categories passes over those whom it may not serve; they keep their place for every other fund.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dayaq.core.periods import add_months
from dayaq.core.rowsecurity import past_the_wall
from dayaq.funds.api import FundState
from dayaq.funds.models import FundSource
from dayaq.law import api as law
from dayaq.programmes.models import Application, Enrolment, Programme
from dayaq.programmes.models.application import ApplicationQuerySet
from dayaq.programmes.states import Basis
from dayaq.registry.models import Status

VERIFIED = "verified"


@dataclass(frozen=True)
class CapState:
    """Where the cap on landowners stands (inventory 2.1 SE-7): ``allowed`` of ``unemployed`` × ``percent``."""

    percent: int
    since: date
    unemployed: int
    landowners: int

    @property
    def allowed(self) -> int:
        """How many landowners may be enrolled since ``since``, whole persons."""
        return self.unemployed * self.percent // 100

    @property
    def is_full(self) -> bool:
        """Whether one more landowner would exceed the cap."""
        return self.landowners + 1 > self.allowed


@past_the_wall
def cap_state(programme: Programme, on: date) -> CapState | None:
    """The cap as of ``on``, counted over the calendar year to date (or the last twelve months, as the law has it)."""
    if not programme.cap_parameter:
        return None
    period = law.parameter(programme.cap_period_parameter, on).value
    since = add_months(on, -12) if period == "rolling_year" else date(on.year, 1, 1)
    enrolled = Enrolment.objects.filter(programme=programme, enrolled_on__gte=since, enrolled_on__lte=on)
    return CapState(
        percent=law.int_parameter(programme.cap_parameter, on),
        since=since,
        unemployed=enrolled.filter(basis=Basis.UNEMPLOYED).count(),
        landowners=enrolled.filter(basis=Basis.LANDOWNER_JOBSEEKER).count(),
    )


def open_funds(programme: Programme, on: date) -> QuerySet[FundSource]:
    """Funds of the programme that may promise money on ``on``, in the order in which they are asked."""
    found: QuerySet[FundSource] = (
        FundSource.objects.on(on)
        .filter(state=FundState.OPEN, programme_funds__programme=programme)
        .order_by("programme_funds__order", "order", "pk")
    )
    return found


def _has_category(fund: FundSource, on: date, person: Any) -> Exists:
    """The person holds, verified and in force, one of the categories for which the fund was given."""
    return Exists(Status.objects.on(on).filter(person=person, verification=VERIFIED, kind__code__in=fund.targeting))


def fitting(programme: Programme, fund: FundSource, on: date, cap: CapState | None) -> ApplicationQuerySet:
    """The queue as ``fund`` sees it, first place first: those it may pay for and whom nothing else holds up."""
    found = _unhindered(programme, cap).select_related("person", "programme")
    if fund.targeting:
        found = found.filter(_has_category(fund, on, OuterRef("person")))
    return found


def _unhindered(programme: Programme, cap: CapState | None) -> ApplicationQuerySet:
    """The queue without those whom something other than money holds up, first place first."""
    running = Enrolment.objects.running().filter(person=OuterRef("person"), programme=programme)
    found: ApplicationQuerySet = Application.objects.waiting().filter(
        ~Exists(running), programme=programme, person__death_date__isnull=True
    )
    if cap is not None and cap.is_full:
        found = found.exclude(basis=Basis.LANDOWNER_JOBSEEKER)
    return found


def _fitting_each(programme: Programme, on: date, cap: CapState | None) -> ApplicationQuerySet:
    """:func:`fitting` inside a statement over funds, whose ``targeting`` it reads: all funds at once."""
    held = _held_category(on, OuterRef("person"), OuterRef(OuterRef("targeting")))
    waiting = _unhindered(programme, cap).alias(targets=_codes(OuterRef("targeting")))
    fitting_one: ApplicationQuerySet = waiting.filter(Q(targets=[]) | Q(held))
    return fitting_one


def _codes(targeting: OuterRef) -> Any:
    return ExpressionWrapper(targeting, output_field=ArrayField(CharField()))


def _held_category(on: date, person: Any, targeting: OuterRef) -> Exists:
    """The person holds, verified and in force, one of the categories in ``targeting``, a column around."""
    held = Status.objects.on(on).filter(person=person, verification=VERIFIED).alias(targets=_codes(targeting))
    return Exists(held.filter(targets__contains=[F("kind__code")]))


@past_the_wall
def heads(programme: Programme, on: date) -> list[tuple[FundSource, Application | None]]:
    """Open funds with their balance, each with the first application that it may pay for; three statements."""
    waiting = _fitting_each(programme, on, cap_state(programme, on)).values("pk")[:1]
    funds = open_funds(programme, on).select_related("balance")
    first = dict(funds.annotate(head=Subquery(waiting)).values_list("pk", "head"))
    found = Application.objects.select_related("person", "programme").in_bulk({pk for pk in first.values() if pk})
    return [(fund, found.get(first.get(fund.pk) or 0)) for fund in funds]


@past_the_wall
def ahead(application: Application, fund: FundSource, on: date, cap: CapState | None) -> int:
    """How many in the queue stand before ``application`` and could be paid by ``fund`` now."""
    waiting = fitting(application.programme, fund, on, cap).exclude(pk=application.pk)
    return waiting.before(application).count()


@past_the_wall
def fits(application: Application, fund: FundSource, on: date) -> bool:
    """Whether ``fund`` may pay for this person at all."""
    if not fund.targeting:
        return True
    held = Status.objects.on(on).filter(
        person=application.person_id, verification=VERIFIED, kind__code__in=fund.targeting
    )
    return bool(held.exists())


@dataclass(frozen=True)
class FundOffer:
    """A fund and what it could do for one application today."""

    fund: FundSource
    available: Decimal
    ceiling: Decimal
    fits: bool
    ahead: int

    @property
    def can_pay(self) -> bool:
        """Whether the ceiling is there, for this person, now."""
        return self.fits and self.ahead == 0 and self.available >= self.ceiling


@past_the_wall
def funds_for(application: Application, on: date) -> list[FundOffer]:
    """What each open fund could do for ``application``: for the page on which the officer chooses."""
    programme = application.programme
    ceiling = law.decimal_parameter(programme.ceiling_parameter, on)
    waiting = _fitting_each(programme, on, cap_state(programme, on)).exclude(pk=application.pk).before(application)
    counted = waiting.order_by().values("programme").annotate(number=Count("pk")).values("number")
    held = _held_category(on, application.person_id, OuterRef("targeting"))
    funds = open_funds(programme, on).select_related("balance")
    return [
        FundOffer(
            fund=fund,
            available=fund.balance.available,
            ceiling=ceiling,
            fits=not fund.targeting or fund.holds_category,
            ahead=fund.before,
        )
        for fund in funds.annotate(holds_category=held, before=Coalesce(Subquery(counted), 0))
    ]


@dataclass(frozen=True)
class QueuePlace:
    """A place in the queue of the whole programme, from 1, and how many wait in all."""

    place: int
    waiting: int


@past_the_wall
def place_of(application: Application) -> QueuePlace | None:
    """The place of a waiting application; None when it does not wait."""
    if application.waiting_reason == "":
        return None
    waiting = Application.objects.waiting().filter(programme=application.programme)
    return QueuePlace(waiting.before(application).count() + 1, waiting.count())


def queue_places(programme: Programme) -> ApplicationQuerySet:
    """The whole queue in its order, each application with its ``place``."""
    found: ApplicationQuerySet = Application.objects.waiting().filter(programme=programme).with_place()
    return found
