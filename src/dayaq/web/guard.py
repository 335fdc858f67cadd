"""Who may enter a view. Every view carries ``@guard`` or ``@public``; a test walks all routes and fails otherwise.

::

    @guard("person.view")                    # any one of the permissions given is enough
    def show_person(request: Request, pk: int) -> HttpResponse: ...

    @guard("audit.view", hidden=True)        # answers 404, for areas whose existence is not to be known
    @public                                  # anybody, signed in or not
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Denied
from dayaq.web.requests import Request

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


@dataclass(frozen=True)
class Guarded:
    """What stands on a view as ``dayaq_guard``: the permissions of which one is enough, or ``public``."""

    permissions: tuple[str, ...] = ()
    public: bool = False
    hidden: bool = False


def guard(
    *permissions: str, hidden: bool = False
) -> Callable[[Callable[Concatenate[Request, P], R]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let in who is signed in and holds one of ``permissions``; none given: whoever is signed in.

    Others are sent to sign in, or refused: 403, or 404 where ``hidden``. The record itself is checked by
    :func:`dayaq.web.records.get_visible` and by the action.
    """

    def decorate(
        view: Callable[Concatenate[Request, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if permissions and not any(request.user.may(permission) for permission in permissions):
                if hidden:
                    raise Http404
                raise Denied(
                    _("Your role does not open this page."),
                    remedy=_("If your work needs it, ask whoever looks after accounts in your organisation."),
                )
            return view(cast(Request, request), *args, **kwargs)

        return _mark(guarded, Guarded(permissions, hidden=hidden))

    return decorate


def public(view: Callable[Concatenate[HttpRequest, P], R]) -> Callable[Concatenate[HttpRequest, P], R]:
    """Anybody may enter."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return view(request, *args, **kwargs)

    return _mark(opened, Guarded(public=True))


def guard_of(view: Callable[..., Any]) -> Guarded | None:
    """The guard a view carries, or None when it carries none."""
    return getattr(view, "dayaq_guard", None)


V = TypeVar("V", bound=Callable[..., Any])


def _mark(view: V, guarded: Guarded) -> V:
    view.dayaq_guard = guarded  # type: ignore[attr-defined]  # read back by guard_of
    return view


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send to sign in and back; a fragment request sends the whole page there, not the fragment."""
    if request.headers.get("HX-Request"):
        here = urlsplit(request.headers.get("HX-Current-URL", request.get_full_path()))
        target = f"{here.path}?{here.query}" if here.query else here.path
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = redirect_to_login(target)["Location"]
        return answer
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
