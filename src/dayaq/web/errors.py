"""What a person sees when something did not work: what happened, what is safe, what to do, a reference number."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Denied, DomainError, Exhausted, Invalid, Stale, WrongState
from dayaq.core.references import new_reference
from dayaq.core.rowsecurity import lifted

logger = logging.getLogger("dayaq.web")

REFUSED = 422
CONFLICT = 409


def reference_of(request: HttpRequest) -> str:
    """The reference number of this request, such as "7KQ4-M2XD"; the same one however often it is asked for."""
    found: str | None = getattr(request, "dayaq_reference", None)
    if found is None:
        found = new_reference()
        request.dayaq_reference = found  # type: ignore[attr-defined]  # read back above
    return found


class DomainErrorMiddleware:
    """Turns a refusal of the domain that no view has caught into a page.

    Denied → 403 (404 when its code is "hidden"), Stale → 409 with what was typed kept readable, the rest → 422.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None for anything that is not a DomainError, so that Django answers it."""
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, Denied):
            if exception.code == "hidden":
                return _page(request, "404.html", 404)
            return _page(request, "403.html", 403, error=exception)
        if isinstance(exception, Stale):
            return _page(request, "conflict.html", CONFLICT, error=exception, typed=getattr(exception, "typed", ()))
        return _page(request, "refused.html", REFUSED, error=exception)


class FormErrors:
    """What :func:`form_errors` enters."""

    def __init__(self, form: forms.BaseForm) -> None:
        self.form = form
        self.wall = lifted()

    def __enter__(self) -> None:
        self.wall.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        self.wall.__exit__(None, None, None)
        if not isinstance(error, (Invalid, WrongState, Exhausted)):
            return False
        field = error.field if error.field in self.form.fields else None
        self.form.add_error(field, forms.ValidationError(str(error), code=error.code))
        return True


def form_errors(form: forms.BaseForm) -> FormErrors:
    """Show a refusal of the domain on the form: beside its field when it names one, else in the summary.

    ::

        with form_errors(form):
            person = register_person(by=request.user, **form.cleaned_data)
            return redirect("people:show", person.pk)
        return render(request, "people/person_form.html", {"form": form})

    Denied and Stale pass through: they are pages of their own. Within the block an action runs, therefore the wall of
    row security is lifted: it checks its own rights, and may have to look at the whole register.
    """
    return FormErrors(form)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django names it
    """400"""
    return _page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django names it
    """403"""
    return _page(request, "403.html", 403, error=Denied(_("You may not do this.")))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django names it
    """404"""
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: the reference on the page is the one in the log."""
    logger.error("page failed, reference %s", reference_of(request))
    return _page(request, "500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django names it
    """The form came without its token: cookies are off, or the page was open for too long."""
    return _page(request, "403_csrf.html", 403)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    return render(request, template, {"reference": reference_of(request), **context}, status=status)
