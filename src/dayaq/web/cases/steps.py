"""Steps of a case that are one short form: who looks after it, line of business, training, contract, its end."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.core.periods import add_months
from dayaq.law import api as law
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Case, Contract, TrainingPlace, TrainingWaiver
from dayaq.web.cases.common import Words, case_of, step_page
from dayaq.web.cases.forms import AssignForm, DirectionForm, NoteForm, PlaceForm, WaiveForm
from dayaq.web.forms import Form
from dayaq.web.guard import guard
from dayaq.web.requests import Request


@guard("case.plan", "case.monitoring")
def assign(request: Request, pk: int) -> HttpResponseBase:
    """Say who looks after the case."""
    case = case_of(request, pk)
    permissions = ("case.direction", "case.monitoring")
    form = AssignForm(request.POST or None, record=case, case=case, permissions=permissions)

    def action() -> Case:
        return api.assign_case(
            by=request.user, case=case, version=form.cleaned_data.get("version"), **form.data_for_action
        )

    words = Words(_("Who looks after this case"), _("Assign"), _("The case is assigned."))
    return step_page(request, case, "assign", form, Case, action, words)


@guard("case.direction")
def direction(request: Request, pk: int) -> HttpResponseBase:
    """Choose the line of business, or change it."""
    case = case_of(request, pk)
    form = DirectionForm(request.POST or None, case=case)

    def action() -> Case:
        return api.choose_direction(
            by=request.user, case=case, version=form.cleaned_data.get("version"), **form.data_for_action
        )

    words = Words(
        _("Line of business"),
        _("Choose this line"),
        _("The line of business is chosen."),
        lead=_("Prices are those of the standard kit; kits and prices are values for demonstration."),
        consequence=_("The choice stays in the history. It can be changed until the plan is with the committee."),
    )
    return step_page(request, case, "direction", form, Case, action, words)


@guard("case.training")
def train(request: Request, pk: int) -> HttpResponseBase:
    """Give a place in a training group."""
    case = case_of(request, pk)
    form = PlaceForm(request.POST or None, case=case, user=request.user)

    def action() -> TrainingPlace:
        return api.add_to_group(
            by=request.user, case=case, version=form.cleaned_data.get("version"), **form.data_for_action
        )

    words = Words(
        _("Place in a training group"),
        _("Give the place"),
        _("The participant has a place and is invited."),
        consequence=_("The participant is told when and where the training begins."),
    )
    return step_page(request, case, "train", form, TrainingPlace, action, words, template="cases/train_form.html")


@guard("case.contract")
def waive(request: Request, pk: int) -> HttpResponseBase:
    """Training is not asked of this participant."""
    case = case_of(request, pk)
    form = WaiveForm(request.POST or None, case=case)

    def action() -> TrainingWaiver:
        return api.waive_training(
            by=request.user, case=case, version=form.cleaned_data.get("version"), **form.data_for_action
        )

    words = Words(
        _("Waive the training"),
        _("Waive"),
        _("The training is waived."),
        lead=_("An act in force must allow it, and the waiver holds for the days given here."),
        consequence=_("The participant goes on to the business plan without training. This cannot be undone."),
        kind="danger",
    )
    return step_page(request, case, "waive", form, TrainingWaiver, action, words)


@guard("case.contract")
def contract(request: Request, pk: int) -> HttpResponseBase:
    """Sign the contract: what it says is shown before."""
    case = case_of(request, pk)
    form = Form(request.POST or None, record=case)

    def action() -> Contract:
        return api.sign_contract(by=request.user, case=case, version=form.cleaned_data.get("version"))

    words = Words(
        _("Contract"),
        _("Sign the contract"),
        _("The contract is signed."),
        consequence=_(
            "The contract is issued with its number, the participant gets it, and each thing in the plan becomes an "
            "asset to be bought. This cannot be undone."
        ),
        kind="danger",
    )
    today = clock.today()
    term = law.parameter("se.contract_months", today)
    plan = case.plans.filter(state=api.PlanState.APPROVED).select_related("line").first()
    return step_page(
        request,
        case,
        "contract",
        form,
        Contract,
        action,
        words,
        template="cases/contract_form.html",
        plan=plan,
        items=api.read_items(plan.items) if plan else (),
        clauses=[clause["text"] for clause in api.clauses_on(today)],
        term=term,
        starts_on=today,
        ends_on=add_months(today, int(term.value)),
    )


@guard("case.complete")
def transfer(request: Request, pk: int) -> HttpResponseBase:
    """Pass the property on."""
    case = case_of(request, pk)
    form = Form(request.POST or None, record=case)
    if request.method != "POST":
        api.check_transfer(request.user, case)

    def action() -> Case:
        return api.transfer_ownership(by=request.user, case=case, version=form.cleaned_data.get("version"))

    words = Words(
        _("Pass the property on"),
        _("Pass the property on"),
        _("The assets belong to the participant now."),
        lead=_("The term of the contract is over and the last visit found the activity that the plan describes."),
        consequence=_("The assets become the participant's own and the case is completed. This cannot be undone."),
        kind="danger",
    )
    return step_page(
        request,
        case,
        "transfer",
        form,
        Case,
        action,
        words,
        template="cases/things_form.html",
        things=case.assets.model.objects.in_hand_of(case).filter(state=api.AssetState.HANDED_OVER).order_by("pk"),
    )


@guard("case.complete")
def exit_case(request: Request, pk: int) -> HttpResponseBase:
    """End participation before its time."""
    case = case_of(request, pk)
    form = NoteForm(request.POST or None, record=case, label=_("Why participation ends"))

    def action() -> Case:
        return api.exit_case(
            by=request.user, case=case, reason=form.cleaned_data["note"], version=form.cleaned_data.get("version")
        )

    words = Words(
        _("End participation"),
        _("End participation"),
        _("Participation has ended."),
        consequence=_(
            "What was planned or ordered for the participant is dropped and the money reserved for it is free for "
            "others. Things in the participant's hands come back first. This cannot be undone."
        ),
        kind="danger",
    )
    return step_page(request, case, "exit", form, Case, action, words)
