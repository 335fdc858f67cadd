"""Who is found to be one person, and who is not, on small tables."""

from itertools import pairwise

import pytest

from dayaq.core.errors import Invalid
from dayaq.registry import api
from tests.unit.registry.linkage import given
from tests.unit.registry.linkage.given import ELCIN, changed, linked, probability, rows

SURE = 0.9
NOT = 0.1
UNLINKED = 0.5


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(changed(surname="Elçin", given="Əliyev", fin=""), id="names swapped"),
        pytest.param(changed(born="04.12.1980", fin=""), id="day and month swapped"),
        pytest.param(changed(born="12.04.1981"), id="another digit in the year"),
        pytest.param(changed(fin="5ABC13D"), id="a digit of the FİN"),
        pytest.param(changed(fin="5ACB12D", given="Elcin"), id="two letters of the FİN turned round"),
        pytest.param(changed(surname="Алиев", given="Эльчин", father="Вугар", fin=""), id="Russian letters"),
        pytest.param(changed(surname="Aliyev", given="Elchin", father="Vugar oglu", fin=""), id="foreign keyboard"),
        pytest.param(changed(surname="ƏLİYEV", given="ELÇİN", father="Vüqar oğlu"), id="capitals, patronymic"),
        pytest.param(changed(father="", phone="", fin=""), id="half of it missing"),
        pytest.param(changed(phone="0709998877", street="Füzuli küçəsi 3", district="Quba"), id="moved"),
        pytest.param(changed(surname="Əliyve", fin="", phone=""), id="a slip in the surname"),
    ],
)
def test_one_person_written_down_twice_is_found(again):
    assert probability(ELCIN, again) > SURE


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(changed(given="Rauf", fin="7XYZ98K"), id="twin"),
        pytest.param(changed(given="Rauf", fin="7XYZ98K", born="03.09.1984"), id="brother"),
        pytest.param(changed(given="Rauf", father="Elçin", fin="", born="01.02.2007"), id="son"),
        pytest.param(changed(given="Vüqar", father="Namiq", fin="", born="19.06.1952"), id="father"),
        pytest.param(
            changed(fin="7XYZ98K", born="30.11.1991", phone="0703334455", street="Xətai küçəsi 5"), id="namesake"
        ),
        pytest.param(
            changed(surname="Rzayeva", given="Günel", father="Tofiq", sex="qadın", fin="", born="09.10.1983"), id="wife"
        ),
    ],
)
def test_two_people_of_one_house_or_name_stay_two(other):
    assert probability(ELCIN, other) < NOT


def test_a_twin_is_not_linked_even_without_a_personal_number():
    assert probability(ELCIN, changed(given="Rauf", fin="")) < UNLINKED


def test_what_is_missing_speaks_neither_for_nor_against():
    bare = changed(phone="", fin="")
    with linked(ELCIN, bare) as linkage:
        pair = next(p for p in linkage.pairs(0.5) if (p.left, p.right) == rows(ELCIN, bare))
    said = {weight.comparison: (weight.level, weight.bits) for weight in pair.weights}
    assert said["phone"] == said["fin"] == ("missing", 0.0)
    assert said["given_name"][0] == "exact"
    assert said["given_name"][1] > 0


def test_a_pair_shows_what_stood_in_the_file_and_what_it_says():
    again = changed(given="ELCHIN", born="04.12.1980")
    with linked(ELCIN, again) as linkage:
        pair = next(p for p in linkage.pairs(0.5) if p.right == rows(ELCIN, again)[1])
        assert pair.model == linkage.model.name
    assert pair.left < pair.right
    weights = {weight.comparison: weight for weight in pair.weights}
    assert (weights["given_name"].left, weights["given_name"].right) == ("Elçin", "ELCHIN")
    assert weights["birth_date"].level == "swapped"
    assert weights["birth_date"].bits > 0


def test_a_number_that_a_whole_office_carries_says_nothing():
    office = [(*one[:6], "0125556677", *one[7:]) for one in given.crowd(60, 0, seed=8)]
    with api.link_sheet(given.sheet([*given.crowd(), *office]), given.MAPPING) as linkage:
        groups = linkage.clusters(0.5).groups
    strangers = range(len(given.crowd()) + 2, len(given.crowd()) + 2 + len(office))
    assert not any(len(set(group) & set(strangers)) > 1 for group in groups)


