"""One row read: whatever stands in it, reading says what is wrong and never fails."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from dayaq.accounts.api import system_user
from dayaq.core.dates import DateWarning, infer_order, parse_date
from dayaq.core.identifiers import normalise_phone
from dayaq.places.api import UnitResolver
from dayaq.registry.derive import derive
from dayaq.registry.imports import cells, sql
from dayaq.registry.imports.accepting.persons import derived
from dayaq.registry.imports.columns import ColumnOrder
from dayaq.registry.imports.fields import FIELDS
from dayaq.registry.imports.kinds import StatusWords
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.problems import words
from dayaq.registry.imports.reading import open_sheet
from dayaq.registry.imports.rowbase import Surroundings
from dayaq.registry.imports.rowreader import RowReader
from dayaq.registry.imports.rows import Row
from dayaq.registry.loading import load_status_kinds
from dayaq.registry.models import Person
from tests import make

TODAY = date(2026, 3, 2)
NAMES = [name for name in FIELDS if name != "full_name"]


@pytest.fixture
def around(db):
    make.unit()
    load_status_kinds()
    return Surroundings(TODAY, UnitResolver(TODAY), StatusWords(system_user()), None)


def reader(around, header, **changes):
    columns = {name: (name,) for name in header if name in FIELDS}
    return RowReader(Mapping("office", key=(header[0],), columns=columns, **changes), list(header), around)


def read(around, changes=None, **given):
    header = ["key", *given]
    return reader(around, header, **(changes or {})).read(Row(2, ["K1", *given.values()]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(st.lists(st.text(max_size=40), min_size=len(NAMES) + 1, max_size=len(NAMES) + 1), st.booleans())
def test_reading_arbitrary_cells_never_fails_and_every_problem_has_words(around, texts, keeps):
    options = {"birth_date": "keep"} if keeps else {}
    reading = reader(around, ["key", *NAMES], options=options).read(Row(2, texts))
    for issue in reading.issues:
        assert words(issue.code)
    if not reading.rejected:
        assert reading.key
        for name in ("surname", "given_name", "father_name"):
            assert len(reading.values.get(name, "")) <= Person._meta.get_field(name).max_length


@for_all(st.from_regex(r"(\+?994|0)?[ -]?\(?0?[1-9][0-9]\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}", fullmatch=True))
def test_the_short_way_to_a_telephone_number_leads_where_the_long_one_does(text):
    assert cells.phone(text).value == normalise_phone(text).value


@pytest.mark.parametrize(
    ("whole", "order", "parts"),
    [
        ("Əliyev Həsən Məmməd oğlu", "surname", ("Əliyev", "Həsən", "Məmməd")),
        ("Rzayeva, Günay Elçin qızı", "surname", ("Rzayeva", "Günay", "Elçin")),
        ("Həsən Əliyev", "given", ("Əliyev", "Həsən", "")),
        ("S.Müslümov", "surname", ("Müslümov", "S.", "")),
        ("Алиев Гасан Мамед оглы", "surname", ("Алиев", "Гасан", "Мамед")),
    ],
)
def test_a_whole_name_in_one_cell_is_divided(around, whole, order, parts):
    reading = read(around, {"options": {"name_order": order}}, full_name=whole)
    found = tuple(reading.values.get(name, "") for name in ("surname", "given_name", "father_name"))
    assert found == parts
    assert reading.issues == []


def test_a_whole_name_that_cannot_be_divided_is_said(around):
    reading = read(around, full_name="Əliyev Həsən Kərim Vüqar")
    assert [issue.code for issue in reading.issues] == ["full_name_unclear"]


@pytest.mark.parametrize(
    ("order", "mixed", "text", "found"),
    [
        ("dmy", False, "03/04/1985", ("1985-04-03", [])),
        ("mdy", False, "03/04/1985", ("1985-03-04", [])),
        ("mdy", False, "25/12/1985", (None, ["date_other_order"])),
        (None, True, "25/12/1985", ("1985-12-25", [])),
        (None, True, "12/25/1985", ("1985-12-25", ["date_other_order"])),
        (None, True, "03/04/1985", (None, ["date_ambiguous_order"])),
    ],
)
def test_the_order_of_the_column_decides_how_a_date_is_read(around, order, mixed, text, found):
    surroundings = Surroundings(TODAY, around.units, around.kinds, None, {"birth_date": ColumnOrder(order, mixed)})
    reading = read(surroundings, surname="Əliyev", birth_date=text)
    assert (reading.values.get("birth_date"), [issue.code for issue in reading.issues]) == found


def test_an_impossible_birth_date_holds_the_row_back_unless_the_mapping_keeps_it(around):
    assert read(around, surname="Əliyev", birth_date="31.02.1980").rejected
    kept = read(around, {"options": {"birth_date": "keep"}}, surname="Əliyev", birth_date="31.02.1980")
    assert not kept.rejected
    assert "birth_date" not in kept.values
    assert kept.values["birth_date_original"] == "31.02.1980"


def test_an_offered_correction_is_taken_only_where_the_mapping_says_so(around):
    given = {"surname": "Əliyev", "fin": "5ABO12D"}
    assert read(around, **given).rejected
    taken = read(around, {"take": ("fin_lookalike",)}, **given)
    assert (taken.values["fin"], taken.rejected) == ("5AB012D", False)
    assert [(issue.code, issue.severity) for issue in taken.issues] == [("fin_lookalike", "warning")]


def test_a_telephone_that_is_none_is_kept_as_written_with_a_warning(around):
    reading = read(around, surname="Əliyev", phone="12")
    assert reading.values["phone_original"] == "12"
    assert [issue.severity for issue in reading.issues] == ["warning"]


def test_several_statuses_in_one_cell_are_several_statuses(around):
    reading = read(around, surname="Əliyev", status="şəhid ailəsi; əlil", percent="61")
    assert reading.values["statuses"] == [{"kind": "martyr_family"}, {"kind": "disability", "percent": 61}]


def test_an_unknown_status_holds_the_row_back_and_offers_the_nearest(around):
    reading = read(around, surname="Əliyev", status="muharibe istirakcisi")
    assert reading.rejected
    assert reading.issues[0].suggestion


def test_the_sex_follows_from_oglu_or_qizi_when_it_is_not_said(around):
    assert read(around, surname="Əliyeva", father_name="Məmməd qızı").values["sex"] == "f"


def test_the_key_is_the_same_whatever_the_case_and_spaces_of_the_row(around):
    mapping = Mapping(
        "office", key=("surname", "birth_date"), columns={"surname": ("surname",), "birth_date": ("birth_date",)}
    )
    one = RowReader(mapping, ["surname", "birth_date"], around)
    keys = {
        one.read(Row(2, [surname, born])).key
        for surname, born in (("ƏLİYEV", "12.04.1980"), ("Əliyev", "1980-04-12"), ("əliyev ", "12 aprel 1980"))
    }
    assert len(keys) == 1


def test_an_income_belongs_to_the_row_of_the_head(around):
    head = read(around, surname="Əliyev", household="1", head="hə", income="420,50")
    assert head.values["income"] == "420.50"
    other = read(around, surname="Əliyev", household="1", head="yox", income="420,50")
    assert "income" not in other.values
    assert [issue.code for issue in other.issues] == ["income_not_on_head"]


# Short ways lead where the long ones do ------------------------------------------------------------------------------

days = st.from_regex(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", fullmatch=True)


@for_all(days, st.sampled_from([None, "dmy", "mdy", "ymd"]))
def test_a_date_of_the_commonest_forms_is_read_as_by_the_long_way(text, order):
    found, future, problem = cells.day(text, order, TODAY)
    result = parse_date(text, order=order, today=TODAY)
    assert found == (result.value.isoformat() if result.value else "")
    assert future == (result.warning == DateWarning.FUTURE)
    assert (problem[0] if problem else None) == (f"date_{result.problem}" if result.problem else None)


@for_all(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_what_is_stored_of_a_name_is_what_the_registry_derives(surname, given_name, father_name):
    assert derived(surname, given_name, father_name) == derive(surname, given_name, father_name)


TEXTS = st.dictionaries(st.sampled_from(NAMES), st.text())


@for_all(
    st.dictionaries(st.sampled_from(NAMES), st.text() | st.booleans() | st.lists(TEXTS) | TEXTS), st.lists(st.text())
)
def test_json_is_written_as_the_standard_library_writes_it(values, cells_of_a_row):
    long_way = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert sql.as_json(values) == long_way, "digests of rows that came before hold"
    assert json.loads(sql.as_json(cells_of_a_row)) == cells_of_a_row


@for_all(
    st.lists(days | st.from_regex(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}", fullmatch=True), min_size=1, max_size=8)
)
def test_dates_of_which_no_column_need_be_asked_are_read_the_same_either_way(texts):
    sheet = open_sheet("a.csv", "\n".join(["Ad;Doğum tarixi", *(f"Əli;{text}" for text in texts)]).encode())
    if sheet.has_plain_dates_only():
        order = infer_order(texts)
        if order in ("dmy", "mdy", "ymd"):
            assert [cells.day(text, order, TODAY) for text in texts] == [cells.day(text, None, TODAY) for text in texts]
