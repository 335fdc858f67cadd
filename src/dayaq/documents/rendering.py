"""From data to PDF: typst, with the project's own fonts, reproducible to the byte.

A template is filled through JSON (``sys.inputs``), never by building typst source, so a name such as ``#import`` or
``$x$`` is printed as it stands. The result is PDF/A-2a (for the archive) and PDF/UA-1 (for screen readers).
"""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import qrcode
import qrcode.image.svg
import typst
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid, clock
from dayaq.core.dates import format_date
from dayaq.core.numbers import format_money, money_to_words
from dayaq.documents.contracts import check_data

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"
LANGUAGES = ("az", "en")
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


@cache
def _fonts() -> typst.Fonts:
    """The vendored fonts only, read once: what a machine happens to have installed must not change a document."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def qr_svg(text: str) -> str:
    """A QR code (error correction M) as SVG source."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    drawn = io.BytesIO()
    code.make_image(image_factory=qrcode.image.svg.SvgPathImage).save(drawn)
    return drawn.getvalue().decode()


def render(template: str, language: str, data: Mapping[str, Any], *, meta: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF of ``template`` in ``language``; the same arguments give the same bytes.

    ``meta`` is what the document itself knows: number, issued_on, url, check_code, office, holder. Invalid (code
    ``unprintable``) when a text holds a character that the fonts lack: PDF/A forbids an empty box in its place.
    """
    if language not in LANGUAGES:
        raise Invalid(
            _("There are no document templates in this language."),
            code="language",
            field="language",
            value=language,
            remedy=_("Choose Azerbaijani or English."),
        )
    content = {"language": language, "data": _plain(data, language), **_plain(meta, language)}
    if "items" in data:
        content["totals"] = _totals(data["items"], language)
    inputs = {
        "document": json.dumps(content, ensure_ascii=False),
        "qr": qr_svg(str(meta["url"])) if meta["url"] else "",
    }
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        package_path=TEMPLATES,  # no package is used; nothing may be looked for elsewhere
        package_cache_path=TEMPLATES,
    )
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=at.replace(microsecond=0))
    except typst.TypstError as error:
        if "could not be displayed" in error.message or "character" in error.message:
            raise Invalid(
                _("The document holds a character that cannot be printed."),
                code="unprintable",
                field="data",
                remedy=_("Write the name or text in Latin or Cyrillic letters."),
            ) from error
        raise
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf


def render_unkept(template: str, language: str, data: Mapping[str, Any], *, number: str) -> bytes:
    """A PDF that is handed out and not kept: no row, no verification page.

    TypeError for data of another shape than the template's contract, Invalid as :func:`render`.
    """
    check_data(template, data)
    empty = dict.fromkeys(("url", "verify_page", "check_code", "replaces", "office", "holder"), "")
    meta = {"number": number, "issued_on": clock.today(), **empty}
    return render(template, language, data, meta=meta, at=clock.now())


def _totals(items: list[Mapping[str, Any]], language: str) -> dict[str, Any]:
    total = sum((item["price"] * item["quantity"] for item in items), Decimal(0))
    return {
        "lines": [format_money(item["price"] * item["quantity"], language) for item in items],
        "total": format_money(total, language),
        "words": money_to_words(total, language),
    }


def _plain(value: Any, language: str) -> Any:
    """``value`` as JSON: days and amounts as the document shows them, texts in NFC without control characters."""
    if isinstance(value, Mapping):
        return {key: _plain(entry, language) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry, language) for entry in value]
    if isinstance(value, date):
        return format_date(value, language)
    if isinstance(value, Decimal):
        return format_money(value, language)
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return value
