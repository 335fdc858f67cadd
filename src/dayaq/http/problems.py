"""What goes wrong, said to a machine in one way (RFC 9457): every refusal, of the domain or of HTTP, is made here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from dayaq.core.errors import Denied, DomainError, Invalid, Stale
from dayaq.core.references import new_reference
from dayaq.http.shapes import Shape
from dayaq.http.tokens import TooMany

logger = logging.getLogger("dayaq.http")
MEDIA_TYPE: Final = "application/problem+json"

#: What the domain calls otherwise than this interface.
FIELDS: Final = {"unit": "district", "member": "person"}
#: status → last part of the type, and its title. 400: the request does not fit the OpenAPI document; 422: it fits, and
#: is refused.
KINDS: Final[dict[int, tuple[str, str | Promise]]] = {
    400: ("malformed", gettext_lazy("The request does not fit the description of the interface.")),
    401: ("unauthorized", gettext_lazy("No token that works was shown.")),
    403: ("denied", gettext_lazy("This may not be done with this token.")),
    404: ("not-found", gettext_lazy("There is nothing here.")),
    405: ("method-not-allowed", gettext_lazy("This address does not know this method.")),
    409: ("conflict", gettext_lazy("The state of the records does not allow this.")),
    412: ("changed", gettext_lazy("The record changed in the meantime.")),
    413: ("too-large", gettext_lazy("The request is too large.")),
    422: ("refused", gettext_lazy("The data cannot be accepted.")),
    428: ("precondition-required", gettext_lazy("Say which version of the record you saw.")),
    429: ("too-many-requests", gettext_lazy("The token made too many requests in this minute.")),
    500: ("fault", gettext_lazy("Something broke here.")),
}


class FieldProblem(Shape):
    """One thing that is wrong with one field."""

    field: str = Field(description="Where: a field of the body, a parameter, or a header.")
    code: str = Field(description="What, for programs.")
    detail: str = Field(description="What, in words.")


class Candidate(Shape):
    """A person who may be the one about to be registered."""

    id: int
    score: float = Field(description="How likely, 0 to 1.")
    agreeing: list[str] = Field(description="Fields that agree.")


class Problem(Shape):
    """A problem document (RFC 9457)."""

    type: str = Field(description="urn:dayaq:problem: and the kind.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="urn:dayaq:reference: and the number under which our log knows this answer.")
    code: str = Field(description="What exactly, for programs.")
    errors: list[FieldProblem] = Field(description="By field, where fields are to blame.")
    candidates: list[Candidate] | None = Field(
        default=None, description="With code likely_same: who it may be. See confirm_new."
    )


class LikelySame(Invalid):
    """Persons like the one about to be registered are registered already."""

    default_code = "likely_same"

    def __init__(self, message: Any, *, candidates: list[Candidate], remedy: Any) -> None:
        super().__init__(message, remedy=remedy)
        self.candidates = candidates


class PreconditionRequired(Exception):
    """An update without If-Match."""


def reference_of(request: HttpRequest) -> str:
    """The reference number of this request, the same one however often it is asked for."""
    found: str | None = getattr(request, "dayaq_reference", None)
    if found is None:
        found = request.dayaq_reference = new_reference()  # type: ignore[attr-defined]  # read back above
    return found


def problem(
    request: HttpRequest,
    status: int,
    *,
    detail: str = "",
    code: str = "",
    errors: Iterable[Mapping[str, str]] = (),
    candidates: list[Candidate] | None = None,
) -> HttpResponse:
    """The answer for a refusal; ``detail`` and ``code`` are those of its kind when not given."""
    kind, title = KINDS.get(status, KINDS[400])
    document = Problem(
        type=f"urn:dayaq:problem:{kind}",
        title=str(title),
        status=status,
        detail=detail or str(title),
        instance=f"urn:dayaq:reference:{reference_of(request)}",
        code=code or kind.replace("-", "_"),
        errors=[FieldProblem(**one) for one in errors],
        candidates=candidates,
    )
    answer = HttpResponse(document.model_dump_json(exclude_none=True), status=status, content_type=MEDIA_TYPE)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="dayaq"'
    return answer


def status_of(error: DomainError) -> int:
    """How HTTP calls a refusal of the domain."""
    if isinstance(error, Denied):
        return 404 if error.code == "hidden" else 403
    if isinstance(error, Stale):
        return 412
    return 422 if isinstance(error, Invalid) and not isinstance(error, LikelySame) else 409


def of_domain(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A rule of the domain refused."""
    status = status_of(error)
    if status == 404:
        return problem(request, 404)
    said = str(error)
    errors = (
        [{"field": FIELDS.get(error.field, error.field), "code": error.code, "detail": said}] if error.field else []
    )
    candidates = getattr(error, "candidates", None)
    return problem(request, status, detail=said, code=error.code, errors=errors, candidates=candidates)


def of_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The request does not fit the document; what was sent is not repeated."""
    errors = [
        {"field": ".".join(map(str, one["loc"][1:])) or str(one["loc"][0]), "code": one["type"], "detail": one["msg"]}
        for one in error.errors
    ]
    return problem(request, 400, errors=errors)


def of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja could not read the request."""
    return problem(request, error.status_code)


def of_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own fault: the log has the places and the kinds of errors, the answer has the reference."""
    logger.error("interface failed, reference %s", reference_of(request), exc_info=error)
    return problem(request, 500, detail=_("Nothing was written. Give the reference to whoever runs this installation."))


HANDLERS: Final[dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]] = {
    DomainError: of_domain,
    ValidationError: of_shape,
    HttpError: of_http,
    AuthenticationError: lambda request, _error: problem(request, 401),
    Http404: lambda request, _error: problem(request, 404),
    RequestDataTooBig: lambda request, _error: problem(request, 413),
    SuspiciousOperation: lambda request, _error: problem(request, 400),
    TooMany: lambda request, _error: problem(request, 429),
    PreconditionRequired: lambda request, _error: problem(request, 428),
    Exception: of_fault,
}


def install(interface: NinjaAPI) -> None:
    """Let ``interface`` answer with problem documents whatever is raised in it."""
    for kind, handler in HANDLERS.items():
        interface.add_exception_handler(kind, handler)
