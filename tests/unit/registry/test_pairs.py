"""The queue of possible duplicates: what is found goes in once, what was decided stays decided."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dayaq.core.api import Denied, Invalid, Stale, WrongState, clock, run_worker_once
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.api import Pair, Weight
from dayaq.registry.linkage import exact
from dayaq.registry.linkage.verdicts import compare_persons, verdict
from dayaq.registry.models import (
    CandidatePair,
    ExternalKey,
    ImportBatch,
    ImportSource,
    LinkageRun,
    Person,
    StagedRow,
)
from tests.unit.registry import given

pytestmark = pytest.mark.django_db
MODEL = "splink 5, seed 7"


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen(datetime(2026, 3, 2, 9, tzinfo=UTC), seed="pairs"):
        yield


def people(count: int) -> list[Person]:
    return [given.person(birth_date=date(1980, 4, 1 + number)) for number in range(count)]


def record(*pairs: Pair, by=None, model: str = MODEL) -> LinkageRun:
    return api.record_pairs(by=by or given.everywhere(), model=model, pairs=iter(pairs))


def found(left: Person, right: Person, probability: float = 0.9, *weights: Weight) -> Pair:
    return Pair(left.pk, right.pk, probability, MODEL, weights)


def decide(pair: CandidatePair, **values) -> CandidatePair:
    return api.keep_apart(by=given.everywhere(), pair=pair, reason="two brothers", **values)


# Recording -----------------------------------------------------------------------------------------------------------


def test_pairs_are_recorded_once_in_order_and_told_once():
    one, other, third = people(3)
    weight = Weight("surname", "exact", 8.0, "left", "right")
    run = record(found(other, one, 0.7, weight), found(one, other, 0.9), found(one, third, 0.8))
    assert (run.found, run.added, run.reopened) == (2, 2, 0)
    pair = CandidatePair.objects.get(right=other)
    assert (pair.left, pair.probability, pair.state) == (one, 0.9, "waiting")
    [event] = AuditEvent.objects.filter(event="pairs.recorded")
    assert (event.detail["count"], event.detail["run"]) == (2, run.pk)


def test_weights_turn_with_the_records_they_speak_of():
    one, other = people(2)
    record(found(other, one, 0.7, Weight("surname", "close", 6.0, "of other", "of one")))
    [weight] = CandidatePair.objects.get().weights
    assert (weight["left"], weight["right"]) == ("of one", "of other")


def test_the_same_pairs_again_change_nothing():
    one, other = people(2)
    record(found(one, other))
    before = CandidatePair.objects.values().get()
    run = record(found(one, other))
    assert (run.added, run.reopened) == (0, 0)
    assert CandidatePair.objects.values().get() == before
    record(found(one, other, 0.95))
    assert CandidatePair.objects.get().probability == 0.95


def test_a_pair_kept_apart_is_asked_about_again_only_when_a_record_changed():
    one, other = people(2)
    record(found(one, other))
    decide(CandidatePair.objects.get())
    assert record(found(one, other, 0.99)).reopened == 0
    assert CandidatePair.objects.get().state == "kept_apart"
    api.correct_person(by=given.everywhere(), person=other, changes={"address": "Lerik"}, reason="moved")
    assert record(found(one, other, 0.99)).reopened == 1
    assert CandidatePair.objects.get().state == "waiting"


def test_records_that_were_merged_have_no_pairs():
    one, other, third = people(3)
    api.merge_persons(by=given.everywhere(), survivor=one, merged=other, reason="one")
    assert record(found(other, third), found(one, third)).added == 1


def test_what_exact_keys_say_does_not_replace_what_a_trained_model_said():
    one, other = people(2)
    record(found(one, other, 0.4), model=exact.MODEL)
    record(found(one, other, 0.6))
    assert CandidatePair.objects.get().probability == 0.6
    record(found(one, other, 0.4), model=exact.MODEL)
    assert CandidatePair.objects.get().probability == 0.6


def test_pairs_cost_one_statement_a_chunk_however_many(django_assert_max_num_queries, monkeypatch):
    one, *others = people(20)
    by = given.everywhere()
    assert by.permissions
    with django_assert_max_num_queries(8):
        record(*(found(one, other) for other in others), by=by)
    assert CandidatePair.objects.count() == len(others)


def test_only_whoever_works_for_the_whole_country_compares_it_as_a_whole():
    one, other = people(2)
    for by in (given.caseworker(), given.operator(None)):
        with pytest.raises(Denied):
            record(found(one, other), by=by)
    with pytest.raises(Invalid):
        record(found(one, one))
    with pytest.raises(Invalid):
        record(found(one, other, 1.5))


# Deciding ------------------------------------------------------------------------------------------------------------


def test_keeping_apart_is_told_with_its_reason():
    one, other = people(2)
    record(found(one, other))
    pair = decide(CandidatePair.objects.get())
    assert (pair.state, pair.decided_why, pair.left_version, pair.right_version) == ("kept_apart", "two brothers", 1, 1)
    [event] = AuditEvent.objects.filter(event="pair.kept_apart")
    assert (event.object_id, event.reason) == (pair.pk, "two brothers")
    labels = [item.event for item in api.timeline(one, given.everywhere())]
    assert "pair.kept_apart" in labels


def test_a_pair_is_decided_with_a_reason_as_it_was_shown_and_by_whoever_sees_both():
    one, other = people(2)
    record(found(one, other))
    pair = CandidatePair.objects.get()
    with pytest.raises(Stale):
        decide(pair, version=pair.version + 1)
    with pytest.raises(Invalid):
        api.keep_apart(by=given.everywhere(), pair=pair, reason="")
    Person.objects.filter(pk=other.pk).update(unit=given.astara())
    for by in (given.caseworker(), given.operator()):
        with pytest.raises(Denied):
            api.keep_apart(by=by, pair=pair, reason="brothers")
        assert not CandidatePair.objects.visible_to(by).exists()
    decide(pair)
    with pytest.raises(WrongState):
        decide(CandidatePair.objects.get())


def test_merging_decides_the_pair_and_what_was_found_of_the_merged_record_waits_for_the_other():
    one, other, third, fourth = people(4)
    record(found(one, other), found(other, third, 0.8), found(other, fourth), found(one, fourth, 0.3))
    decide(CandidatePair.objects.get(left=one, right=fourth))
    done = api.merge_persons(by=given.everywhere(), survivor=one, merged=other, reason="one")
    assert CandidatePair.objects.get(left=one, right=other).state == "merged"
    assert set(CandidatePair.objects.filter(left=other).values_list("state", flat=True)) == {"superseded"}
    carried = CandidatePair.objects.get(left=one, right=third)
    assert (carried.state, carried.probability) == ("waiting", 0.8)
    assert CandidatePair.objects.get(left=one, right=fourth).state == "kept_apart"

    api.unmerge_persons(by=given.everywhere(), merge=done, reason="brothers")
    assert CandidatePair.objects.get(left=one, right=other).state == "kept_apart"
    assert set(CandidatePair.objects.filter(left=other).values_list("state", flat=True)) == {"waiting"}
    assert not CandidatePair.objects.filter(left=one, right=third).exists()


# Exact keys ----------------------------------------------------------------------------------------------------------


def exact_pairs() -> set[tuple[int, int]]:
    api.find_exact_pairs(by=given.everywhere())
    return set(CandidatePair.objects.values_list("left", "right"))


def test_one_name_in_any_spelling_and_one_birth_date_are_looked_at():
    one = given.person(fin="5ABC12D")
    other = given.person(surname="Алиев", given_name="Гасан")
    given.person(birth_date=date(1981, 4, 12))
    assert exact_pairs() == {(one.pk, other.pk)}


def test_two_fin_are_two_people_unless_they_share_a_document():
    one, other = given.person(fin="5ABC12D"), given.person(fin="5ABC13D")
    assert exact_pairs() == set()
    for person in (one, other):
        api.add_document(by=given.everywhere(), person=person, kind="id_card", number="12345678")
    assert exact_pairs() == {(one.pk, other.pk)}


def test_a_date_that_somebody_typed_for_many_makes_no_crowd_of_pairs(monkeypatch):
    monkeypatch.setattr(exact, "LARGEST", 3)
    for _one in range(4):
        given.person()
    assert exact_pairs() == set()


def test_an_import_that_gives_one_record_the_fin_of_another_puts_the_two_on_top():
    known = given.person(surname="Məmmədli", given_name="Elçin")
    holder = given.person(fin="5ABC12D", surname="Quliyev", given_name="Rauf")
    by = given.everywhere()
    source = ImportSource.objects.create(code="office", name="Office")
    batch = ImportBatch.objects.create(source=source, file_name="a.csv", file_digest="0" * 64, created_by=by)
    ExternalKey.objects.create(source=source, key="7", person=known, row_digest="0" * 64)
    StagedRow.objects.create(
        batch=batch, row=2, key="7", raw=[], values={"fin": "5ABC12D"}, state="rejected",
        issues=[{"code": "fin_of_another", "severity": "error"}],
    )  # fmt: skip
    assert exact_pairs() == {(known.pk, holder.pk)}
    assert CandidatePair.objects.get().weights[0]["comparison"] == "fin"
    assert Person.objects.standing().count() == 2, "nothing is merged automatically"


def test_the_worker_looks_once_a_day():
    given.person()
    given.person()
    run_worker_once()
    run_worker_once()
    assert LinkageRun.objects.count() == 1
    assert CandidatePair.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "left", "right", "said"),
    [
        ("surname", "Əliyev", "Əliyev", "agree"),
        ("surname", "Əliyev", "Aliyev", "near"),
        ("surname", "Əliyev", "Quliyev", "differ"),
        ("surname", "Əliyev", "", "one"),
        ("birth_date", date(1980, 4, 12), date(1980, 12, 4), "near"),
        ("birth_date", date(1980, 4, 12), date(1980, 4, 13), "near"),
        ("birth_date", date(1980, 4, 12), date(1985, 7, 30), "differ"),
        ("fin", "5ABC12D", "5ABC21D", "near"),
        ("fin", "5ABC12D", "7XYZ98K", "differ"),
        ("phone", "", "", "none"),
        ("address", "Lerik, Nizami 5", "Nizami 5 Lerik", "near"),
    ],
)
def test_each_field_is_compared_in_words(field, left, right, said):
    one, other = Person(**{field: left}), Person(**{field: right})
    assert verdict(field, one, other) == said
    assert verdict(field, other, one) == said


def test_surname_and_given_name_in_each_others_place_are_near():
    one, other = Person(surname="Əliyev", given_name="Həsən"), Person(surname="Həsən", given_name="Əliyev")
    assert [field.verdict for field in compare_persons(one, other)][1:3] == ["near", "near"]
