"""Consent, its recipient and its withdrawal; laws that let an organisation do without."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dayaq.accounts.models import Grant
from dayaq.core import clock
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.law.api import load_law
from dayaq.law.models import LegalAct
from dayaq.registry import api
from dayaq.registry.models import Consent, LegalBasis, Person, Purpose
from tests import make
from tests.unit.registry.given import caseworker, everywhere, operator, person

pytestmark = pytest.mark.django_db
SUPPORT = "partner_support"


@pytest.fixture
def union():
    return make.organisation("union", "social_partner")


@pytest.fixture
def shared(union):
    """A person whom a grant opens to the union; nobody agreed yet."""
    one = person()
    Grant.objects.create(
        organisation=union, scope_type=api.SCOPE_PERSON, scope_id=one.pk, reason="fond", valid_from=date(2021, 3, 2)
    )
    return one


def seen(user):
    return set(Person.objects.visible_to(user))


def dpo():
    return make.user("data_protection_officer")


def law(union, **changes):
    load_law()
    values = {
        "purpose": SUPPORT,
        "recipient": union,
        "act": LegalAct.objects.get(code="personal-data-law-2010"),
        "article": "9",
        "data_classes": ["personal"],
        "valid_from": clock.today() - timedelta(days=1),
    }
    return api.record_legal_basis(**{"by": dpo(), **values, **changes})


def test_a_grant_alone_opens_nobody_who_did_not_agree(union, shared):
    assert seen(make.user("partner", of=union)) == set()


def test_a_consent_opens_and_its_withdrawal_closes_at_once(union, shared):
    partner = make.user("partner", of=union)
    consent = api.give_consent(by=everywhere(), person=shared, purpose=SUPPORT)
    assert seen(partner) == {shared}
    api.withdraw_consent(by=everywhere(), consent=consent)
    assert seen(partner) == set()


@pytest.mark.parametrize(("recipient", "sees"), [("union", True), ("bank", False), (None, True)])
def test_a_consent_to_one_recipient_opens_nothing_to_another(union, shared, recipient, sees):
    to = make.organisation(recipient, "bank") if recipient else None
    api.give_consent(by=everywhere(), person=shared, purpose=SUPPORT, recipient=to)
    assert (shared in seen(make.user("partner", of=union))) is sees


def test_a_consent_for_another_purpose_opens_nothing(union, shared):
    api.give_consent(by=everywhere(), person=shared, purpose="application")
    assert seen(make.user("partner", of=union)) == set()


def test_a_consent_that_ran_out_or_begins_later_opens_nothing(union, shared):
    long_ago, yesterday = clock.today() - timedelta(days=9), clock.today() - timedelta(days=1)
    api.give_consent(by=everywhere(), person=shared, purpose=SUPPORT, given_on=long_ago, valid_to=clock.today())
    assert seen(make.user("partner", of=union)) == set()
    Consent.objects.update(valid_to=None, given_on=clock.today() + timedelta(days=1))
    assert seen(make.user("partner", of=union)) == set()
    Consent.objects.update(given_on=yesterday)
    assert seen(make.user("partner", of=union)) == {shared}


def test_a_law_opens_without_consent_for_the_organisation_it_names(union, shared):
    basis = law(union)
    assert seen(make.user("partner", of=union)) == {shared}
    assert seen(make.user("partner", of=make.organisation("bank", "bank"))) == set()
    api.end_legal_basis(by=dpo(), basis=basis, on=clock.today(), reason="repealed")
    assert seen(make.user("partner", of=union)) == set()
    assert AuditEvent.objects.filter(event="legal_basis.ended", object_id=basis.pk, reason="repealed").exists()


def test_a_restricted_person_stays_hidden_whatever_they_agreed_to(union, shared):
    api.give_consent(by=everywhere(), person=shared, purpose=SUPPORT)
    Person.objects.update(is_restricted=True)
    assert seen(make.user("partner", of=union)) == set()


def test_a_consent_says_to_whom_and_for_which_data(union):
    one = person()
    consent = api.give_consent(
        by=operator(), person=one, purpose=SUPPORT, recipient=union, data_classes=["special", "personal"]
    )
    consent.refresh_from_db()
    assert (consent.recipient, consent.data_classes, consent.purpose.code) == (union, ["personal", "special"], SUPPORT)
    event = AuditEvent.objects.get(event="consent.given", object_id=consent.pk)
    assert event.detail == {"person": one.pk, "purpose": SUPPORT, "recipient": "union"}


def test_consents_to_two_recipients_stand_side_by_side_but_one_is_given_once(union):
    one, by = person(), everywhere()
    api.give_consent(by=by, person=one, purpose=SUPPORT, recipient=union)
    api.give_consent(by=by, person=one, purpose=SUPPORT)
    for to in (union, None):
        with pytest.raises(WrongState) as error:
            api.give_consent(by=by, person=one, purpose=SUPPORT, recipient=to)
        assert error.value.code == "consent_open"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": "nonsense"}, "unknown_purpose"),
        ({"purpose": "service"}, "law_alone"),
        ({"data_classes": []}, "data_classes"),
        ({"data_classes": ["everything"]}, "data_classes"),
        ({"given_on": date(2999, 1, 1)}, "future"),
    ],
)
def test_a_consent_that_says_too_little_is_refused(changes, code):
    with pytest.raises(Invalid) as error:
        api.give_consent(by=everywhere(), person=person(), **{"purpose": SUPPORT, **changes})
    assert error.value.code == code
    assert not Consent.objects.exists()


def test_a_new_purpose_is_a_row_of_data_and_needs_no_code():
    label = {"az": "Sorğu", "en": "Survey"}
    Purpose.objects.create(code="survey", label=label, basis="consent", article="998-IIIQ")
    assert api.give_consent(by=everywhere(), person=person(), purpose="survey").purpose.name in label.values()


def test_loading_the_purposes_twice_changes_nothing_the_second_time():
    Purpose.objects.all().delete()
    assert api.load_purposes() == 7
    assert api.load_purposes() == 0
    Purpose.objects.filter(code="photograph").update(article="?")
    assert api.load_purposes() == 1


def test_only_the_data_protection_officer_records_legal_bases(union):
    with pytest.raises(Denied):
        law(union, by=caseworker())
    assert not LegalBasis.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": "photograph"}, "consent_alone"),
        ({"article": " "}, "article"),
        ({"valid_to": date(2000, 1, 1)}, "period"),
        ({"data_classes": []}, "data_classes"),
    ],
)
def test_a_legal_basis_that_says_too_little_is_refused(union, changes, code):
    with pytest.raises(Invalid) as error:
        law(union, **changes)
    assert error.value.code == code


def test_the_same_legal_basis_is_recorded_once(union):
    law(union)
    with pytest.raises(WrongState):
        law(union)


def test_a_legal_basis_ends_once_for_a_reason_and_after_it_began(union):
    basis, by = law(union), dpo()
    with pytest.raises(Invalid):
        api.end_legal_basis(by=by, basis=basis, on=clock.today(), reason=" ")
    with pytest.raises(Invalid):
        api.end_legal_basis(by=by, basis=basis, on=basis.valid_from, reason="repealed")
    api.end_legal_basis(by=by, basis=basis, on=clock.today(), reason="repealed")
    with pytest.raises(WrongState):
        api.end_legal_basis(by=by, basis=basis, on=clock.today(), reason="again")
    with pytest.raises(Denied):
        api.end_legal_basis(by=caseworker(), basis=basis, on=clock.today(), reason="repealed")
