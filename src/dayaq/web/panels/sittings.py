"""Sittings: what waits, scoring, conflicts of interest, closing, results."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dayaq.accounts.models import User
from dayaq.core.api import can
from dayaq.panels import api
from dayaq.panels.api import SittingState
from dayaq.panels.models import ConflictDeclaration, Criterion, ScoreSheet, Sitting, SittingResult
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, ListPage, Order
from dayaq.web.panels import subjects
from dayaq.web.panels.forms import ConflictForm, ReasonForm, ScoreForm
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

WAITING = 25


def _average(sitting: Sitting) -> Any:
    return sitting.result.average if sitting.state == SittingState.CLOSED else None


def outcome_tag(sitting: Sitting) -> tuple[str, str]:
    """The tone of an outcome and its word; no word where there is none."""
    return "passed" if sitting.outcome == api.Outcome.PASSED else "not_met", str(sitting.get_outcome_display())


SITTINGS = ListPage(
    code="sittings",
    title=gettext_lazy("Panels"),
    columns=(
        Column("subject", gettext_lazy("About"), subjects.title_of),
        Column("panel", gettext_lazy("Panel"), lambda s: s.panel.name),
        Column("state", gettext_lazy("State"), lambda s: s, kind="tag", sort=("state",)),
        Column(
            "deadline",
            gettext_lazy("Deadline"),
            lambda s: s.deadline if s.state == SittingState.OPEN else None,
            kind="deadline",
            sort=("deadline",),
        ),
        Column("scored", gettext_lazy("Scored"), lambda s: s.scored, kind="number"),
        Column("quorum", gettext_lazy("Quorum"), lambda s: s.quorum, kind="number", on_phone=False),
        Column("average", gettext_lazy("Average"), _average, kind="number"),
        Column("outcome", gettext_lazy("Outcome"), outcome_tag, kind="tag"),
    ),
    order=Order.by(("-pk",)),
    row_url=lambda s: reverse("panels:sitting", args=[s.pk]),
    filters=(Choice("state", gettext_lazy("State"), SittingState.choices, field="state"),),
    empty=gettext_lazy("Sittings stand here once a business plan is put before a committee."),
    actions=(
        ("panel.manage", "panels:committees", gettext_lazy("Committees")),
        ("panel.view", "panels:criteria", gettext_lazy("Criteria")),
    ),
    export_permission="panel.manage",
    template="panels/index.html",
)


def sitting_of(request: Request, pk: int) -> Sitting:
    """The sitting, or 404 where it is not the account's to see."""
    rows = Sitting.objects.select_related("panel", "criteria_set", "result", "supersedes")
    return get_visible(rows, request.user, pk=pk)


@guard("panel.view")
def index(request: Request) -> HttpResponseBase:
    """What waits for this member first, then every sitting the account may see."""
    waiting = [
        {"sitting": sitting, "title": subjects.title_of(sitting)}
        for sitting in api.sittings_to_score(request.user).select_related("panel")[:WAITING]
    ]
    rows = Sitting.objects.visible_to(request.user).select_related("panel", "result")
    rows = rows.annotate(scored=Count("sheets"))
    return SITTINGS.respond(request, rows, waiting=waiting, scores=request.user.may("panel.score"))


@guard("panel.view")
def show(request: Request, pk: int) -> HttpResponse:
    """One sitting; a member scores it here."""
    sitting = sitting_of(request, pk)
    criteria = list(sitting.criteria_set.criteria.all())
    own = sitting.sheets.filter(member=request.user).first()
    may_score = can(api.check_score, request.user, sitting)
    form = ScoreForm(request.POST or None, criteria=criteria, sheet=own)
    if request.method == "POST":
        if not may_score:
            api.check_score(request.user, sitting)
        sheet = run(
            request,
            form,
            ScoreSheet,
            lambda: api.submit_scores(by=request.user, sitting=sitting, points=form.points, note=form.note),
        )
        if sheet is not None:
            messages.success(request, _("Your scores are in. You can change them until the sitting is closed."))
            return redirect("panels:sitting", sitting.pk)
    return page_with_form(request, "panels/sitting.html", form, **_context(request, sitting, criteria, own, may_score))


