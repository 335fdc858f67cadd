"""Asking for a change, deciding on it, and recording a life event, in the browser."""

from datetime import date
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dayaq.core.models import AuditEvent
from dayaq.law.api import load_law
from dayaq.registry import api
from dayaq.registry.models import ChangeRequest, HouseholdMember, LifeEvent, Person
from tests import make
from tests.unit.registry.given import astara, caseworker, everywhere, lerik, operator, person

pytestmark = pytest.mark.django_db
_key = count(1)


@pytest.fixture(autouse=True)
def _known(db):
    load_law()
    api.load_status_kinds()


@pytest.fixture
def sign_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def typed(one, **values):
    """The form of a change as the browser sends it."""
    return {
        "surname": one.surname, "given_name": one.given_name, "father_name": one.father_name, "sex": one.sex,
        "birth_date": "12.04.1980", "fin": one.fin or "", "phone": "", "email": "", "unit": one.unit_id, "address": "",
        "death_date": "", "language": "az", "reason": "vəsiqəyə əsasən", "evidence": "AZE 12345678", "document": "",
        "seen": "", "version": one.version, "submission": f"k{next(_key)}", **values,
    }  # fmt: skip


def waiting(by, one, **changes):
    return api.request_change(by=by, person=one, changes=changes, reason="səhv", evidence="AZE 1").waiting


def fresh(one):
    return type(one).objects.get(pk=one.pk)


# Asking --------------------------------------------------------------------------------------------------------------


def test_a_telephone_is_changed_with_one_press(sign_in):
    by = caseworker()
    one = person(by)
    page = sign_in(by).post(url("correct", one.pk), typed(one, phone="050 123 45 67", evidence=""))
    assert page.url == url("show", one.pk)
    assert fresh(one).phone == "+994501234567"


def test_a_change_of_identity_is_shown_first_and_then_waits(sign_in):
    by = caseworker()
    one = person(by, fin="5ABC12D")
    client = sign_in(by)
    sent = typed(one, given_name="Hüseyn", address="Nizami 5")
    page = client.post(url("correct", one.pk), sent)
    assert page.status_code == 200
    assert [(row.before, row.after) for row in page.context["rows"]] == [("Həsən", "Hüseyn"), ("", "Nizami 5")]
    assert not ChangeRequest.objects.exists()
    seen = page.context["form"]["seen"].value()
    page = client.post(url("correct", one.pk), {**sent, "seen": seen})
    change = ChangeRequest.objects.get(state="submitted")
    assert page.url == url("change", change.pk)
    assert (fresh(one).given_name, fresh(one).address) == ("Həsən", "Nizami 5")
    assert AuditEvent.objects.get(event="person.corrected").detail["fields"] == ["address"]


def test_what_was_typed_over_after_the_look_is_shown_again(sign_in):
    by = caseworker()
    one = person(by)
    client = sign_in(by)
    seen = client.post(url("correct", one.pk), typed(one, given_name="Hüseyn")).context["form"]["seen"].value()
    page = client.post(url("correct", one.pk), typed(one, given_name="Kənan", seen=seen))
    assert page.status_code == 200
    assert page.context["preview"] is not None
    assert not ChangeRequest.objects.exists()


def test_the_same_press_twice_asks_once(sign_in):
    by = caseworker()
    one = person(by)
    client = sign_in(by)
    sent = typed(one, given_name="Hüseyn")
    sent["seen"] = client.post(url("correct", one.pk), sent).context["form"]["seen"].value()
    first, second = (client.post(url("correct", one.pk), sent) for _press in range(2))
    assert first.url == second.url == url("change", ChangeRequest.objects.get().pk)


def test_a_stale_tab_gets_the_page_of_the_conflict(sign_in):
    by = caseworker()
    one = person(by)
    api.correct_person(by=by, person=fresh(one), changes={"surname": "Rzayev"}, reason="səhv")
    page = sign_in(by).post(url("correct", one.pk), typed(one, given_name="Hüseyn"))
    assert page.status_code == 409
    assert "Hüseyn" in page.content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, None),
        ({"given_name": "Hüseyn", "reason": ""}, "reason"),
        ({"birth_date": "31.02.1980"}, "birth_date"),
        ({"fin": "5ABC12O"}, "fin"),
        ({"death_date": "01.01.1970"}, "death_date"),
    ],
)
def test_a_change_that_cannot_be_stands_beside_its_field(sign_in, values, field):
    by = caseworker()
    one = person(by)
    page = sign_in(by).post(url("correct", one.pk), typed(one, **values))
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {field or "__all__"}
    assert (fresh(one).version, ChangeRequest.objects.count()) == (1, 0)


