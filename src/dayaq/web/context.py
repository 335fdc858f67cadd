"""What every page knows besides its own context: the variable ``frame``."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dayaq.accounts.api import ROLES
from dayaq.web import navigation
from dayaq.web.errors import reference_of

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


class Frame:
    """Read lazily, so that a page pays only for what it shows."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def theme(self) -> str:
        """ "light" or "dark" when chosen; "" follows the device."""
        chosen = self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Codes and names, each name in its own language."""
        own = {"az": "Azərbaycanca", "en": "English", "ru": "Русский", "tr": "Türkçe"}
        return [(code, own[code]) for code, _name in settings.LANGUAGES]

    @property
    def path(self) -> str:
        """The address of this page, to come back to; the front page after a form was sent."""
        return self._request.get_full_path() if self._request.method == "GET" else self._request.path

    @property
    def back(self) -> str:
        """The page the reader came from, when it is one of ours; else this address, which GET shows anew."""
        came = urlsplit(self._request.headers.get("Referer", ""))
        if came.netloc != self._request.get_host():
            return self._request.path
        return f"{came.path}?{came.query}" if came.query else came.path

    @property
    def user(self) -> Any:
        """The account, or None for a visitor (also where a page fails before sign-in is known)."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def navigation(self) -> list[navigation.Link]:
        return list(navigation.links(self.user, self._request.path)) if self.user else []

    @cached_property
    def search_url(self) -> str:
        """Where the search box in the header leads; "" hides it."""
        return navigation.address(navigation.SEARCH, self.user) if self.user else ""

    @property
    def initials(self) -> str:
        """First letters of the account's name, for where there is no room for the name."""
        words = self.user.display_name.split() if self.user else []
        return "".join(word[0] for word in words[:2])

    @property
    def roles(self) -> list[str]:
        """Names of the roles held today."""
        return [str(ROLES[code].label) for code in self.user.roles] if self.user else []

    @property
    def profile_url(self) -> str:
        return navigation.known_address("account:profile")

    @property
    def footer(self) -> list[tuple[str, str]]:
        """Address and words of the public pages."""
        pages = (
            ("verify:index", _("Verify a document")),
            ("figures:index", _("Figures")),
            ("gallery:index", _("Components")),
        )
        return [(url, words) for name, words in pages if (url := navigation.known_address(name))]

    @property
    def query(self) -> str:
        """What was searched for, kept in the box."""
        return self._request.GET.get("q", "")

    @property
    def reference(self) -> str:
        return reference_of(self._request)

    @property
    def demonstration(self) -> bool:
        """A band says that the people here are invented."""
        return settings.ENVIRONMENT.kind == "demo"


def page(request: HttpRequest) -> dict[str, Any]:
    """Template context processor."""
    return {"frame": Frame(request)}
