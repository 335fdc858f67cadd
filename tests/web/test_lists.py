"""A list page: what it shows, how it is walked through, what it costs, what leaves it as a file."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dayaq.core.models import AuditEvent
from dayaq.places.models import AdministrativeUnit
from dayaq.web.lists import Order
from dayaq.web.lists.export import DANGEROUS, safe
from tests.make import user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]

START = date(2020, 1, 1)


def make_units(count: int, **fields: Any) -> list[AdministrativeUnit]:
    """``count`` units in order of name; every third without an end, every fifth without a parent."""
    parent = AdministrativeUnit.objects.create(
        code="P", valid_from=START, kind="country", label={"az": "Valideyn", "en": "Parent"}, sort_key="zzz"
    )
    units = [
        AdministrativeUnit(
            code=f"U{number:05}",
            valid_from=START + timedelta(days=number % 7),
            valid_to=None if number % 3 == 0 else date(2030, 1, 1) + timedelta(days=number % 11),
            kind=("district", "city")[number % 2],
            parent=None if number % 5 == 0 else parent,
            label={"az": f"Vahid {number}", "en": f"Unit {number}"},
            sort_key=f"unit {number:05}",
            **fields,
        )
        for number in range(count)
    ]
    return AdministrativeUnit.objects.bulk_create(units)


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(user("administrator"))
    return client


def shown(client: Client, address: str = "/units/") -> Any:
    return client.get(address).context["list"]


def names(listing: Any) -> list[str]:
    return [row.record.sort_key for row in listing.rows]


@pytest.mark.parametrize(
    "sort", ["name", "-name", "kind", "-kind", "until", "-until", "from", "-from", "parent", "-parent"]
)
def test_pages_show_every_row_once_in_either_direction(officer: Client, sort: str) -> None:
    make_units(83)
    listing = shown(officer, f"/units/?sort={sort}")
    forward = [names(listing)]
    while listing.next_url:
        listing = shown(officer, listing.next_url)
        forward.append(names(listing))
    everything = [name for page in forward for name in page]
    assert len(everything) == len(set(everything)) == 84
    assert [len(page) for page in forward] == [25, 25, 25, 9]
    backward = [names(listing)]
    while listing.previous_url:
        listing = shown(officer, listing.previous_url)
        backward.append(names(listing))
    assert backward[::-1] == forward


def test_rows_without_a_value_come_last_whichever_way_the_list_is_sorted() -> None:
    make_units(9)
    rows = AdministrativeUnit.objects.all()
    for descending in (False, True):
        values = [unit.valid_to for unit in Order.by(("valid_to",), descending=descending).arrange(rows)]
        empty = [value is None for value in values]
        assert empty == sorted(empty)


def test_a_page_costs_the_same_statements_for_ten_rows_and_for_a_thousand(officer: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert officer.get("/units/?sort=until").status_code == 200
        return len(captured)

    make_units(10)
    few = statements()
    AdministrativeUnit.objects.exclude(code="P").delete()
    AdministrativeUnit.objects.all().delete()
    make_units(1_000)
    assert statements() == few


def test_the_row_the_page_goes_on_from_may_no_longer_match_the_filter(officer: Client) -> None:
    units = make_units(60)
    listing = shown(officer, "/units/?kind=district")
    last = listing.rows[-1].record
    AdministrativeUnit.objects.filter(pk=last.pk).update(kind="city")
    following = shown(officer, listing.next_url)
    assert names(following) == [unit.sort_key for unit in units if unit.kind == "district"][25:]


def test_an_address_with_a_place_that_is_gone_shows_the_first_page(officer: Client) -> None:
    make_units(30)
    for junk in ("after=999999999", "after=abc", "before=-1", "after=99999999999999999999999", "before=٣"):
        assert names(shown(officer, f"/units/?{junk}"))[0] == "unit 00000"


def test_filters_narrow_stand_in_words_and_can_be_taken_away_one_by_one(officer: Client) -> None:
    make_units(40)
    officer.cookies["django_language"] = "en"
    listing = shown(officer, "/units/?kind=district&q=unit+0001&until_from=01.01.2030")
    assert {row.record.kind for row in listing.rows} == {"district"}
    assert [chip.words for chip in listing.chips] == ["Search: unit 0001", "Kind: District", "Until: 01.01.2030 – …"]
    without_kind = shown(officer, listing.chips[1].url)
    assert [chip.words for chip in without_kind.chips] == ["Search: unit 0001", "Until: 01.01.2030 – …"]
    assert without_kind.total > listing.total


def test_a_filter_value_that_is_not_offered_is_ignored(officer: Client) -> None:
    make_units(3)
    assert shown(officer, "/units/?kind=palace&until_from=yesterday&q=%00").total == 4
    assert shown(officer, "/units/?sort=secret").total == 4


def test_the_count_is_exact_to_ten_thousand_and_says_more_beyond(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dayaq.web.lists.page.COUNTED", 5)
    officer.cookies["django_language"] = "en"
    make_units(4)
    assert shown(officer).count_words == "5"
    AdministrativeUnit.objects.create(code="X", valid_from=START, kind="city", label={}, sort_key="x")
    assert shown(officer).count_words == "more than 5"


def test_an_empty_list_says_what_will_stand_there_and_how_to_get_the_first(officer: Client) -> None:
    page = officer.get("/units/").content.decode()
    assert "Units stand here once they are loaded." in page
    assert ">Load</a>" in page


def test_a_filter_without_rows_offers_to_take_it_away(officer: Client) -> None:
    make_units(3)
    officer.cookies["django_language"] = "en"
    page = officer.get("/units/?q=nothing+like+this").content.decode()
    assert "No row matches." in page
    assert "Units stand here" not in page


def test_buttons_are_only_for_those_who_may(client: Client) -> None:
    client.force_login(user("auditor"))
    page = client.get("/units/").content.decode()
    assert "Load" not in page


def test_a_csv_says_who_when_why_and_of_what_and_holds_all_pages(officer: Client) -> None:
    make_units(60, source="=cmd|'/c calc'!A1")
    officer.cookies["django_language"] = "en"
    answer = officer.post("/units/?kind=district&sort=-name", {"export": "csv", "why": "  for the minister "})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # a streaming answer
    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    heading = dict(line for line in lines[:5])
    assert heading["List"] == "Units"
    assert heading["Filters"] == "Kind: District"
    assert heading["Purpose"] == "for the minister"
    assert heading["Exported by"].startswith("User ")
    assert lines[6] == ["Name", "Kind", "Until", "From", "Parent", "Source"]
    rows = lines[7:]
    assert len(rows) == 30
    assert rows[0][0] == "Unit 58"
    assert {row[5] for row in rows} == {"'=cmd|'/c calc'!A1"}


def test_an_xlsx_holds_dates_as_dates_and_no_formula(officer: Client) -> None:
    make_units(7, source="@SUM(1)")
    answer = officer.post("/units/?kind=city", {"export": "xlsx", "why": "x"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    body = sheet[7:]
    assert len(body) == 3
    assert body[0][3] == date(2020, 1, 2)
    assert body[0][5] == "'@SUM(1)"


def test_an_export_is_recorded_before_it_leaves(officer: Client) -> None:
    make_units(12)
    officer.post("/units/?kind=district", {"export": "csv", "why": "statistics"})
    event = AuditEvent.objects.get(event="list.exported")
    assert event.object_type == "places.administrativeunit"
    assert event.detail["count"] == 6
    assert event.detail["format"] == "csv"


@pytest.mark.parametrize("sent", [{"export": "csv", "why": " "}, {"export": "pdf", "why": "x"}, {}])
def test_an_export_without_a_purpose_or_of_an_unknown_kind_is_refused(officer: Client, sent: dict[str, str]) -> None:
    make_units(2)
    answer = officer.post("/units/", sent)
    assert answer.status_code == 302
    assert not AuditEvent.objects.filter(event="list.exported").exists()


@given(st.text(max_size=20))
def test_no_text_in_a_file_can_start_a_formula(text: str) -> None:
    neutral = safe(text)
    assert not neutral.lstrip(" \u00a0").startswith(DANGEROUS)
    assert neutral in (text, f"'{text}")


def test_every_cell_has_its_column_name_for_the_phone(officer: Client) -> None:
    make_units(1)
    page = officer.get("/units/").content.decode()
    for name in ("Name", "Kind", "Until", "From", "Parent", "Source"):
        assert f'data-label="{name}"' in page
