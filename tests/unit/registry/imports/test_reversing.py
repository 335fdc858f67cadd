"""A whole import is taken back: as if it had never been, or not at all and it says why."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dayaq.accounts.api import system_user
from dayaq.core.api import Denied, Invalid, WrongState, audit, clock
from dayaq.core.models import AuditEvent
from dayaq.law.api import load_law
from dayaq.notices.models import Notice
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import api
from dayaq.registry.imports.accepting.step import digest_of_rows
from dayaq.registry.imports.reversing.dependents import OWN, STAYS, pointing_at
from dayaq.registry.models import (
    AccessRecord,
    CandidatePair,
    ChangeRequest,
    Consent,
    ExternalKey,
    Household,
    HouseholdIncome,
    HouseholdKey,
    HouseholdMember,
    IdentityDocument,
    ImportBatch,
    ImportChange,
    Person,
    PersonName,
    Status,
    StatusGround,
)
from dayaq.registry.timeline import title_of
from tests import make
from tests.unit.registry.imports.given import ALIYEV, HEADER, RZAYEVA, SHIRINOV, accepted, csv, row, staged

pytestmark = pytest.mark.django_db

HOME = (*HEADER, "Ailə №", "Ailə başçısı", "Gəlir", "Kateqoriya", "Vəsiqə")
TABLES = (
    Person, PersonName, ExternalKey, Household, HouseholdKey, HouseholdMember, HouseholdIncome, Status,
    IdentityDocument,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _lerik(db):
    make.unit()
    api.load_status_kinds()


def home(base, number="1", head="hə", income="", status="", document="", **changes):
    return (*row(base, **changes), number, head, income, status, document)


def family(*rows, **given):
    return accepted(csv(*rows, header=HOME), **given)


def registry():
    """Every row of every table that an import writes."""
    return {model.__name__: sorted(model.objects.values_list(), key=str) for model in TABLES}


def reverse(batch, size=5_000):
    api.reverse_batch(by=system_user(), batch=batch)
    reversal = api.Reversal(batch)
    while reversal.step(size):
        pass
    batch.refresh_from_db()
    return batch


def what_depends(batch):
    with translation.override("en"):
        return {str(one.label): one.count for one in api.import_dependents(batch)}


# As if it had never been ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 5_000])
def test_an_import_of_new_people_leaves_nothing(size):
    before = registry()
    batch = family(
        home(ALIYEV, income="420,50", status="veteran", document="AZE1234567"),
        home(RZAYEVA, head="yox"),
        home(SHIRINOV, number="2", income="100"),
    )
    assert reverse(batch, size).state == "reversed"
    assert registry() == before


def test_people_who_were_there_before_are_as_they_were():
    family(home(ALIYEV, income="420,50", document="AZE1234567"), home(RZAYEVA, head="yox"), home(SHIRINOV, number="2"))
    api.register_person(by=system_user(), surname="Quliyev", given_name="Rauf", fin="9ABC12D")
    before = registry()
    batch = family(
        home(ALIYEV, head="yox", income="", status="veteran", document="AZE7654321", c1="Əliyev-Quliyev"),
        home(RZAYEVA, income="500", c7="055 222 33 44"),
        home(SHIRINOV, number="1", head="yox"),
        home(row(ALIYEV, c0="9ABC12D", c1="Quliyev", c2="Rauf", c5=""), number="3", income="7", document="AZE1234567"),
        home(row(ALIYEV, c0="8ABC12D", c1="Yeni", c2="Adam"), number="3", head="yox"),
    )
    assert registry() != before
    reverse(batch)
    assert registry() == before
    assert not ImportChange.objects.filter(batch=batch).exists()
    assert [hit.person.fin for hit in api.search_persons(system_user(), "Əliyev Həsən", 5)] == ["5ABC12D"]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_chunks_are_taken_back_in_the_order_in_which_they_came_turned_round(size):
    header = ("Kod", *HOME)
    accepted(csv(("A", *home(ALIYEV)), ("B", *home(RZAYEVA, head="yox")), header=header))
    before = registry()
    batch = staged(
        csv(
            ("A", *home(ALIYEV, head="yox", status="veteran")),
            ("B", *home(RZAYEVA)),
            ("C", *home(ALIYEV, head="yox", status="jobseeker", c7="055 111 22 33")),
            ("D", *home(SHIRINOV, number="9")),
            header=header,
        )
    )
    api.accept_batch(by=system_user(), batch=batch)
    while api.accept_step(batch, size):
        pass
    batch.refresh_from_db()
    assert registry() != before
    reverse(batch)
    assert registry() == before


def test_the_old_rows_stay_in_history_and_the_chain_holds():
    batch = accepted(csv(ALIYEV))
    person = Person.objects.get()
    reverse(batch)
    assert Person._meta.get_field("events").related_model.objects.get(pgh_obj_id=person.pk).surname == "Əliyev"
    told = AuditEvent.objects.filter(object_type="registry.importbatch", object_id=batch.pk)
    assert list(told.order_by("pk").values_list("event", flat=True))[-3:] == [
        "import.reversing",
        "import.people_removed",
        "import.reversed",
    ]
    audit.seal()
    assert audit.verify().intact


def test_a_later_import_is_taken_back_first_and_then_the_earlier_one():
    first = family(home(ALIYEV), home(RZAYEVA, head="yox"))
    second = family(home(ALIYEV, c7="055 222 33 44"), home(RZAYEVA, head="yox"))
    assert what_depends(first)["Rows of later imports"] == 1
    reverse(second)
    reverse(first)
    assert not Person.objects.exists()
    assert not Household.objects.exists()


def test_the_same_file_comes_in_again_after_it_was_taken_back():
    reverse(accepted(csv(ALIYEV, RZAYEVA)))
    assert accepted(csv(ALIYEV, RZAYEVA)).counts["created"] == 2


def test_reversing_what_is_reversed_changes_nothing():
    batch = reverse(accepted(csv(ALIYEV)))
    version, events = batch.version, AuditEvent.objects.count()
    assert reverse(batch).version == version
    assert AuditEvent.objects.count() == events


def test_a_flag_of_a_shared_document_goes_with_whoever_shared_it():
    header = ("Kod", *HEADER, "Vəsiqə")
    accepted(csv(("A", *ALIYEV, "AZE1234567"), header=header))
    reverse(accepted(csv(("B", *RZAYEVA, "AZE1234567"), header=header)))
    assert list(IdentityDocument.objects.values_list("flag_shared", flat=True)) == [False]


def test_an_import_that_was_stopped_half_way_is_taken_back_too():
    batch = staged(csv(ALIYEV, RZAYEVA))
    api.accept_batch(by=system_user(), batch=batch)
    api.accept_step(batch, 1)
    api.cancel_batch(by=system_user(), batch=batch)
    assert Person.objects.count() == 1
    reverse(batch)
    assert not Person.objects.exists()


# What depends on it --------------------------------------------------------------------------------------------------


def correct(person):
    api.correct_person(by=system_user(), person=person, changes={"phone": "+994501112233"}, reason="səhv")


def declare(person):
    api.add_status(by=system_user(), person=person, kind="jobseeker", valid_from=date(2024, 1, 1), evidence="ƏMAS")


def document(person):
    api.add_document(by=system_user(), person=person, kind="id_card", number="12345678")


def ask(person):
    api.record_register_check(by=system_user(), person=person, register="land", result={"owns_farm_land_share": False})


def consent(person):
    api.give_consent(by=system_user(), person=person, purpose="application")


def leave(person):
    member = person.memberships.get()
    api.end_membership(by=system_user(), member=member, on=date(2999, 1, 1), reason="köçüb")


def verify(person):
    api.verify_status(by=system_user(), status=person.statuses.get(), evidence="vəsiqə 1")


def write_to(person):
    Notice.objects.create(
        recipient_type="registry.person", recipient_id=person.pk, recipient_name=person.full_name, channel="post",
        language="az", template="letter", subject="Cavab", body="Cavab", address="Lerik",
    )  # fmt: skip


def hold(person):
    api.place_hold(by=make.user("data_protection_officer"), person=person, reason="məhkəmə")


def be_forgotten(person):
    by = make.user("data_protection_officer", "caseworker")
    api.request_erasure(by=by, person=person, identity_check="vəsiqə 1", wish="")


def change(person):
    by = make.user("caseworker")
    api.request_change(by=by, person=person, changes={"fin": "5ABC12E"}, reason="səhv", evidence="vəsiqə 1")


def relate(person):
    api.add_relation(
        by=system_user(), person=person, relative=Person.objects.get(fin="7QWE34R"), role="sibling", evidence="akt 1"
    )


def represent(person):
    api.set_representative(by=system_user(), household=Household.objects.get(), person=person, basis="member")


def earn(person):
    api.record_income(
        by=system_user(), household=Household.objects.get(), month=date(2024, 1, 1), source="wage",
        amount=Decimal(400), person=person,
    )  # fmt: skip


def verify_income(_person):
    api.record_income(
        by=system_user(), household=Household.objects.get(), month=clock.today(), source="declared_total",
        amount=Decimal("420.50"), evidence="arayış 5", is_verified=True, origin="import:office",
    )  # fmt: skip


def marry(person):
    wife = api.register_person(
        by=system_user(), surname="Quliyeva", given_name="Leyla", sex="f", birth_date=date(1985, 1, 1)
    )
    api.record_life_event(
        by=system_user(), person=person, on=date(2024, 1, 1), evidence="akt 5", details=api.Marriage(spouse=wife)
    )


@pytest.mark.parametrize(
    ("done", "label"),
    [
        (correct, "Later corrections of people"),
        (declare, "Statuses recorded or changed later"),
        (verify, "Statuses recorded or changed later"),
        (document, "Identity documents recorded later"),
        (ask, "Answers of registers"),
        (consent, "Consents"),
        (leave, "Memberships of households changed later"),
        (write_to, "Notices"),
        (hold, "Legal holds"),
        (be_forgotten, "Requests for erasure"),
        (change, "Changes of data"),
        (relate, "Relatives and guardians"),
        (represent, "Representatives of households"),
        (earn, "Incomes recorded later"),
        (verify_income, "Incomes recorded later"),
    ],
)
def test_what_was_recorded_since_is_named_with_its_number_and_nothing_is_taken_back(done, label):
    load_law()
    batch = family(home(ALIYEV, status="veteran", income="420,50"), home(RZAYEVA, head="yox"))
    done(Person.objects.get(fin="5ABC12D"))
    before = registry()
    with pytest.raises(Invalid) as refused:
        api.reverse_batch(by=system_user(), batch=batch)
    assert refused.value.code == "depended_on"
    assert what_depends(batch) == {label: 1}
    assert ": 1." in str(refused.value)
    assert registry() == before
    batch.refresh_from_db()
    assert batch.state == "accepted"


def test_a_marriage_recorded_since_holds_it_as_an_event_and_as_a_relation():
    batch = family(home(ALIYEV), home(RZAYEVA, head="yox"))
    marry(Person.objects.get(fin="5ABC12D"))
    with pytest.raises(Invalid):
        api.reverse_batch(by=system_user(), batch=batch)
    assert what_depends(batch) == {"Life events": 1, "Relatives and guardians": 1}


def test_every_record_that_points_at_what_is_taken_back_is_accounted_for():
    """A new model with a key to a person, household or what hangs on them is the import's own, or holds it by name."""
    gone = {Person, Household, *(model for own in OWN.values() for model in own)}
    unnamed = {
        other._meta.label
        for model in gone
        for other, _column in pointing_at(model)
        if other not in OWN.get(model, ()) and other not in STAYS
        and "registry." in str(title_of(other))
    }  # fmt: skip
    asked = {Person, Household, IdentityDocument}
    overlooked = {
        other._meta.label
        for model in gone - asked
        for other, _column in pointing_at(model)
        if other not in OWN.get(model, ())
    }
    assert (unnamed, overlooked) == (set(), set())


