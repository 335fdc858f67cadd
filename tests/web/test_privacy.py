"""Pages of data protection, and what a withdrawn consent leaves to be seen: nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from dayaq.core import clock
from dayaq.core.erasure import erase
from dayaq.documents.models import Document
from dayaq.law.models import LegalAct
from dayaq.registry import api
from dayaq.registry.models import (
    AccessRecord,
    Consent,
    ErasureRequest,
    LegalBasis,
    LegalHold,
    Person,
    RetentionRule,
    RetentionRun,
)
from tests import make
from tests.architecture.routes import routes
from tests.unit.selfemployment import given

pytestmark = pytest.mark.django_db
SURNAME = "Zərgərpalıd"


@pytest.fixture
def world(db):
    with clock.frozen(given.NOW, seed="privacy-pages"):
        yield given.world()


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def dpo():
    return make.user("data_protection_officer")


def url(name, *args):
    return reverse(f"privacy:{name}", args=args)


# A withdrawn consent -------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(world) -> dict[str, Any]:
    """A whole case that a bank pays for, of somebody whose surname stands nowhere else."""
    bank = make.organisation("bank", "bank")
    fund = given.fund(world.programme, organisation=bank)
    world.fund = fund
    whom = given.person(surname=SURNAME)
    case = _equipped(world, whom)
    breach = given.noticed(world, case)
    records = {
        "person": whom.pk, "application": case.enrolment.application_id, "case": case.pk, "plan": case.plans.get().pk,
        "asset": case.assets.order_by("pk").first().pk, "visit": case.visits.order_by("pk").first().pk,
        "breach": breach.pk, "fund": fund.pk, "sponsor": bank.pk,
    }  # fmt: skip
    return {"bank": bank, "person": whom, "records": records, "clerk": world.caseworker}


def _equipped(world, whom):
    original = given.person
    given.person = lambda **_changes: whom
    try:
        return given.equipped(world)
    finally:
        given.person = original


MEANT = {
    "applications": "application", "cases": "case", "people": "person", "privacy": "person", "funds": "fund",
    "funds:sponsor": "sponsor", "cases:plan_show": "plan", "cases:asset": "asset", "cases:visit": "visit",
    "cases:remedy_breach": "breach",
}  # fmt: skip


def told_to(partner, records) -> list[str]:
    """Names of all pages and files on which the partner reads the surname."""
    client, found = sign_in(partner), []
    for route in routes():
        guard = route.guard
        if guard is None or guard.public or route.parameters not in ((), ("pk",)):
            continue
        meant = MEANT.get(route.name) or MEANT.get(route.name.partition(":")[0])
        if route.parameters and meant is None:
            continue
        address = reverse(route.name, kwargs={"pk": records[meant]} if route.parameters else {})
        sent = [client.get(address), client.get(address, {"q": SURNAME})]
        if not route.parameters:
            sent.append(client.post(address, {"export": "csv", "why": "Yoxlama"}))
        texts = [b"".join(answer.streaming_content) if answer.streaming else answer.content for answer in sent]
        asked = [text.decode("utf-8", "replace").replace(f'value="{SURNAME}"', "") for text in texts]
        if any(SURNAME in text.replace(f"“{SURNAME}”", "") for text in (asked[0], *asked[2:])):
            found.append(route.name)
    return found


def test_a_withdrawn_consent_leaves_a_partner_no_page_no_search_no_count_and_no_file(shared):
    partner = make.user("partner", of=shared["bank"])
    person, clerk = shared["person"], shared["clerk"]
    assert told_to(partner, shared["records"]) == []
    consent = api.give_consent(by=clerk, person=person, purpose="partner_support", recipient=shared["bank"])
    seen = told_to(partner, shared["records"])
    assert {"cases:index", "cases:show", "cases:plan_show"} <= set(seen)
    cases = sign_in(partner).get(reverse("cases:index")).context["list"]
    assert cases.total == 1
    api.withdraw_consent(by=clerk, consent=consent)
    assert told_to(partner, shared["records"]) == []
    cases = sign_in(partner).get(reverse("cases:index")).context["list"]
    assert cases.total == 0
    assert sign_in(partner).get(reverse("cases:show", args=[shared["records"]["case"]])).status_code == 404


def test_staff_go_on_seeing_the_case_when_the_partner_does_not(shared):
    answer = sign_in(shared["clerk"]).get(reverse("cases:show", args=[shared["records"]["case"]]))
    assert SURNAME in answer.content.decode()


# The pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def one(world) -> Person:
    return given.person(surname=SURNAME)


def test_a_consent_names_recipient_and_data_on_the_page(world, one):
    client, bank = sign_in(world.caseworker), make.organisation("bank", "bank")
    sent = {
        "purpose": "partner_support", "recipient": bank.pk, "data_classes": ["personal", "special"], "form": "written",
        "given_on": "10.03.2026", "submission": "a",
    }  # fmt: skip
    assert client.post(reverse("people:give_consent", args=[one.pk]), sent).status_code == 302
    assert Consent.objects.get().recipient == bank
    assert bank.name in client.get(reverse("people:show", args=[one.pk])).content.decode()
    form = client.get(reverse("people:give_consent", args=[one.pk])).context["form"]
    assert "service" not in dict(form.fields["purpose"].choices)


def test_who_looked_lists_the_looks_and_is_one_itself(world, one):
    sign_in(world.caseworker).get(reverse("people:show", args=[one.pk]))
    answer = sign_in(dpo()).get(url("who_looked", one.pk))
    assert world.caseworker.display_name in answer.content.decode()
    assert list(AccessRecord.objects.order_by("pk").values_list("how", "purpose_id")) == [
        ("page", "service"),
        ("log", "oversight"),
    ]


def test_a_request_goes_from_the_window_to_the_letter(world, one):
    window, officer = sign_in(world.caseworker), sign_in(dpo())
    sent = {"identity_check": "AZE 12345678", "wish": "Silin", "submission": "a"}
    assert window.post(url("ask", one.pk), sent).status_code == 302
    request = ErasureRequest.objects.get()
    assert request.number in officer.get(url("index")).content.decode()
    officer.post(url("examine", request.pk), {"finding": "Açıq iş yoxdur.", "submission": "b"})
    assert officer.get(url("carry_out", request.pk)).status_code == 200
    officer.post(url("carry_out", request.pk), {"legal_basis": "998-IIIQ", "submission": "c"})
    request.refresh_from_db()
    assert request.state == "done"
    text = officer.get(url("show", request.pk)).content.decode()
    assert request.letter.number in text
    assert SURNAME not in text
    letter = officer.get(reverse("documents:download", args=[request.letter_id]))
    assert letter["Content-Type"] == "application/pdf"
    page = sign_in(world.caseworker).get(reverse("people:show", args=[one.pk])).content.decode()
    assert f"№ {one.pk}" in page
    assert reverse("people:correct", args=[one.pk]) not in page
    assert SURNAME not in page


def test_a_ground_offers_the_refusal_and_not_the_erasure(world, one):
    by, officer = dpo(), sign_in(dpo())
    api.place_hold(by=by, person=one, reason="Məhkəmə işi 5")
    request = api.request_erasure(by=world.caseworker, person=one, identity_check="AZE 12345678")
    api.examine_erasure(by=by, erasure=request, finding="Məhkəmə işi var.")
    text = officer.get(url("show", request.pk)).content.decode()
    assert url("refuse", request.pk) in text
    assert url("carry_out", request.pk) not in text
    sent = {"legal_basis": "998-IIIQ", "submission": "a"}
    assert officer.post(url("carry_out", request.pk), sent).status_code == 422
    sent = {"legal_basis": "998-IIIQ, 8", "reason": "İş davam edir.", "submission": "b"}
    assert officer.post(url("refuse", request.pk), sent).status_code == 302


def test_the_letter_of_erased_data_is_gone_and_says_so(world):
    case = given.contracted(world)
    person = case.person
    paper = case.contract.document
    officer = sign_in(world.officer)
    assert officer.get(reverse("documents:download", args=[paper.pk])).status_code == 200
    erase(by=dpo(), model=Document, keys=[paper.pk], why="erasure:1")
    answer = officer.get(reverse("documents:download", args=[paper.pk]))
    assert answer.status_code != 200
    assert person.surname not in answer.content.decode()


def test_a_hold_is_placed_and_ended_on_pages(world, one):
    officer = sign_in(dpo())
    officer.post(url("hold_place", one.pk), {"reason": "Məhkəmə işi 5", "submission": "a"})
    hold = LegalHold.objects.get()
    assert SURNAME in officer.get(url("holds")).content.decode()
    officer.post(url("hold_end", hold.pk), {"reason": "İş bitib", "submission": "b", "version": hold.version})
    hold.refresh_from_db()
    assert hold.valid_to == clock.today()


def test_a_legal_basis_is_recorded_and_ended_on_pages(world):
    officer, bank = sign_in(dpo()), make.organisation("bank", "bank")
    act = LegalAct.objects.get(code="personal-data-law-2010")
    sent = {
        "purpose": "partner_support", "recipient": bank.pk, "act": act.pk, "article": "9",
        "data_classes": ["personal"], "valid_from": "01.03.2026", "submission": "a",
    }  # fmt: skip
    assert officer.post(url("basis_new"), sent).status_code == 302
    basis = LegalBasis.objects.get()
    assert bank.name in officer.get(url("bases")).content.decode()
    officer.post(url("basis_end", basis.pk), {"on": "10.03.2026", "reason": "Ləğv edilib", "submission": "b"})
    basis.refresh_from_db()
    assert basis.valid_to == clock.today()


def test_the_schedule_is_planned_reviewed_approved_and_taken_back_on_pages(world, one):
    Person.objects.filter(pk=one.pk).update(death_date="2019-01-01")
    officer = sign_in(dpo())
    assert officer.get(url("retention")).status_code == 200
    assert RetentionRule.objects.count() == 5
    officer.post(url("retention_plan", "person-deceased"), {"submission": "a"})
    run = RetentionRun.objects.get()
    assert SURNAME in officer.get(url("retention_show", run.pk)).content.decode()
    officer.post(url("retention_approve", run.pk), {"submission": "b", "version": run.version})
    run.refresh_from_db()
    assert run.state == "approved"
    again = officer.post(url("retention_plan", "person-deceased"), {"submission": "c"})
    assert again.url == url("retention")
    officer.post(url("retention_cancel", run.pk), {"reason": "Yanlış", "submission": "d"})
    run.refresh_from_db()
    assert run.state == "cancelled"
    officer.post(url("retention_approve", run.pk), {"submission": "e"})
    run.refresh_from_db()
    assert run.state == "cancelled"


@pytest.mark.parametrize("role", ["operator", "caseworker", "auditor", "administrator", "partner", "analyst"])
def test_other_roles_open_none_of_it(world, one, role):
    client = sign_in(make.user(role))
    for address in (url("index"), url("retention"), url("holds"), url("bases"), url("extract", one.pk)):
        assert client.get(address).status_code == 403
    assert client.get(url("who_looked", one.pk)).status_code == 403
