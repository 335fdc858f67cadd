"""Pages that change the shape of a household, and those about relations: shown as it will be, then done."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from dayaq.registry import api
from dayaq.registry.models import Household, HouseholdMember, PersonRelation, Representative, Status
from tests.unit.registry.given import astara, caseworker, everywhere, person

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)


@pytest.fixture
def by(client):
    user = caseworker()
    client.force_login(user)
    return user


@pytest.fixture
def home(by):
    household = api.create_household(by=by, head=person(by), valid_from=START)
    for relation, name in (("spouse", "Nigar"), ("child", "Orxan")):
        one = person(by, given_name=name, birth_date=date(2001, 1, 1))
        api.add_member(by=by, household=household, person=one, relation=relation, valid_from=START)
    return household


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def member(home, relation, on=START):
    return home.members.on(on).get(relation=relation)


def twice(client, address, sent):
    """Send a form, look at what will be, and send what came back."""
    page = client.post(address, {**sent, "submission": "a"})
    assert page.status_code == 200, page.context["form"].errors
    form = page.context["form"]
    assert form["confirmed"].value()
    return page, client.post(address, {**sent, "submission": "a", "confirmed": form["confirmed"].value()})


def test_a_division_is_shown_before_it_is_done(client, by, home):
    child = member(home, "child")
    sent = {f"member_{child.pk}": "go:head", "on": "01.03.2024", "reason": "evləndi", "address": "", "unit": ""}
    page, done = twice(client, url("split_household", home.pk), sent)
    assert "Yeni ailə" in page.content.decode()
    assert [[one.person_id for one in after.view.members] for after in page.context["preview"]][1] == [child.person_id]
    assert done.url == url("household", home.pk)
    assert Household.objects.count() == 2


def test_a_preview_writes_nothing(client, by, home):
    child = member(home, "child")
    sent = {f"member_{child.pk}": "go:head", "on": "01.03.2024", "reason": "evləndi", "submission": "a"}
    client.post(url("split_household", home.pk), sent)
    assert (Household.objects.count(), HouseholdMember.objects.count()) == (1, 3)


def test_what_was_changed_after_the_preview_is_shown_again(client, by, home):
    child = member(home, "child")
    sent = {f"member_{child.pk}": "go:head", "on": "01.03.2024", "reason": "evləndi", "submission": "a"}
    seen = client.post(url("split_household", home.pk), sent).context["form"]["confirmed"].value()
    page = client.post(url("split_household", home.pk), {**sent, "on": "02.03.2024", "confirmed": seen})
    assert page.status_code == 200
    assert Household.objects.count() == 1


def test_when_the_head_leaves_the_form_asks_for_another(client, by, home):
    head, spouse = member(home, "head"), member(home, "spouse")
    sent = {f"member_{head.pk}": "go:head", "on": "01.03.2024", "reason": "boşanma", "submission": "a"}
    page = client.post(url("split_household", home.pk), sent)
    assert page.status_code == 422
    _page, done = twice(client, url("split_household", home.pk), {**sent, f"member_{spouse.pk}": "stay:head"})
    assert done.status_code == 302
    assert member(home, "head", date(2024, 3, 1)).person == spouse.person


def test_nobody_leaves_without_a_head(client, by, home):
    page = client.post(url("split_household", home.pk), {"on": "01.03.2024", "reason": "x", "submission": "a"})
    assert page.status_code == 422


def test_two_households_are_joined_by_somebody_of_the_other(client, by, home):
    other = api.create_household(by=by, head=person(by, given_name="Elçin", surname="Quliyev"), valid_from=START)
    newcomer = other.members.get()
    page = client.get(url("find_other", home.pk), {"q": "Quliyev"})
    address = url("merge_household", home.pk, newcomer.person_id)
    assert address in page.content.decode()
    sent = {f"member_{newcomer.pk}": "sibling", "on": "01.03.2024", "reason": "birlikdə yaşayırlar"}
    page, done = twice(client, address, sent)
    assert len(page.context["preview"][0].view.members) == 4
    assert done.status_code == 302
    other.refresh_from_db()
    assert other.merged_into == home
    assert "Bu ailənin qeydiyyatı bitib" in client.get(url("household", other.pk)).content.decode()
    assert member(home, "sibling", date(2024, 3, 1)).person_id == newcomer.person_id


def test_a_person_without_another_household_joins_nothing(client, by, home):
    for one in (person(by), member(home, "head").person):
        assert client.get(url("merge_household", home.pk, one.pk)).url == url("find_other", home.pk)


def test_a_move_is_shown_and_done(client, by, home):
    astara()
    sent = {"unit": str(astara().pk), "address": "Sahil 4", "on": "01.03.2024", "reason": "köç"}
    page, done = twice(client, url("move_household", home.pk), sent)
    assert page.context["preview"][0].address == "Sahil 4"
    assert done.status_code == 302
    home.refresh_from_db()
    assert (home.unit, home.address) == (astara(), "Sahil 4")


def test_another_becomes_the_head(client, by, home):
    head, spouse, child = (member(home, relation) for relation in ("head", "spouse", "child"))
    sent = {
        f"member_{head.pk}": "spouse", f"member_{spouse.pk}": "head", f"member_{child.pk}": "child",
        "on": "01.03.2024", "reason": "razılıq",
    }  # fmt: skip
    _page, done = twice(client, url("change_head", home.pk), sent)
    assert done.status_code == 302
    assert member(home, "head", date(2024, 3, 1)).person == spouse.person
    two = client.post(url("change_head", home.pk), {**sent, f"member_{head.pk}": "head", "submission": "b"})
    assert two.status_code == 422


def test_a_representative_is_named(client, by, home):
    spouse = member(home, "spouse").person
    assert (
        url("set_representative", home.pk, spouse.pk)
        in client.get(url("find_representative", home.pk)).content.decode()
    )
    sent = {"basis": "member", "valid_from": "01.03.2024", "submission": "a"}
    client.post(url("set_representative", home.pk, spouse.pk), sent)
    assert Representative.objects.get().person == spouse
    assert spouse.full_name in client.get(url("household", home.pk)).content.decode()


def test_a_relation_is_recorded_and_ended(client, by, home):
    head, child = member(home, "head").person, member(home, "child").person
    assert url("add_relation", head.pk, child.pk) in client.get(url("find_relative", head.pk)).content.decode()
    sent = {"role": "child", "evidence": "Şəhadətnamə 7", "submission": "a"}
    assert client.post(url("add_relation", head.pk, child.pk), sent).url == url("show", head.pk)
    relation = PersonRelation.objects.get()
    for one in (head, child):
        assert "Şəhadətnamə 7" in client.get(url("show", one.pk)).content.decode()
    assert "Şəhadətnamə 7" in client.get(url("household", home.pk)).content.decode()
    sent = {"on": "01.03.2024", "reason": "səhv", "submission": "b"}
    client.post(url("end_relation", child.pk, relation.pk), sent)
    relation.refresh_from_db()
    assert relation.valid_to == date(2024, 3, 1)


def test_the_page_shows_the_household_as_it_was_on_a_day(client, by, home):
    child = member(home, "child")
    api.end_membership(by=by, member=child, on=date(2023, 5, 1), reason="köçüb")
    api.move_household(
        by=everywhere(), household=home, unit=home.unit, address="Yeni ev 1", on=date(2024, 3, 1), reason="köç"
    )

    def seen(day):
        context = client.get(url("household", home.pk), {"on": day}).context
        return context["view"].members, context["address"]

    members, address = seen("30.04.2023")
    assert child in members
    assert address != "Yeni ev 1"
    members, address = seen("")
    assert child not in members
    assert address == "Yeni ev 1"
    assert seen("01.01.2099") == seen("")
    assert client.get(url("household", home.pk)).context["days"][0] == date(2024, 3, 1)


def test_incomes_stand_by_source_and_month_with_their_certainty(client, by, home):
    usual = {"by": by, "household": home, "source": "wage"}
    head = member(home, "head").person
    api.record_income(**usual, month=date(2024, 1, 1), amount=Decimal("300.00"))
    api.record_income(
        **usual, month=date(2024, 2, 1), amount=Decimal("345.50"), person=head, basis="register", evidence="DSMF"
    )
    page = client.get(url("household", home.pk))
    table = page.context["income"]
    assert [month.name for month in table.months] == ["02.2024", "01.2024"]
    assert [(line.person, [entry and entry.amount for entry in line.entries]) for line in table.lines] == [
        ("", [None, Decimal("300.00")]), (head.everyday_name, [Decimal("345.50"), None]),
    ]  # fmt: skip
    assert "DSMF" in page.content.decode()


def test_a_derived_status_says_by_which_rule_and_until_when(client, by):
    from dayaq.accounts.api import system_user
    from dayaq.law.api import load_law

    load_law()
    api.load_status_kinds()
    child = person(by, birth_date=date(2015, 8, 20))
    api.recheck_statuses(by=system_user())
    text = client.get(url("show", child.pk)).content.decode()
    assert "Qayda əsasında hesablanıb" in text
    assert "20.08.2033" in text
    status = Status.objects.get(person=child)
    assert url("end_status", child.pk, status.pk) not in text
    assert url("refute_status", child.pk, status.pk) in text


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("qazi", "war_veteran"),
        ("Sağlamlıq imkanları məhdud uşaq", "disability_under_18"),
        ("müharibə veteranı", "war_veteran"),
        ("Elderly person", "elderly"),
    ],
)
def test_an_older_word_for_a_status_finds_those_who_have_it(client, by, word, code):
    api.load_status_kinds()
    found = client.get(reverse("people:index"), {"q": word})
    assert found.url == f"{reverse('people:index')}?status={code}"
    text = client.get(found.url).content.decode()
    assert "Qazi" not in text
    assert "Sağlamlıq imkanları məhdud" not in text


def test_a_word_of_a_restricted_status_finds_nothing_for_whoever_may_not_know_of_it(client, by):
    api.load_status_kinds()
    assert client.get(reverse("people:index"), {"q": "İnsan alveri qurbanı"}).status_code == 200
