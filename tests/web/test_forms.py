"""Forms: values kept, errors beside their field, a double press, a stale tab, dates and money as people write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.test import Client
from django.utils import translation

from dayaq.places.models import AdministrativeUnit
from dayaq.web.forms import DateField, Form, MoneyField
from dayaq.web.gallery.forms import SampleForm
from tests.make import unit, user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(user("administrator"))
    client.cookies["django_language"] = "en"
    return client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]+)"', page)
    assert found, f"the page has no hidden {name}"
    return found.group(1)


def test_a_form_sent_twice_acts_once_and_answers_alike(officer: Client) -> None:
    subject = unit()
    page = officer.get(f"/units/{subject.pk}/").content.decode()
    sent = {"name": "new", "submission": hidden(page, "submission"), "version": hidden(page, "version")}
    answers = [officer.post(f"/units/{subject.pk}/", sent) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    subject.refresh_from_db()
    assert subject.aliases == ["new"]


def test_a_stale_tab_meets_a_readable_conflict_that_keeps_what_was_typed(officer: Client) -> None:
    subject = unit()
    page = officer.get(f"/units/{subject.pk}/").content.decode()
    sent = {"name": "mine", "submission": hidden(page, "submission"), "version": hidden(page, "version")}
    AdministrativeUnit.objects.filter(pk=subject.pk).update(aliases=["theirs"])
    answer = officer.post(f"/units/{subject.pk}/", sent)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Somebody changed this record after you opened the page." in shown
    assert "mine" in shown
    subject.refresh_from_db()
    assert subject.aliases == ["theirs"]


def test_a_refusal_of_the_domain_stands_beside_its_field_with_the_values_kept(officer: Client) -> None:
    answer = officer.post(f"/units/{unit().pk}/", {"name": "forbidden", "on": "1.2.2026", "cost": "1.234,5"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'href="#id_name">Name: This name is taken. Choose another.' in shown
    assert 'aria-describedby="id_name-error"' in shown
    assert 'value="1.2.2026"' in shown
    assert 'value="1.234,5"' in shown


def test_a_refused_form_can_be_corrected_and_sent_again_with_the_same_key(officer: Client) -> None:
    subject = unit()
    key = "k" * 32
    assert officer.post(f"/units/{subject.pk}/", {"name": "forbidden", "submission": key}).status_code == 422
    assert officer.post(f"/units/{subject.pk}/", {"name": "allowed", "submission": key}).status_code == 302
    subject.refresh_from_db()
    assert subject.aliases == ["allowed"]


def test_a_denial_is_a_page_of_its_own(officer: Client) -> None:
    assert officer.post(f"/units/{unit().pk}/", {"name": "denied"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("25.11.2026", date(2026, 11, 25)),
        ("5.1.2026", date(2026, 1, 5)),
        ("2026-11-25", date(2026, 11, 25)),
        ("25/11/2026", date(2026, 11, 25)),
        ("25 noyabr 2026", date(2026, 11, 25)),
    ],
)
def test_a_date_is_understood_as_people_write_it(typed: str, read: date) -> None:
    assert DateField().clean(typed) == read


@pytest.mark.parametrize("typed", ["31.02.2026", "yesterday", "12.2026", "1.1.26"])
def test_what_is_no_date_is_refused_in_words(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match=r"25\.11\.2026"):
        DateField().clean(typed)


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("az", "1.234,50", "1234.50"),
        ("az", "1.234", "1234"),
        ("az", "400 ₼", "400"),
        ("az", "12 000", "12000"),
        ("en", "1,234.50", "1234.50"),
        ("en", "1,234", "1234"),
        ("az", "1234.5", "1234.5"),
    ],
)
def test_money_is_read_in_the_language_of_the_page(language: str, typed: str, read: str) -> None:
    with translation.override(language):
        assert MoneyField().clean(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["-5", "four", "1,2345", "1e5"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with translation.override("az"), pytest.raises(forms.ValidationError):
        MoneyField().clean(typed)


def test_an_amount_is_shown_with_its_separators_and_read_back() -> None:
    with translation.override("az"):
        field = MoneyField()
        shown = field.widget.format_value(Decimal("1234567.5"))
        assert shown == "1.234.567,50"
        assert field.clean(shown) == Decimal("1234567.50")


def test_a_field_is_tied_to_its_hint_and_its_error() -> None:
    form = SampleForm({"title": ""})
    html = str(form["title"])
    assert 'aria-describedby="id_title-hint id_title-error"' in html
    assert 'aria-invalid="true"' in html
    assert "govuk-input--error" in html


def test_what_goes_to_the_action_holds_no_field_of_the_form_itself() -> None:
    class Small(Form):
        name = forms.CharField()

    form = Small({"name": "x", "submission": "k"}, record=SampleForm)
    assert form.is_valid()
    assert form.data_for_action == {"name": "x"}
