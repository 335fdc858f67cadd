"""Requests for erasure and legal holds: taken in, examined, done or refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from dayaq.core import clock
from dayaq.core.erasure import erase
from dayaq.core.errors import Denied, Invalid, Stale, WrongState
from dayaq.core.models import AuditEvent
from dayaq.core.work import work_items
from dayaq.law.api import load_law
from dayaq.registry import api
from dayaq.registry.models import ErasureRequest, LegalHold, NameToken, Person, PersonName
from tests import make
from tests.pdf import text_of
from tests.unit.registry.given import astara, caseworker, everywhere, operator, person

pytestmark = pytest.mark.django_db
CHECK = "Şəxsiyyət vəsiqəsi AZE 12345678"


@pytest.fixture(autouse=True)
def _law(db):
    load_law()


def dpo(**changes):
    return make.user("data_protection_officer", **changes)


def requested(one=None, **changes):
    return api.request_erasure(by=operator(), person=one or person(), identity_check=CHECK, **changes)


def examined(one=None):
    return api.examine_erasure(by=dpo(), erasure=requested(one), finding="Açıq iş yoxdur.")


def test_a_request_is_taken_in_with_a_number_and_a_last_day():
    one = person()
    made = requested(one, wish="Silin")
    assert made.state == "requested"
    assert made.number.startswith("ER-")
    assert made.due_on is not None
    assert made.due_on > clock.today()
    event = AuditEvent.objects.get(event="erasure.requested")
    assert event.detail == {"person": one.pk, "number": made.number}


def test_nobody_asks_without_being_identified():
    with pytest.raises(Invalid) as error:
        api.request_erasure(by=operator(), person=person(), identity_check="  ")
    assert error.value.code == "identity"


@pytest.mark.parametrize("by", [lambda: make.user("analyst"), lambda: operator(astara()), dpo])
def test_a_request_is_taken_in_where_the_person_is_worked_with(by):
    one = person()
    with pytest.raises(Denied):
        api.request_erasure(by=by(), person=one, identity_check=CHECK)


def test_one_request_of_a_person_is_open_at_a_time():
    one = person()
    requested(one)
    with pytest.raises(WrongState) as error:
        requested(one)
    assert error.value.code == "request_open"


def test_examining_looks_the_legal_grounds_up_and_may_be_done_again():
    one, by = person(), dpo()
    hold = api.place_hold(by=by, person=one, reason="Məhkəmə işi 5")
    made = api.examine_erasure(by=by, erasure=requested(one), finding="Məhkəmə işi var.")
    assert (made.state, made.grounds, made.examined_by) == ("examined", ["legal_hold"], by)
    api.end_hold(by=by, hold=hold, reason="İş bitib")
    assert api.examine_erasure(by=by, erasure=made, finding="Yoxdur.").grounds == []
    assert AuditEvent.objects.filter(event="erasure.examined").count() == 2


def test_only_the_data_protection_officer_examines_and_decides():
    made = examined()
    for by in (caseworker(), make.user("administrator"), dpo(in_unit=astara())):
        for step in (
            lambda by=by: api.examine_erasure(by=by, erasure=made, finding="x"),
            lambda by=by: api.refuse_erasure(by=by, erasure=made, legal_basis="9", reason="x"),
            lambda by=by: api.carry_out_erasure(by=by, erasure=made, legal_basis="9"),
        ):
            with pytest.raises(Denied):
                step()


def test_nothing_is_decided_before_it_was_examined():
    made = requested()
    with pytest.raises(WrongState):
        api.carry_out_erasure(by=dpo(), erasure=made, legal_basis="998-IIIQ")
    with pytest.raises(WrongState):
        api.refuse_erasure(by=dpo(), erasure=made, legal_basis="998-IIIQ", reason="x")
    assert Person.objects.filter(erased_at__isnull=True).count() == 1


def test_whoever_took_it_in_does_not_decide_it_under_another_account_either():
    clerk = make.user("operator", human="P1")
    made = api.request_erasure(by=clerk, person=person(), identity_check=CHECK)
    api.examine_erasure(by=dpo(), erasure=made, finding="Açıq iş yoxdur.")
    with pytest.raises(Denied) as error:
        api.carry_out_erasure(by=dpo(human="P1"), erasure=made, legal_basis="998-IIIQ")
    assert error.value.code == "four_eyes"


def test_a_refusal_names_article_reason_and_grounds_in_a_letter_to_the_person():
    one = person()
    api.place_hold(by=dpo(), person=one, reason="Məhkəmə işi 5")
    by = dpo()
    made = api.refuse_erasure(by=by, erasure=examined(one), legal_basis="998-IIIQ, 8", reason="İş davam edir.")
    assert (made.state, made.due_on, made.decided_by, made.legal_basis) == ("refused", None, by, "998-IIIQ, 8")
    assert made.letter is not None
    text = text_of(bytes(made.letter.content))
    for word in ("Əliyev", "998-IIIQ, 8", "İş davam edir."):
        assert word in text
    assert AuditEvent.objects.get(event="erasure.refused").detail["letter"] == made.letter.number
    one.refresh_from_db()
    assert one.surname == "Əliyev"


@pytest.mark.parametrize(("changes", "code"), [({"legal_basis": ""}, "article"), ({"reason": " "}, "reason")])
def test_a_refusal_without_article_or_reason_is_none(changes, code):
    with pytest.raises(Invalid) as error:
        api.refuse_erasure(
            by=dpo(), erasure=examined(), **{"legal_basis": "998-IIIQ", "reason": "İş davam edir.", **changes}
        )
    assert error.value.code == code


def test_erasing_leaves_a_number_a_district_a_sex_and_a_year():
    one = person(fin="5ABC12D", phone="0501234567")
    made = api.carry_out_erasure(by=dpo(), erasure=examined(one), legal_basis="998-IIIQ")
    one.refresh_from_db()
    assert (made.state, one.full_name, one.fin, one.phone) == ("done", f"№ {one.pk}", None, "")
    assert (one.sex, one.birth_date.isoformat(), one.unit.code) == ("m", "1980-01-01", "AZ-LER")
    assert made.counts["registry.person"] == 1
    assert not PersonName.objects.exists()
    assert not NameToken.objects.exists()
    assert (made.wish, made.identity_check, made.finding) == ("", "", "")
    assert AuditEvent.objects.filter(event="erasure.done", object_id=made.pk).exists()
    assert AuditEvent.objects.get(event="data.erased", object_type="registry.person").reason == f"erasure:{made.pk}"


def test_the_letter_that_says_it_is_done_names_nobody():
    made = api.carry_out_erasure(by=dpo(), erasure=examined(), legal_basis="998-IIIQ")
    assert made.letter is not None
    text = text_of(bytes(made.letter.content))
    assert made.number in text
    assert "Əliyev" not in text


def test_who_was_erased_is_found_and_listed_no_more_but_the_number_still_opens():
    one = person(fin="5ABC12D")
    api.carry_out_erasure(by=dpo(), erasure=examined(one), legal_basis="998-IIIQ")
    by = everywhere()
    assert api.search_persons(by, "Əliyev") == []
    assert list(Person.objects.visible_to(by, "person.search")) == []
    assert list(Person.objects.visible_to(by)) == [one]
    with pytest.raises(Denied):
        requested(one)
    with pytest.raises(Denied):
        api.correct_person(by=by, person=one, changes={"surname": "Əliyev"}, reason="geri")


def test_a_hold_placed_after_the_examination_stops_it_and_nothing_is_lost():
    one = person()
    made = examined(one)
    api.place_hold(by=dpo(), person=one, reason="Məhkəmə işi 5")
    with pytest.raises(WrongState):
        api.carry_out_erasure(by=dpo(), erasure=made, legal_basis="998-IIIQ")
    one.refresh_from_db()
    assert one.surname == "Əliyev"
    assert ErasureRequest.objects.get().state == "examined"


def test_a_stale_page_decides_nothing():
    made = examined()
    with pytest.raises(Stale):
        api.carry_out_erasure(by=dpo(), erasure=made, legal_basis="998-IIIQ", version=made.version - 1)


def test_the_database_itself_refuses_to_erase_who_is_held():
    one = person()
    api.place_hold(by=dpo(), person=one, reason="Məhkəmə işi 5", valid_to=clock.today() + timedelta(days=9))
    with pytest.raises(WrongState) as error, transaction.atomic():
        erase(by=dpo(), model=Person, keys=[one.pk], why="erasure:1")
    assert error.value.code == "held"


def pretending(statement):
    """Run a statement in a session that says of itself that it erases."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('dayaq.erasing', 'on', true)")
        cursor.execute(statement)


