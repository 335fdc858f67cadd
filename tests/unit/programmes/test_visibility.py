"""Who sees which application and which enrolment; and what a person's page learns."""

import pytest

from dayaq.core import clock, subjects
from dayaq.core.policies import can
from dayaq.programmes import api, policies
from dayaq.programmes.models import Application, Enrolment
from dayaq.registry import api as registry
from dayaq.registry.models import Person
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.usefixtures("programme")


@pytest.mark.parametrize("role", ["operator", "caseworker", "decision_officer", "programme_officer"])
def test_an_officer_sees_the_applications_of_their_own_district(role):
    application = given.drafted()
    astara = make.unit("AZ-AST", "Astara")

    assert list(Application.objects.visible_to(make.user(role, in_unit=make.unit()))) == [application]
    assert not Application.objects.visible_to(make.user(role, in_unit=astara)).exists()
    assert list(Application.objects.visible_to(make.user(role))) == [application]


@pytest.mark.parametrize(
    "role", ["partner", "analyst", "auditor", "administrator", "monitor", "fund_officer", "committee_member"]
)
def test_others_see_no_application(role):
    given.drafted()

    assert not Application.objects.visible_to(make.user(role)).exists()


def test_an_application_of_a_settlement_is_seen_by_its_district():
    village = make.unit("AZ-LER-01", "Kəndoba", "settlement")
    type(village).objects.filter(pk=village.pk).update(parent=make.unit())
    application = given.drafted(given.asked(given.person(unit=village)))

    assert list(Application.objects.visible_to(given.caseworker())) == [application]


def test_the_application_of_a_protected_person_is_hidden():
    application = given.drafted()
    Person.objects.filter(pk=application.person_id).update(is_restricted=True)

    assert not Application.objects.visible_to(given.caseworker()).exists()
    assert not subjects.is_visible(given.caseworker(), "programmes.application", application.pk)
    assert not can(policies.check_submit, given.operator(), Application.objects.get(pk=application.pk))


def enrolled(source, whom=None):
    return api.enrol_application(by=given.programme_officer(), application=given.approved(whom), fund=source)


def agree(enrolment):
    """The person agrees that partners see them."""
    return registry.give_consent(by=given.caseworker(), person=enrolment.person, purpose="partner_support")


def test_a_partner_sees_only_the_enrolments_that_their_fund_pays_for():
    sponsor, other = make.organisation("sponsor", "social_partner"), make.organisation("bank", "bank")
    mine = enrolled(given.fund(1, organisation=sponsor))
    enrolled(given.fund(1, organisation=other))
    partner = make.user("partner", of=sponsor)

    assert list(Enrolment.objects.visible_to(partner)) == []
    consent = agree(mine)
    assert list(Enrolment.objects.visible_to(partner)) == [mine]
    registry.withdraw_consent(by=given.caseworker(), consent=consent)
    assert list(Enrolment.objects.visible_to(partner)) == []


def test_staff_see_the_enrolments_of_their_district():
    enrolment = enrolled(given.fund(1))
    astara = make.unit("AZ-AST", "Astara")

    assert list(Enrolment.objects.visible_to(make.user("monitor", in_unit=make.unit()))) == [enrolment]
    assert not Enrolment.objects.visible_to(make.user("monitor", in_unit=astara)).exists()
    for role in ("analyst", "auditor", "administrator", "committee_member"):
        assert not Enrolment.objects.visible_to(make.user(role)).exists()


def test_a_partner_who_also_works_for_a_district_sees_both():
    sponsor = make.organisation("sponsor", "social_partner")
    paid = enrolled(given.fund(1, organisation=sponsor))
    agree(paid)
    Application.objects.filter(pk=paid.application_id).update(unit=make.unit("AZ-AST", "Astara"))
    local = enrolled(given.fund(1))
    both = make.user("partner", of=sponsor)
    both.memberships.create(
        organisation=make.organisation(), role="monitor", unit=make.unit(), valid_from=make.LONG_AGO
    )

    assert set(Enrolment.objects.visible_to(both)) == {paid, local}


def test_a_persons_page_lists_their_applications_to_whoever_may_see_them():
    application = given.submitted()

    panels = registry.person_panels(application.person, given.caseworker())
    rows = [row for panel in panels for row in panel.rows if row.url_name == "applications:show"]

    assert [(row.title, row.state) for row in rows] == [(application.number, "submitted")]
    others = registry.person_panels(application.person, make.user("monitor"))
    assert not [row for panel in others for row in panel.rows if row.url_name == "applications:show"]


def test_a_persons_timeline_tells_of_their_applications():
    application = given.submitted()

    events = [item.event for item in registry.timeline(application.person, given.caseworker())]

    assert {"application.drafted", "application.submitted"} <= set(events)


def test_a_running_enrolment_is_known_as_a_contract_in_force():
    application = given.approved()
    before = registry.person_facts(application.person, clock.today())
    given.fund(1)
    api.enrol_application(by=given.programme_officer(), application=application)

    after = registry.person_facts(application.person, clock.today())

    assert before["running_self_employment_contract"].value is False
    assert after["running_self_employment_contract"].value is True


def test_the_register_of_contracts_outweighs_our_own_silence():
    whom = given.asked(given.person())
    registry.record_register_check(
        by=given.caseworker(),
        person=whom,
        register="self_employment",
        result={"running_self_employment_contract": True},
    )

    fact = registry.person_facts(whom, clock.today())["running_self_employment_contract"]

    assert (fact.value, fact.certainty) == (True, "register")
