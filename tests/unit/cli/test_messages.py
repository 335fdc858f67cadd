"""The check of the catalogues names every message that the screen would show untranslated or broken."""

import gettext
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "messages.py"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: az\\n"\n'
PLURAL = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


@pytest.fixture
def messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, looking at an empty tree."""
    spec = importlib.util.spec_from_file_location("scripts_messages", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PROJECT", tmp_path)
    monkeypatch.setattr(module, "SOURCE", tmp_path)
    return module


def catalogue(tree: Path, area: str, entries: str) -> Path:
    path = tree / "locale" / area / "az" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(f"{HEADER}{PLURAL}\n{entries}\n", encoding="utf-8")
    return path


def say(tree: Path, name: str, text: str) -> None:
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "code",
    [
        '_("Save")',
        'gettext_lazy("Save")',
        'ngettext("Save", "Save all", 2)',
        'pgettext("button", "Save")',
        'npgettext("button", "Save", "Save all", 2)',
        '_(\n    "Sa"\n    "ve"\n)',
    ],
)
def test_a_message_of_python_without_translation_is_named_with_its_place(
    messages: ModuleType, tmp_path: Path, code: str
) -> None:
    say(tmp_path, "core/errors.py", f"\n{code}\n")
    (fault,) = messages.check()
    assert "core/errors.py:" in fault
    assert "'Save'" in fault
    assert "has no Azerbaijani translation" in fault


@pytest.mark.parametrize(
    "markup",
    [
        '{% translate "Save" %}',
        "{% blocktranslate trimmed %}\n      Save\n    {% endblocktranslate %}",
        '{{ _("Save") }}',
        """<c-button :label="_('Save')" />""",
        """<c-button label="{% translate 'Save' %}" />""",
        '{% translate "Save" context "button" %}',
    ],
)
def test_a_message_of_a_template_is_found_however_it_is_written(
    messages: ModuleType, tmp_path: Path, markup: str
) -> None:
    say(tmp_path, "templates/people/list.html", f"<ul>\n        <li>\n    {markup}\n  </li>\n</ul>")
    assert len(messages.check()) == 1
    assert "'Save'" in messages.check()[0]


def test_a_translated_tree_has_no_fault(messages: ModuleType, tmp_path: Path) -> None:
    say(tmp_path, "core/a.py", '_("Save")\nngettext("%(n)s person", "%(n)s persons", n)\npgettext("verb", "Save")\n')
    say(tmp_path, "templates/a.html", "{% blocktranslate %}Hello {{ name }}, 50 %{% endblocktranslate %}")
    catalogue(
        tmp_path,
        "core",
        'msgid "Save"\nmsgstr "Yadda saxla"\n\n'
        'msgctxt "verb"\nmsgid "Save"\nmsgstr "Saxlayın"\n\n'
        'msgid "%(n)s person"\nmsgid_plural "%(n)s persons"\nmsgstr[0] "bir nəfər"\nmsgstr[1] "%(n)s nəfər"\n\n'
        'msgid "Hello %(name)s, 50 %%"\nmsgstr "Salam, %(name)s, 50 %%"\n',
    )
    assert messages.check() == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Save"\nmsgstr ""', "'Save' is not translated"),
        ('#, fuzzy\nmsgid "Save"\nmsgstr "Saxla"', "'Save' is marked fuzzy"),
        ('msgid "%(n)s rows"\nmsgstr "sətirlər"', "lacks %(n)s in its translation"),
        ('msgid "rows"\nmsgstr "%(n)s sətir"', "has %(n)s only in its translation"),
        ('msgid "{name} is missing"\nmsgstr "{ad} yoxdur"', "lacks {name} in its translation"),
        (
            'msgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "%(n)s sətir"\nmsgstr[1] ""',
            "is not translated",
        ),
    ],
)
def test_a_broken_translation_is_named(messages: ModuleType, tmp_path: Path, entry: str, fault: str) -> None:
    catalogue(tmp_path, "core", entry)
    assert any(fault in found for found in messages.check()), messages.check()


def test_two_catalogues_that_disagree_are_named_and_two_that_agree_are_not(
    messages: ModuleType, tmp_path: Path
) -> None:
    catalogue(tmp_path, "core", 'msgid "Save"\nmsgstr "Yadda saxla"\n\nmsgid "Name"\nmsgstr "Ad"')
    catalogue(tmp_path, "web", 'msgid "Save"\nmsgstr "Saxla"\n\nmsgid "Name"\nmsgstr "Ad"')
    (fault,) = messages.check()
    assert "'Save' is translated otherwise in" in fault
    assert "core" in fault


def test_a_plural_needs_its_forms(messages: ModuleType, tmp_path: Path) -> None:
    say(tmp_path, "core/a.py", 'ngettext("One row", "Many rows", n)')
    catalogue(tmp_path, "core", 'msgid "One row"\nmsgstr "Bir sətir"')
    assert any("has no plural" in fault for fault in messages.check())


def test_a_catalogue_without_our_plural_rule_is_named(messages: ModuleType, tmp_path: Path) -> None:
    path = catalogue(tmp_path, "core", "")
    path.write_text(path.read_text().replace("n != 1", "n > 1"))
    assert any("Plural-Forms" in fault for fault in messages.check())


def test_compiling_gives_what_was_written_and_does_it_once(messages: ModuleType, tmp_path: Path) -> None:
    path = catalogue(tmp_path, "core", 'msgid "Save"\nmsgstr "Yadda saxla"')
    assert (messages.compile_all(), messages.compile_all()) == (1, 0)
    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "Yadda saxla"
