"""An administrator adds a service without code: the rule is checked and tried first, then a caseworker finds it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dayaq.care.api import load_services
from dayaq.care.models import ServiceType
from dayaq.law.api import load_law
from tests import make
from tests.journeys.browser import axe, shot

pytestmark = [pytest.mark.django_db(transaction=True)]
TEXTS = {
    "code": "speech-therapy",
    "label_az": "Loqoped məşğələləri",
    "label_en": "Speech therapy",
    "description_az": "Uşaqların nitqinin inkişafı.",
    "description_en": "Development of children's speech.",
    "valid_from": "01.01.2026",
    "times_a_month": "8",
    "minutes": "45",
    "served_az": "Əlilliyi olan uşaqlar.",
    "served_en": "Children with disabilities.",
    "source": "S14",
}


@pytest.mark.parametrize(("language", "width"), [("az", 1280), ("en", 390)])
def test_a_service_is_added_in_the_browser_and_found(page_as, live_server, language, width) -> None:
    load_law()
    load_services()
    make.user("administrator", username="admin")
    make.user("caseworker", username="worker")
    page = page_as("admin", language=language, width=width)
    page.goto(live_server.url + "/services/new/")
    for name, text in TEXTS.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=kind]", index=2)
    page.check("[name=forms][value=day]")
    page.check("[name=modes][value=order_project]")
    page.fill("[name=rule]", "age < param.child_age && has_disability")
    page.click("[name=check]")
    page.fill("[name=try_age]", "7")
    page.select_option("[name=try_has_disability]", "true")
    page.click("[name=check]")
    said = {"az": "Xidmət göstərilə bilər", "en": "May be served"}[language]
    expect(page.locator("#verdict")).to_contain_text(said)
    axe(page)
    shot(page, f"service-rule-{language}-{width}")
    assert not ServiceType.objects.filter(code="speech-therapy").exists()
    page.click("form.dq-form .dq-button--primary")
    page.wait_for_url(re.compile("/services/of/speech-therapy/"))
    axe(page)
    shot(page, f"service-{language}-{width}")
    assert ServiceType.objects.get(code="speech-therapy").terms.get().minutes == 45
    reader = page_as("worker", language=language, width=width)
    reader.goto(live_server.url + "/services/?q=speech")
    assert TEXTS[f"label_{language}"] in reader.inner_text("main")
    axe(reader)