def test_no_session_of_the_application_passes_by_a_trigger_by_saying_that_it_erases():
    one = person()
    api.correct_person(by=everywhere(), person=one, changes={"surname": "Rzayev"}, reason="nikah")
    statements = (
        "delete from registry_personevent",
        "update registry_personevent set surname = ''",
        "update core_auditevent set reason = ''",
        "delete from core_auditevent",
    )
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic():
            pretending(statement)


def test_a_hold_is_placed_for_a_reason_and_ends_for_one():
    one, by = person(), dpo()
    with pytest.raises(Invalid):
        api.place_hold(by=by, person=one, reason=" ")
    with pytest.raises(Invalid):
        api.place_hold(by=by, person=one, reason="x", valid_to=clock.today())
    hold = api.place_hold(by=by, person=one, reason="Məhkəmə işi 5")
    with pytest.raises(Invalid):
        api.end_hold(by=by, hold=hold, reason=" ")
    api.end_hold(by=by, hold=hold, reason="İş bitib")
    with pytest.raises(WrongState):
        api.end_hold(by=by, hold=hold, reason="İş bitib")
    assert (hold.valid_to, hold.ended_by) == (clock.today(), by)
    told = AuditEvent.objects.filter(event__startswith="hold.").order_by("pk").values_list("event", "reason")
    assert list(told) == [("hold.placed", ""), ("hold.ended", "İş bitib")]


def test_a_request_waits_on_the_page_of_work_until_it_is_decided():
    one, by = person(), dpo()
    made = requested(one)
    item = work_items(by)[0]
    assert (item.due_on, item.subject, item.pk, item.note) == (made.due_on, one.full_name, made.pk, made.number)
    assert work_items(operator()) == []
    assert work_items(dpo(in_unit=astara())) == []
    api.examine_erasure(by=by, erasure=made, finding="Açıq iş yoxdur.")
    assert work_items(by)[0].title != item.title
    api.carry_out_erasure(by=by, erasure=made, legal_basis="998-IIIQ")
    assert work_items(by) == []


def test_only_the_data_protection_officer_holds():
    one = person()
    for by in (caseworker(), dpo(in_unit=astara())):
        with pytest.raises(Denied):
            api.place_hold(by=by, person=one, reason="x")
    assert not LegalHold.objects.exists()


def test_nothing_is_erased_by_who_may_not():
    one = person()
    with pytest.raises(Denied):
        api.erase_persons(by=caseworker(), persons=[one.pk], why="erasure:1")
