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

# Statements of each page, those of the session, the account and its roles included, and the two of the second wall.
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
    "account:profile": 6,
    "work:index": 11,
    "account:index": 9,
    "account:create": 5,
    "account:show/pk": 8,
    "account:give_role/pk": 9,
    "account:close/pk": 7,
    "account:end_role/pk": 6,
    "account:tokens": 8,
    "account:token_new": 5,
    "account:token/pk": 6,
    "law:index": 8,
    "law:parameter/code": 6,
    "law:set_parameter/code": 7,
    "law:acts": 8,
    "law:register_act": 5,
    "law:act/code": 7,
    "law:calendar": 8,
    "law:declare_day": 6,
    "law:withdraw_day/pk": 6,
    "places:index": 8,
    "places:show/pk": 10,
    "audit:index": 8,
    "audit:show/pk": 7,
    "care:index": 10,
    "care:show/code": 8,
    "care:try/code": 8,
    "care:new": 8,
    "care:describe/code": 7,
    "care:terms/code": 10,
    "care:end/code": 6,
    "care:kinds": 8,
    "care:kind_new": 6,
    "care:kind/pk": 6,
    "care:kind_end/pk": 6,
    "care:standards": 8,
    "care:standard_new": 6,
    "care:standard/pk": 6,
    "care:standard_end/pk": 6,
    "people:index": 11,
    "people:new": 6,
    "people:show/pk": 27,
    "people:timeline/pk": 12,
    "people:correct/pk": 8,
    "people:changes": 8,
    "people:change/pk": 19,
    "people:choose_event/pk": 6,
    "people:record_event/pk/kind": 13,
    "people:life_event/pk": 11,
    "people:undo_event/pk": 8,
    "people:add_status/pk": 8,
    "people:verify_status/pk/status": 6,
    "people:refute_status/pk/status": 6,
    "people:end_status/pk/status": 6,
    "people:add_document/pk": 6,
    "people:give_consent/pk": 8,
    "people:record_check/pk/register": 6,
    "people:create_household/pk": 6,
    "people:household/pk": 19,
    "people:find_member/pk": 6,
    "people:add_member/pk/person": 7,
    "people:end_membership/pk/member": 7,
    "people:record_income/pk": 8,
    "people:find_relative/pk": 11,
    "people:add_relation/pk/relative": 7,
    "people:end_relation/pk/relation": 7,
    "people:split_household/pk": 11,
    "people:find_other/pk": 6,
    "people:merge_household/pk/person": 12,
    "people:move_household/pk": 7,
    "people:change_head/pk": 10,
    "people:find_representative/pk": 10,
    "people:set_representative/pk/person": 7,
    "privacy:index": 8,
    "privacy:extract/pk": 7,
    "privacy:who_looked/pk": 12,
    "privacy:ask/pk": 6,
    "privacy:hold_place/pk": 6,
    "privacy:show/pk": 7,
    "privacy:examine/pk": 6,
    "privacy:refuse/pk": 6,
    "privacy:carry_out/pk": 6,
    "privacy:holds": 8,
    "privacy:hold_end/pk": 6,
    "privacy:bases": 9,
    "privacy:basis_new": 8,
    "privacy:basis_end/pk": 6,
    "privacy:retention": 9,
    "privacy:retention_show/pk": 7,
    "privacy:retention_cancel/pk": 6,
    "duplicates:index": 9,
    "duplicates:show/pk": 25,
    "duplicates:merge/pk": 32,
    "imports:index": 8,
    "imports:new": 6,
    "imports:show/pk": 7,
    "imports:progress/pk": 6,
    "imports:files/pk": 7,
    "imports:mapping/pk": 9,
    "imports:mapping_file/pk": 6,
    "imports:rows/pk": 9,
    "applications:index": 9,
    "applications:new": 5,
    "applications:new/person": 17,
    "applications:show/pk": 17,
    "applications:edit/pk": 15,
    "applications:withdraw/pk": 6,
    "applications:take/pk": 7,
    "applications:assess/pk": 21,
    "applications:request/pk": 20,
    "applications:information/pk": 21,
    "applications:decide/pk": 9,
    "applications:correct/pk": 8,
    "applications:appeal/pk": 8,
    "applications:decide_appeal/pk": 28,
    "applications:enrol/pk": 25,
    "queue:index": 28,
    "figures:records/code": 18,
    "cases:index": 11,
    "cases:assets": 10,
    "cases:visits": 9,
    "cases:groups": 9,
    "cases:show/pk": 22,
    "cases:assign/pk": 8,
    "cases:direction/pk": 8,
    "cases:train/pk": 8,
    "cases:waive/pk": 8,
    "cases:plan/pk": 10,
    "cases:plan_submit/pk": 9,
    "cases:plan_conclude/pk": 10,
    "cases:plan_return/pk": 8,
    "cases:plan_show/pk": 7,
    "cases:contract/pk": 9,
    "cases:order/pk": 9,
    "cases:delivery/pk": 8,
    "cases:hand_over/pk": 9,
    "cases:take_back/pk": 8,
    "cases:asset/pk": 8,
    "cases:drop/pk": 9,
    "cases:write_off/pk": 6,
    "cases:plan_visit/pk": 7,
    "cases:visit/pk": 11,
    "cases:assign_visit/pk": 7,
    "cases:call_off/pk": 6,
    "cases:breach/pk": 8,
    "cases:remedy_breach/pk": 8,
    "cases:dismiss_breach/pk": 8,
    "cases:confirm_breach/pk": 9,
    "cases:transfer/pk": 13,
    "cases:exit/pk": 7,
    "cases:group_new": 6,
    "cases:group/pk": 11,
    "cases:session_new/pk": 6,
    "cases:session/pk": 11,
    "panels:index": 9,
    "panels:sitting/pk": 19,
    "panels:conflict/pk": 6,
    "panels:cancel/pk": 6,
    "panels:committees": 8,
    "panels:committee_new": 6,
    "panels:committee/pk": 7,
    "panels:appoint/pk": 7,
    "panels:end/pk": 6,
    "panels:criteria": 8,
    "panels:criteria_new": 5,
    "panels:criteria_set/pk": 7,
    "panels:criteria_version/pk": 7,
    "documents:index": 8,
    "documents:show/pk": 6,
    "documents:download/pk": 11,
    "notices:index": 8,
    "notices:show/pk": 7,
    "funds:index": 10,
    "funds:new": 7,
    "funds:show/pk": 9,
    "funds:allocate/pk": 6,
    "funds:withdraw/pk": 6,
    "funds:close/pk": 6,
    "funds:statement/pk": 7,
    "funds:statement_csv/pk": 7,
    "funds:sponsor/pk": 8,
    "work:index as caseworker": 11,
    "work:index as officer": 12,
    "work:index as second_officer": 12,
    "work:index as fund_officer": 6,
    "work:index as monitor": 6,
    "work:index as member": 7,
    "work:index as operator": 8,
    "work:index as decider": 9,
    "work:index as auditor": 5,
    "work:index as administrator": 5,
    "work:index as protector": 7,
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
