"""Who looked at a person."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from dayaq.registry.api import record_access
from dayaq.registry.models import AccessRecord, Person
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, ListPage, Period
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

LOOKS = ListPage(
    code="who-looked",
    title=_("Who looked"),
    intro=_("Every time the data of this person were opened, taken away or handed out. Nothing here can be changed."),
    columns=(
        Column("at", _("When"), lambda one: one.at, kind="datetime", sort=("at", "pk")),
        Column("who", _("Who"), lambda one: one.user.display_name, note=lambda one: _organisation(one)),
        Column("how", _("How"), lambda one: one.get_how_display()),
        Column("purpose", _("Purpose"), lambda one: one.purpose.name),
    ),
    order="-at",
    filters=(Choice("how", _("How"), AccessRecord.How.choices, field="how"), Period("at", _("When"), field="at")),
    empty=_("Nobody has looked yet."),
    template="privacy/who_looked.html",
)


def _organisation(one: AccessRecord) -> str:
    return one.organisation.name if one.organisation else ""


@guard("person.access_log")
def who_looked(request: Request, pk: int) -> HttpResponseBase:
    """The list; reading it is a look as well."""
    person = get_visible(Person.objects, request.user, pk=pk)
    if request.method == "GET":
        record_access(by=request.user, person=person, how=AccessRecord.How.LOG, purpose="oversight")
    rows = AccessRecord.objects.filter(person=person).select_related("user", "organisation", "purpose")
    return LOOKS.respond(request, rows, person=person)
