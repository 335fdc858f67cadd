"""From what people write to a unit."""

from datetime import date

import pytest

from dayaq.places.api import UnitProblem, UnitResolver, load_places, resolve_unit
from dayaq.places.matching import skeleton
from dayaq.places.models import AdministrativeUnit

TODAY = date(2026, 11, 22)


@pytest.fixture
def places(db: None) -> None:
    load_places()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lənkəran", "AZ-LAN"),
        ("LENKERAN", "AZ-LAN"),
        ("Lankaran rayonu", "AZ-LAN"),
        ("Ленкорань", "AZ-LAN"),
        ("  lənkəran  r-nu ", "AZ-LAN"),
        ("Lənkəran şəhəri", "AZ-LA"),
        ("Lənkəran rayonu, Lənkəran şəhəri", "AZ-LA"),
        ("BAKI", "AZ-BA"),
        ("Bakı ş.", "AZ-BA"),
        ("г. Баку", "AZ-BA"),
        ("Baku city", "AZ-BA"),
        ("Bakı şəhəri, Nəsimi rayonu", "AZ-BA-NAS"),
        ("Nəsimi rayonu, Bakı şəhəri", "AZ-BA-NAS"),
        ("Bakı şəhəri Nəsimi rayonu", "AZ-BA-NAS"),
        ("Баку, Насиминский район", "AZ-BA-NAS"),
        ("Buzovna", "AZ-BA-XAZ-BUZ"),
        ("Buzovna qəsəbəsi", "AZ-BA-XAZ-BUZ"),
        ("Qaradağ rayonu, Sahil qəsəbəsi", "AZ-BA-QAR-SAH"),
        ("Qobustan", "AZ-QOB"),
        ("Qobustan qəsəbəsi", "AZ-BA-QAR-QOB"),
        ("Qaradağ rayonu, Qobustan", "AZ-BA-QAR-QOB"),
        ("Sabunçu", "AZ-BA-SAB"),
        ("Naxçıvan", "AZ-NV"),
        ("Naxçıvan Muxtar Respublikası, Şərur rayonu", "AZ-SAR"),
        ("Xaçmaz", "AZ-XAC"),
        ("Khachmaz", "AZ-XAC"),
        ("Хачмаз", "AZ-XAC"),
        ("Sumgait", "AZ-SM"),
        ("SUMQAYIT ŞƏHƏRİ", "AZ-SM"),
        ("Mingechaur", "AZ-MI"),
        ("Göygöl", "AZ-GYG"),
        ("Xızı", "AZ-XIZ"),
        ("Xizi rayonu", "AZ-XIZ"),
        ("Aghjabadi district", "AZ-AGC"),
        ("Lerik rayonu, Ünbül kəndi", "AZ-LER"),
        ("Abşeron–Xızı iqtisadi rayonu", "AZ-R03"),
        ("Şirvan", "AZ-SR"),
        ("Gəncə rayonu", "AZ-GA"),
        ("Ağdərə", "AZ-AGR"),
    ],
)
def test_a_place_is_found_however_it_is_written(places: None, text: str, code: str) -> None:
    match = resolve_unit(text, on=TODAY)
    assert match.problem is None
    assert match.unit is not None
    assert match.unit.code == code


def test_cyrillic_look_alikes_and_other_schwas_do_not_hide_a_place(places: None) -> None:
    for text in ("Lәnkәran", "Lǝnkǝran", "Lənkərаn"):
        match = resolve_unit(text, on=TODAY)
        assert match.unit is not None
        assert match.unit.code == "AZ-LAN"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Xanlar", "AZ-GYG"),
        ("Dəvəçi rayonu", "AZ-SBN"),
        ("Əli Bayramlı", "AZ-SR"),
        ("Kirovabad", "AZ-GA"),
        ("Степанакерт", "AZ-XA"),
        ("Bakı, Əzizbəyov rayonu", "AZ-BA-XAZ"),
    ],
)
def test_a_former_name_proposes_the_unit_of_today_and_does_not_take_it(places: None, text: str, code: str) -> None:
    match = resolve_unit(text, on=TODAY)
    assert match.unit is None
    assert match.problem is UnitProblem.FORMER_NAME
    assert [unit.code for unit in match.proposals] == [code]
    assert match.proposals[0].valid_to is None


def test_a_former_name_is_the_unit_while_it_was_the_name(places: None) -> None:
    match = resolve_unit("Xanlar", on=date(2005, 1, 1))
    assert match.unit is not None
    assert match.unit.label["az"] == "Xanlar"


def test_a_unit_that_did_not_exist_yet_proposes_those_whose_land_it_was(places: None) -> None:
    match = resolve_unit("Ağdərə", on=date(2022, 1, 1))
    assert match.unit is None
    assert match.problem is UnitProblem.NOT_VALID_ON
    assert {unit.code for unit in match.proposals} == {"AZ-AGM", "AZ-KAL", "AZ-TAR"}


def test_an_unknown_name_proposes_the_nearest_ones(places: None) -> None:
    match = resolve_unit("Lənkərbn", on=TODAY)
    assert match.unit is None
    assert match.problem is UnitProblem.UNKNOWN
    assert "AZ-LAN" in {unit.code for unit in match.proposals}


def test_nothing_like_it_proposes_nothing(places: None) -> None:
    match = resolve_unit("Qqqwww", on=TODAY)
    assert (match.problem, match.proposals) == (UnitProblem.UNKNOWN, ())


def test_two_places_that_do_not_lie_in_each_other_are_ambiguous(places: None) -> None:
    match = resolve_unit("Gəncə şəhəri, Nəsimi rayonu", on=TODAY)
    assert match.unit is None
    assert match.problem is UnitProblem.AMBIGUOUS
    assert {unit.code for unit in match.proposals} == {"AZ-GA", "AZ-BA-NAS"}


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_is_empty(places: None, text: str) -> None:
    assert resolve_unit(text, on=TODAY).problem is UnitProblem.EMPTY


def test_a_kind_word_alone_is_no_place(places: None) -> None:
    assert resolve_unit("rayonu", on=TODAY).problem is UnitProblem.UNKNOWN


def test_every_name_in_use_resolves_to_a_unit_of_that_name(places: None) -> None:
    resolver = UnitResolver(TODAY)
    for unit in AdministrativeUnit.objects.on(TODAY):
        for name in (*unit.label.values(), *unit.aliases):
            found = resolver.resolve(name).unit
            assert found is not None, name
            names = {skeleton(other) for other in (*found.label.values(), *found.aliases)}
            assert skeleton(name) in names


def test_no_two_units_that_have_an_office_share_a_name(places: None) -> None:
    """Otherwise the bare name of a district would silently mean another one."""
    seen: dict[str, str] = {}
    for unit in AdministrativeUnit.objects.on(TODAY).filter(kind__in=["district", "city_district"]):
        for name in {skeleton(name) for name in (*unit.label.values(), *unit.aliases)}:
            assert seen.setdefault(name, unit.code) == unit.code, name


def test_many_texts_cost_two_statements(places: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        resolver = UnitResolver(TODAY)
        for text in ("Bakı", "Lerik", "Xanlar", "yox", "Qaradağ rayonu, Sahil qəsəbəsi") * 50:
            resolver.resolve(text)
