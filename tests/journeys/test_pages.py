"""Every page, in both languages, on a screen and on a telephone: accessible, and nothing wider than the window.

Records exist: a case and an application at each stage (``tests/atlas.py``), and enough rows for a second page of each
list. One browser page an account, language and width is kept, so that a page costs its own time only.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests import atlas, crowd
from tests.journeys.browser import PageAs, axe, forgive, shot
from tests.journeys.walking import living_at

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 30
NO_PAGES = (
    "documents:download/pk",
    "figures:table_csv/code",
    "funds:statement_csv/pk",
    "imports:mapping_file/pk",
    "imports:progress/pk",
)
"""Answer with a file or with a part of a page."""


def faults(page: Page, url: str, answers: int) -> str:
    """What is wrong with the page at ``url``; "" where nothing is."""
    response = page.goto(url)
    if response is None or response.status not in (answers, 200):
        return f"answers {response.status if response else None}"
    try:
        axe(page)
    except AssertionError as fault:
        return str(fault)
    return ""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["az", "en"])
def test_every_page_is_accessible_and_fits_its_window(page_as: PageAs, monkeypatch, language, width):
    living_at(monkeypatch, atlas.NOW)
    made = atlas.build()
    crowd.grow(made, ROWS)
    pages: dict[str, Page] = {}
    wrong = {}
    for key, door in atlas.DOORS.items():
        if key in NO_PAGES:
            continue
        if door.who not in pages:
            account = made.accounts[door.who].username if door.who else ""
            pages[door.who] = page_as(account, language=language, width=width)
            forgive(pages[door.who], "403", "404")
        fault = faults(pages[door.who], made.url(key), door.answers)
        shot(pages[door.who], f"{key.replace(':', '-').replace('/', '-')}-{width}-{language}")
        if fault:
            wrong[key] = fault
    assert not wrong, "\n".join(f"{key}: {fault}" for key, fault in wrong.items())
