"""Personal data is declared: every field of every model has a class.

* ``none``: says nothing of a person (codes, amounts, states, keys);
* ``personal``: identifies or describes a person;
* ``special``: law 998-IIIQ's special category: health, family life, religion, conviction (inventory 2.10);
* ``restricted``: protected persons; never shown or counted without the right to it.
"""

from __future__ import annotations

from django.db.models import Model

CLASSES = ("none", "personal", "special", "restricted")


def classify(*, none: str = "", personal: str = "", special: str = "", restricted: str = "") -> dict[str, str]:
    """Map field names (space separated) to their class; a name given twice is an error."""
    found: dict[str, str] = {}
    for name, fields in zip(CLASSES, (none, personal, special, restricted), strict=True):
        for field in fields.split():
            if field in found:
                raise ValueError(f"{field} is classified twice")
            found[field] = name
    return found


def unclassified(model: type[Model]) -> set[str]:
    """Names of concrete fields without a class, and of classified names that are no field."""
    declared = set(getattr(model, "PERSONAL_DATA", {}))
    fields = {field.name for field in model._meta.concrete_fields}
    return fields ^ declared
