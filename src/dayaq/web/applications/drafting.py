"""Pages of the window: draft, change, submit, withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.core.errors import Invalid
from dayaq.programmes import api
from dayaq.programmes.models import Application, Programme, RuleVersion
from dayaq.registry.api import give_consent
from dayaq.registry.models import Consent, Person
from dayaq.web.applications.forms import BY_CONSENT, DraftForm, WithdrawForm
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


@guard("application.draft")
def find_person(request: Request) -> HttpResponse:
    """An application begins with a person."""
    messages.info(request, _("Find the person, or register them; then press “New application” on their page."))
    return redirect("people:index")


@guard("application.draft")
def draft(request: Request, person: int) -> HttpResponse:
    """A new application for a person."""
    found = get_visible(Person.objects.select_related("unit"), request.user, pk=person)
    programme = _programme(request)
    version = api.rule_version(programme, clock.today())
    form = DraftForm(
        request.POST or None, programme=programme, rules=version.rules, asked=_asked(found, programme, version)
    )
    if request.method == "POST":

        def action() -> Application:
            data = form.cleaned_data
            return api.draft_application(
                by=request.user,
                person=found,
                programme=data["programme"],
                basis=data["basis"],
                answers=form.answers,
                consent=consent_of(request.user, found, data),
                legal_basis="" if data["examine_on"] == BY_CONSENT else data["legal_basis"],
            )

        done = run(request, form, Application, action)
        if done is not None:
            messages.success(request, _("The draft is kept. Read it once more, then submit it."))
            return redirect("applications:show", done.pk)
    return page_with_form(request, "applications/draft_form.html", form, person=found, application=None)


@guard("application.draft")
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    application = get_visible(Application.objects.select_related("person", "programme"), request.user, pk=pk)
    version = api.rule_version(application.programme, clock.today())
    form = DraftForm(
        request.POST or None,
        programme=application.programme,
        rules=version.rules,
        asked=_asked(application.person, application.programme, version),
        record=application,
    )
    if request.method == "POST":

        def action() -> Application:
            data = form.cleaned_data
            return api.edit_draft(
                by=request.user,
                application=application,
                basis=data["basis"],
                answers=form.answers,
                consent=consent_of(request.user, application.person, data),
                legal_basis="" if data["examine_on"] == BY_CONSENT else data["legal_basis"],
            )

        if run(request, form, Application, action) is not None:
            messages.success(request, _("The draft is changed."))
            return redirect("applications:show", application.pk)
    return page_with_form(
        request, "applications/draft_form.html", form, person=application.person, application=application
    )


@guard("application.submit")
@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    """Submit a draft."""
    application = get_visible(Application.objects.select_related("person", "programme"), request.user, pk=pk)
    form = Form(request.POST, record=application)
    done = run(request, form, Application, lambda: api.submit_application(by=request.user, application=application))
    if done is not None:
        messages.success(request, _("Submitted. Number: %(number)s") % {"number": done.number})
    return answer(request, form, pk)


@guard("application.withdraw")
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an application back."""
    application = get_visible(Application.objects.select_related("person", "programme"), request.user, pk=pk)
    form = WithdrawForm(request.POST or None, record=application)
    if request.method == "POST":
        done = run(
            request,
            form,
            Application,
            lambda: api.withdraw_application(
                by=request.user, application=application, reason=form.cleaned_data["reason"]
            ),
        )
        if done is not None:
            messages.success(request, _("The application is withdrawn."))
            return redirect("applications:show", pk)
    return page_with_form(request, "applications/withdraw_form.html", form, application=application)


def answer(request: Request, form: Form, pk: int) -> HttpResponse:
    """Back to the application; what refused a button without fields is said above it."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return redirect("applications:show", pk)


def consent_of(by: User, person: Person, data: dict[str, str]) -> Consent | None:
    """The consent in force for examining an application, recorded now where there is none; None where a law allows."""
    if data["examine_on"] != BY_CONSENT:
        return None
    held = (
        Consent.objects.filter(person=person, purpose_id=Consent.APPLICATION, withdrawn_on=None, valid_to=None)
        .order_by("-pk")
        .first()
    )
    if held is not None:
        return held  # type: ignore[no-any-return]  # the registry's queryset is shared by models
    form = data.get("consent_form") or Consent.Form.WRITTEN
    return give_consent(by=by, person=person, purpose=Consent.APPLICATION, form=form)


def _programme(request: Request) -> Programme:
    """The one that was chosen, else the first."""
    chosen = request.POST.get("programme", "")
    found = Programme.objects.order_by("pk")
    programme = (found.filter(pk=chosen).first() if chosen.isdecimal() else None) or found.first()
    if programme is None:
        raise Invalid(_("No programme is set up yet."), code="no_programme", field="programme")
    return programme


def _asked(person: Person, programme: Programme, version: RuleVersion) -> list[str]:
    """The facts to ask the applicant for: those of the programme that no register answered (once only)."""
    known = api.from_registers(Application(person=person, programme=programme), version.rules, on=clock.today())
    return [name for name in programme.asked_facts if name not in known]
