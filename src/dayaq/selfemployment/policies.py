"""Who may do what with a case: the role, the district, and eyes that are not the same twice.

What the state allows stands in ``states.py`` and ``steps.py``; :func:`check_step` asks both, because a button that is
shown must work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import same_human
from dayaq.core.api import Denied, WrongState, clock
from dayaq.selfemployment.models import Asset, Breach, Case, Contract, TrainingGroup
from dayaq.selfemployment.steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dayaq.accounts.models import User

_REMEDY = _("If your work needs it, ask whoever looks after accounts in your organisation.")


def check_place(user: User, case: Case, permission: str) -> None:
    """The role allows ``permission`` and holds it where the case lies; Denied (code ``hidden``) when it does not."""
    if not user.may(permission):
        raise Denied(_("Your role does not allow this."), remedy=_REMEDY)
    if not user.is_system and not Case.objects.visible_to(user, permission).filter(pk=case.pk).exists():
        raise Denied(_("This case is not open to you."), code="hidden")


def check_step(user: User, case: Case, code: str) -> None:
    """The step ``code`` is open to ``user`` and to the state of ``case``: Denied, or WrongState."""
    step = STEPS[code]
    held = [permission for permission in step.permissions if user.may(permission)]
    if not held:
        raise Denied(_("Your role does not allow this."), remedy=_REMEDY)
    check_place(user, case, held[0])
    if case.state not in step.states:
        raise WrongState(
            _("This cannot be done now: the case is in another state."),
            field="state",
            value=case.state,
            remedy=_("Reload the page to see where it stands."),
        )


def open_steps(user: User, case: Case) -> list[str]:
    """Codes of the steps open to ``user`` on a case they were just shown. No statement where all roles cover the same
    districts; at most one for each other set of districts."""
    reached: dict[frozenset[int] | None, bool] = {user.district_ids("case.view"): True, None: True}
    found = []
    for step in STEPS.values():
        if case.state not in step.states:
            continue
        for permission in step.permissions:
            if not user.may(permission):
                continue
            districts = user.district_ids(permission)
            if districts not in reached:
                reached[districts] = Case.objects.visible_to(user, permission).filter(pk=case.pk).exists()
            if reached[districts]:
                found.append(step.code)
                break
    return found


def check_group(user: User, group: TrainingGroup) -> None:
    """Training groups are run by whoever trains in their district."""
    if not user.may("case.training"):
        raise Denied(_("Your role does not allow this."), remedy=_REMEDY)
    if not user.is_system and not TrainingGroup.objects.visible_to(user).filter(pk=group.pk).exists():
        raise Denied(_("This training group is not open to you."), code="hidden")


def check_supplier(user: User) -> None:
    """Suppliers are entered by whoever buys."""
    if not user.may("case.asset"):
        raise Denied(_("Your role does not allow this."), remedy=_REMEDY)


def check_payer(user: User, assets: Iterable[Asset]) -> None:
    """Whoever pays for a thing is not the one who said that it came."""
    for asset in assets:
        if asset.received_by is not None and same_human(user, asset.received_by):
            raise Denied(
                _("You recorded this delivery; another officer must pay for it."),
                code="same_eyes",
                remedy=_("Leave it to a colleague."),
            )


def check_breach_eyes(user: User, breach: Breach) -> None:
    """Whoever confirms a breach is not the one who found it."""
    if same_human(user, breach.found_by):
        raise Denied(
            _("You found this breach; another officer must decide on it."),
            code="same_eyes",
            remedy=_("Leave it to a colleague."),
        )


def check_term_over(case: Case, contract: Contract) -> None:
    """The term has ended, its visits were made, the last one found the activity of the plan, and no breach is open."""
    if contract.ends_on > clock.today():
        raise WrongState(
            _("The term of the contract has not ended."),
            code="term_runs",
            value=contract.ends_on,
            remedy=_("Property passes on after the last day of the term."),
        )
    if case.visits.due().filter(due_on__lte=contract.ends_on).exists():
        raise WrongState(
            _("A visit that was due within the term has not been made."),
            code="visit_missing",
            remedy=_("Make it, or call it off with a reason."),
        )
    last = case.visits.filter(made_on__isnull=False).order_by("-made_on", "-pk").first()
    if last is None or not last.matches_plan:
        raise WrongState(
            _("The last visit did not find the activity that the plan describes."),
            code="plan_not_matched",
            remedy=_("Visit again, or raise a breach."),
        )
    if case.breaches.open().exists():
        raise WrongState(_("A breach is open."), code="breach_open", remedy=_("Decide it first."))


def check_transfer(user: User, case: Case) -> None:
    """Property can pass on now: the step is open, and the term is over as it should be."""
    check_step(user, case, "transfer")
    contract = Contract.objects.filter(case=case).first()
    if contract is not None:
        check_term_over(case, contract)
