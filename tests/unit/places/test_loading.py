"""The units that come with the software."""

from datetime import date

import pytest
from django.utils import translation

from dayaq.core.audit import AuditEvent
from dayaq.places.api import district_of, districts, load_places
from dayaq.places.models import AdministrativeUnit, UnitSuccession

TODAY = date(2026, 11, 22)


@pytest.fixture
def places(db: None) -> None:
    load_places()


def unit(code: str) -> AdministrativeUnit:
    return AdministrativeUnit.objects.on(TODAY).get(code=code)


@pytest.mark.django_db
def test_loading_twice_changes_nothing_the_second_time() -> None:
    first = load_places()
    before = list(AdministrativeUnit.objects.order_by("pk").values())
    assert first == AdministrativeUnit.objects.count() + UnitSuccession.objects.count()
    assert load_places() == 0
    assert list(AdministrativeUnit.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.filter(event="places.loaded").count() == 1


def test_a_row_that_differs_from_the_file_is_brought_up_to_date(places: None) -> None:
    lerik = unit("AZ-LER")
    AdministrativeUnit.objects.filter(pk=lerik.pk).update(aliases=["x"])
    assert load_places() == 1
    lerik.refresh_from_db()
    assert "Лерик" in lerik.aliases


def test_there_are_fourteen_regions_since_july_2021(places: None) -> None:
    regions = AdministrativeUnit.objects.filter(kind="economic_region")
    assert regions.on(date(2021, 7, 7)).count() == 14
    assert regions.on(date(2021, 7, 6)).count() == 0


def test_baku_has_twelve_districts_and_the_country_its_districts_and_cities(places: None) -> None:
    assert unit("AZ-BA").children.on(TODAY).filter(kind="city_district").count() == 12
    of_country = AdministrativeUnit.objects.on(TODAY).filter(kind="district")
    assert of_country.count() == 67
    assert of_country.on(date(2023, 12, 4)).count() == 66


def test_what_is_not_confirmed_is_marked(places: None) -> None:
    aghdara = unit("AZ-AGR")
    assert aghdara.is_unconfirmed
    assert aghdara.parent is not None
    assert aghdara.parent.kind == "country"
    assert "[U]" in aghdara.source


def test_districts_are_listed_by_the_azerbaijani_alphabet(places: None) -> None:
    names = [found.label["az"] for found in districts(TODAY)]
    assert names.index("Culfa") < names.index("Daşkəsən") < names.index("Füzuli") < names.index("Xaçmaz")
    assert names.index("Xaçmaz") < names.index("İmişli") < names.index("Kəlbəcər") < names.index("Qax")
    assert names.count("Lənkəran") == 1


def test_a_settlement_lies_in_a_district_and_a_city_of_a_district_in_it(places: None) -> None:
    def district(code: str) -> str | None:
        found = district_of(unit(code))
        return found.code if found else None

    assert district("AZ-BA-QAR-SAH") == "AZ-BA-QAR"
    assert district("AZ-LA") == "AZ-LAN"
    assert district("AZ-SM-COR") == "AZ-SM"
    assert district("AZ-BA") == "AZ-BA"
    assert district("AZ-R06") is None


def test_a_title_says_the_kind_in_both_languages(places: None) -> None:
    with translation.override("az"):
        assert unit("AZ-LAN").title == "Lənkəran rayonu"
        assert unit("AZ-SM").title == "Sumqayıt şəhəri"
        assert unit("AZ-BA-QAR-SAH").title == "Sahil qəsəbəsi"
        assert unit("AZ").title == "Azərbaycan"
    with translation.override("en"):
        assert unit("AZ-LAN").title == "Lankaran district"
