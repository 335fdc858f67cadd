"""Requests against a model in memory: whatever is asked, approved, refused, withdrawn or written past them in whatever
order, the person is what the model says, and the history holds every value that ever stood there."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dayaq.core.errors import Denied, Invalid
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.models import ChangeRequest, Person
from tests.unit.registry.given import everywhere, person

FIELDS = {
    "surname": ["Əliyev", "Rzayev", "Zeynalov", "Quliyev"],
    "given_name": ["Həsən", "Hüseyn", "Kənan"],
    "birth_date": [date(1980, 4, 12), date(1981, 4, 12), None],
    "email": ["", "hasan@example.com", "h@example.com"],
    "address": ["", "Nizami 5", "Sahil 1"],
}
WAITS = {"surname", "given_name", "birth_date"}
given = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in FIELDS.items()}).filter(
    bool
)
which = st.integers(0, 30)


class Requests(RuleBasedStateMachine):
    """One person, two officers; the model is a dictionary of values and a list of requests."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.officers = [everywhere(), everywhere()]
        self.person = person(self.officers[0])
        self.now = {name: getattr(self.person, name) for name in FIELDS}
        self.past = [dict(self.now)]
        self.open: dict[int, dict] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def write(self, values: dict) -> None:
        """What the model expects of a write: values change, and waiting requests for the same fields clash."""
        self.now |= values
        self.past.append(dict(self.now))
        for request in self.open.values():
            if request["state"] == "submitted" and set(values) & set(request["after"]):
                request["state"] = "conflicting"

    def different(self, values: dict) -> dict:
        return {name: value for name, value in values.items() if self.now[name] != value}

    @rule(values=given, who=st.integers(0, 1))
    def ask(self, values: dict, who: int) -> None:
        changed = self.different(values)
        call = {
            "by": self.officers[who],
            "person": self.person,
            "changes": values,
            "reason": "səhv",
            "evidence": "vəsiqə",
        }
        if not changed:
            with pytest.raises(Invalid):
                api.request_change(**call)
            return
        asked = api.request_change(**call)
        at_once = {name: value for name, value in changed.items() if name not in WAITS}
        waits = {name: value for name, value in changed.items() if name in WAITS}
        if at_once:
            self.write(at_once)
        assert (asked.applied is not None, asked.waiting is not None) == (bool(at_once), bool(waits))
        if waits:
            before = {name: self.now[name] for name in waits}
            self.open[asked.waiting.pk] = {"by": who, "after": waits, "before": before, "state": "submitted"}

    @precondition(lambda self: self.open)
    @rule(number=which, who=st.integers(0, 1))
    def approve(self, number: int, who: int) -> None:
        pk, request = self.chosen(number)
        call = {"by": self.officers[who], "change": ChangeRequest.objects.get(pk=pk)}
        if request["by"] == who:
            with pytest.raises(Denied):
                api.approve_change(**call)
        elif request["state"] == "submitted":
            assert api.approve_change(**call).state == "applied"
            del self.open[pk]
            self.write(request["after"])

    @precondition(lambda self: self.open)
    @rule(number=which, refused=st.booleans())
    def end(self, number: int, refused: bool) -> None:
        pk, request = self.chosen(number)
        change = ChangeRequest.objects.get(pk=pk)
        if refused:
            api.refuse_change(by=self.officers[1 - request["by"]], change=change, reason="yox")
        else:
            api.withdraw_change(by=self.officers[request["by"]], change=change)
        del self.open[pk]

    @precondition(lambda self: any(one["state"] == "conflicting" for one in self.open.values()))
    @rule(number=which)
    def renew(self, number: int) -> None:
        pk, request = self.chosen(number)
        if request["state"] != "conflicting":
            return
        change = ChangeRequest.objects.get(pk=pk)
        left = self.different(request["after"])
        if not left:
            with pytest.raises(Invalid):
                api.renew_change(by=self.officers[request["by"]], change=change)
            return
        api.renew_change(by=self.officers[request["by"]], change=change)
        request |= {"after": left, "before": {name: self.now[name] for name in left}, "state": "submitted"}

    @rule(values=given)
    def correct_past_them(self, values: dict) -> None:
        changed = self.different(values)
        if changed:
            api.correct_person(by=self.officers[0], person=self.person, changes=values, reason="reyestr")
            self.write(changed)

    def chosen(self, number: int) -> tuple[int, dict]:
        keys = sorted(self.open)
        return keys[number % len(keys)], self.open[keys[number % len(keys)]]

    @invariant()
    def the_person_is_what_the_model_says(self) -> None:
        stored = Person.objects.get(pk=self.person.pk)
        assert {name: getattr(stored, name) for name in FIELDS} == self.now
        assert stored.version == len(self.past)

    @invariant()
    def the_history_holds_every_value(self) -> None:
        rows = Person.objects.get(pk=self.person.pk).events.order_by("pgh_id")
        assert [{name: getattr(row, name) for name in FIELDS} for row in rows] == self.past[:-1]
        told = AuditEvent.objects.filter(event="person.corrected", object_id=self.person.pk)
        assert told.count() == len(self.past) - 1

    @invariant()
    def requests_are_where_the_model_has_them(self) -> None:
        stored = dict(ChangeRequest.objects.open().values_list("pk", "state"))
        assert stored == {pk: one["state"] for pk, one in self.open.items()}
        assert not ChangeRequest.objects.filter(needs_approval=True, state="applied", decided_by=None).exists()


@pytest.mark.django_db
def test_requests_in_any_order_leave_the_person_as_a_simple_model_says():
    run_state_machine_as_test(
        Requests,
        settings=settings(
            max_examples=25, stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
