"""Old links to a record that was merged into another one: they lead to the record that stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Stale
from dayaq.registry.api import survivor_of
from dayaq.web.requests import Request

View = Callable[..., HttpResponseBase]


def of_person(view: View) -> View:
    """For views whose ``pk`` is a person's: who asks for a merged record is led on, who sends a form about one is told.

    One more statement, and only where the record is not found.
    """

    @wraps(view)
    def moving(request: HttpRequest, /, pk: int, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, pk=pk, **kwargs)
        except Http404:
            survivor = survivor_of(cast(Request, request).user, pk)
            if survivor is None:
                raise
            if request.method not in ("GET", "HEAD"):
                raise Stale(
                    _("This record was merged into another one after you opened the page. Nothing of yours was saved."),
                    remedy=_("Open the person and enter your change once more."),
                ) from None
            return redirect("people:show", survivor.pk)

    return moving
