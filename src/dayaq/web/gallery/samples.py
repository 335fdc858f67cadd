"""Invented records for the gallery: nothing is read from the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dayaq.core import clock
from dayaq.web import tones
from dayaq.web.formats import Weekdays
from dayaq.web.lists import Choice, Column, Flag, ListPage
from dayaq.web.lists.filters import Control
from dayaq.web.lists.page import Chip, Head, Row


@dataclass(frozen=True)
class Sample:
    """A participant of the gallery; has what ``<c-tag :record>`` and a list row need."""

    pk: int
    name: str
    number: str
    place: str
    state: str
    word: str | Promise
    due: date
    cost: Decimal
    version: int = 1

    def get_state_display(self) -> str:
        """As a model's field with choices gives it."""
        return str(self.word)


STATES: tuple[tuple[str, str | Promise], ...] = (
    ("waitlisted", gettext_lazy("waits for money")),
    ("in_training", gettext_lazy("in training")),
    ("plan_submitted", gettext_lazy("plan with the committee")),
    ("equipped", gettext_lazy("equipped")),
    ("completed", gettext_lazy("completed")),
    ("breached", gettext_lazy("breached")),
    ("exited", gettext_lazy("left the programme")),
)
NAMES = (
    ("Nümunəvi Aygün Şükür qızı", "Lənkəran"),
    ("Sınaqov Çingiz Əli oğlu", "Ağcabədi"),
    ("Misallı Gülbəniz Cəfər qızı", "Göyçay"),
    ("Təcrübəli İsa Oqtay oğlu", "Şəki"),
    ("Uydurmayev Ülvi Ramiz oğlu", "Zaqatala"),
    ("Qurama Xədicə Vəli qızı", "Ordubad"),
    ("Örnəkli Jalə Hüseyn qızı", "Bakı, Xəzər"),
)


def people() -> list[Sample]:
    """Seven invented participants in seven states, with deadlines around today."""
    days = (-6, 0, 1, 4, 9, 21, 60)
    found = []
    for place, ((name, district), (state, word)) in enumerate(zip(NAMES, STATES, strict=True)):
        due = clock.today() + timedelta(days=days[place])
        cost = Decimal("1234.50") * (place + 1)
        found.append(Sample(place + 1, name, f"ÖM-2026-{place + 1:06}", district, state, word, due, cost))
    return found


SPEC = ListPage(
    code="gallery",
    title=gettext_lazy("Participants"),
    columns=(
        Column("name", gettext_lazy("Person"), lambda s: s.name, sort=("name",), note=lambda s: s.number),
        Column("place", gettext_lazy("District"), lambda s: s.place, sort=("place",), on_phone=False),
        Column("state", gettext_lazy("State"), lambda s: s, kind="tag"),
        Column("due", gettext_lazy("Due"), lambda s: s.due, kind="deadline", sort=("due",)),
        Column("cost", gettext_lazy("Cost"), lambda s: s.cost, kind="money", sort=("cost",)),
    ),
    order="due",
    search=lambda rows, _text: rows,
    search_label=gettext_lazy("Name, FİN or number"),
    filters=(Choice("state", gettext_lazy("State"), STATES), Flag("overdue", gettext_lazy("Overdue only"), Q())),
    empty=gettext_lazy("Participants stand here once an application is enrolled."),
)


@dataclass
class SampleListing:
    """What ``<c-list>`` reads, without a database behind it."""

    spec: ListPage
    rows: list[Row]
    heads: list[Head]
    controls: list[Control]
    chips: list[Chip]
    count_words: str
    query: str = ""
    searchable: bool = True
    sort: str = ""
    clear_url: str = "/gallery/"
    previous_url: str = ""
    next_url: str = "#list"
    may_export: bool = True
    empty_action: tuple[str, str] = ("", "")


def listing() -> SampleListing:
    """Seven rows, sorted by deadline, two filters in force."""
    rows = [Row(s, "#list", [column.cell(s, Weekdays()) for column in SPEC.columns]) for s in people()]
    heads = [Head(c, "#list" if c.sort else "", "ascending" if c.code == "due" else "") for c in SPEC.columns]
    options = tuple((value, str(word), value == "in_training") for value, word in STATES)
    controls = [Control("select", "state", _("State"), options), Control("flag", "overdue", _("Overdue only"))]
    controls.append(Control("period", "enrolled", _("Enrolled")))
    chips = [Chip(f"{_('District')}: Lənkəran", "#list"), Chip(f"{_('Status')}: {_('veterans')}", "#list")]
    return SampleListing(SPEC, rows, heads, controls, chips, "12.480")


def events() -> list[dict[str, Any]]:
    """A timeline, newest first."""
    start = timezone.make_aware(datetime.combine(clock.today(), time(14, 5)))
    lines = (
        (0, _("Plan submitted to the committee"), "S. Örnəkli", _("Version 2; the cost fell by 310,00 ₼."), "waiting"),
        (9, _("Training completed: 36 of 36 hours"), "T. Misallı", "", "done"),
        (30, _("Line of business chosen: sheep breeding"), "S. Örnəkli", "", "progress"),
        (41, _("Enrolled; 4.000,00 ₼ reserved"), _("system"), "", "neutral"),
        (55, _("First application refused: a document was missing"), "R. Qurama", "", "danger"),
    )
    return [
        {"at": start - timedelta(days=ago), "title": title, "by": by, "note": note, "tone": tone, "url": ""}
        for ago, title, by, note, tone in lines
    ]


def steps() -> list[dict[str, Any]]:
    """The way of a case, half gone."""
    today = clock.today()
    done = [(_("Enrolled"), 41), (_("Direction"), 30), (_("Training"), 9)]
    ahead = [_("Contract"), _("Assets"), _("Monitoring"), _("Ownership")]
    way = [
        {"label": label, "tone": tones.DONE, "current": False, "on": today - timedelta(days=ago)} for label, ago in done
    ]
    way.append({"label": _("Plan"), "tone": tones.WAITING, "current": True, "on": None})
    return way + [{"label": label, "tone": tones.NEUTRAL, "current": False, "on": None} for label in ahead]


def bars() -> list[dict[str, Any]]:
    """A chart with a suppressed cell."""
    persons = _("persons")
    values = (("Lənkəran", 1240), ("Ağcabədi", 860), ("Şəki", 415), ("Göyçay", 96), ("Ordubad", None))
    return [
        {"label": name, "value": value, "words": f"{value} {persons}" if value else _("fewer than 10")}
        for name, value in values
    ]
