"""My work: what waits, deadlines first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dayaq.accounts.api import ROLES
from dayaq.core import clock
from dayaq.core.work import WorkItem, work_items
from dayaq.web.guard import guard
from dayaq.web.requests import Request

SHOWN = 100
TITLES: dict[str, str | Promise] = {
    "overdue": _("Overdue"),
    "today": _("Today"),
    "week": _("This week"),
    "later": _("Later"),
    "undated": _("Without a deadline"),
}


@dataclass(frozen=True)
class Line:
    """An item and the address of the page on which it is done."""

    item: WorkItem
    url: str


@dataclass(frozen=True)
class Group:
    """Items whose deadline lies in one stretch of time."""

    code: str
    title: str | Promise
    lines: list[Line]


@guard("work.view")
@require_safe
def index(request: Request) -> HttpResponse:
    """What waits for the person signed in: overdue, today, this week, later, without a date."""
    items = work_items(request.user, SHOWN + 1)
    context = {
        "groups": grouped(items[:SHOWN]),
        "waiting": len(items[:SHOWN]),
        "more": len(items) > SHOWN,
        "shown": SHOWN,
        "roles": [ROLES[code] for code in request.user.roles],
        "memberships": request.user.memberships_today,
    }
    return render(request, "work/index.html", context)


def grouped(items: list[WorkItem]) -> list[Group]:
    """Items by stretch of time, empty stretches left out; order within a stretch is kept."""
    today = clock.today()
    week_end = today + timedelta(days=6 - today.weekday())
    stretches: dict[str, list[Line]] = {code: [] for code in TITLES}
    for item in items:
        stretches[_stretch(item.due_on, today, week_end)].append(Line(item, reverse(item.url_name, args=[item.pk])))
    return [Group(code, TITLES[code], lines) for code, lines in stretches.items() if lines]


def _stretch(due: date | None, today: date, week_end: date) -> str:
    if due is None:
        return "undated"
    if due < today:
        return "overdue"
    if due == today:
        return "today"
    return "week" if due <= week_end else "later"
