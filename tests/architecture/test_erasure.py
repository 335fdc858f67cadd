"""Erasure reaches everything: a person whose name stands nowhere else is taken through the whole journey, their name is
planted besides in every place where somebody could have written it, and after erasure nothing of it is found in any
table, in any old row, in any file. What is counted is as it was, and the audit log still verifies.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from dayaq.accounts.api import system_user
from dayaq.core import audit, clock, events, heads
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.documents.models import Document
from dayaq.funds.models import LedgerEntry
from dayaq.notices.api import deliver_pending
from dayaq.programmes.models import DecisionRecord
from dayaq.registry import api as registry
from dayaq.registry.actions import erasing
from dayaq.registry.models import ExternalKey, ImportBatch, ImportSource, LegalHold, NameToken, Person, StagedRow
from dayaq.reporting.api import figures
from tests import atlas, make
from tests.conftest import as_superuser
from tests.unit.programmes import given as asking
from tests.unit.selfemployment import given

WORD = "Zərgərpalıd"
WHO = {
    "surname": WORD,
    "given_name": "Nurəfşan",
    "father_name": "Bəxtəvər",
    "phone": "+994558765432",
    "email": "nurefshan@example.com",
    "address": "Sarıbulaq döngəsi 77",
}
FIN = "7ZQX"
TELLING = ("zərgərpal", "zergerpal", "nurəfşan", "nurefsan", "nurefshan", "bəxtəvər", "8765432", "sarıbulaq", "7zqx")
PLANTED_BY_HAND = ("core.auditevent", "core.outboxevent", "registry.person", "registry.legalhold")
_number = count(100)

# Models whose personal data are those of staff, of suppliers, of words borne by many; and files that go by themselves.
NOT_OF_PERSONS = {
    "accounts.User": "accounts of staff",
    "accounts.ApiToken": "tokens of staff",
    "accounts.OfficeHolding": "who signs",
    "registry.NameToken": "words of names, borne by many: erased when the last bearer is (actions/erasing.py)",
    "registry.ImportBatch": "names of files",
    "registry.ImportFile": "a file is removed when its import ends, and an import under way forbids to erase",
    "funds.LedgerEntry": "money is never rewritten; words stand at funds only, never at a person",
    "panels.Sitting": "staff who may not score",
    "selfemployment.TrainingGroup": "the trainer",
}


def telling(text: str) -> list[str]:
    small = text.lower()
    return [word for word in TELLING if word in small]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by tablename")
        return [name for (name,) in cursor.fetchall()]


def found_in_database() -> dict[str, list[str]]:
    """Table → words found in any column of any row; binary columns are looked through as text."""
    found = {}
    with as_superuser(), connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            if words := telling(cursor.fetchone()[0]):
                found[table] = words
        for table, column in (("documents_document", "content"), ("registry_importfile", "content")):
            cursor.execute(f"select {column} from {table}")
            if any(telling(bytes(content).decode("utf-8", "replace")) for (content,) in cursor.fetchall()):
                found[f"{table}.{column}"] = [WORD]
    return found


def found_in_files() -> list[str]:
    folders = (Path(settings.MEDIA_ROOT), Path(settings.OUTBOX_PATH))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if telling(path.read_bytes().decode("utf-8", "replace"))]


def plant_everywhere() -> None:
    """Write the name into every text that erasure says it reaches, past all triggers, and into every old row."""
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        for holding in registry.holdings():
            for table in (holding.model._meta.db_table, *histories(holding.model)):
                for column in planted_columns(holding):
                    cursor.execute(f"update {table} set {column[0]} = {column[1]}", [column[2]])
        cursor.execute("set local session_replication_role = origin")


def histories(model: type[models.Model]) -> list[str]:
    return [one._meta.db_table for one in apps.get_models() if getattr(one, "pgh_tracked_model", None) is model]


def planted_columns(holding: registry.Holding) -> Iterator[tuple[str, str, str]]:
    if holding.label in PLANTED_BY_HAND or not holding.erase:
        return
    for field in holding.model._meta.concrete_fields:
        if field.column not in holding.erase or field.name == "state":
            continue
        if isinstance(field, models.JSONField):
            planted = f'{{"x": "{WORD}"}}'
            if field.name == "decision":
                yield field.column, f"{field.column} || %s::jsonb", planted
            else:
                yield field.column, "%s::jsonb", planted
        elif isinstance(field, models.CharField | models.TextField):
            yield field.column, "left(%s, 20)", WORD


@pytest.fixture
def everything(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[atlas.Atlas]:
    """The whole journey, every person in it with the telling data; nothing stands against erasing them."""
    for room in (given, asking):
        plain = room.person

        def person(plain: Any = plain, **changes: Any) -> Person:
            made: Person = plain(**{**WHO, "fin": f"{FIN}{next(_number)}", **changes})
            return made

        monkeypatch.setattr(room, "person", person)
    monkeypatch.setattr(erasing, "grounds_against", lambda _persons: {})
    with clock.frozen(atlas.NOW, seed="erasure"):
        yield atlas.build()


def told_ones() -> list[int]:
    return list(Person.objects.filter(fin__startswith=FIN).order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def erased(everything, django_capture_on_commit_callbacks) -> list[int]:
    """All of them are erased, after their name was planted everywhere."""
    persons = told_ones()
    one = Person.objects.filter(pk__in=persons, memberships__isnull=True).earliest("pk")
    clerk = everything.accounts["caseworker"]
    registry.correct_person(by=clerk, person=one, changes={"email": "a@b.az"}, reason=f"{WORD} özü bildirib")
    registry.add_document(by=clerk, person=one, kind="id_card", number="AA7ZQX123", issuer=WORD)
    status = registry.add_status(
        by=clerk, person=one, kind="jobseeker", valid_from=given.TODAY, evidence=f"{WORD}, arayış 5"
    )
    registry.verify_status(by=clerk, status=status, evidence=f"{WORD}, arayış 6")
    registry.create_household(by=clerk, head=one, valid_from=given.TODAY, address=WHO["address"])
    day = given.TODAY
    ended = {"reason": f"{WORD}, iş 5", "valid_from": day, "valid_to": day, "placed_by": clerk}
    LegalHold.objects.create(person=one, **ended)
    source = ImportSource.objects.create(code="given", name="Given")
    batch = ImportBatch.objects.create(
        source=source, file_name="a.csv", file_digest="0" * 64, created_by=clerk, state="accepted"
    )
    ExternalKey.objects.create(source=source, key=f"{FIN}-1", person=one, row_digest="0" * 64, batch=batch)
    for row, values in enumerate(({"fin": one.fin, "surname": WORD}, {"surname": WORD}), start=1):
        key = "" if row == 1 else f"{FIN}-1"
        StagedRow.objects.create(batch=batch, row=row, key=key, values=values, raw=[WORD], state="rejected")
    events.dispatch_all()
    OutboxEvent.objects.create(name="person.told", payload={"id": one.pk, "who": WORD}, handled_at=clock.now())
    deliver_pending()
    plant_everywhere()
    assert len(found_in_database()) > 20
    assert found_in_files()
    with django_capture_on_commit_callbacks(execute=True):
        registry.erase_persons(by=system_user(), persons=persons, why="erasure:1")
    return persons


def test_nothing_of_the_person_is_left_in_any_table_or_file(erased):
    assert found_in_database() == {}
    assert found_in_files() == []


def test_words_that_nobody_else_bears_leave_the_dictionary_and_others_stay(everything):
    persons = told_ones()
    Person.objects.filter(pk=persons[0]).update(surname="Quliyeva")
    other = make.unit()
    kept = registry.register_person(by=make.user("caseworker"), surname=WORD, given_name="Leyla", unit=other)
    registry.erase_persons(by=system_user(), persons=persons, why="erasure:1")
    assert not NameToken.objects.filter(token__startswith="nur").exists()
    assert [hit.person for hit in registry.search_persons(system_user(), WORD)] == [kept]


def test_what_is_counted_is_as_it_was(everything):
    def counted() -> list[Any]:
        told = [(one.code, one.value, one.hidden) for one in figures(small_cells=True)]
        kept = Person.objects.values_list("pk", "sex", "birth_date__year", "unit", "statuses__kind", "enrolments")
        decided = DecisionRecord.objects.values_list("pk", "outcome", "digest", "author", "approver", "decided_at")
        money = (LedgerEntry.objects.count(), LedgerEntry.objects.aggregate(models.Sum("amount")))
        return [told, sorted(kept, key=str), sorted(decided, key=str), money]

    before = counted()
    assert any(value for _code, value, _hidden in before[0])
    registry.erase_persons(by=system_user(), persons=told_ones(), why="erasure:1")
    assert counted() == before


def test_the_audit_log_still_verifies_and_says_what_was_erased(erased):
    audit.seal()
    heads.publish()
    report = audit.verify()
    assert report.intact
    assert report.erased > 0
    written = AuditEvent.objects.filter(event="data.erased", reason="erasure:1")
    assert {"registry.person", "documents.document", "programmes.decisionrecord"} <= {
        one.object_type for one in written
    }
    people = written.get(object_type="registry.person")
    assert people.detail["count"] == len(erased)
    assert (people.actor_id, people.at) == (system_user().pk, clock.now())


def test_a_change_of_a_reason_is_still_found(erased):
    clerk = make.user("operator")
    event = audit.record(by=clerk, event="account.deactivated", obj=clerk, reason="left")
    audit.seal()
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update core_auditevent set reason = 'another' where id = %s", [event.pk])
        cursor.execute("set local session_replication_role = origin")
    assert [fault.event_id for fault in audit.verify().faults] == [event.pk]


def test_the_paper_in_hand_can_still_be_verified(erased):
    paper = Document.objects.order_by("pk").first()
    assert paper is not None
    assert bytes(paper.content) == b""
    assert paper.digest
    assert paper.state == "valid"


def test_erasing_again_does_nothing(erased):
    later = AuditEvent.objects.count()
    assert registry.erase_persons(by=system_user(), persons=erased, why="erasure:2") == {}
    assert AuditEvent.objects.count() == later


def test_pages_about_what_stays_still_open(erased, everything, client):
    for page in ("applications:show/pk", "cases:show/pk", "cases:plan_show/pk", "applications:decide_appeal/pk"):
        door = atlas.DOORS[page]
        client.force_login(everything.accounts[door.who], backend=settings.AUTHENTICATION_BACKENDS[-1])
        answer = client.get(everything.url(page))
        assert answer.status_code == 200, page
        assert telling(answer.content.decode()) == []


@pytest.mark.parametrize(
    "model",
    [m for m in apps.get_models() if m.__module__.startswith("dayaq.") and not hasattr(m, "pgh_tracked_model")],
    ids=lambda m: m._meta.label,
)
def test_every_personal_field_is_reached_or_kept_on_purpose(model):
    personal = {name for name, kind in getattr(model, "PERSONAL_DATA", {}).items() if kind != "none"}
    if model._meta.label in NOT_OF_PERSONS:
        return
    holding = next((one for one in registry.holdings() if one.model is model), None)
    if holding is None:
        assert personal == set(), "declare the records in the room's erasing.py"
        return
    if holding.erase == registry.DELETE and holding.erase is not None:
        return
    reached = {field.name for field in model._meta.concrete_fields if field.column in (holding.erase or {})}
    assert personal - reached - holding.keeps == set()
