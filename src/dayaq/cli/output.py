"""What every command says, and how: people on stderr, machines on stdout, one meaning for each exit code."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, NoReturn

import click

from dayaq.core.errors import DomainError

DONE = 0  # done, or it was so already
REJECTED = 1  # done, and some rows were rejected
FAILED = 2  # wrong use, or nothing could be done

LINE_EVERY = 5.0  # seconds between the lines of progress where there is no terminal
BAR_EVERY = 0.1


class CommandFailed(click.ClickException):
    """Ends the command with exit code 2 and a message for people."""

    exit_code = FAILED

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on stderr."""
        click.echo(self.format_message(), file=file or sys.stderr)


def fail(message: str) -> NoReturn:
    """End the command: nothing could be done, and `message` says why and what to do."""
    raise CommandFailed(message)


def say(message: str = "") -> None:
    """A line for people, on stderr."""
    click.echo(message, err=True)


def print_json(value: object) -> None:
    """The result for machines, on stdout: UTF-8, money as text so that no digit is lost, dates in ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def render_error(error: DomainError) -> str:
    """A refusal of the domain in one paragraph: field and value where known, message, remedy."""
    where = f"{error.field}: " if error.field else ""
    value = f" [{error.value}]" if error.value not in ("", None) else ""
    return f"{where}{error.message}{value} {error.remedy}".strip()


def table(rows: Iterable[Sequence[object]], *, head: Sequence[str] = ()) -> str:
    """Columns as wide as their widest cell."""
    lines = [[str(cell) for cell in row] for row in ([head, *rows] if head else rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if head:
        lines.insert(1, ["─" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


class Progress:
    """How far a long command is: a bar on a terminal, otherwise a line every few seconds."""

    def __init__(self, label: str, total: int | None) -> None:
        self.label = label
        self.total = total
        self.done = 0
        self._bar = sys.stderr.isatty()
        self._started = self._shown = time.monotonic()

    def advance(self, steps: int = 1) -> None:
        """Count `steps` more as done."""
        self.done += steps
        now = time.monotonic()
        if now - self._shown >= (BAR_EVERY if self._bar else LINE_EVERY):
            self._shown = now
            self._show()

    def _show(self) -> None:
        if self.total:
            text = f"{self.label}: {self.done:,} of {self.total:,} ({100 * self.done // self.total} %)"
        else:
            text = f"{self.label}: {self.done:,}"
        if self._bar:
            filled = 30 * min(self.done, self.total) // self.total if self.total else 0
            click.echo(f"\r\033[K{'█' * filled}{'░' * (30 - filled)} {text}", err=True, nl=False)
        else:
            say(text)

    def finish(self) -> None:
        """The last word: how many in how long."""
        if self._bar:
            click.echo("\r\033[K", err=True, nl=False)
        say(f"{self.label}: {self.done:,} in {time.monotonic() - self._started:.1f} s")


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Progress]:
    """`with progress("Importing", rows) as bar: … bar.advance(500)`; its summary appears when all went well."""
    bar = Progress(label, total)
    yield bar
    bar.finish()
