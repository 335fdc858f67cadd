"""What a merge does to rows, done and written down at once; and the way back, step by step from the last.

Values travel as JSON in both directions inside PostgreSQL (``to_jsonb``, ``jsonb_populate_record``), so that a value of
any type comes back as it was, and no room needs to say how its rows are written.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from dayaq.registry.imports import sql
from dayaq.registry.merging.pointers import PERSON, Pointer, foreign_keys, is_part, key_column
from dayaq.registry.merging.spans import shortened
from dayaq.registry.models import HouseholdMember, MergedRow, PersonMerge

What = MergedRow.What
_IN_CHUNKS: Final = 1_000


class _Encoder(DjangoJSONEncoder):
    """Moments to the microsecond."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def as_json(value: Any) -> str:
    """JSON text of a value that PostgreSQL reads back."""
    return json.dumps(value, cls=_Encoder, ensure_ascii=False)


def _loaded(text: str | None) -> Any:
    """A value of a jsonb column, which the driver gives as text; None for SQL's null."""
    return None if text is None else json.loads(text)


class Journal:
    """The steps of one merge. Names of tables and columns come from models, never from outside."""

    def __init__(self, merge: PersonMerge) -> None:
        self.merge = merge
        self.steps: list[MergedRow] = []

    def _note(self, what: str, model: type[models.Model], key: int, column: str, old: Any, new: Any) -> None:
        self.steps.append(
            MergedRow(
                merge=self.merge, position=len(self.steps), what=what, model=model._meta.label_lower, key=key,
                column=column, old=old, new=new,
            )
        )  # fmt: skip

    def save(self) -> None:
        """Write the steps down; one statement for each thousand."""
        MergedRow.objects.bulk_create(self.steps, batch_size=_IN_CHUNKS)

    def move(self, pointer: Pointer, old: int, new: int, only: Collection[int] | None = None) -> None:
        """Let rows that name ``old`` name ``new``, all of them or ``only`` those. One statement."""
        table, column, key = pointer.table, pointer.column, pointer.key
        statement = f'update "{table}" set "{column}" = %s where "{column}" = %s'  # noqa: S608 – our own names
        values: list[Any] = [new, old]
        if pointer.type_column:
            statement += f' and "{pointer.type_column}" = %s'
            values.append(PERSON)
        if only is not None:
            statement += f' and "{key}" = any(%s)'
            values.append(list(only))
        for (pk,) in sorted(sql.fetch(f'{statement} returning "{key}"', values)):
            self._note(What.MOVED, pointer.model, pk, column, old, new)

    def change(self, model: type[models.Model], pk: int, values: dict[str, Any]) -> None:
        """Set columns of one row to values given as Python or JSON values. Two statements."""
        olds = _columns(model, pk, values)
        news = _write(model, pk, values)
        for name, old, new in zip(values, olds, news, strict=True):
            self._note(What.CHANGED, model, pk, name, old, new)

    def set_aside(self, model: type[models.Model], pk: int, instead: int | None) -> None:
        """Take a row out that cannot stand beside its like; whatever points at it points at ``instead`` from now on.

        What is a part of the row (its primary key is the row's) goes with it.
        """
        table, key = model._meta.db_table, key_column(model)
        for pointer in foreign_keys(model):
            if is_part(pointer):
                # the names are the models' own
                statement = f'select "{pointer.key}" from "{pointer.table}" where "{pointer.column}" = %s'  # noqa: S608
                for (part,) in sql.fetch(statement, [pk]):
                    self.set_aside(pointer.model, part, None)
            elif instead is not None:
                self.move(pointer, pk, instead)
        # the names are the models' own
        [(row,)] = sql.fetch(f'delete from "{table}" t where "{key}" = %s returning to_jsonb(t)', [pk])  # noqa: S608
        self._note(What.SET_ASIDE, model, pk, "", _loaded(row), instead)

    def added(self, model: type[models.Model], pks: Iterable[int]) -> None:
        """Remember rows that the merge itself made. One statement."""
        wanted = list(pks)
        if wanted:
            table, key = model._meta.db_table, key_column(model)
            statement = f'select "{key}", to_jsonb(t) from "{table}" t where "{key}" = any(%s)'  # noqa: S608 – ours
            for pk, row in sorted(sql.fetch(statement, [wanted]), key=lambda found: int(found[0])):
                self._note(What.ADDED, model, pk, "", None, _loaded(row))


def _columns(model: type[models.Model], pk: int, names: Iterable[str]) -> list[Any]:
    """Values of columns of one row, locked; all None when it is gone."""
    wanted = list(names)
    columns = ", ".join(f'to_jsonb("{name}")' for name in wanted)
    # the names are the models' own
    statement = f'select {columns} from "{model._meta.db_table}" where "{key_column(model)}" = %s for update'  # noqa: S608
    found = sql.fetch(statement, [pk])
    return [_loaded(text) for text in found[0]] if found else [None] * len(wanted)


