"""Reading and writing dates (inventory 3.5)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.core.dates import DateProblem, DateWarning, format_date, format_long, infer_order, parse_date

P = DateProblem
TODAY = date(2026, 11, 22)
DAY = date(2026, 3, 2)
past = st.dates(date(1850, 1, 1), TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        "02.03.2026",
        "2.3.2026",
        "02.03.2026.",
        "2026-03-02",
        "2026/3/2",
        "2026.03.02",
        "20260302",
        20260302,
        20260302.0,
        "2026-03-02 00:00:00",
        "2026-03-02T00:00:00Z",
        "2 mart 2026",
        "2 MART 2026",
        "02 mart 2026-cı il",
        "2 mart 2026-cı ildə",
        "2 mart 2026 ci il",
        "«2» mart 2026-cı il",
        "2026-cı il 2 mart",
        "2 марта 2026 г.",
        "2 марта 2026 года",
        "2 March 2026",
        "March 2, 2026",
        "March 2nd, 2026",
        "2-Mar-2026",
        " 02.03.2026\u00a0",
        DAY,
        datetime(2026, 3, 2, tzinfo=UTC),
    ],
)
def test_every_usual_way_to_write_a_date_is_read(typed):
    result = parse_date(typed, today=TODAY)
    assert (result.value, result.problem, result.warning) == (DAY, None, None)
    assert result.original is typed


@given(past, st.sampled_from(["az", "en", "ru", "tr"]))
def test_what_is_written_is_read_back(day, language):
    for text in (format_date(day, language), format_long(day, language), day.isoformat(), f"{day:%Y%m%d}"):
        result = parse_date(text, today=TODAY)
        assert (result.value, result.problem, result.warning) == (day, None, None)


@given(past)
def test_capitals_of_azerbaijani_months_are_read(day):
    typed = format_long(day, "az").replace("i", "İ").replace("ı", "I").upper()
    assert parse_date(typed, today=TODAY).value == day
    assert parse_date(format_long(day, "az").upper(), today=TODAY).value == day


@given(past, st.sampled_from("/-."), st.sampled_from(["dmy", "mdy"]))
def test_a_known_order_is_followed(day, separator, order):
    parts = ("%d", "%m", "%Y") if order == "dmy" else ("%m", "%d", "%Y")
    assert parse_date(day.strftime(separator.join(parts)), order=order, today=TODAY).value == day


@pytest.mark.parametrize(
    ("typed", "order", "problem", "suggestion"),
    [
        ("03/04/2026", None, P.AMBIGUOUS_ORDER, date(2026, 4, 3)),
        ("03-04-2026", None, P.AMBIGUOUS_ORDER, date(2026, 4, 3)),
        ("03/25/2026", "dmy", P.OTHER_ORDER, date(2026, 3, 25)),
        ("25.03.2026", "mdy", P.OTHER_ORDER, date(2026, 3, 25)),
        ("03.25.2026", None, P.OTHER_ORDER, date(2026, 3, 25)),
        ("19760231", None, P.IMPOSSIBLE, None),
        ("31.02.1976", None, P.IMPOSSIBLE, None),
        ("1976-13-01", None, P.IMPOSSIBLE, None),
        ("99/99/2020", None, P.IMPOSSIBLE, None),
        ("30 fevral 2020", None, P.IMPOSSIBLE, None),
        ("02.03.76", None, P.TWO_DIGIT_YEAR, date(1976, 3, 2)),
        ("02.03.05", None, P.TWO_DIGIT_YEAR, date(2005, 3, 2)),
        ("03/02/05", "mdy", P.TWO_DIGIT_YEAR, date(2005, 3, 2)),
        ("2 mart 76", None, P.TWO_DIGIT_YEAR, date(1976, 3, 2)),
        ("31.02.76", None, P.IMPOSSIBLE, None),
        ("27820", None, P.EXCEL_SERIAL, date(1976, 3, 1)),
        ("27820.5", None, P.EXCEL_SERIAL, date(1976, 3, 1)),
        (27820, None, P.EXCEL_SERIAL, date(1976, 3, 1)),
        (27820.0, None, P.EXCEL_SERIAL, date(1976, 3, 1)),
        ("02031976", None, P.NO_SEPARATORS, date(1976, 3, 2)),
        ("1976", None, P.INCOMPLETE, None),
        ("03.1976", None, P.INCOMPLETE, None),
        ("01.01.1700", None, P.YEAR_OUT_OF_RANGE, None),
        ("2 mart", None, P.UNREADABLE, None),
        ("2 smart 2026", None, P.UNREADABLE, None),
        ("123", None, P.UNREADABLE, None),
        ("99999999", None, P.UNREADABLE, None),
        (True, None, P.UNREADABLE, None),
        ([], None, P.UNREADABLE, None),
        (float("nan"), None, P.UNREADABLE, None),
        ("", None, P.EMPTY, None),
        (" - ", None, P.EMPTY, None),
        (None, None, P.EMPTY, None),
    ],
)
def test_a_wrong_date_is_named_and_what_it_may_mean_is_only_suggested(typed, order, problem, suggestion):
    result = parse_date(typed, order=order, today=TODAY)
    assert (result.value, result.problem, result.suggestion) == (None, problem, suggestion)


def test_a_slashed_date_that_can_only_be_read_one_way_is_read():
    assert parse_date("25/03/2026", today=TODAY).value == date(2026, 3, 25)
    assert parse_date("03/25/2026", today=TODAY).value == date(2026, 3, 25)
    assert parse_date("03/03/2026", today=TODAY).value == date(2026, 3, 3)


def test_the_future_and_a_dropped_time_are_warnings():
    assert parse_date("23.11.2026", today=TODAY).warning == DateWarning.FUTURE
    assert parse_date("22.11.2026", today=TODAY).warning is None
    assert parse_date("02.03.2026 14:30", today=TODAY).warning == DateWarning.TIME_DROPPED
    assert parse_date(datetime(2026, 3, 2, 14, 30, tzinfo=UTC), today=TODAY).warning == DateWarning.TIME_DROPPED


@given(st.text(max_size=20) | st.integers() | st.floats() | st.dates() | st.datetimes())
def test_any_value_gives_a_date_or_a_problem(value):
    result = parse_date(value, today=TODAY)
    assert (result.value is None) != (result.problem is None)


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["03/04/2026", "25/04/2026"], "dmy"),
        (["03/04/2026", "04/25/2026", None, "x", 5], "mdy"),
        (["25/04/2026", "04/25/2026"], "mixed"),
        (["03/04/2026", "05/06/2026"], "ambiguous"),
        (["03.04.2026", "05.06.2026"], "dmy"),
        (["2026-04-03", "2026-05-06"], "ymd"),
        (["2026-04-03", "05/06/2026"], "ambiguous"),
        (["99/99/2020", "03/04/2026"], "ambiguous"),
        ([], "ambiguous"),
    ],
)
def test_the_order_of_a_column_is_inferred_only_from_proof(column, order):
    assert infer_order(column) == order


@given(st.lists(past, min_size=1), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_an_inferred_order_never_misreads_a_column(days, pattern):
    column = [day.strftime(pattern) for day in days]
    order = infer_order(column)
    assert order in ("ambiguous", "dmy" if pattern == "%d/%m/%Y" else "mdy")
    if order != "ambiguous":
        assert [parse_date(text, order=order, today=TODAY).value for text in column] == days


def test_dates_are_written_in_each_language():
    assert format_date(DAY) == format_date(DAY, "en") == "02.03.2026"
    assert format_long(DAY) == "2 mart 2026"
    assert format_long(DAY, "en") == "2 March 2026"
    assert format_long(DAY, "ru") == "2 марта 2026 г."
    assert format_long(DAY, "tr") == "2 Mart 2026"
    with pytest.raises(KeyError):
        format_date(DAY, "xx")
