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
    "person.merged": _("Two records merged into one"),
    "person.unmerged": _("Merged records taken apart again"),
    "pair.kept_apart": _("Found to be somebody else than a similar person"),
    "pair.merged": _("Found to be one person with a similar record"),
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
}
