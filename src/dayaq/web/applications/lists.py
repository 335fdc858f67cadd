"""The list of applications: by deadline, the earliest first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.programmes.api import ApplicationState
from dayaq.programmes.models import Application
from dayaq.registry.api import find_persons, in_units
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, Flag, ListPage, Period
from dayaq.web.people.choices import districts
from dayaq.web.requests import Request

FOUND_AT_MOST = 200


def _in_district(applications: Any, value: str) -> Any:
    return applications.filter(in_units("unit", frozenset({int(value)})))


APPLICATIONS = ListPage(
    code="applications",
    title=_("Applications"),
    columns=(
        Column(
            "person",
            _("Applicant"),
            lambda a: a.person.full_name,
            sort=("person__sort_key",),
            note=lambda a: a.number or "",
        ),
        Column("number", _("Number"), lambda a: a.number or "", kind="code", sort=("number",), on_phone=False),
        Column("state", _("State"), lambda a: a, kind="tag"),
        Column("due", _("Decide by"), lambda a: a.due_on, kind="deadline", sort=("due_on",)),
        Column("submitted", _("Submitted"), lambda a: a.submitted_at, kind="datetime", sort=("submitted_at",)),
        Column("district", _("District"), lambda a: a.unit.label, on_phone=False),
    ),
    order="due",
    row_url=lambda a: reverse("applications:show", args=[a.pk]),
    search_label=_("Application number, or the applicant: name, FİN, telephone"),
    filters=(
        Choice("state", _("State"), ApplicationState.choices, field="state"),
        Choice("district", _("District"), districts, apply=_in_district),
        Flag("overdue", _("Overdue only"), lambda: Q(due_on__lt=clock.today())),
        Period("due", _("Decide by"), field="due_on"),
    ),
    empty=_("Applications stand here once they are drafted."),
    empty_action=("application.draft", "applications:new", _("New application")),
    actions=(("application.draft", "applications:new", _("New application")),),
    export_permission="application.view",
    reads="person",
)


@guard("application.view")
def index(request: Request) -> HttpResponseBase:
    """The applications that the account may see."""

    def search(rows: Any, text: str) -> Any:
        """By number; else by applicant, as the registry understands what was typed."""
        by_number = Q(number__iexact=text)
        if any(letter.isdigit() for letter in text) and "-" in text:
            return rows.filter(by_number)
        people = [hit.person.pk for hit in find_persons(request.user, text, FOUND_AT_MOST).hits]
        return rows.filter(by_number | Q(person__in=people))

    rows = Application.objects.visible_to(request.user).select_related("person", "unit")
    return replace(APPLICATIONS, search=search).respond(request, rows)
