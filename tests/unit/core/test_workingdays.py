"""Working days of a country."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.core.workingdays import CalendarUnknown, WorkingCalendar

AZ = WorkingCalendar("AZ")
DAY = timedelta(days=1)
days = st.dates(date(2016, 1, 1), date(2035, 12, 31))
conventions = st.sampled_from(["after_day", "from_day"])


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 11, 9), False),  # flag day, Monday
        (date(2026, 11, 10), False),  # moved from Sunday, Victory Day
        (date(2026, 3, 20), False),  # Novruz
        (date(2026, 1, 20), False),  # day of mourning
        (date(2026, 12, 31), False),
        (date(2024, 12, 28), True),  # a Saturday worked for 30 December
        (date(2024, 12, 30), False),
    ],
)
def test_the_public_calendar_is_known(day, worked):
    assert AZ.is_working_day(day) is worked


def test_an_override_wins_over_the_library():
    calendar = WorkingCalendar("AZ", {date(2026, 11, 22): True, date(2026, 11, 23): False})
    assert calendar.is_working_day(date(2026, 11, 22))
    assert not calendar.is_working_day(date(2026, 11, 23))
    assert calendar.add_working_days(date(2026, 11, 21), 2) == date(2026, 11, 24)


def test_the_day_count_convention_moves_a_deadline():
    monday = date(2026, 11, 23)
    assert AZ.add_working_days(monday, 5) == date(2026, 11, 30)
    assert AZ.add_working_days(monday, 5, "from_day") == date(2026, 11, 27)
    sunday = date(2026, 11, 22)
    assert AZ.add_working_days(sunday, 1) == AZ.add_working_days(sunday, 1, "from_day") == monday
    assert AZ.add_working_days(sunday, 0) == sunday


def test_a_deadline_skips_holidays():
    assert AZ.add_working_days(date(2026, 11, 6), 1) == date(2026, 11, 11)


def test_a_negative_number_of_days_is_refused():
    with pytest.raises(ValueError):
        AZ.add_working_days(date(2026, 1, 5), -1)


@given(days, st.integers(1, 40), conventions)
def test_counting_is_the_inverse_of_adding(start, n, count_from):
    end = AZ.add_working_days(start, n, count_from)
    assert AZ.is_working_day(end)
    assert AZ.working_days_between(start, end, count_from) == n


@given(days, st.integers(1, 20), st.integers(1, 20))
def test_adding_in_two_steps_is_adding_at_once(start, a, b):
    assert AZ.add_working_days(AZ.add_working_days(start, a), b) == AZ.add_working_days(start, a + b)


@given(days, days, conventions)
def test_late_is_negative(a, b, count_from):
    if a != b:
        assert AZ.working_days_between(a, b, count_from) == -AZ.working_days_between(b, a, count_from)


@given(days)
def test_the_conventions_differ_by_the_start_only(start):
    end = start + 30 * DAY
    after, including = (AZ.working_days_between(start, end, convention) for convention in ("after_day", "from_day"))
    assert including - after == AZ.is_working_day(start)


def test_lunar_holidays_of_coming_years_are_marked_as_estimates():
    eid = date(2027, 3, 9)
    assert AZ.is_estimated(eid)
    assert AZ.is_estimated(eid - DAY), "it may come a day earlier"
    assert AZ.is_estimated(eid + 2 * DAY)
    assert not AZ.is_estimated(date(2027, 7, 1))
    assert not AZ.is_estimated(date(2026, 3, 20)), "2026 is decreed"
    assert AZ.estimated_between(date(2027, 3, 1), date(2027, 3, 8)) == (date(2027, 3, 8),)


def test_an_override_settles_an_estimate():
    eid = date(2027, 3, 9)
    assert not WorkingCalendar("AZ", {eid: False}).is_estimated(eid)


@pytest.mark.parametrize("year", [1900, 1989, 2101])
def test_a_year_that_nobody_knows_fails_loudly(year):
    with pytest.raises(CalendarUnknown) as caught:
        AZ.is_working_day(date(year, 6, 1))
    assert caught.value.year == year


def test_a_deadline_that_leaves_the_known_years_fails_loudly():
    with pytest.raises(CalendarUnknown):
        AZ.add_working_days(date(2100, 12, 20), 30)


def test_an_unknown_country_fails_loudly():
    with pytest.raises(CalendarUnknown) as caught:
        WorkingCalendar("XX").is_working_day(date(2026, 1, 1))
    assert (caught.value.country, caught.value.year) == ("XX", None)


def test_another_country_has_its_own_calendar():
    germany = WorkingCalendar("DE")
    assert not germany.is_working_day(date(2026, 12, 25))
    assert AZ.is_working_day(date(2026, 12, 25))
    assert not germany.is_estimated(date(2030, 3, 1))
