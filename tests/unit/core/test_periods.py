"""Periods, ages and months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.core.periods import Period, add_months, add_years, first_overlap, years_between

DAY = timedelta(days=1)
days = st.dates(date(1950, 1, 1), date(2050, 12, 31))


@st.composite
def periods(draw):
    start = draw(days)
    length = draw(st.none() | st.integers(1, 4000))
    return Period(start, None if length is None else start + length * DAY)


def test_the_start_belongs_and_the_end_does_not():
    period = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert period.contains(date(2026, 1, 1))
    assert period.contains(date(2026, 1, 31))
    assert not period.contains(date(2026, 2, 1))
    assert not period.contains(date(2025, 12, 31))
    assert period.last_day == date(2026, 1, 31)
    assert period.days == 31
    assert Period.through(date(2026, 1, 1), date(2026, 1, 31)) == period


def test_an_open_period_has_no_last_day():
    period = Period(date(2026, 1, 1))
    assert period.contains(date.max)
    assert period.last_day is None
    assert period.days is None


@pytest.mark.parametrize("end", [date(2026, 1, 1), date(2025, 1, 1)])
def test_an_empty_or_reversed_period_is_refused(end):
    with pytest.raises(ValueError):
        Period(date(2026, 1, 1), end)


@given(periods(), periods())
def test_periods_overlap_if_one_starts_inside_the_other(a, b):
    assert a.overlaps(b) == b.overlaps(a) == (a.contains(b.start) or b.contains(a.start))


@given(periods(), periods(), days)
def test_an_intersection_holds_the_days_of_both(a, b, day):
    both = a.intersection(b)
    assert (both is not None and both.contains(day)) == (a.contains(day) and b.contains(day))
    if both is not None:
        assert a.covers(both)
        assert b.covers(both)


@given(periods())
def test_a_period_touching_another_does_not_overlap_it(period):
    if period.end is not None:
        assert not period.overlaps(Period(period.end))
        assert not period.covers(Period(period.start))


@given(st.lists(periods(), max_size=6))
def test_the_first_overlap_is_found_if_there_is_any(several):
    found = first_overlap(several)
    any_overlap = any(a.overlaps(b) for i, a in enumerate(several) for b in several[i + 1 :])
    assert (found is not None) == any_overlap
    if found:
        assert found[0].overlaps(found[1])


def test_who_was_born_on_29_february_turns_a_year_older_on_1_march():
    born = date(2008, 2, 29)
    assert years_between(born, date(2026, 2, 28)) == 17
    assert years_between(born, date(2026, 3, 1)) == 18
    assert years_between(born, date(2028, 2, 29)) == 20


def test_age_changes_on_the_birthday():
    assert years_between(date(2000, 5, 10), date(2026, 5, 9)) == 25
    assert years_between(date(2000, 5, 10), date(2026, 5, 10)) == 26
    with pytest.raises(ValueError):
        years_between(date(2000, 5, 10), date(2000, 5, 9))


@given(days, st.integers(0, 40_000))
def test_age_never_falls_and_grows_by_one_at_most_from_day_to_day(born, after):
    day = born + after * DAY
    assert years_between(born, day + DAY) - years_between(born, day) in (0, 1)


def test_a_month_too_short_gives_its_last_day():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert add_months(date(2026, 11, 30), 24) == date(2028, 11, 30)
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


@given(days, st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_takes_the_last_one(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + DAY).day == 1)


def test_a_month_outside_the_calendar_is_refused():
    with pytest.raises(ValueError):
        add_months(date(9999, 12, 1), 1)
