from datetime import timedelta

import pytest
from django.db import transaction

from dayaq.core import clock, events
from dayaq.core.errors import Invalid
from dayaq.core.models import OutboxEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """Payloads that a handler of ``test.happened`` received."""
    received = []
    events.handles("test.happened")(received.append)
    yield received
    del events._handlers["test.happened"]


@pytest.fixture
def failing():
    """A handler of ``test.failed`` that fails while the flag is up."""
    flag = {"up": True, "calls": 0}

    def handler(payload):
        flag["calls"] += 1
        if flag["up"]:
            raise Invalid("not now")

    events.handles("test.failed")(handler)
    yield flag
    del events._handlers["test.failed"]


def test_an_event_reaches_its_handler_once(heard):
    events.emit("test.happened", id=7)
    assert events.dispatch_all() == 1
    assert events.dispatch_all() == 0
    assert heard == [{"id": 7}]


def test_events_come_in_the_order_they_were_written(heard):
    for number in range(5):
        events.emit("test.happened", id=number)
    events.dispatch_all()
    assert [payload["id"] for payload in heard] == [0, 1, 2, 3, 4]


def test_an_event_of_a_change_that_was_rolled_back_never_happened(heard):
    def change():
        with transaction.atomic():
            events.emit("test.happened", id=1)
            raise Invalid("no")

    with pytest.raises(Invalid):
        change()
    assert events.dispatch_all() == 0


def test_an_event_that_nobody_handles_is_not_stored():
    events.emit("test.unheard", id=1)
    assert not OutboxEvent.objects.exists()


def test_a_handler_that_fails_is_called_again_later_and_holds_up_nobody(failing, heard):
    events.emit("test.failed", id=1)
    events.emit("test.happened", id=2)
    events.dispatch_all()
    assert heard == [{"id": 2}]
    assert failing["calls"] == 1
    failing["up"] = False
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        events.dispatch_all()
    assert failing["calls"] == 2
    assert not OutboxEvent.objects.filter(handled_at__isnull=True).exists()


def test_a_failed_event_keeps_the_kind_of_error_but_no_words_of_it(failing):
    events.emit("test.failed", id=1)
    events.dispatch_all()
    assert OutboxEvent.objects.get().error == "Invalid"


@pytest.mark.django_db(transaction=True)
def test_emitting_outside_a_transaction_is_refused(heard):
    with pytest.raises(RuntimeError, match="in the transaction"):
        events.emit("test.happened", id=1)


def test_many_are_emitted_in_two_statements_and_none_where_nobody_listens(heard, django_assert_num_queries):
    with django_assert_num_queries(2):
        events.emit_many("test.happened", [{"id": number} for number in range(500)])
    with django_assert_num_queries(0):
        events.emit_many("test.unheard", [{"id": 1}])
        events.emit_many("test.happened", [])
    events.dispatch_all()
    assert [said["id"] for said in heard] == list(range(500))


@pytest.mark.django_db(transaction=True)
def test_emitting_many_outside_a_transaction_is_refused(heard):
    with pytest.raises(RuntimeError):
        events.emit_many("test.happened", [{"id": 1}])
