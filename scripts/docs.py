"""Write docs/reference from the code: states, roles, changes, settings, data, commands, interface; or compare it."""

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dayaq.config.settings")
os.environ.setdefault("DAYAQ_ENV", "test")
PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "src"))

import click  # noqa: E402 – the settings are named first
import django  # noqa: E402
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils.encoding import force_str  # noqa: E402
from django.utils.translation import override  # noqa: E402

REFERENCE = PROJECT / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code; change the code, not this page. -->\n"


def states() -> str:
    """Every workflow: a diagram and its table."""
    from dayaq.core.transitions import Workflow

    lines = ["# States", "", NOTE]
    for room in settings.ROOMS:
        if find_spec(f"dayaq.{room}.states") is None:
            continue
        module = import_module(f"dayaq.{room}.states")
        for workflow in (value for value in vars(module).values() if isinstance(value, Workflow)):
            lines += [f"## {workflow.name} (`{room}`)", "", "```mermaid", "stateDiagram-v2"]
            lines += [f"  [*] --> {state}" for state in workflow.initial]
            lines += [f"  {t.source} --> {t.target}" for t in workflow.transitions]
            lines += ["```", "", "| from | to | event | by |", "|---|---|---|---|"]
            lines += [f"| – | {state} | `{event}` | |" for state, event in workflow.initial.items()]
            lines += [f"| {t.source} | {t.target} | `{t.event}` | {t.by} |" for t in workflow.transitions]
            lines.append("")
    return "\n".join(lines)


def roles() -> str:
    """Every role with what it is for, and who holds each permission."""
    from dayaq.accounts.api import PERMISSIONS, ROLES

    lines = ["# Roles", "", NOTE, "| role | az | en | what it is for |", "|---|---|---|---|"]
    for role in ROLES.values():
        with override("az"):
            azerbaijani = force_str(role.label)
        with override("en"):
            lines.append(f"| `{role.code}` | {azerbaijani} | {force_str(role.label)} | {force_str(role.description)} |")
    lines += ["", "| permission | " + " | ".join(ROLES) + " |", "|---" * (len(ROLES) + 1) + "|"]
    for permission in sorted(PERMISSIONS):
        marks = " | ".join("●" if permission in role.permissions else "" for role in ROLES.values())
        lines.append(f"| `{permission}` | {marks} |")
    return "\n".join([*lines, ""])


def changes() -> str:
    """Which data change how, and what follows from each life event."""
    from dayaq.registry.api import CHANGE_CLASSES, LIFE_EVENT_KINDS
    from dayaq.registry.models import LifeEvent

    lines = ["# Changes of data and life events", "", NOTE]
    lines += ["## Classes of fields", "", "| class | fields | asked for by | approved by | event | what happens |"]
    lines += ["|---|---|---|---|---|---|"]
    for one in CHANGE_CLASSES:
        fields = ", ".join(f"`{name}`" for name in one.fields)
        decides = f"`{one.decides}`, never whoever asked" if one.approval else "nobody"
        event = f"`{one.event}`" if one.event else ""
        with override("en"):
            told = (force_str(one.label), force_str(one.consequence))
        lines.append(f"| {told[0]} | {fields} | `{one.asks}` | {decides} | {event} | {told[1]} |")
    lines += ["", "Every change also emits `person.corrected` with the names of the fields.", "", "## Life events", ""]
    lines += ["| kind | told as | begins | ends | until | what follows |", "|---|---|---|---|---|---|"]
    for code, kind in LIFE_EVENT_KINDS.items():
        begins = f"`{kind.starts}`" if kind.starts else ""
        ends = ", ".join("every status" if name == "*" else f"`{name}`" for name in kind.ends)
        until = f"parameter `{kind.months}`" if kind.months else ""
        with override("en"):
            words = f"{force_str(LifeEvent.Kind(code).label)} (`{code}`)", force_str(kind.about)
        event = LifeEvent(kind=code).told_as
        lines.append(f"| {words[0]} | `{event}` | {begins} | {ends} | {until} | {words[1]} |")
    return "\n".join([*lines, ""])


def dictionary() -> str:
    """Every table with its fields, their types and the class of personal data."""
    lines = ["# Data dictionary", "", NOTE]
    lines += ["Classes of personal data: none, personal, special, restricted (inventory 2.10).", ""]
    for room in settings.ROOMS:
        models = [m for m in apps.get_app_config(room).get_models() if not hasattr(m, "pgh_tracked_model")]
        if not models:
            continue
        lines += [f"## {room}", ""]
        for model in models:
            meaning = " ".join(inspect.cleandoc(model.__doc__ or "").split("\n\n")[0].split())
            lines += [f"### `{model._meta.db_table}`", "", meaning, "", "| field | type | class |", "|---|---|---|"]
            declared = model.PERSONAL_DATA
            for field in model._meta.concrete_fields:
                kind = field.get_internal_type()
                if field.related_model is not None:
                    kind = f"→ `{field.related_model._meta.db_table}`"  # type: ignore[union-attr]  # a model here
                lines.append(f"| `{field.name}` | {kind} | {declared[field.name]} |")
            history = f"{model._meta.label}Event" in {m._meta.label for m in apps.get_models()}
            lines += ["", "Old rows are kept on every change." if history else "", ""]
    return "\n".join(lines)


