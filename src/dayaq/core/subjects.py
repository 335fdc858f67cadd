"""Who may see what a letter, a document or a notice is about.

A lower room stores only the kind and the id of its subject (``"programmes.application"``, 17). The room that owns the
subject registers here how it narrows its records to an account, so that the lower room can ask without knowing it::

    subjects.register("programmes.application", visible=lambda user: Application.objects.visible_to(user))

A kind that nobody registered is visible to nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

Visible = Callable[[Any], "QuerySet[Any]"]

_registered: dict[str, Visible] = {}


def register(label: str, *, visible: Visible) -> None:
    """Say how records of ``label`` (app and model in lower case) are narrowed to what an account may see.

    ``visible(user)`` returns a queryset of that model; it runs as a subquery, so it must be lazy. Called from the
    ``handlers.py`` or ``apps.py`` of the owning room; a second registration replaces the first.
    """
    _registered[label] = visible


def label_of(subject: Model) -> str:
    """The kind under which ``subject`` is stored."""
    return subject._meta.label_lower


def is_visible(user: Any, label: str, pk: int) -> bool:
    """Whether ``user`` may see the record; one statement, False for a kind nobody registered."""
    visible = _registered.get(label)
    return visible is not None and visible(user).filter(pk=pk).exists()


def visible_q(user: Any, *, type_field: str, id_field: str) -> Q:
    """A condition for rows that hold their subject in ``type_field`` and ``id_field``: those ``user`` may see.

    Matches nothing while no kind is registered. Each row looks its own subject up: with ``in`` a list of twenty papers
    had everybody in the country fetched first.
    """
    found = Q(pk__in=[])
    for label, visible in sorted(_registered.items()):
        one = visible(user).order_by().filter(pk=OuterRef(id_field)).values("pk")[:1]
        found |= Q(**{type_field: label, id_field: Subquery(one)})
    return found