def test_identity_without_evidence_is_refused_with_what_was_typed_kept(sign_in):
    by = caseworker()
    one = person(by)
    client = sign_in(by)
    sent = typed(one, given_name="Hüseyn", evidence="")
    sent["seen"] = client.post(url("correct", one.pk), sent).context["form"]["seen"].value()
    page = client.post(url("correct", one.pk), sent)
    assert page.status_code == 422
    assert "evidence" in page.context["form"].errors
    assert "Hüseyn" in page.content.decode()


def test_an_operator_opens_no_form_of_a_change(sign_in):
    assert sign_in(operator()).get(url("correct", person().pk)).status_code == 403


def test_the_protection_is_offered_only_to_who_holds_the_right(sign_in):
    page = sign_in(caseworker()).get(url("correct", person().pk))
    assert "is_restricted" not in page.context["form"].fields


# The list and the decision -------------------------------------------------------------------------------------------


def listed(response):
    return [row.record.pk for row in response.context["list"].rows]


def test_the_list_shows_what_is_open_in_ones_district_oldest_first(sign_in):
    by, other = caseworker(), caseworker()
    first, second = waiting(by, person(by), surname="Rzayev"), waiting(other, person(by), given_name="Kənan")
    refused = waiting(by, person(by), surname="Quliyev")
    api.refuse_change(by=other, change=refused, reason="yox")
    foreign = everywhere()
    waiting(foreign, person(foreign, unit=astara()), surname="Rzayev")
    client = sign_in(by)
    assert listed(client.get(url("changes"))) == [first.pk, second.pk]
    assert listed(client.get(url("changes"), {"whose": "decide"})) == [second.pk]
    assert listed(client.get(url("changes"), {"whose": "mine"})) == [first.pk]
    assert listed(client.get(url("changes"), {"state": "refused"})) == [refused.pk]
    assert listed(client.get(url("changes"), {"ended": "1"})) == [first.pk, second.pk, refused.pk]


def decide(one, decision, **values):
    return {"decision": decision, "note": "", "version": one.version, "submission": f"d{next(_key)}", **values}


def test_another_officer_approves_on_the_page(sign_in):
    by, officer = caseworker(), make.user("decision_officer", in_unit=lerik())
    one = person(by)
    change = waiting(by, one, surname="Rzayev")
    client = sign_in(officer)
    page = client.get(url("change", change.pk))
    assert page.context["may_decide"]
    assert [(row.before, row.after) for row in page.context["rows"]] == [("Əliyev", "Rzayev")]
    page = client.post(url("change", change.pk), decide(change, "approve"))
    assert page.url == url("change", change.pk)
    assert fresh(one).surname == "Rzayev"


def test_a_refusal_needs_a_reason_beside_its_field(sign_in):
    change = waiting(caseworker(), person(), surname="Rzayev")
    client = sign_in(caseworker())
    page = client.post(url("change", change.pk), decide(change, "refuse"))
    assert page.status_code == 422
    client.post(url("change", change.pk), decide(change, "refuse", note="vəsiqədə belə deyil"))
    assert (fresh(change).state, fresh(change).decision_note) == ("refused", "vəsiqədə belə deyil")
    assert "vəsiqədə belə deyil" in client.get(url("change", change.pk)).content.decode()


def test_whoever_asked_sees_no_decision_and_gets_none_by_force(sign_in):
    by = caseworker()
    one = person(by)
    change = waiting(by, one, surname="Rzayev")
    client = sign_in(by)
    page = client.get(url("change", change.pk))
    assert not page.context["may_decide"]
    assert page.context["own"]
    assert client.post(url("change", change.pk), decide(change, "approve")).status_code == 403
    assert fresh(one).surname == "Əliyev"


