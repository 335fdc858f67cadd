"""Reads that feed the pages of figures."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied
from dayaq.programmes.models import Enrolment
from dayaq.reporting.definitions import Definition
from dayaq.reporting.figures import counted


def check_records(user: User) -> None:
    """Only those who work with cases see the records behind a figure."""
    if not user.may("figure.records"):
        raise Denied(_("The records behind a figure are open only to those who work with the cases."))


def records(definition: Definition, *, user: User) -> QuerySet[Enrolment]:
    """The enrolments behind a figure, as far as ``user`` may see them."""
    check_records(user)
    seen = Enrolment.objects.visible_to(user).values("pk")
    return counted(definition).filter(pk__in=seen).select_related("person", "application__unit", "fund")
