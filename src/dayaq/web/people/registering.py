"""Registering a person and correcting what is known."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry import api
from dayaq.registry.models import Person
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.people.forms import CorrectForm, RegisterForm
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

_LOOKED_AT = ("surname", "given_name", "father_name", "birth_date", "fin", "phone")


@guard("person.register")
def register(request: Request) -> HttpResponseBase:
    """A new person; whoever may be the same is shown before anything is saved."""
    form = RegisterForm(request.POST or None, user=request.user, permission="person.register")
    alike: list[api.Alike] = []

    def action() -> Person:
        values = form.data_for_action
        values.pop("seen")
        if not values.pop("different"):
            cleaned = api.clean_person({**values, "fin": values["fin"] or None}).values
            alike.extend(api.likely_same(request.user, **{name: cleaned[name] for name in _LOOKED_AT}))
            if alike:
                raise Invalid(
                    _("Somebody like this is registered already."),
                    code="likely_same",
                    remedy=_("Look at the people above, then open one of them or say that it is none."),
                )
        return api.register_person(by=request.user, judged_different=form.judged_different, **values)

    if request.method == "POST":
        person = run(request, form, Person, action)
        if person is not None:
            messages.success(request, _("The person is registered."))
            return redirect("people:show", person.pk)
    if alike:
        data = request.POST.copy()
        data["seen"] = ",".join(str(one.person.pk) for one in alike)
        form.data = data
    asked = bool(alike) or bool(form.is_bound and form.data.get("seen"))
    if not asked:
        del form.fields["different"]
    return page_with_form(request, "people/person_new.html", form, alike=[_shown(one) for one in alike])


AGREEING = {
    "surname": _("surname"),
    "given_name": _("given name"),
    "father_name": _("father's name"),
    "birth_date": _("date of birth"),
    "phone": _("telephone"),
    "fin": _("FİN"),
}


def _shown(alike: api.Alike) -> dict[str, Any]:
    return {
        "person": alike.person,
        "agreeing": ", ".join(str(AGREEING[name]) for name in alike.agreeing),
        "percent": round(alike.score * 100),
    }


@guard("person.edit")
def correct(request: Request, pk: int) -> HttpResponseBase:
    """Correct fields of a person, with a reason and evidence."""
    person = get_visible(Person.objects.select_related("unit"), request.user, pk=pk)
    form = CorrectForm(request.POST or None, person=person, user=request.user, permission="person.edit")
    if request.method == "POST":
        done = run(
            request,
            form,
            Person,
            lambda: api.correct_person(
                by=request.user,
                person=person,
                changes=form.changes,
                reason=form.cleaned_data["reason"],
                evidence=form.cleaned_data["evidence"],
                version=form.cleaned_data.get("version"),
            ),
        )
        if done is not None:
            messages.success(request, _("The data are corrected. The earlier ones stay in the history."))
            return redirect("people:show", person.pk)
    return page_with_form(request, "people/person_correct.html", form, person=person)
