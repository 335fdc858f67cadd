"""What other rooms learn of a case: visibility, work that waits, a person's page, the committee."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dayaq.accounts.api import system_user
from dayaq.accounts.models import Grant
from dayaq.core import subjects
from dayaq.core.work import work_items
from dayaq.documents.models import Document
from dayaq.registry import api as registry
from dayaq.registry.models import Person
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Breach, BusinessPlan, Case, Contract, HandoverAct, MonitoringVisit
from dayaq.selfemployment.queries import work
from tests import make
from tests.unit.selfemployment import given

pytestmark = pytest.mark.django_db

MODELS = [Asset, Breach, BusinessPlan, Case, Contract, HandoverAct, MonitoringVisit]


@pytest.fixture
def case(world):
    return given.breached(world).case


def seen_by(user):
    return {model.__name__ for model in MODELS if model.objects.visible_to(user).exists()}


def test_staff_see_the_cases_of_their_districts_and_everything_on_them(world, case):
    everything = {model.__name__ for model in MODELS}
    for user in (world.officer, world.caseworker, world.monitor, world.fund_officer):
        assert seen_by(user) == everything
    elsewhere = make.unit("AZ-AST", "Astara")
    for role in ("caseworker", "monitor", "programme_officer"):
        assert seen_by(make.user(role, in_unit=elsewhere)) == set()


@pytest.mark.parametrize(
    "role", ["operator", "analyst", "auditor", "administrator", "committee_member", "decision_officer"]
)
def test_whoever_has_no_business_with_cases_sees_nothing(world, case, role):
    assert seen_by(make.user(role)) == set()


def test_a_partner_sees_what_its_funds_pay_for_and_nothing_else(world, case):
    bank = make.organisation("bank", "bank")
    partner = make.user("partner", of=bank)
    assert seen_by(partner) == set()
    mine = given.enrolled(world, fund=given.fund(world.programme, organisation=bank))
    assert seen_by(partner) == set()
    consent = registry.give_consent(by=world.caseworker, person=mine.person, purpose="partner_support")
    assert list(Case.objects.visible_to(partner)) == [mine]
    registry.withdraw_consent(by=world.caseworker, consent=consent)
    assert list(Case.objects.visible_to(partner)) == []
    assert Document.objects.visible_to(partner).count() == 0


def test_a_grant_ends_on_its_day(world, case):
    partner = make.user("partner", of=make.organisation("union", "social_partner"))
    Grant.objects.create(
        organisation=make.organisation("union"),
        scope_type="funds.fundsource",
        scope_id=world.fund.pk,
        valid_from=given.TODAY - timedelta(days=9),
        valid_to=given.TODAY + timedelta(days=1),
        reason="memorandum",
    )
    registry.give_consent(by=world.caseworker, person=case.person, purpose="partner_support")
    assert Case.objects.visible_to(partner).count() == 1
    given.later(days=1)
    assert Case.objects.visible_to(partner).count() == 0


def test_a_protected_person_s_case_is_seen_by_nobody_without_the_right(world, case):
    Person.objects.filter(pk=case.person_id).update(is_restricted=True)
    for user in (world.officer, world.caseworker, world.monitor, world.fund_officer):
        assert seen_by(user) == set()


def test_a_recovered_thing_is_seen_by_whoever_sees_its_present_holder(world, case):
    elsewhere = make.unit("AZ-AST", "Astara")
    there = make.user("monitor", in_unit=elsewhere)
    held = dict.fromkeys(Asset.objects.in_hand_of(case).values_list("pk", flat=True), "recovered")
    api.take_back(by=world.officer, case=given.reread(case), outcomes=held, reason="x")
    assert not Asset.objects.visible_to(there).exists()
    other = given.enrolled(world, given.person(unit=elsewhere))
    assert not Asset.objects.visible_to(there).exists()
    Case.objects.filter(pk=other.pk).update(state="contract_signed", line=given.line())
    contract = Contract.objects.get(case=case)
    contract.pk, contract.case, contract.plan_id, contract.number = (
        None,
        given.reread(other),
        _plan(other, case),
        "CT-X",
    )
    contract.save()
    thing = Asset.objects.get(pk=next(iter(held)))
    api.hand_over(by=world.officer, case=given.reread(other), assets=[thing], place="Astara", witnesses=given.WITNESSES)
    assert list(Asset.objects.visible_to(there)) == [thing]


def _plan(other, case):
    plan = BusinessPlan.objects.filter(case=case).get()
    plan.pk, plan.case, plan.sitting = None, other, None
    plan.save()
    return plan.pk


# Subjects ------------------------------------------------------------------------------------------------------------


def test_documents_plans_contracts_and_acts_are_seen_with_their_case(world, case):
    contract, act, plan = case.contract, case.handovers.get(), case.plans.get()
    for label, pk in (
        ("selfemployment.case", case.pk),
        ("selfemployment.contract", contract.pk),
        ("selfemployment.handoveract", act.pk),
        ("selfemployment.businessplan", plan.pk),
    ):
        assert subjects.is_visible(world.officer, label, pk)
        assert not subjects.is_visible(make.user("operator"), label, pk)
    assert Document.objects.visible_to(world.officer).count() == 2


# Work that waits -----------------------------------------------------------------------------------------------------


def titles(user):
    return [(str(item.title), item.subject) for item in work_items(user)]


def codes(user):
    return {item.url_name for item in work_items(user)}


def test_each_role_is_told_of_its_own_step(world):
    enrolled = given.enrolled(world)
    approved = given.approved(world)
    equipped = given.received(world)
    name = enrolled.person.full_name
    assert ("Fəaliyyət istiqamətini seçin", name) in titles(world.caseworker)
    assert ("Müqaviləni imzalayın", approved.person.full_name) in titles(world.officer)
    assert ("Müqaviləni imzalayın", approved.person.full_name) not in titles(world.caseworker)
    invoices = [item for item in work_items(world.fund_officer) if item.note == "QF-1"]
    assert [(item.subject, item.pk) for item in invoices] == [("Texno MMC", equipped.pk)]
    assert titles(world.monitor) == []


def test_a_case_that_somebody_looks_after_waits_for_them_alone(world):
    case = given.enrolled(world)
    colleague = make.user("caseworker", in_unit=make.unit())
    assert len(titles(colleague)) == 1
    api.assign_case(by=world.officer, case=case, to=world.caseworker)
    assert titles(colleague) == []
    assert len(titles(world.caseworker)) == 1


def test_a_monitor_is_told_of_visits_two_weeks_ahead(world):
    case = given.equipped(world)
    assert titles(world.monitor) == []
    given.later(months=3, days=-14)
    items = work_items(world.monitor)
    assert [(item.url_name, item.due_on) for item in items] == [("cases:visit", case.visits.get(month=3).due_on)]
    api.assign_visit(by=world.officer, visit=case.visits.get(month=3), to=make.user("monitor", in_unit=make.unit()))
    assert titles(world.monitor) == []


def test_an_officer_is_told_of_breaches_and_of_terms_that_ended(world):
    breach = given.breached(world)
    assert "Pozuntu barədə bildiriş göndərin" in [title for title, _ in titles(world.officer)]
    breach = api.notify_breach(by=world.officer, breach=breach)
    assert titles(world.officer) == []
    given.later(days=31)
    assert "Pozuntu barədə qərar verin" in [title for title, _ in titles(world.officer)]
    api.remedy_breach(by=world.monitor, breach=breach, note="x")
    given.later(months=12)
    assert "Mülkiyyətə verin" in [title for title, _ in titles(world.officer)]


def test_the_oldest_deadline_comes_first(world):
    first = given.enrolled(world)
    given.later(days=3)
    second = given.enrolled(world)
    assert [item.pk for item in work_items(world.caseworker)] == [first.pk, second.pk]


def test_each_source_of_work_runs_one_statement(world):
    given.enrolled(world)
    case = given.received(world)
    equipped = given.equipped(world)
    given.breached(world, equipped)
    given.later(months=13)
    everything = make.user("programme_officer", "monitor", "fund_officer", "caseworker")
    assert everything.permissions
    sources = (
        work.waiting_cases,
        work.waiting_transfers,
        work.waiting_breaches,
        work.waiting_visits,
        work.waiting_payments,
    )
    for source in sources:
        with CaptureQueriesContext(connection) as captured:
            found = source(everything, 50)
        assert found, source.__name__
        assert len(captured) == 1, source.__name__
    assert case.number


# A person's page -----------------------------------------------------------------------------------------------------


def test_a_person_s_page_shows_the_case_and_what_happened_in_it(world, case):
    panels = [panel for panel in registry.person_panels(case.person, world.officer) if panel.title == "Özünüməşğulluq"]
    assert [(row.pk, row.state, row.url_name) for row in panels[0].rows] == [(case.pk, "in_monitoring", "cases:show")]
    events = {item.event for item in registry.timeline(case.person, world.officer)}
    assert {"case.opened", "plan.approved", "contract.signed", "handover.signed", "breach.found"} <= events
    words = {str(item.label) for item in registry.timeline(case.person, world.officer)}
    assert "Müqavilə imzalanıb" in words
    assert registry.person_panels(case.person, make.user("analyst")) == []


def test_every_event_of_a_case_has_words(world, case):
    from dayaq.selfemployment.states import ASSET, BREACH, CASE, PLAN
    from dayaq.selfemployment.words import EVENTS

    told = {t.event for workflow in (ASSET, BREACH, CASE, PLAN) for t in workflow.transitions}
    told |= {event for workflow in (ASSET, BREACH, CASE, PLAN) for event in workflow.initial.values()}
    assert told - set(EVENTS) == set()
    assert all(str(event.title) != event.title or "." not in str(event.title) for event in api.timeline_of(case))


def test_twenty_things_done_at_once_are_one_line_of_the_timeline(world):
    case = given.ordered(world)
    titles_of = [str(event.title) for event in api.timeline_of(case)]
    assert titles_of[:3] == ["Aktivlər sifariş edilib", "Aktiv sifariş edilib × 3", "Müqavilə imzalanıb"]


def test_what_people_wrote_is_left_out_of_the_timeline_for_whoever_works_with_numbers_alone(world):
    case = given.contracted(world)
    api.exit_case(by=world.officer, case=case, reason="Səhhəti imkan vermir.")
    assert "Səhhəti imkan vermir." in [event.note for event in api.timeline_of(case)]
    assert {event.note for event in api.timeline_of(case, reasons=False)} == {""}


def test_the_timeline_calls_people_by_their_names_and_the_worker_by_that_of_the_system(world):
    case = given.ordered(world)
    by = {event.by for event in api.timeline_of(case)}
    assert world.officer.display_name in by
    assert system_user().display_name in by
    assert world.officer.username not in by
