"""Every page runs a fixed number of statements, and a list loads its 25 rows and no more, whatever there is.

The numbers stand here one by one: a page that is added must be added, and one that grows is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dayaq.core import clock
from tests import atlas, crowd

pytestmark = pytest.mark.django_db
FEW, MANY = 10, 1_000
PAGE = 25

# Statements of each page, those of the session, the account and its roles included.
STATEMENTS: dict[str, int] = {
    "home:index": 0,
    "account_signup": 0,
    "verify:index": 0,
    "verify:show/token": 1,
    "figures:index": 8,
    "figures:show/code": 12,
    "figures:table_csv/code": 12,
    "gallery:index": 1,
    "gallery:problem/kind": 0,
    "account:profile": 4,
    "work:index": 9,
    "account:index": 7,
    "account:create": 3,
    "account:show/pk": 6,
    "account:give_role/pk": 7,
    "account:close/pk": 5,
    "account:end_role/pk": 4,
    "account:tokens": 6,
    "account:token_new": 3,
    "account:token/pk": 4,
    "law:index": 6,
    "law:parameter/code": 4,
    "law:set_parameter/code": 5,
    "law:acts": 6,
    "law:register_act": 3,
    "law:act/code": 5,
    "law:calendar": 6,
    "law:declare_day": 4,
    "law:withdraw_day/pk": 4,
    "places:index": 6,
    "places:show/pk": 8,
    "audit:index": 6,
    "audit:show/pk": 5,
    "people:index": 9,
    "people:new": 4,
    "people:show/pk": 23,
    "people:timeline/pk": 10,
    "people:correct/pk": 6,
    "people:changes": 6,
    "people:change/pk": 15,
    "people:choose_event/pk": 4,
    "people:record_event/pk/kind": 9,
    "people:life_event/pk": 9,
    "people:undo_event/pk": 6,
    "people:add_status/pk": 6,
    "people:verify_status/pk/status": 4,
    "people:refute_status/pk/status": 4,
    "people:end_status/pk/status": 4,
    "people:add_document/pk": 4,
    "people:give_consent/pk": 6,
    "people:record_check/pk/register": 4,
    "people:create_household/pk": 4,
    "people:household/pk": 15,
    "people:find_member/pk": 4,
    "people:add_member/pk/person": 5,
    "people:end_membership/pk/member": 5,
    "people:record_income/pk": 6,
    "people:find_relative/pk": 7,
    "people:add_relation/pk/relative": 5,
    "people:end_relation/pk/relation": 5,
    "people:split_household/pk": 7,
    "people:find_other/pk": 4,
    "people:merge_household/pk/person": 8,
    "people:move_household/pk": 5,
    "people:change_head/pk": 6,
    "people:find_representative/pk": 6,
    "people:set_representative/pk/person": 5,
    "privacy:index": 6,
    "privacy:extract/pk": 5,
    "privacy:who_looked/pk": 10,
    "privacy:ask/pk": 4,
    "privacy:hold_place/pk": 4,
    "privacy:show/pk": 5,
    "privacy:examine/pk": 4,
    "privacy:refuse/pk": 4,
    "privacy:carry_out/pk": 4,
    "privacy:holds": 6,
    "privacy:hold_end/pk": 4,
    "privacy:bases": 7,
    "privacy:basis_new": 6,
    "privacy:basis_end/pk": 4,
    "privacy:retention": 7,
    "privacy:retention_show/pk": 5,
    "privacy:retention_cancel/pk": 4,
    "duplicates:index": 7,
    "duplicates:show/pk": 23,
    "duplicates:merge/pk": 30,
    "imports:index": 6,
    "imports:new": 4,
    "imports:show/pk": 5,
    "imports:progress/pk": 4,
    "imports:mapping/pk": 7,
    "imports:mapping_file/pk": 4,
    "imports:rows/pk": 7,
    "applications:index": 7,
    "applications:new": 3,
    "applications:new/person": 13,
    "applications:show/pk": 13,
    "applications:edit/pk": 11,
    "applications:withdraw/pk": 4,
    "applications:take/pk": 5,
    "applications:assess/pk": 17,
    "applications:request/pk": 16,
    "applications:information/pk": 17,
    "applications:decide/pk": 7,
    "applications:correct/pk": 6,
    "applications:appeal/pk": 6,
    "applications:decide_appeal/pk": 24,
    "applications:enrol/pk": 17,
    "queue:index": 22,
    "figures:records/code": 14,
    "cases:index": 9,
    "cases:assets": 8,
    "cases:visits": 7,
    "cases:groups": 7,
    "cases:show/pk": 20,
    "cases:assign/pk": 6,
    "cases:direction/pk": 6,
    "cases:train/pk": 6,
    "cases:waive/pk": 6,
    "cases:plan/pk": 8,
    "cases:plan_submit/pk": 7,
    "cases:plan_conclude/pk": 8,
    "cases:plan_return/pk": 6,
    "cases:plan_show/pk": 5,
    "cases:contract/pk": 7,
    "cases:order/pk": 7,
    "cases:delivery/pk": 6,
    "cases:hand_over/pk": 7,
    "cases:take_back/pk": 6,
    "cases:asset/pk": 6,
    "cases:drop/pk": 7,
    "cases:write_off/pk": 4,
    "cases:plan_visit/pk": 5,
    "cases:visit/pk": 9,
    "cases:assign_visit/pk": 5,
    "cases:call_off/pk": 4,
    "cases:breach/pk": 6,
    "cases:remedy_breach/pk": 6,
    "cases:dismiss_breach/pk": 6,
    "cases:confirm_breach/pk": 7,
    "cases:transfer/pk": 11,
    "cases:exit/pk": 5,
    "cases:group_new": 4,
    "cases:group/pk": 9,
    "cases:session_new/pk": 4,
    "cases:session/pk": 9,
    "panels:index": 7,
    "panels:sitting/pk": 15,
    "panels:conflict/pk": 4,
    "panels:cancel/pk": 4,
    "panels:committees": 6,
    "panels:committee_new": 4,
    "panels:committee/pk": 5,
    "panels:appoint/pk": 5,
    "panels:end/pk": 4,
    "panels:criteria": 6,
    "panels:criteria_new": 3,
    "panels:criteria_set/pk": 5,
    "panels:criteria_version/pk": 5,
    "documents:index": 6,
    "documents:show/pk": 4,
    "documents:download/pk": 9,
    "notices:index": 6,
    "notices:show/pk": 5,
    "funds:index": 8,
    "funds:new": 5,
    "funds:show/pk": 7,
    "funds:allocate/pk": 4,
    "funds:withdraw/pk": 4,
    "funds:close/pk": 4,
    "funds:statement/pk": 5,
    "funds:statement_csv/pk": 5,
    "funds:sponsor/pk": 6,
    "work:index as caseworker": 9,
    "work:index as officer": 10,
    "work:index as second_officer": 10,
    "work:index as fund_officer": 4,
    "work:index as monitor": 4,
    "work:index as member": 5,
    "work:index as operator": 6,
    "work:index as decider": 7,
    "work:index as auditor": 3,
    "work:index as administrator": 3,
    "work:index as protector": 5,
}


@dataclass(frozen=True)
class Visit:
    """What one visit cost: statements, and instances read by model."""

    statements: int
    loaded: Counter[str]
    listed: Any

    @property
    def overread(self) -> int:
        """Rows of a list's own kind that were read beyond those it shows; twice as many where rows name their like."""
        if self.listed is None or not self.listed.rows or not isinstance(self.listed.rows[0].record, Model):
            return 0
        assert len(self.listed.rows) <= PAGE
        return max(0, self.loaded[self.listed.rows[0].record._meta.label] - 2 * (PAGE + 1))


