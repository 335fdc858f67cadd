"""Panels in the browser: scoring, conflicts, closing, committees, criteria."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dayaq.core import clock
from dayaq.core.work import work_items
from dayaq.panels import actions
from dayaq.panels.loading import load_criteria
from dayaq.panels.models import CriteriaSet, Panel, PanelMember, Sitting
from dayaq.panels.queries import current_criteria
from tests import make
from tests.unit.panels.support import criteria, member, panel, secretary, sitting, subject
from tests.unit.selfemployment import given

pytestmark = pytest.mark.django_db
FULL = {"c1": 60, "c2": 40}


@pytest.fixture
def as_(client):
    def sign_in(user, language="en"):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["django_language"] = language
        return client

    return sign_in


def url(name: str, *args: object) -> str:
    return reverse(f"panels:{name}", args=args)


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def send(client, address: str, record=None, **values: object):
    data = {"submission": clock.token_bytes(8).hex(), **values}
    if record is not None:
        data["version"] = type(record).objects.get(pk=record.pk).version
    return client.post(address, data)


@pytest.fixture
def world():
    """A programme with its committee, on the day on which its training goes on."""
    with clock.frozen(given.NOW, seed="panels"):
        yield given.world()


# Scoring


def test_a_member_sees_what_waits_earliest_deadline_first(as_):
    opened, users = sitting(deadline=clock.today() + timedelta(days=3))
    page = text(as_(users[0]).get(url("index")))
    assert "Waits for your scores" in page
    assert url("sitting", opened.pk) in page
    (item,) = work_items(users[0])
    assert (item.url_name, item.pk, item.due_on) == ("panels:sitting", opened.pk, opened.deadline)


def test_the_form_shows_each_criterion_with_its_most_points_and_its_anchors(as_):
    by = secretary()
    (loaded,) = load_criteria(by=by)
    opened, users = sitting(criteria_set=loaded)
    page = text(as_(users[0]).get(url("sitting", opened.pk)))
    for criterion in loaded.criteria.all():
        assert criterion.label["en"] in page
        assert f"/ {criterion.max_points}" in page
        assert criterion.anchors["en"].split(".")[0] in page
    az = text(as_(users[0], "az").get(url("sitting", opened.pk)))
    assert "Bazar və müştərilər" in az


def test_a_member_hands_in_scores_and_corrects_them(as_):
    opened, users = sitting()
    client = as_(users[0])
    done = send(client, url("sitting", opened.pk), c1="50", c2="30", sheet_note="Good market")
    assert done.url == url("sitting", opened.pk)
    page = text(client.get(url("sitting", opened.pk)))
    assert 'value="50"' in page
    assert "Good market" in page
    send(client, url("sitting", opened.pk), c1="55", c2="30")
    sheet = opened.sheets.get()
    assert dict(sheet.scores.values_list("criterion__code", "points")) == {"c1": 55, "c2": 30}


@pytest.mark.parametrize("value", ["61", "-1", "ten", ""])
def test_points_outside_are_said_beside_their_criterion_and_kept(as_, value):
    opened, users = sitting()
    page = send(as_(users[0]), url("sitting", opened.pk), c1=value, c2="30")
    assert page.status_code == 422
    assert 'href="#id_c1"' in text(page)
    assert 'value="30"' in text(page)
    assert opened.sheets.count() == 0


def test_a_member_reads_the_plan_without_learning_whose_it_is(as_, world):
    plan = given.submitted(world)
    person = plan.case.person
    page = text(as_(world.members[0]).get(url("sitting", plan.sitting_id)))
    assert plan.activity in page
    assert plan.line.name in page
    assert person.surname not in page
    assert reverse("cases:plan_show", args=[plan.pk]) not in page
    officer = text(as_(world.officer).get(url("sitting", plan.sitting_id)))
    assert reverse("cases:plan_show", args=[plan.pk]) in officer


def test_nobody_sees_anothers_scores_before_the_closing_and_everybody_after(as_):
    opened, users = sitting()
    for user, first in zip(users, (51, 52, 53), strict=True):
        actions.submit_scores(by=user, sitting=opened, points={"c1": first, "c2": 7}, note=f"because {first}")
    page = text(as_(users[0]).get(url("sitting", opened.pk)))
    assert "because 51" in page
    assert "because 52" not in page
    by = secretary()
    assert "because" not in text(as_(by).get(url("sitting", opened.pk)))
    actions.close_sitting(by=by, sitting=opened)
    for user in (users[0], by):
        page = text(as_(user).get(url("sitting", opened.pk)))
        assert "because 52" in page
        assert "59" in page


# Who is kept away


def test_a_sitting_of_another_panel_does_not_exist_for_a_member(as_):
    opened, _users = sitting()
    stranger = member(panel())
    client = as_(stranger)
    assert client.get(url("sitting", opened.pk)).status_code == 404
    assert client.get(url("conflict", opened.pk)).status_code == 404
    assert url("sitting", opened.pk) not in text(client.get(url("index")))


@pytest.mark.parametrize("role", ["operator", "caseworker", "partner", "analyst", "auditor"])
def test_whoever_has_nothing_to_do_with_panels_is_refused(as_, role):
    opened, _users = sitting()
    client = as_(make.user(role))
    for address in (url("index"), url("sitting", opened.pk), url("criteria"), url("committees")):
        assert client.get(address).status_code == 403


def test_a_member_does_not_run_the_panel(as_):
    opened, users = sitting()
    drafted = actions.draft_criteria(
        by=secretary(),
        code="new",
        label={"az": "a", "en": "a"},
        criteria=[actions.CriterionData("x", {"az": "a", "en": "a"}, 5)],
    )
    client = as_(users[0])
    for name, key in (
        ("close", opened.pk),
        ("cancel", opened.pk),
        ("committee", opened.panel_id),
        ("appoint", opened.panel_id),
        ("end", users[0].panel_memberships.get().pk),
        ("publish", drafted.pk),
        ("criteria_version", drafted.pk),
    ):
        assert client.post(url(name, key), {}).status_code == 403
    assert client.get(url("criteria_set", drafted.pk)).status_code == 404
    assert client.get(url("criteria_set", opened.criteria_set_id)).status_code == 200


def test_a_secretary_who_is_no_member_has_no_form_and_cannot_score(as_):
    opened, _users = sitting()
    client = as_(secretary())
    assert 'name="c1"' not in text(client.get(url("sitting", opened.pk)))
    assert send(client, url("sitting", opened.pk), c1="1", c2="1").status_code == 403


def test_a_declared_conflict_takes_form_and_subject_away(as_, world):
    plan = given.submitted(world)
    client = as_(world.members[0])
    refused = send(client, url("conflict", plan.sitting_id), reason=" ")
    assert refused.status_code == 422
    done = send(client, url("conflict", plan.sitting_id), reason="My neighbour")
    assert done.url == url("index")
    page = text(client.get(url("sitting", plan.sitting_id)))
    assert plan.activity not in page
    assert 'name="market"' not in page
    assert "My neighbour" in text(as_(world.officer).get(url("sitting", plan.sitting_id)))


# Closing


def test_a_secretary_closes_once_the_quorum_has_scored(as_):
    opened, users = sitting(pass_mark=Decimal(60))
    client = as_(secretary())
    assert "Close the sitting" not in text(client.get(url("sitting", opened.pk)))
    assert send(client, url("close", opened.pk), opened).url == url("sitting", opened.pk)
    assert Sitting.objects.get(pk=opened.pk).state == "open"
    for user in users:
        actions.submit_scores(by=user, sitting=opened, points=FULL)
    assert "Close the sitting" in text(client.get(url("sitting", opened.pk)))
    send(client, url("close", opened.pk), opened)
    page = text(client.get(url("sitting", opened.pk)))
    assert "Passed" in page
    assert Sitting.objects.get(pk=opened.pk).result.average == 100
    assert "Passed" in text(client.get(url("index")))


def test_a_sitting_is_cancelled_with_a_reason(as_):
    opened, _users = sitting()
    client = as_(secretary())
    assert send(client, url("cancel", opened.pk), opened, reason="").status_code == 422
    send(client, url("cancel", opened.pk), opened, reason="The participant left")
    assert Sitting.objects.get(pk=opened.pk).state == "cancelled"


# Committees and criteria


def test_a_secretary_sets_up_a_committee_and_its_members_come_and_go(as_):
    organisation = make.organisation()
    user = make.user("committee_member")
    client = as_(secretary())
    send(
        client,
        url("committee_new"),
        label_az="Seçim komissiyası",
        label_en="Selection committee",
        code="selection",
        organisation=organisation.pk,
        quorum="3",
    )
    made = Panel.objects.get(code="selection")
    assert made.quorum == 3
    assert made.name in text(client.get(url("committees")))
    send(client, url("appoint", made.pk), user=user.pk)
    seat = PanelMember.objects.get(panel=made, user=user)
    assert user.display_name in text(client.get(url("committee", made.pk)))
    refused = send(client, url("appoint", made.pk), user=user.pk)
    assert refused.status_code == 422
    send(client, url("end", seat.pk), reason="moved")
    seat.refresh_from_db()
    assert seat.valid_to == clock.today()
    assert "Former members" in text(client.get(url("committee", made.pk)))


def row(number: int, **values: str) -> dict[str, str]:
    return {f"row{number}_{name}": value for name, value in values.items()}


def test_criteria_are_drafted_read_and_published_and_the_next_version_begins_with_their_words(as_):
    client = as_(secretary())
    page = send(
        client,
        url("criteria_new"),
        label_az="Meyarlar",
        label_en="Criteria for plans",
        code="plans",
        **row(0, code="market", az="Bazar", en="Market", max="60", weight="1", anchor_az="0: yox", anchor_en="0: none"),
        **row(1, code="risk", az="Risk", en="Risk", max="40", weight="1"),
    )
    drafted = CriteriaSet.objects.get(code="plans")
    assert page.url == url("criteria_set", drafted.pk)
    assert "100" in text(client.get(page.url))
    send(client, url("publish", drafted.pk), drafted)
    assert current_criteria("plans") == drafted
    again = text(client.get(url("criteria_version", drafted.pk)))
    assert 'value="market"' in again
    assert "0: none" in again


def test_a_criterion_without_its_name_is_said_beside_the_field(as_):
    page = send(
        as_(secretary()),
        url("criteria_new"),
        label_az="Meyarlar",
        label_en="Criteria",
        code="plans",
        **row(0, code="market", az="Bazar", max="60", weight="1"),
    )
    assert page.status_code == 422
    assert 'href="#id_row0_en"' in text(page)
    assert not CriteriaSet.objects.filter(code="plans").exists()


@pytest.mark.parametrize("language", ["az", "en"])
def test_the_pages_speak_both_languages(as_, language):
    opened, users = sitting()
    seat = users[0].panel_memberships.get()
    for user in users:
        actions.submit_scores(by=user, sitting=opened, points=FULL)
    closed, _others = sitting(subject=subject())
    manager = as_(secretary(), language)
    for address in (
        url("index"),
        url("sitting", opened.pk),
        url("sitting", closed.pk),
        url("cancel", opened.pk),
        url("committees"),
        url("committee_new"),
        url("committee", opened.panel_id),
        url("appoint", opened.panel_id),
        url("end", seat.pk),
        url("criteria"),
        url("criteria_new"),
        url("criteria_set", opened.criteria_set_id),
        url("criteria_version", opened.criteria_set_id),
    ):
        page = manager.get(address)
        assert page.status_code == 200, address
        assert f'<html lang="{language}"' in text(page)
    scorer = as_(users[0], language)
    assert scorer.get(url("conflict", opened.pk)).status_code == 200
    assert ("Ballarınız" if language == "az" else "Your scores") in text(scorer.get(url("sitting", opened.pk)))


# Cost


def statements_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def many_sittings(on: Panel, criteria_set: CriteriaSet, number: int) -> None:
    about = subject().pk * 1_000_000
    Sitting.objects.bulk_create(
        Sitting(
            panel=on,
            criteria_set=criteria_set,
            subject_type="selfemployment.businessplan",
            subject_id=about + place,
            quorum=3,
            deadline=clock.today() + timedelta(days=place % 30),
        )
        for place in range(number)
    )


def test_the_lists_run_the_same_number_of_statements_with_ten_and_with_a_thousand_rows(as_):
    on, by, criteria_set = panel(), secretary(), criteria()
    users = [member(on) for _ in range(3)]
    for user in (by, users[0]):
        client = as_(user)
        found = []
        for number in (10, 1_000):
            many_sittings(on, criteria_set, number)
            found.append(statements_of(client, url("index")))
        assert found[0] == found[1] <= 12


def test_a_sitting_costs_the_same_with_three_and_with_nine_members(as_):
    by = secretary()
    found = []
    for members in (3, 9):
        opened, users = sitting(members=members)
        for user in users:
            actions.submit_scores(by=user, sitting=opened, points=FULL)
        open_cost = statements_of(as_(by), url("sitting", opened.pk))
        actions.close_sitting(by=by, sitting=opened)
        found.append((open_cost, statements_of(as_(by), url("sitting", opened.pk))))
    assert found[0] == found[1]
    assert max(found[0]) <= 22
