"""How an operation is declared: with the scopes it needs, its answers, and every refusal it may give.

::

    @endpoint(router, "GET", "/persons/{int:person}", needs="person.view", answer=Person, etag=True)
    def read_person(request: Request, person: int) -> Answer: ...

An operation declared in another way has no guard, therefore the interface's own: it lets nobody in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from ninja import Router

from dayaq.http.problems import Problem
from dayaq.http.tokens import Token

V = TypeVar("V", bound=Callable[..., Any])

ALWAYS: Final = (400, 401, 403, 429)
WRITES: Final = ("POST", "PATCH")


def endpoint(
    router: Router,
    method: str,
    path: str,
    *,
    needs: str,
    answer: Any,
    status: int = 200,
    etag: bool = False,
    versioned: bool = False,
    creates: bool = False,
    changes: bool = True,
    filters: bool = False,
    media: str = "",
) -> Callable[[V], V]:
    """Declare an operation; its first line of docstring is its summary, the rest its description.

    ``needs``: scopes, all of them, separated by spaces. ``etag``: the answer carries one. ``versioned``: If-Match is
    required. ``creates``: Idempotency-Key is required. ``changes``: False for a POST that only reads. ``filters``: a
    list that refuses values nobody knows. ``media``: the types of an answer that is not JSON.
    """
    scopes = needs.split()
    refusals = {*ALWAYS}
    if "{" in path:
        refusals.add(404)
    if method in WRITES:
        refusals |= {409, 413, 422} if changes else {413}
    if filters:
        refusals.add(422)
    if versioned:
        refusals |= {412, 428}

    def declare(view: V) -> V:
        summary, _, description = (view.__doc__ or "").strip().partition("\n")
        router.add_api_operation(
            path,
            [method],
            view,
            auth=Token(*scopes),
            response={status: answer, frozenset(refusals): Problem},
            operation_id=view.__name__,
            summary=summary.rstrip("."),
            description=" ".join(description.split()) or " ",  # without any, Ninja takes the whole docstring
            openapi_extra={
                "x-scopes": scopes,
                "x-etag": etag,
                "x-if-match": versioned,
                "x-idempotency-key": creates,
                "x-media": media,
            },
        )
        return view

    return declare
