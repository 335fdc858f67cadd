"""Every route of the project, with the guard its view carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from dayaq.web.guard import Guarded, guard_of

# Views of libraries: they bring their own guards (allauth), or change nothing but a cookie.
LIBRARIES = ("allauth.", "django.views.i18n")
# Operations for machines carry guards of their own: tests/architecture/test_interface.py.
INTERFACE = ("api:", "interface_nothing")


@dataclass(frozen=True)
class Route:
    """``name`` with its namespace; ``parameters`` are the names of the arguments in its address."""

    name: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def guard(self) -> Guarded | None:
        return guard_of(self.view)

    @property
    def of_a_library(self) -> bool:
        return self.view.__module__.startswith(LIBRARIES)


def routes() -> Iterator[Route]:
    """All routes of pages, in the order in which they are tried."""
    yield from (route for route in _walk(get_resolver().url_patterns, "") if not route.name.startswith(INTERFACE))


def interface_routes() -> Iterator[Route]:
    """All routes of the interface for machines."""
    yield from (route for route in _walk(get_resolver().url_patterns, "") if route.name.startswith(INTERFACE))


def _walk(patterns: list[Any], namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name}", tuple(pattern.pattern.converters), pattern.callback)


def unguarded() -> list[str]:
    """Names of routes of ours whose view says nothing about who may enter."""
    return [route.name for route in routes() if route.guard is None and not route.of_a_library]
