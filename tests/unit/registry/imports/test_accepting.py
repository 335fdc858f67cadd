"""Rows become persons: once each, changed when their row changes, never against what somebody else registered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dayaq.accounts.api import system_user
from dayaq.core.api import audit, clock
from dayaq.core.models import AuditEvent
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import api
from dayaq.registry.models import (
    ExternalKey,
    Household,
    HouseholdIncome,
    HouseholdMember,
    IdentityDocument,
    Person,
    PersonName,
    StagedRow,
    Status,
)
from tests import make
from tests.unit.registry.imports.given import (
    ALIYEV,
    HEADER,
    RZAYEVA,
    SHIRINOV,
    accepted,
    codes,
    csv,
    issues,
    row,
    staged,
)

pytestmark = pytest.mark.django_db

HOME = (*HEADER, "Ailə №", "Ailə başçısı", "Gəlir", "Kateqoriya", "Vəsiqə")
LONG_AGO = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _lerik(db):
    make.unit()
    api.load_status_kinds()


def home(base, number="1", head="hə", income="", status="", document="", **changes):
    return (*row(base, **changes), number, head, income, status, document)


# One row, one person -------------------------------------------------------------------------------------------------


def test_a_row_is_a_person_who_is_found_by_the_words_of_the_name():
    accepted(csv(ALIYEV))
    person = Person.objects.get()
    assert (person.full_name, person.origin, person.unit.code) == (
        "Əliyev Həsən Məmməd oğlu",
        "import:office",
        "AZ-LER",
    )
    assert [hit.person for hit in api.search_persons(system_user(), "Алиев Гасан", 5)] == [person]


def test_the_same_file_again_writes_nothing():
    accepted(csv(ALIYEV, RZAYEVA))
    before = AuditEvent.objects.filter(event="people.imported").count()
    again = accepted(csv(ALIYEV, RZAYEVA))
    assert api.import_summary(again) | {"unchanged": 2, "accepted": 0} == api.import_summary(again)
    assert AuditEvent.objects.filter(event="people.imported").count() == before
    assert set(Person.objects.values_list("version", flat=True)) == {1}


def test_other_order_other_columns_and_another_file_are_the_same_rows():
    accepted(csv(ALIYEV, RZAYEVA))
    turned = csv(*(tuple(reversed(one)) for one in (RZAYEVA, ALIYEV)), header=tuple(reversed(HEADER)))
    assert api.import_summary(accepted(turned, name="other.csv"))["accepted"] == 0


def test_one_changed_row_changes_exactly_one_person_and_the_old_one_stays_in_history():
    accepted(csv(ALIYEV, RZAYEVA, SHIRINOV))
    batch = accepted(csv(ALIYEV, row(RZAYEVA, c1="Rzayeva-Əliyeva", c7="055 222 33 44"), SHIRINOV))
    assert api.import_summary(batch) | {"changed": 1, "new": 0, "unchanged": 2} == api.import_summary(batch)
    changed = Person.objects.get(version=2)
    assert (changed.surname, changed.phone) == ("Rzayeva-Əliyeva", "+994552223344")
    assert changed.events.get().surname == "Rzayeva"
    surnames = PersonName.objects.filter(person=changed, part="s").values_list("token__token", flat=True)
    assert set(surnames) == {"rzayeva", "əliyeva"}
    event = AuditEvent.objects.filter(event="people.imported").latest("pk")
    assert event.detail | {"changed": 1, "created": 0, "count": 1} == event.detail


def test_the_trace_of_an_import_is_in_the_chain():
    accepted(csv(ALIYEV))
    audit.seal()
    assert audit.verify().intact


def test_what_is_in_is_not_kept_beside_but_for_its_warnings_and_what_is_held_back_is():
    accepted(csv(ALIYEV, row(RZAYEVA, c5="31.02.1991"), row(SHIRINOV, c7="12")))
    held, remarked = StagedRow.objects.order_by("row")
    assert held.raw[1] == "Rzayeva"
    assert (remarked.row, remarked.raw, remarked.values) == (4, [], {})
    assert [issue["code"] for issue in remarked.issues] == ["phone_length"]


def test_good_rows_come_in_without_the_bad():
    batch = accepted(csv(ALIYEV, row(RZAYEVA, c5="31.02.1991")))
    assert Person.objects.get().fin == "5ABC12D"
    assert batch.counts["rejected"] == 1


@pytest.mark.parametrize("size", [1, 2, 3])
def test_in_whatever_chunks_it_comes_out_the_same(size):
    batch = staged(csv(ALIYEV, RZAYEVA, SHIRINOV))
    api.accept_batch(by=system_user(), batch=batch)
    while api.accept_step(batch, size):
        pass
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count(), batch.counts["created"]) == ("accepted", 3, 3)


def test_a_chunk_runs_a_fixed_number_of_statements():
    def statements(first, count):
        rows = [
            home(row(ALIYEV, c0="", c1="Quliyev"), f"{first}-{n}", "hə", "100", "veteran", f"AZE{first}{n:05}")
            for n in range(count)
        ]
        batch = staged(csv(*((f"P{first}-{n}", *one) for n, one in enumerate(rows)), header=("Kod", *HOME)))
        assert batch.counts["ready"] == count
        api.accept_batch(by=system_user(), batch=batch)
        with CaptureQueriesContext(connection) as seen:
            api.accept_step(batch)
        return len(seen)

    statements(0, 10)
    assert statements(1, 10) == statements(2, 1_000)


# Whom the registry knows ---------------------------------------------------------------------------------------------


def at_the_window(**changes):
    fields = {"surname": "Aliyev", "given_name": "Hasan", "birth_date": date(1980, 4, 12), "fin": "5ABC12D"}
    return api.register_person(by=system_user(), **{**fields, **changes})


def test_a_known_fin_with_its_birth_date_links_and_fills_in_only_what_is_empty():
    known = at_the_window(phone="012 404 11 22")
    batch = accepted(csv(ALIYEV))
    person = Person.objects.get()
    assert person == known
    assert ExternalKey.objects.get().person == known
    assert (person.surname, person.father_name, person.phone) == ("Aliyev", "Məmməd", "+994124041122")
    kept = [(code, value) for _row, code, severity, value in issues(batch) if severity == "warning"]
    assert kept == [("kept_as_registered", "+994501234567")]


def test_a_known_fin_with_another_birth_date_is_held_back():
    at_the_window(birth_date=date(1981, 4, 12))
    assert codes(accepted(csv(ALIYEV))) == [(2, "fin_of_another")]
    assert Person.objects.count() == 1


def test_without_a_birth_date_the_name_decides_whether_a_known_fin_is_the_same_person():
    at_the_window(birth_date=None)
    assert codes(accepted(csv(ALIYEV), source="one")) == []
    assert codes(accepted(csv(row(ALIYEV, c1="Quliyev", c2="Rauf", c5="")), source="two")) == [(2, "fin_of_another")]


def test_somebody_registered_between_checking_and_acceptance_is_seen():
    batch = staged(csv(ALIYEV, RZAYEVA))
    at_the_window(birth_date=date(1975, 1, 1))
    api.accept_batch(by=system_user(), batch=batch)
    while api.accept_step(batch):
        pass
    assert codes(batch) == [(2, "fin_of_another")]
    assert Person.objects.filter(origin="import:office").count() == 1


def test_two_sources_that_send_one_person_make_one_person():
    accepted(csv(ALIYEV), source="one")
    batch = accepted(csv(row(ALIYEV, c7="")), source="two")
    assert Person.objects.count() == 1
    assert ExternalKey.objects.count() == 2
    assert batch.counts["created"] == 0


def test_one_fin_under_two_row_keys_is_one_person_also_in_one_chunk():
    header = ("Kod", *HEADER)
    batch = accepted(csv(("A", *ALIYEV), ("B", *ALIYEV), header=header))
    assert (Person.objects.count(), ExternalKey.objects.count()) == (1, 2)
    assert batch.counts["created"] == 1


def test_one_fin_of_different_people_holds_all_of_them_back_and_names_the_rows():
    header = ("Kod", *HEADER)
    batch = accepted(csv(("A", *ALIYEV), ("B", *row(RZAYEVA, c0="5ABC12D")), ("C", *SHIRINOV), header=header))
    assert codes(batch) == [(2, "fin_twice"), (3, "fin_twice")]
    assert next(api.import_issues(batch, 10))["suggestion"] == "2, 3"


def test_a_key_that_stands_twice_holds_the_second_row_back():
    assert codes(accepted(csv(ALIYEV, row(ALIYEV, c7="")))) == [(3, "key_twice")]


def test_a_document_number_of_several_people_is_flagged_also_against_the_registry():
    header = ("Kod", *HEADER, "Vəsiqə")
    accepted(csv(("A", *ALIYEV, "AZE1234567"), header=header))
    batch = accepted(csv(("B", *RZAYEVA, "aze 123 4567"), header=header))
    assert codes(batch) == [(2, "document_shared")]
    assert list(IdentityDocument.objects.values_list("number", "flag_shared")) == [("AZE1234567", True)] * 2


# Where one may import ------------------------------------------------------------------------------------------------


def test_a_clerk_changes_nobody_whom_they_may_not_see():
    make.unit("AZ-AST", "Astara")
    at_the_window(unit=AdministrativeUnit.objects.get(code="AZ-AST"))
    clerk = make.user("operator", in_unit=make.unit())
    assert codes(accepted(csv(ALIYEV), by=clerk)) == [(2, "out_of_scope")]
    assert not ExternalKey.objects.exists()


# Households, statuses, incomes ---------------------------------------------------------------------------------------


def family(*rows, **given):
    return accepted(csv(*rows, header=HOME), **given)


def test_people_of_one_number_make_one_household_also_over_two_files():
    family(home(ALIYEV, income="420,50"), home(RZAYEVA, head="yox"))
    family(home(SHIRINOV, head="yox"))
    household = Household.objects.get()
    assert household.members.count() == 3
    assert household.members.get(is_head=True).person.fin == "5ABC12D"
    assert [str(income.amount) for income in household.incomes.all()] == ["420.50"]


def test_a_household_without_a_head_is_held_back_whole():
    batch = family(home(ALIYEV, head="yox"), home(RZAYEVA, head="yox"), home(SHIRINOV, number="2"))
    assert codes(batch) == [(2, "household_without_head"), (3, "household_without_head")]
    assert HouseholdMember.objects.count() == 1


def test_a_household_whose_head_is_held_back_comes_in_and_gets_its_head_later():
    batch = family(home(row(ALIYEV, c5="31.02.1980")), home(RZAYEVA, head="yox"))
    assert codes(batch) == [(2, "date_impossible"), (3, "head_held_back")]
    family(home(ALIYEV))
    assert Household.objects.get().members.get(is_head=True).person.fin == "5ABC12D"


def test_two_heads_are_held_back():
    batch = family(home(ALIYEV), home(RZAYEVA), home(SHIRINOV, head="yox"))
    assert codes(batch) == [(2, "household_with_two_heads"), (3, "household_with_two_heads"), (4, "head_held_back")]


def test_another_head_in_a_later_file_is_the_head():
    family(home(ALIYEV), home(RZAYEVA, head="yox"))
    family(home(ALIYEV, head="yox"), home(RZAYEVA))
    heads = HouseholdMember.objects.filter(is_head=True, valid_to=None)
    assert [member.person.fin for member in heads] == ["7QWE34R"]


def memberships(fin):
    rows = HouseholdMember.objects.filter(person__fin=fin).order_by("valid_from", "pk")
    return [(row.relation, row.valid_from, row.valid_to, row.kind) for row in rows]


def aged():
    """All memberships began long ago."""
    HouseholdMember.objects.update(valid_from=LONG_AGO)


def test_another_head_is_the_head_from_today_and_the_earlier_one_was_until_then():
    family(home(ALIYEV), home(RZAYEVA, head="yox"))
    aged()
    family(home(ALIYEV, head="yox"), home(RZAYEVA))
    today = clock.today()
    assert memberships("5ABC12D") == [
        ("head", LONG_AGO, today, "resident"),
        ("other_relative", today, None, "resident"),
    ]
    assert memberships("7QWE34R") == [
        ("other_relative", LONG_AGO, today, "resident"),
        ("head", today, None, "resident"),
    ]


def test_whoever_was_the_head_before_a_former_one_does_not_stand_in_the_way():
    family(home(ALIYEV), home(RZAYEVA, head="yox"))
    aged()
    head = HouseholdMember.objects.get(is_head=True)
    api.end_membership(by=system_user(), member=head, on=date(2021, 1, 1), reason="köçüb")
    family(home(RZAYEVA))
    assert [member.person.fin for member in HouseholdMember.objects.filter(is_head=True, valid_to=None)] == ["7QWE34R"]


def test_an_end_that_somebody_recorded_for_a_later_day_stays():
    family(home(ALIYEV), home(RZAYEVA, head="yox"))
    member = HouseholdMember.objects.get(person__fin="7QWE34R")
    HouseholdMember.objects.filter(pk=member.pk).update(valid_to=date(2999, 1, 1))
    batch = family(home(ALIYEV), home(RZAYEVA, number="2"))
    assert "in_other_household" in [code for _row, code in codes(batch)]
    header = (*HOME, "Qohumluq")
    batch = accepted(csv((*home(ALIYEV), ""), (*home(RZAYEVA, head="yox"), "həyat yoldaşı"), header=header))
    assert "kept_as_registered" in [code for _row, code in codes(batch)]
    member.refresh_from_db()
    assert (member.relation, member.valid_to) == ("other_relative", date(2999, 1, 1))
    assert HouseholdMember.objects.count() == 2


def test_a_household_that_was_joined_to_another_stands_for_that_one():
    family(home(ALIYEV), home(SHIRINOV, number="2"))
    aged()
    first, second = Household.objects.order_by("pk")
    api.merge_households(by=system_user(), household=first, other=second, on=clock.today(), reason="nikah")
    family(home(RZAYEVA, number="2", head="yox"), home(SHIRINOV, number="2", c7="055 222 33 44"))
    assert HouseholdMember.objects.get(person__fin="7QWE34R").household == first
    assert not second.members.filter(valid_to=None).exists()


def test_a_verified_income_stays():
    family(home(ALIYEV, income="420,50"))
    api.record_income(
        by=system_user(), household=Household.objects.get(), month=clock.today(), source="declared_total",
        amount=Decimal(400), evidence="arayış 5", is_verified=True,
    )  # fmt: skip
    batch = family(home(ALIYEV, income="500"))
    assert "kept_as_registered" in [code for _row, code in codes(batch)]
    assert [str(income.amount) for income in HouseholdIncome.objects.all()] == ["400.00"]


def test_a_status_that_ended_is_not_declared_again_from_the_same_day():
    header = (*HOME, "Status tarixi")
    accepted(csv((*home(ALIYEV, status="şəhid ailəsi"), "01.01.2020"), header=header))
    api.end_status(by=system_user(), status=Status.objects.get(), on=date(2021, 1, 1), reason="səhv")
    batch = accepted(csv((*home(ALIYEV, status="şəhid ailəsi", income="1"), "01.01.2020"), header=header))
    assert codes(batch) == [(2, "kept_as_registered")]
    assert Status.objects.count() == 1


def test_who_moves_to_another_household_of_the_source_belongs_to_one():
    family(home(ALIYEV), home(RZAYEVA, head="yox"))
    family(home(ALIYEV), home(RZAYEVA, number="2"))
    member = HouseholdMember.objects.get(person__fin="7QWE34R", valid_to=None)
    assert (member.household.external_keys.get().key, member.relation) == ("2", "head")


def test_who_belongs_to_a_household_made_at_the_window_stays_there():
    known = at_the_window()
    window = api.create_household(by=system_user(), head=known)
    batch = family(home(ALIYEV), home(RZAYEVA, head="yox"))
    assert "in_other_household" in [code for _row, code in codes(batch)]
    assert HouseholdMember.objects.get(person=known).household == window


def test_a_statement_of_income_replaces_the_earlier_one_of_the_month():
    family(home(ALIYEV, income="420,50"))
    family(home(ALIYEV, income="500"))
    assert [str(income.amount) for income in HouseholdIncome.objects.all()] == ["500.00"]


def test_a_status_is_declared_once():
    family(home(ALIYEV, status="şəhid ailəsi"))
    family(home(ALIYEV, status="şəhid ailəsi", income="1"))
    status = Status.objects.get()
    assert (status.kind.code, status.verification, status.origin) == ("martyr_family", "declared", "import:office")


def test_a_kept_birth_date_is_corrected_by_a_later_row():
    sheet = api.read_sheet("a.csv", csv(ALIYEV), api.FileOptions())
    mapping = replace(api.mapping_for(sheet, "office", api.FileOptions())[0], options={"birth_date": "keep"})
    accepted(csv(row(ALIYEV, c5="31.02.1980")), mapping)
    assert Person.objects.get().birth_date is None
    accepted(csv(ALIYEV), mapping)
    assert Person.objects.get().birth_date == date(1980, 4, 12)
