"""Statuses, answers of registers, consent."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dayaq.core.errors import Denied, Invalid, Stale, WrongState
from dayaq.core.fields import validate_label
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.loading import DATA
from dayaq.registry.models import Consent, RegisterCheck, Status, StatusKind
from tests.unit.registry.given import astara, caseworker, everywhere, operator, person

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)


@pytest.fixture(autouse=True)
def _kinds(db):
    api.load_status_kinds()


def add(by=None, one=None, kind="war_participant", **values):
    return api.add_status(by=by or operator(), person=one or person(), kind=kind, **{"valid_from": DAY, **values})


def test_an_operator_declares_and_a_caseworker_verifies_on_evidence():
    status = add(conflict="patriotic_war_2020", evidence="Vəsiqə 123")
    assert status.verification == "declared"
    by = caseworker()
    api.verify_status(by=by, status=status)
    status.refresh_from_db()
    assert (status.verification, status.verified_by, status.version) == ("verified", by, 2)
    events = AuditEvent.objects.filter(object_type="registry.status").order_by("pk").values_list("event", flat=True)
    assert list(events) == ["status.added", "status.verified"]


def test_a_status_without_evidence_is_not_verified():
    status = add()
    with pytest.raises(Invalid) as caught:
        api.verify_status(by=caseworker(), status=status)
    assert caught.value.code == "no_evidence"
    assert api.verify_status(by=caseworker(), status=status, evidence="Zəfər").evidence == "Zəfər"


def test_an_operator_verifies_nothing():
    status = add(evidence="Vəsiqə")
    with pytest.raises(Denied):
        api.verify_status(by=operator(), status=status)
    with pytest.raises(Denied):
        api.refute_status(by=operator(), status=status, reason="yoxdur")


def test_a_caseworker_of_another_district_verifies_nothing():
    with pytest.raises(Denied):
        api.verify_status(by=caseworker(astara()), status=add(evidence="Vəsiqə"))


def test_a_refuted_status_says_why_and_can_be_verified_after_all():
    status = add(evidence="Vəsiqə")
    with pytest.raises(Invalid):
        api.refute_status(by=caseworker(), status=status, reason=" ")
    api.refute_status(by=caseworker(), status=status, reason="reyestrdə yoxdur")
    with pytest.raises(WrongState):
        api.refute_status(by=caseworker(), status=status, reason="yenə")
    api.verify_status(by=caseworker(), status=status)
    assert status.verification == "verified"


def test_a_stale_tab_verifies_nothing():
    status = add(evidence="Vəsiqə")
    api.refute_status(by=caseworker(), status=status, reason="reyestrdə yoxdur")
    with pytest.raises(Stale):
        api.verify_status(by=caseworker(), status=status, version=1)


def test_a_status_ends_on_a_day():
    status = add()
    api.end_status(by=caseworker(), status=status, on=date(2024, 9, 1), reason="müddət bitib")
    assert list(Status.objects.on(date(2024, 8, 31))) == [status]
    assert not Status.objects.on(date(2024, 9, 1)).exists()
    with pytest.raises(WrongState):
        api.end_status(by=caseworker(), status=status, on=date(2025, 1, 1), reason="yenə")
    with pytest.raises(Invalid):
        api.end_status(by=caseworker(), status=status, on=DAY, reason="səhv")


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("war_participant", {"valid_to": DAY}, "period"),
        ("war_participant", {"conflict": "trojan_war"}, "conflict"),
        ("jobseeker", {"conflict": "april_2016"}, "conflict"),
        ("disability", {"percent": 101}, "percent"),
        ("jobseeker", {"percent": 50}, "percent"),
        ("wizard", {}, "unknown_kind"),
    ],
)
def test_a_status_that_cannot_be_is_refused(kind, values, code):
    with pytest.raises(Invalid) as caught:
        add(kind=kind, **values)
    assert caught.value.code == code
    assert not Status.objects.exists()


def test_the_same_status_from_the_same_day_is_recorded_once():
    one = person()
    add(one=one)
    with pytest.raises(Invalid) as caught:
        add(one=one)
    assert caught.value.code == "status_known"


def test_a_restricted_status_is_recorded_by_nobody_without_the_right():
    with pytest.raises(Denied):
        add(by=everywhere(), kind="trafficking_victim")


@pytest.mark.parametrize(
    ("percent", "band"),
    [(None, ""), (30, ""), (31, "31–60"), (60, "31–60"), (61, "61–80"), (80, "61–80"), (81, "81–100")],
)
def test_the_disability_band_follows_the_percentage(percent, band):
    assert Status(percent=percent, valid_from=DAY).band == band


def test_the_disability_scheme_follows_the_date():
    assert Status(valid_from=date(2022, 6, 30)).scheme == "degrees_1992"
    assert Status(valid_from=date(2022, 7, 1)).scheme == "percent_2022"


def test_the_database_refuses_an_impossible_status():
    status = add()
    for values in ({"percent": 101}, {"valid_to": DAY}, {"verification": "perhaps"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Status.objects.filter(pk=status.pk).update(**values)


def test_every_kind_of_the_data_file_has_its_words_and_loads_once():
    rows = json.loads(DATA.read_text(encoding="utf-8"))["kinds"]
    for row in rows:
        validate_label(row["label"])
    assert StatusKind.objects.count() == len(rows)
    assert api.load_status_kinds() == 0
    StatusKind.objects.filter(code="elderly").update(label={"az": "Qoca", "en": "Old"})
    assert api.load_status_kinds() == 1


def test_an_old_word_is_an_alias_and_never_the_label():
    kind = StatusKind.objects.get(code="disability_under_18")
    assert "sağlamlıq imkanları məhdud" in kind.aliases
    assert "məhdud" not in kind.label["az"]
    assert "qazi" in StatusKind.objects.get(code="war_veteran").aliases


def test_what_a_register_answered_is_kept_with_its_day():
    by, one = caseworker(), person()
    check = api.record_register_check(
        by=by, person=one, register="employment", result={"registered_unemployed": False, "has_other_work": None}
    )
    assert check.result == {"registered_unemployed": False}
    event = AuditEvent.objects.get(event="register.checked")
    assert event.detail == {"person": one.pk, "register": "employment"}


@pytest.mark.parametrize(
    ("register", "result", "field"),
    [
        ("weather", {"rain": True}, "register"),
        ("employment", {"has_disability": True}, "has_disability"),
        ("employment", {"registered_unemployed": "yes"}, "registered_unemployed"),
        ("employment", {"unemployed_since": "yesterday"}, "unemployed_since"),
        ("employment", {"unemployed_since": "2999-01-01"}, "unemployed_since"),
        ("employment", {"registered_unemployed": False, "unemployed_since": "2020-01-01"}, "unemployed_since"),
        ("employment", {"registered_unemployed": None}, "result"),
    ],
)
def test_an_answer_that_no_register_gives_is_refused(register, result, field):
    with pytest.raises(Invalid) as caught:
        api.record_register_check(by=caseworker(), person=person(), register=register, result=result)
    assert caught.value.field == field
    assert not RegisterCheck.objects.exists()


def test_an_operator_asks_no_register():
    with pytest.raises(Denied):
        api.record_register_check(
            by=operator(), person=person(), register="land", result={"owns_farm_land_share": True}
        )


def test_a_consent_is_given_once_and_withdrawn_once():
    by, one = operator(), person()
    consent = api.give_consent(by=by, person=one, purpose="application")
    with pytest.raises(WrongState):
        api.give_consent(by=by, person=one, purpose="application")
    api.withdraw_consent(by=by, consent=consent)
    with pytest.raises(WrongState):
        api.withdraw_consent(by=by, consent=consent)
    assert api.give_consent(by=by, person=one, purpose="application").pk != consent.pk
    assert Consent.objects.count() == 2


@pytest.mark.parametrize(
    "values",
    [{"purpose": "fun"}, {"form": "whispered"}, {"given_on": date(2999, 1, 1)}, {"valid_to": date(2000, 1, 1)}],
)
def test_a_consent_that_cannot_be_is_refused(values):
    with pytest.raises(Invalid):
        api.give_consent(by=operator(), person=person(), **{"purpose": "application", **values})


def test_consent_is_recorded_for_ones_own_district_only():
    with pytest.raises(Denied):
        api.give_consent(by=operator(astara()), person=person(), purpose="application")
