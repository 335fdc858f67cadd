"""Filters: each narrows the rows, stands in the address bar, and says in plain words what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dayaq.web import formats

Rows: TypeAlias = "QuerySet[Any, Any]"
Choices: TypeAlias = Iterable[tuple[Any, Any]]


@dataclass(frozen=True)
class Control:
    """What the template needs to draw one control: ``kind`` select, flag or period."""

    kind: str
    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...] = ()
    checked: bool = False
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Active:
    """A filter in force, in words; ``removes`` are the parameters that taking it away deletes."""

    words: str
    removes: tuple[str, ...]


class Filter(Protocol):
    """Anything that reads its own parameters and narrows rows. A value it does not know is ignored, never an error."""

    @property
    def name(self) -> str: ...

    def narrow(self, rows: Rows, params: QueryDict, user: Any, /) -> Rows: ...

    def active(self, params: QueryDict, user: Any, /) -> Active | None: ...

    def control(self, params: QueryDict, user: Any, /) -> Control: ...


@dataclass(frozen=True)
class Choice:
    """One of several values.

    choices: pairs (value, words), or a function of the account that gives them (called at most three times a page: keep
    what it reads small). field: the database field, or apply: a function (rows, value) for anything else.
    """

    name: str
    label: str | Promise
    choices: Choices | Callable[[Any], Choices]
    field: str = ""
    apply: Callable[[Any, str], Any] | None = None

    def _options(self, user: Any) -> list[tuple[str, str]]:
        found = self.choices(user) if callable(self.choices) else self.choices
        return [(str(value), str(words)) for value, words in found]

    def _chosen(self, params: QueryDict, user: Any) -> tuple[str, str] | None:
        value = params.get(self.name, "")
        return next((pair for pair in self._options(user) if pair[0] == value), None) if value else None

    def narrow(self, rows: Rows, params: QueryDict, user: Any) -> Rows:
        chosen = self._chosen(params, user)
        if chosen is None:
            return rows
        narrowed: Rows = self.apply(rows, chosen[0]) if self.apply else rows.filter(**{self.field: chosen[0]})
        return narrowed

    def active(self, params: QueryDict, user: Any) -> Active | None:
        chosen = self._chosen(params, user)
        return Active(f"{self.label}: {chosen[1]}", (self.name,)) if chosen else None

    def control(self, params: QueryDict, user: Any) -> Control:
        value = params.get(self.name, "")
        options = tuple((code, words, code == value) for code, words in self._options(user))
        return Control("select", self.name, str(self.label), options)


@dataclass(frozen=True)
class Flag:
    """Yes, or not asked: "overdue only". condition: a Q, or a function that gives one (for "today")."""

    name: str
    label: str | Promise
    condition: Q | Callable[[], Q]

    def narrow(self, rows: Rows, params: QueryDict, _user: Any) -> Rows:
        if params.get(self.name) != "1":
            return rows
        return rows.filter(self.condition() if callable(self.condition) else self.condition)

    def active(self, params: QueryDict, _user: Any) -> Active | None:
        return Active(str(self.label), (self.name,)) if params.get(self.name) == "1" else None

    def control(self, params: QueryDict, _user: Any) -> Control:
        return Control("flag", self.name, str(self.label), checked=params.get(self.name) == "1")


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included, on a date field (or a moment's field: ``field="submitted_at__date"``)."""

    name: str
    label: str | Promise
    field: str

    def _days(self, params: QueryDict) -> tuple[date | None, date | None]:
        return _day(params.get(f"{self.name}_from", "")), _day(params.get(f"{self.name}_to", ""))

    def narrow(self, rows: Rows, params: QueryDict, _user: Any) -> Rows:
        first, last = self._days(params)
        if first:
            rows = rows.filter(**{f"{self.field}__gte": first})
        return rows.filter(**{f"{self.field}__lte": last}) if last else rows

    def active(self, params: QueryDict, _user: Any) -> Active | None:
        first, last = self._days(params)
        if first is None and last is None:
            return None
        span = f"{formats.day(first) or '…'} – {formats.day(last) or '…'}"
        return Active(f"{self.label}: {span}", (f"{self.name}_from", f"{self.name}_to"))

    def control(self, params: QueryDict, _user: Any) -> Control:
        first, last = self._days(params)
        return Control("period", self.name, str(self.label), first=formats.day(first), last=formats.day(last))


def search_words(text: str) -> str:
    """The search as a filter in words."""
    return f"{_('Search')}: {text}"


def _day(text: str) -> date | None:
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # a day has no time zone
        except ValueError:
            continue
    return None
