"""Taking a merge back: what was moved returns, what grew out of it since goes along, what was recorded since stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from dayaq.registry.imports import sql
from dayaq.registry.merging.pointers import Pointer, foreign_keys, pointers
from dayaq.registry.merging.rooms import belonging, going_along, growing
from dayaq.registry.models import MergedRow, Person, PersonMerge

What = MergedRow.What
Keys = dict[str, set[int]]


def moved_rows(merge: PersonMerge) -> Keys:
    """Keys of the rows that the merge moved from the merged record to the survivor, by model."""
    found: Keys = defaultdict(set)
    steps = merge.rows.filter(what=What.MOVED, old=merge.merged_id, new=merge.survivor_id)
    for label, key in steps.values_list("model", "key"):
        found[label].add(key)
    return found


def grown_rows(moved: Keys) -> Keys:
    """Rows that hang on moved ones and were made since: an enrolment on an application. By model, without the moved."""
    all_keys: Keys = defaultdict(set, {label: set(keys) for label, keys in moved.items()})
    grown: Keys = defaultdict(set)
    fresh = {one.label: set(all_keys[one.label]) for one in growing()}
    while any(fresh.values()):
        coming: Keys = defaultdict(set)
        for label, keys in fresh.items():
            for pointer in _children(label) if keys else ():
                if (said := belonging(pointer.label)) is None or said.along is None:
                    coming[pointer.label] |= _pointing(pointer, keys) - all_keys[pointer.label]
        for label, keys in coming.items():
            all_keys[label] |= keys
            grown[label] |= keys
        fresh = {one.label: coming[one.label] for one in growing()}
    for one in going_along():
        if one.along is not None:
            grown[one.label] |= set(one.along(all_keys).values_list("pk", flat=True)) - all_keys[one.label]
    return grown


def _children(label: str) -> Iterator[Pointer]:
    """Foreign keys to a model from models that name a person themselves."""
    naming = {pointer.label for pointer in pointers()}
    model: type[models.Model] = apps.get_model(label)
    return (pointer for pointer in foreign_keys(model) if pointer.label in naming)


def _pointing(pointer: Pointer, keys: set[int]) -> set[int]:
    statement = f'select "{pointer.key}" from "{pointer.table}" where "{pointer.column}" = any(%s)'  # noqa: S608 – ours
    return {pk for (pk,) in sql.fetch(statement, [list(keys)])}


def let_go_along(grown: Keys, survivor: int, merged: int) -> None:
    """Let grown rows name the record that got its own back; one statement for each column that names a person."""
    for pointer in pointers():
        keys = grown.get(pointer.label)
        if keys and not pointer.type_column:
            sql.run(
                f'update "{pointer.table}" set "{pointer.column}" = %s '  # noqa: S608 – our own names
                f'where "{pointer.column}" = %s and "{pointer.key}" = any(%s)',
                [merged, survivor, list(keys)],
            )


def recorded_since(merge: PersonMerge) -> Keys:
    """Keys of rows that the survivor got after the merge and that stay there, by model; one statement a pointer.

    Known of models that say when a row came to be; grown rows are left out, they go along.
    """
    moved = moved_rows(merge)
    grown = grown_rows(moved)
    found: Keys = {}
    for pointer in pointers():
        names = {field.name for field in pointer.model._meta.local_concrete_fields}
        if pointer.type_column or pointer.model is Person or "created_at" not in names:
            continue
        rows = sql.fetch(
            f'select "{pointer.key}" from "{pointer.table}" '  # noqa: S608 – our own names
            f'where "{pointer.column}" = %s and created_at > %s',
            [merge.survivor_id, merge.created_at],
        )
        keys = {pk for (pk,) in rows} - moved[pointer.label] - grown[pointer.label]
        if keys and belonging(pointer.label) is not None:
            found[pointer.label] = keys
    return found
