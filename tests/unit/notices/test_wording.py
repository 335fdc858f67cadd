"""The texts of notices."""

import string
from datetime import date
from decimal import Decimal

import pytest

from dayaq.notices import wording

CONTEXT = {
    "name": "Nümunəyev Vüqar Əli oğlu",
    "number": "SE-2026-000001",
    "programme": "Özünüməşğulluq proqramı",
    "deadline": date(2026, 3, 26),
    "reason": "vəsait yoxdur",
    "text": "ünvan",
    "starts_on": date(2026, 4, 1),
    "handed_on": date(2026, 4, 1),
    "visit_on": date(2026, 4, 1),
    "remedy_until": date(2026, 4, 1),
    "place": "Sumqayıt",
    "hours": 36,
}


@pytest.mark.parametrize("template", wording.templates())
def test_each_template_says_the_same_in_both_languages(template: str) -> None:
    assert wording.names_in(template, "az") == wording.names_in(template, "en")
    texts = [wording.fill(template, language, CONTEXT) for language in wording.LANGUAGES]
    for text in texts:
        assert 0 < len(text.subject) <= 200
        assert 0 < len(text.sms) <= 300
        assert CONTEXT["name"] in text.body
        assert "{" not in text.body + text.subject + text.sms
    assert texts[0].body != texts[1].body


@pytest.mark.parametrize("template", wording.templates())
def test_a_text_names_plain_words_only(template: str) -> None:
    """No attribute, index or conversion, through which a value could be looked into."""
    for language in wording.LANGUAGES:
        for name in wording.names_in(template, language):
            assert name.isidentifier()
        raw = (wording.FOLDER / f"{template}.{language}.txt").read_text(encoding="utf-8")
        assert all(not spec and not conversion for _, _, spec, conversion in string.Formatter().parse(raw))


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(wording.MissingValue, match="deadline"):
        wording.fill("application_received", "az", CONTEXT | {"deadline": None})
    with pytest.raises(wording.MissingValue):
        wording.fill("application_received", "az", {})


@pytest.mark.parametrize(
    ("template", "language"), [("no_such", "az"), ("application_received", "fr"), ("../models", "az")]
)
def test_an_unknown_template_or_language_is_an_error(template: str, language: str) -> None:
    with pytest.raises(KeyError):
        wording.fill(template, language, CONTEXT)


def test_days_and_amounts_are_written_as_the_language_writes_them() -> None:
    assert wording._written(date(2026, 3, 2), "en") == "02.03.2026"
    assert wording._written(Decimal("1234.5"), "az") == "1.234,50 ₼"


def test_a_value_is_never_read_as_a_placeholder() -> None:
    text = wording.fill("application_received", "en", CONTEXT | {"programme": "{name.__class__}"})
    assert "{name.__class__}" in text.body


def test_a_line_break_in_a_value_cannot_begin_a_header() -> None:
    text = wording.fill("application_received", "en", CONTEXT | {"number": "1\nBcc: x@example.org"})
    assert "\n" not in text.subject + text.sms
