"""Panels, members, criteria: what runs a sitting."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from dayaq.core import clock
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.panels import actions
from dayaq.panels.actions import CriterionData
from dayaq.panels.loading import load_criteria
from dayaq.panels.models import CriteriaSet, Criterion, Panel, PanelMember, Score
from dayaq.panels.queries import current_criteria
from tests import make
from tests.unit.panels.support import criteria, label, member, panel, secretary, sitting

pytestmark = pytest.mark.django_db
ONE = [CriterionData("market", label("Market"), 20)]


def told(obj, event):
    return AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk, event=event).count()


def refused(sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_secretary_makes_a_panel_and_nobody_else():
    made = panel()
    assert told(made, "panel.created") == 1
    with pytest.raises(Denied):
        actions.create_panel(
            by=make.user("committee_member"), code="x", label=label("x"), organisation=make.organisation()
        )
    assert Panel.objects.count() == 1


def test_a_panel_has_a_name_in_both_languages_a_code_of_its_own_and_a_quorum_of_one_at_least():
    made = panel()
    for changes in ({"code": made.code}, {"label": {"az": "a"}}, {"quorum": 0}):
        fields = {"code": "new", "label": label("New"), "organisation": make.organisation(), **changes}
        with pytest.raises(Invalid):
            actions.create_panel(by=secretary(), **fields)


def test_a_member_is_appointed_once_and_must_hold_the_role():
    made = panel()
    user = member(made)
    assert told(made, "panel.member_appointed") == 1
    with pytest.raises(Invalid):
        actions.appoint_member(by=secretary(), panel=made, user=user)
    with pytest.raises(Invalid):
        actions.appoint_member(by=secretary(), panel=made, user=make.user("caseworker"))
    with pytest.raises(Denied):
        actions.appoint_member(by=user, panel=made, user=make.user("committee_member"))


def test_an_appointment_ends_once_and_not_before_it_began():
    made = panel()
    user = member(made)
    seat = PanelMember.objects.get(user=user)
    with pytest.raises(Denied):
        actions.end_appointment(by=user, member=seat, reason="x")
    with pytest.raises(Invalid):
        actions.end_appointment(by=secretary(), member=seat, reason="x", valid_to=clock.today() - timedelta(days=1))
    actions.end_appointment(by=secretary(), member=seat, reason="moved away")
    assert told(made, "panel.member_released") == 1
    with pytest.raises(WrongState):
        actions.end_appointment(by=secretary(), member=seat, reason="x")
    actions.appoint_member(by=secretary(), panel=made, user=user)


def test_criteria_are_drafted_then_published_and_each_version_has_its_number():
    by = secretary()
    first = actions.draft_criteria(by=by, code="plans", label=label("Plans"), criteria=ONE)
    assert told(first, "panel.criteria_drafted") == 1
    assert current_criteria("plans") is None
    actions.publish_criteria(by=by, criteria_set=first)
    assert told(first, "panel.criteria_published") == 1
    second = actions.draft_criteria(by=by, code="plans", label=label("Plans"), criteria=ONE)
    assert (first.number, second.number) == (1, 2)
    assert current_criteria("plans") == first
    actions.publish_criteria(by=by, criteria_set=second)
    assert current_criteria("plans") == second
    with pytest.raises(WrongState):
        actions.publish_criteria(by=by, criteria_set=second)


def test_only_a_secretary_drafts_and_publishes():
    user = make.user("committee_member")
    drafted = actions.draft_criteria(by=secretary(), code="plans", label=label("Plans"), criteria=ONE)
    with pytest.raises(Denied):
        actions.draft_criteria(by=user, code="plans", label=label("Plans"), criteria=ONE)
    with pytest.raises(Denied):
        actions.publish_criteria(by=user, criteria_set=drafted)


@pytest.mark.parametrize(
    "wrong",
    [[], [*ONE, *ONE], [CriterionData("a", {"az": "a"}, 5)], [CriterionData("a", label("a"), 0)]],
    ids=["none", "twice", "one language", "no points"],
)
def test_criteria_that_make_no_sense_are_refused(wrong):
    with pytest.raises(Invalid):
        actions.draft_criteria(by=secretary(), code="plans", label=label("Plans"), criteria=wrong)


def test_published_criteria_never_change_whoever_writes():
    published = criteria()
    for sql in (
        "UPDATE panels_criteriaset SET code = 'x'",
        "UPDATE panels_criterion SET max_points = 1000",
        "DELETE FROM panels_criterion",
        f'INSERT INTO panels_criterion (criteria_set_id, code, max_points, weight, anchors, "order", label) '
        f"VALUES ({published.pk}, 'c9', 5, 1, '{{}}', 9, '{{}}')",
    ):
        refused(sql)
    assert Criterion.objects.filter(criteria_set=published).count() == 2


def test_scores_never_change_after_the_closing_whoever_writes():
    opened, users = sitting()
    for user in users:
        actions.submit_scores(by=user, sitting=opened, points={"c1": 1, "c2": 1})
    refused("UPDATE panels_score SET points = 61")
    actions.close_sitting(by=secretary(), sitting=opened)
    for sql in (
        "UPDATE panels_score SET points = 2",
        "DELETE FROM panels_score",
        "UPDATE panels_scoresheet SET note = 'x'",
        "UPDATE panels_sitting SET outcome = 'passed'",
        "UPDATE panels_sitting SET state = 'open'",
        "UPDATE panels_sittingresult SET average = 100",
        "DELETE FROM panels_sittingresult",
    ):
        refused(sql)
    assert set(Score.objects.values_list("points", flat=True)) == {1}


def test_the_criteria_that_come_with_dayaq_are_loaded_once_and_add_up_to_a_hundred():
    by = make.user("programme_officer")
    (loaded,) = load_criteria(by=by)
    assert (loaded.code, loaded.state) == ("self_employment", "published")
    assert sum(criterion.max_points for criterion in loaded.criteria.all()) == 100
    assert [criterion.code for criterion in loaded.criteria.all()] == [
        "market",
        "feasibility",
        "skills",
        "costs",
        "place",
        "risk",
    ]
    assert all({"az", "en"} <= set(c.label) & set(c.anchors) for c in loaded.criteria.all())
    assert load_criteria(by=by) == [loaded]
    assert CriteriaSet.objects.count() == 1