def _context(
    request: Request, sitting: Sitting, criteria: list[Criterion], own: ScoreSheet | None, may_score: bool
) -> dict[str, Any]:
    user = request.user
    conflict = sitting.conflicts.filter(human_id=user.human_id).exists()
    manages = user.may("panel.manage")
    return {
        "sitting": sitting,
        "subject": None if conflict and not manages else subjects.describe(user, sitting),
        "title": subjects.title_of(sitting),
        "own": own,
        "conflict": conflict,
        "may_score": may_score,
        "manages": manages,
        "tally": api.tally(sitting),
        "most": short(sum((c.max_points * c.weight for c in criteria), start=Decimal(0))),
        "pass_mark": None if sitting.pass_mark is None else short(sitting.pass_mark),
        "results": results(user, sitting, criteria) if not conflict or manages else None,
        "conflicts": list(sitting.conflicts.select_related("user").order_by("pk")) if manages else [],
        "scored_by": list(sitting.sheets.select_related("member").order_by("pk")) if manages else [],
        "outcome": outcome_tag(sitting),
    }


def short(value: Decimal) -> Decimal | int:
    """Without decimals where there are none: 100.00 is shown as 100."""
    return int(value) if value == int(value) else value


@dataclass(frozen=True)
class Results:
    """A closed sitting: members across, criteria down."""

    members: list[str]
    rows: list[dict[str, Any]]
    totals: list[Decimal | int]
    notes: list[tuple[str, str]]


def results(user: User, sitting: Sitting, criteria: list[Criterion]) -> Results | None:
    """What each member gave and the means, once the sitting is closed; before that nothing."""
    if sitting.state != SittingState.CLOSED:
        return None
    sheets = list(api.sheets_shown_to(user, sitting).prefetch_related("scores"))
    given = [{score.criterion_id: score.points for score in sheet.scores.all()} for sheet in sheets]
    names = [sheet.member.display_name for sheet in sheets]
    means = sitting.result.points
    return Results(
        members=names,
        rows=[
            {
                "name": criterion.name,
                "most": criterion.max_points,
                "mean": Decimal(means[criterion.code]),
                "points": [(name, points.get(criterion.pk)) for name, points in zip(names, given, strict=True)],
            }
            for criterion in criteria
        ],
        totals=[short(sum((points.get(c.pk, 0) * c.weight for c in criteria), start=Decimal(0))) for points in given],
        notes=[(sheet.member.display_name, sheet.note) for sheet in sheets if sheet.note],
    )


@guard("panel.score")
def conflict(request: Request, pk: int) -> HttpResponse:
    """A member says that they are not impartial here."""
    sitting = sitting_of(request, pk)
    form = ConflictForm(request.POST or None)
    if request.method == "POST":
        declared = run(
            request,
            form,
            ConflictDeclaration,
            lambda: api.declare_conflict(by=request.user, sitting=sitting, reason=form.cleaned_data["reason"]),
        )
        if declared is not None:
            messages.success(request, _("Your conflict of interest is recorded. You do not score here."))
            return redirect("panels:index")
    return page_with_form(request, "panels/conflict_form.html", form, sitting=sitting, title=subjects.title_of(sitting))


@guard("panel.manage")
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Count the scores; refused below the quorum."""
    sitting = sitting_of(request, pk)
    form = Form(request.POST, record=sitting)
    result = run(request, form, SittingResult, lambda: api.close_sitting(by=request.user, sitting=sitting))
    if result is not None:
        messages.success(request, _("The sitting is closed."))
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("panels:sitting", sitting.pk)


@guard("panel.manage")
def cancel(request: Request, pk: int) -> HttpResponse:
    """End a sitting without a result."""
    sitting = sitting_of(request, pk)
    form = ReasonForm(request.POST or None, record=sitting)
    if request.method == "POST":
        done = run(
            request,
            form,
            Sitting,
            lambda: api.cancel_sitting(by=request.user, sitting=sitting, reason=form.cleaned_data["reason"]),
        )
        if done is not None:
            messages.success(request, _("The sitting is cancelled."))
            return redirect("panels:sitting", sitting.pk)
    return page_with_form(request, "panels/cancel_form.html", form, sitting=sitting, title=subjects.title_of(sitting))
