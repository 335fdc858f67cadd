"""A list of people comes in through the browser: by hand, with and without script, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dayaq.core.api import run_worker_once
from dayaq.places.api import load_places
from dayaq.registry.api import load_income_sources, load_status_kinds
from dayaq.registry.models import Person
from tests import make
from tests.journeys.browser import PageAs, axe, shot

FILE = Path(__file__).resolve().parents[1] / "data" / "people" / "broken.csv"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(db: None) -> str:
    load_places()
    load_status_kinds()
    load_income_sources()
    make.user("operator", username="idxal")
    return "idxal"


def work() -> None:
    while run_worker_once():
        pass


def hand_in(page: Page, *, source: str, submit: str, check: str) -> None:
    page.goto("/imports/new/")
    page.locator("input[type=file]").set_input_files(FILE)
    page.locator("[name=source]").fill(source)
    axe(page)
    page.get_by_role("button", name=submit).click()
    page.wait_for_url("**/mapping/")
    axe(page)
    shot(page, "import-mapping")
    page.get_by_role("button", name=check).click()
    page.wait_for_url("**/imports/*/")


@pytest.mark.parametrize(("language", "width"), [("az", 1280), ("en", 390)])
def test_good_rows_come_in_and_the_others_are_named(
    page_as: PageAs, clerk: str, live_server: Any, language: str, width: int
) -> None:
    words = {
        "az": ("Faylı oxu", "Sətirləri yoxla", "Düzgün sətirləri qəbul et", "Qəbul edilməyən sətirlərə bax"),
        "en": ("Read the file", "Check the rows", "Take the good rows in", "Look at the rows held back"),
    }[language]
    page = page_as(clerk, language=language, width=width)
    hand_in(page, source="Lerik ASM", submit=words[0], check=words[1])
    axe(page)
    shot(page, f"import-progress-{width}-{language}")
    work()
    accept = page.get_by_role("button", name=words[2])
    expect(accept).to_be_visible(timeout=15_000)  # the page looked again by itself
    axe(page)
    shot(page, f"import-checked-{width}-{language}")
    page.get_by_role("button", name=words[3]).click()
    axe(page)
    shot(page, f"import-rows-{width}-{language}")
    page.go_back()
    with page.expect_navigation():
        accept.click()
    work()
    expect(page.locator("#progress")).to_have_count(0, timeout=15_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert "K14" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert Person.objects.count() == 7
    page.goto("/imports/")
    axe(page)
    shot(page, f"import-list-{width}-{language}")


def test_it_works_without_script(page_as: PageAs, clerk: str, live_server: Any) -> None:
    page = page_as(clerk, scripts=False)
    page.goto("/imports/new/")
    page.locator("input[type=file]").set_input_files(FILE)
    page.locator("[name=source]").fill("Lerik ASM")
    page.get_by_role("button", name="Faylı oxu").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sətirləri yoxla").click()
    work()
    page.get_by_role("link", name="Yenidən bax").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Düzgün sətirləri qəbul et").click()
    work()
    assert Person.objects.count() == 7
