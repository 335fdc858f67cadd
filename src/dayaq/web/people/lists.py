"""The list of people, and the search."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Case, IntegerField, Prefetch, Value, When
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.registry.api import find_persons
from dayaq.registry.models import Person, Status
from dayaq.web.guard import guard
from dayaq.web.lists.columns import Column
from dayaq.web.lists.filters import Choice
from dayaq.web.lists.keyset import Order
from dayaq.web.lists.page import ListPage
from dayaq.web.people import choices
from dayaq.web.requests import Request

FOUND_AT_MOST = 200


def _statuses(person: Any) -> str:
    return ", ".join(status.kind.name for status in person.statuses_today)


def _same_rows(rows: Any, _text: str) -> Any:
    """The rows are the hits already: the view looked them up, ranked."""
    return rows


PEOPLE = ListPage(
    code="people",
    title=_("People"),
    columns=(
        Column("name", _("Name"), lambda p: p.full_name, sort=("sort_key",)),
        Column("fin", _("FİN"), lambda p: p.fin or "", kind="code"),
        Column("born", _("Born"), lambda p: p.birth_date, kind="date", sort=("birth_date",)),
        Column("district", _("District"), lambda p: p.unit.label if p.unit else None),
        Column("statuses", _("Statuses"), _statuses, on_phone=False),
    ),
    order="name",
    row_url=lambda p: reverse("people:show", args=[p.pk]),
    search=_same_rows,
    search_label=_("Name in any spelling, FİN, telephone, birth date"),
    filters=(
        Choice("district", _("District"), choices.districts, apply=choices.in_district),
        Choice("status", _("Status"), choices.kind_choices, apply=choices.with_kind),
        Choice("age", _("Age"), lambda _user: choices.age_choices(), apply=choices.in_age_band),
    ),
    empty=_("Nobody is registered here yet."),
    empty_action=("person.register", "people:new", _("Register a person")),
    actions=(
        ("person.register", "people:new", _("Register a person")),
        ("change.decide", "people:changes", _("Changes of data")),
    ),
    export_permission="person.edit",
    template="people/index.html",
    reads="pk",
)
HITS = replace(
    PEOPLE, order=Order.by(("rank", "pk")), row_url=lambda p: f"{reverse('people:show', args=[p.pk])}?from=search"
)


@guard("person.search")
def index(request: Request) -> HttpResponseBase:
    """All people the account may see, or those whom a search text may mean, best first.

    A text that is the name of a status, or an older word for one, leads to those who have it.
    """
    people = Person.objects.visible_to(request.user, "person.search")
    text = request.GET.get("q", "").strip()
    kind = choices.kind_of_word(request.user, text) if text else None
    if kind is not None:
        return redirect(f"{reverse('people:index')}?status={kind.code}")
    more = False
    spec = PEOPLE
    rows: Any = people
    if text:
        found = find_persons(request.user, text, FOUND_AT_MOST)
        more, spec = found.more, HITS
        ids = [hit.person.pk for hit in found.hits]
        ranks = [When(pk=pk, then=Value(rank)) for rank, pk in enumerate(ids)]
        rows = people.filter(pk__in=ids).annotate(
            rank=Case(*ranks, default=Value(FOUND_AT_MOST), output_field=IntegerField())
        )
    held = Status.objects.on(clock.today()).exclude(verification="refuted").kinds_visible_to(request.user)
    held = held.select_related("kind").order_by("kind__order", "pk")
    rows = rows.select_related("unit").prefetch_related(Prefetch("statuses", held, to_attr="statuses_today"))
    return spec.respond(request, rows, searched=text, more=more)
