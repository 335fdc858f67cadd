"""A set of lists comes in through the browser: which file is what, the columns of each, what was found, taken in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dayaq.core.api import run_worker_once
from dayaq.places.api import load_places
from dayaq.registry.api import load_income_sources, load_status_kinds
from dayaq.registry.models import Person, PersonRelation
from tests import make
from tests.journeys.browser import PageAs, axe, shot
from tests.unit.registry.imports.sets import packed

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "rayon"

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> None:
    while run_worker_once():
        pass


@pytest.mark.parametrize(("language", "width"), [("az", 1280), ("en", 390)])
def test_a_set_comes_in_file_by_file(
    page_as: PageAs, tmp_path: Path, live_server: Any, language: str, width: int
) -> None:
    words = {
        "az": (
            "Faylı oxu",
            "Sütunlara keç",
            "Növbəti fayla keç",
            "Sətirləri yoxla",
            "Düzgün sətirləri qəbul et",
        ),
        "en": ("Read the file", "On to the columns", "On to the next file", "Check the rows", "Take the good rows in"),
    }[language]
    load_places()
    load_status_kinds()
    load_income_sources()
    make.user("operator", username="idxal")
    file = tmp_path / "rayon.zip"
    file.write_bytes(packed({path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}))
    page = page_as("idxal", language=language, width=width)
    page.goto("/imports/new/")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("[name=source]").fill("Lerik rayonu")
    page.get_by_role("button", name=words[0]).click()
    page.wait_for_url("**/files/")
    axe(page)
    shot(page, f"import-set-files-{width}-{language}")
    page.get_by_role("button", name=words[1]).click()
    page.wait_for_url("**/mapping/")
    for place in range(1, 8):
        if place in (1, 7):
            axe(page)
            shot(page, f"import-set-mapping-{place}-{width}-{language}")
        page.get_by_role("button", name=words[2]).click()
        page.wait_for_url(f"**/mapping/?file={place}")
    page.get_by_role("button", name=words[3]).click()
    page.wait_for_url("**/imports/*/")
    work()
    page.reload()
    axe(page)
    shot(page, f"import-set-checked-{width}-{language}")
    page.goto(f"{page.url}rows/?show=rejected")
    axe(page)
    shot(page, f"import-set-rows-{width}-{language}")
    page.go_back()
    with page.expect_navigation():
        page.get_by_role("button", name=words[4]).click()
    work()
    page.reload()
    axe(page)
    shot(page, f"import-set-done-{width}-{language}")
    assert (Person.objects.count(), PersonRelation.objects.count()) == (6, 4)
