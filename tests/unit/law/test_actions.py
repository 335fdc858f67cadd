"""Changing the law as data."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dayaq.core.api import Denied, Invalid
from dayaq.core.models import AuditEvent
from dayaq.law.api import (
    add_calendar_override,
    load_law,
    parameter,
    register_act,
    set_parameter,
    withdraw_calendar_override,
)
from dayaq.law.models import CalendarOverride, LegalAct, Parameter
from tests import make

pytestmark = pytest.mark.django_db
LABEL = {"az": "Akt", "en": "Act"}
REASON = {"az": "Köçürülüb", "en": "Moved"}


@pytest.fixture
def law() -> None:
    load_law()


@pytest.fixture
def admin():
    return make.user("administrator")


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=name))


def test_a_new_value_closes_the_one_that_ran(law, admin) -> None:
    ran = Parameter.objects.get(code="appeal.days")
    row = set_parameter(by=admin, code="appeal.days", value=20, valid_from=date(2027, 1, 1), source="act 5")
    ran.refresh_from_db()
    assert ran.valid_to == row.valid_from == date(2027, 1, 1)
    assert row.valid_to is None
    assert parameter("appeal.days", date(2026, 12, 31)).value == 30
    assert parameter("appeal.days", date(2027, 1, 1)).value == 20
    (event,) = events("parameter.set")
    assert (event.object_id, event.detail["closed"]) == (row.pk, ran.pk)


def test_a_value_between_two_others_holds_until_the_next(law, admin) -> None:
    row = set_parameter(by=admin, code="se.contract_months", value=18, valid_from=date(2022, 1, 1), source="x")
    assert row.valid_to == date(2023, 1, 1)
    values = [parameter("se.contract_months", date(year, 6, 1)).value for year in (2021, 2022, 2023)]
    assert values == [24, 18, 12]


def test_a_value_before_all_others_ends_where_the_first_begins(law, admin) -> None:
    row = set_parameter(by=admin, code="minimum_wage", value="105.00", valid_from=date(2015, 9, 1), source="x")
    assert row.valid_to == date(2017, 1, 1)


def test_whoever_does_not_look_after_the_law_changes_nothing(law) -> None:
    officer = make.user("decision_officer")
    day = date(2027, 1, 1)
    act = LegalAct.objects.first()
    override = CalendarOverride.objects.create(date=day, is_working=True, reason=REASON)
    for attempt in (
        lambda: set_parameter(by=officer, code="appeal.days", value=1, valid_from=day, act=act),
        lambda: register_act(by=officer, code="new", label=LABEL, kind="law"),
        lambda: add_calendar_override(by=officer, date=day, is_working=False, reason=REASON),
        lambda: withdraw_calendar_override(by=officer, override=override, reason="x"),
    ):
        with pytest.raises(Denied):
            attempt()
    assert not events("parameter.set")
    assert CalendarOverride.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "no.such"}, "unknown_parameter"),
        ({"value": "thirty"}, "parameter_value"),
        ({"valid_from": date(2016, 1, 1)}, "parameter_date"),
        ({"source": ""}, "no_source"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_and_nothing_is_written(law, admin, changes, code) -> None:
    before = list(Parameter.objects.order_by("pk").values())
    wanted = {"code": "appeal.days", "value": 20, "valid_from": date(2027, 1, 1), "source": "x", **changes}
    with pytest.raises(Invalid) as refused:
        set_parameter(by=admin, **wanted)
    assert refused.value.code == code
    assert list(Parameter.objects.order_by("pk").values()) == before


def test_a_value_without_a_source_is_taken_when_it_is_marked_unconfirmed(law, admin) -> None:
    set_parameter(by=admin, code="appeal.days", value=20, valid_from=date(2027, 1, 1), certainty="U")
    assert parameter("appeal.days", date(2027, 1, 1)).is_unconfirmed


def test_the_database_refuses_two_values_of_one_code_for_one_day(law) -> None:
    row = Parameter.objects.get(code="appeal.days")
    with pytest.raises(IntegrityError, match="parameter_no_overlap"), transaction.atomic():
        Parameter.objects.create(
            code=row.code, label=row.label, unit=row.unit, value=1, certainty="U", valid_from=date(2027, 1, 1)
        )
    with pytest.raises(IntegrityError, match="parameter_period"), transaction.atomic():
        Parameter.objects.create(
            code="x", label=row.label, unit="days", value=1, certainty="U", valid_from=date(2027, 1, 1),
            valid_to=date(2027, 1, 1),
        )  # fmt: skip


def test_an_act_is_registered_once(admin) -> None:
    act = register_act(by=admin, code="act-5", label=LABEL, kind="law", number="5", adopted_on=date(2026, 5, 1))
    assert act.in_force_from == date(2026, 5, 1)
    assert [event.object_id for event in events("act.registered")] == [act.pk]
    with pytest.raises(Invalid) as refused:
        register_act(by=admin, code="act-5", label=LABEL, kind="law")
    assert refused.value.field == "code"


def test_a_day_is_declared_once_and_the_declaration_can_be_taken_back(admin) -> None:
    day = date(2026, 12, 5)
    override = add_calendar_override(by=admin, date=day, is_working=True, reason=REASON)
    with pytest.raises(Invalid) as refused:
        add_calendar_override(by=admin, date=day, is_working=False, reason=REASON)
    assert refused.value.code == "override_exists"
    with pytest.raises(Invalid):
        withdraw_calendar_override(by=admin, override=override, reason="  ")
    withdraw_calendar_override(by=admin, override=override, reason="declared by mistake")
    assert not CalendarOverride.objects.exists()
    assert [len(events(name)) for name in ("calendar.overridden", "calendar.override_withdrawn")] == [1, 1]
