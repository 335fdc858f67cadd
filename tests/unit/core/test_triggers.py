"""What a trigger protects stays protected: no setting of a session switches one off."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from dayaq.core import clock
from dayaq.panels.models import SittingResult
from dayaq.programmes.models import Assessment, DecisionRecord
from dayaq.registry.models import Person
from tests import atlas

pytestmark = pytest.mark.django_db

ALL_TRIGGERS = "SELECT array_agg(tgname)::text FROM pg_trigger WHERE NOT tgisinternal"


@pytest.fixture
def ignoring(db):
    """A session that asks every trigger there is to keep still."""
    with connection.cursor() as cursor:
        cursor.execute(ALL_TRIGGERS)
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [cursor.fetchone()[0]])


@pytest.fixture
def made():
    with clock.frozen(atlas.NOW, seed="atlas"):
        return atlas.build()


@pytest.mark.parametrize("model", [DecisionRecord, Assessment, SittingResult])
def test_what_is_written_once_stays_as_written(made, ignoring, model):
    row = model.objects.first()
    assert row is not None
    with pytest.raises(DatabaseError, match="Cannot"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET id = id WHERE id = %s", [row.pk])


def test_an_old_row_is_kept_whoever_writes(made, ignoring):
    person = Person.objects.first()
    history = Person.pgh_event_model.objects.filter(pgh_obj_id=person.pk)
    before = history.count()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_person SET surname = 'X' WHERE id = %s", [person.pk])
    assert history.count() == before + 1
