"""A real browser for journeys: signed-in pages, accessibility, screenshots.

::

    @pytest.mark.journey
    def test_an_operator_finds_a_person(page_as, live_server):
        page = page_as("operator")                       # a fresh context, signed in, Azerbaijani, 1280 wide
        page.goto(live_server.url + "/people/")
        axe(page)                                        # no violation, nothing wider than the screen
        shot(page, "people-list")                        # DAYAQ_SHOTS=folder keeps screenshots

``page_as("")`` is a visitor. Options: ``language="en"``, ``width=390``, ``theme="dark"``, ``scripts=False``. Errors in
the browser's console fail the test at its end; ``forgive(page, "409")`` allows those that hold a text.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import axe_playwright_python
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from dayaq.accounts.models import User

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's own event loop runs in this thread

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-gpu"]
HEIGHTS = {1280: 900, 390: 844}


class PageAs(Protocol):
    """What the fixture ``page_as`` gives."""

    def __call__(
        self, username: str, *, language: str = "az", width: int = 1280, theme: str = "light", scripts: bool = True
    ) -> Page: ...


def executable() -> str:
    """Chromium of this machine: ``CHROMIUM``, else the first on the PATH."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("No Chromium was found; scripts/browser.sh says how to get one.")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    playwright: Playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page_as(chromium: Browser, live_server: Any) -> Iterator[PageAs]:
    """A page of a context of its own, signed in as the account of that user name ("" for a visitor)."""
    contexts: list[BrowserContext] = []
    said: list[tuple[Page, str]] = []

    def open_page(
        username: str, *, language: str = "az", width: int = 1280, theme: str = "light", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=scripts,
            base_url=live_server.url,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if username:
            cookies[settings.SESSION_COOKIE_NAME] = session_of(User.objects.get(username=username))
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", lambda message: _listen(page, message, said))
        page.on("pageerror", lambda error: said.append((page, str(error))))
        return page

    yield open_page
    for context in contexts:
        context.close()
    forgiven = [(page, text) for page, text in said if not any(part in text for part in _forgiven(page))]
    assert not forgiven, [text for _page, text in forgiven]


def session_of(user: User) -> str:
    """The key of a session in which ``user`` is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    assert session.session_key is not None
    return session.session_key


def forgive(page: Page, *texts: str) -> None:
    """Console errors of ``page`` that hold one of ``texts`` are expected, such as the status of a refusal."""
    _FORGIVEN.setdefault(id(page), []).extend(texts)


def axe(page: Page, *, allow: tuple[str, ...] = ()) -> None:
    """Fail on any accessibility violation (except rules in ``allow``) and on a page wider than its window."""
    page.evaluate(AXE)  # a script tag would be refused by the content security policy
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    faults = [
        f"{one['id']} ({one['impact']}): {one['help']}\n    "
        + "\n    ".join(str(node["html"]) for node in one["nodes"])
        for one in found["violations"]
        if one["id"] not in allow
    ]
    assert not faults, f"{page.url}\n" + "\n".join(faults)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than its window"


def shot(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep a screenshot as ``name``.png in the folder that DAYAQ_SHOTS names; nothing without it."""
    folder = os.environ.get("DAYAQ_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


_FORGIVEN: dict[int, list[str]] = {}


def _forgiven(page: Page) -> list[str]:
    return _FORGIVEN.get(id(page), [])


def _listen(page: Page, message: ConsoleMessage, said: list[tuple[Page, str]]) -> None:
    if message.type == "error":
        said.append((page, message.text))