def test_an_approval_that_ran_into_a_conflict_says_so_and_is_renewed_by_who_asked(sign_in):
    by, other = caseworker(), caseworker()
    one = person(by)
    change = waiting(by, one, surname="Rzayev")
    Person.objects.filter(pk=one.pk).update(surname="Quliyev")
    page = sign_in(other).post(url("change", change.pk), decide(change, "approve"), follow=True)
    assert fresh(change).state == "conflicting"
    assert "Quliyev" in page.content.decode()
    client = sign_in(by)
    client.post(url("renew_change", change.pk), {"submission": "r1", "version": fresh(change).version})
    assert fresh(change).state == "submitted"
    client.post(url("withdraw_change", change.pk), {"submission": "w1", "version": fresh(change).version})
    assert fresh(change).state == "withdrawn"


def test_a_decision_from_an_old_page_is_a_conflict(sign_in):
    change = waiting(caseworker(), person(), surname="Rzayev")
    page = sign_in(caseworker()).post(url("change", change.pk), decide(change, "approve", version=9))
    assert page.status_code == 409
    assert fresh(change).state == "submitted"


def test_the_page_of_a_person_names_its_open_changes(sign_in):
    by = caseworker()
    one = person(by)
    client = sign_in(by)
    assert url("change", 1).rsplit("/", 2)[0] not in client.get(url("show", one.pk)).content.decode()
    change = waiting(by, one, surname="Rzayev")
    page = client.get(url("show", one.pk)).content.decode()
    assert url("change", change.pk) in page
    assert "Rzayev" not in page.replace(url("change", change.pk), "")


def test_the_page_of_a_change_costs_the_same_with_one_and_with_fifty_others(sign_in):
    by, other = caseworker(), caseworker()
    one = person(by)
    change = waiting(by, one, surname="Rzayev")
    client = sign_in(other)

    def cost():
        with CaptureQueriesContext(connection) as context:
            assert client.get(url("change", change.pk)).status_code == 200
        return len(context)

    few = cost()
    for number in range(50):
        waiting(by, one, surname=f"Rzayev{chr(97 + number % 26)}{chr(97 + number // 26)}")
    assert cost() == few


# Life events ---------------------------------------------------------------------------------------------------------


def happened(one, on="10.05.2024", **values):
    return {
        "on": on, "evidence": "AA 123456", "issuer": "", "version": fresh(one).version, "submission": f"e{next(_key)}",
        **values,
    }  # fmt: skip


def test_all_kinds_are_offered_and_each_form_asks_only_what_it_needs(sign_in):
    by = caseworker()
    one = person(by)
    client = sign_in(by)
    page = client.get(url("choose_event", one.pk)).content.decode()
    fields = {}
    for kind in LifeEvent.Kind.values:
        assert url("record_event", one.pk, kind) in page
        form = client.get(url("record_event", one.pk, kind)).context["form"]
        fields[kind] = [field.name for field in form.visible_fields()]
    assert fields["death"] == fields["release"] == ["on", "evidence", "issuer"]
    assert fields["disability"] == ["on", "percent", "until", "evidence", "issuer"]
    assert fields["move"] == ["unit", "address", "on", "evidence", "issuer"]
    assert "father_name" not in fields["birth"]
    assert client.get(url("record_event", one.pk, "wedding")).status_code == 404


def test_a_death_of_a_head_asks_for_another_and_is_shown_with_what_followed(sign_in):
    by = caseworker()
    head, wife = person(by), person(by, given_name="Sevda", sex="f", father_name="")
    household = api.create_household(by=by, head=head, valid_from=date(2015, 1, 1))
    api.add_member(by=by, household=household, person=wife, relation="spouse", valid_from=date(2015, 1, 1))
    client = sign_in(by)
    page = client.post(url("record_event", head.pk, "death"), happened(head))
    assert page.status_code == 422
    assert "new_head" in page.context["form"].errors
    page = client.post(url("record_event", head.pk, "death"), happened(head, new_head=wife.pk), follow=True)
    event = LifeEvent.objects.get()
    assert page.redirect_chain == [(url("life_event", event.pk), 302)]
    assert "Sevda" in page.content.decode()
    assert HouseholdMember.objects.get(person=wife, valid_to=None).is_head


