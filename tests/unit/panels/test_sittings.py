from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.core.errors import Denied, Exhausted, Invalid, WrongState
from dayaq.core.events import _handlers
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.panels import actions, scoring
from dayaq.panels.models import Sitting, SittingResult
from dayaq.panels.queries import latest_result, sheets_shown_to, sitting_about, sittings_to_score, tally
from tests import make
from tests.unit.panels.support import criteria, member, panel, secretary, sitting, subject

pytestmark = pytest.mark.django_db
FULL = {"c1": 60, "c2": 40}


def told(obj, event):
    return AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk, event=event).count()


# Opening


def test_a_secretary_opens_a_sitting_about_anything():
    opened, _users = sitting()
    assert (opened.state, opened.quorum) == ("open", 3)
    assert told(opened, "panels.sitting_opened") == 1


def test_nobody_else_opens_closes_or_cancels():
    opened, users = sitting()
    for attempt in (
        lambda: sitting(by=users[0]),
        lambda: actions.close_sitting(by=users[0], sitting=opened),
        lambda: actions.cancel_sitting(by=users[0], sitting=opened, reason="x"),
    ):
        with pytest.raises(Denied):
            attempt()
    assert Sitting.objects.count() == 1


def test_the_panels_own_quorum_goes_before_the_parameter_of_the_law():
    on = panel(quorum=2)
    for _ in range(2):
        member(on)
    opened = actions.open_sitting(by=secretary(), panel=on, subject=subject(), criteria_set=criteria(), quorum=9)
    assert opened.quorum == 2


def test_without_a_quorum_of_its_own_the_parameter_holds():
    on = panel(quorum=None)
    for _ in range(4):
        member(on)
    fields = {"by": secretary(), "panel": on, "criteria_set": criteria()}
    assert actions.open_sitting(subject=subject(), quorum=4, **fields).quorum == 4
    with pytest.raises(Invalid):
        actions.open_sitting(subject=subject(), **fields)


def test_a_sitting_that_can_never_reach_its_quorum_is_not_opened():
    on = panel(quorum=2)
    one, _two = member(on), member(on)
    with pytest.raises(Exhausted) as caught:
        actions.open_sitting(
            by=secretary(),
            panel=on,
            subject=subject(),
            criteria_set=criteria(),
            excluded_human_ids=[one.human_id],
        )
    assert caught.value.value == 1


def test_two_accounts_of_one_person_are_one_member_of_the_quorum():
    on = panel(quorum=2)
    one = member(on)
    member(on, human=one.human_id)
    with pytest.raises(Exhausted):
        actions.open_sitting(by=secretary(), panel=on, subject=subject(), criteria_set=criteria())


def test_only_published_criteria_are_used():
    by = secretary()
    drafted = actions.draft_criteria(
        by=by,
        code="draft",
        label={"az": "a", "en": "a"},
        criteria=[actions.CriterionData("c1", {"az": "a", "en": "a"}, 10)],
    )
    with pytest.raises(WrongState):
        sitting(criteria_set=drafted)


def test_one_sitting_at_a_time_about_one_thing():
    about = subject()
    sitting(subject=about)
    with pytest.raises(WrongState):
        sitting(subject=about)


# Scoring


def test_a_member_scores_every_criterion_within_its_points():
    opened, users = sitting()
    sheet = actions.submit_scores(by=users[0], sitting=opened, points={"c1": 60, "c2": 0}, note="Good market")
    assert dict(sheet.scores.values_list("criterion__code", "points")) == {"c1": 60, "c2": 0}
    assert told(opened, "panel.scores_submitted") == 1


@pytest.mark.parametrize(
    ("points", "field"),
    [
        ({"c1": 61, "c2": 1}, "c1"),
        ({"c1": -1, "c2": 1}, "c1"),
        ({"c1": 1}, "c2"),
        ({"c1": 1, "c2": 1, "c3": 1}, "c3"),
        ({"c1": True, "c2": 1}, "c1"),
        ({"c1": 1.5, "c2": 1}, "c1"),
    ],
)
def test_points_that_make_no_sense_are_refused_and_name_their_criterion(points, field):
    opened, users = sitting()
    with pytest.raises(Invalid) as caught:
        actions.submit_scores(by=users[0], sitting=opened, points=points)
    assert caught.value.field == field
    assert opened.sheets.count() == 0


def test_who_is_no_member_today_does_not_score():
    opened, users = sitting()
    past = users[0].panel_memberships.get()
    actions.end_appointment(by=secretary(), member=past, reason="left")
    for user in (users[0], make.user("committee_member"), make.user("programme_officer")):
        with pytest.raises(Denied):
            actions.submit_scores(by=user, sitting=opened, points=FULL)


def test_who_helped_to_prepare_the_plan_does_not_score_it_under_any_account():
    on = panel()
    members = [member(on) for _ in range(4)]
    second = member(on, human=members[0].human_id)
    opened = actions.open_sitting(
        by=secretary(),
        panel=on,
        subject=subject(),
        criteria_set=criteria(),
        excluded_human_ids=[members[0].human_id],
    )
    for user in (members[0], second):
        with pytest.raises(Denied):
            actions.submit_scores(by=user, sitting=opened, points=FULL)
        assert list(sittings_to_score(user)) == []
        assert list(Sitting.objects.visible_to(user)) == []


