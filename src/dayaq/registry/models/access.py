"""Who looked at whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation
from dayaq.core import clock
from dayaq.core.classification import classify
from dayaq.core.models import APPEND_ONLY
from dayaq.registry.models.person import Person
from dayaq.registry.models.purpose import Purpose
from dayaq.registry.visibility import RelatedQuerySet


class AccessRecord(models.Model):
    """``user``, of ``organisation``, saw the data of ``person``: how, when, what for. Append-only; one row a look.

    It outlives a person whose import was taken back: row history says who that was.

    Written in the request that shows the data: when it cannot be written, nothing is shown.
    """

    class How(models.TextChoices):
        PAGE = "page", _("Opened the record")
        SEARCH = "search", _("Opened the record from a search")
        TIMELINE = "timeline", _("Read what happened")
        EXPORT = "export", _("Took a list away as a file")
        EXTRACT = "extract", _("Made the person's extract")
        LOG = "log", _("Read who had looked")

    # no constraint: a person goes when an import is taken back, and who looked stays with the person's key and old rows
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="accesses", db_index=False
    )
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    purpose = models.ForeignKey(Purpose, to_field="code", on_delete=models.PROTECT, related_name="+", db_index=False)
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField(default=clock.now)

    objects = RelatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(none="id person user organisation purpose how at")

    class Meta:
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["person", "-id"], name="access_person")]
