"""Two people decide at the same moment, each through a connection of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from dayaq.core.api import WrongState
from dayaq.registry import api
from dayaq.registry.merging.pointers import pointers
from dayaq.registry.models import Person, PersonMerge, Status
from tests.unit.registry import given

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*attempts: Callable[[], object]) -> Counter[str]:
    """Run each in a thread of its own, all from one barrier; counts "done" and the codes of refusals."""
    barrier = Barrier(len(attempts))
    outcomes: Counter[str] = Counter()

    def run(attempt: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            attempt()
            outcomes["done"] += 1
        except WrongState as refused:
            outcomes[refused.code] += 1
        finally:
            connection.close()

    threads = [Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes


def merging(by, survivor: Person, merged: Person) -> Callable[[], object]:
    ours = [Person.objects.get(pk=one.pk) for one in (survivor, merged)]
    return lambda: api.merge_persons(by=by, survivor=ours[0], merged=ours[1], reason="one person")


def strays() -> list[str]:
    """Rows that name a record which no longer stands."""
    gone = list(Person.objects.filter(merged_into__isnull=False).values_list("pk", flat=True))
    return [
        pointer.label
        for pointer in pointers()
        if not pointer.type_column and pointer.model._base_manager.filter(**{f"{pointer.column}__in": gone}).exists()
    ]


def test_two_who_merge_the_same_two_records_merge_them_once():
    by = given.everywhere()
    one, other = given.person(), given.person()
    assert at_once(merging(by, one, other), merging(by, other, one)) == {"done": 1, "merged": 1}
    assert PersonMerge.objects.count() == 1
    assert Person.objects.standing().count() == 1


def test_overlapping_merges_end_with_every_record_named_by_one_that_stands():
    by = given.everywhere()
    one, middle, other = given.person(), given.person(), given.person()
    outcomes = at_once(merging(by, one, middle), merging(by, middle, other))
    assert outcomes in ({"done": 2}, {"done": 1, "merged": 1})
    assert Person.objects.standing().count() == 3 - outcomes["done"]
    assert not Person.objects.filter(merged_into__merged_into__isnull=False).exists()


def test_what_is_recorded_while_a_merge_is_under_way_hangs_on_a_record_that_stands():
    api.load_status_kinds()
    by = given.everywhere()
    for day in range(1, 9):
        one, other = given.person(), given.person()
        shown = Person.objects.get(pk=other.pk)
        outcomes = at_once(
            merging(by, one, other),
            lambda shown=shown, day=day: api.add_status(
                by=by, person=shown, kind="jobseeker", valid_from=given.BORN.replace(day=day)
            ),
        )
        assert outcomes in ({"done": 2}, {"done": 1, "merged": 1})
        assert Status.objects.filter(person=one).count() == outcomes["done"] - 1
    assert strays() == []
