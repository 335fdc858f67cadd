"""Numbers without gaps and without doubles."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from dayaq.documents.api import next_number
from dayaq.documents.models import NumberSequence

THREADS = 8
EACH = 5


@pytest.mark.django_db
def test_numbers_run_from_one_in_each_year_and_for_each_code() -> None:
    this, after = date(2026, 12, 31), date(2027, 1, 1)
    drawn = [next_number("SE", this), next_number("SE", this), next_number("SE", after), next_number("CT", this)]
    assert drawn == ["SE-2026-000001", "SE-2026-000002", "SE-2027-000001", "CT-2026-000001"]


@pytest.mark.django_db
def test_a_number_whose_transaction_was_rolled_back_is_given_out_again() -> None:
    with transaction.atomic():
        next_number("SE", date(2026, 1, 1))
        transaction.set_rollback(True)
    assert next_number("SE", date(2026, 1, 1)) == "SE-2026-000001"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_there_is_no_number() -> None:
    with pytest.raises(RuntimeError):
        next_number("SE", date(2026, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_draw_the_same_number() -> None:
    barrier = Barrier(THREADS)

    def draw() -> list[str]:
        try:
            barrier.wait(timeout=30)
            found = []
            for _each in range(EACH):
                with transaction.atomic():
                    found.append(next_number("SE", date(2026, 1, 1)))
            return found
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        drawn = [number for future in [pool.submit(draw) for _ in range(THREADS)] for number in future.result()]
    assert sorted(drawn) == [f"SE-2026-{number:06d}" for number in range(1, THREADS * EACH + 1)]
    assert NumberSequence.objects.get().last == THREADS * EACH
