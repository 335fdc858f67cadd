"""Programmes and their rules as data."""

import copy
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from dayaq.core.errors import Denied, Invalid
from dayaq.core.models import AuditEvent
from dayaq.programmes import api
from dayaq.programmes.facts import rule_version
from dayaq.programmes.models import Programme, ProgrammeFund, RuleVersion
from dayaq.programmes.models.programme import validate_ruleset
from tests import make
from tests.unit.programmes import given


def changed(programme, version="2027-01-01", **changes):
    ruleset = copy.deepcopy(programme.rule_versions.first().ruleset)
    return {**ruleset, "version": version, **changes}


def test_loading_again_changes_nothing_and_says_so(programme):
    before = AuditEvent.objects.count()

    assert api.load_programmes() == 0
    assert AuditEvent.objects.count() == before


def test_a_changed_label_is_brought_in_and_a_rule_version_never_rewritten(programme):
    Programme.objects.update(label={"az": "Köhnə", "en": "Old"})

    assert api.load_programmes() == 1
    programme.refresh_from_db()
    assert programme.label["en"] == "Self-employment programme"


def test_the_rules_rest_on_an_act_and_hold_from_its_day(programme):
    version = programme.rule_versions.get()

    assert version.act.code == "cabinet-168-2020"
    assert rule_version(programme, date(2026, 1, 1)) == version
    with pytest.raises(Invalid) as refused:
        rule_version(programme, date(2020, 5, 12))
    assert refused.value.code == "no_rules"


def test_every_parameter_of_the_rules_has_a_value_in_the_law(programme):
    from dayaq.programmes.facts import parameters

    version = programme.rule_versions.get()

    assert set(parameters(version, date(2026, 3, 10))) == {parameter.name for parameter in version.rules.parameters}


def test_money_of_the_law_reaches_the_rules_in_qepik(programme):
    from dayaq.programmes.facts import parameters

    assert parameters(programme.rule_versions.get(), date(2026, 3, 10))["need_threshold"].value == 30_000


def test_new_rules_end_the_old_ones_the_day_before(programme):
    old = programme.rule_versions.get()

    new = api.add_rule_version(
        by=make.user("administrator"), programme=programme, ruleset=changed(programme), valid_from=date(2027, 1, 1)
    )

    old.refresh_from_db()
    assert old.valid_to == new.valid_from
    assert rule_version(programme, date(2026, 12, 31)) == old
    assert rule_version(programme, date(2027, 1, 1)) == new


def test_rules_that_do_not_compile_are_refused_and_the_place_is_named(programme):
    broken = changed(programme)
    broken["conditions"][1]["expression"] = "age >= "

    with pytest.raises(Invalid, match=r"conditions\[1\]"):
        api.add_rule_version(
            by=make.user("administrator"), programme=programme, ruleset=broken, valid_from=date(2027, 1, 1)
        )
    with pytest.raises(ValidationError):
        validate_ruleset(broken)


def test_rules_that_lack_a_fact_which_applicants_are_asked_for_are_refused(programme):
    Programme.objects.update(asked_facts=["shoe_size"])
    programme.refresh_from_db()

    with pytest.raises(Invalid) as refused:
        api.add_rule_version(
            by=make.user("administrator"), programme=programme, ruleset=changed(programme), valid_from=date(2027, 1, 1)
        )

    assert refused.value.code == "asked_facts"


def test_rules_are_not_added_before_those_that_stand(programme):
    with pytest.raises(Invalid) as refused:
        api.add_rule_version(
            by=make.user("administrator"), programme=programme, ruleset=changed(programme), valid_from=date(2019, 1, 1)
        )

    assert refused.value.code == "overlap"


def test_two_versions_never_hold_on_one_day(programme):
    old = programme.rule_versions.get()

    with pytest.raises(IntegrityError, match="rule_version_no_overlap"), transaction.atomic():
        RuleVersion.objects.create(
            programme=programme, version="x", ruleset=old.ruleset, digest="", valid_from=date(2021, 1, 1)
        )


@pytest.mark.parametrize("role", ["caseworker", "fund_officer", "programme_officer"])
def test_only_whoever_looks_after_the_law_changes_rules(programme, role):
    with pytest.raises(Denied):
        api.add_rule_version(
            by=make.user(role), programme=programme, ruleset=changed(programme), valid_from=date(2027, 1, 1)
        )


def test_a_fund_is_joined_to_a_programme_once(programme):
    fund = given.fund(0)

    api.add_programme_fund(by=make.user("fund_officer"), programme=programme, fund=fund)

    assert ProgrammeFund.objects.filter(fund=fund).count() == 1


def test_an_operator_joins_no_fund(programme):
    with pytest.raises(Denied):
        api.add_programme_fund(by=given.operator(), programme=programme, fund=given.fund(0))
