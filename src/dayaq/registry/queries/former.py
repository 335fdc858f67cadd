"""Under which names and numbers a person stood besides: the records that were merged into theirs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from dayaq.registry.models import Person

_READ: Final = ("surname", "given_name", "father_name", "fin", "phone", "birth_date")


def records_behind(persons: Collection[int]) -> list[int]:
    """Keys of ``persons`` and of the records merged into theirs, in order: what one human is recorded under."""
    rows = Person.objects.filter(Q(pk__in=list(persons)) | Q(merged_into__in=list(persons)))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def with_former(persons: QuerySet[Person]) -> QuerySet[Any]:
    """Each with what :func:`records_of` needs, in the same statement."""
    merged = Person.objects.filter(merged_into=OuterRef("pk")).order_by("pk")
    return persons.annotate(
        former_records=ArraySubquery(merged.values(said=JSONObject(**{name: name for name in _READ})))
    )


def records_of(person: Any) -> list[Person]:
    """The person's own record, and those merged into it as far as names, numbers and birth date go."""
    return [person, *(_record(values) for values in person.former_records)]


def _record(values: dict[str, Any]) -> Person:
    born = values["birth_date"]
    return Person(**{**values, "birth_date": date.fromisoformat(born) if born else None})
