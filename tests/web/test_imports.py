"""Importing people in the browser: file, columns, checking by the worker, acceptance, rejected rows back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dayaq.accounts.api import system_user
from dayaq.core.api import run_worker_once
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.models import Consent, ImportBatch, ImportFile, ImportMapping, Person, StagedRow
from tests import make
from tests.unit.registry.imports import given

pytestmark = pytest.mark.django_db

BAD = given.row(given.SHIRINOV, c5="31.02.1975")


@pytest.fixture
def lerik():
    return make.unit()


@pytest.fixture
def clerk(lerik):
    return make.user("operator", in_unit=lerik)


@pytest.fixture
def browser(client, clerk):
    client.force_login(clerk)
    return client


def url(name, *args):
    return reverse(f"imports:{name}", args=args)


def hand_in(browser, content=None, name="people.csv", **changes):
    content = given.csv(given.ALIYEV, given.RZAYEVA, BAD) if content is None else content
    data = {"file": SimpleUploadedFile(name, content), "source": "Lerik ASM", "known": "", "encoding": ""}
    return browser.post(url("new"), {**data, **changes})


def match(browser, batch, **changes):
    page = browser.get(url("mapping", batch.pk))
    form = page.context["form"]
    data = {}
    for field in form:
        value = field.value()
        data[field.html_name] = "" if value in (None, False) else value
    return browser.post(url("mapping", batch.pk), {**data, **changes})


def work():
    while run_worker_once():
        pass


def checked(browser, **given_):
    hand_in(browser, **given_)
    batch = ImportBatch.objects.latest("pk")
    match(browser, batch)
    work()
    batch.refresh_from_db()
    return batch


def test_a_file_is_handed_in_matched_checked_and_its_good_rows_are_taken_in(browser):
    page = hand_in(browser)
    batch = ImportBatch.objects.get()
    assert page.url == url("mapping", batch.pk)
    assert match(browser, batch).url == url("show", batch.pk)
    assert "Sətirlər yoxlanılır" in browser.get(url("show", batch.pk)).content.decode()
    assert not Person.objects.exists()
    work()
    page = browser.get(url("show", batch.pk))
    assert page.context["numbers"] == {
        "read": 3, "staged": 3, "accepted": 2, "new": 2, "changed": 0, "unchanged": 0, "rejected": 1, "warnings": 0,
    }  # fmt: skip
    assert [one["code"] for one in page.context["problems"]] == ["date_impossible"]
    assert not Person.objects.exists()
    batch.refresh_from_db()
    browser.post(url("accept", batch.pk), {"submission": "a1", "version": batch.version})
    work()
    batch.refresh_from_db()
    assert batch.state == "accepted"
    assert set(Person.objects.values_list("fin", flat=True)) == {"5ABC12D", "7QWE34R"}
    assert AuditEvent.objects.get(event="people.imported").actor_name == batch.created_by.username


def test_the_proposed_columns_are_chosen_already_and_samples_stand_beside(browser):
    hand_in(browser)
    page = browser.get(url("mapping", ImportBatch.objects.get().pk))
    form = page.context["form"]
    assert form["column_1"].value() == "surname"
    assert "Əliyev" in form["column_1"].help_text
    assert form["key"].value() == ["FİN"]


def test_another_meaning_of_a_column_is_used_and_kept_for_the_next_file(browser):
    hand_in(browser, given.csv(given.ALIYEV, header=(*given.HEADER[:7], "Ev telefonu")))
    batch = ImportBatch.objects.get()
    match(browser, batch, column_7="phone", save_as="Aylıq siyahı")
    assert ImportMapping.objects.get().name == "Aylıq siyahı"
    hand_in(browser, given.csv(given.RZAYEVA, header=(*given.HEADER[:7], "Ev telefonu")))
    second = ImportBatch.objects.latest("pk")
    assert second.options["columns"]["phone"] == ["Ev telefonu"]
    assert second.mapping is not None


def test_a_mapping_that_makes_no_sense_is_said_on_the_form(browser):
    hand_in(browser)
    batch = ImportBatch.objects.get()
    page = match(browser, batch, column_1="", column_2="", column_3="")
    assert page.status_code == 422
    assert "Heç bir sütun ad deyil" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"  \r\n", "Fayl boşdur"),
        (given.csv(), "yalnız başlıq var"),
        (b"PK\x03\x04broken", "elektron cədvəl kimi oxunmur"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_refused_with_words(browser, content, words):
    page = hand_in(browser, content)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_needs_a_source(browser):
    assert hand_in(browser, source=" ").status_code == 422


def test_pressed_twice_one_file_is_handed_in(browser):
    for _time in range(2):
        hand_in(browser, submission="same")
    assert ImportBatch.objects.count() == 1


def test_while_the_worker_is_at_it_the_part_with_the_progress_is_asked_for_again(browser):
    hand_in(browser)
    batch = ImportBatch.objects.get()
    match(browser, batch)
    part = browser.get(url("progress", batch.pk), headers={"HX-Request": "true"})
    assert "hx-get" in part.content.decode()
    work()
    part = browser.get(url("progress", batch.pk), headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == url("show", batch.pk)
    assert browser.get(url("progress", batch.pk)).url == url("show", batch.pk)


def test_without_script_the_page_looks_again_by_itself(browser):
    hand_in(browser)
    batch = ImportBatch.objects.get()
    match(browser, batch)
    assert '<noscript><meta http-equiv="refresh"' in browser.get(url("show", batch.pk)).content.decode()


@pytest.mark.parametrize(("show", "expected"), [("", [2, 3, 4]), ("rejected", [4]), ("warning", [3]), ("good", [2])])
def test_rows_are_filtered_by_what_was_found(browser, show, expected):
    content = given.csv(given.ALIYEV, given.row(given.RZAYEVA, c7="12"), BAD)
    batch = checked(browser, content=content)
    page = browser.get(url("rows", batch.pk), {"show": show} if show else {})
    assert [row.record.row for row in page.context["list"].rows] == expected


def test_a_row_says_what_is_wrong_with_which_value_and_what_to_do(browser):
    batch = checked(browser)
    text = browser.get(url("rows", batch.pk), {"show": "rejected"}).content.decode()
    assert "31.02.1975" in text
    assert "Doğum tarixi" in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rejected_rows_come_back_with_the_reason_and_the_taking_is_recorded(browser, kind):
    batch = checked(browser)
    answer = browser.post(url("rejected", batch.pk), {"format": kind})
    content = b"".join(answer.streaming_content) if kind == "csv" else answer.content
    assert f'.{kind}"' in answer["Content-Disposition"]
    if kind == "csv":
        lines = content.decode("utf-8-sig").splitlines()
        assert lines[0].endswith("Dayaq: sətir;Dayaq: səbəb")
        assert "Şirinov" in lines[1]
        assert len(lines) == 2
    assert AuditEvent.objects.filter(event="import.rejected_taken").count() == 1


def test_a_checked_file_can_be_stopped_and_nothing_of_it_remains(browser):
    batch = checked(browser)
    browser.post(url("cancel", batch.pk), {"submission": "c1"})
    batch.refresh_from_db()
    assert batch.state == "cancelled"
    assert not StagedRow.objects.exists()
    assert not ImportFile.objects.exists()
    assert not Person.objects.exists()


def taken_in(browser):
    batch = checked(browser)
    browser.post(url("accept", batch.pk), {"submission": "a1", "version": batch.version})
    work()
    batch.refresh_from_db()
    return batch


def test_a_whole_import_is_taken_back_after_its_consequence_was_said(browser):
    batch = taken_in(browser)
    page = browser.get(url("show", batch.pk)).content.decode()
    assert "Silinən şəxslər: 2." in page
    browser.post(url("take_back", batch.pk), {"submission": "t1", "version": batch.version})
    assert "İdxal geri alınır." in browser.get(url("show", batch.pk)).content.decode()
    work()
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == ("reversed", 0)
    assert AuditEvent.objects.get(event="import.reversing").actor_name == batch.created_by.username
    assert url("take_back", batch.pk) not in browser.get(url("show", batch.pk)).content.decode()


def test_what_depends_on_an_import_is_named_on_its_page(browser):
    batch = taken_in(browser)
    api.give_consent(by=system_user(), person=Person.objects.first(), purpose="application")
    answer = browser.post(url("take_back", batch.pk), {"submission": "t1", "version": batch.version}, follow=True)
    assert "Razılıqlar: 1" in answer.content.decode()
    assert Person.objects.count() == 2


def test_what_comes_to_depend_on_it_while_it_is_taken_back_is_said_and_it_can_go_on(browser):
    batch = taken_in(browser)
    browser.post(url("take_back", batch.pk), {"submission": "t1", "version": batch.version})
    api.give_consent(by=system_user(), person=Person.objects.first(), purpose="application")
    work()
    page = browser.get(url("show", batch.pk))
    assert "İdxal yalnız qismən geri alınıb." in page.content.decode()
    assert "Razılıqlar: 1" in page.content.decode()
    Consent.objects.all().delete()
    batch.refresh_from_db()
    browser.post(url("take_back", batch.pk), {"submission": "t2", "version": batch.version})
    work()
    batch.refresh_from_db()
    assert batch.state == "reversed"


def test_the_columns_can_be_changed_after_checking_and_all_rows_are_checked_again(browser):
    batch = checked(browser)
    match(browser, batch, keep_birth="on")
    work()
    batch.refresh_from_db()
    assert batch.counts["rejected"] == 0
    assert batch.counts["rows"] == 3


def test_a_stale_tab_does_not_accept_what_was_checked_anew(browser):
    batch = checked(browser)
    old = batch.version
    match(browser, batch, keep_birth="on")
    work()
    page = browser.post(url("accept", batch.pk), {"submission": "a1", "version": old})
    assert page.status_code == 409


def test_rows_of_another_district_are_held_back(browser):
    make.unit("AZ-AST", "Astara")
    batch = checked(browser, content=given.csv(given.ALIYEV, given.row(given.RZAYEVA, c6="Astara")))
    assert given.codes(batch) == [(3, "out_of_scope")]


def test_a_file_without_districts_takes_the_only_one_of_its_clerk(browser):
    header = (*given.HEADER[:6], "Qeyd")
    batch = checked(browser, content=given.csv(given.ALIYEV[:7], header=header))
    assert batch.options["constants"]["unit"] == "Lerik"
    assert batch.counts["ready"] == 1


def test_the_file_of_a_colleague_is_not_there_but_the_country_sees_all(browser, client, lerik):
    batch = checked(browser)
    client.force_login(make.user("operator", in_unit=lerik))
    for name in ("show", "rows", "mapping", "progress", "mapping_file"):
        assert client.get(url(name, batch.pk)).status_code == 404
    for name in ("accept", "cancel", "rejected"):
        assert client.post(url(name, batch.pk), {}).status_code == 404
    assert client.get(url("index")).context["list"].total == 0
    client.force_login(make.user("operator"))
    assert client.get(url("show", batch.pk)).status_code == 200


def test_who_does_not_import_does_not_enter(client):
    client.force_login(make.user("analyst"))
    assert client.get(url("index")).status_code == 403
    assert client.get(url("new")).status_code == 403


def test_a_file_that_cannot_be_gone_on_with_says_so_and_can_be_matched_again(browser):
    hand_in(browser)
    batch = ImportBatch.objects.get()
    match(browser, batch)
    ImportFile.objects.update(content=b"PK\x03\x04broken")
    work()
    batch.refresh_from_db()
    assert batch.state == "failed"
    page = browser.get(url("show", batch.pk))
    assert "unreadable_file" in page.content.decode()


def statements(browser, address):
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_pages_run_a_fixed_number_of_statements(browser):
    def many(count):
        rows = [given.row(c0="", c1=f"Əliyev{number}", c2=f"Ad{number}") for number in range(count)]
        header = ("Kod", *given.HEADER)
        return given.csv(*((f"P{number}", *row) for number, row in enumerate(rows)), header=header)

    small, large = checked(browser, content=many(10)), checked(browser, content=many(1_000))
    for name in ("show", "rows", "mapping"):
        assert statements(browser, url(name, small.pk)) == statements(browser, url(name, large.pk))
    for batch in (small, large):
        browser.post(url("accept", batch.pk), {"submission": f"a{batch.pk}", "version": batch.version})
    work()
    for name in ("show", "rows"):
        assert statements(browser, url(name, small.pk)) == statements(browser, url(name, large.pk)) <= 12
    before = statements(browser, url("index"))
    for number in range(20):
        hand_in(browser, submission=f"s{number}")
    assert statements(browser, url("index")) == before
