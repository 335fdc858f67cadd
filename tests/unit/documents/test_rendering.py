"""From data to PDF."""

import json
import re
import zlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayaq.core.api import Invalid
from dayaq.documents import rendering
from dayaq.documents.contracts import CONTRACTS, check_data
from tests.pdf import text_of
from tests.unit.documents.support import APPLICATION, DATA

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
META: dict[str, Any] = {
    "number": "HA-2026-000001",
    "issued_on": date(2026, 3, 2),
    "url": "http://localhost:8000/verify/" + "a" * 32 + "/",
    "verify_page": "http://localhost:8000/verify/",
    "check_code": "7KQ4M-2XD9R",
    "replaces": "",
    "office": "Baş direktor",
    "holder": "Nümunə Nümunəyev",
}


def render(template: str = "receipt", language: str = "az", **changes: Any) -> bytes:
    return rendering.render(template, language, DATA[template] | changes, meta=META, at=AT)


def metadata(pdf: bytes) -> str:
    """The XMP packet, which PDF/A keeps readable."""
    found = re.search(rb"<\?xpacket begin.*?<\?xpacket end", pdf, re.DOTALL)
    if found:
        return found.group().decode()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            plain = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"xpacket" in plain:
            return plain.decode()
    raise AssertionError("no metadata")


@pytest.mark.parametrize("language", ["az", "en"])
@pytest.mark.parametrize("template", sorted(CONTRACTS))
def test_each_template_gives_an_archivable_and_accessible_pdf(template: str, language: str) -> None:
    pdf = render(template, language)
    assert pdf.startswith(b"%PDF-1.7")
    xmp = metadata(pdf)
    assert re.search(r"pdfaid:part[>=\"]+2", xmp)
    assert re.search(r"pdfaid:conformance[>=\"]+A", xmp)
    assert re.search(r"pdfuaid:part[>=\"]+1", xmp)


def test_the_paper_says_what_it_is_whose_and_how_to_check_it() -> None:
    text = text_of(render("handover_act"))
    for said in (
        "Təhvil-təslim aktı",
        "HA-2026-000001",
        "Nümunəyev Vüqar Əli oğlu",
        "SN-1",
        "2.669,00 ₼",
        "7KQ4M-2XD9R",
    ):
        assert said in text
    assert "Handover act" in text_of(render("handover_act", "en"))


@pytest.mark.parametrize("template", sorted(CONTRACTS))
def test_the_same_data_at_the_same_moment_give_the_same_bytes(template: str) -> None:
    assert render(template) == render(template)


def test_another_moment_gives_another_file() -> None:
    later = rendering.render("receipt", "az", DATA["receipt"], meta=META, at=datetime(2027, 1, 1, tzinfo=UTC))
    assert later != render()


MARKUP = (
    '#import "x"',
    "$x^2$",
    "a \\ b \\#",
    "*bold* _it_ `raw`",
    "@ref <label>",
    "#panic()",
    "</svg>",
    "{name}",
    "= t",
    "(",
)


@pytest.mark.parametrize("name", MARKUP)
def test_markup_in_a_name_is_printed_as_it_stands(name: str) -> None:
    assert name in text_of(render(recipient={"name": name})).splitlines()


@settings(max_examples=25)
@given(st.text(alphabet="#$*_`@<>\\/=-+~[]{}()\"'.,;:!?%&|^ əƏıİğşçöüAZaz09", min_size=1, max_size=30))
def test_no_text_is_read_as_markup(name: str) -> None:
    printed = "".join(text_of(render(programme=name)).split())
    assert "".join(name.split()) in printed


def test_control_characters_do_not_reach_the_paper() -> None:
    assert rendering._plain("a\x00b\u202ec\u200b\nd", "az") == "abc\nd"


@pytest.mark.parametrize("name", ["Ali 😀", "اسم", "中文"])
def test_a_character_that_the_fonts_lack_is_refused_instead_of_printed_as_a_box(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        render(programme=name)
    assert refused.value.code == "unprintable"


@pytest.mark.parametrize("name", ["ƏəĞğİıIiŞşÇçÖöÜü", "Алиев Әлијев Ғ Ҹ Һ", "İstanbul – “Qəbz” ₼"])
def test_every_letter_of_the_country_can_be_printed(name: str) -> None:
    assert render(programme=name).startswith(b"%PDF")


def test_a_language_without_templates_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        render(language="fr")
    assert refused.value.code == "language"


def test_amounts_are_summed_exactly_and_written_in_words() -> None:
    totals = rendering._totals(DATA["contract"]["items"], "az")
    assert totals == {
        "lines": ["2.469,00 ₼", "200,00 ₼"],
        "total": "2.669,00 ₼",
        "words": "iki min altı yüz altmış doqquz manat",
    }


@pytest.mark.parametrize(
    ("template", "changes", "said"),
    [
        ("receipt", {"channel": None}, "channel"),
        ("receipt", {"received_on": "2026-03-02"}, "received_on"),
        ("receipt", {"extra": 1}, "extra"),
        ("letter_decision", {"outcome": "maybe"}, "outcome"),
        ("contract", {"items": [{"description": "x", "quantity": 1, "price": 1.5}]}, "price"),
        ("contract", {"items": [{"description": "x", "price": 1}]}, "quantity"),
        ("contract", {"clauses": "one"}, "clauses"),
        ("contract", {"months": True}, "months"),
        ("receipt", {"recipient": "Ali"}, "recipient"),
    ],
)
def test_data_of_another_shape_are_an_error_of_the_program(template: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        check_data(template, DATA[template] | changes)


def test_optional_data_may_be_left_out() -> None:
    bare = APPLICATION | {
        "decided_on": date(2026, 3, 2),
        "outcome": "approved",
        "reason": "x",
        "legal_basis": [],
    }
    check_data("letter_decision", bare)
    assert rendering.render("letter_decision", "en", bare, meta=META, at=AT).startswith(b"%PDF")


def test_both_languages_have_the_same_labels() -> None:
    labels = json.loads((rendering.TEMPLATES / "labels.json").read_text(encoding="utf-8"))

    def keys(tree: dict[str, Any]) -> set[str]:
        return {f"{name}/{key}" for name, leaf in tree.items() if isinstance(leaf, dict) for key in leaf} | set(tree)

    assert keys(labels["az"]) == keys(labels["en"])
    assert set(labels["az"]["title"]) == set(CONTRACTS)
