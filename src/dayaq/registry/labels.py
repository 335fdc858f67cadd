"""Words for what happens in the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from dayaq.core.errors import Text

EVENTS: Final[dict[str, Text]] = {
    "person.registered": _("Person registered"),
    "person.corrected": _("Data of the person corrected"),
    "person.viewed": _("Restricted person looked at"),
    "person.imported": _("Person came in with an import"),
    "document.recorded": _("Identity document recorded"),
    "status.added": _("Status recorded"),
    "status.verified": _("Status verified"),
    "status.refuted": _("Status refuted"),
    "status.ended": _("Status ended"),
    "register.checked": _("Register asked"),
    "consent.given": _("Consent given"),
    "consent.withdrawn": _("Consent withdrawn"),
    "household.created": _("Household recorded"),
    "household.joined": _("Member added to the household"),
    "household.left": _("Membership of the household ended"),
    "household.income_recorded": _("Income of the household recorded"),
    "household.relation_changed": _("Relation to the head of the household changed"),
    "household.moved": _("Household moved"),
    "household.left_undone": _("Membership of the household goes on: its end was a mistake"),
    "household.joined_undone": _("Membership of the household taken back"),
    "status.end_undone": _("Status goes on: its end was a mistake"),
    "change.requested": _("Change of data asked for"),
    "change.applied_at_once": _("Change of data applied at once"),
    "change.applied": _("Change of data approved"),
    "change.refused": _("Change of data refused"),
    "change.withdrawn": _("Change of data withdrawn"),
    "change.conflicting": _("Change of data ran into a conflict"),
    "change.renewed": _("Change of data asked for anew"),
    "life_event.recorded:birth": _("Birth of a child"),
    "life_event.recorded:death": _("Death"),
    "life_event.recorded:move": _("Move"),
    "life_event.recorded:marriage": _("Marriage"),
    "life_event.recorded:divorce": _("Divorce"),
    "life_event.recorded:disability": _("Disability established"),
    "life_event.recorded:disability_end": _("Disability ended"),
    "life_event.recorded:release": _("Release from custody"),
    "life_event.recorded:care_exit": _("Exit from care"),
    "life_event.undone": _("Life event taken back"),
}
