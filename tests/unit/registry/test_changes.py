"""Requests to change a person's data: who asks, who approves, what stands against it, what stays."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dayaq.core.errors import Denied, Invalid, Stale, WrongState
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.registry import affected as affected_room
from dayaq.registry import api
from dayaq.registry.change_classes import CLASSES, CORRECTABLE, FIELD_LABELS
from dayaq.registry.models import ChangeRequest, Person, StatusKind
from tests import make
from tests.unit.registry.given import BORN, astara, caseworker, everywhere, lerik, operator, person

pytestmark = pytest.mark.django_db

EVIDENCE = "şəxsiyyət vəsiqəsi AZE 12345678"


def ask(by, one, reason="səhv yazılıb", evidence=EVIDENCE, **changes):
    return api.request_change(by=by, person=one, changes=changes, reason=reason, evidence=evidence)


def waiting(by, one, **changes):
    return ask(by, one, **changes).waiting


def told(event):
    return AuditEvent.objects.filter(event=event)


def fresh(one):
    return Person.objects.get(pk=one.pk)


# Asking --------------------------------------------------------------------------------------------------------------


def test_contact_data_are_applied_at_once_and_kept_as_an_applied_request():
    by = caseworker()
    one = person(by)
    asked = ask(by, one, phone="050 123 45 67", evidence="")
    assert asked.waiting is None
    assert fresh(one).phone == "+994501234567"
    assert fresh(one).phone_original == "050 123 45 67"
    change = asked.applied
    assert (change.state, change.decided_by, change.needs_approval) == ("applied", by, False)
    assert change.changes == {"phone": {"before": "", "after": "+994501234567", "typed": "050 123 45 67"}}
    assert told("change.applied_at_once").get().detail == {"person": one.pk, "fields": ["phone"]}
    assert told("person.corrected").get().detail == {"fields": ["phone"], "request": change.pk}


def test_identity_data_wait_and_change_nothing():
    by = caseworker()
    one = person(by)
    change = waiting(by, one, surname="Rzayev")
    assert (change.state, change.decided_by, change.needs_approval) == ("submitted", None, True)
    assert (fresh(one).surname, fresh(one).version) == ("Əliyev", 1)
    assert told("change.requested").get().detail == {"person": one.pk, "fields": ["surname"]}
    assert not told("person.corrected").exists()


def test_what_may_be_written_is_written_and_the_rest_waits():
    by = caseworker()
    one = person(by)
    asked = ask(by, one, surname="Rzayev", email="hasan@example.com")
    assert (asked.applied.fields, asked.waiting.fields) == (["email"], ["surname"])
    assert (fresh(one).email, fresh(one).surname) == ("hasan@example.com", "Əliyev")
    assert asked.one == asked.waiting


def test_a_change_of_address_is_told_to_other_rooms(monkeypatch):
    from dayaq.core import events

    seen = []
    monkeypatch.setitem(events._handlers, "person.place_corrected", [seen.append])
    by = everywhere()
    one = person(by)
    ask(by, one, unit=astara(), address="Sahil küçəsi 1")
    events.dispatch_all()
    assert seen == [
        {"id": one.pk, "fields": ["address", "unit"], "unit_before": lerik().pk, "unit": astara().pk},
    ]
    assert not OutboxEvent.objects.filter(name="person.place_corrected", handled_at=None).exists()


@pytest.mark.parametrize("role", ["operator", "decision_officer", "partner", "analyst", "auditor", "administrator"])
def test_who_may_not_edit_asks_for_nothing(role):
    with pytest.raises(Denied):
        ask(make.user(role), person(), phone="050 123 45 67")
    assert not ChangeRequest.objects.exists()


def test_nobody_asks_about_a_person_of_another_district_or_moves_one_there():
    with pytest.raises(Denied):
        ask(caseworker(astara()), person(), surname="Rzayev")
    with pytest.raises(Denied) as caught:
        ask(caseworker(), person(), unit=astara())
    assert caught.value.code == "other_district"


def test_the_protection_of_a_person_has_a_right_of_its_own():
    with pytest.raises(Denied):
        ask(everywhere(), person(), is_restricted=True)


@pytest.mark.parametrize(
    ("values", "changes", "code"),
    [
        ({"reason": " "}, {"surname": "Rzayev"}, "reason"),
        ({"evidence": " "}, {"surname": "Rzayev"}, "no_evidence"),
        ({}, {"surname": "Əliyev"}, "unchanged"),
        ({}, {"version": 9}, "invalid"),
        ({}, {"death_date": BORN - timedelta(days=1)}, "death_before_birth"),
        ({}, {"fin": "5ABC12O"}, "fin_lookalike"),
        ({}, {"father_name": "Məmməd qızı"}, "sex_against_patronymic"),
    ],
)
def test_a_request_that_cannot_be_is_refused_and_leaves_nothing(values, changes, code):
    one = person()
    with pytest.raises(Invalid) as caught:
        ask(everywhere(), one, **values, **changes)
    assert caught.value.code == code
    assert not ChangeRequest.objects.exists()
    assert not told("change.requested").exists()


def test_a_fin_of_somebody_else_is_refused_at_once():
    person(fin="5ABC12D", surname="Zeynalov")
    with pytest.raises(Invalid) as caught:
        ask(everywhere(), person(), fin="5abc12d")
    assert (caught.value.code, caught.value.field) == ("fin_taken", "fin")


def test_a_recorded_document_is_evidence_enough_but_only_of_the_same_person():
    by = everywhere()
    one, other = person(by), person(by, surname="Zeynalov")
    own = api.add_document(by=by, person=one, kind="id_card", number="12345678")
    foreign = api.add_document(by=by, person=other, kind="id_card", number="87654321")
    values = {"by": by, "person": one, "changes": {"surname": "Rzayev"}, "reason": "səhv"}
    with pytest.raises(Invalid) as caught:
        api.request_change(**values, document=foreign)
    assert caught.value.field == "document"
    assert api.request_change(**values, document=own).waiting.document == own


def test_a_request_of_a_page_that_grew_old_is_refused():
    by = caseworker()
    one = person(by)
    ask(by, one, phone="050 123 45 67")
    with pytest.raises(Stale):
        api.request_change(
            by=by, person=one, changes={"surname": "Rzayev"}, reason="səhv", evidence=EVIDENCE, version=1
        )


# Deciding ------------------------------------------------------------------------------------------------------------


def test_another_caseworker_approves_and_the_old_row_stays():
    by, other = caseworker(), caseworker()
    one = person(by)
    change = waiting(by, one, surname="Әhmədov ")
    done = api.approve_change(by=other, change=change, note="vəsiqə yoxlanıldı", version=1)
    assert (done.state, done.decided_by, done.decision_note) == ("applied", other, "vəsiqə yoxlanıldı")
    assert (fresh(one).surname, fresh(one).version) == ("Əhmədov", 2)
    assert fresh(one).name_original["surname"] == "Әhmədov "
    assert one.events.get().surname == "Əliyev"
    corrected = told("person.corrected").get()
    assert (corrected.actor_id, corrected.reason) == (other.pk, "səhv yazılıb")
    assert corrected.detail == {"fields": ["surname"], "request": change.pk}
    assert told("change.applied").get().actor_id == other.pk


def test_a_decision_officer_of_the_district_may_approve():
    one = person()
    change = waiting(caseworker(), one, surname="Rzayev")
    officer = make.user("decision_officer", in_unit=lerik())
    assert api.approve_change(by=officer, change=change).state == "applied"


def test_nobody_approves_or_refuses_what_they_asked_for_under_any_of_their_accounts():
    by = make.user("caseworker", in_unit=lerik(), human="AAA1111")
    second = make.user("decision_officer", in_unit=lerik(), human="AAA1111")
    one = person()
    change = waiting(by, one, surname="Rzayev")
    for same in (by, second):
        with pytest.raises(Denied) as caught:
            api.approve_change(by=same, change=change)
        assert caught.value.code == "same_eyes"
        with pytest.raises(Denied):
            api.refuse_change(by=same, change=change, reason="yox")
    assert fresh(one).surname == "Əliyev"


@pytest.mark.parametrize("role", ["operator", "programme_officer", "partner", "analyst", "auditor", "administrator"])
def test_who_does_not_decide_changes_decides_none(role):
    change = waiting(caseworker(), person(), surname="Rzayev")
    with pytest.raises(Denied):
        api.approve_change(by=make.user(role), change=change)


def test_an_officer_of_another_district_decides_nothing_here():
    change = waiting(caseworker(), person(), surname="Rzayev")
    with pytest.raises(Denied) as caught:
        api.approve_change(by=caseworker(astara()), change=change)
    assert caught.value.code == "other_person"


def test_a_refusal_says_why_and_changes_nothing():
    one = person()
    change = waiting(caseworker(), one, surname="Rzayev")
    with pytest.raises(Invalid):
        api.refuse_change(by=caseworker(), change=change, reason=" ")
    other = caseworker()
    done = api.refuse_change(by=other, change=change, reason="vəsiqədə belə deyil")
    assert (done.state, done.decision_note) == ("refused", "vəsiqədə belə deyil")
    assert (fresh(one).surname, fresh(one).version) == ("Əliyev", 1)
    assert told("change.refused").get().reason == "vəsiqədə belə deyil"


def test_a_decision_on_a_page_that_grew_old_is_refused():
    by, one = caseworker(), person()
    change = waiting(by, one, surname="Rzayev")
    everybody = everywhere()
    ask(everybody, one, surname="Zeynalov")
    api.approve_change(by=by, change=ChangeRequest.objects.latest("pk"))
    with pytest.raises(Stale):
        api.approve_change(by=everybody, change=change, version=1)


@pytest.mark.parametrize("finish", ["approve", "refuse", "withdraw"])
def test_a_request_that_ended_is_not_decided_again(finish):
    by, other, one = caseworker(), caseworker(), person()
    change = waiting(by, one, surname="Rzayev")
    if finish == "approve":
        api.approve_change(by=other, change=change)
    elif finish == "refuse":
        api.refuse_change(by=other, change=change, reason="yox")
    else:
        api.withdraw_change(by=by, change=change)
        assert told("change.withdrawn").get().detail == {"person": one.pk, "fields": ["surname"]}
    with pytest.raises(WrongState):
        api.approve_change(by=other, change=change)
    with pytest.raises(WrongState):
        api.withdraw_change(by=by, change=change)


def test_only_whoever_asked_withdraws():
    change = waiting(caseworker(), person(), surname="Rzayev")
    with pytest.raises(Denied) as caught:
        api.withdraw_change(by=caseworker(), change=change)
    assert caught.value.code == "not_yours"


# Conflicts -----------------------------------------------------------------------------------------------------------


def codes(change, user=None):
    return [(clash.code, clash.field) for clash in api.preview_request(change, user or everywhere()).clashes]


def test_the_first_approval_puts_the_other_request_for_the_field_in_conflict():
    by, other, one = caseworker(), caseworker(), person()
    first, second = waiting(by, one, surname="Rzayev"), waiting(other, one, surname="Zeynalov", given_name="Hüseyn")
    assert codes(first) == [("other_request", "surname")]
    assert codes(second) == [("other_request", "surname")]
    api.approve_change(by=other, change=first)
    second.refresh_from_db()
    assert (second.state, second.conflicts) == ("conflicting", ["changed"])
    assert codes(second) == [("changed", "surname")]
    assert told("change.conflicting").get().detail == {"person": one.pk, "fields": ["given_name", "surname"]}


def test_a_request_for_another_field_goes_on():
    by, other, one = caseworker(), caseworker(), person()
    first, second = waiting(by, one, surname="Rzayev"), waiting(by, one, given_name="Hüseyn")
    api.approve_change(by=other, change=first)
    assert api.approve_change(by=other, change=second).state == "applied"
    assert (fresh(one).surname, fresh(one).given_name) == ("Rzayev", "Hüseyn")


def test_a_value_changed_behind_the_request_is_found_when_it_is_approved():
    one = person()
    change = waiting(caseworker(), one, surname="Rzayev")
    Person.objects.filter(pk=one.pk).update(surname="Quliyev")  # as an import does, row by row in the database
    done = api.approve_change(by=caseworker(), change=change)
    assert (done.state, done.conflicts, done.decided_by) == ("conflicting", ["changed"], None)
    assert fresh(one).surname == "Quliyev"
    assert told("change.conflicting").get().detail["conflicts"] == ["changed"]


def test_a_request_in_conflict_is_renewed_against_the_values_of_today():
    by, one = caseworker(), person()
    change = waiting(by, one, surname="Rzayev", given_name="Hüseyn")
    api.correct_person(by=everywhere(), person=one, changes={"surname": "Rzayev"}, reason="reyestr")
    change.refresh_from_db()
    assert change.state == "conflicting"
    with pytest.raises(Denied):
        api.renew_change(by=caseworker(), change=change)
    renewed = api.renew_change(by=by, change=change)
    assert (renewed.state, renewed.fields, renewed.conflicts) == ("submitted", ["given_name"], [])
    assert told("change.renewed").exists()
    assert api.approve_change(by=caseworker(), change=renewed).state == "applied"
    assert (fresh(one).surname, fresh(one).given_name) == ("Rzayev", "Hüseyn")


def test_a_request_that_came_true_meanwhile_is_withdrawn_not_renewed():
    by, one = caseworker(), person()
    change = waiting(by, one, surname="Rzayev")
    api.correct_person(by=everywhere(), person=one, changes={"surname": "Rzayev"}, reason="reyestr")
    with pytest.raises(Invalid):
        api.renew_change(by=by, change=ChangeRequest.objects.get())
    assert api.withdraw_change(by=by, change=ChangeRequest.objects.get(pk=change.pk)).state == "withdrawn"


def test_a_fin_that_was_given_away_meanwhile_stops_the_approval():
    one = person()
    change = waiting(caseworker(), one, fin="5ABC12D")
    person(fin="5ABC12D", surname="Zeynalov")
    assert codes(change) == [("fin_taken", "fin")]
    assert api.approve_change(by=caseworker(), change=change).conflicts == ["fin_taken"]


def test_nobody_is_born_after_their_child_or_before_their_parent():
    by = everywhere()
    child = person(by, given_name="Nigar", sex="f", father_name="", birth_date=date(2005, 3, 1))
    parent = person(by)
    household = api.create_household(by=by, head=parent, valid_from=date(2010, 1, 1))
    api.add_member(by=by, household=household, person=child, relation="child", valid_from=date(2010, 1, 1))
    assert codes(waiting(by, parent, birth_date=date(2005, 3, 1))) == [("after_child", "birth_date")]
    assert codes(waiting(by, child, birth_date=BORN)) == [("before_parent", "birth_date")]
    assert api.approve_change(by=caseworker(), change=ChangeRequest.objects.first()).conflicts == ["after_child"]


def test_a_shared_document_and_an_older_status_are_shown_and_stop_nothing():
    by = everywhere()
    one, other = person(by), person(by, surname="Zeynalov")
    document = api.add_document(by=by, person=one, kind="id_card", number="12345678")
    api.add_document(by=by, person=other, kind="id_card", number="12345678")
    document.refresh_from_db()
    api.load_status_kinds()
    kind = StatusKind.objects.get(code="jobseeker")
    api.add_status(by=by, person=one, kind=kind, valid_from=date(1981, 1, 1))
    change = api.request_change(
        by=by, person=one, changes={"birth_date": date(1982, 4, 12)}, reason="səhv", document=document
    ).waiting
    assert codes(change) == [("shared_document", "document"), ("status_before_birth", "birth_date")]
    assert api.approve_change(by=caseworker(), change=change).state == "applied"


# What the page of a decision knows -----------------------------------------------------------------------------------


def test_the_preview_says_where_the_present_value_comes_from():
    by, other, one = caseworker(), caseworker(), person()
    first = waiting(by, one, surname="Rzayev")
    api.approve_change(by=other, change=first)
    fields = {f.name: f for f in api.preview_request(waiting(by, one, surname="Zeynalov", sex="f"), by).fields}
    assert (fields["surname"].before, fields["surname"].after) == ("Rzayev", "Zeynalov")
    assert (fields["surname"].source.by, fields["surname"].source.change) == (other.display_name, first.pk)
    assert (fields["sex"].source.origin, fields["sex"].source.by) == ("window", "")


def test_rooms_above_say_what_is_open_and_touched(monkeypatch):
    record = api.Affected("№ 1", "submitted", "Submitted", "applications:show", 1, "Will be examined on the new data.")
    asked = []

    def provider(one, user, fields):
        asked.append((one.pk, user.pk, sorted(fields)))
        return [record]

    monkeypatch.setattr(affected_room, "_providers", {"test": provider})
    by, one = caseworker(), person()
    preview = api.preview_change(one, {"surname": "Rzayev", "phone": "050 123 45 67"}, by)
    assert preview.affected == [record]
    assert asked == [(one.pk, by.pk, ["phone", "surname"])]
    assert [f.name for f in preview.waiting] == ["surname"]
    assert Person.objects.get().surname == "Əliyev"


def test_who_may_not_know_that_a_person_was_protected_does_not_see_the_request():
    by = make.user("caseworker")
    by.permissions = by.permissions | {"person.restricted"}
    one = person(by)
    ask(by, one, is_restricted=True)
    assert ask(by, fresh(one), is_restricted=False).applied
    assert ChangeRequest.objects.visible_to(by).count() == 2
    assert not ChangeRequest.objects.visible_to(everywhere()).exists()


# What the database holds, whoever writes -----------------------------------------------------------------------------


def test_the_database_refuses_two_eyes_and_a_decision_of_nobody():
    by = caseworker()
    change = waiting(by, person(), surname="Rzayev")
    for values in (
        {"state": "applied", "decided_by": by},
        {"state": "refused", "decided_by": by},
        {"state": "applied"},
        {"decided_by": caseworker()},
        {"needs_approval": False},
        {"changes": {}},
        {"state": "elsewhere"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChangeRequest.objects.filter(pk=change.pk).update(**values)


def test_every_field_that_can_be_corrected_stands_in_one_class_and_has_a_name():
    assert len(CORRECTABLE) == len(set(CORRECTABLE)) == sum(len(one.fields) for one in CLASSES)
    assert set(FIELD_LABELS) == set(CORRECTABLE)
    own = {field.name for field in Person._meta.concrete_fields}
    assert set(CORRECTABLE) <= own


def test_a_request_waits_for_those_who_may_decide_and_comes_back_to_who_asked():
    from dayaq.core.work import work_items

    by, other = caseworker(), caseworker()
    change = waiting(by, person(), surname="Rzayev")
    assert [item.pk for item in work_items(other)] == [change.pk]
    assert work_items(by) == work_items(caseworker(astara())) == work_items(operator()) == []
    api.correct_person(by=everywhere(), person=change.person, changes={"surname": "Quliyev"}, reason="reyestr")
    assert work_items(other) == []
    assert [item.url_name for item in work_items(by)] == ["people:change"]


def test_pages_machines_and_commands_ask_for_changes_and_write_none():
    """Whoever calls the write past the requests lets one pair of eyes change an identity."""
    from django.conf import settings as django_settings

    package = Path(django_settings.PACKAGE)
    doors = [path for name in ("web", "http", "cli") for path in (package / name).rglob("*.py")]
    assert len(doors) > 100
    assert [str(path) for path in doors if "api.correct_person(" in path.read_text(encoding="utf-8")] == []
