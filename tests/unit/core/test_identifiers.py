"""FİN, documents, VÖEN, telephone, postal index (inventory 2.9, 3.6)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.core.identifiers import (
    FIN_PATTERN,
    IdentifierProblem,
    format_phone,
    normalise_document_number,
    normalise_fin,
    normalise_phone,
    normalise_postal_index,
    normalise_voen,
    voen_holder,
)

P = IdentifierProblem


@given(st.from_regex("[0-9A-HJ-NP-Z]{7}", fullmatch=True))
def test_a_valid_fin_stays_as_it_is_however_it_was_typed(fin):
    for typed in (fin, fin.lower(), f" {fin[:3]} {fin[3:]}\u00a0", f"\ufeff{fin}"):
        result = normalise_fin(typed)
        assert (result.value, result.problem, result.suggestion) == (fin, None, None)
        assert result.original == typed


@given(st.text(max_size=10))
def test_no_text_gives_a_value_that_is_not_a_fin(text):
    result = normalise_fin(text)
    assert (result.value is None) != (result.problem is None)
    for code in (result.value, result.suggestion):
        assert code is None or re.match(FIN_PATTERN, code)


@pytest.mark.parametrize(
    ("typed", "problem", "suggestion"),
    [
        ("5O2AB7C", P.FIN_LOOKALIKE, "502AB7C"),
        ("5i2ab7c", P.FIN_LOOKALIKE, "512AB7C"),
        ("5İ2AB7C", P.FIN_LOOKALIKE, "512AB7C"),
        ("5ı2AB7C", P.FIN_LOOKALIKE, "512AB7C"),
        ("5А2АВ7С", P.FIN_LOOKALIKE, "5A2AB7C"),  # Cyrillic А, В, С
        ("5ƏAAB7C", P.FIN_CHARACTER, None),
        ("5-2AB7C", P.FIN_CHARACTER, None),
        ("1234567890", P.FIN_LENGTH, None),
        ("123456", P.FIN_LENGTH, None),
        ("  ", P.EMPTY, None),
    ],
)
def test_a_wrong_fin_is_named_and_what_it_may_mean_is_only_suggested(typed, problem, suggestion):
    result = normalise_fin(typed)
    assert (result.value, result.problem, result.suggestion) == (None, problem, suggestion)


def test_document_numbers_lose_spaces_and_gain_capitals():
    assert normalise_document_number(" aze 1234 5678").value == "AZE12345678"
    assert normalise_document_number("AA1234567").value == "AA1234567"
    cyrillic = normalise_document_number("АА1234567")
    assert (cyrillic.value, cyrillic.problem, cyrillic.suggestion) == (None, P.DOCUMENT_LOOKALIKE, "AA1234567")
    assert normalise_document_number("AA;1").problem == P.DOCUMENT_CHARACTER
    assert normalise_document_number(" ").problem == P.EMPTY


@pytest.mark.parametrize(
    ("typed", "value", "problem"),
    [
        ("140 155 5071", "1401555071", None),
        ("1401555081", None, P.VOEN_CHECK_DIGIT),
        ("1400057424", None, P.VOEN_STATUS),
        ("140155507X", None, P.VOEN_CHARACTER),
        ("12345", None, P.VOEN_LENGTH),
        ("", None, P.EMPTY),
    ],
)
def test_a_voen_is_checked_by_its_check_digit_and_status(typed, value, problem):
    result = normalise_voen(typed)
    assert (result.value, result.problem) == (value, problem)


def test_a_voen_that_lost_its_leading_zero_is_only_suggested():
    candidates = (f"01{serial:06}{check}1" for serial in range(20) for check in range(10))
    found = next(code for code in candidates if normalise_voen(code).value)
    result = normalise_voen(found[1:])
    assert (result.value, result.problem, result.suggestion) == (None, P.VOEN_LENGTH, found)


def test_a_voen_says_whose_it_is():
    assert voen_holder("1401555071") == "legal"
    assert voen_holder("1401555072") == "natural"


@pytest.mark.parametrize(
    "typed",
    ["050 123 45 67", "+994 50 123 45 67", "(050) 123-45-67", "00994501234567", "994501234567", "501234567"],
)
def test_every_way_to_write_a_number_gives_one_stored_form(typed):
    assert normalise_phone(typed).value == "+994501234567"


@pytest.mark.parametrize("prefix", ["10", "40", "44", "50", "51", "55", "60", "70", "77", "99"])
def test_every_mobile_prefix_is_known(prefix):
    assert normalise_phone(f"0{prefix} 234 56 78").value == f"+994{prefix}2345678"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", P.EMPTY),
        ("yoxdur", P.PHONE_UNREADABLE),
        ("123", P.PHONE_LENGTH),
        ("050 123 45", P.PHONE_LENGTH),
        ("000 000 00 00", P.PHONE_INVALID),
    ],
)
def test_a_wrong_number_is_named(typed, problem):
    result = normalise_phone(typed)
    assert (result.value, result.problem) == (None, problem)


@pytest.mark.parametrize("typed", ["050 123 45 67, 055 123 45 67", "0501234567; 1", "0501234567/0551234567"])
def test_two_numbers_in_one_field_are_a_problem_with_the_first_suggested(typed):
    result = normalise_phone(typed)
    assert (result.value, result.problem, result.suggestion) == (None, P.PHONE_SEVERAL, "+994501234567")


def test_words_after_a_number_do_not_hide_it():
    assert normalise_phone("050 123 45 67; oğlu").value == "+994501234567"


def test_another_country_reads_its_own_numbers():
    assert normalise_phone("0532 123 45 67", region="TR").value == "+905321234567"
    assert normalise_phone("+90 532 123 45 67").value == "+905321234567"


def test_a_number_is_shown_as_people_dial_it():
    assert format_phone("+994501234567") == "050 123 45 67"
    assert format_phone("+905321234567").startswith("+90 532")
    assert format_phone("x") == "x"


@pytest.mark.parametrize("typed", ["AZ1069", "AZ 1069", "az-1069", "ΑZ1069".replace("Α", "А")])
def test_a_postal_index_is_stored_without_a_space(typed):
    assert normalise_postal_index(typed).value == "AZ1069"


def test_a_postal_index_without_letters_is_only_suggested():
    result = normalise_postal_index("1069")
    assert (result.value, result.problem, result.suggestion) == (None, P.POSTAL_PREFIX, "AZ1069")
    assert normalise_postal_index("AZ10").problem == P.POSTAL_INDEX
    assert normalise_postal_index("").problem == P.EMPTY
