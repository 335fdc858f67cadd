"""The value in force on a day, the calendar, deadlines."""

from datetime import date
from decimal import Decimal

import pytest

from dayaq.core.api import Invalid
from dayaq.core.models import AuditEvent
from dayaq.law.api import (
    add_calendar_override,
    deadline,
    decimal_parameter,
    int_parameter,
    load_law,
    parameter,
    set_parameter,
    working_calendar,
)
from dayaq.law.models import LegalAct, Parameter
from tests import make

pytestmark = pytest.mark.django_db
MOVED = {"az": "Köçürülüb", "en": "Moved"}


@pytest.fixture
def law() -> None:
    load_law()


def test_loading_twice_adds_nothing_the_second_time() -> None:
    added = load_law()
    assert added == LegalAct.objects.count() + Parameter.objects.count()
    assert load_law() == 0
    assert AuditEvent.objects.filter(event="law.loaded").count() == 1


def test_what_the_ministry_entered_survives_loading_again(law) -> None:
    admin = make.user("administrator")
    set_parameter(by=admin, code="appeal.days", value=20, valid_from=date(2027, 1, 1), source="x")
    assert load_law() == 0
    assert parameter("appeal.days", date(2027, 6, 1)).value == 20


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2007, 6, 30), 35),
        (date(2007, 7, 1), 40),
        (date(2008, 7, 1), 55),
        (date(2019, 12, 31), 143),
        (date(2020, 1, 1), 160),
        (date(2026, 11, 22), 300),
    ],
)
def test_the_need_threshold_is_that_of_the_day_not_of_the_year(law, day: date, amount: int) -> None:
    assert decimal_parameter("need_threshold", day) == Decimal(amount)


def test_the_contract_term_changed_from_two_years_to_one_and_the_date_is_not_confirmed(law) -> None:
    assert int_parameter("se.contract_months", date(2022, 12, 31)) == 24
    newer = parameter("se.contract_months", date(2023, 1, 1))
    assert (newer.value, newer.is_unconfirmed) == (12, True)
    assert parameter("se.contract_months", date(2021, 1, 1)).act.number == "168"


def test_every_value_has_an_act_a_source_or_the_mark_that_nothing_confirms_it(law) -> None:
    bare = Parameter.objects.filter(act=None, source="").exclude(certainty__in=["U", "I"])
    assert not bare.exists()
    unexplained = [row.code for row in Parameter.objects.filter(certainty__in=["U", "I"]) if not row.note.get("az")]
    assert unexplained == []


def test_the_demonstrated_history_needs_no_day_without_a_value(law) -> None:
    for code in ("se.asset_ceiling", "se.contract_months", "se.training_hours", "se.landowner_cap_percent"):
        for year in range(2017, 2028):
            assert parameter(code, date(year, 1, 1)).value


def test_a_day_without_a_value_is_an_error_that_says_what_to_do(law) -> None:
    with pytest.raises(Invalid) as refused:
        parameter("need_threshold", date(2006, 1, 1))
    assert refused.value.code == "no_parameter"
    assert refused.value.remedy


def test_a_value_of_another_kind_is_an_error_of_the_program(law) -> None:
    with pytest.raises(TypeError):
        int_parameter("se.asset_ceiling", date(2026, 1, 1))
    with pytest.raises(TypeError):
        int_parameter("calendar_days.roll_forward", date(2026, 1, 1))
    with pytest.raises(TypeError):
        decimal_parameter("se.visit_months", date(2026, 1, 1))
    with pytest.raises(TypeError):
        deadline(date(2026, 1, 1), "se.asset_ceiling")


def test_a_term_of_working_days_begins_on_the_day_after_and_passes_over_holidays(law) -> None:
    # Friday 2026-11-06; the 8th and the 9th are holidays, the 9th on a Monday
    assert not working_calendar().is_working_day(date(2026, 11, 9))
    end = deadline(date(2026, 11, 6), "application.decision_working_days")
    days = working_calendar().working_days_between(date(2026, 11, 6), end)
    assert (days, working_calendar().is_working_day(end)) == (15, True)


def test_the_convention_of_counting_is_that_of_its_date(law) -> None:
    admin = make.user("administrator")
    start = date(2026, 6, 1)
    before = deadline(start, "application.decision_working_days")
    set_parameter(by=admin, code="application.count_from", value="from_day", valid_from=date(2026, 1, 1), certainty="U")
    after = deadline(start, "application.decision_working_days")
    assert working_calendar().working_days_between(after, before) == 1
    assert deadline(start, "application.decision_working_days", date(2025, 12, 31)) == before


def test_a_declared_day_moves_a_deadline(law) -> None:
    admin = make.user("administrator")
    start = date(2026, 6, 1)
    before = deadline(start, "application.decision_working_days")
    add_calendar_override(by=admin, date=before, is_working=False, reason=MOVED)
    assert deadline(start, "application.decision_working_days") > before


def test_a_term_of_calendar_days_that_ends_on_a_free_day_runs_to_the_next_working_day(law) -> None:
    assert deadline(date(2026, 6, 4), "appeal.days") == date(2026, 7, 6)  # 4 July 2026 is a Saturday
    assert deadline(date(2026, 6, 1), "appeal.days") == date(2026, 7, 1)


def test_a_term_of_months_ends_on_the_same_day_of_a_later_month(law) -> None:
    assert deadline(date(2026, 3, 2), "se.contract_months") == date(2027, 3, 2)


def test_a_parameter_is_one_statement(law, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert parameter("se.training_hours", date(2026, 1, 1)).act.name