def test_a_marriage_and_the_tie_that_it_made_hold_it():
    batch = accepted(csv(ALIYEV))
    marry(Person.objects.get())
    assert what_depends(batch) == {"Life events": 1, "Relatives and guardians": 1}


def test_households_that_were_joined_since_hold_it():
    batch = family(home(ALIYEV), home(SHIRINOV, number="2"))
    HouseholdMember.objects.update(valid_from=date(2020, 1, 1))
    first, second = Household.objects.order_by("pk")
    api.merge_households(by=system_user(), household=first, other=second, on=clock.today(), reason="nikah")
    named = what_depends(batch)
    assert named["Households joined to others"] == 1
    assert named["Households changed later"] == 2


def test_a_change_that_waits_for_a_document_of_the_import_holds_it():
    person = api.register_person(by=system_user(), surname="Əliyev", given_name="Həsən", fin="5ABC12D")
    batch = family(home(ALIYEV, document="AZE1234567"))
    ChangeRequest.objects.create(
        person=person,
        changes={"email": {}},
        needs_approval=True,
        document=IdentityDocument.objects.get(),
        requested_by=system_user(),
        reason="—",
    )
    assert what_depends(batch)["Changes of data"] == 1


def test_what_a_rule_computed_from_it_holds_nothing_and_goes_with_it():
    load_law()
    before = registry()
    batch = family(home(row(ALIYEV, c5="12.04.1940"), status="veteran"))
    api.recheck_statuses(by=system_user(), on=clock.today())
    assert StatusGround.objects.filter(status__origin__startswith="derived:").exists()
    assert what_depends(batch) == {}
    reverse(batch)
    assert registry() == before
    assert not StatusGround.objects.exists()


