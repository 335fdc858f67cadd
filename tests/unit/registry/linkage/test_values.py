"""What two spellings of one thing become before they are compared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.registry.linkage.fields import Kind, Profile, guess
from dayaq.registry.linkage.values import day, email, father, name, whole_name, words

TODAY = date(2026, 11, 24)
ANY = st.text(max_size=40)
LETTERS = st.text("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", min_size=3, max_size=15)


@pytest.mark.parametrize("spelling", ["Əliyev", "ƏLİYEV", " əliyev ", "Әлијев", "Aliyev"])
def test_spellings_of_a_name_meet(spelling):
    assert name(spelling) == ("aliyev", name("Əliyev")[1])


@pytest.mark.parametrize("spelling", ["Vüqar", "Vüqar oğlu", "VÜQAR OĞLU", "Vüqar qızı", "Vuqar oglu"])
def test_a_patronymic_is_the_fathers_name(spelling):
    assert father(spelling)[0] == "vuqar"


@pytest.mark.parametrize("text", ["", "-", "XXX", "...", "  "])
def test_no_name_is_none(text):
    assert name(text) == (None, None)


@given(LETTERS)
def test_case_does_not_count_in_a_name(text):
    from dayaq.core.aztext import az_title, az_upper

    assert name(az_upper(text)) == name(az_title(text)) == name(text)


@given(ANY)
def test_any_text_is_a_name_of_plain_letters_or_none(text):
    plain, _key = name(text)
    assert plain is None or all(letter.isascii() for letter in plain)
    assert words(words(text)[0] or "") == words(text)


@given(ANY, st.sampled_from(["dmy", "mdy", "ymd", None]))
def test_any_text_is_eight_digits_or_no_date(text, order):
    (found,) = day(text, order, TODAY)
    assert found is None or (len(found) == 8 and found.isdigit())


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_a_date_is_the_same_day_in_any_form(born):
    expected = (f"{born:%Y%m%d}",)
    assert day(f"{born:%d.%m.%Y}", "dmy", TODAY) == expected
    assert day(f"{born:%Y-%m-%d}", "dmy", TODAY) == expected
    assert day(f"{born:%Y%m%d}", "ymd", TODAY) == expected
    assert day(f"{born:%m/%d/%Y}", "mdy", TODAY) == expected


@pytest.mark.parametrize(
    ("text", "digits"), [("31.02.1990", "19900231"), ("19850231", "19850231"), ("1980", "19800000")]
)
def test_a_date_that_is_none_keeps_its_digits(text, digits):
    assert day(text, "dmy", TODAY) == (digits,)


def test_a_whole_name_is_divided_as_the_mapping_says():
    assert whole_name("Əliyev Elçin Vüqar oğlu", False)[0] == whole_name("Elçin Əliyev", True)[0]
    assert whole_name("Elçin Əliyev", True)[2] == name("Elçin")[0]


def test_an_address_of_mail_has_a_user_and_other_text_none():
    assert email(" E.Aliyev@Example.az") == ("e.aliyev@example.az", "e.aliyev")
    assert email("none") == (None, None)


@pytest.mark.parametrize(
    ("profile", "kind"),
    [
        (Profile(1000, 950, 20, 0.99, 0.5, 1.0, 0.0), Kind.EMAIL),
        (Profile(1000, 900, 10, 0.0, 1.0, 1.0, 0.95), Kind.DATE),
        (Profile(1000, 990, 9, 0.0, 1.0, 1.0, 0.0), Kind.IDENTIFIER),
        (Profile(1000, 300, 4, 0.0, 1.0, 1.0, 0.0), Kind.CODE),
        (Profile(1000, 14, 8, 0.0, 0.0, 0.9, 0.0), Kind.CATEGORY),
        (Profile(1000, 600, 15, 0.0, 0.1, 0.2, 0.0), Kind.TEXT),
    ],
)
def test_the_kind_of_a_column_is_seen_from_what_stands_in_it(profile, kind):
    assert guess(profile) == kind
