"""The retention schedule: what is due when, the review list, its approval, and applying it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from dayaq.accounts.api import system_user
from dayaq.core import clock
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.core.periods import add_months
from dayaq.law.api import load_law
from dayaq.registry import api
from dayaq.registry.models import Person, RetentionItem, RetentionRule, RetentionRun
from dayaq.registry.retention import cutoff
from tests import make
from tests.unit.registry.given import caseworker, everywhere, person

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
def at(db):
    with clock.frozen(NOW, seed="retention"):
        load_law()
        api.load_retention()
        yield


def dpo():
    return make.user("data_protection_officer")


def rule(code="person-deceased"):
    return RetentionRule.objects.get(code=code)


def died(on, **changes):
    one = person(**changes)
    Person.objects.filter(pk=one.pk).update(death_date=on)
    return one


def planned(code="person-deceased", **changes):
    return api.plan_retention(by=dpo(), rule=rule(code), **changes)


def approved(code="person-deceased"):
    return api.approve_retention(by=dpo(), run=planned(code))


def applied(run):
    while api.apply_retention(by=system_user(), run=run):
        pass
    run.refresh_from_db()
    return run


DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
TERMS = st.integers(1, 600)


@examples(event=DAYS, months=TERMS, on=DAYS)
def test_a_record_is_due_exactly_when_its_term_is_over(event, months, on):
    """Due if and only if the day on which the term ends has come: not a day early, not a day late."""
    assert (event <= cutoff(on, months)) == (add_months(event, months) <= on)


@examples(on=DAYS, months=TERMS)
def test_what_is_due_today_is_due_tomorrow(on, months):
    assert cutoff(on, months) <= cutoff(on + timedelta(days=1), months)


@examples(on=DAYS, months=TERMS)
def test_a_longer_term_never_makes_more_due(on, months):
    assert cutoff(on, months + 1) <= cutoff(on, months)


def test_the_list_holds_who_is_due_and_changes_nothing(at):
    due, later = died(date(2021, 3, 10)), died(date(2021, 3, 11), surname="Rzayev")
    person(surname="Məmmədov")
    run = planned()
    assert (run.total, list(run.items.values_list("object_id", flat=True))) == (1, [due.pk])
    assert later.pk not in run.items.values_list("object_id", flat=True)
    assert not Person.objects.filter(erased_at__isnull=False).exists()
    event = AuditEvent.objects.get(event="retention.planned")
    assert event.detail == {"rule": "person-deceased", "months": 60, "count": 1, "digest": run.digest}


def test_the_list_is_as_of_the_day_asked_for(at):
    died(date(2021, 3, 11))
    assert planned(on=date(2026, 3, 10)).total == 0
    assert planned(on=date(2026, 3, 11)).total == 1


def test_a_list_put_up_anew_replaces_the_one_that_waits(at):
    died(date(2020, 1, 1))
    first, second = planned(), planned()
    first.refresh_from_db()
    assert (first.state, first.items.count(), second.total) == ("cancelled", 0, 1)


def test_an_approved_list_is_not_replaced(at):
    died(date(2020, 1, 1))
    approved()
    with pytest.raises(WrongState):
        planned()


def test_nothing_goes_before_an_officer_approved_it(at):
    one = died(date(2020, 1, 1))
    with pytest.raises(WrongState):
        api.apply_retention(by=system_user(), run=planned())
    one.refresh_from_db()
    assert one.erased_at is None


def test_the_system_approves_nothing(at):
    died(date(2020, 1, 1))
    with pytest.raises(Invalid):
        api.approve_retention(by=system_user(), run=planned())
    with pytest.raises(Invalid):
        api.approve_retention(by=dpo(), run=planned("import-rows"))


def test_only_the_data_protection_officer_plans_approves_and_cancels(at):
    run, by = planned(), caseworker()
    for step in (
        lambda: api.plan_retention(by=by, rule=rule()),
        lambda: api.approve_retention(by=by, run=run),
        lambda: api.cancel_retention(by=by, run=run, reason="x"),
        lambda: api.apply_retention(by=by, run=run),
    ):
        with pytest.raises(Denied):
            step()


def test_an_approved_list_is_applied_and_says_so_in_the_log(at):
    one = died(date(2020, 1, 1))
    run = applied(approved())
    one.refresh_from_db()
    assert (run.state, run.done, run.held, one.full_name) == ("done", 1, 0, f"№ {one.pk}")
    batch = AuditEvent.objects.get(event="retention.applied")
    assert batch.detail["count"] == 1
    assert AuditEvent.objects.get(event="data.erased", object_type="registry.person").reason == f"retention:{run.pk}"
    assert AuditEvent.objects.filter(event="retention.done", object_id=run.pk).exists()


def test_a_hold_placed_after_the_approval_still_holds(at):
    one, other = died(date(2020, 1, 1)), died(date(2020, 1, 1), surname="Rzayev")
    run = approved()
    api.place_hold(by=dpo(), person=one, reason="Məhkəmə işi 5")
    run = applied(run)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (run.done, run.held, one.surname, other.surname) == (1, 1, "Əliyev", "")
    assert RetentionItem.objects.get(object_id=one.pk).result == "held"


def test_a_list_that_was_stopped_in_the_middle_goes_on_where_it_was(at, monkeypatch):
    monkeypatch.setattr("dayaq.registry.actions.retention.BATCH", 2)
    ones = [died(date(2020, 1, 1), surname=name) for name in ("Rzayev", "Məmmədov", "Quliyev", "Həsənov", "Babayev")]
    run = approved()
    assert api.apply_retention(by=system_user(), run=run) == 2
    assert Person.objects.filter(erased_at__isnull=False).count() == 2
    run = applied(RetentionRun.objects.get(pk=run.pk))
    assert (run.done, Person.objects.filter(erased_at__isnull=False).count()) == (5, len(ones))
    assert AuditEvent.objects.filter(event="retention.applied").count() == 3


def test_a_list_is_taken_back_for_a_reason(at):
    died(date(2020, 1, 1))
    run = approved()
    with pytest.raises(Invalid):
        api.cancel_retention(by=dpo(), run=run, reason=" ")
    api.cancel_retention(by=dpo(), run=run, reason="Yanlış tarix")
    with pytest.raises(WrongState):
        api.apply_retention(by=system_user(), run=run)
    assert AuditEvent.objects.get(event="retention.cancelled").reason == "Yanlış tarix"


def test_who_had_no_matter_for_long_is_due_and_who_had_one_is_not(at):
    with clock.frozen(datetime(2010, 1, 5, 8, tzinfo=UTC), seed="past"):
        silent, busy = person(), person(surname="Rzayev")
    api.correct_person(by=everywhere(), person=busy, changes={"address": "Lerik 7"}, reason="köçüb")
    assert list(planned("person-inactive").items.values_list("object_id", flat=True)) == [silent.pk]


def test_handled_events_go_and_open_ones_stay(at):
    old = clock.now() - timedelta(days=400)
    handled = OutboxEvent.objects.create(name="a.b", created_at=old, handled_at=old)
    open_one = OutboxEvent.objects.create(name="a.c", created_at=old)
    run = applied(approved("handled-events"))
    assert run.done == 1
    left = set(OutboxEvent.objects.filter(name__in=["a.b", "a.c"]).values_list("pk", flat=True))
    assert left == {open_one.pk}
    assert handled.pk not in left


def test_every_rule_has_a_kind_and_a_term_that_says_how_sure_it_is(at):
    from dayaq.law.api import parameter

    for one in api.retention_rules():
        assert api.retention_kind(one.kind).event
        assert parameter(one.parameter, clock.today()).is_unconfirmed
