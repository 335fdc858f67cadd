"""The message catalogues: compile them, and check that nothing the code says is without a translation.

python scripts/messages.py            compile src/dayaq/locale/*/az/LC_MESSAGES/django.po where the .mo is older
python scripts/messages.py --check    also compare them with what Python and the templates say; exit 1 on a fault
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.template import TemplateSyntaxError
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parents[1]
SOURCE = PROJECT / "src" / "dayaq"
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"  # as in Django's own az catalogue, into which ours are merged
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
ATTRIBUTE = re.compile(r"""_\(\s*(?P<quote>['"])(?P<text>.*?)(?P=quote)\s*\)""")  # <c-button :label="_('Save')">
PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?[sdif]")
BRACE = re.compile(r"(?<!\{)\{(?P<name>\w*)[^{}]*\}(?!\})")

Key = tuple[str, str]  # context ("" for none), msgid


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the code says it."""

    context: str
    text: str
    plural: str
    place: str


def catalogues() -> list[Path]:
    """The .po file of every area, in alphabetical order."""
    return sorted(SOURCE.glob("locale/*/az/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """Parse strictly: a line that is not understood is an error, never skipped."""
    with path.open("rb") as file:
        return read_po(file, locale="az", abort_invalid=True)


def compile_all() -> int:
    """Write the .mo of each catalogue that changed; returns how many. A reader never sees half a file."""
    written = 0
    for path in catalogues():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        partial = target.with_suffix(".mo.new")
        with partial.open("wb") as file:
            write_mo(file, read(path))
        partial.replace(target)
        written += 1
    return written


def said_in_code() -> Iterator[Said]:
    """Every message of the Python files and the templates."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from _extract(path.read_bytes(), str(path.relative_to(PROJECT)))
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in TEMPLATES and "templates" in path.parts:
            text, place = path.read_text(encoding="utf-8"), str(path.relative_to(PROJECT))
            try:
                python = templatize(text, origin=place)
            except (TemplateSyntaxError, SyntaxError) as error:
                raise SystemExit(f"{place}: {error}") from error
            # the tokenizer would take the layout of the page for indentation
            lines = "\n".join(line.strip() for line in python.splitlines())
            yield from _extract(lines.encode(), place)
            for found in ATTRIBUTE.finditer(text):
                yield Said("", found["text"], "", f"{place}:{text.count(chr(10), 0, found.start()) + 1}")


def _extract(source: bytes, place: str) -> Iterator[Said]:
    options = {"encoding": "utf-8"}
    for line, texts, _comments, context in extract("python", io.BytesIO(source), KEYWORDS, options=options):
        text, plural = (texts, "") if isinstance(texts, str) else (texts[0], texts[1])
        if text:
            yield Said(context or "", text, plural, f"{place}:{line}")


def placeholders(text: str) -> set[str]:
    """`%(name)s`, `%s` and `{name}` in a message; `%%` is a percent sign."""
    found = {match.group() for match in PERCENT.finditer(text.replace("%%", ""))}
    return found | {f"{{{match['name']}}}" for match in BRACE.finditer(text)}


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _faults_of(message: Message) -> Iterator[str]:
    """What is wrong with one translation by itself."""
    originals = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    forms = _forms(message)
    if not all(form.strip() for form in forms):
        yield "is not translated"
        return
    if message.fuzzy:
        yield "is marked fuzzy"
    if len(originals) != len(forms):
        yield f"has {len(forms)} forms for {len(originals)}"
    wanted, allowed = placeholders(originals[-1]), set().union(*map(placeholders, originals))
    for number, form in enumerate(forms):
        have = placeholders(form)
        single = len(forms) > 1 and number == 0  # "one person" need not repeat the number
        if (missing := wanted - have) and not single:
            yield f"lacks {', '.join(sorted(missing))} in its translation"
        if extra := have - allowed:
            yield f"has {', '.join(sorted(extra))} only in its translation"


def check() -> list[str]:
    """Every fault, one line each; empty when the catalogues say all that the code says."""
    faults: list[str] = []
    known: dict[Key, tuple[Message, Path]] = {}
    for path in catalogues():
        place = path.relative_to(PROJECT)
        try:
            catalogue = read(path)
        except PoFileError as error:
            faults.append(f"{place}: {error}")
            continue
        header = next((value for name, value in catalogue.mime_headers if name == "Plural-Forms"), "")
        if header != PLURAL_FORMS or PLURAL_FORMS not in path.read_text(encoding="utf-8"):
            faults.append(f"{place}: its header must say Plural-Forms: {PLURAL_FORMS}")
        for message in catalogue:
            if not message.id:
                continue
            single = message.id if isinstance(message.id, str) else message.id[0]
            key = (message.context or "", single)
            faults += [f"{place}: {single!r} {fault}" for fault in _faults_of(message)]
            if key in known and _forms(known[key][0]) != _forms(message):
                other = known[key][1].relative_to(PROJECT)
                faults.append(f"{place}: {single!r} is translated otherwise in {other}")
            if key not in known or isinstance(known[key][0].id, str):  # the fuller entry has the plural as well
                known[key] = (message, path)
    seen: set[tuple[Key, str]] = set()
    for said in said_in_code():
        key = (said.context, said.text)
        if (key, said.plural) in seen:
            continue
        seen.add((key, said.plural))
        context = f" in the context {said.context!r}" if said.context else ""
        if key not in known:
            faults.append(f"{said.place}: {said.text!r}{context} has no Azerbaijani translation")
        elif said.plural and isinstance(known[key][0].id, str):
            faults.append(f"{said.place}: {said.text!r}{context} has no plural in {known[key][1].relative_to(PROJECT)}")
    used = {key for key, _ in seen}
    print(f"messages: {len(used)} said, {len(known)} translated, {len(known.keys() - used)} of them unused")
    return faults


def main(arguments: list[str]) -> int:
    """Compile, and with `--check` check. Returns the exit code."""
    settings.configure(USE_I18N=True)
    try:
        print(f"messages: {compile_all()} of {len(catalogues())} catalogues compiled")
    except PoFileError as error:
        print(f"messages: {error}", file=sys.stderr)
        return 1
    faults = check() if "--check" in arguments else []
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
