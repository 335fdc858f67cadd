"""Registering a person and asking for a change of what is known."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry import api
from dayaq.registry.models import ChangeRequest, Person
from dayaq.web.errors import form_errors
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.people import change_words
from dayaq.web.people.change_forms import ChangeForm
from dayaq.web.people.forms import RegisterForm
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

AT_ONCE = frozenset(api.CHANGE_CLASSES[0].fields)
"""Contact data: nothing follows from them, so that nothing has to be looked at first."""
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
    return page_with_form(request, "people/person_new.html", form, alike=[shown(one) for one in alike])


AGREEING = {
    "surname": _("surname"),
    "given_name": _("given name"),
    "father_name": _("father's name"),
    "birth_date": _("date of birth"),
    "phone": _("telephone"),
    "fin": _("FİN"),
}


def shown(alike: api.Alike) -> dict[str, Any]:
    """Somebody who may be the same, as the page shows them."""
    return {
        "person": alike.person,
        "agreeing": ", ".join(str(AGREEING[name]) for name in alike.agreeing),
        "percent": round(alike.score * 100),
    }


@guard("person.edit")
def correct(request: Request, pk: int) -> HttpResponseBase:
    """Ask for a change of a person's data. All but contact data are shown, before and after, before they are sent."""
    person = get_visible(Person.objects.select_related("unit"), request.user, pk=pk)
    form = ChangeForm(request.POST or None, person=person, user=request.user)
    preview = None
    if request.method == "POST" and form.is_valid():
        if form.was_shown or form.changes.keys() <= AT_ONCE:
            done = run(request, form, ChangeRequest, lambda: _ask(request, person, form).one)
            if done is not None:
                return _asked(request, person, done)
        else:
            form.check_version()
            with form_errors(form):
                document = form.cleaned_data["document"]
                preview = api.preview_change(person, form.changes, request.user, document)
            if preview is not None:
                data = request.POST.copy()
                data["seen"] = form.digest
                form.data = data
    context = {"preview": preview, "rows": change_words.rows(preview) if preview else [], "classes": api.CHANGE_CLASSES}
    return page_with_form(request, "people/change_form.html", form, person=person, **context)


def _ask(request: Request, person: Person, form: ChangeForm) -> api.Requested:
    return api.request_change(
        by=request.user,
        person=person,
        changes=form.changes,
        reason=form.cleaned_data["reason"],
        evidence=form.cleaned_data["evidence"],
        document=form.cleaned_data["document"],
        version=form.cleaned_data.get("version"),
    )


def _asked(request: Request, person: Person, done: ChangeRequest) -> HttpResponseBase:
    """Where to go after asking: to the request that waits, else back to the person, who may live elsewhere now."""
    if done.state == "submitted":
        messages.success(request, _("The change waits for another person's approval."))
        return redirect("people:change", done.pk)
    messages.success(request, _("The data are corrected. The earlier ones stay in the history."))
    return redirect("people:show", person.pk)