def test_one_person_with_two_accounts_scores_once():
    on = panel()
    members = [member(on) for _ in range(3)]
    second = member(on, human=members[0].human_id)
    opened = actions.open_sitting(by=secretary(), panel=on, subject=subject(), criteria_set=criteria())
    actions.submit_scores(by=members[0], sitting=opened, points=FULL)
    with pytest.raises(Denied):
        actions.submit_scores(by=second, sitting=opened, points=FULL)


def test_a_member_may_correct_their_scores_until_the_closing_and_the_old_ones_are_kept():
    opened, users = sitting()
    actions.submit_scores(by=users[0], sitting=opened, points={"c1": 10, "c2": 10})
    sheet = actions.submit_scores(by=users[0], sitting=opened, points={"c1": 50, "c2": 10})
    assert dict(sheet.scores.values_list("criterion__code", "points")) == {"c1": 50, "c2": 10}
    assert opened.sheets.count() == 1
    assert told(opened, "panel.scores_changed") == 1
    kept = sheet.scores.get(criterion__code="c1").events.all()
    assert [old.points for old in kept] == [10]


# Conflicts of interest


def test_who_declares_a_conflict_neither_scores_nor_counts():
    opened, users = sitting(members=4)
    for user in users[:3]:
        actions.submit_scores(by=user, sitting=opened, points=FULL)
    actions.declare_conflict(by=users[0], sitting=opened, reason="My cousin")
    assert told(opened, "panel.conflict_declared") == 1
    assert (tally(opened).scored, tally(opened).able, tally(opened).conflicts) == (2, 3, 1)
    with pytest.raises(Denied):
        actions.submit_scores(by=users[0], sitting=opened, points=FULL)
    with pytest.raises(WrongState):
        actions.close_sitting(by=secretary(), sitting=opened)
    actions.submit_scores(by=users[3], sitting=opened, points={"c1": 0, "c2": 1})
    result = actions.close_sitting(by=secretary(), sitting=opened)
    assert (result.counted, result.average) == (3, Decimal("67.00"))
    assert {sheet.member for sheet in sheets_shown_to(users[1], opened)} == set(users[1:])


def test_a_conflict_is_declared_once_with_words_and_by_a_member():
    opened, users = sitting()
    with pytest.raises(Invalid):
        actions.declare_conflict(by=users[0], sitting=opened, reason=" ")
    actions.declare_conflict(by=users[0], sitting=opened, reason="My cousin")
    with pytest.raises(Denied):
        actions.declare_conflict(by=users[0], sitting=opened, reason="My cousin")
    with pytest.raises(Denied):
        actions.declare_conflict(by=make.user("committee_member"), sitting=opened, reason="x")


# Blind


def test_until_the_closing_a_member_sees_only_their_own_sheet_and_the_secretary_none():
    opened, users = sitting()
    sheets = [actions.submit_scores(by=user, sitting=opened, points=FULL) for user in users]
    assert list(sheets_shown_to(users[0], opened)) == [sheets[0]]
    by = secretary()
    assert list(sheets_shown_to(by, opened)) == []
    actions.close_sitting(by=by, sitting=opened)
    assert list(sheets_shown_to(users[0], opened)) == sheets
    assert list(sheets_shown_to(by, opened)) == sheets


# Closing


def test_a_sitting_below_its_quorum_is_not_closed():
    opened, users = sitting()
    for user in users[:2]:
        actions.submit_scores(by=user, sitting=opened, points=FULL)
    with pytest.raises(WrongState) as caught:
        actions.close_sitting(by=secretary(), sitting=opened)
    assert (caught.value.code, caught.value.value) == ("no_quorum", 1)
    assert not SittingResult.objects.exists()


def test_closing_writes_the_average_and_tells_the_room_above(monkeypatch):
    monkeypatch.setitem(_handlers, "panels.sitting_closed", [lambda payload: None])
    opened, users = sitting(pass_mark=Decimal(60))
    for user, points in zip(users, ((50, 20), (41, 20), (30, 20)), strict=True):
        actions.submit_scores(by=user, sitting=opened, points=dict(zip(("c1", "c2"), points, strict=True)))
    result = actions.close_sitting(by=secretary(), sitting=opened)
    assert (result.average, result.maximum, result.quorum_met) == (Decimal("60.33"), 100, True)
    assert result.points == {"c1": "40.33", "c2": "20.00"}
    opened.refresh_from_db()
    assert (opened.state, opened.outcome) == ("closed", "passed")
    event = OutboxEvent.objects.get(name="panels.sitting_closed")
    assert event.payload == {
        "id": opened.pk,
        "subject_type": "accounts.organisation",
        "subject_id": opened.subject_id,
        "average": "60.33",
        "maximum": "100.00",
        "outcome": "passed",
    }
    assert told(opened, "panels.sitting_closed") == 1


