"""A person's own extract: everything, to the person alone, by an officer who may see everything."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse

from dayaq.core.errors import Denied, Invalid
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.extract import TECHNICAL, text_of
from dayaq.registry.extractwords import LABELS
from dayaq.registry.models import AccessRecord, Person, StatusKind
from tests import make
from tests.pdf import text_of as pdf_text
from tests.unit.registry.given import caseworker, everywhere, person

pytestmark = pytest.mark.django_db
CHECK = "Şəxsiyyət vəsiqəsi AZE 12345678"


@pytest.fixture(autouse=True)
def _kinds(db):
    api.load_status_kinds()


def dpo(**changes):
    return make.user("data_protection_officer", **changes)


@pytest.fixture
def one():
    """A person with a past: a corrected name, a restricted status, a consent, a household, a look."""
    by = everywhere()
    made = person(by, fin="5ABC12D", address="Lerik, Sarıbulaq 7")
    api.correct_person(by=by, person=made, changes={"surname": "Əlizadə"}, reason="nikah")
    StatusKind.objects.filter(code="war_participant").update(sensitivity="restricted")
    api.add_status(by=dpo_who_registers(), person=made, kind="war_participant", valid_from=date(2021, 1, 1))
    api.add_document(by=by, person=made, kind="id_card", series="AZE", number="12345678")
    api.give_consent(by=by, person=made, purpose="application")
    api.create_household(by=by, head=made, valid_from=date(2020, 1, 1), address="Lerik, Sarıbulaq 7")
    api.open_person(by=caseworker(), person=made)
    return made


def dpo_who_registers():
    return make.user("data_protection_officer", "caseworker")


def parts(extract):
    return {part.code: part for part in extract.parts}


def test_an_extract_holds_what_is_known_what_it_was_who_did_what_and_who_looked(one):
    made = parts(api.make_extract(by=dpo(), person=one, identity_check=CHECK))
    who = made["registry.person"].records[0]
    said = {fact.name: fact.text for fact in who.facts}
    assert (said["surname"], said["fin"], said["sex"]) == ("Əlizadə", "5ABC12D", "Kişi")
    assert [(change.name, change.before, change.after) for change in who.changes] == [("surname", "Əliyev", "Əlizadə")]
    assert "registry.status" in made
    assert made["registry.status"].records[0].facts
    done = [fact.value for record in made["actions"].records for fact in record.facts if fact.name == "event"]
    assert {"person.registered", "person.corrected", "status.added", "consent.given"} <= set(done)
    looked = [fact.value for record in made["registry.accessrecord"].records for fact in record.facts]
    assert {"page", "extract"} <= {value for value in looked if isinstance(value, str)}


def test_every_field_that_is_shown_has_a_label_in_words():
    missing = {
        f"{holding.label}.{field.name}"
        for holding in api.holdings()
        if holding.title
        for field in holding.model._meta.concrete_fields
        if field.name not in TECHNICAL | holding.hide and field.name not in LABELS
    }
    assert missing == set()


def test_only_who_may_see_everything_hands_one_out(one):
    for by in (caseworker(), make.user("auditor"), make.user("administrator")):
        with pytest.raises(Denied):
            api.make_extract(by=by, person=one, identity_check=CHECK)
    assert not AccessRecord.objects.filter(how="extract").exists()
    assert not AuditEvent.objects.filter(event="extract.made").exists()


def test_an_officer_without_the_right_to_protected_records_is_refused_for_everybody_alike(one, monkeypatch):
    """Also for people without any: a refusal for some alone would tell who has them."""
    plain, by = person(surname="Rzayev"), dpo()
    allowed = by.permissions - {"person.restricted"}
    monkeypatch.setitem(by.__dict__, "permissions", allowed)
    codes = set()
    for whom in (one, plain):
        with pytest.raises(Denied) as error:
            api.make_extract(by=by, person=whom, identity_check=CHECK)
        codes.add(error.value.code)
    assert codes == {"other_officer"}


def test_an_officer_of_another_district_does_not_hand_it_out(one):
    with pytest.raises(Denied):
        api.make_extract(by=dpo(in_unit=make.unit("AZ-AST", "Astara")), person=one, identity_check=CHECK)


@pytest.mark.parametrize(("changes", "code"), [({"identity_check": " "}, "identity"), ({"form": "docx"}, "form")])
def test_identity_is_checked_first(one, changes, code):
    with pytest.raises(Invalid) as error:
        api.make_extract(by=dpo(), person=one, **{"identity_check": CHECK, **changes})
    assert error.value.code == code


def test_handing_it_out_is_recorded_twice_and_without_values(one):
    by = dpo()
    api.make_extract(by=by, person=one, identity_check=CHECK, form="json")
    event = AuditEvent.objects.get(event="extract.made")
    assert (event.object_id, event.actor_id, event.detail["form"]) == (one.pk, by.pk, "json")
    assert CHECK not in str(event.detail)
    look = AccessRecord.objects.get(how="extract")
    assert (look.person, look.user, look.purpose_id) == (one, by, "subject_request")


def test_the_file_is_json_with_labels_and_classes(one, client):
    client.force_login(dpo(), backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("privacy:extract", args=[one.pk])
    answer = client.post(url, {"identity_check": CHECK, "form": "json"})
    assert answer["Content-Disposition"].endswith('.json"')
    told = json.loads(answer.content)
    who = next(part for part in told["parts"] if part["code"] == "registry.person")["records"][0]["fields"]
    assert who["fin"] == {"label": "FİN", "value": "5ABC12D", "class": "personal"}


@pytest.mark.parametrize("language", ["az", "en"])
def test_the_file_is_a_pdf_in_the_language_of_the_page(one, client, language):
    client.force_login(dpo(), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = language
    answer = client.post(reverse("privacy:extract", args=[one.pk]), {"identity_check": CHECK, "form": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    text = pdf_text(answer.content)
    for word in ("5ABC12D", "Əlizadə", "Əliyev", "12345678"):
        assert word in text


def test_a_sign_that_cannot_be_printed_spoils_no_extract(one, client):
    api.correct_person(by=everywhere(), person=one, changes={"address": "Lerik 漢字 7"}, reason="köçüb")
    client.force_login(dpo(), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("privacy:extract", args=[one.pk]), {"identity_check": CHECK, "form": "pdf"})
    assert "Lerik ?? 7" in pdf_text(answer.content)
    answer = client.post(reverse("privacy:extract", args=[one.pk]), {"identity_check": CHECK, "form": "json"})
    assert "漢字" in answer.content.decode()


def test_nothing_is_made_before_identity_is_written_down(one, client):
    client.force_login(dpo(), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("privacy:extract", args=[one.pk]), {"identity_check": "", "form": "pdf"})
    assert answer.status_code == 422
    assert not AccessRecord.objects.filter(how="extract").exists()


def test_values_are_in_words():
    assert text_of({"fin": "5ABC12D"}) == "FİN: 5ABC12D"
    assert text_of([date(2026, 3, 1), None]) == "01.03.2026; "
    assert Person.objects.count() == 0
