"""Registering and correcting a person."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dayaq.core.errors import Denied, Invalid, Stale
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.models import IdentityDocument, Person, PersonName
from tests import make
from tests.unit.registry.given import BORN, astara, caseworker, everywhere, lerik, operator, person

pytestmark = pytest.mark.django_db


def told(event):
    return AuditEvent.objects.filter(event=event)


def correct(by, one, reason="vəsiqəyə əsasən", **changes):
    return api.correct_person(by=by, person=one, changes=changes, reason=reason)


def test_an_operator_registers_a_person_in_their_district():
    by = operator()
    one = person(by, fin=" 5abc12d ", phone="050 123 45 67")
    assert one.full_name == "Əliyev Həsən Məmməd oğlu"
    assert (one.fin, one.phone, one.phone_original) == ("5ABC12D", "+994501234567", "050 123 45 67")
    event = told("person.registered").get()
    assert (event.actor_id, event.object_id, event.detail["origin"]) == (by.pk, one.pk, "window")
    assert event.after_digest


def test_what_was_typed_is_kept_where_it_was_changed():
    one = person(surname="Әliyev ", father_name="Məmməd oğlu")
    assert one.surname == "Əliyev"
    assert one.name_original == {"surname": "Әliyev ", "father_name": "Məmməd oğlu"}


def test_the_patronymic_tells_the_sex_when_nobody_said_it():
    assert person(father_name="Rəşid qızı", sex="").sex == "f"


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"father_name": "Rəşid qızı", "sex": "m"}, "sex", "sex_against_patronymic"),
        ({"fin": "5ABC12O"}, "fin", "fin_lookalike"),
        ({"fin": "5ABC12"}, "fin", "fin_length"),
        ({"phone": "123"}, "phone", "phone_length"),
        ({"birth_date": date(2999, 1, 1)}, "birth_date", "future"),
        ({"birth_date": date(1700, 1, 1)}, "birth_date", "too_early"),
        ({"surname": "", "given_name": " ", "father_name": "XXX"}, "surname", "no_name"),
        ({"surname": "Ə" * 101}, "surname", "too_long"),
        ({"surname": "Əli\x00yev"}, "surname", "nul"),
        ({"sex": "x"}, "sex", "invalid"),
    ],
)
def test_a_bad_value_is_refused_by_field_and_nothing_is_written(values, field, code):
    with pytest.raises(Invalid) as caught:
        person(**values)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert not Person.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_letter_that_no_fin_has_is_offered_as_a_digit():
    with pytest.raises(Invalid) as caught:
        person(fin="5ABC12O")
    assert "5ABC120" in str(caught.value)


def test_a_fin_belongs_to_one_person_even_in_another_district():
    person(fin="5ABC12D")
    with pytest.raises(Invalid) as caught:
        person(operator(astara()), fin="5abc12d", unit=astara())
    assert (caught.value.code, caught.value.field) == ("fin_taken", "fin")
    assert Person.objects.count() == 1


@pytest.mark.parametrize("role", ["decision_officer", "monitor", "partner", "analyst", "auditor", "administrator"])
def test_who_may_not_register_registers_nobody(role):
    with pytest.raises(Denied):
        person(make.user(role))


def test_nobody_registers_in_a_foreign_district_or_in_none():
    for unit in (astara(), None):
        with pytest.raises(Denied) as caught:
            person(operator(), unit=unit)
        assert caught.value.code == "other_district"


def test_a_correction_keeps_the_old_row_and_says_why():
    by = caseworker()
    one = person(by)
    correct(by, one, given_name="Hüseyn", reason="səhv yazılıb")
    one.refresh_from_db()
    assert (one.given_name, one.version) == ("Hüseyn", 2)
    assert "HUSEYN" not in one.name_key
    event = told("person.corrected").get()
    assert (event.reason, event.detail) == ("səhv yazılıb", {"fields": ["given_name"]})
    assert event.before_digest != event.after_digest
    assert one.events.get().given_name == "Həsən"


def test_a_correction_moves_the_computed_columns_along():
    one = person()
    before = one.sort_key
    correct(everywhere(), one, surname="Zeynalov")
    assert one.sort_key > before
    assert PersonName.objects.filter(person=one, token__token="zeynalov").exists()
    assert not PersonName.objects.filter(person=one, token__token="əliyev").exists()


def test_an_operator_corrects_nobody():
    one = person()
    with pytest.raises(Denied):
        correct(operator(), one, given_name="Hüseyn")


def test_nobody_corrects_a_person_of_another_district_or_moves_one_there():
    with pytest.raises(Denied):
        correct(caseworker(astara()), person(), given_name="Hüseyn")
    with pytest.raises(Denied):
        correct(caseworker(), person(), unit=astara())


@pytest.mark.parametrize(
    ("reason", "changes", "code"),
    [
        ("", {"given_name": "Hüseyn"}, "reason"),
        ("səhv", {"given_name": "Həsən"}, "unchanged"),
        ("səhv", {"version": 9}, "invalid"),
        ("səhv", {"death_date": date(1979, 1, 1)}, "death_before_birth"),
        ("səhv", {"father_name": "Məmməd qızı"}, "sex_against_patronymic"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(reason, changes, code):
    one = person()
    with pytest.raises(Invalid) as caught:
        correct(everywhere(), one, reason=reason, **changes)
    assert caught.value.code == code
    assert not told("person.corrected").exists()


def test_a_correction_of_a_page_that_grew_old_is_refused():
    by = caseworker()
    one = person(by)
    correct(by, one, given_name="Hüseyn")
    with pytest.raises(Stale):
        api.correct_person(by=by, person=one, changes={"given_name": "Hasan"}, reason="səhv", version=1)


def test_only_who_holds_the_right_marks_a_person_as_restricted():
    with pytest.raises(Denied):
        correct(everywhere(), person(), is_restricted=True)


def test_a_taken_fin_cannot_be_given_by_correction():
    person(fin="5ABC12D")
    other = person()
    with pytest.raises(Invalid) as caught:
        correct(everywhere(), other, fin="5ABC12D")
    assert caught.value.code == "fin_taken"


def test_a_document_number_of_several_persons_is_flagged_and_not_refused():
    by = everywhere()
    first = api.add_document(by=by, person=person(), kind="foreign_document", number="aze 1234567")
    assert (first.number, first.number_original, first.flag_shared) == ("AZE1234567", "aze 1234567", False)
    second = api.add_document(by=by, person=person(), kind="foreign_document", number="AZE1234567")
    assert second.flag_shared
    first.refresh_from_db()
    assert first.flag_shared


def test_a_document_is_recorded_once_a_person():
    by, one = everywhere(), person()
    api.add_document(by=by, person=one, kind="id_card", number="12345678")
    with pytest.raises(Invalid):
        api.add_document(by=by, person=one, kind="id_card", number="1234 5678")
    assert IdentityDocument.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"fin": "5ABC12O"},
        {"fin": "5abc12d"},
        {"sex": "x"},
        {"birth_date": date(1700, 1, 1)},
        {"birth_date": BORN, "death_date": date(1970, 1, 1)},
        {"phone": "0501234567"},
        {"surname": "", "given_name": "", "father_name": ""},
    ],
)
def test_the_database_itself_refuses_an_impossible_person(values):
    one = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=one.pk).update(**values)


def test_the_sort_key_is_the_order_of_the_alphabet():
    by = everywhere()
    for surname in (
        "Zeynalov",
        "Çələbiyev",
        "Əliyev",
        "Cəfərov",
        "Xəlilov",
        "İsmayılov",
        "Hacıyev",
        "Ismayilov",
        "Eyvazov",
    ):
        person(by, surname=surname)
    names = list(Person.objects.order_by("sort_key", "id").values_list("surname", flat=True))
    assert names == [
        "Cəfərov", "Çələbiyev", "Eyvazov", "Əliyev", "Hacıyev", "Xəlilov", "Ismayilov", "İsmayılov", "Zeynalov",
    ]  # fmt: skip


def test_a_person_of_the_whole_country_is_seen_by_whoever_works_for_it():
    one = person(unit=None)
    assert Person.objects.visible_to(everywhere()).get() == one
    assert not Person.objects.visible_to(caseworker(lerik())).exists()
