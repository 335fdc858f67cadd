"""Where a row came from, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def origin_words(origin: str) -> str:
    """Where a row came from, in words: the window, an import and its source, the demonstration country."""
    kind, _colon, source = origin.partition(":")
    words = {"window": _("Registered at the window"), "import": _("Import"), "seed": _("Demonstration data")}
    name = words.get(kind, kind)
    return f"{name}: {source}" if source else name
