"""Each component renders in both languages; tones, deadlines and charts say what they must."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from dayaq.core import clock
from dayaq.web import formats, tones
from dayaq.web.charts import draw_bars

COTTON = Path(settings.PACKAGE) / "templates" / "cotton"
NOON = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    request = RequestFactory().get("/")
    compiled = CottonCompiler().process("{% load i18n dayaq %}" + source)
    return engines["django"].from_string(compiled).render(context, request)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["az", "en"])
def test_the_gallery_shows_every_component(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get("/gallery/")
    assert answer.status_code == 200
    used = {template.name for template in answer.templates}
    fresh = {f"cotton/{path.name}" for path in COTTON.glob("*.html")}
    assert fresh - used == {"cotton/fields.html", "cotton/condition.html"} & (fresh - used)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["denied", "refused", "conflict", "missing", "broken", "csrf", "bad"])
@pytest.mark.parametrize("language", ["az", "en"])
def test_a_page_about_a_problem_says_what_is_safe_what_to_do_and_a_reference(
    client: Client, kind: str, language: str
) -> None:
    client.cookies["django_language"] = language
    client.raise_request_exception = False
    answer = client.get(f"/gallery/problem/{kind}/")
    expected = {"denied": 403, "refused": 422, "conflict": 409, "missing": 404, "broken": 500, "csrf": 403, "bad": 400}
    assert answer.status_code == expected[kind]
    assert answer.content.decode().count("<dt>") >= 3


def test_a_misspelt_variable_in_a_template_fails_the_tests() -> None:
    with pytest.raises(pytest.fail.Exception):
        render("{{ misspelt }}")


def test_a_misspelt_variable_given_to_a_component_fails_the_tests() -> None:
    with pytest.raises(AssertionError, match="record"):
        render('<c-tag :record="misspelt" />')


def test_a_status_has_a_word_a_colour_and_a_shape() -> None:
    html = render('<c-tag state="approved" word="təsdiq edilib" />')
    assert "dq-tag--done" in html
    assert "dq-shape--done" in html
    assert "təsdiq edilib" in html


@pytest.mark.parametrize("state", [*tones.TONE_OF, *tones.TONES])
def test_every_known_state_has_one_of_the_five_tones(state: str) -> None:
    assert tones.tone_of(state) in tones.TONES


def test_a_state_stands_under_one_tone_only() -> None:
    listed = [state for states in tones._STATES.values() for state in states.split()]
    assert len(listed) == len(set(listed))


def test_an_unknown_state_is_neutral_and_no_error() -> None:
    assert tones.tone_of("never heard of") == tones.NEUTRAL


def test_what_a_user_typed_is_escaped_in_a_component() -> None:
    html = render('<c-fact label="Ad" value="{{ name }}" /><c-tag state="draft" word="{{ name }}" />', name="<b>x</b>")
    assert "<b>" not in html
    assert html.count("&lt;b&gt;x&lt;/b&gt;") == 2
    assert "&amp;lt;" not in html


def test_a_fact_that_is_missing_says_so() -> None:
    with translation.override("en"):
        assert "not known" in render('<c-fact label="Telephone" value="" />')


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (date(2026, 11, 24), "1 working day late", tones.DANGER),
        (date(2026, 11, 18), "5 working days late", tones.DANGER),
        (date(2026, 11, 25), "today", tones.WAITING),
        (date(2026, 11, 27), "in 2 working days", tones.WAITING),
        (date(2026, 11, 30), "in 3 working days", tones.NEUTRAL),
    ],
)
def test_a_deadline_counts_working_days_and_names_the_day(due: date, words: str, tone: str) -> None:
    with clock.frozen(NOON), translation.override("en"):
        found = formats.deadline(due)
    assert found is not None
    assert (found.words, found.tone) == (words, tone)
    assert str(found) == f"{words} · {due:%d.%m.%Y}"


def test_a_deadline_on_a_weekend_that_passed_is_late_by_one_day_at_least() -> None:
    with clock.frozen(datetime(2026, 11, 22, 8, tzinfo=UTC)), translation.override("en"):
        found = formats.deadline(date(2026, 11, 21))
    assert found is not None
    assert found.words == "1 working day late"


def test_nothing_waits_for_a_deadline_that_was_met() -> None:
    found = formats.deadline(date(2020, 1, 1), met=True)
    assert found is not None
    assert found.tone == tones.DONE


@pytest.mark.parametrize(("language", "text"), [("az", "1.234.567,50\u00a0₼"), ("en", "1,234,567.50\u00a0₼")])
def test_money_is_written_in_the_language_of_the_page(language: str, text: str) -> None:
    with translation.override(language):
        assert render("{{ amount|money }}", amount=Decimal("1234567.5")) == text


def test_numbers_dates_and_labels_are_written_in_the_language_of_the_page() -> None:
    with translation.override("az"):
        html = render(
            "{{ n|number }} {{ d|date }} {{ m|datetime }} {{ l|label }}",
            n=12345,
            d=date(2026, 3, 4),
            m=NOON,
            l={"az": "Şəki", "en": "Shaki"},
        )
    assert html == "12.345 04.03.2026 25.11.2026, 12:00 Şəki"


def test_a_suppressed_bar_is_hatched_and_shows_no_length_of_its_value() -> None:
    bars = draw_bars([{"label": "A", "value": 200}, {"label": "B", "value": 50}, {"label": "C", "value": None}])
    assert [bar.width for bar in bars] == ["100.0", "25.0", "12"]
    assert [bar.hatched for bar in bars] == [False, False, True]


def test_a_chart_of_zeros_or_of_nothing_is_drawn() -> None:
    assert draw_bars([{"label": "A", "value": 0}])[0].width == "0.0"
    assert draw_bars([]) == []


@pytest.mark.parametrize("path", sorted(COTTON.glob("*.html")), ids=lambda path: path.stem)
def test_no_component_carries_inline_style_or_script(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for forbidden in (" style=", "<script", " onclick=", "javascript:"):
        assert forbidden not in source


def test_a_button_that_leads_somewhere_is_a_link() -> None:
    assert render('<c-button url="/x/">X</c-button>').startswith('<a class="govuk-button')
    assert render("<c-button>X</c-button>").startswith('<button class="govuk-button')