@contextmanager
def loading() -> Iterator[Counter[str]]:
    """Counts the instances that are read from the database, by model."""
    counter: Counter[str] = Counter()
    original = Model.from_db.__func__

    def from_db(cls: type[Model], *args: Any, **kwargs: Any) -> Model:
        counter[cls._meta.label] += 1
        return original(cls, *args, **kwargs)

    Model.from_db = classmethod(from_db)
    try:
        yield counter
    finally:
        Model.from_db = classmethod(original)


def visit(client: Client, url: str, answers: int) -> Visit:
    """The second visit in a row: the first one fills what a process remembers."""
    client.get(url)
    with loading() as loaded, CaptureQueriesContext(connection) as captured:
        response = client.get(url)
        assert response.status_code == answers, url
        assert not response.streaming
    listed = response.context.get("list") if response.context else None
    return Visit(len(captured), loaded, listed)


def visits(made: atlas.Atlas) -> dict[str, Visit]:
    """One visit to each page, and to the list of what waits of each account."""
    clients = {"": Client()}
    for name, account in made.accounts.items():
        clients[name] = Client()
        clients[name].force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = {key: visit(clients[door.who], made.url(key), door.answers) for key, door in atlas.DOORS.items()}
    work = made.url("work:index")
    return found | {f"work:index as {name}": visit(clients[name], work, 200) for name in made.accounts}


def test_every_page_has_a_door_in_the_atlas():
    assert sorted(atlas.pages()) == sorted(atlas.DOORS)


def test_pages_run_the_same_number_of_statements_with_ten_rows_and_with_a_thousand():
    with clock.frozen(atlas.NOW, seed="atlas"):
        made = atlas.build()
        crowd.grow(made, FEW)
        few = visits(made)
        crowd.grow(made, MANY - FEW)
        many = visits(made)
    grown = {key: (few[key].statements, many[key].statements) for key in few}
    assert {key: pair for key, pair in grown.items() if pair[0] != pair[1]} == {}
    assert {key: one.statements for key, one in many.items()} == STATEMENTS
    assert {key: one.overread for key, one in many.items() if one.overread} == {}
