"""The law as data, and places, in the browser."""

from datetime import date

import pytest
from django.urls import reverse

from dayaq.core.models import AuditEvent
from dayaq.law.api import load_law
from dayaq.law.models import CalendarOverride, LegalAct, Parameter
from dayaq.places.api import load_places
from dayaq.places.models import AdministrativeUnit
from tests import make

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
READ_ONLY = ["decision_officer", "programme_officer", "fund_officer", "analyst", "auditor"]
CHANGING = [("law:set_parameter", ["appeal.days"]), ("law:register_act", []), ("law:declare_day", [])]


@pytest.fixture
def law() -> None:
    load_law()


def sign_in(client, *roles):
    account = make.user(*roles)
    client.force_login(account, backend=BACKEND)
    return account


def text_of(client, name, *args, **params):
    response = client.get(reverse(name, args=args), params)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["az", "en"])
@pytest.mark.parametrize("name", ["law:index", "law:acts", "law:calendar"])
def test_the_pages_open_in_both_languages(client, law, name, language) -> None:
    sign_in(client, "administrator")
    client.cookies["django_language"] = language
    assert text_of(client, name)


def test_a_value_that_nothing_confirms_is_marked_in_the_list_and_on_its_page(client, law) -> None:
    sign_in(client, "auditor")
    listed = text_of(client, "law:index", q="appeal.days")
    assert "Şikayət vermə müddəti" in listed
    assert "30 təqvim günü" in listed
    assert "Təsdiqlənməyib" in listed
    page = text_of(client, "law:parameter", "appeal.days")
    assert "Müddət rəsmi mənbə ilə təsdiqlənməyib." in page


def test_only_unconfirmed_values_can_be_asked_for(client, law) -> None:
    sign_in(client, "auditor")
    listed = text_of(client, "law:index", unconfirmed="1")
    assert "appeal.days" in listed
    assert "application.decision_working_days" not in listed


def test_a_parameter_shows_its_history_with_acts_and_the_value_of_today(client, law) -> None:
    sign_in(client, "fund_officer")
    page = text_of(client, "law:parameter", "se.contract_months")
    for said in ("24 ay", "12 ay", "13.05.2020", "168 nömrəli Qərarı", "S22, S24"):
        assert said in page
    assert "Yeni qiymət daxil et" not in page
    for code in ("no.such", "\x00"):
        assert client.get(reverse("law:parameter", args=[code])).status_code == 404


@pytest.mark.parametrize(
    "unit_of", ["se.asset_ceiling", "se.visit_months", "calendar_days.roll_forward", "application.count_from"]
)
def test_a_parameter_of_every_kind_has_a_page_and_a_form(client, law, unit_of) -> None:
    sign_in(client, "administrator")
    assert text_of(client, "law:parameter", unit_of)
    assert text_of(client, "law:set_parameter", unit_of)


def test_an_administrator_enters_a_value_and_two_presses_enter_it_once(client, law) -> None:
    sign_in(client, "administrator")
    act = LegalAct.objects.get(code="cabinet-168-2020")
    sent = {
        "value": "5 500,50",
        "valid_from": "01.01.2027",
        "act": act.pk,
        "article": "3",
        "certainty": "S",
        "submission": "a" * 32,
    }
    for _press in range(2):
        response = client.post(reverse("law:set_parameter", args=["se.asset_ceiling"]), sent)
        assert response.url == reverse("law:parameter", args=["se.asset_ceiling"])
    row = Parameter.objects.get(code="se.asset_ceiling", valid_from=date(2027, 1, 1))
    assert (row.value, row.act, row.article) == ("5500.50", act, "3")
    assert AuditEvent.objects.filter(event="parameter.set").count() == 1
    assert "5.500,50\u00a0₼" in text_of(client, "law:parameter", "se.asset_ceiling")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": "thirty"}, "Bu qiymət parametrə uyğun deyil."),
        ({"valid_from": "01.01.2016"}, "həmin gündən başlayan qiyməti artıq var"),
        ({"valid_from": "31.02.2027"}, "govuk-error-summary"),
        ({"certainty": "S"}, "Təsdiqlənmiş qiymət üçün"),
        ({"note_az": "yalnız"}, "Mətni hər iki dildə yazın."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_kept(client, law, changes, said) -> None:
    sign_in(client, "administrator")
    sent = {"value": "20", "valid_from": "01.01.2027", "certainty": "U", **changes}
    response = client.post(reverse("law:set_parameter", args=["appeal.days"]), sent)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Parameter.objects.filter(code="appeal.days").count() == 1


def test_an_act_is_registered_and_shown_with_what_rests_on_it(client, law) -> None:
    sign_in(client, "administrator")
    sent = {
        "kind": "law",
        "label_az": "Yeni Qanun",
        "label_en": "New Law",
        "code": "new-law",
        "adopted_on": "02.03.2026",
    }
    response = client.post(reverse("law:register_act"), sent)
    assert response.url == reverse("law:act", args=["new-law"])
    assert "Yeni Qanun" in text_of(client, "law:act", "new-law")
    assert "Özünüməşğulluq müqaviləsinin müddəti" in text_of(client, "law:act", "cabinet-168-2020")
    again = client.post(reverse("law:register_act"), sent)
    assert again.status_code == 422


def test_a_day_is_declared_and_withdrawn(client, law) -> None:
    sign_in(client, "administrator")
    sent = {"date": "05.12.2026", "is_working": "1", "reason_az": "Köçürülüb", "reason_en": "Moved"}
    assert client.post(reverse("law:declare_day"), sent).url == reverse("law:calendar")
    assert client.post(reverse("law:declare_day"), sent).status_code == 422
    override = CalendarOverride.objects.get()
    assert override.is_working
    withdraw = reverse("law:withdraw_day", args=[override.pk])
    assert withdraw in text_of(client, "law:calendar")
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    assert client.post(withdraw, {"reason": "səhv"}).url == reverse("law:calendar")
    assert not CalendarOverride.objects.exists()


@pytest.mark.parametrize("role", READ_ONLY)
def test_whoever_reads_the_law_cannot_change_it(client, law, role) -> None:
    sign_in(client, role)
    assert text_of(client, "law:index")
    override = CalendarOverride.objects.create(date=date(2026, 12, 5), is_working=True, reason={"az": "x", "en": "x"})
    assert reverse("law:withdraw_day", args=[override.pk]) not in text_of(client, "law:calendar")
    for name, args in [*CHANGING, ("law:withdraw_day", [override.pk])]:
        assert client.get(reverse(name, args=args)).status_code == 403
        assert client.post(reverse(name, args=args), {"reason": "x"}).status_code == 403
    assert CalendarOverride.objects.exists()


def test_places_are_for_whoever_looks_after_them(client) -> None:
    load_places()
    sign_in(client, "caseworker")
    assert client.get(reverse("places:index")).status_code == 403
    sign_in(client, "administrator")
    assert "Lənkəran" in text_of(client, "places:index", q="lənk")
    aghdara = AdministrativeUnit.objects.get(code="AZ-AGR")
    page = text_of(client, "places:show", aghdara.pk)
    for said in ("Ağdərə rayonu", "Rəsmi mənbə ilə təsdiqlənməyib", "Kəlbəcər rayonu", "05.12.2023"):
        assert said in page
    assert "Qaradağ rayonu" in text_of(client, "places:show", AdministrativeUnit.objects.get(code="AZ-BA").pk)
    assert client.get(reverse("places:show", args=[10**9])).status_code == 404
