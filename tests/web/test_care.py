"""The catalogue of services in the browser."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from dayaq.care import api
from dayaq.care.models import ServiceKind, ServiceTerms, ServiceType, Standard
from dayaq.core.models import AuditEvent
from dayaq.law.api import load_law
from tests import make
from tests.unit.care import given as care

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CHANGING = ["care:new", "care:kinds", "care:kind_new", "care:standards", "care:standard_new"]
OF_ONE = ["care:describe", "care:terms", "care:end"]


@pytest.fixture(autouse=True)
def _catalogue(db):
    load_law()
    api.load_services()


def sign_in(client, *roles):
    account = make.user(*roles)
    client.force_login(account, backend=BACKEND)
    return account


def text_of(client, name, *args, **params):
    response = client.get(reverse(name, args=args), params)
    assert response.status_code == 200
    return response.content.decode()


def new_service(**changes):
    """A form for a service that the catalogue does not have."""
    values = {
        "code": "speech-therapy",
        "kind": ServiceKind.objects.get(code="medical").pk,
        "label_az": "Loqoped məşğələləri",
        "label_en": "Speech therapy",
        "description_az": "Uşaqların nitqinin inkişafı.",
        "description_en": "Development of children's speech.",
        "valid_from": "01.12.2026",
        "forms": ["day", "home"],
        "modes": ["order_project"],
        "times_a_month": "8",
        "minutes": "45",
        "served_az": "Əlilliyi olan uşaqlar.",
        "served_en": "Children with disabilities.",
        "rule": "age < param.child_age && has_disability",
        "standards": [Standard.objects.get(code="individual-plan").pk],
        "source": "S14",
        "certainty": "S",
    }
    return {**values, **changes}


@pytest.mark.parametrize("language", ["az", "en"])
def test_a_caseworker_reads_the_catalogue_in_both_languages_and_changes_nothing(client, language):
    sign_in(client, "caseworker")
    client.cookies["django_language"] = language
    listed = text_of(client, "care:index")
    assert {"az": "Evdə məişət xidməti", "en": "Household help at home"}[language] in listed
    page = text_of(client, "care:show", "home-help")
    assert "has_able_relatives_nearby" in page
    assert {"az": "həcm daxil edilməyib", "en": "no volume is entered"}[language] in page
    for name in CHANGING:
        assert client.get(reverse(name)).status_code == 403
        assert reverse(name) not in listed
    for name in OF_ONE:
        assert client.post(reverse(name, args=["home-help"]), {}).status_code == 403
        assert reverse(name, args=["home-help"]) not in page


@pytest.mark.parametrize("role", ["committee_member", "monitor", "partner", "fund_officer"])
def test_a_role_that_has_nothing_to_do_with_services_does_not_open_them(client, role):
    sign_in(client, role)
    assert client.get(reverse("care:index")).status_code == 403


def test_the_list_is_searched_and_narrowed_by_kind_form_and_state(client):
    sign_in(client, "analyst")
    legal = ServiceKind.objects.get(code="legal").pk
    assert "home-help" not in text_of(client, "care:index", kind=legal)
    assert "legal-aid" in text_of(client, "care:index", kind=legal)
    assert "home-help" in text_of(client, "care:index", form="home")
    assert "home-help" not in text_of(client, "care:index", form="residential")
    assert "shelter" in text_of(client, "care:index", q="Sığınacaq")
    assert "shelter" not in text_of(client, "care:index", state="ended")


def test_an_unknown_service_is_not_there(client):
    sign_in(client, "administrator")
    for name in ("care:show", "care:try", *OF_ONE):
        assert client.get(reverse(name, args=["nothing"])).status_code == 404


def test_an_administrator_adds_a_service_without_code_and_a_caseworker_finds_it(client):
    account = sign_in(client, "administrator")
    response = client.post(reverse("care:new"), new_service())
    assert response.status_code == 302
    assert response["Location"] == reverse("care:show", args=["speech-therapy"])
    service = ServiceType.objects.get(code="speech-therapy")
    terms = service.terms.get()
    assert (terms.forms, terms.times_a_month, terms.minutes) == (["home", "day"], 8, 45)
    assert [standard.code for standard in terms.standards.all()] == ["individual-plan"]
    assert AuditEvent.objects.filter(event="service.added", object_id=service.pk).get().actor_id == account.pk
    sign_in(client, "caseworker")
    assert "Loqoped məşğələləri" in text_of(client, "care:index", q="Loqoped")


def test_the_same_form_sent_twice_adds_one_service(client):
    sign_in(client, "administrator")
    form = new_service(submission="a" * 32)
    codes = [client.post(reverse("care:new"), form).status_code for _time in range(2)]
    assert codes == [302, 302]
    assert ServiceType.objects.filter(code="speech-therapy").count() == 1


def test_a_rule_that_does_not_compile_is_told_beside_its_field_and_nothing_is_added(client):
    sign_in(client, "administrator")
    response = client.post(reverse("care:new"), new_service(rule="age < shoe_size"))
    assert response.status_code == 422
    assert "Elan olunmamış ad: shoe_size" in response.content.decode()
    assert response.context["form"].errors.keys() == {"rule"}
    assert not ServiceType.objects.filter(code="speech-therapy").exists()


def test_checking_the_rule_asks_for_its_facts_and_answers_before_anything_is_saved(client):
    sign_in(client, "administrator")
    empty = {"rule": "age < param.child_age && has_disability", "check": "1"}
    first = client.post(reverse("care:new"), empty)
    assert first.status_code == 200
    page = first.content.decode()
    assert "Müəyyən etmək olmur" in page
    assert 'name="try_age"' in page
    assert 'name="try_has_disability"' in page
    assert first.context["form"].errors == {}
    answers = {"try_age": "7", "try_has_disability": "true"}
    assert "Xidmət göstərilə bilər" in client.post(reverse("care:new"), {**empty, **answers}).content.decode()
    answers["try_age"] = "40"
    assert "Xidmət göstərilə bilməz" in client.post(reverse("care:new"), {**empty, **answers}).content.decode()
    assert not ServiceType.objects.filter(code="speech-therapy").exists()


def test_a_fact_of_the_example_that_cannot_be_read_is_told_beside_its_field(client):
    sign_in(client, "administrator")
    form = {"rule": "age < 18", "try_age": "seven", "check": "1"}
    response = client.post(reverse("care:new"), form)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"try_age"}
    assert 'name="try_age"' in response.content.decode()


@pytest.mark.parametrize("rule", ["", "age <", "age"])
def test_checking_a_faulty_rule_says_only_what_is_wrong_with_it(client, rule):
    sign_in(client, "administrator")
    response = client.post(reverse("care:terms", args=["home-help"]), {"rule": rule, "check": "1"})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"rule"}
    assert ServiceTerms.objects.filter(service__code="home-help").count() == 1


def test_new_terms_begin_with_the_latest_ones_and_close_them(client):
    sign_in(client, "administrator")
    page = text_of(client, "care:terms", "home-help")
    assert "!has_able_relatives_nearby" in page
    form = {name: value for name, value in new_service().items() if not name.startswith(("code", "kind", "label"))}
    assert client.post(reverse("care:terms", args=["home-help"]), form).status_code == 302
    newest, first = api.terms_of(ServiceType.objects.get(code="home-help"))
    assert (newest.minutes, first.valid_to) == (45, date(2026, 12, 1))


def test_a_stale_tab_gets_the_conflict_page(client):
    admin = sign_in(client, "administrator")
    service = ServiceType.objects.get(code="home-help")
    api.set_terms(by=admin, service=service, terms=care.terms(valid_from=date(2026, 1, 1)))
    form = {"last_day": "31.12.2026", "reason": "x", "version": "1"}
    assert client.post(reverse("care:end", args=["home-help"]), form).status_code == 409
    service.refresh_from_db()
    assert service.state == "in_force"


def test_a_service_is_described_and_ended_in_the_browser(client):
    sign_in(client, "administrator")
    page = text_of(client, "care:describe", "home-help")
    assert "Evdə məişət xidməti" in page
    words = {"label_az": "Evdə yardım", "label_en": "Help", "description_az": "Yardım.", "description_en": "Help."}
    kind = ServiceKind.objects.get(code="household").pk
    assert client.post(reverse("care:describe", args=["home-help"]), {**words, "kind": kind}).status_code == 302
    ending = {"last_day": "31.12.2026", "reason": "Qanun dəyişib"}
    assert client.post(reverse("care:end", args=["home-help"]), ending).status_code == 302
    page = text_of(client, "care:show", "home-help")
    assert "31.12.2026" in page
    assert reverse("care:terms", args=["home-help"]) not in page
    again = client.post(reverse("care:end", args=["home-help"]), ending)
    assert again.status_code == 422


def test_the_rule_in_force_is_tried_by_whoever_reads_the_catalogue(client):
    sign_in(client, "operator")
    address = reverse("care:try", args=["day-care"])
    assert 'name="try_age"' in client.get(address).content.decode()
    assert "Müəyyən etmək olmur" in client.post(address, {"try_age": "5"}).content.decode()
    yes = {"try_age": "5", "try_in_difficult_life_condition": "true"}
    assert "Xidmət göstərilə bilər" in client.post(address, yes).content.decode()
    assert client.post(address, {"try_age": "five"}).status_code == 422


def test_a_service_whose_terms_are_over_says_so(client):
    admin = sign_in(client, "administrator")
    service = ServiceType.objects.get(code="day-care")
    api.end_service(by=admin, service=service, last_day=date(2026, 1, 1), reason="x")
    for name in ("care:show", "care:try"):
        assert "Bu gün qüvvədə olan şərt yoxdur" in text_of(client, name, "day-care")


@pytest.mark.parametrize(("name", "model"), [("kind", ServiceKind), ("standard", Standard)])
def test_a_heading_is_added_renamed_and_ended_in_the_browser(client, name, model):
    sign_in(client, "administrator")
    words = {"label_az": "Yeni", "label_en": "New", "requirement_az": "Belədir.", "requirement_en": "It is so."}
    cited = {"code": "new-one", "valid_from": "01.01.2026", "source": "S69", "certainty": "S"}
    assert client.post(reverse(f"care:{name}_new"), {**words, **cited}).status_code == 302
    made = model.objects.get(code="new-one")
    assert "Yeni" in text_of(client, f"care:{name}s", q="new-one")
    page = reverse(f"care:{name}", args=[made.pk])
    assert client.post(page, {"label_az": "Başqa", "label_en": "Other"}).status_code == 302
    ending = {"last_day": "31.12.2026", "reason": "x"}
    assert client.post(reverse(f"care:{name}_end", args=[made.pk]), ending).status_code == 302
    made.refresh_from_db()
    assert (made.label["az"], made.valid_to) == ("Başqa", date(2027, 1, 1))
    assert "Qüvvəsi başa çatıb" in client.get(page).content.decode()
    assert client.post(page, {"label_az": "Yenə", "label_en": "Again"}).status_code == 422


def test_an_error_in_a_heading_stands_beside_its_field(client):
    sign_in(client, "administrator")
    form = {"label_az": "Yeni", "label_en": "New", "code": "legal", "valid_from": "01.01.2026", "certainty": "U"}
    response = client.post(reverse("care:kind_new"), form)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"code"}
