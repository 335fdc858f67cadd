"""Statuses by what files call them: code, label in any language, alias; and which of them an account may record."""

from __future__ import annotations

import difflib
import re
from typing import Final

from dayaq.accounts.models import User
from dayaq.core.fields import label_in
from dayaq.registry.imports.cells import words_latin
from dayaq.registry.models import StatusKind
from dayaq.registry.visibility import RESTRICTED

_SEPARATORS: Final = re.compile(r"\s*[;,/\n|]\s*")
NEAR: Final = 0.7


class StatusWords:
    """Resolves texts to kinds with the kinds read once: one statement."""

    def __init__(self, by: User) -> None:
        self.by_code = {kind.code: kind for kind in StatusKind.objects.all()}
        self._all = by.is_system or by.may(RESTRICTED)
        self._known: dict[str, StatusKind] = {}
        for kind in self.by_code.values():
            for text in (kind.code, *kind.label.values(), *kind.aliases):
                self._known.setdefault(words_latin(text), kind)

    def parts(self, text: str) -> list[str]:
        """The statuses that one cell names; a whole text that is one status is not divided."""
        if not text or words_latin(text) in self._known:
            return [text] if text else []
        return [part for part in _SEPARATORS.split(text) if part]

    def find(self, text: str) -> StatusKind | None:
        """The kind called so."""
        return self._known.get(words_latin(text))

    def may(self, kind: StatusKind) -> bool:
        """Whether the importing account may record it."""
        return self._all or kind.sensitivity != StatusKind.Sensitivity.RESTRICTED

    def nearest(self, text: str) -> str:
        """The label of the kind that is most alike, never one that may not be known; "" when none is."""
        near = difflib.get_close_matches(words_latin(text), self._known, n=3, cutoff=NEAR)
        kinds = [self._known[word] for word in near if self.may(self._known[word])]
        return label_in(kinds[0].label) if kinds else ""
