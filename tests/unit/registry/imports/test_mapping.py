"""Mappings: proposed, written, read back, refused with a reason."""

from pathlib import Path

import pytest

from dayaq.core.errors import Invalid
from dayaq.registry.imports.fields import FIELDS, known_headers
from dayaq.registry.imports.mapping import Mapping, check_header, source_code
from dayaq.registry.imports.mappingfile import parse, to_toml
from dayaq.registry.imports.proposing import propose
from dayaq.registry.imports.reading import FileOptions, open_sheet

EXAMPLES = sorted((Path(__file__).resolve().parents[4] / "examples").glob("*.toml"))


def proposed(content):
    return propose(open_sheet("a.csv", content.encode()), source="office")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("SOYADI", "surname"), ("Ad", "given_name"), ("Atasının adı", "father_name"), ("FİN", "fin"),
        ("fin_kod", "fin"),
        ("Doğum tarixi:", "birth_date"), ("dogum tarixi", "birth_date"), ("Rayon/şəhər", "unit"), ("Cinsi", "sex"),
        ("Mobil nömrə", "phone"), ("Aylıq gəlir", "income"), ("Ailə №", "household"), ("Ailə başçısı", "head"),
        ("Фамилия", "surname"), ("Отчество", "father_name"), ("Дата рождения", "birth_date"), ("Пол", "sex"),
        ("Baba adı", "father_name"), ("Doğum Tarihi", "birth_date"), ("Cep telefonu", "phone"),
        ("Date of birth", "birth_date"), ("Given name", "given_name"), ("soc_sec_id", "document_number"),
    ],
)  # fmt: skip
def test_headers_in_four_languages_are_recognised(header, name):
    from dayaq.registry.imports.fields import header_word

    assert known_headers()[header_word(header)] == name


def test_no_header_means_two_fields():
    seen = {}
    from dayaq.registry.imports.fields import header_word

    for field in FIELDS.values():
        for header in field.headers:
            assert seen.setdefault(header_word(header), field.name) == field.name, header


def test_a_column_with_an_unknown_name_is_recognised_by_what_stands_in_it():
    rows = "".join(f"Əliyev{number};{number}ABC12D;050 123 45 {number}7\n" for number in range(1, 9))
    mapping = proposed("Soyad;Kimlik;Nömrə 1\n" + rows)
    assert mapping.columns["fin"] == ("Kimlik",)
    assert mapping.columns["phone"] == ("Nömrə 1",)
    assert mapping.key == ("Kimlik",)


def test_without_a_key_column_the_names_and_the_birth_date_are_proposed():
    assert proposed("Soyad;Ad;Doğum tarixi\nƏliyev;Əli;12.04.1980\n").key == ("Soyad", "Ad", "Doğum tarixi")


def test_a_running_number_is_no_key():
    assert proposed("№;Soyad;FİN\n1;Əliyev;5ABC12D\n").key == ("FİN",)


def test_several_columns_of_an_address_are_joined():
    mapping = proposed("Soyad;FİN;Küçə;Ev\nƏliyev;5ABC12D;Nizami;5\n")
    assert mapping.columns["address"] == ("Küçə", "Ev")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_read_and_written_without_loss(path):
    mapping = parse(path.read_text(encoding="utf-8"))
    assert parse(to_toml(mapping)) == mapping
    assert Mapping.from_json(mapping.source, mapping.name, mapping.to_json()) == mapping


def test_how_to_read_the_file_is_part_of_it():
    mapping = Mapping("a", "b", ("x",), {"surname": ("x",)}, file=FileOptions("windows-1254", ";", "Vərəq", 3))
    assert parse(to_toml(mapping)) == mapping


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("columns = 1", "columns"),
        ("[columns]\nsurnam = 'x'", "surnam"),
        ("[columns]\nsurname = ['x', 'y']", "surname"),
        ("[columns]\nsurname = 3", "surname"),
        ("[constants]\ncolour = 'x'", "colour"),
        ("[constants]\ndocument_kind = 'x'", "x"),
        ("[options]\ndate_order = 'ydm'", "date_order = ydm"),
        ("[options]\ntake = ['no_name']", "no_name"),
        ("[file]\npath = 'x'", "path"),
        ("colour = 'x'", "colour"),
        ("[file]\nencoding = 'koi8-r'", "koi8-r"),
    ],
)
def test_what_a_mapping_cannot_say_is_refused_by_name(text, value):
    with pytest.raises(Invalid) as refused:
        parse(text)
    assert refused.value.value == value


def test_a_mapping_that_is_not_toml_is_refused():
    with pytest.raises(Invalid):
        parse("surname: Soyad")


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        (Mapping("a", key=("x",), columns={"surname": ("z",)}), "mapping"),
        (Mapping("", key=("x",), columns={"surname": ("x",)}), "source"),
        (Mapping("a", key=("x",), columns={"fin": ("x",)}), "columns"),
        (Mapping("a", columns={"surname": ("x",)}), "key"),
        (Mapping("a", key=("x",), columns={"surname": ("x",), "household": ("y",)}), "head"),
        (Mapping("a", key=("x",), columns={"surname": ("x",), "income": ("y",)}), "household"),
    ],
)
def test_a_mapping_must_fit_the_file(mapping, field):
    with pytest.raises(Invalid) as refused:
        check_header(mapping, ["x", "y"])
    assert refused.value.field == field


def test_a_source_is_known_by_a_code_made_of_its_name():
    assert source_code("Lerik ASM, 2026-cı il") == "lerik-asm-2026-ci-il"
    assert source_code("Şəki_Zaqatala") == source_code("şəki zaqatala") == "saki-zaqatala"
