"""The contract: property in kind for a term, with clauses; and one planned asset for each thing in the plan."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import holder_of
from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, lock
from dayaq.core.periods import add_months
from dayaq.law import api as law
from dayaq.selfemployment.loading import clauses_on
from dayaq.selfemployment.models import Asset, BusinessPlan, Case, Contract, KitItem
from dayaq.selfemployment.papers import issue_contract, tell
from dayaq.selfemployment.planning import read_items
from dayaq.selfemployment.policies import check_step
from dayaq.selfemployment.states import ASSET, CASE, CaseState, PlanState
from dayaq.selfemployment.steps import due_after


@transaction.atomic
def sign_contract(*, by: User, case: Case, version: int | None = None) -> Contract:
    """The participant and the holder of the programme's office sign: for the term, under the clauses, of today.

    The contract is issued as a document whose number it bears; each piece in the plan becomes an asset of its own,
    planned. Invalid when the programme has no office that signs or nobody holds it today.
    """
    lock(case, version=version)
    check_step(by, case, "contract")
    plan = BusinessPlan.objects.select_related("line").filter(case=case, state=PlanState.APPROVED).first()
    if plan is None:
        raise WrongState(_("No plan of this participant is approved."), code="no_plan")
    office = case.enrolment.programme.office
    holding = holder_of(office.code) if office is not None else None
    if office is None or holding is None:
        raise Invalid(
            _("Nobody holds the office that signs the contracts of this programme."),
            code="no_signatory",
            remedy=_("Ask the administrator to enter who holds it."),
        )
    today = clock.today()
    months = law.int_parameter("se.contract_months", today)
    contract = Contract(
        case=case,
        plan=plan,
        signed_on=today,
        term_months=months,
        ends_on=add_months(today, months),
        amount=plan.amount,
        clauses=clauses_on(today),
        signatory=holding.holder_name,
        signatory_office=office,
        signed_by=by,
    )
    document = issue_contract(by=by, case=case, plan=plan, terms=contract)
    contract.document, contract.number = document, document.number
    contract.save()
    detail = {"case": case.pk, "number": contract.number, "months": months, "amount": str(plan.amount)}
    audit.record(by=by, event="contract.signed", obj=contract, detail=detail)
    _plan_assets(case, plan, by)
    due = due_after(CaseState.CONTRACT_SIGNED, today)
    CASE.move(case, CaseState.CONTRACT_SIGNED, by=by, detail={"contract": contract.pk}, due_on=due)
    tell(by=by, case=case, template="contract_ready", document=document, number=contract.number)
    return contract


def _plan_assets(case: Case, plan: BusinessPlan, by: User) -> None:
    """One row a physical thing."""
    items = read_items(plan.items)
    named = [item.kit_item for item in items if item.kit_item]
    known = set(KitItem.objects.filter(pk__in=named).values_list("pk", flat=True))
    for item in items:
        for _piece in range(item.quantity):
            asset = Asset.objects.create(
                case=case,
                fund=case.enrolment.fund,
                kit_item_id=item.kit_item if item.kit_item in known else None,
                description=item.description,
                price=item.price,
            )
            ASSET.start(asset, by=by, detail={"case": case.pk, "price": str(item.price)})
