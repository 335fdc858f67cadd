"""The one way in which a value goes that nothing else may change: history, what was issued, what was decided.

What is written once is protected by triggers that no session can switch off (ADR 4). Erasing a person's values has to
pass them by. For each kind of row that may be erased a room registers an :class:`Erasable`; after migrating, the owner
of the tables makes one function of the database of each, which empties exactly those columns of the rows it is given,
removes their old versions from row history, and writes an audit event with their number and a digest of their keys, in
one transaction or not at all. The application's role may call these functions and do nothing else of the kind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.core.actor import Actor
from dayaq.core.errors import WrongState

EVENT: Final = "data.erased"
EMPTY_TEXT: Final = "''"
EMPTY_LIST: Final = "'[]'::jsonb"
EMPTY_MAP: Final = "'{}'::jsonb"
HELD: Final = "held back"

_GATE: Final = "SELECT current_setting('dayaq.erasing', true) = 'on' AND current_user = '{owner}'"
_FUNCTION: Final = """
create or replace function {name}(
    _keys bigint[], _at timestamptz, _actor bigint, _actor_name text, _why text, _salt text
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $eraser$
declare
    touched bigint;
    event_id bigint;
begin
    {guard}
    perform set_config('dayaq.erasing', 'on', true);
    {change} where {key} = any(_keys);
    get diagnostics touched = row_count;
    {history}
    perform set_config('dayaq.erasing', '', true);
    insert into core_auditevent (at, actor_id, actor_name, event, object_type, object_id, reason, reason_digest, detail,
                                 salt, before_digest, after_digest)
    values (_at, _actor, _actor_name, '{event}', '{label}', null, _why, '',
            jsonb_build_object('count', touched, 'digest', encode(sha256(array_to_string(_keys, ',')::bytea), 'hex')),
            _salt, '', '')
    returning id into event_id;
    insert into core_auditpending (event_id) values (event_id);
    return touched;
end $eraser$
"""
_GUARD: Final = """if {condition} then
        raise exception '{held}' using errcode = 'raise_exception';
    end if;"""

_OLD_ROWS: Final = "delete from {table} where pgh_obj_id = any(_keys);"
_EMPTIED: Final = "update {table} set {sets}"
_REMOVED: Final = "delete from {table}"


@dataclass(frozen=True)
class Erasable:
    """Rows of ``model`` whose values may go. ``values``: column → SQL expression over the row; none: the row goes.

    ``unless`` is a condition in SQL over ``_keys`` (bigint[]) and ``_at`` (timestamptz) under which the database
    refuses; "" for none. Expressions are of our code alone, never of data.
    """

    model: type[Model]
    values: Mapping[str, str] = field(default_factory=dict)
    unless: str = ""

    @property
    def name(self) -> str:
        """The function of the database."""
        return f"dayaq_erase_{self.model._meta.db_table}"

    @property
    def sql(self) -> str:
        """The statement that makes the function."""
        table, key = self.model._meta.db_table, self.model._meta.pk.column
        sets = ", ".join(f'"{column}" = {expression}' for column, expression in sorted(self.values.items()))
        history = [_OLD_ROWS.format(table=table) for table in history_tables(self.model)]
        return _FUNCTION.format(
            name=self.name,
            guard=_GUARD.format(condition=self.unless, held=HELD) if self.unless else "",
            change=(_EMPTIED if sets else _REMOVED).format(table=table, sets=sets),
            key=key,
            history="\n    ".join(history),
            event=EVENT,
            label=self.model._meta.label_lower,
        )


_erasables: dict[str, Erasable] = {}


def register(erasable: Erasable) -> Erasable:
    """Let rows of a model be erased; a second registration of the same model replaces the first."""
    _erasables[erasable.model._meta.label_lower] = erasable
    return erasable


def history_tables(model: type[Model]) -> list[str]:
    """The tables that keep the old rows of ``model``."""
    return sorted(one._meta.db_table for one in apps.get_models() if getattr(one, "pgh_tracked_model", None) is model)


def erase(*, by: Actor, model: type[Model], keys: Collection[int], why: str) -> int:
    """Empty what is registered for ``model`` in the rows ``keys``, their history included; returns how many there were.

    The database writes the audit event itself. ``why`` is a code ("erasure:17"), never words about a person. WrongState
    when something holds the rows back.
    """
    if not keys:
        return 0
    erasable = _erasables[model._meta.label_lower]
    arguments = [sorted(keys), clock.now(), by.pk, by.get_username(), why, clock.token_bytes(16).hex()]
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"select {erasable.name}(%s, %s, %s, %s, %s, %s)", arguments)
        except DatabaseError as error:
            if HELD not in str(error):
                raise
            raise WrongState(
                _("A legal hold forbids to erase these data."),
                code="held",
                remedy=_("Wait until the hold has ended, or end it if its reason is gone."),
            ) from None
        return int(cursor.fetchone()[0])


def install(*, using: str) -> None:
    """Make the gate and the functions; the owner of the tables does it after migrating. Nothing to do: nothing done."""
    from django.db import connections

    statements = [_erasables[name].sql for name in sorted(_erasables)]
    mark = hashlib.sha256(json.dumps([_GATE, *statements]).encode()).hexdigest()
    with connections[using].cursor() as cursor:
        cursor.execute("select obj_description('dayaq_append_only'::regproc), current_user")
        known, owner = cursor.fetchone()
        cursor.execute("select prosrc like '%%dayaq.erasing%%' from pg_proc where proname = '_pgtrigger_should_ignore'")
        gate = cursor.fetchone()
        if gate is None or (known == mark and gate[0]):
            return
        cursor.execute(
            "create or replace function public._pgtrigger_should_ignore(trigger_name name) returns boolean"
            f" language sql stable as $gate${_GATE.format(owner=owner)}$gate$"
        )
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"comment on function dayaq_append_only() is '{mark}'")
