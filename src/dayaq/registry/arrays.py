"""Conditions by keys that another statement finds, said so that PostgreSQL reads exactly these rows.

As an array and not as a subquery: ``= any(array(select …))`` leaks nothing, so that behind row security PostgreSQL
looks for the keys first and asks its policies of what is left. Of a subquery it asks them of everybody, in the whole
country or, where persons are few, by reading them all: half a second for 4,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL


class _Among(Func):
    """``key = any(array(select …))``."""

    arg_joiner = " = any(array"
    template = "%(expressions)s)"
    output_field = BooleanField()


def among(text: str, values: Sequence[Any], path: str = "pk") -> Q:
    """The condition that the statement ``text`` with ``values`` gives the key in ``path`` of a row."""
    return Q(_Among(F(path), RawSQL(text, values)))  # noqa: S611  # no value is put into the text


def pooled(keys: QuerySet[Any, Any]) -> Q:
    """:func:`among` for a queryset of keys."""
    text, values = keys.query.sql_with_params()
    return among(text, values)
