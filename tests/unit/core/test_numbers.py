"""Numbers, money and percentages as text and in words (inventory 3.5)."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from dayaq.core.money import MoneyError
from dayaq.core.numbers import (
    NumberProblem,
    format_money,
    format_number,
    format_percent,
    money_to_words,
    number_to_words,
    parse_number,
    year_ordinal,
)

P = NumberProblem
amounts = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)


def test_numbers_follow_the_language():
    assert format_number(Decimal("1234567.89")) == "1.234.567,89"
    assert format_number(Decimal("1234567.89"), "en") == "1,234,567.89"
    assert format_number(Decimal("1234567.89"), "ru") == "1\u00a0234\u00a0567,89"
    assert format_number(1000) == "1.000"
    assert format_number(Decimal("-0.00")) == "0,00"
    assert format_number(Decimal("2.345"), places=2) == "2,35"
    assert format_number(Decimal("1E+3")) == "1.000"


@given(st.integers(-(10**15), 10**15), st.sampled_from(["az", "en", "ru", "tr"]))
def test_whole_numbers_are_grouped_as_cldr_groups_them(n, language):
    assert format_number(n, language) == format_decimal(n, locale=language)


def test_money_has_two_places_and_the_sign_after():
    assert format_money(Decimal("1234.5")) == "1.234,50 ₼"
    assert format_money(Decimal("1234.5"), "en") == "1,234.50 ₼"
    assert format_money(0) == "0,00 ₼"


def test_money_with_a_fraction_of_a_qepik_is_not_shown_as_if_it_had_none():
    with pytest.raises(MoneyError):
        format_money(Decimal("0.005"))


@pytest.mark.parametrize("wrong", [1.5, True, "5"])
def test_only_exact_numbers_are_shown(wrong):
    with pytest.raises(TypeError):
        format_number(wrong)


def test_a_number_to_show_is_finite():
    with pytest.raises(ValueError):
        format_number(Decimal("NaN"))


def test_percentages_follow_the_language():
    assert format_percent(Decimal("0.05")) == "5%"
    assert format_percent(Decimal("0.1234")) == "12,3%"
    assert format_percent(Decimal("0.1235"), "en", places=2) == "12.35%"
    assert format_percent(1) == "100%"
    assert format_percent(Decimal("0.05"), "tr") == "%5"
    assert format_percent(Decimal("0.05"), "ru") == "5\u00a0%"
    assert format_percent(12) == "1.200%"


@pytest.mark.parametrize(
    ("n", "az", "en"),
    [
        (0, "sıfır", "zero"),
        (1, "bir", "one"),
        (10, "on", "ten"),
        (19, "on doqquz", "nineteen"),
        (27, "iyirmi yeddi", "twenty-seven"),
        (100, "yüz", "one hundred"),
        (105, "yüz beş", "one hundred and five"),
        (999, "doqquz yüz doxsan doqquz", "nine hundred and ninety-nine"),
        (1000, "min", "one thousand"),
        (1001, "min bir", "one thousand and one"),
        (2026, "iki min iyirmi altı", "two thousand and twenty-six"),
        (21_000, "iyirmi bir min", "twenty-one thousand"),
        (101_000, "yüz bir min", "one hundred and one thousand"),
        (200_000, "iki yüz min", "two hundred thousand"),
        (1_000_000, "bir milyon", "one million"),
        (1_001_000, "bir milyon bir min", "one million one thousand"),
        (10**9, "bir milyard", "one billion"),
        (10**12, "bir trilyon", "one trillion"),
        (-5, "mənfi beş", "minus five"),
    ],
)
def test_numbers_in_words(n, az, en):
    assert number_to_words(n) == az
    assert number_to_words(n, "en") == en


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.sampled_from(["az", "en"]))
def test_two_numbers_never_have_the_same_words(a, b, language):
    assert (number_to_words(a, language) == number_to_words(b, language)) == (a == b)


AZ_ONES = ["sıfır", "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz"]
AZ_TENS = ["on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan"]
AZ_VALUES = {word: n for n, word in enumerate(AZ_ONES)} | {word: 10 * n for n, word in enumerate(AZ_TENS, start=1)}
AZ_SCALES = {"min": 10**3, "milyon": 10**6, "milyard": 10**9, "trilyon": 10**12}


@given(st.integers(0, 10**12))
def test_azerbaijani_words_add_up_to_the_number(n):
    total = group = 0
    for word in number_to_words(n).split():
        if word == "yüz":
            group = 100 * (group or 1)
        elif word in AZ_SCALES:
            total += (group or 1) * AZ_SCALES[word]
            group = 0
        else:
            group += AZ_VALUES[word]
    assert total + group == n


def test_a_number_too_large_for_words_is_refused():
    with pytest.raises(ValueError):
        number_to_words(10**15)


def test_money_in_words():
    assert money_to_words(Decimal("200000.50")) == "iki yüz min manat 50 qəpik"
    assert money_to_words(Decimal("200000.05")) == "iki yüz min manat 05 qəpik"
    assert money_to_words(300) == "üç yüz manat"
    assert money_to_words(Decimal("-1.50")) == "mənfi bir manat 50 qəpik"
    assert money_to_words(Decimal("1.01"), "en") == "one manat and 01 qapik"
    assert money_to_words(Decimal("2000.50"), "en") == "two thousand manats and 50 qapiks"


@pytest.mark.parametrize(
    "text",
    [
        *("2021-ci", "2022-ci", "2023-cü", "2024-cü", "2025-ci", "2026-cı", "2027-ci", "2028-ci", "2029-cu"),
        *("2010-cu", "2020-ci", "2030-cu", "1940-cı", "1950-ci", "1960-cı", "1970-ci", "1980-ci", "1990-cı"),
        *("2000-ci", "1000-ci", "1900-cü", "100-cü", "900-cü", "2100-cü", "0-cı", "3-cü"),
    ],
)
def test_a_year_takes_the_suffix_of_its_last_numeral(text):
    assert year_ordinal(int(text.split("-")[0])) == text


@given(st.integers(1, 9999))
def test_the_suffix_follows_the_last_vowel_of_the_words(year):
    vowel = [letter for letter in number_to_words(year).split()[-1] if letter in "aeəıioöuü"][-1]
    suffix = {"a": "cı", "ı": "cı", "e": "ci", "ə": "ci", "i": "ci", "o": "cu", "u": "cu", "ö": "cü", "ü": "cü"}[vowel]
    assert year_ordinal(year) == f"{year}-{suffix}"


def test_an_ordinal_out_of_range_is_refused():
    with pytest.raises(ValueError):
        year_ordinal(-1)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("200 000", "200000"),
        ("200\u00a0000,50", "200000.50"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1234.567", "1234.567"),
        ("0.123", "0.123"),
        ("1.23", "1.23"),
        ("-5", "-5"),
        ("\u22125,5", "-5.5"),
        ("+7", "7"),
        ("1.234,50 ₼", "1234.50"),
        ("AZN 300", "300"),
        ("300 manat", "300"),
        ("007", "7"),
        (5, "5"),
        (0.1, "0.1"),
        (Decimal("2.50"), "2.50"),
    ],
)
def test_every_usual_grouping_is_read(typed, value):
    result = parse_number(typed)
    assert (result.value, result.problem) == (Decimal(value), None)


@pytest.mark.parametrize("typed", ["1.234", "1,234", "-12.345"])
def test_thousands_or_decimals_is_asked_not_guessed(typed):
    result = parse_number(typed)
    assert (result.value, result.problem) == (None, P.AMBIGUOUS)
    assert result.suggestion == int(typed.replace(".", "").replace(",", ""))


def test_a_known_decimal_sign_settles_it():
    assert parse_number("1.234", decimal_sign=",").value == 1234
    assert parse_number("1.234", decimal_sign=".").value == Decimal("1.234")
    assert parse_number("1,234", decimal_sign=",").value == Decimal("1.234")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", P.EMPTY),
        ("  ", P.EMPTY),
        (None, P.EMPTY),
        ("abc", P.UNREADABLE),
        ("1.23.456", P.UNREADABLE),
        ("1.234.56", P.UNREADABLE),
        ("12 34", P.UNREADABLE),
        ("₼", P.UNREADABLE),
        ("--5", P.UNREADABLE),
        ("1e5", P.UNREADABLE),
        ("٣", P.UNREADABLE),
        (True, P.UNREADABLE),
        ([], P.UNREADABLE),
        (float("nan"), P.NOT_FINITE),
    ],
)
def test_what_is_no_number_is_named(typed, problem):
    result = parse_number(typed)
    assert (result.value, result.problem) == (None, problem)


@given(amounts, st.sampled_from(["az", "en", "ru", "tr"]))
def test_formatted_money_is_read_back(amount, language):
    assert parse_number(format_money(amount, language)).value == amount


@given(st.text(max_size=15))
def test_any_text_gives_a_number_or_a_problem(text):
    result = parse_number(text)
    assert (result.value is None) != (result.problem is None)
