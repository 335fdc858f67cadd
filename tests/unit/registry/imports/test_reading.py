"""A file becomes rows, whatever program wrote it; what cannot be read is named."""

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given as for_all
from hypothesis import strategies as st

from dayaq.core.errors import Invalid
from dayaq.registry.imports import encodings
from dayaq.registry.imports.reading import FileOptions, open_sheet

HEADER = "Soyad{0}Ad{0}Rayon\r\n"


def cells(content, options=None):
    return [row.cells for row in open_sheet("people.csv", content, options).rows()]


def problems(content, options=None):
    sheet = open_sheet("people.csv", content, options)
    return [(row.number, str(issue.code), issue.value) for row in sheet.rows() for issue in row.issues]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found_out_also_where_cells_hold_others(delimiter):
    others = ",;|".replace(delimiter, "")
    content = HEADER.format(delimiter) + delimiter.join(("Əliyev", f'"Ə{others}li"', "Lerik")) + "\r\n"
    content += delimiter.join(("Rzayeva", "Günay", "Astara"))
    assert cells(content.encode()) == [["Əliyev", f"Ə{others}li", "Lerik"], ["Rzayeva", "Günay", "Astara"]]


def test_decimal_commas_do_not_pass_for_separators():
    content = "Ad;Gəlir\nƏli;1.234,50\nVəli;2,10\nNigar;3,3\n"
    assert cells(content.encode()) == [["Əli", "1.234,50"], ["Vəli", "2,10"], ["Nigar", "3,3"]]


def test_a_quoted_cell_may_hold_separators_quotation_marks_and_lines_and_rows_keep_their_numbers():
    content = 'Ad;Ünvan\r\nƏli;"Nizami küç.; ev ""5""\r\nmənzil 3"\r\n\r\nVəli;Lerik\r\n'
    sheet = open_sheet("a.csv", content.encode())
    assert [(row.number, row.cells[1]) for row in sheet.rows()] == [
        (2, 'Nizami küç.; ev "5"\nmənzil 3'),
        (4, "Lerik"),
    ]


