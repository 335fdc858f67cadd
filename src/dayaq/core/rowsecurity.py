"""The second wall: PostgreSQL itself hides rows from a request, whatever its queries forget to ask.

The first wall is the policy layer (``visible_to`` and ``check_*``). Behind it stand policies of row security. They bind
the role :data:`WALLED`, which the connection of a request takes on together with the scope of whoever asks; without a
scope that role sees nobody. Worker, commands and actions run as the application's own role, which row security does not
bind: a duplicate is looked for in the whole register, and COPY works.

::

    raise_wall(scope_of(user))        # once a request; lowered when the answer has been sent
    with lifted():                    # an action, or a read that must look past the wall, with the reason beside it
        ...

How policies read the scope, and what they say: docs/adr/0031-row-security.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.core.signals import request_finished
from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created
from django.db.models import QuerySet
from psycopg.pq import TransactionStatus

from dayaq.core import clock

WALLED: Final = "dayaq_web"
"""The role of a request: the rights of the application, under row security. It cannot sign in."""

Keys = Collection[int] | QuerySet[Any, int]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Scope:
    """What row security lets through.

    units: keys of administrative units, all of them that lie within the districts; None: the whole country.
    organisations, funds: through which a partner sees persons opened to them. restricted: protected persons and kinds
    of status too. account: whose own files one sees, wherever the people in them live. Keys that stand in a queryset
    are read with the statement that raises the wall.
    """

    account: int = 0
    units: Keys | None = ()
    organisations: Keys = ()
    funds: Keys = ()
    restricted: bool = False

    @property
    def settings(self) -> dict[str, str | Keys]:
        """Settings of the session; an empty one lets nothing through."""
        return {
            "dayaq.today": clock.today().isoformat(),
            "dayaq.account": str(self.account),
            "dayaq.country": "on" if self.units is None else "",
            "dayaq.units": () if self.units is None else self.units,
            "dayaq.organisations": self.organisations,
            "dayaq.funds": self.funds,
            "dayaq.restricted": "on" if self.restricted else "",
        }


def _value(setting: str | Keys) -> tuple[str, tuple[Any, ...]]:
    """The value of a setting as SQL, and what is put into it."""
    if isinstance(setting, QuerySet):
        text, values = setting.order_by().query.sql_with_params()
        return f"(select coalesce(string_agg(id::text, ','), '') from ({text}) as keys(id))", values  # noqa: S608
    return "%s", (setting if isinstance(setting, str) else ",".join(map(str, sorted(setting))),)


def raise_wall(scope: Scope) -> None:
    """From here on this connection sees what ``scope`` lets through. One statement; what stood before is gone."""
    _raise(scope)
    connection.dayaq_scope = scope  # type: ignore[attr-defined]  # the connection is the thread's, as the wall is


def lower_wall() -> None:
    """The application's own role again. A connection that cannot be brought back is closed. No wall: no statement."""
    if _standing() is None:
        return
    connection.dayaq_scope = None  # type: ignore[attr-defined]
    if connection.connection is None:
        return
    try:
        _say("reset role")
    except DatabaseError:
        connection.close()


@contextmanager
def behind(scope: Scope) -> Iterator[None]:
    """Within the block the wall stands."""
    before = _standing()
    raise_wall(scope)
    try:
        yield
    finally:
        if _broken():  # as below
            connection.dayaq_scope = before  # type: ignore[attr-defined]
        elif before is None:
            lower_wall()
        else:
            raise_wall(before)


@contextmanager
def lifted() -> Iterator[None]:
    """Within the block the wall is lifted, where one stands. Each use says why."""
    scope = _standing()
    if scope is None:
        yield
        return
    _say("reset role")
    connection.dayaq_scope = None  # type: ignore[attr-defined]
    try:
        yield
    finally:
        # where a transaction failed, nothing but rolling it back is possible, which brings the role back as well
        if not _broken():
            _say("select set_config('role', %s, false)", WALLED)
        connection.dayaq_scope = scope  # type: ignore[attr-defined]


def past_the_wall(function: Callable[P, R]) -> Callable[P, R]:
    """The function runs with the wall lifted; the reason stands in its docstring or beside."""

    @wraps(function)
    def lifting(*args: P.args, **kwargs: P.kwargs) -> R:
        with lifted():
            return function(*args, **kwargs)

    return lifting


def _standing() -> Scope | None:
    return getattr(connection, "dayaq_scope", None)


def _broken() -> bool:
    inner = connection.connection
    return inner is None or inner.closed or inner.info.transaction_status == TransactionStatus.INERROR


def _raise(scope: Scope) -> None:
    settings = {name: _value(setting) for name, setting in {**scope.settings, "role": WALLED}.items()}
    calls = ", ".join(f"set_config('{name}', {text}, false)" for name, (text, _values) in settings.items())
    _say(f"select {calls}", *(value for _text, values in settings.values() for value in values))


def _say(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _raise_again(**_kwargs: Any) -> None:
    """A connection that was lost and made anew within a request stands behind the same wall."""
    scope = _standing()
    if scope is not None:
        _raise(scope)


def _finished(**_kwargs: Any) -> None:
    """Also of an answer that streams: it is finished when its last line has left."""
    lower_wall()


connection_created.connect(_raise_again, dispatch_uid="dayaq.rowsecurity")
request_finished.connect(_finished, dispatch_uid="dayaq.rowsecurity")
