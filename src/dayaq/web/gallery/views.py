"""Every component in all its variants: for those who build pages, and for the tests that look at them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from dayaq.core import clock
from dayaq.core.errors import Denied, Invalid, Stale
from dayaq.web import tones
from dayaq.web.errors import csrf_failure, server_error
from dayaq.web.gallery import samples
from dayaq.web.gallery.forms import SampleForm
from dayaq.web.guard import public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The gallery; ``?theme`` is chosen in the header like everywhere."""
    wrong = SampleForm(
        {"title": "", "cost": "dörd min", "begins": "31.02.2026", "place": "home"},
        record=samples.people()[0],
        auto_id="wrong_%s",
    )
    wrong.is_valid()
    people = samples.people()
    context = {
        "messages": [
            Message(messages.SUCCESS, _("The plan is with the committee.")),
            Message(messages.WARNING, _("The figure is not final.")),
            Message(messages.ERROR, _("The file was not accepted.")),
        ],
        "tones": [(tone, _tone_word(tone)) for tone in tones.TONES],
        "people": people,
        "overdue": people[0].due,
        "today": people[1].due,
        "soon": people[2].due,
        "later": people[5].due,
        "now": clock.now(),
        "amount": people[2].cost,
        "form": SampleForm(record=people[0]),
        "wrong": wrong,
        "listing": samples.listing(),
        "events": samples.events(),
        "steps": samples.steps(),
        "bars": samples.bars(),
        "record": people[2],
        "problems": ("denied", "refused", "conflict", "missing", "broken", "csrf", "bad"),
        "tabs": [
            {"url": "#tabs", "label": _("Case"), "current": True, "count": ""},
            {"url": "#tabs", "label": _("Assets"), "current": False, "count": 4},
            {"url": "#tabs", "label": _("Letters"), "current": False, "count": 2},
        ],
        "crumbs": [
            {"url": "/", "label": _("Self-employment")},
            {"url": "", "label": people[2].name},
        ],
    }
    return render(request, "gallery/index.html", context)


@public
@csrf_exempt
def problem(request: HttpRequest, kind: str) -> HttpResponse:
    """The pages for when something did not work, to be looked at."""
    if kind == "denied":
        raise Denied(_("Your role does not open this page."))
    if kind == "refused":
        raise Invalid(
            _("The fund has 1.200,00 ₼ left, and the plan needs 3.400,00 ₼."), remedy=_("Choose another fund.")
        )
    if kind == "conflict":
        stale = Stale(_("Somebody changed this record after you opened the page."))
        stale.typed = [(_("Cost"), "3.400,00")]  # type: ignore[attr-defined]  # as a form does
        raise stale
    if kind == "broken":
        return server_error(request)
    if kind == "csrf":
        return csrf_failure(request)
    if kind == "bad":
        raise BadRequest
    raise Http404


def _tone_word(tone: str) -> str:
    return {
        tones.WAITING: _("waits"),
        tones.PROGRESS: _("under way"),
        tones.DONE: _("done"),
        tones.DANGER: _("refused"),
        tones.NEUTRAL: _("not begun"),
    }[tone]
