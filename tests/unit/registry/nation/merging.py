"""Records that come, change, move, are merged and taken apart, beside the model: whatever is done in whatever order,
nobody is lost or doubled, every pointer is right, and taking a merge back restores exactly what was."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dayaq.core.api import clock
from dayaq.core.errors import WrongState
from dayaq.registry import api
from dayaq.registry.merging.pointers import PERSON, pointers
from dayaq.registry.models import (
    Consent,
    ExternalKey,
    Household,
    HouseholdMember,
    IdentityDocument,
    LifeEvent,
    Person,
    PersonMerge,
    PersonName,
    Status,
)
from tests.unit.registry import given
from tests.unit.registry.nation.model import FIELDS, Merged, Record, combined, taken_apart

SURNAMES = ("Əliyev", "Aliyev", "Алиев", "Quliyev", "")
GIVEN = ("Həsən", "Gasan", "Aysel")
KINDS = ("labour_veteran", "jobseeker")
DAYS = (date(2020, 1, 1), date(2021, 1, 1))
BORN = (date(1980, 4, 12), date(1980, 12, 4), None)
NUMBERS = ("11111111", "22222222", "33333333")
who = st.integers(0, 50)


class Registry(RuleBasedStateMachine):
    """A registry of a dozen records; the model is a dictionary of the records that stand, and a list of merges."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.time = clock.frozen(datetime(2026, 3, 2, 9, tzinfo=UTC), seed="registry")
        self.time.__enter__()
        api.load_status_kinds()
        self.by = given.everywhere()
        self.number = count(1)
        self.records: dict[int, Record] = {}
        self.merges: list[Merged] = []
        self.made = 0
        for surname, born in zip(SURNAMES[:4], (*BORN, None), strict=True):
            self.register(surname, GIVEN[0], born, fin=born is None, phone=born is not None)

    def teardown(self) -> None:
        self.time.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def pick(self, number: int) -> tuple[Person, Record]:
        key = sorted(self.records)[number % len(self.records)]
        return Person.objects.get(pk=key), self.records[key]

    def tomorrow(self) -> None:
        clock.advance(timedelta(days=1))

    def free_fin(self) -> str:
        return f"{next(self.number):07d}"

    def free_phone(self) -> str:
        return f"+99450{next(self.number):07d}"

    # What people do ---------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.records) < 4)
    @rule(
        surname=st.sampled_from(SURNAMES), given_name=st.sampled_from(GIVEN), born=st.sampled_from(BORN),
        fin=st.booleans(), phone=st.booleans(),
    )  # fmt: skip
    def come(self, surname: str, given_name: str, born: date | None, fin: bool, phone: bool) -> None:
        self.register(surname, given_name, born, fin, phone)

    def register(self, surname: str, given_name: str, born: date | None, fin: bool, phone: bool) -> None:
        values: dict[str, Any] = {
            "surname": surname, "given_name": given_name, "father_name": "Rauf", "birth_date": born,
            "fin": self.free_fin() if fin else None, "phone": self.free_phone() if phone else "",
        }  # fmt: skip
        person = api.register_person(by=self.by, unit=given.lerik(), **values)
        self.records[person.pk] = Record({**values, "death_date": None})
        self.made += 1

    @precondition(lambda self: self.records)
    @rule(
        number=who, name=st.sampled_from(["surname", "phone", "fin", "death_date"]), to=st.sampled_from(SURNAMES[:-1])
    )
    def correct(self, number: int, name: str, to: str) -> None:
        person, record = self.pick(number)
        fresh = {"surname": to, "phone": self.free_phone(), "fin": self.free_fin(), "death_date": date(2025, 1, 1)}
        if record.values[name] == fresh[name]:
            return
        api.correct_person(by=self.by, person=person, changes={name: fresh[name]}, reason="typing error")
        record.values[name] = fresh[name]

    @precondition(lambda self: self.records)
    @rule(number=who, document=st.sampled_from(NUMBERS))
    def add_document(self, number: int, document: str) -> None:
        person, record = self.pick(number)
        if document not in record.documents:
            api.add_document(by=self.by, person=person, kind="id_card", number=document)
            record.documents.add(document)

    @precondition(lambda self: self.records)
    @rule(number=who, kind=st.sampled_from(KINDS), day=st.sampled_from(DAYS), verify=st.booleans())
    def add_or_verify_status(self, number: int, kind: str, day: date, verify: bool) -> None:
        person, record = self.pick(number)
        self.tomorrow()
        if (kind, day) not in record.statuses:
            api.add_status(by=self.by, person=person, kind=kind, valid_from=day, evidence="card")
            record.statuses[kind, day] = "declared"
        elif verify and record.statuses[kind, day] == "declared":
            status = Status.objects.get(person=person, kind__code=kind, valid_from=day)
            api.verify_status(by=self.by, status=status)
            record.statuses[kind, day] = "verified"

    @precondition(lambda self: self.records)
    @rule(number=who)
    def consent(self, number: int) -> None:
        person, record = self.pick(number)
        self.tomorrow()
        if not record.consent:
            api.give_consent(by=self.by, person=person, purpose="application")
            record.consent = True

    @precondition(lambda self: self.records)
    @rule(number=who, host=who)
    def move_house(self, number: int, host: int) -> None:
        """Leave where one lives, and found a household or join somebody's."""
        person, record = self.pick(number)
        _host, lives = self.pick(host)
        self.tomorrow()
        if lives.home is not None and lives.home == record.home:
            return
        if record.home is not None:
            member = HouseholdMember.objects.get(person=person, valid_to__isnull=True)
            api.end_membership(by=self.by, member=member, on=clock.today(), reason="moved")
        if lives.home is not None and lives is not record:
            home = Household.objects.get(pk=lives.home)
            api.add_member(by=self.by, household=home, person=person, relation="other_relative")
        else:
            home = api.create_household(by=self.by, head=person)
        record.home = home.pk

    @precondition(lambda self: len(self.records) > 1)
    @rule(one=who, other=who, take=st.sets(st.sampled_from(FIELDS)), their_home=st.booleans())
    def merge(self, one: int, other: int, take: set[str], their_home: bool) -> None:
        survivor, mine = self.pick(one)
        merged, theirs = self.pick(other)
        if survivor.pk == merged.pk:
            return
        self.tomorrow()
        if mine.died and theirs.died:
            with pytest.raises(WrongState):
                api.merge_persons(by=self.by, survivor=survivor, merged=merged, reason="one person")
            return
        home = theirs.home if their_home and theirs.home and mine.home else None
        done = api.merge_persons(
            by=self.by, survivor=survivor, merged=merged, reason="one person", take=take - {"unit"}, home=home
        )
        after, their_statuses, was_theirs = combined(mine, theirs, take, home)
        self.merges.append(
            Merged(done.pk, survivor.pk, merged.pk, mine, theirs, deepcopy(after), their_statuses, was_theirs)
        )
        del self.records[merged.pk]
        self.records[survivor.pk] = after

    @precondition(lambda self: self.merges)
    @rule(number=who)
    def unmerge(self, number: int) -> None:
        one = self.merges[number % len(self.merges)]
        self.tomorrow()
        merge = PersonMerge.objects.get(pk=one.pk)
        latest = one.survivor in self.records and not any(
            later.survivor == one.survivor and later.pk > one.pk for later in self.merges
        )
        if not latest:
            with pytest.raises(WrongState) as refused:
                api.unmerge_persons(by=self.by, merge=merge, reason="two people")
            assert refused.value.code == "later_merge"
            return
        api.unmerge_persons(by=self.by, merge=merge, reason="two people")
        self.merges.remove(one)
        self.records[one.survivor], self.records[one.merged] = taken_apart(one, self.records[one.survivor])

    # What holds -------------------------------------------------------------------------------------------------------

    @invariant()
    def nobody_is_lost_or_doubled(self) -> None:
        if not hasattr(self, "records"):
            return
        assert set(Person.objects.visible_to(self.by).values_list("pk", flat=True)) == set(self.records)
        assert Person.objects.count() == self.made
        merged = {one.merged for one in self.merges}
        assert set(Person.objects.filter(merged_into__isnull=False).values_list("pk", flat=True)) == merged
        assert merged.isdisjoint(self.records)

    @invariant()
    def everything_hangs_on_records_that_stand(self) -> None:
        if not hasattr(self, "records"):
            return
        gone = [one.merged for one in self.merges]
        for pointer in pointers():
            rows = pointer.model._base_manager.filter(**{f"{pointer.column}__in": gone})
            if pointer.type_column:
                rows = rows.filter(**{pointer.type_column: PERSON})
            assert not rows.exists(), pointer
        assert not PersonName.objects.filter(person__in=gone).exists()

    @invariant()
    def every_record_is_what_the_model_says(self) -> None:
        if not hasattr(self, "records"):
            return
        found = {
            person.pk: Record({name: getattr(person, name) for name in FIELDS}) for person in Person.objects.standing()
        }
        for person, number in IdentityDocument.objects.values_list("person", "number"):
            assert number not in found[person].documents
            found[person].documents.add(number)
        for person, *key, sure in Status.objects.values_list("person", "kind__code", "valid_from", "verification"):
            found[person].statuses[key[0], key[1]] = sure
        for person, key in ExternalKey.objects.values_list("person", "key"):
            found[person].keys.add(key)
        for person in LifeEvent.objects.standing().filter(kind="death").values_list("person", flat=True):
            assert not found[person].died
            found[person].died = True
        for person in Consent.objects.values_list("person", flat=True):
            assert not found[person].consent
            found[person].consent = True
        for person, home in HouseholdMember.objects.filter(valid_to__isnull=True).values_list("person", "household"):
            assert found[person].home is None
            found[person].home = home
        assert found == self.records

    @invariant()
    def nobody_lives_twice_in_one_household_on_a_day(self) -> None:
        if not hasattr(self, "records"):
            return
        spans: dict[tuple[int, int], list[tuple[date, date]]] = {}
        for person, home, first, last in HouseholdMember.objects.values_list(
            "person", "household", "valid_from", "valid_to"
        ):
            spans.setdefault((person, home), []).append((first, last or date.max))
        for same in spans.values():
            same.sort()
            assert all(before[1] <= after[0] for before, after in pairwise(same))
