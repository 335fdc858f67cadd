"""A number that two records shared is no longer shared once they are one person."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from dayaq.registry.merging.journal import Journal
from dayaq.registry.models import IdentityDocument, Person


def settle(journal: Journal, survivor: Person) -> None:
    """Take the mark of a shared number from documents that nobody else holds. One statement, two for each of them."""
    same = IdentityDocument.objects.filter(
        number=OuterRef("number"), kind=OuterRef("kind"), series=OuterRef("series")
    ).exclude(person=survivor)
    marked = IdentityDocument.objects.filter(person=survivor, flag_shared=True).exclude(Exists(same)).order_by("pk")
    for pk in list(marked.values_list("pk", flat=True)):
        journal.change(IdentityDocument, pk, {"flag_shared": False})
