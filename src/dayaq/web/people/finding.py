"""Finding the other person of whom something is to be said: a member, a representative, a relative."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from dayaq.registry import api
from dayaq.registry.models import Person
from dayaq.web.requests import Request

if TYPE_CHECKING:
    from dayaq.core.errors import Text

HITS = 10


def find_person(
    request: Request,
    *,
    title: Text,
    caption: Text,
    back: str,
    url: Callable[[Person], str],
    near: Iterable[Person] = (),
) -> HttpResponse:
    """A search box and what it found, each leading to ``url``; ``near`` are offered before anything is typed."""
    text = request.GET.get("q", "").strip()
    hits = [hit.person for hit in api.search_persons(request.user, text, HITS)] if text else list(near)
    rows = [{"person": one, "url": url(one)} for one in hits]
    context = {"title": title, "caption": caption, "back": back, "text": text, "rows": rows}
    return render(request, "people/find_person.html", context)
