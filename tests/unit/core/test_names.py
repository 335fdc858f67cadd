"""Parts of personal names (inventory 3.3)."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dayaq.core.names import (
    Initials,
    Patronymic,
    everyday_name,
    full_name,
    name_words,
    parse_patronymic,
    patronymic_display,
    present,
    split_initials,
)

SON = ["oğlu", "OĞLU", "oglu", "OGLU", "ogly", "oğlı", "oghlu", "оглы", "оғлу", "ОГЛЫ", "o."]
DAUGHTER = ["qızı", "QIZI", "qizi", "QİZİ", "kyzy", "KYZY", "gizi", "kızı", "кызы", "гызы", "q."]


@pytest.mark.parametrize("marker", SON)
def test_every_spelling_of_son_is_understood(marker):
    assert parse_patronymic(f"Həsən {marker}") == Patronymic("Həsən", "oğlu")


@pytest.mark.parametrize("marker", DAUGHTER)
def test_every_spelling_of_daughter_is_understood(marker):
    assert parse_patronymic(f" Əli  Heydər {marker} ") == Patronymic("Əli Heydər", "qızı")


@pytest.mark.parametrize(
    ("typed", "father", "marker"),
    [
        ("Həsən", "Həsən", None),
        ("HƏSƏN OĞLU", "HƏSƏN", "oğlu"),
        ("Həsən-oğlu", "Həsən", "oğlu"),
        ("Həsənoğlu", "Həsən", "oğlu"),
        ("Oğuz", "Oğuz", None),
        ("oğlu", None, "oğlu"),
        ("XXX", None, None),
        ("-", None, None),
        ("", None, None),
        (None, None, None),
        ("Гасан оглы", "Гасан", "oğlu"),
    ],
)
def test_a_patronymic_is_split_into_name_and_marker(typed, father, marker):
    assert parse_patronymic(typed) == Patronymic(father, marker)


@given(st.text("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", min_size=4, max_size=10), st.sampled_from("mf"))
def test_what_is_displayed_is_parsed_back(father, sex):
    shown = patronymic_display(father, sex)
    parsed = parse_patronymic(shown)
    assume(present(father))  # "yoxdur" says that there is no name
    assert parsed.marker == {"m": "oğlu", "f": "qızı"}[sex]
    assert patronymic_display(parsed.father_name, sex) == shown


def test_the_marker_follows_sex_and_is_left_out_when_sex_is_not_known():
    assert patronymic_display("Həsən", "m") == "Həsən oğlu"
    assert patronymic_display("Həsən", "f", "en") == "Həsən qızı"
    assert patronymic_display("Гасан", "f", "ru") == "Гасан кызы"
    assert patronymic_display("Həsən", "") == "Həsən"
    assert patronymic_display(None, "m") == ""


def test_a_language_that_the_system_lacks_is_an_error():
    with pytest.raises(KeyError):
        patronymic_display("Həsən", "m", "xx")


def test_the_official_order_is_surname_given_father():
    assert full_name("Əliyev", "Rəşad", "Həsən", "m") == "Əliyev Rəşad Həsən oğlu"
    assert full_name("Əliyeva", "Leyla", "Həsən", "f") == "Əliyeva Leyla Həsən qızı"
    assert everyday_name("Əliyev", "Rəşad") == "Rəşad Əliyev"


@pytest.mark.parametrize("absent", ["XXX", "", None, "xxx", " - "])
def test_a_person_may_have_no_surname(absent):
    assert present(absent) is None
    assert full_name(absent, "Rəşad", absent, "m") == "Rəşad"


@pytest.mark.parametrize(
    ("text", "initials", "surname"),
    [
        ("S.Müslümov", ("S",), "Müslümov"),
        ("S. Müslümov", ("S",), "Müslümov"),
        ("S.H.Müslümov", ("S", "H"), "Müslümov"),
        ("S. H. Əliyev-Məmmədov", ("S", "H"), "Əliyev-Məmmədov"),
        ("Müslümov S.H.", ("S", "H"), "Müslümov"),
        ("Дж.Алиев", ("Дж",), "Алиев"),
    ],
)
def test_initials_are_split_from_a_surname_without_a_space(text, initials, surname):
    assert split_initials(text) == Initials(initials, surname)


def test_a_full_name_is_not_initials():
    assert split_initials("Sahil Müslümov") is None
    assert split_initials("") is None


def test_words_of_a_name_part_an_initial_from_the_surname():
    assert name_words("S.Müslümov") == ("S.", "Müslümov")
    assert name_words("S.H.Müslümov") == ("S.", "H.", "Müslümov")
    assert name_words("Əli Həsən oğlu") == ("Əli", "Həsən", "oğlu")
