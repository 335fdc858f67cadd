import threading

import pytest
from django.db import connection

from dayaq.accounts.models import Organisation
from dayaq.core.errors import Invalid
from dayaq.core.idempotency import once
from tests import make


def found(code):
    def action():
        return Organisation.objects.create(code=code, kind="ngo", label={"az": code, "en": code})

    return action


def load(pk):
    return Organisation.objects.get(pk=pk)


@pytest.mark.django_db
def test_a_form_sent_twice_does_its_work_once():
    clerk = make.user("operator")
    first = once(by=clerk, key="k1", action=found("one"), load=load)
    again = once(by=clerk, key="k1", action=found("two"), load=load)
    assert first == again
    assert not Organisation.objects.filter(code="two").exists()


@pytest.mark.django_db
def test_another_person_with_the_same_key_is_not_confused():
    first = once(by=make.user("operator"), key="k1", action=found("one"), load=load)
    second = once(by=make.user("operator"), key="k1", action=found("two"), load=load)
    assert first != second


@pytest.mark.django_db
def test_a_form_that_failed_can_be_sent_again():
    clerk = make.user("operator")

    def failing():
        raise Invalid("no")

    with pytest.raises(Invalid):
        once(by=clerk, key="k1", action=failing, load=load)
    assert once(by=clerk, key="k1", action=found("one"), load=load).code == "one"


@pytest.mark.django_db
def test_a_form_without_a_key_is_refused():
    with pytest.raises(Invalid):
        once(by=make.user("operator"), key="", action=found("one"), load=load)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_do_the_work_once():
    clerk = make.user("operator")
    barrier = threading.Barrier(4)
    results = []

    def send(number):
        barrier.wait()
        try:
            results.append(once(by=clerk, key="k1", action=found(f"org-{number}"), load=load).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert len(set(results)) == 1
