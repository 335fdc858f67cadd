"""The page on which a programme officer enrols."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dayaq.core import clock
from dayaq.funds.models import FundSource
from dayaq.law.api import decimal_parameter, parameter
from dayaq.programmes import api, policies
from dayaq.programmes.models import Application
from dayaq.web.applications.forms import ANY_FUND, EnrolForm
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


@guard("application.enrol")
def enrol(request: Request, pk: int) -> HttpResponse:
    """Choose a fund and enrol; what happens without money or place is said before the button is pressed."""
    application: Application = get_visible(
        Application.objects.select_related("person", "programme"), request.user, pk=pk
    )
    policies.check_enrol(request.user, application)
    today = clock.today()
    offers = api.funds_for(application, today)
    cap = api.cap_state(application.programme, today)
    form = EnrolForm(request.POST or None, record=application, offers=offers)
    if request.method == "POST":

        def action() -> Application:
            chosen = form.cleaned_data["fund"]
            fund = None if chosen == ANY_FUND else FundSource.objects.get(pk=chosen)
            api.enrol_application(by=request.user, application=application, fund=fund)
            return application

        done = run(request, form, Application, action)
        if done is not None:
            _say(request, Application.objects.get(pk=pk))
            return redirect("applications:show", pk)
    return page_with_form(
        request,
        "applications/enrol_form.html",
        form,
        application=application,
        offers=offers,
        ceiling=parameter(application.programme.ceiling_parameter, today),
        amount=decimal_parameter(application.programme.ceiling_parameter, today),
        cap=cap,
        capped=cap is not None and cap.is_full and application.basis == api.Basis.LANDOWNER_JOBSEEKER,
        place=api.place_of(application),
    )


def _say(request: Request, application: Application) -> None:
    if application.state == api.ApplicationState.ENROLLED:
        messages.success(request, _("Enrolled. The money is reserved."))
    else:
        messages.warning(
            request,
            _("Not enrolled yet: the application waits in the queue. Waits for: %(reason)s.")
            % {"reason": application.get_waiting_reason_display()},
        )
