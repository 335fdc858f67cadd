"""The rules of the house (docs/explanation/house.md), each as a test that names the file that breaks it."""

import ast
import importlib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from dayaq.core.classification import unclassified

SOURCE = Path(settings.PACKAGE)
ROOMS = settings.ROOMS
OWN_MODELS = [m for m in apps.get_models() if m.__module__.startswith("dayaq.")]
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def sources(folder: Path = SOURCE) -> Iterator[tuple[str, ast.Module]]:
    """Name and tree of every module that is not a migration."""
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_no_file_outgrows_five_hundred_lines():
    long = {
        str(path.relative_to(SOURCE)): lines
        for suffix in ("*.py", "*.html")
        for path in SOURCE.rglob(suffix)
        if "migrations" not in path.parts
        and "vendor" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}


def test_a_room_is_entered_only_by_its_door():
    """Another room's api, or its models for a foreign key; core is the foundation and has no door.

    Pages also ask a room's policies which buttons to show.
    """
    broken = []
    for name, tree in sources():
        here = name.split("/")[0]
        for target in imported(tree):
            parts = target.split(".")
            if parts[0] != "dayaq" or len(parts) < 3 or parts[1] not in ROOMS or parts[1] in (here, "core"):
                continue
            if parts[2] not in (("api", "models", "policies") if here == "web" else ("api", "models")):
                broken.append(f"{name} imports {target}")
    assert broken == []


def test_views_write_nothing_themselves():
    broken = []
    for name, tree in (*sources(SOURCE / "web"), *sources(SOURCE / "http")):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            value = node.func.value
            chain = ast.unparse(value)
            if node.func.attr in WRITES and ".objects" in chain:
                broken.append(f"{name}:{node.lineno} {ast.unparse(node.func)}")
    assert broken == []


def test_time_comes_from_the_clock():
    forbidden = ("timezone.now", "date.today", "datetime.now", "datetime.today", "datetime.utcnow")
    broken = [
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for name, tree in sources()
        if name != "core/clock.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node).endswith(forbidden)
    ]
    assert broken == []


def test_models_carry_no_business_logic_in_save_and_nobody_listens_to_signals():
    broken = []
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete") and "models" in name:
                broken += [f"{name}:{node.lineno} {node.name}"]
        broken += [f"{name} {target}" for target in imported(tree) if "dispatch.receiver" in target]
    assert broken == []


def test_domain_code_never_sees_a_request():
    broken = [
        f"{name}:{node.lineno}"
        for room in ROOMS
        for name, tree in sources(SOURCE / room)
        for node in ast.walk(tree)
        if isinstance(node, ast.arg) and node.arg == "request"
    ]
    assert broken == []


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda m: m._meta.label)
def test_every_field_is_classified(model):
    if model._meta.label.endswith("Event") and hasattr(model, "pgh_tracked_model"):
        tracked = model.pgh_tracked_model
        assert unclassified(tracked) == set(), "row history takes the classes of the model it follows"
    else:
        assert unclassified(model) == set()


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "core"])
def test_a_room_has_its_page_and_its_door(room):
    folder = SOURCE / room
    assert (folder / "README.md").is_file()
    door = importlib.import_module(f"dayaq.{room}.api")
    assert [name for name in door.__all__ if not hasattr(door, name)] == []


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "core"])
def test_actions_take_keywords_only_and_say_who_acts(room):
    broken = []
    for name, tree in sources(SOURCE / room):
        if "/actions" not in name:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = node.args
                if arguments.args or arguments.posonlyargs or "by" not in {a.arg for a in arguments.kwonlyargs}:
                    broken.append(f"{name}:{node.lineno} {node.name}")
    assert broken == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
