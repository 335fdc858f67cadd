"""The catalogue in words: tabs, volume, and what a rule says of an example."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dayaq.care.api import vocabulary
from dayaq.care.models import ServiceTerms
from dayaq.rules.api import Decision, Eligibility
from dayaq.web import formats, tones
from dayaq.web.law.words import certainty_tag


def tabs(current: str) -> list[dict[str, Any]]:
    """Services, kinds, standards."""
    found = (("index", _("Social services")), ("kinds", _("Kinds of service")), ("standards", _("Standards")))
    return [
        {"url": reverse(f"care:{name}"), "label": label, "current": name == current, "count": ""}
        for name, label in found
    ]


def volume_words(terms: ServiceTerms | None) -> str:
    """The guaranteed volume: "8 times a month, 45 minutes each"; empty where none is entered."""
    if terms is None or terms.times_a_month is None or terms.minutes is None:
        return ""
    times = ngettext("%(count)s time a month", "%(count)s times a month", terms.times_a_month)
    minutes = ngettext("%(count)s minute each", "%(count)s minutes each", terms.minutes)
    return ", ".join(
        (
            times % {"count": formats.number(terms.times_a_month)},
            minutes % {"count": formats.number(terms.minutes)},
        )
    )


@dataclass(frozen=True)
class Verdict:
    """What a rule says of an example, for a page: tone and word, and in words what is missing."""

    tone: str
    word: str
    missing: list[str]


def verdict(decision: Decision) -> Verdict:
    """``decision`` in the active language."""
    answers = {
        Eligibility.ELIGIBLE: (tones.DONE, _("May be served")),
        Eligibility.NOT_ELIGIBLE: (tones.DANGER, _("May not be served")),
        Eligibility.UNDETERMINED: (tones.WAITING, _("Cannot be said")),
    }
    tone, word = answers[decision.outcome]
    names = [*decision.missing_facts, *(f"param.{name}" for name in decision.missing_parameters)]
    return Verdict(tone, word, [vocabulary()[name].words for name in names])


def shown_terms(terms: ServiceTerms, today: date) -> dict[str, Any]:
    """Terms with their last day, their volume in words, and whether they hold today or later."""
    return {
        "row": terms,
        "last": terms.valid_to - timedelta(days=1) if terms.valid_to else None,
        "volume": volume_words(terms),
        "now": terms.valid_from <= today and (terms.valid_to is None or terms.valid_to > today),
        "later": terms.valid_from > today,
        "standards": list(terms.standards.all()),
        "certainty": certainty_tag(terms),
    }