def environment() -> str:
    """The variables an installation sets."""
    from dayaq.config.environment import Environment

    text = inspect.cleandoc(Environment.__doc__ or "")
    source = inspect.getsource(import_module("dayaq.config.environment"))
    names = sorted({word for word in _quoted(source) if word.isupper() and len(word) > 3 and word.isidentifier()})
    lines = ["# Settings", "", NOTE, text, "", "Variables of the environment that are read:", ""]
    return "\n".join([*lines, *(f"- `{name}`" for name in names), ""])


def _quoted(source: str) -> Iterator[str]:
    yield from source.split('"')[1::2]


def population() -> str:
    """The table of proportions of `dayaq seed --out`, and its mistakes."""
    from dayaq.seeds.nation.plan import BLOCK, DAY, EDITION, MOST
    from dayaq.seeds.nation.proportions import TABLE

    lines = ["# The population seed: what stands in it, and where its numbers are from", "", NOTE]
    lines += [f"Edition `{EDITION}`; the day is {DAY} unless `--on` says another; blocks of {BLOCK:,} true persons; at"]
    lines += [
        f"most {MOST:,} persons. Sources such as S43 are keys of the inventory's section 7; *assumption* means that"
    ]
    lines += ["no published figure was found and a plausible one was chosen.", ""]
    for part in dict.fromkeys(row.part for row in TABLE):
        lines += [f"## {part.capitalize()}", "", "| what | value | source |", "|---|---|---|"]
        lines += [f"| {row.meaning} | {_value(row.value)} | {row.source} |" for row in TABLE if row.part == part]
        lines.append("")
    return "\n".join(lines)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "<br>".join(f"{_value(key)}: {_value(one)}" for key, one in value.items())
    if isinstance(value, tuple):
        parts = [f"({_value(one)})" if isinstance(one, tuple) else _value(one) for one in value]
        return " – ".join(parts) if len(parts) == 2 and not isinstance(value[0], tuple) else ", ".join(parts)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def commands() -> str:
    """Every command and its help."""
    from dayaq.cli.main import COMMANDS

    lines = ["# Commands", "", NOTE]
    for name, entry in COMMANDS.items():
        command = import_module(entry.module).command
        lines += _described(command, f"dayaq {name}")
    return "\n".join(lines)


def _described(command: click.Command, path: str) -> Iterable[str]:
    context = click.Context(command, info_name=path, max_content_width=100, terminal_width=100)
    yield from (f"## {path}", "", "```text", command.get_help(context), "```", "")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _described(inner, f"{path} {name}")


def interface() -> str:
    """Every operation for machines: address, scopes, what goes in and what comes back."""
    from dayaq.http.interface import interface as described
    from dayaq.http.problems import KINDS

    document = described.get_openapi_schema()
    lines = ["# Interface for machines", "", NOTE, document["info"]["description"], ""]
    lines += ["The whole document, OpenAPI 3.1: `/api/v1/openapi.json`.", ""]
    lines += ["How to: [use the interface](../how-to/use-the-interface.md).", ""]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            lines += [
                f"## {method.upper()} {path}",
                "",
                f"{operation['summary']}. {operation.get('description', '')}".strip(),
                "",
            ]
            lines += _operation(operation)
    lines += ["## Shapes", ""]
    for name, schema in sorted(document["components"]["schemas"].items()):
        lines += _shape(name, schema)
    lines += ["## Problems", "", "| status | type | means |", "|---|---|---|"]
    with override("en"):
        lines += [f"| {status} | `urn:dayaq:problem:{kind}` | {title} |" for status, (kind, title) in KINDS.items()]
    return "\n".join([*lines, ""])


def _operation(operation: dict[str, Any]) -> Iterator[str]:
    scopes = ", ".join(f"`{scope}`" for scope in operation["security"][0]["Token"])
    yield f"- Scopes: {scopes}"
    for parameter in operation["parameters"]:
        needed = ", required" if parameter["required"] else ""
        said = parameter.get("description", "")
        yield f"- `{parameter['name']}` ({parameter['in']}, {_kind(parameter['schema'])}{needed}) {said}".rstrip()
    for media, body in operation.get("requestBody", {}).get("content", {}).items():
        yield f"- Body, `{media}`: {_kind(body['schema'])}"
        for name, field in body["schema"].get("properties", {}).items():
            yield f"  - `{name}` {field.get('description', '')}".rstrip()
    for status, response in operation["responses"].items():
        if int(status) < 400:
            kinds = (f"`{media}`: {_kind(body['schema'])}" for media, body in response["content"].items())
            yield f"- {status}: {', '.join(kinds)}"
    refusals = [str(status) for status in sorted(operation["responses"], key=int) if int(status) >= 400]
    yield from (f"- Refusals: {', '.join(refusals)}", "")


def _shape(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield from (f"### {name}", "", schema.get("description", ""), "", "| field | type | |", "|---|---|---|")
    required = schema.get("required", ())
    for field, details in schema.get("properties", {}).items():
        mark = "" if field in required else "may be left out. "
        yield f"| `{field}` | {_kind(details)} | {mark}{details.get('description', '')} |"
    yield ""


def _kind(schema: dict[str, Any]) -> str:
    """A type in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(f'`"{value}"`' for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "anything"))


PAGES: dict[str, Callable[[], str]] = {
    "states.md": states,
    "roles.md": roles,
    "changes.md": changes,
    "data-dictionary.md": dictionary,
    "settings.md": environment,
    "commands.md": commands,
    "population-seed.md": population,
    "api.md": interface,
}


def main() -> int:
    """Write the pages, or with ``--check`` name those that are not what the code says."""
    django.setup()
    REFERENCE.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, page in PAGES.items():
        text = page().rstrip() + "\n"
        path = REFERENCE / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/reference/{name} is not what the code says; run: make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
