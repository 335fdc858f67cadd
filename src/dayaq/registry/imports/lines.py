"""The lines of a text file, read in blocks as often as one likes: however long the file, it is never held whole."""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

Content = bytes | Path  # bytes that were handed in, or a file on the disk of whoever gives the command

BLOCK: Final = 1 << 20  # bytes
LONGEST_LINE: Final = 16 * BLOCK  # a longer line is cut, so that a file without line ends bursts nothing
_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
#: 3/4/1985 and 3-4-1985, and with dots 4.25.1985, which only the month-first order explains.
_DOUBTFUL: Final = re.compile(
    rb"(?<![0-9])[0-9]{1,2}\s*(?:[/-]\s*[0-9]{1,2}\s*[/-]|\.\s*(?:1[3-9]|[23][0-9])\s*\.)\s*[0-9]{2}"
)
#: One of these stands wherever such a date does. Each begins with one byte, so it is searched ten times faster.
_DOUBTFUL_ENDS: Final = (
    re.compile(rb"\.\s*(?:1[3-9]|[23][0-9])\s*\.\s*[0-9]{2}"),
    re.compile(rb"/\s*[0-9]{1,2}\s*[/-]\s*[0-9]{2}"),
    re.compile(rb"-\s*[0-9]{1,2}\s*[/-]\s*[0-9]{2}"),
)


def opened(content: Content) -> io.BytesIO | io.BufferedReader:
    """A stream of its bytes, to be closed."""
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def start_of(content: Content, size: int = 8_192) -> bytes:
    """Its first bytes."""
    with opened(content) as stream:
        return stream.read(size)


def size_of(content: Content) -> int:
    """How many bytes it has."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def digest_of(content: Content) -> str:
    """SHA-256 of its bytes in hex, by which a command finds the import of a file that did not end."""
    with opened(content) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over all bytes tells: ``count`` of lines, whether they are ``utf8``, whether nothing but ``blank``
    stands in them, and whether a text among them could be a date of which only its column tells the order."""

    count: int
    utf8: bool
    blank: bool
    doubtful_dates: bool


class Lines:
    """Physical lines without their ends, as UTF-8 where a mark says UTF-16, otherwise as they are."""

    def __init__(self, content: Content) -> None:
        self._content = content
        start = start_of(content, BLOCK)
        self._utf16 = next((name for mark, name in _UTF16.items() if start.startswith(mark)), "")
        self._skip = 2 if self._utf16 else 3 if start.startswith(codecs.BOM_UTF8) else 0
        self._returns_only = b"\r" in start and b"\n" not in start  # line ends of old: CR alone

    def __iter__(self) -> Iterator[bytes]:
        for block in self.blocks():
            lines = block.split(b"\n")
            if not lines[-1]:
                lines.pop()
            yield from lines

    def blocks(self) -> Iterator[bytes]:
        """Whole lines, about a megabyte at a time, ended by LF alone (the last one perhaps by nothing)."""
        rest = b""
        for piece in self._pieces():
            whole = rest + (piece.replace(b"\r", b"\n") if self._returns_only else piece)
            cut = whole.rfind(b"\n") + 1
            if not cut and len(whole) < LONGEST_LINE:
                rest = whole
                continue
            cut = cut or len(whole)
            yield whole[:cut].replace(b"\r\n", b"\n")
            rest = whole[cut:]
        if rest:
            yield rest

    def _pieces(self) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self._utf16)(errors="replace") if self._utf16 else None
        with opened(self._content) as stream:
            stream.seek(self._skip)
            while piece := stream.read(BLOCK):
                yield decoder.decode(piece).encode() if decoder else piece

    @cached_property
    def survey(self) -> Survey:
        """Looked through once."""
        count, utf8, blank, doubtful = 0, True, True, False
        for block in self.blocks():
            count += block.count(b"\n") + (not block.endswith(b"\n") and not block.isspace())
            utf8 = utf8 and _is_utf8(block)
            blank = blank and not block.strip(b"\x00\t\r\n ")
            doubtful = doubtful or _is_doubtful(block)
        return Survey(count, utf8, blank, doubtful)


def _is_doubtful(block: bytes) -> bool:
    return any(end.search(block) for end in _DOUBTFUL_ENDS) and _DOUBTFUL.search(block) is not None


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True