def _write(model: type[models.Model], pk: int, values: dict[str, Any]) -> list[Any]:
    """Set columns of one row; their values as they stand now."""
    table, key = model._meta.db_table, key_column(model)
    typed = ", ".join(f'"{name}" = said."{name}"' for name in values)
    now = ", ".join(f'to_jsonb("{table}"."{name}")' for name in values)
    statement = (
        # the names are the models' own
        f'update "{table}" set {typed} from jsonb_populate_record(null::"{table}", %s::jsonb) said '  # noqa: S608
        f'where "{table}"."{key}" = %s returning {now}'
    )
    return [_loaded(text) for text in sql.fetch(statement, [as_json(values), pk])[0]]


def take_back(merge: PersonMerge) -> list[MergedRow]:
    """Undo the steps of ``merge`` from the last to the first; the steps that could not be, because of later changes.

    One statement for each run of rows moved alike, and one or two for each row that was changed, set aside or added.
    """
    steps = list(merge.rows.order_by("-position"))
    for _key_of_run, alike in groupby(steps, key=_alike):
        run = list(alike)
        _BACK[What(run[0].what)](apps.get_model(run[0].model), run)
    MergedRow.objects.bulk_update(steps, ["restored"], batch_size=_IN_CHUNKS)
    return [step for step in steps if not step.restored]


def _alike(step: MergedRow) -> tuple[Any, ...]:
    """Steps that are undone together: rows moved from one record to another, columns of one row."""
    if step.what == What.MOVED:
        return (step.what, step.model, step.column, step.old, step.new)
    return (step.what, step.model, step.key)


def _move_back(model: type[models.Model], steps: list[MergedRow]) -> None:
    table, key, first = model._meta.db_table, key_column(model), steps[0]
    statement = (
        f'update "{table}" set "{first.column}" = %s '  # noqa: S608 – our own names
        f'where "{key}" = any(%s) and "{first.column}" = %s returning "{key}"'
    )
    back = {pk for (pk,) in sql.fetch(statement, [first.old, [step.key for step in steps], first.new])}
    for step in steps:
        step.restored = step.key in back


def _change_back(model: type[models.Model], steps: list[MergedRow]) -> None:
    """Columns whose value is still the one that the merge wrote: who changed one since knew better."""
    now = _columns(model, steps[0].key, [step.column for step in steps])
    for step, value in zip(steps, now, strict=True):
        step.restored = value == step.new
    back = {step.column: step.old for step in steps if step.restored}
    try:
        with transaction.atomic():
            if back:
                _write(model, steps[0].key, back)
    except IntegrityError:  # somebody recorded since what now stands in its place: a new household, the same FİN
        for step in steps:
            step.restored = False
        if model is HouseholdMember:
            _give_back_until(steps[0].key, back)


def _give_back_until(pk: int, back: dict[str, Any]) -> None:
    """Let a membership have its days again, up to what somebody recorded since."""
    [(text,)] = sql.fetch("select to_jsonb(t) from registry_householdmember t where id = %s", [pk])
    if (end := shortened({**_loaded(text), **back})) is not None:
        _write(HouseholdMember, pk, {**back, "valid_to": end})


def _put_back(model: type[models.Model], steps: list[MergedRow]) -> None:
    """Insert the row again as it was, its key included; a column that came since takes its default."""
    fields = [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]
    row = dict(steps[0].old or {})
    for field in fields:
        if field.column not in row:
            row[field.column] = field.get_default()
    try:
        with transaction.atomic():
            steps[0].restored = _insert(model, fields, row)
    except IntegrityError:
        if model is not HouseholdMember:
            raise
        steps[0].restored = False  # the person lives elsewhere since, or another one is the head
        if (end := shortened(row)) is not None:
            _insert(model, fields, {**row, "valid_to": end})


def _insert(model: type[models.Model], fields: list[Any], row: dict[str, Any]) -> bool:
    table = model._meta.db_table
    names = ", ".join(f'"{field.column}"' for field in fields)
    statement = (
        f'insert into "{table}" ({names}) select {names} '  # noqa: S608 – our own names
        f'from jsonb_populate_record(null::"{table}", %s::jsonb)'
    )
    return sql.run(statement, [as_json(row)]) == 1


def _take_out(model: type[models.Model], steps: list[MergedRow]) -> None:
    """Delete what the merge made, unless somebody worked on it since."""
    table, key = model._meta.db_table, key_column(model)
    statement = f'delete from "{table}" t where "{key}" = %s and to_jsonb(t) = %s::jsonb'  # noqa: S608 – our own names
    steps[0].restored = sql.run(statement, [steps[0].key, as_json(steps[0].new)]) == 1


_BACK: Final = {
    What.MOVED: _move_back,
    What.CHANGED: _change_back,
    What.SET_ASIDE: _put_back,
    What.ADDED: _take_out,
}