def test_a_spouse_is_found_not_typed(sign_in):
    by = caseworker()
    groom, bride = person(by), person(by, surname="Rzayeva", given_name="Sevda", sex="f", father_name="")
    client = sign_in(by)
    address = url("record_event", groom.pk, "marriage")
    assert client.get(address).context["waits_for_other"]
    assert client.post(address, happened(groom, household="apart")).status_code == 404
    found = client.get(address, {"q": "Rzayeva"})
    assert f"?with={bride.pk}" in found.content.decode()
    page = client.post(f"{address}?with={bride.pk}", happened(groom, household="apart", surname=""))
    event = LifeEvent.objects.get()
    assert page.url == url("life_event", event.pk)
    assert event.spouse == bride
    foreign = person(surname="Zeynalova", given_name="Aygün", sex="f", father_name="", unit=astara())
    assert client.get(f"{address}?with={foreign.pk}").status_code == 404


def test_a_child_that_looks_registered_is_shown_before_it_is_registered_again(sign_in):
    by = caseworker()
    mother = person(by, surname="Rzayeva", given_name="Sevda", sex="f", father_name="")
    child = person(
        by, surname="Rzayeva", given_name="Nigar", sex="f", father_name="Elçin", birth_date=date(2024, 5, 10)
    )
    client = sign_in(by)
    sent = happened(
        mother, given_name="Nigar", surname="Rzayeva", sex="f", father_name="Elçin", fin="", certificate="", seen=""
    )
    page = client.post(url("record_event", mother.pk, "birth"), sent)
    assert page.status_code == 422
    assert [one["person"] for one in page.context["alike"]] == [child]
    seen = page.context["form"]["seen"].value()
    assert "different" in page.context["form"].fields
    client.post(url("record_event", mother.pk, "birth"), {**sent, "seen": seen, "different": "on"})
    assert LifeEvent.objects.get().person != child
    assert AuditEvent.objects.filter(event="person.registered").latest("pk").detail["judged_different"] == [child.pk]


def test_who_moves_to_another_district_is_out_of_sight_and_the_page_says_so(sign_in):
    by = caseworker()
    one = person(by)
    make.unit("AZ-AST", "Astara")
    page = sign_in(by).post(
        url("record_event", one.pk, "move"), happened(one, unit=astara().pk, address="Sahil 1"), follow=True
    )
    assert page.redirect_chain == [(url("index"), 302)]
    assert fresh(one).unit == astara()
    assert sign_in(by).get(url("life_event", LifeEvent.objects.get().pk)).status_code == 404


def test_a_mistaken_event_is_taken_back_with_a_reason(sign_in):
    by = caseworker()
    one = person(by)
    event = api.record_life_event(by=by, person=one, on=date(2024, 5, 10), details=api.Death(), evidence="AA 1")
    client = sign_in(by)
    assert client.get(url("life_event", event.pk)).context["may_undo"]
    page = client.post(url("undo_event", event.pk), {"reason": "", "version": event.version, "submission": "u1"})
    assert page.status_code == 422
    sent = {"reason": "səhv şəxs", "version": event.version, "submission": "u2"}
    page = client.post(url("undo_event", event.pk), sent, follow=True)
    assert fresh(one).death_date is None
    assert "səhv şəxs" in page.content.decode()
    assert not page.context["may_undo"]
    undoing = LifeEvent.objects.get(undoes=event)
    assert client.get(url("life_event", undoing.pk)).status_code == 200


def test_a_stale_event_form_is_a_conflict(sign_in):
    by = caseworker()
    one = person(by)
    sent = happened(one)
    api.request_change(by=by, person=fresh(one), changes={"phone": "050 123 45 67"}, reason="yeni")
    assert sign_in(by).post(url("record_event", one.pk, "release"), sent).status_code == 409
    assert not LifeEvent.objects.exists()


def test_an_operator_records_no_event_but_may_read_one(sign_in):
    by = caseworker()
    one = person(by)
    event = api.record_life_event(by=by, person=one, on=date(2024, 5, 10), details=api.Release(), evidence="AA 1")
    client = sign_in(operator())
    assert client.get(url("choose_event", one.pk)).status_code == 403
    page = client.get(url("life_event", event.pk))
    assert page.status_code == 200
    assert not page.context["may_undo"]
