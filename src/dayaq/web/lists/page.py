"""A list as an area declares it once, and a list as one request sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dayaq.registry.api import record_export
from dayaq.registry.models import Person
from dayaq.web import formats
from dayaq.web.calendars import calendar_of
from dayaq.web.lists import export as files
from dayaq.web.lists.columns import Cell, Column
from dayaq.web.lists.filters import Active, Control, Filter, search_words
from dayaq.web.lists.keyset import Order
from dayaq.web.requests import Request

Rows: TypeAlias = "QuerySet[Any, Any]"

ROWS = 25
COUNTED = 10_000
SEARCH_LENGTH = 100


@dataclass(frozen=True)
class ListPage:
    """See the example in :mod:`dayaq.web.lists`.

    order: code of a column that has ``sort``, "-" before it for descending; or an :class:`Order` of its own.
    empty_action: (permission, url name, words) of the button that gets the first row, shown to whoever may.
    actions: the same, for buttons beside the title. export_permission: who may take the rows away as a file, beside the
    guard of the view; "" switches export off. reads: lookup from a row to the person whose data the file holds ("pk",
    "person"): that somebody took them away is recorded for each of them.
    """

    code: str
    title: str | Promise
    columns: tuple[Column, ...]
    order: str | Order
    row_url: Callable[[Any], str] | None = None
    search: Callable[[Any, str], Any] | None = None
    search_label: str | Promise = ""
    filters: tuple[Filter, ...] = ()
    intro: str | Promise = ""
    empty: str | Promise = ""
    empty_action: tuple[str, str, str | Promise] | None = None
    actions: tuple[tuple[str, str, str | Promise], ...] = ()
    export_permission: str | None = None
    template: str = "lists/page.html"
    reads: str = ""

    def respond(self, request: Request, rows: Any, **context: Any) -> HttpResponseBase:
        """The page, or for POST the file asked for. ``rows`` are those the account may see, nothing narrower."""
        shown = Listing(self, request, rows)
        if request.method == "POST":
            return shown.file()
        return render(request, self.template, {"list": shown, **context})

    def column(self, code: str) -> Column | None:
        """The column that can be sorted by and has this code."""
        return next((column for column in self.columns if column.code == code and column.sort), None)


@dataclass(frozen=True)
class Row:
    """A row as the template draws it; ``record`` is the model instance."""

    record: Any
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Head:
    """A column's head: where a click sorts to, and how it is sorted now ("", "ascending", "descending")."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True)
class Chip:
    """An active filter in words and the address without it."""

    words: str
    url: str


