"""Keyset pages: the next page begins behind the last row that was given, however many came in meanwhile."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from ninja import Query
from pydantic import Field

from dayaq.http.shapes import Shape

M = TypeVar("M", bound=Model)
MOST: Final = 200
COUNTED: Final = 10_000

Limit = Annotated[int, Query(ge=1, le=MOST, description=f"Rows a page, at most {MOST}.")]
After = Annotated[
    int | None, Query(ge=0, le=2**63 - 1, description="Where the page begins; taken from next of the page before.")
]


class Count(Shape):
    """How many there are in all."""

    value: int
    exact: bool = Field(description=f"False: there are more than {COUNTED}, and value is {COUNTED}.")


class Page(Shape):
    """One page of a list."""

    next: str | None = Field(description="The address of the next page; null on the last one.")


def next_address(request: HttpRequest, key: int | None, name: str = "after") -> str | None:
    """This address with ``name`` set to ``key``; None without a key."""
    if key is None:
        return None
    changed: QueryDict = request.GET.copy()
    changed[name] = str(key)
    return f"{request.path}?{changed.urlencode()}"


def cut(rows: list[Any], limit: int) -> tuple[list[Any], Any | None]:
    """The page of ``limit`` rows out of one row more, and its last row when there is more behind it."""
    page = rows[:limit]
    return page, page[-1] if len(rows) > limit else None


def by_key(rows: QuerySet[M], after: int | None, limit: int) -> tuple[list[M], M | None]:
    """A page of ``rows`` in the order of their keys, which only grow: rows that are added come last. One statement."""
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return cut(list(rows.order_by("pk")[: limit + 1]), limit)


def count_of(rows: QuerySet[Any]) -> Count:
    """How many ``rows`` there are, exact up to a bound. One statement."""
    found = rows.order_by()[: COUNTED + 1].count()
    return Count(value=min(found, COUNTED), exact=found <= COUNTED)
