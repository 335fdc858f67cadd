"""The front page, the gallery and the pages about problems: accessible and whole in both languages, wide and narrow."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.browser import PageAs, axe, forgive, shot
from tests.make import user
from tests.web.test_lists import make_units

WIDTHS = [1280, 390]
LANGUAGES = ["az", "en"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_gallery_is_accessible(page_as: PageAs, width: int, language: str, theme: str) -> None:
    page = page_as("", language=language, width=width, theme=theme)
    page.goto("/gallery/")
    axe(page)
    shot(page, f"gallery-{width}-{language}-{theme}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_is_accessible(page_as: PageAs, width: int, language: str) -> None:
    page = page_as("", language=language, width=width)
    page.goto("/")
    axe(page)
    shot(page, f"front-{width}-{language}")


@pytest.mark.parametrize("kind", ["denied", "refused", "conflict", "missing", "broken", "csrf", "bad"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_about_a_problem_is_accessible(page_as: PageAs, kind: str, width: int) -> None:
    page = page_as("", width=width)
    forgive(page, "Failed to load resource")
    page.goto(f"/gallery/problem/{kind}/")
    axe(page)
    shot(page, f"problem-{kind}-{width}")


def test_the_language_is_chosen_without_script_and_stays(page_as: PageAs) -> None:
    page = page_as("", scripts=False)
    page.goto("/gallery/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_dark_is_chosen_without_script_and_stays(page_as: PageAs) -> None:
    page = page_as("", scripts=False)
    page.goto("/gallery/")
    page.locator("[data-theme-toggle]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url(re.compile("/gallery/$"))
    page.locator("[data-theme-toggle]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_the_first_stop_of_the_keyboard_leads_past_the_header(page_as: PageAs) -> None:
    page = page_as("")
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_j_and_k_walk_through_the_rows(page_as: PageAs) -> None:
    page = page_as("")
    page.goto("/gallery/")
    page.evaluate("document.activeElement.blur()")
    focused = "document.activeElement.textContent"
    rows = page.locator("[data-rows] .dq-row-link").all_text_contents()
    page.keyboard.press("j")
    assert page.evaluate(focused) == rows[0]
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(focused) == rows[2]
    page.keyboard.press("k")
    assert page.evaluate(focused) == rows[1]


def test_leaving_a_form_with_unsaved_words_warns(page_as: PageAs) -> None:
    page = page_as("")
    page.goto("/gallery/")
    page.locator("#id_title").fill("a plan")
    asked: list[Any] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/")
    assert asked == ["beforeunload"]


def test_an_untouched_form_lets_go_without_a_word(page_as: PageAs) -> None:
    page = page_as("")
    page.goto("/gallery/")
    asked: list[Any] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/")
    assert asked == []


@pytest.mark.urls("tests.web.urls")
def test_filtering_changes_the_list_in_place_and_the_address_with_it(page_as: PageAs) -> None:
    make_units(60)
    user("administrator", username="administrator")
    page = page_as("administrator", language="en")
    page.goto("/units/")
    page.evaluate("window.stayed = true")
    page.locator("#q").fill("unit 0001")
    page.wait_for_url("**/units/?q=unit%200001")
    rows = page.locator("[data-rows] tbody tr")
    expect(rows).to_have_count(10)
    assert page.evaluate("document.activeElement.id") == "q"
    page.locator("#f-kind").select_option("city")
    page.wait_for_url("**kind=city**")
    expect(rows).to_have_count(5)
    page.locator(".dq-chip", has_text="unit 0001").click()
    page.wait_for_url("**/units/?kind=city")
    assert page.evaluate("window.stayed") is True
    with page.expect_event("load"):
        page.go_back()
    expect(page.locator(".dq-chip")).to_have_count(2)
    axe(page)


@pytest.mark.urls("tests.web.urls")
def test_what_is_typed_while_an_answer_is_on_its_way_stays(page_as: PageAs) -> None:
    make_units(60)
    user("administrator", username="administrator")
    page = page_as("administrator", language="en")
    page.goto("/units/")
    held: list[Route] = []
    page.route("**/units/?q=unit", lambda route: held.append(route))
    with page.expect_request("**/units/?q=unit"):
        page.locator("#q").fill("unit")
    page.locator("#q").press_sequentially(" 0001")
    held[0].continue_()
    rows = page.locator("[data-rows] tbody tr")
    expect(rows).to_have_count(10)
    expect(page.locator("#q")).to_have_value("unit 0001")


@pytest.mark.urls("tests.web.urls")
def test_a_list_works_without_script(page_as: PageAs) -> None:
    make_units(60)
    user("administrator", username="administrator")
    page = page_as("administrator", language="en", scripts=False)
    page.goto("/units/")
    page.get_by_role("link", name="Further rows").click()
    expect(page).to_have_url(re.compile("after="))
    page.locator("#f-kind").select_option("district")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("kind=district"))
    expect(page.locator("[data-rows] tbody tr")).to_have_count(25)
    page.locator("[data-rows] .dq-row-link").first.click()
    expect(page.get_by_role("button", name="Save")).to_be_visible()


@pytest.mark.urls("tests.web.urls")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_list_and_a_form_are_accessible(page_as: PageAs, width: int) -> None:
    units = make_units(60)
    user("administrator", username="administrator")
    page = page_as("administrator", width=width)
    page.goto("/units/?kind=city&sort=until")
    axe(page)
    shot(page, f"list-{width}", whole=False)
    page.goto(f"/units/{units[0].pk}/")
    axe(page)
    forgive(page, "422")
    page.get_by_role("button").filter(has_text="saxla").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    axe(page)
    shot(page, f"form-{width}")
