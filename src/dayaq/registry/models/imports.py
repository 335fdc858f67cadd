"""Spreadsheets on their way in: where they come from, what their columns mean, the staged rows, and the keys that make
an import idempotent by source and row key, not by file."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q, Value

from dayaq.accounts.models import User
from dayaq.core.classification import classify
from dayaq.core.models import Created, Stateful
from dayaq.registry.models.household import Household
from dayaq.registry.models.person import Person
from dayaq.registry.states import BatchState, RowState


class ImportSource(Created):
    """Whoever sends lists: a register, an office, a partner. Row keys are unique within it."""

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)

    PERSONAL_DATA: ClassVar = classify(none="id code name created_at")


class ImportMapping(Created):
    """Which column of a source's files is which of our fields, and how to read it; saved, so that it is asked once.

    ``columns``: our field → {"column": name, "options": {…}}; ``header_digest`` (SHA-256 hex) finds the mapping of a
    file with the same header again.
    """

    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, related_name="mappings")
    name = models.CharField(max_length=200)
    columns = models.JSONField()
    options = models.JSONField(default=dict, blank=True)
    header_digest = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    PERSONAL_DATA: ClassVar = classify(none="id source name columns options header_digest created_by created_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="mapping_name")]
        indexes = [models.Index(fields=["source", "header_digest"], name="mapping_header")]


class BatchQuerySet(models.QuerySet[Any]):
    """Files on their way in, chainable."""

    def visible_to(self, user: User) -> Self:
        """One's own; all of them for whoever imports for the whole country. A list may name people of any district."""
        if not user.may("person.import"):
            return self.none()
        return self if user.district_ids("person.import") is None else self.filter(created_by=user)


class ImportBatch(Stateful):
    """One file of one source on its way in. ``counts`` holds numbers by outcome for pages that must not count rows.

    ``options`` is the mapping as it was used (:class:`dayaq.registry.imports.mapping.Mapping`), ``problem`` what
    spoiled the whole file. ``rows_done`` counts rows of the step under way. ``accepted_by`` let the good rows in.

    Of a set of files ``files`` holds {"name", "holds", "header", "rows"} for each, in the order in which they are taken
    in; the numbers of rows tell the file (:mod:`dayaq.registry.imports.filesets.sheets`). Empty for a single file.
    """

    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, related_name="batches")
    mapping = models.ForeignKey(ImportMapping, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.RECEIVED)
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    files = models.JSONField(default=list, blank=True, db_default=Value([], models.JSONField()))
    options = models.JSONField(default=dict, blank=True)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    problem = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = BatchQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id source mapping state state_at version file_digest header options rows rows_done counts problem "
        "created_by accepted_by created_at",
        personal="file_name files",
    )

    class Meta:
        indexes = [models.Index(fields=["-id"], name="batch_newest")]


class ImportFile(models.Model):
    """The bytes of an uploaded file, kept until its batch has ended."""

    batch = models.OneToOneField(ImportBatch, on_delete=models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    PERSONAL_DATA: ClassVar = classify(none="batch", special="content")


class StagedRow(models.Model):
    """One row of a file: as it came (``raw``, a list of cell texts), as read (``values``), what is wrong (``issues``).

    ``issues``: list of {"field", "column", "value", "code", "severity": "error"|"warning", "suggestion"}; ``warnings``
    is how many of them are warnings. ``digest`` is the SHA-256 of ``values`` in hex, compared with the digest kept at
    the row's ``ExternalKey``. Once a row is in, the person holds what it said: the row goes, or stays for its warnings
    with ``raw`` and ``values`` emptied.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="staged", db_index=False)
    row = models.PositiveIntegerField()
    key = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.STAGED)
    raw = models.JSONField()
    values = models.JSONField(default=dict)
    issues = models.JSONField(default=list)
    warnings = models.PositiveSmallIntegerField(default=0)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    PERSONAL_DATA: ClassVar = classify(
        none="id batch row state digest warnings person", special="key raw values issues"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="staged_row")]
        indexes = [
            models.Index(fields=["batch", "row"], name="staged_rejected", condition=Q(state=RowState.REJECTED)),
            models.Index(fields=["batch", "row"], name="staged_warnings", condition=Q(warnings__gt=0)),
            models.Index(fields=["person"], name="staged_person", condition=Q(person__isnull=False)),
        ]


class ExternalKey(models.Model):
    """A source's own key of a person, and the last row that was accepted for it: its digest, its batch, its number.

    By it a person is traced to file and row, and to the event of the audit chain whose rows it is among.

    A row of a set that is no person hangs on one, and is known in the same way: its key begins with what its file
    holds and "›" ("documents›P1|id_card||15981120").
    """

    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="external_keys")
    row_digest = models.CharField(max_length=64)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    row = models.PositiveIntegerField(null=True, blank=True)

    PERSONAL_DATA: ClassVar = classify(none="id source person row_digest batch row", personal="key")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="external_key"),
            models.CheckConstraint(condition=~Q(key=""), name="external_key_present"),
        ]


class HouseholdKey(models.Model):
    """A source's own key of a household, and the batch that made the household."""

    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="external_keys")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    PERSONAL_DATA: ClassVar = classify(none="id source household batch", personal="key")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="household_key"),
            models.CheckConstraint(condition=~Q(key=""), name="household_key_present"),
        ]


class ImportChange(models.Model):
    """What an import changed of, or added to, somebody who was there before it: what its reversal takes back.

    Whom it brought itself is found by ``ExternalKey.batch`` and ``HouseholdKey.batch`` and needs no row here. ``step``
    is the first row of the chunk in which it happened, ``row`` the file's. ``object_id`` is the key of the touched row,
    ``history`` that of its old row in the model's history; ``before`` holds what has no history.
    """

    class Kind(models.TextChoices):
        PERSON = "person"
        KEY_ADDED = "key_added"
        KEY_CHANGED = "key_changed"
        DOCUMENT_ADDED = "document_added"
        DOCUMENT_FLAGGED = "document_flagged"
        STATUS_ADDED = "status_added"
        MEMBER_JOINED = "member_joined"
        MEMBER_CHANGED = "member_changed"
        MEMBER_REMOVED = "member_removed"
        INCOME_ADDED = "income_added"
        INCOME_CHANGED = "income_changed"
        DOCUMENT_CHANGED = "document_changed"
        STATUS_CHANGED = "status_changed"
        RELATION_ADDED = "relation_added"
        RELATION_CHANGED = "relation_changed"
        HOME_CHANGED = "home_changed"
        ADDRESS_ADDED = "address_added"
        ADDRESS_CHANGED = "address_changed"

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="changes", db_index=False)
    step = models.PositiveIntegerField()
    row = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    object_id = models.BigIntegerField()
    history = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict, blank=True)
    earlier = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="later_changes")

    PERSONAL_DATA: ClassVar = classify(none="id batch step row kind object_id history earlier", personal="before")

    class Meta:
        indexes = [
            models.Index(fields=["batch", "step"], name="import_change_step"),
            models.Index(fields=["kind", "object_id"], name="import_change_object"),
        ]
