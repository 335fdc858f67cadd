"""Route × role × foreign record: what a role may not open is refused, what lies elsewhere does not exist for it.

The records are those of a full case in Lerik. The visitors hold their role in Masallı only, in another organisation. A
visitor without the permission gets 403 or 404; one with it gets 404 for the record, never its content.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, path, reverse

from dayaq.accounts.api import ROLES
from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.documents.models import Document
from dayaq.notices.models import Notice
from dayaq.registry import api as registry
from dayaq.registry.models import CandidatePair, ImportBatch, ImportSource, Person, PersonMerge, StatusKind
from dayaq.web.guard import guard, public
from tests import make
from tests.architecture.routes import Route, routes, unguarded
from tests.unit.selfemployment import given

# Areas whose records belong to no district and no organisation: whoever may enter sees them all.
COUNTRYWIDE = (
    "account:",
    "audit:",
    "law:",
    "care:",
    "places:",
    "figures:",
    "gallery:",
    "verify:",
    "home:",
    "queue:",
    "panels:criteria_",
    "panels:publish",
    "privacy:basis_",
    "privacy:retention_",
)
# Roles that see every record of an area, whatever organisation it belongs to.
EVERYWHERE = {"funds": ("fund_officer", "programme_officer", "auditor"), "panels": ("programme_officer",)}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SHUT = (403, 404)


def test_every_route_says_who_may_enter():
    assert unguarded() == []


def test_a_route_added_without_a_guard_is_found(settings):
    def careless(request: Any) -> None: ...

    urls = __import__("dayaq.config.urls", fromlist=["urlpatterns"])
    pattern: URLPattern = path("careless/", careless, name="careless")
    urls.urlpatterns.append(pattern)
    try:
        assert unguarded() == ["careless"]
    finally:
        urls.urlpatterns.remove(pattern)


def test_guards_are_recognised_whichever_they_are():
    assert guard("case.view")(lambda request: None).dayaq_guard.permissions == ("case.view",)
    assert public(lambda request: None).dayaq_guard.public


@pytest.fixture
def country(db: None) -> Iterator[dict[str, Any]]:
    """One full case in Lerik, and an account for each role in Masallı."""
    with clock.frozen(given.NOW, seed="matrix"):
        yield _country()


def _country() -> dict[str, Any]:
    world = given.world()
    breach = given.noticed(world)
    case = breach.case
    clerk = world.caseworker
    kind = StatusKind.objects.get(code="war_participant")
    status = registry.add_status(by=clerk, person=case.person, kind=kind, valid_from=given.TODAY, evidence="card")
    household = registry.create_household(by=clerk, head=case.person, valid_from=given.TODAY)
    relative = given.person(given_name="Nərgiz", birth_date=given.TODAY.replace(year=given.TODAY.year - 9))
    relation = registry.add_relation(by=clerk, person=case.person, relative=relative, role="child", evidence="card")
    place = case.training_places.get()
    source = ImportSource.objects.create(code="office", name="Office")
    batch = ImportBatch.objects.create(source=source, file_name="a.csv", file_digest="0" * 64, created_by=clerk)
    pair, merge = _duplicates(clerk, case.person)
    change = registry.request_change(
        by=clerk, person=case.person, changes={"surname": "Rzayev"}, reason="səhv", evidence="vəsiqə"
    ).one
    event = registry.record_life_event(
        by=clerk, person=case.person, on=given.TODAY, details=registry.Release(), evidence="arayış"
    )
    records = {
        "application": case.enrolment.application_id,
        "asset": case.assets.order_by("pk").first().pk,
        "breach": breach.pk,
        "case": case.pk,
        "change": change.pk,
        "erasure": registry.request_erasure(by=clerk, person=case.person, identity_check="FİN").pk,
        "hold": registry.place_hold(by=make.user("data_protection_officer"), person=case.person, reason="court").pk,
        "consent": registry.give_consent(by=clerk, person=case.person, purpose="application").pk,
        "pair": pair.pk,
        "merge": merge.pk,
        "document": Document.objects.order_by("pk").first().pk,
        "event": event.pk,
        "fund": world.fund.pk,
        "sponsor": world.fund.organisation_id,
        "seat": world.panel.members.order_by("pk").first().pk,
        "group": place.group_id,
        "household": household.pk,
        "import": batch.pk,
        "member": household.members.get().pk,
        "notice": Notice.objects.order_by("pk").first().pk,
        "panel": world.panel.pk,
        "person": case.person_id,
        "plan": case.plans.get().pk,
        "session": place.group.sessions.order_by("pk").first().pk,
        "sitting": case.plans.get().sitting_id,
        "relation": relation.pk,
        "relative": relative.pk,
        "status": status.pk,
        "visit": case.visits.order_by("pk").first().pk,
    }
    elsewhere, other = make.unit("AZ-MAS", "Masallı"), make.organisation("other", "ngo")
    visitors = {role: make.user(role, in_unit=elsewhere, of=other) for role in ROLES}
    return {"records": records, "visitors": visitors}


def _duplicates(clerk: User, person: Person) -> tuple[CandidatePair, PersonMerge]:
    """A pair that waits, and a merge that holds."""
    others = [given.person(), given.person()]
    merge = registry.merge_persons(by=clerk, survivor=person, merged=others[0], reason="one person")
    pair = CandidatePair.objects.create(left=person, right=others[1], probability=0.5)
    return pair, merge


# Which record the ``pk`` of a route means: by the name of the route, else by its area.
PK = {
    "applications": "application",
    "cases": "case",
    "documents": "document",
    "duplicates": "pair",
    "duplicates:merge": "merge",
    "funds": "fund",
    "imports": "import",
    "notices": "notice",
    "panels:committee": "panel",
    "panels:appoint": "panel",
    "people": "person",
    "funds:sponsor": "sponsor",
    "panels:sitting": "sitting",
    "panels:conflict": "sitting",
    "panels:close": "sitting",
    "panels:cancel": "sitting",
    "panels:end": "seat",
    "cases:plan_show": "plan",
    "cases:asset": "asset",
    "cases:drop": "asset",
    "cases:write_off": "asset",
    "cases:visit": "visit",
    "cases:assign_visit": "visit",
    "cases:call_off": "visit",
    "cases:notify_breach": "breach",
    "cases:remedy_breach": "breach",
    "cases:dismiss_breach": "breach",
    "cases:confirm_breach": "breach",
    "cases:group": "group",
    "cases:group_add": "group",
    "cases:session_new": "group",
    "cases:session": "session",
    "people:change": "change",
    "people:withdraw_change": "change",
    "people:renew_change": "change",
    "people:life_event": "event",
    "people:undo_event": "event",
    "privacy": "erasure",
    "privacy:extract": "person",
    "privacy:who_looked": "person",
    "privacy:ask": "person",
    "privacy:hold_place": "person",
    "privacy:hold_end": "hold",
    "people:household": "household",
    "people:find_member": "household",
    "people:add_member": "household",
    "people:end_membership": "household",
    "people:record_income": "household",
    "people:split_household": "household",
    "people:find_other": "household",
    "people:merge_household": "household",
    "people:move_household": "household",
    "people:change_head": "household",
    "people:find_representative": "household",
    "people:set_representative": "household",
}
FIXED = {"register": "employment", "kind": "move"}


def arguments(route: Route, records: dict[str, int]) -> dict[str, Any]:
    """Values for the arguments of a route: ids of the foreign records."""
    found: dict[str, Any] = {}
    for name in route.parameters:
        meant = PK.get(route.name) or PK.get(route.name.partition(":")[0], "") if name == "pk" else name
        if name in FIXED:
            found[name] = FIXED[name]
        elif meant in records:
            found[name] = records[meant]
        else:
            raise LookupError(f"{route.name}: say in this test which record its {name} means")
    return found


def ask(account: User, route: Route, values: dict[str, Any]) -> list[int]:
    client = Client(raise_request_exception=True)
    client.force_login(account, backend=BACKEND)
    url = reverse(route.name, kwargs=values)
    return [client.get(url).status_code, client.post(url, {}).status_code]


GUARDED = [route for route in routes() if route.guard and not route.guard.public]
RECORDS = [route for route in GUARDED if route.parameters and not route.name.startswith(COUNTRYWIDE)]
PLAIN = [route for route in GUARDED if not route.parameters]


def lacks(role: str, route: Route) -> bool:
    assert route.guard
    return bool(route.guard.permissions) and not any(p in ROLES[role].permissions for p in route.guard.permissions)


def test_a_foreign_record_does_not_exist_for_any_role(country):
    open_ = []
    for route in RECORDS:
        values = arguments(route, country["records"])
        for role, account in country["visitors"].items():
            if role in EVERYWHERE.get(route.name.partition(":")[0], ()):
                continue
            expected = SHUT if lacks(role, route) else (404, 405)
            codes = ask(account, route, values)
            if any(code not in expected for code in codes):
                open_.append(f"{role} {route.name}: {codes}")
    assert open_ == []


def test_a_page_is_closed_to_roles_without_its_permission(country):
    open_ = []
    for route in PLAIN:
        for role, account in country["visitors"].items():
            if lacks(role, route) and any(code not in SHUT for code in ask(account, route, {})):
                open_.append(f"{role} {route.name}")
    assert open_ == []


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(route):
    values: dict[str, Any] = dict.fromkeys(route.parameters, "1")
    response = Client().get(reverse(route.name, kwargs=values))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
