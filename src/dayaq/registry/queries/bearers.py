"""Whose name holds a word, as a condition on rows of any room that hang on a person."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.expressions import RawSQL

from dayaq.registry.derive import name_tokens, token_row

_BEARERS = """
select bearer.person_id from registry_bearer bearer join registry_nametoken word on word.id = bearer.token_id
where word.key = %s or word.latin like %s
"""


def named_somehow(text: str, path: str) -> Q:
    """The condition that the person in ``path`` of a row has every word of ``text`` in their name, spelt somehow; the
    words may be unfinished. Empty where ``text`` holds no word.

    The view is not under row security: the rows, of which this is a condition, are.
    """
    condition = Q()
    for word, _part in name_tokens(text, "", ""):
        row = token_row(word)
        begun = f"{row.latin}%" if len(row.latin) > 1 else row.latin
        condition &= Q(**{f"{path}__in": RawSQL(_BEARERS, [row.key, begun])})  # noqa: S611  # our own text
    return condition