def test_a_computed_status_that_somebody_refuted_holds_it():
    load_law()
    batch = family(home(row(ALIYEV, c5="12.04.1940")))
    api.recheck_statuses(by=system_user(), on=clock.today())
    api.refute_status(by=system_user(), status=Status.objects.get(), reason="səhv")
    assert what_depends(batch) == {"Statuses recorded or changed later": 1}


def test_who_looked_holds_nothing_and_stays():
    batch = accepted(csv(ALIYEV))
    person = Person.objects.get()
    clerk = make.user("caseworker")
    api.open_person(by=clerk, person=person)
    assert what_depends(batch) == {}
    reverse(batch)
    assert list(AccessRecord.objects.values_list("person_id", "user_id")) == [(person.pk, clerk.pk)]
    assert AuditEvent.objects.get(event="import.people_removed").detail["looks"] == 1


def test_what_was_erased_of_somebody_does_not_come_back():
    load_law()
    family(home(ALIYEV), home(RZAYEVA, head="yox"))
    batch = family(home(ALIYEV, c7="055 222 33 44", income="500"), home(RZAYEVA, head="yox", c7="055 333 44 55"))
    person = Person.objects.get(fin="5ABC12D")
    api.erase_persons(by=system_user(), persons=[person.pk], why="erasure:1")
    assert not ImportChange.objects.filter(kind="person", object_id=person.pk).exists()
    assert what_depends(batch) == {}
    reverse(batch)
    person.refresh_from_db()
    assert (person.surname, person.phone, person.fin) == ("", "", None)
    assert Person.objects.get(fin="7QWE34R").phone == ""


