"""In which encoding a text file was written: UTF-8, UTF-16, windows-1254 (Turkish) or windows-1251 (Cyrillic).

The two Windows code pages share every byte, so only the words tell: a word of Azerbaijani or Turkish in Latin letters
mixes ASCII with the few letters that ASCII lacks; a Cyrillic word has no ASCII letter in it.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry.imports.lines import Lines

UTF8: Final = "utf-8"
TURKISH: Final = "windows-1254"
CYRILLIC: Final = "windows-1251"
KNOWN: Final = (UTF8, TURKISH, CYRILLIC)

_SAMPLE: Final = 2_000_000
_DECISIVE: Final = 9
# ç ğ ı ö ş ü and their capitals; also ä, which stood for ə before fonts had it.
_TURKISH_BYTES: Final = bytes([0xC7, 0xD0, 0xDD, 0xD6, 0xDE, 0xDC, 0xE7, 0xF0, 0xFD, 0xF6, 0xFE, 0xFC, 0xC4, 0xE4])
_TEXT_BYTES: Final = bytes([9, 10, 11, 12, 13, *range(32, 256)])
_NOT_TEXT: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf", b"SQLite format 3")
_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]{2,}")
_ASCII_LETTER: Final = re.compile(rb"[A-Za-z]")
_CYRILLIC_WORD: Final = re.compile(rb"[\xc0-\xff\xa8\xb8\xaa\xba\xaf\xbf\xb2\xb3\xa5\xb4]+")
_LATIN_WORD: Final = re.compile(rb"[A-Za-z" + re.escape(_TURKISH_BYTES) + rb"]+")


def is_marked(content: bytes) -> bool:
    """True when a byte order mark says what the bytes are, whatever else is declared."""
    return content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def is_binary(content: bytes) -> bool:
    """True for a picture, a PDF or an archive: more than one byte in fifty is a control character that no text has."""
    if is_marked(content):
        return False
    sample = content[:8_192]
    return content.startswith(_NOT_TEXT) or len(sample.translate(None, _TEXT_BYTES)) * 50 > len(sample) + 50


def checked(name: str) -> str:
    """A declared encoding under its own name; Invalid for one that is not read here."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        found = ""
    names = {codecs.lookup(known).name: known for known in KNOWN}
    if found in ("utf-8-sig", "ascii"):
        return UTF8
    if found not in names:
        raise Invalid(
            _("This encoding is not read here."),
            code="encoding_unknown",
            field="encoding",
            value=name,
            remedy=_("Choose utf-8, windows-1254 or windows-1251."),
        )
    return names[found]


def detect(lines: Lines) -> str:
    """The encoding of ``lines``.

    A file that is UTF-8 but for a few lines stays UTF-8: those lines are named later, each in its row. Invalid, with
    the line and its bytes, where the words do not tell which of the Windows code pages it is.
    """
    if lines.survey.utf8:
        return UTF8
    foreign = broken = size = row = 0
    sample: list[bytes] = []
    for number, line in enumerate(lines, start=1):
        if line.isascii():
            continue
        foreign += 1
        if _is_utf8(line):
            continue
        broken += 1
        row = row or number
        if size < _SAMPLE:
            sample.append(line)
            size += len(line)
    if broken * 2 < foreign:
        return UTF8
    turkish, cyrillic = evidence(b"\n".join(sample))
    if turkish > _DECISIVE * cyrillic:
        return TURKISH
    if cyrillic > _DECISIVE * turkish:
        return CYRILLIC
    shown = b" ".join(_WORD.findall(sample[0]))[:24] or sample[0][:24]
    raise Invalid(
        _("It cannot be told in which encoding the file was written: row %(row)s has the bytes %(bytes)s.")
        % {"row": row, "bytes": shown.hex(" ")},
        code="encoding_undecided",
        field="file",
        remedy=_("Save the file as UTF-8, or say in the mapping: encoding = windows-1254 or windows-1251."),
    )


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def evidence(sample: bytes) -> tuple[int, int]:
    """How many words can only be Turkish or Azerbaijani in Latin letters, and how many only Cyrillic."""
    turkish = cyrillic = 0
    for word in _WORD.findall(sample):
        if word.isascii():
            continue
        if _ASCII_LETTER.search(word):
            turkish += _LATIN_WORD.fullmatch(word) is not None
        else:
            cyrillic += _CYRILLIC_WORD.fullmatch(word) is not None
    return turkish, cyrillic
