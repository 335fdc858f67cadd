"""A person is found however the name was written (inventory 3.4)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dayaq.registry import api
from dayaq.registry.models import Person
from tests import make
from tests.spellings import SETS
from tests.unit.registry.given import astara, everywhere, lerik, operator, person

pytestmark = pytest.mark.django_db

OTHERS = ["Babayev", "Nəbiyev", "Rzayev", "Səfərov", "Tağıyev", "Vəliyev", "Zeynalov", "Həsənov", "Mustafayev"]


def found(user, text, **kwargs):
    return [hit.person for hit in api.search_persons(user, text, **kwargs)]


@pytest.mark.parametrize("spellings", SETS, ids=lambda spellings: spellings[0])
def test_every_spelling_finds_the_person_whichever_is_stored(spellings):
    user = everywhere()
    for surname in OTHERS:
        person(user, surname=surname)
    for stored in spellings:
        one = person(user, surname=stored, given_name="Tural")
        for typed in spellings:
            assert one in found(user, typed), (stored, typed)
            assert found(user, f"{typed} Tural")[0].given_name == "Tural"
        one.delete()


def test_every_spelling_finds_all_who_are_written_any_way():
    user = everywhere()
    for spellings in SETS:
        people = {person(user, surname=surname).pk for surname in spellings}
        for typed in spellings:
            assert people <= {one.pk for one in found(user, typed)}


class Order(TestCase):
    @settings(max_examples=25)
    @given(
        words=st.permutations(["Əliyeva", "Günay", "Rəşid"]),
        upper=st.booleans(),
        spelling=st.sampled_from(["Əliyeva", "Aliyeva", "Алиева", "ƏLİYEVA"]),
        spaces=st.sampled_from([" ", "  ", " \t"]),
    )
    def test_names_are_found_in_any_order_case_and_spacing(self, words, upper, spelling, spaces):
        user = everywhere()
        one = person(user, surname="Əliyeva", given_name="Günay", father_name="Rəşid", sex="f")
        text = spaces.join(spelling if word == "Əliyeva" else word for word in words)
        assert found(user, text.upper() if upper and "ı" not in text else text)[:1] == [one]

    @settings(max_examples=60)
    @given(text=st.text(max_size=60))
    def test_no_text_breaks_the_search(self, text):
        person(everywhere())
        api.search_persons(everywhere(), text)


@pytest.mark.parametrize(
    "typed",
    ["5ABC12D", "5abc12d", " 5abc 12d ", "5 ABC 12 D", "5АВС12D"],
    ids=["as is", "small", "spaces", "torn", "cyr"],
)
def test_a_fin_is_found_however_it_was_typed(typed):
    user = everywhere()
    one = person(user, fin="5ABC12D")
    person(user, fin="5ABC12E")
    assert found(user, typed) == [one]


@pytest.mark.parametrize(
    "typed", ["+994501234567", "050 123 45 67", "(050) 123-45-67", "994 50 123 45 67", "0501234567"]
)
def test_a_telephone_is_found_however_it_was_typed(typed):
    user = everywhere()
    one = person(user, phone="050 123 45 67")
    person(user, phone="050 123 45 68")
    assert found(user, typed) == [one]


@pytest.mark.parametrize(
    "typed", ["12.04.1980", "12/04/1980", "1980-04-12", "12 aprel 1980", "12 апреля 1980", "19800412"]
)
def test_a_birth_date_is_found_in_any_form(typed):
    user = everywhere()
    one = person(user)
    person(user, birth_date=date(1980, 4, 13))
    assert found(user, typed) == [one]


def test_a_name_and_a_year_narrow_each_other():
    user = everywhere()
    old, young = person(user), person(user, birth_date=date(1999, 1, 1))
    assert found(user, "Əliyev 1980") == [old]
    assert found(user, "aliev 01.01.1999") == [young]
    assert found(user, "Ela 1980") == []


def test_a_document_number_finds_its_holders():
    user = everywhere()
    one, other = person(user), person(user)
    for holder in (one, other):
        api.add_document(by=user, person=holder, kind="foreign_document", number="1804974")
    assert {hit.pk for hit in found(user, "1804974")} == {one.pk, other.pk}


def test_the_last_word_may_be_unfinished():
    user = everywhere()
    one = person(user, surname="Qəhrəmanlı", given_name="Nigar", sex="f", father_name="")
    person(user)
    assert found(user, "Nigar qəhr") == [one]
    assert found(user, "Nigar gahr") == [] or found(user, "Nigar gahr") == [one]
    assert found(user, "qahra") == [one]


@pytest.mark.parametrize(
    "typed", ["Məmədov Tural", "Mammdov Tural", "Mamamdov Tural", "Məmmədvo Tural", "Memmedov Tural", "Məmməsov Tural"]
)
def test_a_typing_error_does_not_hide_a_person(typed):
    user = everywhere()
    one = person(user, surname="Məmmədov", given_name="Tural")
    person(user, surname="Rzayev", given_name="Tural")
    assert found(user, typed)[:1] == [one]


def test_the_better_spelling_comes_first():
    user = everywhere()
    far = person(user, surname="Hüseynov")
    near = person(user, surname="Həsənov")
    assert found(user, "Həsənov")[0] == near
    assert found(user, "Huseynov")[0] == far


def test_oğlu_and_qızı_are_not_names():
    user = everywhere()
    one = person(user)
    assert found(user, "Əliyev Həsən Məmməd oğlu") == [one]


def test_initials_rank_but_do_not_find():
    user = everywhere()
    hasan, tural = person(user), person(user, given_name="Tural")
    assert found(user, "H.Əliyev")[0] == hasan
    assert found(user, "T. Əliyev")[0] == tural
    assert found(user, "H.") == []


def test_a_corrected_name_is_found_by_the_new_spelling_only():
    user = everywhere()
    one = person(user)
    api.correct_person(by=user, person=one, changes={"surname": "Rzayev"}, reason="nikah")
    assert found(user, "Rzayev") == [one]
    assert found(user, "Əliyev") == []


def test_another_district_is_not_found_by_any_means():
    user = operator()
    one = person(unit=astara(), fin="5ABC12D", phone="0501234567")
    for text in ("Əliyev", "Əliyev Həsən 1980", "5ABC12D", "0501234567", "12.04.1980", "1980"):
        assert found(user, text) == []
    assert found(operator(astara()), "5ABC12D") == [one]


def test_settlements_below_the_district_are_found():
    settlement = make.unit("AZ-LER-1", "Zuvand", "settlement")
    settlement.parent = lerik()
    settlement.save()
    one = person(unit=settlement)
    assert found(operator(), "Əliyev") == [one]
    assert found(operator(astara()), "Əliyev") == []


def test_a_restricted_person_is_found_by_nobody_without_the_right():
    one = person()
    Person.objects.filter(pk=one.pk).update(is_restricted=True)
    assert found(everywhere(), "Əliyev") == []


@pytest.mark.parametrize("role", ["administrator", "analyst", "auditor", "fund_officer", "committee_member", "monitor"])
def test_who_may_not_search_finds_nobody(role):
    person(fin="5ABC12D")
    assert found(make.user(role), "Əliyev") == []
    assert found(make.user(role), "5ABC12D") == []


@pytest.mark.parametrize(
    "text",
    [
        "Əliyev",
        "Əliyev Həsən",
        "5ABC12D",
        "Elliyof Hasann",
        "1980",
        "Əliyev 1980",
        "Məmməd Əliyev Həsən",
        "Zzz Xxx Yyy",
    ],
)
def test_a_search_runs_at_most_five_statements(text, django_assert_max_num_queries):
    user = operator()
    for number in range(30):
        person(fin=f"5ABC1{number:02}")
    user.permissions, user.memberships_today  # noqa: B018  # read once per request, before the search
    with django_assert_max_num_queries(5):
        api.search_persons(user, text)


def test_a_name_as_it_is_written_takes_two_statements(django_assert_num_queries):
    user = operator()
    for _number in range(30):
        person()
    user.permissions, user.memberships_today  # noqa: B018  # read once per request, before the search
    with django_assert_num_queries(2):
        assert len(found(user, "Əliyev Həsən Məmməd")) == 25


@pytest.mark.parametrize(
    "typed",
    [
        "Rzayev Həsən",
        "Həsən Əliyev",
        "Əliyev-Rzayev Həsən",
        "Rzaev Gasan Mamed",
        "Rzayev Həsən Məmməd 1980",
        "Rzayev Həsən 12.04.1980",
        "Məmməd Rzayev",
        "Əliyev Rzayev Həsən Məmməd",
    ],
)
def test_a_double_name_is_found_by_either_half(typed):
    user = everywhere()
    one = person(user, surname="Əliyev-Rzayev")
    person(user, surname="Rzayev", given_name="Tural")
    assert found(user, typed)[:1] == [one]


@pytest.mark.parametrize("typed", ["Məmməd Əliyev Həsən", "Həsən Məmməd", "Məmməd Həsən Əliyev", "Мамед Гасан"])
def test_an_order_in_which_nobody_says_a_name_finds_it_too(typed):
    user = everywhere()
    one = person(user)
    person(user, surname="Rzayev", given_name="Tural", father_name="Elçin")
    assert found(user, typed)[:1] == [one]


def test_a_rare_name_is_found_among_many_bearers_of_each_of_its_words():
    user = everywhere()
    for number in range(30):
        person(user, father_name=f"Rəşid{'aəeou'[number % 5]}")
        person(user, surname="Rzayev", father_name="Cavad")
    one = person(user, father_name="Cavad")
    assert found(user, "Aliyev Hasan Javad")[:1] == [one]


def test_surname_and_year_find_whoever_is_called_so_in_any_part_of_the_name():
    user = everywhere()
    by_surname, by_given = person(user), person(user, surname="Rzayev", given_name="Əli")
    person(user, birth_date=date(1981, 1, 1))
    assert found(user, "Əliyev 1980") == [by_surname]
    assert found(user, "Əli 1980")[0] == by_given


@pytest.mark.parametrize("marker", ["oğlu", "OĞLU", "oglu", "oghlu", "ogly", "оглу", "оглы", "оғлу", "огли"])
def test_the_word_for_son_is_no_name_however_it_is_spelt(marker):
    user = everywhere()
    one = person(user)
    assert found(user, f"Əliyev Həsən Məmməd {marker}") == [one]


@pytest.mark.parametrize("marker", ["qızı", "QIZI", "qizi", "gizi", "kızı", "кызы", "гызы", "гызи"])
def test_the_word_for_daughter_is_no_name_however_it_is_spelt(marker):
    user = everywhere()
    one = person(user, surname="Əliyeva", given_name="Günay", father_name="Məmməd qızı", sex="f")
    assert found(user, f"Əliyeva Günay Məmməd {marker}") == [one]


def test_no_more_than_asked_for_is_given_and_more_is_said():
    user = everywhere()
    for _number in range(4):
        person(user)
    result = api.find_persons(user, "Əliyev", 3)
    assert len(result.hits) == 3
    assert result.more


def test_who_is_named_as_the_father_is_found_before_those_who_have_the_name_once():
    user = everywhere()
    for number in range(12):
        person(user, father_name="Aqil" if number % 2 else "Elçin")
    one = person(user, father_name="Həsən")
    assert found(user, "Əliyev Həsən Həsən")[:1] == [one]
    assert found(user, "Гасан Гасан Алиев")[:1] == [one]
