from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dayaq.core import clock
from dayaq.core.errors import Denied, Invalid
from dayaq.places.models import AdministrativeUnit, UnitSuccession
from dayaq.programmes import api
from dayaq.reporting import figures as module
from dayaq.reporting.api import TOTAL, by_district_and_category, figure, figures, records
from dayaq.reporting.definitions import Definition, spread
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.django_db
LABEL = {"az": "x", "en": "x"}


@pytest.fixture
def country():
    with clock.frozen(given.NOW):
        given.country()
        yield


def enrolled(year, *kinds):
    """One person enrolled in March of ``year``, of the categories ``kinds`` since 2021."""
    with clock.frozen(datetime(year, 3, 10, 8, tzinfo=UTC)):
        whom = given.asked(given.person())
        for kind in kinds:
            given.with_status(whom, kind)
        application = given.approved(whom)
        given.fund(1)
        return api.enrol_application(by=given.programme_officer(), application=application)


def definition(**changes):
    fields = {"code": "x", "measure": "enrolled", "label": LABEL, "definition": LABEL, "programme": "self_employment"}
    return Definition(**{**fields, **changes})


def test_every_figure_carries_unit_bound_period_stage_definition_and_source(country):
    for found in figures():
        described = found.to_dict()
        assert described["unit"] in ("person", "money", "times", "percent")
        assert described["bound"] == "="
        assert set(described["period"]) == {"from", "to"}
        assert described["stage"]
        assert described["definition"]["az"]
        assert described["definition"]["en"]
        assert described["source"] == "computed"


def test_a_figure_of_a_year_counts_the_persons_enrolled_in_it(country):
    enrolled(2025)
    enrolled(2026)
    enrolled(2026)
    found = {f.code: f.value for f in figures(small_cells=True)}
    assert (found["enrolled-2025"], found["enrolled-2026"]) == (1, 2)


def test_enrolled_is_not_equipped(country):
    enrolled(2026)
    assert figure("enrolled-2026", small_cells=True).value == 1
    assert figure("equipped-2026", small_cells=True).value == 0


def test_a_small_count_is_hidden_from_whoever_lacks_the_right(country):
    enrolled(2026)
    found = figure("enrolled-2026")
    assert found.hidden
    assert found.value is None
    assert found.to_dict()["value"] is None


def test_a_count_of_nobody_names_nobody(country):
    enrolled(2026)
    assert figure("equipped-2026").value == 0


def test_what_could_be_computed_back_to_a_hidden_figure_is_hidden(country):
    ratio = definition(code="r", measure="ratio", of="x", to_figure="y", places=2)
    enrolled(2026)
    found = module._compute([definition(), definition(code="y"), ratio], small_cells=False)
    assert found[2].hidden


def test_a_quotient_without_a_base_is_no_figure(country):
    ratio = definition(code="r", measure="ratio", of="x", to_figure="y", places=2)
    found = module._compute([definition(), definition(code="y"), ratio], small_cells=True)
    assert found[2].value is None
    assert not found[2].hidden


def test_a_person_in_both_categories_counts_once(country):
    enrolled(2026, "martyr_family", "war_participant")
    enrolled(2026, "martyr_family")
    enrolled(2026)
    both = definition(categories=("martyr_family", "war_participant"))
    assert module._compute([both], small_cells=True)[0].value == 2


def test_the_breakdown_adds_up_to_the_figure(country):
    enrolled(2026, "martyr_family", "war_participant")
    enrolled(2026, "war_participant")
    enrolled(2026)
    table = by_district_and_category(definition(), small_cells=True).table
    unit = str(make.unit().pk)
    assert [table.shown(unit, c) for c in ("martyr_family", "war_participant", "other")] == [1, 1, 1]
    assert table.shown(TOTAL, TOTAL) == 3


def test_a_district_that_passed_to_another_is_counted_as_then_and_as_now(country):
    enrolled(2026, "war_participant")
    lerik = AdministrativeUnit.objects.get(code="AZ-LER")
    heir = make.unit("AZ-HEIR", "Varis")
    AdministrativeUnit.objects.filter(pk=lerik.pk).update(valid_to=clock.today())
    AdministrativeUnit.objects.filter(pk=heir.pk).update(valid_from=clock.today())
    UnitSuccession.objects.create(predecessor=lerik, successor=heir, on_date=clock.today())
    assert [unit.code for unit in by_district_and_category(definition(), small_cells=True).units.values()] == ["AZ-LER"]
    now = by_district_and_category(definition(), small_cells=True, as_now=True)
    assert [unit.code for unit in now.units.values()] == ["AZ-HEIR"]
    assert now.table.shown(str(heir.pk), TOTAL) == 1
    hidden = by_district_and_category(definition(), small_cells=False, as_now=True)
    assert [unit.code for unit in hidden.units.values()] == ["AZ-LER"]  # beside the other it would show what is hidden


def test_small_cells_of_the_breakdown_are_hidden(country):
    enrolled(2026)
    table = by_district_and_category(definition(), small_cells=False).table
    assert table.shown(TOTAL, TOTAL) is None


def test_the_records_behind_a_figure_are_its_enrolments_within_the_readers_district(country):
    enrolment = enrolled(2026)
    here = make.user("caseworker", in_unit=make.unit())
    elsewhere = make.user("caseworker", in_unit=make.unit("AZ-MAS", "Masallı"))
    assert list(records(definition(), user=here)) == [enrolment]
    assert list(records(definition(), user=elsewhere)) == []


@pytest.mark.parametrize("role", ["analyst", "auditor", "administrator", "partner"])
def test_analysts_auditors_administrators_and_partners_see_no_records(country, role):
    with pytest.raises(Denied):
        records(definition(), user=make.user(role))


def test_a_figure_that_counts_no_persons_has_no_records(country):
    with pytest.raises(Invalid):
        records(definition(measure="allocated", fund="ahik"), user=make.user("caseworker"))


def test_an_unknown_figure_is_an_error(country):
    with pytest.raises(Invalid):
        figure("happiness")


def test_the_codes_of_figures_are_distinct():
    codes = [one.code for one in spread(range(2017, 2027))]
    assert len(codes) == len(set(codes))


def test_the_ratio_is_rounded_as_its_definition_says(country):
    assert module._quotient(definition(measure="ratio", places=2), 16004, 1172) == Decimal("13.66")
    assert module._quotient(definition(measure="share", places=1), 14, 27) == Decimal("51.9")


@pytest.mark.parametrize("people", [1, 4])
def test_the_figures_cost_the_same_however_many_there_are(country, people, django_assert_max_num_queries):
    for _ in range(people):
        enrolled(2026)
    with django_assert_max_num_queries(10):
        figures()