def test_a_quotation_mark_that_never_closes_costs_one_row():
    content = 'Ad;Rayon\n"Əli;Lerik\nVəli;Astara\nNigar;Masallı\n'
    assert [code for _row, code, _value in problems(content.encode())] == ["unclosed_quote"]
    assert cells(content.encode())[1:] == [["Vəli", "Astara"], ["Nigar", "Masallı"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_line(end):
    assert cells(f"Ad;Rayon{end}Əli;Lerik{end}".encode()) == [["Əli", "Lerik"]]


def test_titles_above_the_header_are_passed_over():
    sheet = open_sheet("a.csv", "Siyahı;;\n;;\nSoyad;Ad;Rayon\nƏliyev;Əli;Lerik\n".encode())
    assert sheet.header_row == 3
    assert [row.number for row in sheet.rows()] == [4]


def test_a_second_column_of_a_name_and_one_without_get_names_of_their_own():
    sheet = open_sheet("a.csv", b"Telefon;Ad;;Telefon\n1;2;3;4\n")
    assert sheet.header == ["Telefon", "Ad", "Column 3", "Telefon (2)"]
    assert [issue.code for issue in sheet.issues] == ["duplicate_header"]


def test_a_ragged_row_says_how_many_cells_it_has():
    content = "Ad;Rayon\nƏli;Lerik;Astara\nVəli\nNigar;Lerik;;\n".encode()
    assert problems(content) == [(2, "ragged_row", "3 / 2"), (3, "ragged_row", "1 / 2")]


@pytest.mark.parametrize("content", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf", b"\x00\x00"])
def test_an_empty_file_is_refused(content):
    with pytest.raises(Invalid) as refused:
        open_sheet("people.csv", content)
    assert refused.value.code == "empty_file"


@pytest.mark.parametrize("content", [b"%PDF-1.7\nabc;def\n", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40, bytes(200)])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(Invalid) as refused:
        open_sheet("people.csv", b"x" + content if content.startswith(b"\x00") else content)
    assert refused.value.code == "not_a_table"


# Encodings -----------------------------------------------------------------------------------------------------------

LATIN = "Soyad;Ad;Rayon\nÇələbiyev;Şirin;Göyçay\nÖmərov;Uğur;Gədəbəy\n".replace("ə", "e").replace("Ə", "E")
CYRILLIC = "Фамилия;Имя;Район\nМамедов;Юсиф;Ленкорань\nГусейнов;Эльчин;Хачмаз\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (LATIN, "utf-8", "utf-8"),
        (LATIN, "utf-8-sig", "utf-8"),
        (LATIN, "utf-16", "utf-8"),
        (LATIN, "windows-1254", "windows-1254"),
        (CYRILLIC, "windows-1251", "windows-1251"),
        (CYRILLIC, "utf-8", "utf-8"),
        ("Ad;Rayon\nAli;Lerik\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found_out_from_the_words(text, encoding, found):
    sheet = open_sheet("a.csv", text.encode(encoding))
    assert sheet.encoding == found
    assert [row.cells for row in sheet.rows()] == [line.split(";") for line in text.splitlines()[1:]]


def test_a_few_foreign_lines_do_not_turn_a_utf8_file_and_are_named_with_what_they_may_mean():
    content = "Ad;Rayon\nƏli;Lerik\nŞirin;Göyçay\n".encode() + "Сабир;Хачмаз\n".encode("cp1251")
    sheet = open_sheet("a.csv", content)
    assert sheet.encoding == "utf-8"
    issue = [issue for row in sheet.rows() for issue in row.issues]
    assert [(one.code, one.value[:5], one.suggestion) for one in issue] == [("encoding", "d1 e0", "Сабир;Хачмаз")]


def test_an_encoding_that_cannot_be_told_is_refused_with_row_bytes_and_remedy():
    content = b"Ad;Rayon\nAli;Lerik\nV;\xde\xfe\n" + "Şirin;Lerik\n".encode("cp1254")
    with pytest.raises(Invalid) as refused:
        open_sheet("a.csv", content)
    assert refused.value.code == "encoding_undecided"
    assert "de fe" in str(refused.value.message)
    assert "windows-1254" in str(refused.value.remedy)


def test_a_declared_encoding_wins_but_not_over_a_byte_order_mark():
    assert cells(LATIN.encode("cp1254"), FileOptions(encoding="cp1254"))[0][0] == "Çelebiyev"
    assert cells(LATIN.encode("utf-8-sig"), FileOptions(encoding="windows-1251"))[0][0] == "Çelebiyev"


def test_an_encoding_that_is_not_known_is_refused():
    with pytest.raises(Invalid):
        encodings.checked("koi8-z")


# Workbooks -----------------------------------------------------------------------------------------------------------


def workbook(rows, formulas=(), sheet="Siyahı"):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "dd.mm.yyyy"})
    book.add_worksheet("Boş")
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            page.write(at, place, value)
    for cell, formula, value in formulas:
        page.write_formula(cell, formula, None, value)
    book.close()
    return buffer.getvalue()


def test_a_workbook_is_read_from_its_first_sheet_that_has_rows_with_numbers_and_days_as_text():
    from datetime import date

    content = workbook([["Ad", "Doğum tarixi", "Ailə №"], ["Əli", date(1980, 4, 12), 101], ["Vəli", 31245, 12.5]])
    sheet = open_sheet("people.dat", content)
    assert sheet.sheet == "Siyahı"
    assert [row.cells for row in sheet.rows()] == [["Əli", "1980-04-12", "101"], ["Vəli", "31245", "12.5"]]


def test_a_formula_cell_is_named_with_its_row_column_and_last_value():
    content = workbook([["Ad", "Rayon"], ["Əli", ""], ["Vəli", "Lerik"]], [("B2", '=CONCATENATE("Le","rik")', "Lerik")])
    issues = [
        (row.number, issue.column, issue.value) for row in open_sheet("a", content).rows() for issue in row.issues
    ]
    assert issues == [(2, "Rayon", "Lerik")]


def test_a_sheet_that_is_asked_for_is_read_and_another_refused():
    content = workbook([["Ad", "Rayon"], ["Əli", "Lerik"]])
    assert cells(content, FileOptions(sheet="Siyahı")) == [["Əli", "Lerik"]]
    with pytest.raises(Invalid) as refused:
        open_sheet("a", content, FileOptions(sheet="Yox"))
    assert "Siyahı" in str(refused.value.remedy)


def test_a_workbook_that_would_burst_is_refused_before_it_is_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(Invalid) as refused:
        open_sheet("a.xlsx", buffer.getvalue())
    assert refused.value.code == "too_large_file"


# Any text ------------------------------------------------------------------------------------------------------------

texts = st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=6), max_size=8)


@for_all(texts, st.sampled_from([",", ";", "\t", "|"]))
def test_reading_arbitrary_text_never_fails_but_by_a_refusal(rows, delimiter):
    content = "\n".join(delimiter.join(row) for row in rows).encode("utf-8", errors="replace")
    try:
        sheet = open_sheet("a.csv", content)
    except Invalid:
        return
    for row in sheet.rows():
        assert len(row.cells) >= len(sheet.header)


@for_all(st.binary(max_size=400))
def test_reading_arbitrary_bytes_never_fails_but_by_a_refusal(content):
    try:
        list(open_sheet("a.csv", content).rows())
    except Invalid:
        return
