"""Deciding in the browser whether two records are one person."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dayaq.registry import api
from dayaq.registry.linkage.fields import OWN, Field
from dayaq.registry.linkage.levels import DIFFERENT, MISSING, levels_of
from dayaq.registry.models import CandidatePair, HouseholdMember, Person, PersonMerge
from dayaq.web.duplicates.words import LABELS, LEVELS
from tests.unit.registry import given

pytestmark = pytest.mark.django_db
WEIGHTS = (
    api.Weight("birth_date", "exact", 14.0),
    api.Weight("surname", "close", 7.0),
    api.Weight("phone", "different", -1.0),
    api.Weight("soundex", "odd", 0.1),
)


@pytest.fixture
def two(db):
    """Two records of one man, in the queue."""
    api.load_status_kinds()
    one = given.person(phone="050 123 45 67")
    other = given.person(surname="Aliyev", fin="5ABC12D", address="Lerik, Nizami 5")
    return pair_of(one, other)


def pair_of(one: Person, other: Person, probability: float = 0.97) -> CandidatePair:
    pair = api.Pair(one.pk, other.pk, probability, "seed", WEIGHTS)
    api.record_pairs(by=given.everywhere(), model="seed", pairs=[pair])
    return CandidatePair.objects.get(left=one, right=other)


@pytest.fixture
def page(client):
    client.force_login(given.caseworker())
    client.cookies["django_language"] = "en"
    return client


def url(name: str, *args) -> str:
    return reverse(f"duplicates:{name}", args=args)


def typed(pair: CandidatePair, decision: str = "merge", **values):
    return {
        "decision": decision, "survivor": "right", "choose_surname": "left", "reason": "card seen",
        "left_version": pair.left.version, "right_version": pair.right.version, "version": pair.version,
        "submission": "k1", **values,
    }  # fmt: skip


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_queue_shows_what_waits_the_likeliest_first_and_the_rest_when_asked(page, two):
    weaker = pair_of(two.left, given.person(surname="Quliyev"), 0.4)
    rows = page.get(url("index")).context["list"].rows
    assert [row.record.pk for row in rows] == [two.pk, weaker.pk]
    api.keep_apart(by=given.everywhere(), pair=weaker, reason="brothers")
    assert page.get(url("index")).context["list"].total == 1
    assert page.get(url("index"), {"state": "kept_apart"}).context["list"].total == 1
    assert page.get(url("index"), {"likeness": "weak"}).context["list"].total == 0
    assert page.get(url("index"), {"q": "Aliyev Həsən"}).context["list"].total == 1
    assert page.get(url("index"), {"district": given.lerik().pk}).context["list"].total == 1


def test_a_pair_with_a_hidden_record_is_not_there_not_even_as_a_number(page, two):
    Person.objects.filter(pk=two.right_id).update(is_restricted=True)
    assert page.get(url("index")).context["list"].total == 0
    assert page.get(url("show", two.pk)).status_code == 404
    assert page.post(url("show", two.pk), typed(two)).status_code == 404


def test_an_operator_does_not_decide(client, two):
    client.force_login(given.operator())
    assert client.get(url("index")).status_code == 403
    assert client.post(url("show", two.pk), typed(two)).status_code == 403


def test_the_two_stand_side_by_side_with_words_for_what_agrees_and_what_speaks_for_it(page, two):
    said = text(page.get(url("show", two.pk)))
    for words in ("nearly the same", "known once", "speaks very strongly for one person", "97 %"):
        assert words in said
    assert "makes one person 16,000 times more likely" in said
    assert 'name="choose_surname"' in said
    assert 'name="choose_given_name"' not in said
    assert 'value="right" checked' in said, "the record with a FİN is proposed to stay"


def test_one_person_the_chosen_values_stand_and_the_old_link_leads_on(page, two):
    answer = page.post(url("show", two.pk), typed(two))
    assert answer.url == reverse("people:show", args=[two.right_id])
    survivor = Person.objects.get(pk=two.right_id)
    assert (survivor.surname, survivor.fin, survivor.phone) == ("Əliyev", "5ABC12D", "+994501234567")
    old = page.get(reverse("people:show", args=[two.left_id]))
    assert (old.status_code, old.url) == (302, answer.url)
    assert "Also recorded as" in text(page.get(answer.url))
    lost = page.post(reverse("people:add_status", args=[two.left_id]), {"kind": "jobseeker"})
    assert lost.status_code == 409
    again = page.post(url("show", two.pk), typed(two))
    assert again.url == url("merge", PersonMerge.objects.get().pk)


def test_two_people_stay_apart(page, two):
    assert page.post(url("show", two.pk), typed(two, "apart")).url == url("index")
    two.refresh_from_db()
    assert (two.state, two.decided_why) == ("kept_apart", "card seen")
    assert "card seen" in text(page.get(url("show", two.pk)))


def test_without_a_reason_nothing_is_decided_and_what_was_chosen_stays(page, two):
    answer = page.post(url("show", two.pk), typed(two, reason="", survivor="left", choose_surname="right"))
    assert answer.status_code == 422
    assert answer.context["survivor"] == "left"
    assert not PersonMerge.objects.exists()


@pytest.mark.parametrize("decision", ["merge", "apart"])
def test_a_stale_page_is_a_conflict(page, two, decision):
    shown = typed(two, decision)
    api.correct_person(by=given.everywhere(), person=two.left, changes={"address": "Lerik"}, reason="moved")
    if decision == "apart":
        shown["version"] = two.version + 1
    assert page.post(url("show", two.pk), shown).status_code == 409
    assert not PersonMerge.objects.exists()


def test_where_each_lives_elsewhere_one_says_where_the_person_lives(page, two):
    for person in (two.left, two.right):
        api.create_household(by=given.everywhere(), head=person, valid_from=given.BORN)
    assert 'name="choose_home"' in text(page.get(url("show", two.pk)))
    page.post(url("show", two.pk), typed(two, choose_home="left"))
    member = HouseholdMember.objects.get(valid_to__isnull=True)
    assert member.household.members.count() == 1
    assert member.person_id == two.right_id


def test_a_merge_is_shown_and_taken_back(page, two):
    api.add_document(by=given.everywhere(), person=two.left, kind="id_card", number="12345678")
    page.post(url("show", two.pk), typed(two))
    merge = PersonMerge.objects.get()
    api.add_document(by=given.everywhere(), person=merge.survivor, kind="passport", number="P7654321")
    said = text(page.get(url("merge", merge.pk)))
    assert "Identity documents" in said
    assert "card seen" in said
    assert page.post(url("merge", merge.pk), {"reason": ""}).status_code == 422
    form = {"reason": "two men", "version": merge.version, "submission": "k2"}
    assert page.post(url("merge", merge.pk), form).url == url("merge", merge.pk)
    assert Person.objects.standing().count() == 2
    assert "two men" in text(page.get(url("merge", merge.pk)))
    assert page.post(url("merge", merge.pk), {**form, "submission": "k3"}).status_code == 409


def test_of_two_merges_the_later_one_goes_back_first(page, two):
    page.post(url("show", two.pk), typed(two))
    merge = PersonMerge.objects.get()
    api.merge_persons(by=given.everywhere(), survivor=given.person(), merged=merge.survivor, reason="one")
    assert "Take the later merge back first" in text(page.get(url("merge", merge.pk)))


def test_a_restricted_status_that_moved_is_not_even_a_number(page, two):
    from dayaq.registry.models import StatusKind

    secret = StatusKind.objects.get(code="trafficking_victim")
    from dayaq.registry.models import Status

    Status.objects.create(person=two.left, kind=secret, valid_from=given.BORN)
    page.post(url("show", two.pk), typed(two))
    assert page.get(url("merge", PersonMerge.objects.get().pk)).context["moved"] == []


def test_all_that_the_model_compares_in_the_registry_is_said_in_words():
    fields = [Field(f"c{at}", name, *OWN[name]) for at, name in enumerate(OWN)]
    levels = {level.name for field in fields for level in levels_of(field, fields)} | {DIFFERENT, MISSING}
    assert levels - set(LEVELS) == set()
    assert set(OWN) - {"household"} - set(LABELS) == set()  # the registry's own records are not compared by household
