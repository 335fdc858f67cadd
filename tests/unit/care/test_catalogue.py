"""Services, their terms by date, kinds and standards: what is done, refused, recorded, and held by the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dayaq.care import api
from dayaq.care.models import ServiceTerms, ServiceType, Standard
from dayaq.care.states import ServiceState
from dayaq.core.errors import Denied, Invalid, Stale, WrongState
from dayaq.core.models import AuditEvent
from dayaq.law.models import LegalAct
from tests import make
from tests.unit.care import given as care

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return care.administrator()


def last_event():
    return AuditEvent.objects.latest("pk")


def add_standard(by, code="plan", **values):
    words = {"az": "Fərdi plan", "en": "Individual plan"}
    return api.add_standard(
        by=by, code=code, label=words, requirement=words, source="S7", **{"valid_from": care.START, **values}
    )


# Services ------------------------------------------------------------------------------------------------------------


def test_a_service_is_added_with_its_first_terms_and_that_is_recorded(admin):
    service = care.service(admin)
    (terms,) = api.terms_of(service)
    assert (terms.forms, terms.modes, terms.minutes_a_month) == (["home"], ["home", "order_project"], 360)
    assert terms.expression == "age >= param.elderly_age"
    assert terms.parameter_codes == {"elderly_age": "elderly.age"}
    assert service.state == ServiceState.IN_FORCE
    events = AuditEvent.objects.filter(object_type="care.servicetype").order_by("pk")
    assert [event.event for event in events] == ["service.added", "service.terms_set"]
    assert events[1].detail["digest"] == terms.digest
    assert {event.actor_id for event in events} == {admin.pk}


@pytest.mark.parametrize("role", ["operator", "caseworker", "programme_officer", "fund_officer", "auditor"])
def test_nobody_else_changes_the_catalogue(admin, role):
    service, other = care.service(admin), make.user(role)
    kind, standard = service.kind, add_standard(admin)
    for attempt in (
        lambda: care.service(other, code="another"),
        lambda: api.describe_service(by=other, service=service, kind=kind, label=care.LABEL, description=care.WORDS),
        lambda: api.set_terms(by=other, service=service, terms=care.terms(valid_from=date(2025, 1, 1))),
        lambda: api.end_service(by=other, service=service, last_day=date(2025, 1, 1), reason="x"),
        lambda: care.kind(other, code="legal"),
        lambda: add_standard(other, code="other"),
        lambda: api.rename_heading(by=other, heading=kind, label=care.LABEL),
        lambda: api.end_heading(by=other, heading=standard, last_day=date(2025, 1, 1), reason="x"),
        lambda: api.load_services(by=other),
    ):
        with pytest.raises(Denied):
            attempt()
    assert ServiceTerms.objects.count() == 1


def test_a_code_is_used_once(admin):
    care.service(admin)
    with pytest.raises(Invalid) as refused:
        care.service(admin)
    assert (refused.value.code, refused.value.field) == ("service_exists", "code")


def test_a_service_needs_a_kind_that_holds_when_its_terms_begin(admin):
    care.kind(admin, valid_from=date(2025, 1, 1))
    with pytest.raises(Invalid) as refused:
        care.service(admin)
    assert refused.value.code == "kind_not_held"
    assert not ServiceType.objects.exists()


def test_a_service_is_described_anew_and_its_history_keeps_what_it_said(admin):
    service, words = care.service(admin), {"az": "Evdə qayğı", "en": "Care at home"}
    api.describe_service(by=admin, service=service, kind=service.kind, label=words, description=care.WORDS, version=1)
    service.refresh_from_db()
    assert (service.label, service.version) == (words, 2)
    assert last_event().event == "service.described"
    assert last_event().detail == {"code": "home-help", "fields": ["label"]}
    with connection.cursor() as cursor:
        cursor.execute("select label->>'en' from care_servicetypeevent where pgh_obj_id = %s", [service.pk])
        assert cursor.fetchall() == [("Help at home",)]


def test_describing_it_as_it_is_changes_nothing(admin):
    service = care.service(admin)
    before = AuditEvent.objects.count()
    api.describe_service(by=admin, service=service, kind=service.kind, label=care.LABEL, description=care.WORDS)
    assert AuditEvent.objects.count() == before


# Terms ---------------------------------------------------------------------------------------------------------------


def test_new_terms_close_those_that_run_and_leave_later_ones(admin):
    service = care.service(admin)
    api.set_terms(by=admin, service=service, terms=care.terms(valid_from=date(2026, 1, 1), minutes=60))
    api.set_terms(by=admin, service=service, terms=care.terms(valid_from=date(2025, 1, 1), minutes=50))
    spans = [(one.valid_from.year, one.valid_to and one.valid_to.year, one.minutes) for one in api.terms_of(service)]
    assert spans == [(2026, None, 60), (2025, 2026, 50), (2024, 2025, 45)]
    assert api.terms_on(api.terms_of(service), date(2025, 12, 31)).minutes == 50
    assert api.terms_on(api.terms_of(service), date(2023, 12, 31)) is None
    assert last_event().event == "service.terms_set"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"forms": []}, "forms"),
        ({"forms": ["by post"]}, "forms"),
        ({"modes": []}, "modes"),
        ({"minutes": None}, "minutes"),
        ({"times_a_month": None}, "times_a_month"),
        ({"source": ""}, "source"),
        ({"rule": ""}, "rule"),
        ({"rule": "age >"}, "rule"),
        ({"rule": "shoe_size > 40"}, "rule"),
        ({"rule": "age"}, "rule"),
        ({"valid_from": care.START}, "valid_from"),
    ],
)
def test_terms_that_say_nothing_or_half_of_something_are_refused(admin, changes, field):
    service = care.service(admin)
    with pytest.raises(Invalid) as refused:
        api.set_terms(by=admin, service=service, terms=care.terms(**{"valid_from": date(2025, 1, 1), **changes}))
    assert refused.value.field == field
    assert service.terms.get().valid_to is None


def test_terms_without_act_or_source_are_taken_as_not_confirmed(admin):
    service = care.service(admin, source="", certainty="U")
    assert service.terms.get().rules.conditions[0].article.key


def test_the_rule_cites_the_act_and_its_article(admin):
    act = LegalAct.objects.create(code="law", label={"az": "Qanun", "en": "Law"}, kind="law")
    article = care.service(admin, act=act, article="18").terms.get().rules.conditions[0].article
    assert (article.key, article.text.en) == ("law", "Law, 18")


def test_a_standard_that_does_not_hold_on_that_day_is_not_chosen(admin):
    standard = add_standard(admin, valid_from=date(2025, 1, 1))
    with pytest.raises(Invalid) as refused:
        care.service(admin, standards=[standard])
    assert refused.value.code == "standard_not_held"
    service = care.service(admin, valid_from=date(2025, 1, 1), standards=[standard])
    assert list(service.terms.get().standards.all()) == [standard]


def test_a_stale_form_changes_nothing(admin):
    service = care.service(admin)
    api.set_terms(by=admin, service=service, terms=care.terms(valid_from=date(2025, 1, 1)), version=1)
    with pytest.raises(Stale):
        api.set_terms(by=admin, service=service, terms=care.terms(valid_from=date(2026, 1, 1)), version=1)
    assert service.terms.count() == 2


@pytest.mark.parametrize("field", ["minutes", "digest", "valid_from", "article"])
def test_the_database_does_not_let_terms_be_rewritten(admin, field):
    terms = care.service(admin).terms.get()
    values = {"minutes": 1, "digest": "0" * 64, "valid_from": date(2023, 1, 1), "article": "1"}
    with pytest.raises(Error), transaction.atomic():
        ServiceTerms.objects.filter(pk=terms.pk).update(**{field: values[field]})


@pytest.mark.parametrize(
    "values",
    [
        {"valid_from": date(2030, 1, 1)},
        {"valid_to": care.START},
        {"valid_to": date(2023, 12, 31), "valid_from": date(2023, 1, 1), "minutes": None},
        {"valid_to": date(2023, 12, 31), "valid_from": date(2023, 1, 1), "forms": []},
        {"valid_to": date(2023, 12, 31), "valid_from": date(2023, 1, 1), "modes": ["by post"]},
        {"valid_to": date(2023, 12, 31), "valid_from": date(2023, 1, 1), "minutes": 0},
    ],
)
def test_the_database_refuses_overlapping_terms_and_what_may_never_be(admin, values):
    row = care.service(admin).terms.get()
    row.pk, row._state.adding = None, True
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


class TermsByDate(TestCase):
    """Whatever the order in which terms are entered, each day has the terms that began last before it."""

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(days=st.lists(st.integers(1, 400), unique=True, max_size=6), asked=st.integers(0, 450))
    def test_each_day_has_the_terms_that_began_last(self, days, asked):
        admin = care.administrator()
        service = care.service(admin)
        for day in days:
            begins = care.START + timedelta(days=day)
            api.set_terms(by=admin, service=service, terms=care.terms(valid_from=begins, minutes=day))
        on = care.START + timedelta(days=asked)
        wanted = max((day for day in days if day <= asked), default=None)
        found = ServiceTerms.objects.on(on).get(service=service)
        assert found.minutes == (wanted or 45)
        assert found.valid_from == care.START + timedelta(days=wanted or 0)


# The end -------------------------------------------------------------------------------------------------------------


def test_an_ended_service_keeps_its_terms_until_the_last_day_and_changes_no_more(admin):
    service = care.service(admin)
    api.end_service(by=admin, service=service, last_day=date(2025, 6, 30), reason="Qanun dəyişib", version=1)
    assert service.state == ServiceState.ENDED
    assert service.terms.get().valid_to == date(2025, 7, 1)
    assert (last_event().event, last_event().reason) == ("service.ended", "Qanun dəyişib")
    for attempt in (
        lambda: api.end_service(by=admin, service=service, last_day=date(2025, 6, 30), reason="x"),
        lambda: api.set_terms(by=admin, service=service, terms=care.terms(valid_from=date(2026, 1, 1))),
        lambda: api.describe_service(
            by=admin, service=service, kind=service.kind, label=care.WORDS, description=care.WORDS
        ),
    ):
        with pytest.raises(WrongState):
            attempt()


@pytest.mark.parametrize(
    ("last_day", "reason", "code"),
    [(date(2025, 1, 1), "  ", "no_reason"), (date(2023, 12, 31), "x", "later_terms")],
)
def test_an_end_needs_a_reason_and_a_day_on_which_the_terms_hold(admin, last_day, reason, code):
    service = care.service(admin)
    with pytest.raises(Invalid) as refused:
        api.end_service(by=admin, service=service, last_day=last_day, reason=reason)
    assert refused.value.code == code
    assert service.terms.get().valid_to is None


# Kinds and standards -------------------------------------------------------------------------------------------------


def test_a_kind_is_added_renamed_and_ended_and_each_is_recorded(admin):
    kind = care.kind(admin)
    api.rename_heading(by=admin, heading=kind, label=care.LABEL)
    ended = api.end_heading(by=admin, heading=kind, last_day=date(2025, 1, 31), reason="ləğv")
    assert (ended.label, ended.valid_to) == (care.LABEL, date(2025, 2, 1))
    events = AuditEvent.objects.filter(object_type="care.servicekind").order_by("pk")
    assert [one.event for one in events] == ["service_kind.added", "service_kind.renamed", "service_kind.ended"]
    with pytest.raises(WrongState):
        api.rename_heading(by=admin, heading=kind, label=care.WORDS)


def test_a_kind_under_which_services_stand_does_not_end(admin):
    service = care.service(admin)
    with pytest.raises(Invalid) as refused:
        api.end_heading(by=admin, heading=service.kind, last_day=date(2025, 1, 31), reason="x")
    assert refused.value.code == "kind_in_use"
    api.end_service(by=admin, service=service, last_day=date(2025, 1, 31), reason="x")
    api.end_heading(by=admin, heading=service.kind, last_day=date(2025, 1, 31), reason="x")


def test_a_standard_that_ended_stays_with_the_terms_that_name_it(admin):
    standard = add_standard(admin)
    service = care.service(admin, standards=[standard])
    api.end_heading(by=admin, heading=standard, last_day=date(2024, 12, 31), reason="x")
    assert list(service.terms.get().standards.all()) == [standard]
    assert last_event().event == "standard.ended"
    with pytest.raises(Invalid):
        api.set_terms(by=admin, service=service, terms=care.terms(valid_from=date(2025, 1, 1), standards=[standard]))


@pytest.mark.parametrize("add", [care.kind, add_standard])
def test_a_heading_needs_a_code_of_its_own_and_a_source(admin, add):
    add(admin, code="first")
    with pytest.raises(Invalid) as taken:
        add(admin, code="first")
    assert taken.value.code == "code_taken"
    with pytest.raises(Invalid) as bare:
        api.add_kind(by=admin, code="second", label=care.LABEL, valid_from=care.START)
    assert bare.value.code == "no_source"


@pytest.mark.parametrize(("day", "reason"), [(date(2025, 1, 1), ""), (date(2023, 12, 31), "x")])
def test_a_heading_does_not_end_without_reason_or_before_it_begins(admin, day, reason):
    standard = add_standard(admin)
    with pytest.raises(Invalid):
        api.end_heading(by=admin, heading=standard, last_day=day, reason=reason)
    assert Standard.objects.get().valid_to is None
