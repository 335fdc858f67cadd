"""The queue of possible duplicates."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dayaq.registry.api import PairState, find_persons
from dayaq.registry.models import CandidatePair, Person
from dayaq.web import formats
from dayaq.web.duplicates.words import likeness
from dayaq.web.guard import guard
from dayaq.web.lists.columns import Column
from dayaq.web.lists.filters import Choice
from dayaq.web.lists.page import ListPage
from dayaq.web.people import choices
from dayaq.web.requests import Request

FOUND_AT_MOST = 200
STRONG, WEAK = 0.95, 0.5
_BANDS: dict[str, tuple[Any, Q]] = {
    "strong": (_("95 % or more"), Q(probability__gte=STRONG)),
    "middle": (_("50 % to 95 %"), Q(probability__gte=WEAK, probability__lt=STRONG)),
    "weak": (_("less than 50 %"), Q(probability__lt=WEAK)),
}


def _besides(person: Person) -> str:
    """What tells namesakes apart: FİN or number of the record, birth date, district."""
    born = formats.day(person.birth_date) if person.birth_date else ""
    place = person.unit.name if person.unit else ""
    return " · ".join(filter(None, [person.fin or f"№ {person.pk}", born, place]))


def _in_district(pairs: Any, value: str) -> Any:
    """Pairs of which one record at least lives there."""
    persons = choices.in_district(Person.objects.all(), value)
    return pairs.filter(Q(left__in=persons) | Q(right__in=persons))


def _same_rows(rows: Any, _text: str) -> Any:
    """The rows are the hits already: the view looked the people up."""
    return rows


PAIRS = ListPage(
    code="duplicates",
    title=_("Possible duplicates"),
    intro=_("Two records that may be one person. Nothing is merged until somebody looks at both."),
    columns=(
        Column(
            "left",
            _("One record"),
            lambda p: p.left.full_name,
            sort=("left__sort_key",),
            note=lambda p: _besides(p.left),
        ),
        Column("right", _("The other record"), lambda p: p.right.full_name, note=lambda p: _besides(p.right)),
        Column("likeness", _("Likeness"), lambda p: likeness(p.probability), sort=("probability",)),
        Column("since", _("Found"), lambda p: p.state_at, kind="date", sort=("state_at",), on_phone=False),
        Column("state", _("State"), lambda p: p, kind="tag"),
    ),
    order="-likeness",
    row_url=lambda p: reverse("duplicates:show", args=[p.pk]),
    search=_same_rows,
    search_label=_("Name in any spelling, FİN, telephone, birth date"),
    filters=(
        Choice("state", _("State"), PairState.choices, field="state"),
        Choice("likeness", _("Likeness"), [(code, words) for code, (words, _q) in _BANDS.items()],
               apply=lambda rows, code: rows.filter(_BANDS[code][1])),
        Choice("district", _("District"), choices.districts, apply=_in_district),
    ),
    empty=_("No two records look like one person."),
    export_permission="person.merge",
)  # fmt: skip


@guard("person.merge")
def index(request: Request) -> HttpResponseBase:
    """Pairs of which the account may see both records: those that wait, unless another state or all are asked for."""
    rows = CandidatePair.objects.visible_to(request.user)
    if "state" not in request.GET:
        asked = request.GET.copy()
        asked["state"] = PairState.WAITING.value
        request.GET = cast(Any, asked)
    text = request.GET.get("q", "").strip()
    if text:
        rows = rows.of(*(hit.person.pk for hit in find_persons(request.user, text, FOUND_AT_MOST).hits))
    return PAIRS.respond(request, rows.select_related("left__unit", "right__unit"))
