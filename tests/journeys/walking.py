"""Walking through Dayaq as one would: somebody at each desk, forms filled by the names of fields, time passing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import Page

from dayaq.accounts.models import User
from dayaq.core import clock, events
from dayaq.core.worker import run_worker_once
from tests.journeys.browser import PageAs, axe, shot


class Time:
    """The moment at which everybody in this process lives; threads of the server included."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def pass_(self, **span: int) -> None:
        """Days or hours go by."""
        self.at += timedelta(**span)


@dataclass
class Walk:
    """One language, one width; a page for each account, opened when it is first needed."""

    page_as: PageAs
    language: str = "az"
    width: int = 1280
    pages: dict[str, Page] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)

    def desk(self, account: User) -> Desk:
        """Where ``account`` works."""
        if account.username not in self.pages:
            self.pages[account.username] = self.page_as(account.username, language=self.language, width=self.width)
        return Desk(self, self.pages[account.username])


@dataclass
class Desk:
    """Somebody's page."""

    walk: Walk
    page: Page

    def open(self, path: str) -> Desk:
        """Go to a page, which must answer."""
        response = self.page.goto(path)
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"
        return self

    def look(self, name: str) -> Desk:
        """The page is accessible; a picture of it is kept when pictures are asked for."""
        axe(self.page)
        shot(self.page, f"{name}-{self.walk.width}-{self.walk.language}")
        return self

    def fill(self, **values: Any) -> Desk:
        """Fill the fields of the main form by name: text, choices, ticks."""
        for name, value in values.items():
            found = self.page.locator(f'main form [name="{name}"]:not([type="hidden"])')
            assert found.count(), f"{self.page.url} has no field {name}"
            kind = found.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
            if kind == "select":
                found.select_option(str(value))
            elif kind in ("radio", "checkbox") and isinstance(value, bool):
                found.set_checked(value)
            elif kind in ("radio", "checkbox"):
                self.page.locator(f'main form [name="{name}"][value="{value}"]').check()
            else:
                found.fill(str(value))
        return self

    def send(self, *, action: str = "") -> Desk:
        """Press the button of the main form, or of the one posting to a path ending in ``action``; no error follows."""
        forms = f'main form[method="post"][action$="{action}"]' if action else 'main form[method="post"]'
        with self.page.expect_navigation():
            self.page.locator(forms).first.locator('button[type="submit"], button:not([type])').first.click()
        summary = self.page.locator(".govuk-error-summary")
        assert summary.count() == 0, f"{self.page.url}: {summary.all_inner_texts()}"
        assert self.page.locator("h1").count() == 1, self.page.content()[:500]
        return self

    def says(self, *words: str) -> Desk:
        """The main part of the page holds these words."""
        text = self.page.locator("main").inner_text()
        for word in words:
            assert word in text, f"{self.page.url} does not say {word!r}:\n{text}"
        return self

    def follow(self, part: str) -> Desk:
        """Follow the first link whose address holds ``part``."""
        with self.page.expect_navigation():
            self.page.locator(f'main a[href*="{part}"]').first.click()
        return self

    @property
    def pk(self) -> int:
        """The last number in the address of the page."""
        return int([part for part in self.page.url.split("?")[0].split("/") if part.isdigit()][-1])


def background() -> None:
    """What the worker does between two steps."""
    while events.dispatch_all() or run_worker_once():
        pass


Step = Callable[[], None]


def living_at(monkeypatch: Any, at: datetime) -> Time:
    """Everybody lives at ``at`` until time passes."""
    time = Time(at)
    monkeypatch.setattr(clock, "now", time.now)
    return time
