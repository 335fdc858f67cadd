"""Importing a set of files in the browser: a ZIP file, which file is what, the columns of each, rows, acceptance."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.urls import reverse

from dayaq.registry import api
from dayaq.registry.models import ImportBatch, ImportMapping, Person, PersonRelation
from tests import make
from tests.unit.registry.imports import given, sets
from tests.unit.registry.imports.sets import changed, packed
from tests.web.test_imports import hand_in, url, work

pytestmark = pytest.mark.django_db
BAD = changed(sets.STATUSES, 1, 1, "sehrbaz")


@pytest.fixture
def browser(client):
    api.load_status_kinds()
    api.load_income_sources()
    client.force_login(make.user("operator", in_unit=make.unit()))
    return client


def posted(form, **changes):
    data = {}
    for field in form:
        value = field.value()
        data[field.html_name] = "" if value in (None, False) else value
    return {**data, **changes}


def received(browser, content=None):
    hand_in(browser, content or packed(statuslar=BAD), name="set.zip")
    return ImportBatch.objects.latest("pk")


def said(browser, batch, **changes):
    """Which file is what, with files by their names."""
    form = browser.get(url("files", batch.pk)).context["form"]
    fields = {f"file_{form.names.index(name)}": holds for name, holds in changes.items()}
    return browser.post(url("files", batch.pk), posted(form, **fields))


def matched(browser, batch, last=None, **changes):
    """The columns of every file, as proposed; ``changes`` are made in the first, ``last`` in the last."""
    address = url("mapping", batch.pk)
    steps = 0
    while "mapping" in address:
        page = browser.get(address)
        form = page.context["form"]
        more = changes if not steps else (last or {}) if page.context["step"]["last"] else {}
        address = browser.post(address, posted(form, **more)).url
        steps += 1
    return steps


def checked(browser, content=None):
    batch = received(browser, content)
    said(browser, batch)
    matched(browser, batch)
    work()
    batch.refresh_from_db()
    return batch


def test_a_zip_file_is_matched_file_by_file_checked_and_taken_in(browser):
    page = hand_in(browser, packed(statuslar=BAD), name="set.zip")
    batch = ImportBatch.objects.get()
    assert page.url == url("files", batch.pk)
    shown = browser.get(page.url).content.decode()
    assert "Hansı faylda nə olduğunu göstərin" in shown
    assert said(browser, batch).url == url("mapping", batch.pk)
    assert matched(browser, batch, last={"save_as": "Aylıq siyahılar"}) == len(sets.FILES)
    work()
    page = browser.get(url("show", batch.pk))
    assert page.context["numbers"]["new"] == sets.ROWS - 1
    assert {one["file"]: one["rejected"] for one in page.context["files"]}["statuslar.csv"] == 1
    assert not Person.objects.exists()
    batch.refresh_from_db()
    browser.post(url("accept", batch.pk), {"submission": "a1", "version": batch.version})
    work()
    batch.refresh_from_db()
    assert batch.state == "accepted"
    assert (Person.objects.count(), PersonRelation.objects.count()) == (4, 3)
    assert ImportMapping.objects.get().name == "Aylıq siyahılar"
    hand_in(browser, packed(), name="set.zip", submission="b")
    assert ImportBatch.objects.latest("pk").mapping is not None


def test_what_a_file_holds_is_proposed_and_can_be_said_otherwise(browser):
    batch = received(browser)
    form = browser.get(url("files", batch.pk)).context["form"]
    proposed = {name: form[f"file_{place}"].value() for place, name in enumerate(form.names)}
    assert proposed["şəxslər.csv"] == "persons"
    assert proposed["qohumlar.csv"] == "relations"
    said(browser, batch, **{"qohumlar.csv": "-"})
    batch.refresh_from_db()
    assert {file["name"]: file["holds"] for file in batch.files}["qohumlar.csv"] == ""
    assert matched(browser, batch) == len(sets.FILES) - 1


@pytest.mark.parametrize("holds", ["-", "statuses"])
def test_exactly_one_file_holds_persons(browser, holds):
    batch = received(browser)
    page = said(browser, batch, **{"şəxslər.csv": holds})
    assert page.status_code == 422
    assert "Dəstdə məhz bir faylda şəxslər olmalıdır" in page.content.decode()


def test_whoever_is_content_with_the_proposals_does_not_walk_through_all_files(browser):
    batch = received(browser)
    said(browser, batch)
    form = browser.get(url("mapping", batch.pk)).context["form"]
    assert browser.post(url("mapping", batch.pk), posted(form, rest="proposed")).url == url("show", batch.pk)
    work()
    batch.refresh_from_db()
    assert batch.state == "staged"
    assert batch.counts["ready"] == sets.ROWS - 1


def test_a_column_that_a_file_needs_is_asked_for_with_its_name(browser):
    batch = received(browser)
    said(browser, batch)
    address = f"{url('mapping', batch.pk)}?file=1"
    form = browser.get(address).context["form"]
    page = browser.post(address, posted(form, column_1=""))
    assert page.status_code == 422
    assert "Şəxsin açarı" in page.content.decode()


def test_the_rows_of_all_files_are_listed_with_their_file(browser):
    batch = checked(browser)
    page = browser.get(url("rows", batch.pk), {"show": "rejected"})
    assert "statuslar.csv" in page.content.decode()
    assert "sehrbaz" in page.content.decode()
    members = browser.get(url("rows", batch.pk), {"holds": "members"})
    assert len(members.context["list"].rows) == 4


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_rejected_rows_come_as_a_zip_file(browser, kind):
    batch = checked(browser)
    answer = browser.post(url("rejected", batch.pk), {"format": kind})
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert f"statuslar.{kind}" in archive.namelist()


def test_the_mapping_of_a_set_is_a_file_for_the_command(browser):
    batch = checked(browser)
    text = browser.get(url("mapping_file", batch.pk)).content.decode()
    assert api.parse_mapping(text).of_file("qohumlar.csv").holds == "relations"


def test_a_single_file_has_no_page_of_files(browser):
    hand_in(browser, given.csv(given.ALIYEV))
    batch = ImportBatch.objects.get()
    assert browser.get(url("files", batch.pk)).url == url("mapping", batch.pk)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed({"../persons.csv": b"a"}), "Arxivdəki bir ad arxivdən kənara aparır"),
        (packed({"a.md": b"a"}), "İçində cədvəl yoxdur"),
    ],
)
def test_an_archive_of_which_nothing_is_taken_is_refused_with_words(browser, content, words):
    page = hand_in(browser, content, name="set.zip")
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_set_of_somebody_else_does_not_exist(browser, client):
    batch = received(browser)
    client.force_login(make.user("operator", in_unit=make.unit("AZ-MAS", "Masallı"), username="other"))
    assert client.get(url("files", batch.pk)).status_code == 404
    assert client.post(url("files", batch.pk)).status_code == 404


def test_a_set_whose_persons_nobody_recognises_asks_which_file_they_are_in(browser):
    batch = received(browser, packed({"a.csv": b"x;y\r\n1;2\r\n", "statuslar.csv": sets.csv(sets.STATUSES)}))
    assert browser.get(url("mapping", batch.pk)).url == url("files", batch.pk)
    assert reverse("imports:files", args=[batch.pk]) in browser.get(url("show", batch.pk)).content.decode()
