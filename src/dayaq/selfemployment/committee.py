"""The committee that scores business plans: which panel, which criteria, which mark to pass, who is kept away."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import system_user
from dayaq.core.api import Invalid, clock
from dayaq.law import api as law
from dayaq.panels import api as panels
from dayaq.panels.models import Criterion, Panel, Sitting
from dayaq.selfemployment.models import BusinessPlan
from dayaq.selfemployment.states import CaseState
from dayaq.selfemployment.steps import due_after

CRITERIA_CODE = "self_employment"
PANEL_CODE = "self_employment"
PASS_OF = Decimal(100)
"""The parameter of the pass mark says so many points of a hundred."""


def find_panel() -> Panel:
    """The committee for self-employment: the panel of that code, else the only panel there is."""
    found = list(Panel.objects.order_by("pk")[:2])
    named = Panel.objects.filter(code=PANEL_CODE).first()
    if named is not None:
        return named
    if len(found) == 1:
        return found[0]
    raise Invalid(
        _("Say which committee scores the plan."),
        code="which_panel",
        field="panel",
        remedy=_("A committee is set up on the page of panels."),
    )


def open_sitting(plan: BusinessPlan, panel: Panel) -> Sitting:
    """Put ``plan`` before ``panel``, as the system: whoever submits a plan does not run the committee.

    Its helper, whoever submits it and whoever looks after the case neither score nor close. Quorum and pass mark are
    the dated parameters ``se.panel_quorum`` and ``se.plan_pass_points`` of today.
    """
    today = clock.today()
    criteria = panels.current_criteria(CRITERIA_CODE)
    if criteria is None:
        raise Invalid(_("No criteria for business plans are published."), code="no_criteria", field="panel")
    involved = [plan.helper, plan.submitted_by, plan.case.assigned_to]
    return panels.open_sitting(
        by=system_user(),
        panel=panel,
        subject=plan,
        criteria_set=criteria,
        quorum=law.int_parameter("se.panel_quorum", today),
        excluded_human_ids={person.human_id for person in involved if person is not None},
        pass_mark=_pass_mark(criteria.pk, law.decimal_parameter("se.plan_pass_points", today)),
        deadline=due_after(CaseState.PLAN_SUBMITTED, today),
    )


def _pass_mark(criteria_set: int, points: Decimal) -> Decimal:
    """``points`` of a hundred as points of what these criteria can bring."""
    criteria = Criterion.objects.filter(criteria_set=criteria_set)
    most = criteria.aggregate(most=Sum(F("max_points") * F("weight")))["most"]
    return (points * Decimal(most) / PASS_OF).quantize(Decimal("0.01"), ROUND_HALF_UP)
