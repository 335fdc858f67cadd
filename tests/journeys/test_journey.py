"""One person, from the window to a working small business; and the three unhappy ways. Each step by the right role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dayaq.core import clock
from dayaq.documents.models import Document
from dayaq.panels.models import Sitting
from dayaq.programmes.models import Application
from dayaq.registry.models import Person
from dayaq.selfemployment.models import Case
from tests import make
from tests.journeys.browser import PageAs, forgive
from tests.journeys.walking import Time, Walk, background, living_at
from tests.unit.selfemployment import given

pytestmark = pytest.mark.django_db(transaction=True)
REASON_AZ, REASON_EN = "Şərtlərin hamısı yerinə yetirilib.", "All conditions are met."


@pytest.fixture
def time(monkeypatch: Any) -> Time:
    return living_at(monkeypatch, given.NOW)


@pytest.fixture
def world(time: Time, transactional_db: None) -> given.World:
    made = given.world()
    made.operator = make.user("operator", in_unit=make.unit())
    made.decider = make.user("decision_officer", in_unit=make.unit())
    made.second_decider = make.user("decision_officer", in_unit=make.unit())
    return made


@pytest.fixture(params=[("az", 1280), ("en", 390)], ids=["az-1280", "en-390"])
def walk(request: Any, page_as: PageAs) -> Walk:
    language, width = request.param
    return Walk(page_as, language=language, width=width)


def day(offset: int = 0) -> str:
    return (clock.today() + timedelta(days=offset)).strftime("%d.%m.%Y")


def register(world: given.World, walk: Walk, surname: str = "Əliyev", fin: str = "5ABCD12") -> Person:
    """The operator registers a person who stands at the window."""
    desk = walk.desk(world.operator).open("/people/new/")
    desk.fill(
        surname=surname,
        given_name="Kamran",
        father_name="Rəşid oğlu",
        sex="m",
        birth_date="12.04.1988",
        fin=fin,
        phone="050 123 45 67",
        unit=make.unit().pk,
        address="Mərkəzi küçə 5",
    )
    desk.look("register").send()
    return Person.objects.get(fin=fin)


REGISTERS: dict[str, dict[str, str]] = {
    "employment": {
        "registered_unemployed": "yes",
        "unemployed_since": "15.01.2024",
        "registered_jobseeker": "yes",
        "has_other_work": "no",
    },
    "unemployment_insurance": {"receives_unemployment_insurance": "no"},
    "targeted_assistance": {"receives_targeted_social_assistance": "no"},
    "disability": {"has_disability": "no"},
    "veterans": {"martyr_family_member": "no", "war_participant": "yes"},
    "land": {"owns_farm_land_share": "no"},
    "custody": {"released_from_custody": "no"},
    "self_employment": {"running_self_employment_contract": "no"},
}


def ask_registers(world: given.World, walk: Walk, person: Person, **changes: dict[str, str]) -> None:
    """The caseworker writes down what the registers answered."""
    desk = walk.desk(world.caseworker)
    for register, answers in {**REGISTERS, **changes}.items():
        desk.open(f"/people/{person.pk}/check/{register}/").fill(**answers).send()


def apply_(world: given.World, walk: Walk, person: Person) -> Application:
    """The operator hands in an application."""
    desk = walk.desk(world.operator).open(f"/applications/new/{person.pk}/")
    desk.fill(basis="unemployed", examine_on="consent").look("application-form").send()
    pk = desk.pk
    desk.look("application-draft").send(action="/submit/")
    application = Application.objects.get(pk=pk)
    desk.says(application.number or "-")
    return application


def assess(world: given.World, walk: Walk, application: Application, recommendation: str) -> None:
    desk = walk.desk(world.caseworker).open("/work/").look("work-caseworker")
    desk.open(f"/applications/{application.pk}/take/").send()
    desk.open(f"/applications/{application.pk}/").look("application")
    desk.open(f"/applications/{application.pk}/assess/").look("assess")
    desk.fill(recommendation=recommendation).send()


def decide(world: given.World, walk: Walk, application: Application, approve: str) -> None:
    """A second officer decides; the letter lies among the documents."""
    desk = walk.desk(world.decider).open("/work/").says(application.number or "-")
    desk.open(f"/applications/{application.pk}/decide/").look("decide")
    desk.fill(approve=approve).send()
    letter = Document.objects.get(kind="letter_decision", subject_id=application.pk)
    assert bytes(letter.content).startswith(b"%PDF")


def enrolled(world: given.World, walk: Walk) -> Case:
    person = register(world, walk)
    ask_registers(world, walk, person)
    application = apply_(world, walk, person)
    assess(world, walk, application, "approved")
    decide(world, walk, application, "yes")
    desk = walk.desk(world.officer).open("/queue/").look("queue")
    desk.open(f"/applications/{application.pk}/enrol/").look("enrol").fill(fund=world.fund.pk).send()
    background()
    return Case.objects.get(person=person)


def trained(world: given.World, walk: Walk) -> Case:
    case = enrolled(world, walk)
    desk = walk.desk(world.caseworker).open(f"/cases/{case.pk}/").look("case-enrolled")
    desk.open(f"/cases/{case.pk}/direction/").look("direction")
    desk.fill(line=given.line().pk, advice="Rayonda avtoyuma azdır, tələbat var.").send()
    group = given.group(world)
    desk.open(f"/cases/{case.pk}/training/").fill(group=group.pk).send()
    for number in range(3):
        desk.open(f"/cases/groups/{group.pk}/sessions/new/")
        desk.fill(held_on=day(number - 9), hours="12", topic=f"Mövzu {number + 1}").send()
        session = group.sessions.order_by("-pk")[0]
        desk.open(f"/cases/sessions/{session.pk}/").look("attendance").send()
    return Case.objects.get(pk=case.pk)


def plan_handed_in(world: given.World, walk: Walk) -> Case:
    case = trained(world, walk)
    desk = walk.desk(world.caseworker).open(f"/cases/{case.pk}/plan/").look("plan")
    desk.fill(
        activity="Avtoyuma xidməti",
        place="Lerik şəhəri, mərkəzi küçə, icarə",
        market="Gündə 8–10 avtomobil, yaxında başqası yoxdur",
        baseline_income="120",
        monthly_income="600",
        monthly_costs="250",
    )
    desk.fill(**{f"month_{n}_{part}": value for n in range(1, 13) for part, value in (("income", 600), ("costs", 250))})
    desk.send()
    desk.open(f"/cases/{case.pk}/plan/submit/").look("plan-submit").send()
    return Case.objects.get(pk=case.pk)


def plan_approved(world: given.World, walk: Walk) -> Case:
    case = plan_handed_in(world, walk)
    sitting = Sitting.objects.get(subject_id=case.plans.get().pk)
    for member in world.members[:3]:
        desk = walk.desk(member).open(f"/panels/sittings/{sitting.pk}/").look("sitting")
        points = {c.code: int(c.max_points * 0.8) for c in sitting.criteria_set.criteria.all()}
        desk.fill(**points).send()
    walk.desk(world.officer).open(f"/cases/{case.pk}/plan/conclude/").look("conclude").send()
    return Case.objects.get(pk=case.pk)


def equipped(world: given.World, walk: Walk) -> Case:
    case = plan_approved(world, walk)
    desk = walk.desk(world.officer)
    desk.open(f"/cases/{case.pk}/contract/").look("contract").send()
    desk.open(f"/cases/{case.pk}/order/").look("order").fill(supplier_name="Texno MMC", voen=given.VOEN).send()
    desk.open(f"/cases/{case.pk}/delivery/").look("delivery").fill(invoice_number="QF-1", received_on=day())
    for asset in case.assets.order_by("pk"):
        desk.fill(**{f"serial_{asset.pk}": f"S{asset.pk}"})
    desk.send()
    walk.desk(world.fund_officer).open(f"/cases/{case.pk}/").look("pay").send(action="/pay/")
    desk.open(f"/cases/{case.pk}/handover/").look("handover")
    desk.fill(place="Lerik, mədəniyyət evi", witness_1_name="Kamran Vəliyev", witness_1_organisation="Bələdiyyə")
    desk.send()
    background()
    return Case.objects.get(pk=case.pk)


def visit(world: given.World, walk: Walk, case: Case, *, well: bool = True) -> None:
    """The monitor makes the visit that is due first."""
    due = case.visits.due().order_by("due_on").first()
    assert due is not None
    desk = walk.desk(world.monitor).open(f"/cases/visits/{due.pk}/").look("visit")
    answer = "yes" if well else "no"
    desk.fill(made_on=day(), trading=answer, matches_plan=answer, assets_present="yes", income="640", employed="2")
    if not well:
        desk.fill(findings="Fəaliyyət dayanıb.")
    desk.send()


def test_one_person_from_the_window_to_a_working_small_business(world, walk, time):
    case = equipped(world, walk)
    act = Document.objects.get(kind="handover_act")
    visitor = walk.page_as("", language=walk.language, width=walk.width)
    visitor.goto(f"/verify/{act.token}/")
    seen = visitor.locator("main").inner_text()
    assert act.number in seen
    assert act.digest in seen.replace("\n", "").replace(" ", "")
    assert "Əliyev" not in seen
    for visit_ in case.visits.order_by("due_on"):
        time.pass_(days=(visit_.due_on - clock.today()).days)
        if visit_.due_on > case.contract.ends_on:
            break
        visit(world, walk, case)
    time.pass_(days=max(0, (case.contract.ends_on - clock.today()).days))
    walk.desk(world.officer).open(f"/cases/{case.pk}/ownership/").look("ownership").send()
    case.refresh_from_db()
    assert case.state == "completed"
    assert {asset.state for asset in case.assets.all()} == {"transferred"}
    desk = walk.desk(world.officer).open(f"/cases/{case.pk}/").look("case-completed")
    desk.open(f"/people/{case.person_id}/").look("person")
    desk.open("/cases/").look("cases")


def test_a_refusal_is_appealed_and_overturned_by_somebody_who_took_no_part(world, walk):
    person = register(world, walk)
    insured = {"unemployment_insurance": {"receives_unemployment_insurance": "yes"}}
    ask_registers(world, walk, person, **insured)
    application = apply_(world, walk, person)
    assess(world, walk, application, "refused")
    decide(world, walk, application, "no")
    desk = walk.desk(world.operator).open(f"/applications/{application.pk}/appeal/").look("appeal")
    desk.fill(grounds="Ödəniş yanvarda dayandırılıb.").send()
    ask_registers(world, walk, person)
    refuser = walk.desk(world.decider).page
    forgive(refuser, "403")
    answer = refuser.goto(f"/applications/{application.pk}/appeal/decide/")
    assert answer is not None
    assert answer.status == 403
    desk = walk.desk(world.second_decider).open(f"/applications/{application.pk}/appeal/decide/").look("appeal-decide")
    desk.fill(overturn="yes", reason_az=REASON_AZ, reason_en=REASON_EN).send()
    application.refresh_from_db()
    assert application.state == "approved"
    assert application.decisions.count() == 2


def test_without_money_an_application_waits_and_moves_when_money_is_there(world, walk):
    from dayaq.funds import api as funds

    left = funds.balance(world.fund).residual
    funds.withdraw_allocation(by=world.fund_officer, fund=world.fund, amount=left)
    person = register(world, walk)
    ask_registers(world, walk, person)
    application = apply_(world, walk, person)
    assess(world, walk, application, "approved")
    decide(world, walk, application, "yes")
    desk = walk.desk(world.officer).open(f"/applications/{application.pk}/enrol/")
    desk.fill(fund=world.fund.pk).send()
    application.refresh_from_db()
    assert application.state == "waitlisted"
    desk.open("/queue/").look("queue-waiting").says(person.full_name)
    walk.desk(world.fund_officer).open(f"/funds/{world.fund.pk}/").look("fund")
    desk = walk.desk(world.fund_officer).open(f"/funds/{world.fund.pk}/allocate/")
    desk.fill(amount="7000").send()
    background()
    application.refresh_from_db()
    assert application.state == "enrolled"


def test_a_breach_is_found_notified_confirmed_and_the_assets_come_back(world, walk, time):
    case = equipped(world, walk)
    time.pass_(days=(case.visits.order_by("due_on")[0].due_on - clock.today()).days)
    visit(world, walk, case, well=False)
    desk = walk.desk(world.monitor).open(f"/cases/{case.pk}/breach/").look("breach")
    desk.fill(kind="not_trading", finding="Fəaliyyət dayanıb, avadanlıq anbardadır.").send()
    breach = case.breaches.get()
    officer = walk.desk(world.officer).open(f"/cases/{case.pk}/").look("case-breach")
    officer.send(action=f"/breaches/{breach.pk}/notify/")
    breach.refresh_from_db()
    time.pass_(days=(breach.remedy_until - clock.today()).days + 1)
    desk = walk.desk(world.second_officer).open(f"/cases/breaches/{breach.pk}/confirm/").look("breach-confirm")
    desk.fill(note="Müddət bitib, pozuntu aradan qaldırılmayıb.")
    desk.fill(**{f"outcome_{asset.pk}": "recovered" for asset in case.assets.all()}).send()
    case.refresh_from_db()
    assert case.state == "breached"
    assert {asset.state for asset in case.assets.all()} == {"recovered"}
