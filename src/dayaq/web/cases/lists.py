"""Lists: cases, assets, visits, training groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.funds.models import FundSource
from dayaq.places.api import districts as all_districts
from dayaq.registry.api import in_units, units_within
from dayaq.selfemployment import api
from dayaq.selfemployment.models import BusinessLine, TrainingGroup
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, Flag, ListPage, Period
from dayaq.web.requests import Request

Choices = list[tuple[int, str]]


def _once(user: User, name: str, read: Callable[[], Choices]) -> Choices:
    """``read()`` once for this account object, which lives as long as a request."""
    kept: dict[str, Choices] = user.__dict__.setdefault("_case_choices", {})
    if name not in kept:
        kept[name] = read()
    return kept[name]


def _districts(user: User) -> Choices:
    def read() -> Choices:
        found = all_districts(clock.today())
        allowed = user.district_ids("case.view")
        if allowed is not None:
            found = found.filter(pk__in=units_within(allowed))
        return [(unit.pk, unit.name) for unit in found]

    return _once(user, "districts", read)


def _lines(user: User) -> Choices:
    return _once(user, "lines", lambda: [(line.pk, line.name) for line in BusinessLine.objects.order_by("code")])


def _funds(user: User) -> Choices:
    def read() -> Choices:
        funds = FundSource.objects.visible_to(user) if user.may("fund.view") else FundSource.objects.all()
        return [(fund.pk, fund.name) for fund in funds.order_by("order", "pk")]

    return _once(user, "funds", read)


def _in_district(path: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: rows.filter(in_units(path, frozenset({int(value)})))


CASES = ListPage(
    code="cases",
    title=_("Self-employment"),
    columns=(
        Column(
            "person",
            _("Participant"),
            lambda c: c.person.full_name,
            sort=("person__sort_key",),
            note=lambda c: c.number,
        ),
        Column("state", _("State"), lambda c: c, kind="tag"),
        Column("line", _("Line of business"), lambda c: c.line.label if c.line else None, on_phone=False),
        Column("district", _("District"), lambda c: c.unit.label),
        Column("due", _("Next step until"), lambda c: c.due_on, kind="deadline", sort=("due_on",)),
        Column("enrolled", _("Enrolled"), lambda c: c.enrolment.enrolled_on, kind="date", on_phone=False),
        Column("equipped", _("Equipped"), lambda c: c.equipped_on, kind="date", sort=("-equipped_on",), on_phone=False),
        Column("fund", _("Fund"), lambda c: c.enrolment.fund.label, on_phone=False),
    ),
    order="due",
    row_url=lambda c: reverse("cases:show", args=[c.pk]),
    search=api.search_cases,
    search_label=_("Name, FİN or number"),
    filters=(
        Choice("state", _("State"), api.CaseState.choices, field="state"),
        Choice("district", _("District"), _districts, apply=_in_district("unit")),
        Choice("line", _("Line of business"), _lines, field="line_id"),
        Choice("fund", _("Fund"), _funds, field="enrolment__fund_id"),
        Flag("overdue", _("Overdue"), lambda: Q(due_on__lt=clock.today())),
        Flag("unequipped", _("Enrolled and not equipped"), Q(equipped_on__isnull=True, ended_on__isnull=True)),
        Period("equipped", _("Equipped"), "equipped_on"),
    ),
    empty=_("A case stands here once an application is enrolled."),
    export_permission="figure.records",
    template="cases/list.html",
    reads="person",
)

ASSETS = ListPage(
    code="assets",
    title=_("Register of assets"),
    columns=(
        Column("asset", _("Asset"), lambda a: a.description, note=lambda a: a.serial_number),
        Column("state", _("State"), lambda a: a, kind="tag"),
        Column("price", _("Price"), lambda a: a.invoice_price or a.order_price or a.price, kind="money"),
        Column("supplier", _("Supplier"), lambda a: a.supplier.name if a.supplier else "", on_phone=False),
        Column("invoice", _("Invoice"), lambda a: a.invoice_number, kind="code", on_phone=False),
        Column("paid", _("Paid"), lambda a: a.paid_on, kind="date", sort=("paid_on",), on_phone=False),
        Column("holder", _("In hand of"), lambda a: a.holder.full_name if a.holder else ""),
        Column("handed", _("Handed over"), lambda a: a.handed_over_on, kind="date", sort=("-handed_over_on",)),
        Column("fund", _("Fund"), lambda a: a.fund.label, on_phone=False),
        Column("number", _("Bought for"), lambda a: a.case.number, kind="code", on_phone=False),
    ),
    order="-handed",
    row_url=lambda a: reverse("cases:asset", args=[a.pk]),
    search=api.search_assets,
    search_label=_("Serial number, invoice, thing, name or number"),
    filters=(
        Choice("state", _("State"), api.AssetState.choices, field="state"),
        Choice("district", _("District"), _districts, apply=_in_district("case__unit")),
        Choice("fund", _("Fund"), _funds, field="fund_id"),
        Flag("unpaid", _("Received and not paid"), Q(paid_on__isnull=True, invoice_price__isnull=False)),
        Flag("store", _("In store"), Q(state__in=["received", "recovered"])),
    ),
    empty=_("A thing stands here once a contract is signed, one line for each."),
    export_permission="figure.records",
    template="cases/list.html",
    reads="holder",
)

VISITS = ListPage(
    code="visits",
    title=_("Visits"),
    columns=(
        Column("person", _("Participant"), lambda v: v.case.person.full_name, note=lambda v: v.case.number),
        Column("due", _("Until"), lambda v: v.due_on if v.made_on is None else None, kind="deadline", sort=("due_on",)),
        Column("district", _("District"), lambda v: v.case.unit.label),
        Column("line", _("Line of business"), lambda v: v.case.line.label if v.case.line else None, on_phone=False),
        Column("to", _("Given to"), lambda v: v.assigned_to.display_name if v.assigned_to else "", on_phone=False),
        Column("made", _("Made"), lambda v: v.made_on, kind="date", sort=("-made_on",)),
        Column("trading", _("In business"), lambda v: _seen(v), kind="tag"),
    ),
    order="due",
    row_url=lambda v: reverse("cases:visit", args=[v.pk]),
    search=lambda rows, text: api.search_cases(rows, text, "case__"),
    search_label=_("Name, FİN or number"),
    filters=(
        Choice(
            "what",
            _("Which"),
            (("due", _("To be made")), ("made", _("Made"))),
            apply=lambda rows, value: rows.due() if value == "due" else rows.filter(made_on__isnull=False),
        ),
        Choice("district", _("District"), _districts, apply=_in_district("case__unit")),
        Flag("overdue", _("Overdue"), lambda: Q(made_on__isnull=True, called_off=False, due_on__lt=clock.today())),
        Period("due", _("Until"), "due_on"),
    ),
    empty=_("Visits stand here once a participant is equipped."),
    export_permission="figure.records",
    template="cases/list.html",
    reads="case__person",
)

GROUPS = ListPage(
    code="training-groups",
    title=_("Training groups"),
    columns=(
        Column("group", _("Group"), lambda g: g.label, note=lambda g: g.code),
        Column("district", _("District"), lambda g: g.unit.label),
        Column("place", _("Place"), lambda g: g.place, on_phone=False),
        Column("from", _("From"), lambda g: g.starts_on, kind="date", sort=("-starts_on",)),
        Column("to", _("To"), lambda g: g.ends_on, kind="date"),
        Column("taken", _("Places taken"), lambda g: f"{g.taken} / {g.capacity}"),
    ),
    order="from",
    row_url=lambda g: reverse("cases:group", args=[g.pk]),
    search=lambda rows, text: rows.filter(
        Q(code__iexact=text) | Q(label__az__icontains=text) | Q(place__icontains=text)
    ),
    search_label=_("Name, code or place"),
    filters=(
        Choice("district", _("District"), _districts, apply=_in_district("unit")),
        Flag("running", _("Not ended"), lambda: Q(ends_on__gte=clock.today())),
    ),
    empty=_("A group has a place, dates, and so many places."),
    empty_action=("case.training", "cases:group_new", _("New training group")),
    actions=(("case.training", "cases:group_new", _("New training group")),),
    export_permission="",
    template="cases/list.html",
)


def _seen(visit: Any) -> tuple[str, Any]:
    if visit.called_off:
        return ("withdrawn", _("Called off"))
    if visit.made_on is None:
        return ("planned", _("Not yet made"))
    return ("trading", _("In business")) if visit.trading else ("not_trading", _("Not in business"))


@guard("case.view")
def index(request: Request) -> HttpResponseBase:
    """Cases the account may see."""
    return CASES.respond(request, api.cases_list(request.user), tabs=tabs(request, "index"))


@guard("case.view")
def assets(request: Request) -> HttpResponseBase:
    """Every physical thing, whose hands it is in, and which fund paid."""
    return ASSETS.respond(request, api.assets_list(request.user), tabs=tabs(request, "assets"))


@guard("case.monitoring", "case.visit")
def visits(request: Request) -> HttpResponseBase:
    """Visits to be made and made."""
    return VISITS.respond(request, api.visits_list(request.user), tabs=tabs(request, "visits"))


@guard("case.training")
def groups(request: Request) -> HttpResponseBase:
    """Training groups in the account's districts."""
    rows = TrainingGroup.objects.visible_to(request.user).select_related("unit").annotate(taken=Count("places"))
    return GROUPS.respond(request, rows, tabs=tabs(request, "groups"))


def tabs(request: Request, current: str) -> list[dict[str, Any]]:
    """The four lists, those that the account may open."""
    pages = (
        ("index", _("Cases"), ("case.view",)),
        ("groups", _("Training groups"), ("case.training",)),
        ("assets", _("Register of assets"), ("case.view",)),
        ("visits", _("Visits"), ("case.monitoring", "case.visit")),
    )
    return [
        {"url": reverse(f"cases:{name}"), "label": label, "current": name == current, "count": None}
        for name, label, permissions in pages
        if any(request.user.may(permission) for permission in permissions)
    ]
