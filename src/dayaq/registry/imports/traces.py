"""From a person back to the file: which event of the audit chain tells of the row that brought or changed them."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, JSONField, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject

from dayaq.core.models import AuditEvent
from dayaq.registry.models import ExternalKey, ImportChange, Person


def imported(person: Person) -> QuerySet[AuditEvent]:
    """Events of the chunks in which a row about ``person`` stood, each with ``trace``: {"source", "row", "files"}.

    A row key stands for the last row that came under it; the earlier ones are where it moved on.
    """
    keys = ExternalKey.objects.filter(person=person)
    moved = ImportChange.objects.filter(kind=ImportChange.Kind.KEY_CHANGED, object_id__in=keys.values("pk"))
    moved = moved.annotate(was=Cast(KeyTextTransform("row", "before"), IntegerField()))
    first, last = _number("first_row"), _number("last_row")
    here: dict[str, Any] = {"batch": OuterRef("object_id"), "row__gte": first, "row__lte": last}
    then: dict[str, Any] = {"earlier": OuterRef("object_id"), "was__gte": first, "was__lte": last}
    trace = Coalesce(
        keys.filter(**here).values(found=JSONObject(source="source__name", row="row", files="batch__files"))[:1],
        moved.filter(**then).values(
            found=JSONObject(source="earlier__source__name", row="was", files="earlier__files")
        )[:1],
        output_field=JSONField(),
    )
    batches = keys.values("batch").union(moved.values("earlier"), all=True)
    events = AuditEvent.objects.filter(object_type="registry.importbatch", event="people.imported")
    return events.filter(object_id__in=batches).annotate(trace=trace).filter(trace__isnull=False)


def _number(name: str) -> Cast:
    return Cast(KeyTextTransform(name, OuterRef("detail")), IntegerField())
