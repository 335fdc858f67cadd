"""Reads the text back from a PDF that the typesetter made, through the fonts' own tables: what a reader would copy."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"\bBT\b(.*?)\bET\n", re.DOTALL)
_USED = re.compile(rb"/(f\d+)\s[\d.]+ Tf")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)


def text_of(pdf: bytes) -> str:
    """All text of the pages in order, a line break after each block."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    found = []
    for page in objects.values():
        if b"/Type/Page/" not in page:
            continue
        found.append(_shown(_content(_named(b"Contents", page, objects)), _fonts(page, objects)))
    return "\n".join(found)


def _named(name: bytes, body: bytes, objects: dict[int, bytes]) -> bytes:
    """The object to which ``/name`` of ``body`` points."""
    reference = re.search(rb"/%s (\d+) 0 R" % name, body)
    assert reference is not None
    return objects[int(reference.group(1))]


def _fonts(page: bytes, objects: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    """Letters of the glyphs of each font, by the name under which this page knows it."""
    fonts = _named(b"Resources", page, objects).partition(b"/Font<<")[2].partition(b">>")[0]
    return {
        name: _table(_content(_named(b"ToUnicode", objects[int(number)], objects)))
        for name, number in _FONT.findall(fonts)
    }


def _content(body: bytes) -> bytes:
    stream = _STREAM.search(body)
    assert stream is not None
    return zlib.decompress(stream.group(1)) if b"FlateDecode" in body.split(b"stream")[0] else stream.group(1)


def _table(cmap: bytes) -> dict[int, str]:
    table = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, letters in _PAIR.findall(block):
            table[int(glyph, 16)] = bytes.fromhex(letters.decode()).decode("utf-16-be")
    return table


def _shown(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    text, table = "", dict[int, str]()
    for block in _BLOCK.findall(content):
        if used := _USED.search(block):
            table = fonts[used.group(1)]
        text += "".join(_glyphs(string, table) for string in _strings(block)) + "\n"
    return text


def _strings(block: bytes) -> Iterator[bytes]:
    """The literal strings; brackets inside one may stand unescaped when they are balanced."""
    at = 0
    while (start := block.find(b"(", at)) != -1:
        depth, at = 1, start + 1
        while depth:
            depth += {b"(": 1, b")": -1}.get(block[at : at + 1], 0)
            at += 2 if block[at : at + 1] == b"\\" else 1
        yield _ESCAPED.sub(_unescape, block[start + 1 : at - 1])


def _unescape(match: re.Match[bytes]) -> bytes:
    escaped = match.group(1)
    return bytes([int(escaped, 8)]) if escaped.isdigit() else _ESCAPES.get(escaped, escaped)


def _glyphs(raw: bytes, table: dict[int, str]) -> str:
    return "".join(table.get(int.from_bytes(raw[at : at + 2], "big"), "?") for at in range(0, len(raw), 2))
