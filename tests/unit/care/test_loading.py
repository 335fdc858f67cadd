"""The catalogue that comes with the software."""

from __future__ import annotations

from datetime import date

import pytest

from dayaq.care import api
from dayaq.care.models import ServiceKind, ServiceTerms, ServiceType, Standard
from dayaq.core.models import AuditEvent
from dayaq.law.api import load_law
from tests.unit.care import given as care

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(db):
    load_law()
    api.load_services()


def test_the_kinds_of_the_law_are_there_and_every_service_has_terms_with_a_source():
    assert {"household", "medical", "psychological", "pedagogical", "legal", "cultural"} <= set(
        ServiceKind.objects.values_list("code", flat=True)
    )
    assert ServiceType.objects.count() == ServiceTerms.objects.count() >= 15
    for terms in ServiceTerms.objects.all():
        assert terms.source
        assert terms.rules.conditions
    assert Standard.objects.exists()


def test_a_second_run_changes_nothing():
    events = AuditEvent.objects.count()
    assert api.load_services() == 0
    assert AuditEvent.objects.count() == events


def test_what_the_ministry_changed_stays():
    admin, service = care.administrator(), ServiceType.objects.get(code="home-help")
    api.describe_service(by=admin, service=service, kind=service.kind, label=care.LABEL, description=care.WORDS)
    api.end_service(by=admin, service=service, last_day=date(2026, 1, 1), reason="x")
    assert api.load_services() == 0
    service.refresh_from_db()
    assert (service.label, service.state) == (care.LABEL, "ended")


def test_home_help_leaves_out_who_has_able_relatives_nearby():
    terms = ServiceTerms.objects.get(service__code="home-help")
    known = {"in_difficult_life_condition": True, "age": 75}
    on = date(2026, 1, 1)
    assert api.who_may_be_served(terms, {**known, "has_able_relatives_nearby": True}, on).outcome == "not_eligible"
    assert api.who_may_be_served(terms, {**known, "has_able_relatives_nearby": False}, on).outcome == "eligible"
    assert api.who_may_be_served(terms, known, on).outcome == "undetermined"


def test_no_volume_is_invented_where_no_source_gives_one():
    assert not ServiceTerms.objects.filter(times_a_month__isnull=False).exists()
