"""The texts of notices: one file a template and language, filled in strictly.

``texts/<code>.<language>.txt`` begins with ``subject:`` and ``sms:`` lines, then ``---``, then the body. Names in
braces are filled from the context. A name that the context lacks, or that is None there, is an error: nothing is
queued.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from dayaq.core.dates import format_date
from dayaq.core.numbers import format_money

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("az", "en")


@dataclass(frozen=True)
class Text:
    """A notice to be filled in, or filled in. ``sms`` is the short form."""

    subject: str
    sms: str
    body: str


class MissingValue(KeyError):
    """A text names something that the context does not hold: an error of the program."""


def templates() -> list[str]:
    """Codes of all templates, in order."""
    return sorted({path.name.split(".")[0] for path in FOLDER.glob("*.az.txt")})


def names_in(template: str, language: str) -> set[str]:
    """What ``template`` needs from its context."""
    text = _load(template, language)
    return {
        name for part in (text.subject, text.sms, text.body) for _, name, _, _ in string.Formatter().parse(part) if name
    }


@cache
def _load(template: str, language: str) -> Text:
    path = FOLDER / f"{template}.{language}.txt"
    if not path.is_file() or path.parent != FOLDER:
        raise KeyError(f"no notice template {template!r} in {language!r}")
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    lines = dict(line.split(": ", 1) for line in head.splitlines())
    return Text(subject=lines["subject"], sms=lines["sms"], body=body.strip() + "\n")


def fill(template: str, language: str, context: Mapping[str, Any]) -> Text:
    """The texts of ``template`` with ``context`` in it; days and amounts as the language writes them.

    Raises MissingValue for a name without a value, KeyError for an unknown template or language.
    """
    text = _load(template, language)
    values = {}
    for name in names_in(template, language):
        if context.get(name) is None:
            raise MissingValue(f"{template}: {name}")
        values[name] = _written(context[name], language)
    return Text(
        subject=" ".join(text.subject.format_map(values).split()),
        sms=" ".join(text.sms.format_map(values).split()),
        body=text.body.format_map(values),
    )


def _written(value: Any, language: str) -> str:
    if isinstance(value, date):
        return format_date(value, language)
    if isinstance(value, Decimal):
        return format_money(value, language)
    return str(value)
