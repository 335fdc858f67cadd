"""Each step of a case in the browser: by the right role, with what was typed kept, once however often it is sent."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse

from dayaq.core import clock
from dayaq.core.models import AuditEvent
from dayaq.funds import api as funds
from dayaq.law.models import LegalAct
from dayaq.panels import api as panels
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Breach, BusinessPlan, Case, HandoverAct, Supplier, TrainingGroup
from tests import make
from tests.unit.selfemployment import given

pytestmark = pytest.mark.django_db
_key = count(1)


@pytest.fixture(autouse=True)
def _one_day():
    with clock.frozen(given.NOW, seed="web"):
        yield


@pytest.fixture
def world():
    return given.world()


@pytest.fixture
def browser(client):
    """``browser(user).get/post(name, pk, **typed)``: posts what the form on the page holds, what is typed over it."""

    class Browser:
        def __init__(self, user, language="en"):
            client.force_login(user)
            client.cookies["django_language"] = language

        def get(self, name, *args):
            return client.get(url(name, *args))

        def post(self, name, *args, **typed):
            page = client.get(url(name, *args))
            form = page.context["form"]
            data = {}
            for field in form:
                value = field.value()
                if value not in (None, "", False):
                    data[field.html_name] = "on" if value is True else field.field.widget.format_value(value) or value
                    if isinstance(data[field.html_name], list):
                        data[field.html_name] = data[field.html_name][0]
            data |= {name: value for name, value in typed.items() if value is not None}
            for missing in (name for name, value in typed.items() if value is None):
                data.pop(missing, None)
            self.sent = (url(name, *args), data)
            return client.post(*self.sent)

        def again(self):
            return client.post(*self.sent)

        def press(self, name, *args, **data):
            return client.post(url(name, *args), {"submission": f"key-{next(_key)}", **data})

    return Browser


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


def done(response, case):
    assert response.status_code == 302, getattr(response.context["form"], "errors", response.content[:500])
    return Case.objects.get(pk=case.pk)


# The journey ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["az", "en"])
def test_the_whole_way_in_the_browser(world, browser, language):
    case = given.enrolled(world)
    caseworker = browser(world.caseworker, language)
    case = done(caseworker.post("direction", case.pk, line=given.line().pk, advice="Tələbat var."), case)
    assert case.state == "direction_chosen"

    made = caseworker.post(
        "group_new",
        name_az="Qrup",
        name_en="Group",
        unit=case.unit_id,
        place="Lerik",
        trainer="Rəna Əliyeva",
        starts_on="01.03.2026",
        ends_on="30.03.2026",
        capacity="10",
    )
    group = TrainingGroup.objects.get()
    assert made.url == url("group", group.pk)
    assert caseworker.get("group", group.pk).context["candidates"] == [case]
    case = done(caseworker.post("train", case.pk, group=group.pk), case)
    for day in range(1, 4):
        opened = caseworker.post("session_new", group.pk, held_on=f"0{day}.03.2026", hours="12", topic="Mövzu")
        pk = int(opened.url.rstrip("/").rsplit("/", 1)[1])
        assert caseworker.post("session", pk).status_code == 302
    case = given.reread(case)
    assert case.state == "trained"

    cash = {
        f"month_{n}_{part}": value for n in range(1, 13) for part, value in (("income", "600"), ("costs", "250,50"))
    }
    typed = {
        "activity": "Avtoyuma",
        "place": "Lerik",
        "market": "Gündə 8 avtomobil",
        "baseline_income": "120",
        "monthly_income": "600",
        "monthly_costs": "250,50",
    }
    if language == "en":
        cash = {name: value.replace(",", ".") for name, value in cash.items()}
        typed["monthly_costs"] = "250.50"
    case = done(caseworker.post("plan", case.pk, **typed, **cash), case)
    plan = BusinessPlan.objects.get()
    assert [item["description"] for item in plan.items] == [item.name for item in given.line().kit.all()] or language
    assert (plan.amount, plan.helper) == (2510, world.caseworker)
    assert caseworker.get("plan_show", plan.pk).status_code == 200
    case = done(caseworker.post("plan_submit", case.pk), case)

    given.score(world, given.reread(plan))
    officer = browser(world.officer, language)
    case = done(officer.post("plan_conclude", case.pk), case)
    assert case.state == "plan_approved"
    case = done(officer.post("contract", case.pk), case)
    case = done(officer.post("order", case.pk, supplier_name="Texno MMC", voen=given.VOEN), case)
    assert funds.balance(world.fund).obliged == 2510
    serials = {f"serial_{asset.pk}": f"S-{asset.pk}" for asset in case.assets.all()}
    case = done(officer.post("delivery", case.pk, invoice_number="QF-5", **serials), case)

    fund_officer = browser(world.fund_officer, language)
    page = fund_officer.get("show", case.pk)
    assert [(one.number, one.amount) for one in page.context["invoices"]] == [("QF-5", 2510)]
    paid = fund_officer.press("pay", case.pk, supplier=Supplier.objects.get().pk, invoice="QF-5")
    assert paid.url == url("show", case.pk)
    assert funds.balance(world.fund).paid == 2510

    officer = browser(world.officer, language)
    witness = {"witness_1_name": "Kamran Vəliyev", "witness_1_organisation": "Bələdiyyə"}
    case = done(officer.post("hand_over", case.pk, **witness), case)
    assert (case.state, case.equipped_on) == ("in_monitoring", given.TODAY)

    for months in (3, 3, 6):
        given.later(months=months)
        monitor = browser(world.monitor, language)
        visit = case.visits.due().order_by("due_on").first()
        sent = monitor.post(
            "visit", visit.pk, trading="yes", matches_plan="yes", assets_present="yes", income="500", employed="1"
        )
        assert sent.url == url("visit", visit.pk)
        assert monitor.get("visit", visit.pk).status_code == 200
    officer = browser(world.officer, language)
    case = done(officer.post("transfer", case.pk), case)
    assert case.state == "completed"
    assert officer.get("show", case.pk).status_code == 200
    for asset in case.assets.all():
        assert officer.get("asset", asset.pk).status_code == 200


# What a form does ----------------------------------------------------------------------------------------------------


def test_a_form_sent_twice_does_its_work_once(world, browser):
    case = given.received(world)
    officer = browser(world.officer)
    witness = {"witness_1_name": "Kamran", "witness_1_organisation": "Bələdiyyə"}
    done(officer.post("hand_over", case.pk, **witness), case)
    done(officer.again(), case)
    assert HandoverAct.objects.count() == 1


def test_a_stale_tab_gets_the_conflict_page_and_changes_nothing(world, browser):
    case = given.enrolled(world)
    caseworker = browser(world.caseworker)
    answer = caseworker.post("direction", case.pk, line=given.line().pk, advice="Tələbat var.", version="7")
    assert answer.status_code == 409
    assert given.reread(case).state == "enrolled"


def test_what_the_domain_refuses_stands_beside_its_field_and_what_was_typed_stays(world, browser):
    case = given.contracted(world)
    officer = browser(world.officer)
    first = case.assets.first()
    answer = officer.post(
        "order", case.pk, supplier_name="Texno MMC", voen=given.VOEN, **{f"price_{first.pk}": "1,999.00"}
    )
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
    assert 'value="1,999.00"' in answer.content.decode()
    answer = officer.post("order", case.pk, supplier_name="Texno MMC", voen="1700767731")
    assert "voen" in answer.context["form"].errors
    answer = officer.post("order", case.pk)
    assert "supplier" in answer.context["form"].errors
    assert not Supplier.objects.exists()


def test_a_row_that_is_begun_is_completed(world, browser):
    case = given.trained(world)
    caseworker = browser(world.caseworker)
    answer = caseworker.post("plan", case.pk, item_7_description="Çən")
    assert {"item_7_quantity", "item_7_price"} <= set(answer.context["form"].errors)


def test_a_returned_plan_is_opened_with_what_it_said(world, browser):
    plan = given.submitted(world)
    api.return_plan(by=world.officer, plan=plan, note="Bazar zəifdir.")
    page = browser(world.caseworker).get("plan", plan.case_id)
    assert page.context["form"].initial["activity"] == plan.activity
    assert page.context["returned"] == "Bazar zəifdir."
    assert "Köpük püskürdən" in page.content.decode()


def test_below_the_pass_mark_the_page_asks_for_a_verdict(world, browser):
    plan = given.submitted(world)
    given.score(world, plan, share=given.Decimal("0.2"))
    officer = browser(world.officer)
    answer = officer.post("plan_conclude", plan.case_id)
    assert "verdict" in answer.context["form"].errors
    done(officer.post("plan_conclude", plan.case_id, verdict="returned", note="Yenidən yazın."), plan.case)
    assert given.reread(plan).state == "returned"


def test_the_committee_is_called_again_by_a_button(world, browser):
    plan = given.submitted(world)
    panels.cancel_sitting(by=world.officer, sitting=plan.sitting, reason="x")
    officer = browser(world.officer)
    assert officer.get("show", plan.case_id).context["view"].convene
    officer.press("plan_convene", plan.case_id)
    assert given.reread(plan).sitting_id != plan.sitting_id
    assert not officer.get("show", plan.case_id).context["view"].convene


def test_a_plan_is_sent_back_on_its_own_page(world, browser):
    plan = given.submitted(world)
    done(browser(world.officer).post("plan_return", plan.case_id, note="İcazə yoxdur."), plan.case)
    assert given.reread(plan).state == "returned"


def test_a_training_is_waived_until_the_last_day_typed(world, browser):
    case = given.directed(world)
    act = LegalAct.objects.create(
        code="pandemic",
        kind="cabinet_decision",
        label={"az": "Akt", "en": "Act"},
        in_force_from=given.TODAY - timedelta(days=9),
    )
    typed = {"act": act.pk, "valid_from": "05.03.2026", "last_day": "31.03.2026", "reason": "Pandemiya."}
    case = done(browser(world.officer).post("waive", case.pk, **typed), case)
    assert case.state == "trained"
    assert str(case.waiver.valid_to) == "2026-04-01"
    assert browser(world.officer).get("show", case.pk).status_code == 200


def test_a_place_is_given_from_the_group_s_own_page(world, browser):
    case, group = given.directed(world), given.group(world)
    browser(world.caseworker).press("group_add", group.pk, case.pk, version=case.version)
    assert given.reread(case).state == "in_training"


def test_attendance_of_a_group_is_one_screen(world, browser):
    group = given.group(world)
    cases = [given.in_training(world, group) for _ in range(3)]
    session = api.record_session(
        by=world.caseworker, group=group, held_on=group.starts_on, hours=given.Decimal("4.5"), topic="Mövzu"
    )
    caseworker = browser(world.caseworker)
    absent = {f"case_{cases[0].pk}": "0"}
    assert caseworker.post("session", session.pk, **absent).status_code == 302
    hours = dict(session.attendance.values_list("case", "hours"))
    assert hours == {cases[0].pk: 0, cases[1].pk: given.Decimal("4.5"), cases[2].pk: given.Decimal("4.5")}
    answer = caseworker.post("session", session.pk, **{f"case_{cases[0].pk}": "9"})
    assert answer.status_code == 422


def test_a_breach_goes_its_way_in_the_browser(world, browser):
    case = given.equipped(world)
    browser(world.monitor).post("breach", case.pk, kind="sold", finding="Satılıb.")
    breach = Breach.objects.get()
    officer = browser(world.officer)
    assert officer.get("show", case.pk).status_code == 200
    officer.press("notify_breach", breach.pk, version=breach.version)
    breach = given.reread(breach)
    assert breach.state == "notified"
    given.later(days=40)
    officer = browser(world.officer)
    held = Asset.objects.in_hand_of(case)
    answer = officer.post("confirm_breach", breach.pk, note="Aradan qaldırılmayıb.")
    assert answer.status_code == 422
    rows = {f"outcome_{asset.pk}": "recovered" for asset in held}
    case = done(officer.post("confirm_breach", breach.pk, note="Aradan qaldırılmayıb.", **rows), case)
    assert case.state == "breached"
    assert officer.get("show", case.pk).status_code == 200


def test_a_breach_is_put_right_or_dismissed_in_the_browser(world, browser):
    breach = given.noticed(world)
    done(browser(world.monitor).post("remedy_breach", breach.pk, note="İşləyir."), breach.case)
    assert given.reread(breach).state == "remedied"
    second = given.breached(world, given.reread(breach.case))
    done(browser(world.officer).post("dismiss_breach", second.pk, note="Səhv."), breach.case)
    assert given.reread(second).state == "dismissed"


def test_things_come_back_some_or_all(world, browser):
    case = given.equipped(world)
    first = given.things(case, "handed_over")[0]
    done(
        browser(world.officer).post("take_back", case.pk, note="Qaytarır.", **{f"outcome_{first.pk}": "recovered"}),
        case,
    )
    states = list(case.assets.order_by("pk").values_list("state", flat=True))
    assert states == ["recovered", "handed_over", "handed_over"]


def test_a_thing_is_dropped_and_a_thing_in_store_written_off(world, browser):
    ordered, received = given.ordered(world), given.received(world)
    officer = browser(world.officer)
    dropped, lost = ordered.assets.first(), received.assets.first()
    done(officer.post("drop", dropped.pk, note="Təchizatçıda yoxdur."), ordered)
    assert given.reread(dropped).state == "dropped"
    assert officer.get("asset", lost.pk).context["may_write_off"]
    answer = officer.post("write_off", lost.pk, outcome="lost", reason="Oğurlanıb.")
    assert answer.url == url("asset", lost.pk)
    assert given.reread(lost).state == "lost"


def test_a_visit_is_planned_assigned_and_called_off(world, browser):
    case = given.equipped(world)
    officer = browser(world.officer)
    done(officer.post("plan_visit", case.pk, due_on="20.03.2026"), case)
    visit = case.visits.get(month=0)
    assert officer.post("assign_visit", visit.pk, to=world.monitor.pk).url == url("visit", visit.pk)
    assert given.reread(visit).assigned_to == world.monitor
    assert officer.post("call_off", visit.pk, note="Xəstədir.").url == url("visit", visit.pk)
    assert given.reread(visit).called_off
    assert officer.get("visit", visit.pk).status_code == 200


def test_a_case_is_assigned_and_left(world, browser):
    case = given.enrolled(world)
    officer = browser(world.officer)
    case = done(officer.post("assign", case.pk, to=world.caseworker.pk), case)
    assert case.assigned_to == world.caseworker
    case = done(officer.post("exit", case.pk, note="Köçüb."), case)
    assert case.state == "exited"


# What is not open ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["direction", "train", "plan", "plan_submit", "plan_conclude", "contract", "order", "delivery", "transfer"]
)
def test_a_step_that_is_not_open_says_so_instead_of_showing_its_form(world, browser, name):
    case = given.equipped(world)
    user = make.user("programme_officer", "caseworker")
    answer = browser(user).get(name, case.pk)
    assert answer.status_code == 422
    assert given.reread(case).state == "in_monitoring"


def test_a_button_that_comes_too_late_says_so_on_the_case(world, browser):
    case = given.received(world)
    api.pay_invoice(by=world.fund_officer, case=case, supplier=given.supplier(world), invoice_number="QF-1")
    events = AuditEvent.objects.count()
    answer = browser(world.fund_officer).press("pay", case.pk, supplier=Supplier.objects.get().pk, invoice="QF-1")
    assert answer.url == url("show", case.pk)
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("monitor", ["direction", "plan", "contract", "order", "hand_over", "exit", "plan_conclude"]),
        ("fund_officer", ["direction", "plan", "contract", "order", "hand_over", "exit"]),
        ("partner", ["direction", "plan", "contract", "order", "hand_over", "exit", "breach"]),
        ("caseworker", ["contract", "order", "delivery", "hand_over", "exit", "transfer", "take_back", "waive"]),
    ],
)
def test_a_role_finds_no_page_for_what_it_may_not_do(world, browser, role, names):
    case = given.enrolled(world)
    user = make.user(role, of=world.fund.organisation)
    for name in names:
        assert browser(user).get(name, case.pk).status_code in (403, 404), name


def test_a_month_left_empty_is_a_typical_month(world, browser):
    case = given.trained(world)
    typed = {"activity": "A", "place": "B", "market": "C", "baseline_income": "0"}
    money = {"monthly_income": "600", "monthly_costs": "250", "month_1_income": "100", "month_1_costs": "300"}
    done(browser(world.caseworker).post("plan", case.pk, **typed, **money), case)
    plan = BusinessPlan.objects.get()
    assert plan.months[0] == {"month": 1, "income": "100.00", "costs": "300.00"}
    assert plan.months[11] == {"month": 12, "income": "600.00", "costs": "250.00"}
    assert plan.break_even_month == 2
