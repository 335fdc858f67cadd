"""States of an application, exactly as workflows.md section 1 lists them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.core.transitions import Transition, Workflow


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_ASSESSMENT = "in_assessment", _("In assessment")
    NEEDS_INFORMATION = "needs_information", _("Information requested")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WAITLISTED = "waitlisted", _("Waiting in the queue")
    ENROLLED = "enrolled", _("Enrolled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    APPEALED = "appealed", _("Appealed")
    UPHELD = "upheld", _("Refusal upheld")
    OVERTURNED = "overturned", _("Refusal overturned")


class WaitingReason(models.TextChoices):
    """What an application in the queue waits for."""

    NO_MONEY = "no_money", _("Money in a fund")
    CAP = "cap", _("A place under the cap for landowners")


class Basis(models.TextChoices):
    """On which ground of the law a person takes part (inventory 2.1 SE-3, SE-7)."""

    UNEMPLOYED = "unemployed", _("Registered unemployed person")
    LANDOWNER_JOBSEEKER = "landowner_jobseeker", _("Jobseeker who owns a share of farm land")


class Channel(models.TextChoices):
    """Through which door the application came."""

    OPERATOR = "operator", _("At the window, through an operator")
    APPLICANT = "applicant", _("By the applicant")
    PARTNER = "partner", _("Through a partner")
    PROACTIVE = "proactive", _("Accepted offer")


class Outcome(models.TextChoices):
    """What was recommended or decided."""

    APPROVED = "approved", _("Approval")
    REFUSED = "refused", _("Refusal")


_S = ApplicationState

OPEN_STATES: tuple[str, ...] = (
    _S.DRAFT,
    _S.SUBMITTED,
    _S.IN_ASSESSMENT,
    _S.NEEDS_INFORMATION,
    _S.APPROVED,
    _S.WAITLISTED,
    _S.APPEALED,
)
"""A person has at most one application of a programme in these; from each of them it can be withdrawn."""

DUE_STATES: tuple[str, ...] = (_S.SUBMITTED, _S.IN_ASSESSMENT, _S.NEEDS_INFORMATION, _S.APPEALED)
"""States in which somebody must decide by a day (``Application.due_on``)."""

APPLICATION = Workflow(
    name="application",
    initial={_S.DRAFT: "application.drafted"},
    transitions=(
        Transition(_S.DRAFT, _S.SUBMITTED, "application.submitted", "operator"),
        Transition(_S.SUBMITTED, _S.IN_ASSESSMENT, "application.taken", "caseworker"),
        Transition(_S.IN_ASSESSMENT, _S.NEEDS_INFORMATION, "application.information_requested", "caseworker"),
        Transition(_S.NEEDS_INFORMATION, _S.IN_ASSESSMENT, "application.information_received", "operator, caseworker"),
        Transition(_S.IN_ASSESSMENT, _S.APPROVED, "application.approved", "second officer"),
        Transition(_S.IN_ASSESSMENT, _S.REFUSED, "application.refused", "second officer"),
        Transition(_S.APPROVED, _S.WAITLISTED, "application.waitlisted", "system"),
        Transition(_S.APPROVED, _S.ENROLLED, "application.enrolled", "programme officer"),
        Transition(_S.WAITLISTED, _S.ENROLLED, "application.enrolled", "programme officer, system"),
        Transition(_S.REFUSED, _S.APPEALED, "application.appealed", "operator for the applicant"),
        Transition(_S.APPEALED, _S.UPHELD, "application.upheld", "officer who took no part before"),
        Transition(_S.APPEALED, _S.OVERTURNED, "application.overturned", "officer who took no part before"),
        Transition(_S.OVERTURNED, _S.APPROVED, "application.approved", "officer who took no part before"),
        *(
            Transition(state, _S.WITHDRAWN, "application.withdrawn", "operator for the applicant")
            for state in OPEN_STATES
        ),
    ),
)
