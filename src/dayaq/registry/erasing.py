"""What of the registry, and of the rooms below it, is erased with a person, and what stays for statistics.

What stays: district, sex, year of birth, statuses without their evidence, memberships of households, enrolments and the
rest of what figures count. Who the person was stands nowhere any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.core.erasure import EMPTY_MAP, EMPTY_TEXT
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.documents.models import Document
from dayaq.notices.models import Notice
from dayaq.registry.holdings import DELETE, Ground, Holding, Persons, keys_about, register_ground, register_holding
from dayaq.registry.models import (
    AccessRecord,
    CandidatePair,
    ChangeRequest,
    Consent,
    ErasureRequest,
    ExternalKey,
    FormerAddress,
    Household,
    HouseholdIncome,
    HouseholdKey,
    HouseholdMember,
    IdentityDocument,
    ImportChange,
    LegalHold,
    LifeEvent,
    MergedRow,
    Person,
    PersonMerge,
    PersonRelation,
    RegisterCheck,
    Representative,
    StagedRow,
    Status,
    StatusGround,
)
from dayaq.registry.states import BatchState, MergeState

HELD: Final = (
    "exists (select from registry_legalhold h where h.person_id = any(_keys)"
    " and (h.valid_to is null or h.valid_to > _at::date))"
)
ENDED: Final = (BatchState.ACCEPTED, BatchState.CANCELLED, BatchState.FAILED, BatchState.REVERSED)


def documents_about(persons: Persons) -> set[int]:
    """Keys of documents about any record of theirs."""
    return keys_about(Document, persons, type_field="subject_type", id_field="subject_id")


def notices_to(persons: Persons) -> Iterable[int]:
    """Keys of what they were told."""
    rows = Notice.objects.filter(recipient_type="registry.person", recipient_id__in=list(persons))
    return rows.values_list("pk", flat=True)


def events_about(persons: Persons) -> set[int]:
    """Keys of audit events about any record of theirs, their letters and a household nobody else lives in included."""
    found = keys_about(AuditEvent, persons, type_field="object_type", id_field="object_id")
    for kind, keys in (
        ("documents.document", documents_about(persons)),
        ("notices.notice", set(notices_to(persons))),
        ("registry.household", homes_of_nobody_else(persons)),
    ):
        events = AuditEvent.objects.filter(object_type=kind, object_id__in=keys)
        found.update(events.values_list("pk", flat=True))
    return found


def reasons_about(persons: Persons) -> Iterable[int]:
    """Keys of those audit events whose reason can go: the chain holds its digest."""
    written = AuditEvent.objects.filter(pk__in=events_about(persons)).exclude(reason="").exclude(reason_digest="")
    return written.values_list("pk", flat=True)


def events_of(persons: Persons) -> Iterable[int]:
    """Keys of handled events that name the person, or are of the person itself; open ones hold keys only."""
    keys = list(persons)
    named = Q(payload__person__in=keys) | Q(name__startswith="person.", payload__id__in=keys)
    return OutboxEvent.objects.filter(named, handled_at__isnull=False).values_list("pk", flat=True)


def staged_rows(persons: Persons) -> Iterable[int]:
    """Keys of staged rows that became the person, carry the person's FİN, or the person's key in their source."""
    keys = list(persons)
    fins = Person.objects.filter(pk__in=keys, fin__isnull=False).values_list("fin", flat=True)
    same = Q(person__in=keys) | Q(values__fin__in=list(fins))
    for source, key in ExternalKey.objects.filter(person__in=keys).values_list("source_id", "key"):
        same |= Q(batch__source_id=source) & (Q(key=key) | Q(values__person=key) | Q(values__relative=key))
    return StagedRow.objects.filter(same).values_list("pk", flat=True)


def import_changes(persons: Persons) -> set[int]:
    """Keys of what imports noted of them, their rows, and their households, so that a reversal could put it back."""
    of = {"person__in": list(persons)}
    touched: dict[str, Iterable[int]] = {
        "person": persons,
        "key": ExternalKey.objects.filter(**of).values_list("pk", flat=True),
        "document": IdentityDocument.objects.filter(**of).values_list("pk", flat=True),
        "status": Status.objects.filter(**of).values_list("pk", flat=True),
        "member": HouseholdMember.objects.filter(**of).values_list("pk", flat=True),
        "income": _incomes(persons),
        "relation": _relations(persons),
        "home": homes(persons),
        "address": _former_addresses(persons),
    }
    found: set[int] = set()
    for what, keys in touched.items():
        kinds = [kind for kind in ImportChange.Kind.values if kind.split("_")[0] == what]
        noted = ImportChange.objects.filter(kind__in=kinds, object_id__in=list(keys))
        found.update(noted.values_list("pk", flat=True))
    return found


def homes(persons: Persons) -> Iterable[int]:
    """Keys of the households to which they ever belonged."""
    return HouseholdMember.objects.filter(person__in=list(persons)).values_list("household", flat=True)


def homes_of_nobody_else(persons: Persons) -> set[int]:
    """Keys of those households in which nobody else whose data are kept ever lived."""
    theirs = set(homes(persons))
    others = HouseholdMember.objects.filter(household__in=theirs, person__erased_at__isnull=True)
    return theirs - set(others.exclude(person__in=list(persons)).values_list("household", flat=True))


def _incomes(persons: Persons) -> Iterable[int]:
    return HouseholdIncome.objects.filter(household__in=set(homes(persons))).values_list("pk", flat=True)


def _home_keys(persons: Persons) -> Iterable[int]:
    return HouseholdKey.objects.filter(household__in=homes_of_nobody_else(persons)).values_list("pk", flat=True)


def _former_addresses(persons: Persons) -> Iterable[int]:
    return FormerAddress.objects.filter(household__in=set(homes(persons))).values_list("pk", flat=True)


def _former_addresses_of_nobody_else(persons: Persons) -> Iterable[int]:
    return FormerAddress.objects.filter(household__in=homes_of_nobody_else(persons)).values_list("pk", flat=True)


def _relations(persons: Persons) -> Iterable[int]:
    keys = list(persons)
    return PersonRelation.objects.filter(Q(person__in=keys) | Q(relative__in=keys)).values_list("pk", flat=True)


def _pairs(persons: Persons) -> Iterable[int]:
    return CandidatePair.objects.of(*persons).values_list("pk", flat=True)


def _merges(persons: Persons) -> Iterable[int]:
    keys = list(persons)
    return PersonMerge.objects.filter(Q(survivor__in=keys) | Q(merged__in=keys)).values_list("pk", flat=True)


def _standing_merges(persons: Persons) -> Iterable[int]:
    """Of a merge that was taken back the other record is somebody else's: no extract names them."""
    return PersonMerge.objects.filter(pk__in=set(_merges(persons)), state=MergeState.MERGED).values_list(
        "pk", flat=True
    )


