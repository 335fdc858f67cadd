"""Who may see what a document or a letter is about."""

import pytest

from dayaq.core import subjects
from dayaq.core.models import AuditEvent
from dayaq.places.models import AdministrativeUnit
from tests import make

pytestmark = pytest.mark.django_db
LABEL = "places.administrativeunit"


@pytest.fixture
def nothing(monkeypatch):
    monkeypatch.setattr(subjects, "_registered", {})


def test_a_kind_that_nobody_registered_is_visible_to_nobody(nothing) -> None:
    unit = make.unit()
    assert not subjects.is_visible(None, LABEL, unit.pk)
    condition = subjects.visible_q(None, type_field="object_type", id_field="object_id")
    AuditEvent.objects.create(at="2026-01-01T00:00Z", actor_id=1, event="x", object_type=LABEL, object_id=unit.pk)
    assert not AuditEvent.objects.filter(condition).exists()


def test_the_owner_of_a_kind_says_who_sees_which_record(nothing) -> None:
    seen, hidden = make.unit(), make.unit("AZ-AST", "Astara")
    subjects.register(LABEL, visible=lambda user: AdministrativeUnit.objects.filter(code=user))
    assert subjects.is_visible(seen.code, LABEL, seen.pk)
    assert not subjects.is_visible(seen.code, LABEL, hidden.pk)
    for unit in (seen, hidden):
        AuditEvent.objects.create(at="2026-01-01T00:00Z", actor_id=1, event="x", object_type=LABEL, object_id=unit.pk)
    condition = subjects.visible_q(seen.code, type_field="object_type", id_field="object_id")
    assert [event.object_id for event in AuditEvent.objects.filter(condition)] == [seen.pk]


def test_a_list_asks_in_one_statement_whatever_the_number_of_kinds(nothing, django_assert_num_queries) -> None:
    for label in (LABEL, "core.auditevent"):
        subjects.register(label, visible=lambda user: AdministrativeUnit.objects.all())
    with django_assert_num_queries(1):
        list(AuditEvent.objects.filter(subjects.visible_q(None, type_field="object_type", id_field="object_id")))


def test_each_row_looks_its_own_subject_up_and_never_fetches_all_of_a_kind(nothing) -> None:
    subjects.register(LABEL, visible=lambda user: AdministrativeUnit.objects.filter(kind="district"))
    condition = subjects.visible_q(None, type_field="object_type", id_field="object_id")
    plan = AuditEvent.objects.filter(condition).explain()
    assert "Index Cond: (id = core_auditevent.object_id)" in plan
    assert "hashed" not in plan


def test_the_kind_of_a_record_is_its_app_and_model() -> None:
    assert subjects.label_of(make.unit()) == LABEL
