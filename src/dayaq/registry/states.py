"""States of the registry's records and the tables of their transitions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Transition, Workflow


class Verification(models.TextChoices):
    """How sure a status is."""

    DECLARED = "declared", _("Declared")
    VERIFIED = "verified", _("Verified")
    REFUTED = "refuted", _("Refuted")


class BatchState(models.TextChoices):
    """Where a file on its way in stands."""

    RECEIVED = "received", _("Received")
    STAGING = "staging", _("Being checked")
    STAGED = "staged", _("Checked")
    ACCEPTING = "accepting", _("Being accepted")
    ACCEPTED = "accepted", _("Accepted")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Not readable")
    REVERSING = "reversing", _("Being reversed")
    REVERSED = "reversed", _("Reversed")


class RowState(models.TextChoices):
    """What became of one row of a file."""

    STAGED = "staged", _("Not checked yet")
    READY = "ready", _("Ready")
    UNCHANGED = "unchanged", _("Unchanged")
    REJECTED = "rejected", _("Rejected")
    CREATED = "created", _("New person")
    UPDATED = "updated", _("Person changed")


class PairState(models.TextChoices):
    """What became of two records that may be one person."""

    WAITING = "waiting", _("Waiting for a decision")
    MERGED = "merged", _("One person")
    KEPT_APART = "kept_apart", _("Two people")
    SUPERSEDED = "superseded", _("Settled by another merge")


class MergeState(models.TextChoices):
    """Whether two records still stand as one."""

    MERGED = "merged", _("Merged")
    UNDONE = "undone", _("Taken apart again")


class ChangeState(models.TextChoices):
    """Where a request to change a person's data stands."""

    SUBMITTED = "submitted", _("Waiting for approval")
    CONFLICTING = "conflicting", _("In conflict")
    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LifeEventState(models.TextChoices):
    """Whether a life event holds."""

    RECORDED = "recorded", _("Recorded")
    UNDONE = "undone", _("Taken back")


class ErasureState(models.TextChoices):
    """Where a request for erasure stands."""

    REQUESTED = "requested", _("Requested")
    EXAMINED = "examined", _("Examined")
    DONE = "done", _("Erased")
    REFUSED = "refused", _("Refused")


class RetentionState(models.TextChoices):
    """Where a review list of the retention schedule stands."""

    PLANNED = "planned", _("For review")
    APPROVED = "approved", _("Approved")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


VERIFICATION = Workflow(
    name="registry.status",
    field="verification",
    initial={Verification.DECLARED: "status.added", Verification.VERIFIED: "status.added"},
    transitions=(
        Transition(Verification.DECLARED, Verification.VERIFIED, "status.verified", by="caseworker"),
        Transition(Verification.DECLARED, Verification.REFUTED, "status.refuted", by="caseworker"),
        Transition(Verification.VERIFIED, Verification.REFUTED, "status.refuted", by="caseworker"),
        Transition(Verification.REFUTED, Verification.VERIFIED, "status.verified", by="caseworker"),
    ),
)

IMPORT_BATCH = Workflow(
    name="registry.import_batch",
    initial={BatchState.RECEIVED: "import.received"},
    transitions=(
        Transition(BatchState.RECEIVED, BatchState.STAGING, "import.staging", by="operator"),
        Transition(BatchState.STAGING, BatchState.STAGED, "import.staged", by="system"),
        Transition(BatchState.STAGING, BatchState.FAILED, "import.failed", by="system"),
        Transition(BatchState.STAGED, BatchState.STAGING, "import.restaging", by="operator"),
        Transition(BatchState.FAILED, BatchState.STAGING, "import.restaging", by="operator"),
        Transition(BatchState.STAGED, BatchState.ACCEPTING, "import.accepting", by="operator"),
        Transition(BatchState.ACCEPTING, BatchState.ACCEPTED, "import.accepted", by="system"),
        Transition(BatchState.ACCEPTING, BatchState.FAILED, "import.failed", by="system"),
        Transition(BatchState.RECEIVED, BatchState.CANCELLED, "import.cancelled", by="operator"),
        Transition(BatchState.STAGING, BatchState.CANCELLED, "import.cancelled", by="operator"),
        Transition(BatchState.STAGED, BatchState.CANCELLED, "import.cancelled", by="operator"),
        Transition(BatchState.FAILED, BatchState.CANCELLED, "import.cancelled", by="operator"),
        Transition(BatchState.ACCEPTING, BatchState.CANCELLED, "import.stopped", by="operator"),
        Transition(BatchState.ACCEPTED, BatchState.REVERSING, "import.reversing", by="operator"),
        Transition(BatchState.CANCELLED, BatchState.REVERSING, "import.reversing", by="operator"),
        Transition(BatchState.FAILED, BatchState.REVERSING, "import.reversing", by="operator"),
        Transition(BatchState.REVERSING, BatchState.REVERSED, "import.reversed", by="system"),
    ),
)