def test_a_person_of_another_source_in_a_household_of_the_import_holds_it():
    batch = family(home(ALIYEV))
    other = api.register_person(by=system_user(), surname="Quliyev", given_name="Rauf")
    api.add_member(by=system_user(), household=Household.objects.get(), person=other, relation="sibling")
    assert what_depends(batch) == {"Memberships of households changed later": 1}


def test_a_correction_of_somebody_whom_the_import_changed_holds_it():
    accepted(csv(ALIYEV))
    batch = accepted(csv(row(ALIYEV, c7="055 222 33 44")))
    correct(Person.objects.get())
    assert what_depends(batch) == {"Later corrections of people": 1}


def test_what_comes_to_depend_on_it_meanwhile_stops_it_there_and_it_goes_on_afterwards():
    batch = accepted(csv(ALIYEV, RZAYEVA, SHIRINOV))
    api.reverse_batch(by=system_user(), batch=batch)
    reversal = api.Reversal(batch)
    reversal.step(1)
    left = Person.objects.order_by("pk").first()
    consent(left)
    with pytest.raises(Invalid):
        reversal.step()
    assert Person.objects.filter(pk=left.pk).exists()
    Consent.objects.all().delete()
    while reversal.step():
        pass
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == ("reversed", 0)


def test_a_correction_made_meanwhile_is_not_lost():
    accepted(csv(ALIYEV))
    batch = accepted(csv(row(ALIYEV, c7="055 222 33 44")))
    api.reverse_batch(by=system_user(), batch=batch)
    correct(Person.objects.get())
    with pytest.raises(Invalid):
        api.Reversal(batch).step()
    assert Person.objects.get().phone == "+994501112233"