def _merged_rows(persons: Persons) -> Iterable[int]:
    return MergedRow.objects.filter(merge__in=set(_merges(persons))).values_list("pk", flat=True)


NO_WORDS: Final = "case when evidence = '' then '' else '—' end"
"""Where the database asks for evidence something must stand."""
NO_CHANGES: Final = (
    """(select jsonb_object_agg(name, '{"before": null, "after": null}'::jsonb) from jsonb_object_keys(changes) name)"""
)
"""Which fields it was about stays."""
PERSON: Final = {
    "fin": "null",
    **dict.fromkeys(
        (
            "surname", "given_name", "father_name", "birth_date_original", "phone", "phone_original", "email",
            "address", "sort_key", "name_key",
        ),
        EMPTY_TEXT,
    ),
    "name_original": EMPTY_MAP,
    "birth_date": "date_trunc('year', birth_date)::date",
    "death_date": "date_trunc('year', death_date)::date",
    "erased_at": "_at",
    "version": "version + 1",
}  # fmt: skip

for _holding in (
    Holding(
        Person, _("Who you are"), path="pk", order=1, erase=PERSON, unless=HELD,
        keeps=frozenset({"sex", "is_restricted"}), hide=frozenset({"sort_key", "name_key", "erased_at"}),
    ),
    Holding(IdentityDocument, _("Identity documents"), order=2, erase=DELETE),
    Holding(
        Status, _("Statuses"), order=3, erase={"evidence": EMPTY_TEXT, "evidence_document_id": "null"},
        keeps=frozenset({"kind", "conflict", "percent"}),
    ),
    Holding(RegisterCheck, _("Answers of registers"), order=4, erase={"result": EMPTY_MAP}),
    Holding(HouseholdMember, _("Households"), order=5, keeps=frozenset({"relation"})),
    Holding(
        Household, _("Addresses of your households"), keys_of=homes, going=homes_of_nobody_else, order=6,
        erase={"address": EMPTY_TEXT},
    ),
    Holding(
        FormerAddress, _("Former addresses of your households"), keys_of=_former_addresses,
        going=_former_addresses_of_nobody_else, order=6, erase={"address": EMPTY_TEXT},
    ),
    Holding(
        HouseholdIncome, _("Income of your households"), keys_of=_incomes, order=7, erase={"evidence": NO_WORDS},
        keeps=frozenset({"amount"}),
    ),
    Holding(Representative, _("For whom you speak"), order=7, erase={"evidence": NO_WORDS}),
    Holding(
        PersonRelation, _("Relatives and guardians"), keys_of=_relations, order=7, erase={"evidence": NO_WORDS},
        keeps=frozenset({"kind", "basis"}),
    ),
    Holding(
        StatusGround, _("What statuses rest on"), path="status__person", order=7, erase={"facts": EMPTY_MAP},
        hide=frozenset({"told"}),
    ),
    Holding(HouseholdKey, "", keys_of=_home_keys, erase=DELETE),
    Holding(
        ChangeRequest, _("Corrections asked for"), order=8,
        erase={"changes": NO_CHANGES, "reason": "'—'", "evidence": EMPTY_TEXT, "decision_note": EMPTY_TEXT},
        hide=frozenset({"needs_approval", "conflicts"}),
    ),
    Holding(
        LifeEvent, _("Events of your life"), order=9,
        erase={"on": "date_trunc('year', \"on\")::date", "evidence": "'—'", "effects": "'[]'"},
        keeps=frozenset({"kind", "person", "mother", "father", "spouse"}), hide=frozenset({"effects", "undoes"}),
    ),
    Holding(CandidatePair, "", keys_of=_pairs, erase={"weights": "'[]'", "decided_why": EMPTY_TEXT}),
    Holding(
        PersonMerge, _("Records that became one with yours"), keys_of=_standing_merges, going=_merges, order=10,
        erase={"reason": "'—'", "undo_reason": EMPTY_TEXT}, hide=frozenset({"taken", "undone_by", "undo_reason"}),
    ),
    Holding(MergedRow, "", keys_of=_merged_rows, erase={"old": "null", "new": "null"}),
    Holding(Consent, _("Your consents"), order=80),
    Holding(ExternalKey, _("Keys under which others know you"), order=81, erase=DELETE),
    Holding(StagedRow, _("Rows of imported files"), keys_of=staged_rows, order=82, erase=DELETE),
    Holding(ImportChange, "", keys_of=import_changes, erase=DELETE),
    Holding(LegalHold, _("Legal holds"), order=83, erase={"reason": "'—'"}),
    Holding(
        ErasureRequest, _("Your requests for erasure"), order=84,
        erase=dict.fromkeys(("identity_check", "wish", "finding"), EMPTY_TEXT),
    ),
    Holding(
        Document, _("Letters and documents"), keys_of=documents_about, order=85, erase={"content": r"'\x'"},
        hide=frozenset({"content", "token", "digest"}),
    ),
    Holding(
        Notice, _("What you were told"), keys_of=notices_to, order=86,
        erase={
            **dict.fromkeys(("recipient_name", "address", "subject", "body"), EMPTY_TEXT),
            "state": "case when state = 'queued' then 'failed' else state end",
        },
    ),
    Holding(AccessRecord, _("Who looked at your data"), order=90),
    Holding(
        AuditEvent, "", keys_of=reasons_about, erase={"reason": EMPTY_TEXT}, keeps=frozenset({"actor_name"}),
    ),
    Holding(OutboxEvent, "", keys_of=events_of, erase={"payload": EMPTY_MAP}),
):  # fmt: skip
    register_holding(_holding)

register_ground(
    Ground(
        "legal_hold",
        _("A legal hold is in force."),
        lambda persons: (
            LegalHold.objects.on(clock.today()).filter(person__in=list(persons)).values_list("person", flat=True)
        ),
    )
)
register_ground(
    Ground(
        "import_running",
        _("A file in which the person stands is on its way in."),
        lambda persons: (
            StagedRow.objects.filter(pk__in=list(staged_rows(persons)), person__isnull=False)
            .exclude(batch__state__in=ENDED)
            .values_list("person", flat=True)
        ),
    )
)