CANDIDATE_PAIR = Workflow(
    name="registry.candidate_pair",
    initial={PairState.WAITING: "pair.found"},
    transitions=(
        Transition(PairState.WAITING, PairState.MERGED, "pair.merged", by="caseworker"),
        Transition(PairState.WAITING, PairState.KEPT_APART, "pair.kept_apart", by="caseworker"),
        Transition(PairState.WAITING, PairState.SUPERSEDED, "pair.superseded", by="system"),
        Transition(PairState.KEPT_APART, PairState.MERGED, "pair.merged", by="caseworker"),
        Transition(PairState.KEPT_APART, PairState.WAITING, "pair.found_again", by="system"),
        Transition(PairState.SUPERSEDED, PairState.WAITING, "pair.found_again", by="system"),
        Transition(PairState.MERGED, PairState.KEPT_APART, "pair.kept_apart", by="caseworker"),
    ),
)

PERSON_MERGE = Workflow(
    name="registry.person_merge",
    initial={MergeState.MERGED: "person.merged"},
    transitions=(Transition(MergeState.MERGED, MergeState.UNDONE, "person.unmerged", by="caseworker"),),
)

OPEN_CHANGES: tuple[str, ...] = (ChangeState.SUBMITTED, ChangeState.CONFLICTING)
"""States in which a request can still change the person."""

CHANGE = Workflow(
    name="registry.change_request",
    initial={
        ChangeState.SUBMITTED: "change.requested",
        ChangeState.APPLIED: "change.applied_at_once",
    },
    transitions=(
        Transition(ChangeState.SUBMITTED, ChangeState.APPLIED, "change.applied", by="a second officer"),
        Transition(ChangeState.SUBMITTED, ChangeState.REFUSED, "change.refused", by="a second officer"),
        Transition(ChangeState.SUBMITTED, ChangeState.WITHDRAWN, "change.withdrawn", by="whoever asked for it"),
        Transition(ChangeState.SUBMITTED, ChangeState.CONFLICTING, "change.conflicting", by="system"),
        Transition(ChangeState.CONFLICTING, ChangeState.SUBMITTED, "change.renewed", by="whoever asked for it"),
        Transition(ChangeState.CONFLICTING, ChangeState.REFUSED, "change.refused", by="a second officer"),
        Transition(ChangeState.CONFLICTING, ChangeState.WITHDRAWN, "change.withdrawn", by="whoever asked for it"),
    ),
)

LIFE_EVENT = Workflow(
    name="registry.life_event",
    initial={LifeEventState.RECORDED: "life_event.recorded"},
    transitions=(Transition(LifeEventState.RECORDED, LifeEventState.UNDONE, "life_event.undone", by="caseworker"),),
)

ERASURE = Workflow(
    name="registry.erasure_request",
    initial={ErasureState.REQUESTED: "erasure.requested"},
    transitions=(
        Transition(ErasureState.REQUESTED, ErasureState.EXAMINED, "erasure.examined", by="data protection officer"),
        Transition(ErasureState.EXAMINED, ErasureState.EXAMINED, "erasure.examined", by="data protection officer"),
        Transition(ErasureState.EXAMINED, ErasureState.DONE, "erasure.done", by="data protection officer"),
        Transition(ErasureState.EXAMINED, ErasureState.REFUSED, "erasure.refused", by="data protection officer"),
    ),
)

RETENTION = Workflow(
    name="registry.retention_run",
    initial={RetentionState.PLANNED: "retention.planned"},
    transitions=(
        Transition(RetentionState.PLANNED, RetentionState.APPROVED, "retention.approved", by="data protection officer"),
        Transition(
            RetentionState.PLANNED, RetentionState.CANCELLED, "retention.cancelled", by="data protection officer"
        ),
        Transition(
            RetentionState.APPROVED, RetentionState.CANCELLED, "retention.cancelled", by="data protection officer"
        ),
        Transition(RetentionState.APPROVED, RetentionState.DONE, "retention.done", by="system"),
    ),
)
