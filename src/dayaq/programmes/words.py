"""Words for what happens to an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from dayaq.core.errors import Text

EVENTS: Final[dict[str, Text]] = {
    "application.drafted": _("Application drafted"),
    "application.edited": _("Draft changed"),
    "application.submitted": _("Application submitted"),
    "application.taken": _("Assessment began"),
    "application.information_requested": _("Information requested"),
    "application.information_received": _("Information received"),
    "application.assessed": _("Application assessed"),
    "application.approved": _("Application approved"),
    "application.refused": _("Application refused"),
    "application.decision_corrected": _("Decision record corrected"),
    "application.waitlisted": _("Joined the queue"),
    "application.waiting_reason_changed": _("Waits for something else"),
    "application.enrolled": _("Enrolled in the programme"),
    "application.withdrawn": _("Application withdrawn"),
    "application.appealed": _("Refusal appealed"),
    "application.upheld": _("Refusal upheld"),
    "application.overturned": _("Refusal overturned"),
    "application.person_died": _("The applicant died"),
    "application.person_moved": _("The applicant moved"),
    "application.event_undone": _("A life event of the applicant was taken back"),
    "enrolment.ended": _("Participation ended"),
}