def test_an_average_just_below_the_mark_does_not_pass():
    opened, users = sitting(pass_mark=Decimal(60))
    for user, first in zip(users, (20, 20, 19), strict=True):
        actions.submit_scores(by=user, sitting=opened, points={"c1": first, "c2": 40})
    assert actions.close_sitting(by=secretary(), sitting=opened).average == Decimal("59.67")
    assert opened.outcome == "not_passed"


def test_weights_count():
    on = panel(quorum=1)
    user = member(on)
    opened = actions.open_sitting(
        by=secretary(), panel=on, subject=subject(), criteria_set=criteria(10, 10, weights=("2.5", "0.5"))
    )
    actions.submit_scores(by=user, sitting=opened, points={"c1": 10, "c2": 5})
    result = actions.close_sitting(by=secretary(), sitting=opened)
    assert (result.average, result.maximum) == (Decimal("27.50"), Decimal("30.00"))


def test_who_helped_to_prepare_the_plan_does_not_close_the_sitting():
    helper = secretary()
    opened, users = sitting(excluded_human_ids=[helper.human_id])
    for user in users:
        actions.submit_scores(by=user, sitting=opened, points=FULL)
    with pytest.raises(Denied):
        actions.close_sitting(by=helper, sitting=opened)


def closed_sitting(**changes):
    opened, users = sitting(**changes)
    for user in users:
        actions.submit_scores(by=user, sitting=opened, points=FULL)
    actions.close_sitting(by=secretary(), sitting=opened)
    return opened, users


def test_a_closed_sitting_is_final():
    closed, users = closed_sitting()
    for attempt in (
        lambda: actions.submit_scores(by=users[0], sitting=closed, points=FULL),
        lambda: actions.declare_conflict(by=users[0], sitting=closed, reason="x"),
        lambda: actions.close_sitting(by=secretary(), sitting=closed),
        lambda: actions.cancel_sitting(by=secretary(), sitting=closed, reason="x"),
    ):
        with pytest.raises(WrongState):
            attempt()


def test_a_new_sitting_supersedes_the_one_before():
    about = subject()
    first, _users = closed_sitting(subject=about)
    second, users = sitting(subject=about)
    assert second.supersedes == first
    assert sitting_about(about) == second
    assert latest_result(about) == first.result
    for user in users:
        actions.submit_scores(by=user, sitting=second, points={"c1": 0, "c2": 0})
    newer = actions.close_sitting(by=secretary(), sitting=second)
    assert latest_result(about) == newer


def test_a_cancelled_sitting_has_no_result_and_makes_room_for_another():
    about = subject()
    opened, _users = sitting(subject=about)
    with pytest.raises(Invalid):
        actions.cancel_sitting(by=secretary(), sitting=opened, reason="")
    actions.cancel_sitting(by=secretary(), sitting=opened, reason="The participant left")
    assert told(opened, "panels.sitting_cancelled") == 1
    assert sitting_about(about) is None
    again, _users = sitting(subject=about)
    assert again.supersedes is None


# Who sees what


def test_what_waits_for_a_member_comes_earliest_deadline_first_and_leaves_when_done():
    on = panel(quorum=1)
    user = member(on)
    fields = {"by": secretary(), "panel": on, "criteria_set": criteria()}
    late = actions.open_sitting(subject=subject(), **fields)
    soon = actions.open_sitting(subject=subject(), deadline=clock.today() + timedelta(days=3), **fields)
    sitting()
    assert list(sittings_to_score(user)) == [soon, late]
    actions.submit_scores(by=user, sitting=soon, points=FULL)
    assert list(sittings_to_score(user)) == [late]
    actions.declare_conflict(by=user, sitting=late, reason="mine")
    assert list(sittings_to_score(user)) == []
    assert list(sittings_to_score(make.user("analyst"))) == []


def test_a_member_sees_the_sittings_of_their_panel_while_they_sit_on_it():
    opened, users = sitting()
    other, _others = sitting()
    user = users[0]
    assert set(Sitting.objects.visible_to(user)) == {opened}
    assert set(Sitting.objects.visible_to(secretary())) == {opened, other}
    assert set(Sitting.objects.visible_to(make.user("caseworker"))) == set()
    seat = user.panel_memberships.get()
    actions.end_appointment(by=secretary(), member=seat, reason="left")
    assert set(Sitting.objects.visible_to(User.objects.get(pk=user.pk))) == set()


def test_a_member_appointed_later_does_not_see_what_was_closed_before():
    closed, users = closed_sitting()
    later = member(closed.panel, valid_from=clock.today() + timedelta(days=1))
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert set(Sitting.objects.visible_to(User.objects.get(pk=later.pk))) == set()
        assert set(Sitting.objects.visible_to(User.objects.get(pk=users[0].pk))) == {closed}


# Arithmetic


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_a_mean_lies_between_the_least_and_the_most_and_is_exact_to_half_a_hundredth(values):
    found = scoring.mean(Decimal(sum(values)), len(values))
    assert min(values) <= found <= max(values)
    assert abs(found * len(values) - sum(values)) <= Decimal("0.005") * len(values)
