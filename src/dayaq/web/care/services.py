"""The catalogue: the list, one service with all its terms, its rule tried, its description, its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from dayaq.care import api
from dayaq.care.api import ServiceForm, ServiceState
from dayaq.care.models import ServiceKind, ServiceTerms, ServiceType
from dayaq.core import clock
from dayaq.web.care.forms import DescriptionForm, EndForm, TryForm, answers_of
from dayaq.web.care.words import shown_terms, tabs, verdict, volume_words
from dayaq.web.forms import form_page, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, ListPage
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


def _then(service: Any) -> Any:
    return next(iter(service.terms_then), None)


def _kind_choices(_user: Any) -> list[tuple[str, str]]:
    return [(str(kind.pk), kind.name) for kind in ServiceKind.objects.order_by("order", "pk")]


def _given_as(rows: Any, form: str) -> Any:
    """Services whose terms of today have this form."""
    given = ServiceTerms.objects.on(clock.today()).filter(forms__contains=[form])
    return rows.filter(pk__in=given.values("service"))


SERVICES = ListPage(
    code="services",
    title=_("Social services"),
    intro=_("Social services as they are in force today: in which form, how much is guaranteed, and to whom."),
    columns=(
        Column("name", _("Service"), lambda s: s.name, note=lambda s: s.code, sort=("code", "pk")),
        Column("kind", _("Kind"), lambda s: s.kind.name, sort=("kind__order", "code", "pk")),
        Column("forms", _("Forms"), lambda s: ", ".join(_then(s).form_words) if _then(s) else "", on_phone=False),
        Column("volume", _("Guaranteed"), lambda s: volume_words(_then(s)) or "–", on_phone=False),
        Column("served", _("Who may be served"), lambda s: _then(s).served_words if _then(s) else ""),
        Column("state", _("State"), lambda s: s, kind="tag"),
    ),
    order="kind",
    row_url=lambda s: reverse("care:show", args=[s.code]),
    search=lambda rows, text: rows.filter(
        Q(code__icontains=text)
        | Q(label__az__icontains=text)
        | Q(label__en__icontains=text)
        | Q(description__az__icontains=text)
        | Q(description__en__icontains=text)
    ),
    search_label=_("Name, words or code"),
    filters=(
        Choice("kind", _("Kind"), _kind_choices, field="kind_id"),
        Choice("form", _("Form of service"), ServiceForm.choices, apply=_given_as),
        Choice("state", _("State"), ServiceState.choices, field="state"),
    ),
    empty=_("Services come with the software; further ones are added here."),
    empty_action=("service.manage", "care:new", _("Add a service")),
    actions=(("service.manage", "care:new", _("Add a service")),),
    template="care/list.html",
)


@guard("service.view")
def index(request: Request) -> HttpResponseBase:
    """Services with their terms of today."""
    parts = tabs("index") if request.user.may("service.manage") else []
    return SERVICES.respond(request, api.catalogue(request.user, clock.today()), tabs=parts)


def service_of(request: Request, code: str) -> ServiceType:
    """The service of this code with its kind; 404 when there is none."""
    found: ServiceType = get_visible(ServiceType.objects.select_related("kind"), request.user, code=code)
    return found


@guard("service.view")
@require_safe
def show(request: Request, code: str) -> HttpResponse:
    """One service: what holds today, and all terms it had and will have."""
    service, today = service_of(request, code), clock.today()
    entries = [shown_terms(one, today) for one in api.terms_of(service)]
    context = {
        "service": service,
        "entries": entries,
        "current": next((entry for entry in entries if entry["now"]), None),
        "may_change": request.user.may("service.manage") and service.state == ServiceState.IN_FORCE,
    }
    return render(request, "care/service.html", context)


@guard("service.view")
@require_http_methods(["GET", "HEAD", "POST"])
def try_it(request: Request, code: str) -> HttpResponse:
    """Ask the rule in force today about an example; nothing is stored."""
    service, today = service_of(request, code), clock.today()
    terms = api.terms_on(api.terms_of(service), today)
    form = TryForm(request.POST or None, names=terms.rules.names_used if terms else ())
    said = None
    if terms is not None and request.method == "POST" and form.is_valid():
        said = verdict(api.who_may_be_served(terms, answers_of(form.cleaned_data), today))
    return page_with_form(request, "care/try.html", form, service=service, terms=terms, verdict=said)


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: Request, code: str) -> HttpResponseBase:
    """Another name, description or kind."""
    service = service_of(request, code)
    initial: dict[str, Any] = {"kind": service.kind_id}
    for language in ("az", "en"):
        initial[f"label_{language}"] = service.label[language]
        initial[f"description_{language}"] = service.description[language]
    form = DescriptionForm(request.POST or None, record=service, initial=initial)

    def act() -> ServiceType:
        return api.describe_service(
            by=request.user,
            service=service,
            kind=form.cleaned_data["kind"],
            label=form.both("label"),
            description=form.both("description"),
            version=form.cleaned_data.get("version"),
        )

    if request.method == "POST" and run(request, form, ServiceType, act) is not None:
        messages.success(request, _("The service is described anew."))
        return redirect("care:show", code)
    back = reverse("care:show", args=[code])
    return form_page(
        request, form, title=_("Describe the service"), caption=service.name, back=back, submit=_("Save"), columns=True
    )


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, code: str) -> HttpResponseBase:
    """Take the service out of the catalogue."""
    service = service_of(request, code)
    form = EndForm(request.POST or None, record=service)

    def act() -> ServiceType:
        data = form.cleaned_data
        return api.end_service(
            by=request.user,
            service=service,
            last_day=data["last_day"],
            reason=data["reason"],
            version=data.get("version"),
        )

    if request.method == "POST" and run(request, form, ServiceType, act) is not None:
        messages.success(request, _("The service has a last day."))
        return redirect("care:show", code)
    return form_page(
        request,
        form,
        title=_("End the service"),
        caption=service.name,
        back=reverse("care:show", args=[code]),
        submit=_("End the service"),
        kind="danger",
        consequence=_("After that day nobody is taken into this service. This cannot be undone; it can be added anew."),
    )