def test_the_same_table_gives_the_same_model_and_the_same_pairs():
    def once():
        with linked(ELCIN, changed(fin="")) as linkage:
            return linkage.model.to_json(), list(linkage.pairs(0.01))

    assert once() == once()


def test_a_kept_model_scores_as_it_did():
    records = ELCIN, changed(fin="", given="Elcin")
    with linked(*records) as linkage:
        kept, before = linkage.model.to_json(), list(linkage.pairs(0.01))
    with linked(*records, model=api.LinkageModel.from_json(kept)) as linkage:
        assert list(linkage.pairs(0.01)) == before


def test_a_model_of_other_columns_and_what_is_no_model_are_refused():
    with linked() as linkage:
        model = linkage.model
    sheet = api.read_sheet("x.csv", given.content([("Əliyev", "Elçin")], ("Soyad", "Ad")), api.FileOptions())
    mapping = api.propose_mapping(sheet, source="x")
    with pytest.raises(Invalid, match="başqa sütunlar"), api.link_sheet(sheet, mapping, model=model):
        pass
    for text in ("", "{}", '{"version": 0}'):
        with pytest.raises(Invalid, match="müqayisə modeli deyil"):
            api.LinkageModel.from_json(text)


def test_a_higher_threshold_expects_more_precision_and_less_recall():
    with linked(ELCIN, changed(fin="")) as linkage:
        expected = linkage.expected()
        assert linkage.threshold_for(0.999) >= linkage.threshold_for(0.9) >= 0.5
        assert linkage.expected_at(linkage.threshold_for(0.999)).precision >= 0.999
    for lower, higher in pairwise(expected):
        assert lower.pairs >= higher.pairs
        assert lower.precision <= higher.precision
        assert lower.recall >= higher.recall


def test_a_table_of_one_row_or_without_anything_to_compare_has_no_pairs():
    with api.link_sheet(given.sheet([ELCIN]), given.MAPPING) as linkage:
        assert list(linkage.pairs(0.0)) == []
        assert linkage.clusters(0.5).groups == ()
    empty = given.sheet([("",) * 8 + (" ",), ELCIN[:0] + ("-",) * 9])
    with pytest.raises(Invalid, match="boşdur"), api.link_sheet(empty, given.MAPPING):
        pass


def test_two_rows_alone_are_judged_by_experience():
    with api.link_sheet(given.sheet([ELCIN, changed(phone=""), given.crowd()[0]]), given.MAPPING) as linkage:
        assert linkage.clusters(0.5).groups == ((2, 3),)


def test_a_birth_date_may_stand_in_three_columns():
    head = ("ad", "soyad", "gün", "ay", "il")
    records = [(one[2], one[1], *one[5].split(".")) for one in given.crowd()]
    records += [("Elçin", "Əliyev", "12", "4", "1980"), ("Elchin", "Aliyev", "04", "12", "1980")]
    mapping = api.parse_mapping(
        'source="x"\n[columns]\ngiven_name="ad"\nsurname="soyad"\nbirth_date=["gün","ay","il"]\n'
    )
    sheet = api.read_sheet("x.csv", given.content(records, head), api.FileOptions())
    with api.link_sheet(sheet, mapping) as linkage:
        pair = next(pair for pair in linkage.pairs(0.1) if pair.right == len(records) + 1)
    assert {weight.comparison: weight.level for weight in pair.weights}["birth_date"] == "swapped"


def test_any_column_can_be_compared_by_name():
    head = ("Ad", "İndeks", "Nömrə", "id")
    records = [(f"Ad{'abcdefgh'[n % 8]}", f"AZ10{n % 50:02}", f"K{n * 7919:07}", str(n)) for n in range(200)]
    records.append((records[5][0], records[5][1], records[5][2], "200"))
    mapping = api.parse_mapping('source="x"\n[columns]\ngiven_name="Ad"\n[compare]\npostcode="İndeks"\ncase="Nömrə"\n')
    sheet = api.read_sheet("x.csv", given.content(records, head), api.FileOptions())
    with api.link_sheet(sheet, mapping) as linkage:
        kinds = {field.name: field.kind for field in linkage.fields}
        assert kinds == {"given_name": "name", "postcode": "code", "case": "identifier"}
        assert linkage.clusters(0.5).groups == ((7, 202),)
