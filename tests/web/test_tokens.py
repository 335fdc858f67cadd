"""The colours: light and dark are readable, and what is vendored is what was vendored."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.PACKAGE) / "static"
CSS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")

TEXT_ON_TABLES = [
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "raised"),
    ("ink-soft", "surface"),
    ("ink-soft", "raised"),
    ("ink", "teal-soft"),
    ("link", "surface"),
    ("link", "raised"),
    ("link", "teal-soft"),
    ("pomegranate", "surface"),
    ("saffron", "surface"),
    ("sage", "surface"),
    ("saffron", "saffron-soft"),
    ("sage", "sage-soft"),
    ("pomegranate", "pomegranate-soft"),
    ("teal-strong", "teal-soft"),
    ("grey", "grey-soft"),
]
TEXT = [
    ("ink", "paper"),
    ("ink-soft", "paper"),
    ("ink-soft", "sunken"),
    ("link", "paper"),
    ("on-teal", "teal"),
    ("on-pomegranate", "pomegranate"),
    ("on-header", "header"),
    ("header-soft", "header-field"),
    ("on-focus", "focus"),
]
EDGES = [("line-strong", "surface"), ("line-strong", "paper"), ("teal", "surface"), ("saffron-mark", "surface")]


def block(opening: str) -> dict[str, str]:
    """Names and hexadecimal values of the block that begins with ``opening``."""
    body = CSS[CSS.index(opening) + len(opening) :].split("}", 1)[0]
    return dict(re.findall(r"--dq-([a-z-]+): (#[0-9a-f]{6});", body))


LIGHT = block(":root {")
DARK_OF_DEVICE = block(':root:not([data-theme="light"]) {')
DARK_OF_READER = block(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_right() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", [LIGHT, DARK_OF_READER], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [(*pair, 7.0) for pair in TEXT_ON_TABLES] + [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in EDGES],
)
def test_every_pair_has_its_contrast(theme: dict[str, str], text: str, ground: str, least: float) -> None:
    assert contrast(theme[text], theme[ground]) >= least


def test_the_dark_of_the_device_is_the_dark_of_the_reader() -> None:
    assert DARK_OF_DEVICE == DARK_OF_READER
    assert DARK_OF_READER.keys() == LIGHT.keys()


@pytest.mark.parametrize("name", ["base", "components", "lists", "forms", "print"])
def test_only_the_tokens_name_a_colour(name: str) -> None:
    css = (STATIC / "css" / f"{name}.css").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", css)


@pytest.mark.parametrize("folder", ["govuk-frontend", "noto-sans"])
def test_what_is_vendored_is_what_its_note_says(folder: str) -> None:
    place = STATIC / "vendor" / folder
    noted = re.findall(r"^\| ([\w.-]+) \| `([0-9a-f]{64})` \|$", (place / "VENDORED.md").read_text(), re.MULTILINE)
    files = {path.name for path in place.iterdir()} - {"LICENSE", "VENDORED.md"}
    assert {name for name, _digest in noted} == files
    for name, digest in noted:
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == digest
    assert (place / "LICENSE").exists()


def test_no_crown_no_crest_and_no_typeface_of_another_government() -> None:
    css = (STATIC / "vendor" / "govuk-frontend" / "govuk-frontend.css").read_text(encoding="utf-8")
    assert "GDS Transport" not in css
    assert "url(" not in css
    assert "crest" not in css
