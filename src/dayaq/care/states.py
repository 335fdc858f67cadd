"""What a service is and where it stands: its forms and modes, as the law names them, and its life in the catalogue."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Transition, Workflow


class ServiceForm(models.TextChoices):
    """How a service reaches a person (law on social service, art. 18; inventory SS-2)."""

    HOME = "home", _("At home")
    DAY = "day", _("Day care")
    RESIDENTIAL = "residential", _("Residential")
    ADVICE = "advice", _("Social advice")


class ServiceMode(models.TextChoices):
    """Through whom it reaches them (inventory SVC-09…11)."""

    HOME = "home", _("By the ministry's own workers at home")
    INSTITUTION = "institution", _("In a social service institution")
    ORDER_PROJECT = "order_project", _("By a project under a social order")


class ServiceState(models.TextChoices):
    """Where a service stands in the catalogue; what holds on a day is said by its terms."""

    IN_FORCE = "in_force", _("In the catalogue")
    ENDED = "ended", _("Ended")


SERVICE = Workflow(
    name="service",
    initial={ServiceState.IN_FORCE: "service.added"},
    transitions=(Transition(ServiceState.IN_FORCE, ServiceState.ENDED, "service.ended", by="administrator"),),
)
