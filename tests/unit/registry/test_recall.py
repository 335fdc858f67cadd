"""The right name stands among the first ten, whatever was typed: what tests/bench/recall.py measures, on few people."""

import random
from contextlib import nullcontext

import pytest
from django.db import connection

from dayaq.core.rowsecurity import behind
from dayaq.places.models import AdministrativeUnit
from dayaq.programmes.api import scope_of
from dayaq.registry.api import search_persons
from tests.bench import crowd, recall
from tests.conftest import as_superuser

pytestmark = pytest.mark.django_db

PEOPLE = 4_000
SAMPLES = 15
LEAST = 97.0


@pytest.mark.parametrize("code", [None, recall.DISTRICT], ids=["whole country", "one district, row security on"])
def test_the_right_name_is_among_the_first_ten(code):
    crowd.people(PEOPLE)
    unit = AdministrativeUnit.objects.get(code=code) if code else None
    user = crowd.account(unit)
    place = unit or AdministrativeUnit.objects.earliest("pk")
    trials = [*recall.trials(recall.sample(unit, SAMPLES)), *recall.sets(place)]
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("analyze registry_person, registry_personname, registry_nametoken")
    with behind(scope_of(user)) if unit else nullcontext():
        found = recall.measure(trials, lambda text: [hit.person for hit in search_persons(user, text, recall.FIRST)])
    assert len(trials) > SAMPLES * 20
    missed = [kind for kind, result in found.items() if not all(result.hits)]
    assert recall.recall(found) >= LEAST, missed
    assert recall.recall(found, lambda kind: kind == "sets of 3.4") == 100, missed


def test_a_search_that_finds_strangers_has_no_recall():
    crowd.people(200)
    stranger = random.Random(1).choice(recall.sample(None, 1))
    people = [one for one in recall.sample(None, 5) if recall.triple(one) != recall.triple(stranger)]
    found = recall.measure(recall.trials(people), lambda _text: [stranger])
    assert recall.recall(found) == 0