@dataclass
class Listing:
    """One request's view of a list; everything the template reads is computed once."""

    spec: ListPage
    request: HttpRequest
    visible: Any
    user: Any = field(init=False)
    params: QueryDict = field(init=False)

    def __post_init__(self) -> None:
        self.user = self.request.user
        self.params = self.request.GET

    # What is asked for ------------------------------------------------------------------------------------------------

    @property
    def searchable(self) -> bool:
        return self.spec.search is not None

    @cached_property
    def query(self) -> str:
        return self.params.get("q", "").replace("\x00", "").strip()[:SEARCH_LENGTH] if self.spec.search else ""

    @cached_property
    def narrowed(self) -> Rows:
        """All rows that match search and filters, in no order."""
        rows: Rows = self.visible.all()
        if self.query and self.spec.search:
            rows = self.spec.search(rows, self.query)
        for one in self.spec.filters:
            rows = one.narrow(rows, self.params, self.user)
        return rows

    @cached_property
    def _sorting(self) -> tuple[str, bool]:
        """Code of the column sorted by and whether descending; ("", False) for an order of its own."""
        asked = self.params.get("sort", "")
        if self.spec.column(asked.removeprefix("-")):
            return asked.removeprefix("-"), asked.startswith("-")
        own = self.spec.order
        return (own.removeprefix("-"), own.startswith("-")) if isinstance(own, str) else ("", False)

    @cached_property
    def order(self) -> Order:
        code, descending = self._sorting
        column = self.spec.column(code)
        if column is not None:
            return Order.by(column.sort, descending=descending)
        return self.spec.order if isinstance(self.spec.order, Order) else Order.by(("pk",))

    # Rows -------------------------------------------------------------------------------------------------------------

    @cached_property
    def _page(self) -> tuple[list[Any], bool, bool]:
        """Records of this page, whether there are earlier ones, whether there are later ones."""
        before = _whole(self.params.get("before", ""))
        after = None if before else _whole(self.params.get("after", ""))
        at = before or after
        place = self.order.place(self.visible.all(), at) if at else None
        back = place is not None and before is not None
        rows = self.narrowed if place is None else self.order.beyond(self.narrowed, place, reverse=back)
        found = list(self.order.arrange(rows, reverse=back)[: ROWS + 1])
        more = len(found) > ROWS
        found = found[:ROWS]
        if back:
            return found[::-1], more, True
        return found, place is not None, more

    @cached_property
    def rows(self) -> list[Row]:
        calendar = calendar_of(self.request)
        address = self.spec.row_url
        return [
            Row(
                record,
                address(record) if address else "",
                [column.cell(record, calendar) for column in self.spec.columns],
            )
            for record in self._page[0]
        ]

    @cached_property
    def total(self) -> int:
        """Exact up to 10,000; 10,001 means more."""
        return self.narrowed.order_by()[: COUNTED + 1].count()

    @property
    def count_words(self) -> str:
        if self.total > COUNTED:
            return _("more than %(count)s") % {"count": formats.number(COUNTED)}
        return formats.number(self.total)

    # Around the rows --------------------------------------------------------------------------------------------------

    @property
    def previous_url(self) -> str:
        found, earlier, _later = self._page
        return self.address(before=found[0].pk) if earlier and found else ""

    @property
    def next_url(self) -> str:
        found, _earlier, later = self._page
        return self.address(after=found[-1].pk) if later and found else ""

    @cached_property
    def heads(self) -> list[Head]:
        code, descending = self._sorting
        found = []
        for column in self.spec.columns:
            url, now = "", ""
            if column.sort:
                now = ("descending" if descending else "ascending") if column.code == code else ""
                url = self.address(sort=f"-{column.code}" if now == "ascending" else column.code)
            found.append(Head(column, url, now))
        return found

    @cached_property
    def controls(self) -> list[Control]:
        return [one.control(self.params, self.user) for one in self.spec.filters]

    @cached_property
    def _active(self) -> list[Active]:
        found = [Active(search_words(self.query), ("q",))] if self.query else []
        return found + [words for one in self.spec.filters if (words := one.active(self.params, self.user))]

    @property
    def chips(self) -> list[Chip]:
        return [Chip(one.words, self.address(**dict.fromkeys(one.removes))) for one in self._active]

    @property
    def clear_url(self) -> str:
        return self.request.path

    @property
    def sort(self) -> str:
        """The order asked for, carried along when filters change."""
        return self.params.get("sort", "")

    @property
    def actions(self) -> list[tuple[str, str]]:
        """Address and words of the buttons this account may use."""
        return [
            (reverse(name), str(words)) for permission, name, words in self.spec.actions if self.user.may(permission)
        ]

    @property
    def empty_action(self) -> tuple[str, str]:
        """Address and words of the button on an empty list; both "" without one."""
        if self.spec.empty_action is None or not self.user.may(self.spec.empty_action[0]):
            return "", ""
        return reverse(self.spec.empty_action[1]), str(self.spec.empty_action[2])

    @property
    def may_export(self) -> bool:
        permission = self.spec.export_permission
        return permission is None or (permission != "" and self.user.may(permission))

    def address(self, **changes: Any) -> str:
        """This page's address with parameters changed; None takes one away. Paging starts again unless given."""
        changed = self.params.copy()
        for name in ("after", "before", *changes):
            changed.pop(name, None)
        for name, value in changes.items():
            if value is not None:
                changed[name] = str(value)
        query = changed.urlencode()
        return f"{self.request.path}?{query}" if query else self.request.path

    # The file ---------------------------------------------------------------------------------------------------------

    def file(self) -> HttpResponseBase:
        """CSV or XLSX of all that is filtered; back to the page with words where it cannot be made."""
        kind = self.request.POST.get("export", "")
        why = self.request.POST.get("why", "").strip()[:200]
        if not self.may_export or kind not in ("csv", "xlsx"):
            messages.error(self.request, _("This list cannot be exported."))
            return HttpResponseRedirect(self.address())
        if not why:
            messages.error(self.request, _("Say what the file is for, then export again."))
            return HttpResponseRedirect(self.address())
        count = self.narrowed.order_by().count()
        if kind == "xlsx" and count > files.XLSX_ROWS:
            messages.error(self.request, _("Too many rows for XLSX. Narrow the list or choose CSV."))
            return HttpResponseRedirect(self.address())
        words = tuple(one.words for one in self._active)
        export = files.Export(self.spec.code, str(self.spec.title), self.user.display_name, why, words)
        object_type = self.visible.model._meta.label_lower
        files.record_export(by=self.user, export=export, object_type=object_type, count=count, kind=kind)
        if self.spec.reads:
            record_export(by=self.user, persons=Person.objects.filter(pk__in=self.narrowed.values(self.spec.reads)))
        columns = tuple(column for column in self.spec.columns if column.in_file)
        rows = self.order.arrange(self.narrowed).iterator(chunk_size=2_000)
        return files.as_csv(export, columns, rows) if kind == "csv" else files.as_xlsx(export, columns, rows)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