# Who, when, how ------------------------------------------------------------------------------------------------------


def test_whoever_may_not_import_does_not_reverse():
    batch = accepted(csv(ALIYEV))
    for somebody in (make.user("viewer"), make.user("operator", in_unit=make.unit("AZ-AST", "Astara"))):
        with pytest.raises(Denied):
            api.reverse_batch(by=somebody, batch=batch)


def test_what_never_came_in_is_not_reversed():
    batch = staged(csv(ALIYEV))
    with pytest.raises(WrongState):
        api.reverse_batch(by=system_user(), batch=batch)


def test_a_chunk_runs_a_fixed_number_of_statements():
    def statements(first, count):
        rows = [
            (f"P{first}-{n}", *home(row(ALIYEV, c0="", c1="Quliyev"), f"{first}-{n}", "hə", "100", "veteran"))
            for n in range(count)
        ]
        batch = accepted(csv(*rows, header=("Kod", *HOME)))
        api.reverse_batch(by=system_user(), batch=batch)
        with CaptureQueriesContext(connection) as seen:
            api.Reversal(batch).step()
        return len(seen)

    statements(0, 10)
    assert statements(1, 10) == statements(2, 1_000)


def test_a_row_is_traced_to_its_file_and_to_the_event_whose_digest_holds_it():
    batch = accepted(csv(ALIYEV, RZAYEVA, SHIRINOV))
    assert AdministrativeUnit.objects.exists()
    key = ExternalKey.objects.get(person__fin="7QWE34R")
    assert (key.batch, key.row) == (batch, 3)
    event = AuditEvent.objects.get(event="people.imported", object_id=key.batch_id)
    assert event.detail["first_row"] <= key.row <= event.detail["last_row"]
    rows = ExternalKey.objects.filter(batch=key.batch_id).order_by("row")
    lines = ["\t".join(map(str, one)) for one in rows.values_list("row", "key", "row_digest", "person_id")]
    assert digest_of_rows(lines) == event.detail["digest"]
    assert ImportBatch.objects.get() == batch


def test_a_pair_that_waits_goes_with_the_person_and_a_decision_about_one_holds_the_import():
    clerk = make.user("caseworker")
    batch = accepted(csv(row(ALIYEV), row(RZAYEVA)))
    one, other = Person.objects.order_by("pk")
    pair = CandidatePair.objects.create(left=one, right=other, probability=0.5)
    assert what_depends(batch) == {}
    api.keep_apart(by=clerk, pair=pair, reason="two people")
    assert what_depends(batch) == {"Possible duplicates on which somebody decided": 1}
    pair.state = "waiting"
    pair.save()
    reverse(batch)
    assert not Person.objects.exists()
    assert not CandidatePair.objects.exists()


def test_a_merge_holds_the_import_that_brought_either_record():
    clerk = make.user("caseworker")
    batch = accepted(csv(row(ALIYEV), row(RZAYEVA)))
    one, other = Person.objects.order_by("pk")
    api.merge_persons(by=clerk, survivor=one, merged=other, reason="one person")
    assert what_depends(batch)["Merges of records"] == 1
    with pytest.raises(Invalid):
        reverse(batch)
