"""Nothing of what somebody may not see is told anywhere, not even that there is one more.

Every page without a record in its address, every list searched and exported, and every list of the interface is asked
twice: before there is a full case that the reader may not see, and after. Both answers are the same to the letter. The
case lies in another district, is paid for by another organisation, or is that of a protected person. And all of it once
more with the first wall forgotten, when PostgreSQL alone stands between.

That the records themselves, their papers and their steps do not open is shown route by route in tests/architecture.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.documents.models import DocumentQuerySet
from dayaq.notices.models import NoticeQuerySet
from dayaq.programmes.models.application import ApplicationQuerySet
from dayaq.programmes.models.enrolment import EnrolmentQuerySet
from dayaq.registry import api as registry
from dayaq.registry.models import Person, StatusKind
from dayaq.registry.models.change import ChangeQuerySet
from dayaq.registry.visibility import (
    HouseholdQuerySet,
    PersonQuerySet,
    RelatedQuerySet,
    RelationQuerySet,
    StatusQuerySet,
)
from dayaq.selfemployment.models.asset import AssetQuerySet
from dayaq.selfemployment.models.case import CaseQuerySet
from tests import make
from tests.architecture.routes import Route, routes
from tests.architecture.test_routes import BACKEND, FIXED, PK, RECORDS, SHUT, _country, arguments, lacks
from tests.http.given import Machine, machine
from tests.unit.selfemployment import given

#: Not of districts: figures of the whole country, and the one queue of the programme with its funds and its cap.
WHOLE = (
    "figures:",
    "queue:",
    "funds:",
    "panels:",
    "gallery:",
    "account:",
    "audit:",
    "law:",
    "places:",
    "home:",
    "verify:",
)
#: Lists in which a course or a file stands for itself, whoever takes part in it.
OWN_RECORDS = {"cases:groups", "cases:group_new"}
ROLES = ("operator", "caseworker", "decision_officer", "programme_officer", "monitor", "data_protection_officer")
NAME, FIN = "Qaratağlı", "7ABC12K"
ASKED = (NAME, FIN, "SE-2026", "AA1234567")
SEEN = (
    AssetQuerySet,
    ApplicationQuerySet,
    CaseQuerySet,
    ChangeQuerySet,
    DocumentQuerySet,
    EnrolmentQuerySet,
    HouseholdQuerySet,
    NoticeQuerySet,
    PersonQuerySet,
    RelatedQuerySet,
    RelationQuerySet,
    StatusQuerySet,
)
PAGES = [
    route
    for route in routes()
    if route.guard and not route.guard.public and not route.parameters and not route.name.startswith(WHOLE)
]


@pytest.fixture
def world(db: None) -> Iterator[given.World]:
    with clock.frozen(given.NOW, seed="leaks"):
        yield given.world()


def full_case(world: given.World) -> Person:
    """Somebody in Lerik with all that a case leaves behind: letters, documents, a household, a status."""
    case = given.noticed(world).case
    person = case.person
    Person.objects.filter(pk=person.pk).update(surname=NAME, fin=FIN)
    person.refresh_from_db()
    registry.index_names([person])
    clerk = world.caseworker
    kind = StatusKind.objects.get(code="war_participant")
    registry.add_status(by=clerk, person=person, kind=kind, valid_from=given.TODAY, evidence="card")
    registry.add_document(by=clerk, person=person, kind="id_card", number="AA1234567")
    registry.create_household(by=clerk, head=person, valid_from=given.TODAY)
    registry.request_change(by=clerk, person=person, changes={"given_name": "Nigar"}, reason="x", evidence="y")
    registry.request_erasure(by=clerk, person=person, identity_check="FIN")
    return person


def told(account: User) -> dict[str, str]:
    """Everything ``account`` is told by pages, searches, exports and the interface, by what was asked."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    found: dict[str, str] = {}
    for route in PAGES:
        if lacks_any(account, route):
            continue
        url = reverse(route.name)
        page = client.get(url)
        found[route.name] = words(page)
        listed = page.context.get("list") if page.context else None
        asked = ASKED if listed is not None or route.name == "people:index" else ()
        for text in asked:
            found[f"{route.name} for {text}"] = words(client.get(url, {"q": text})).replace(text, "")
        if listed is not None and listed.may_export:
            for kind in ("csv", "xlsx"):
                found[f"{route.name} {kind}"] = words(client.post(url, {"export": kind, "why": "check"}))
    if account.may("interface.use"):
        found |= told_to(machine(account))
    return found


def told_to(asking: Machine) -> dict[str, str]:
    answers = {path: asking.get(path) for path in ("/persons", "/households", "/imports")}
    answers |= {f"search {text}": asking.post("/persons/search", {"text": text}) for text in ASKED}
    assert {answer.status_code for answer in answers.values()} <= {200, 403}
    return {path: answer.content.decode() for path, answer in answers.items() if answer.status_code == 200}


def lacks_any(account: User, route: Route) -> bool:
    assert route.guard
    return bool(route.guard.permissions) and not any(account.may(one) for one in route.guard.permissions)


def words(answer: Any) -> str:
    """What an answer says, without what is drawn anew for every answer."""
    content = answer.getvalue()
    if content.startswith(b"PK"):
        return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    text = content.decode()
    text = re.sub(r'(nonce|value|data-key)="[^"]{16,}"', "", text)
    return re.sub(r'"csrf[^"]*": *"[^"]*"|"X-CSRFToken": *"[^"]*"|/(\?|&)next=[^"]*', "", text)


def changed(accounts: dict[str, User], happens: Callable[[], Any], *, but: set[str] = frozenset()) -> list[str]:
    """What somebody of ``accounts`` is told in other words after than before."""
    before = {name: told(account) for name, account in accounts.items()}
    happens()
    after = {name: told(User.objects.get(pk=account.pk)) for name, account in accounts.items()}
    return [
        f"{name}: {asked}"
        for name, answers in before.items()
        for asked, answer in answers.items()
        if after[name][asked] != answer and asked.split(" ")[0] not in but
    ]


def forget_the_first_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    for queryset in SEEN:
        monkeypatch.setattr(queryset, "visible_to", lambda self, *_args, **_named: self.all())
    monkeypatch.setattr(StatusQuerySet, "kinds_visible_to", lambda self, *_args: self.all())


def strangers() -> dict[str, User]:
    """Each role in another district and another organisation, and a partner to whom nothing was opened."""
    elsewhere, other = make.unit("AZ-MAS", "Masallı"), make.organisation("other", "ngo")
    there = {role: make.user(role, in_unit=elsewhere, of=other) for role in ROLES}
    return there | {"partner": make.user("partner", of=other)}


def test_the_pages_asked_are_most_of_those_there_are():
    names = {route.name for route in PAGES}
    assert {
        "people:index",
        "applications:index",
        "cases:index",
        "cases:assets",
        "documents:index",
        "notices:index",
    } < names
    assert {"people:changes", "privacy:index", "work:index", "imports:index"} < names


def test_another_district_and_another_organisation_are_told_nothing(world):
    assert changed(strangers(), lambda: full_case(world)) == []


def test_strangers_are_told_nothing_when_the_first_wall_is_forgotten(world, monkeypatch):
    forget_the_first_wall(monkeypatch)
    accounts = strangers()
    asking = {role: accounts[role] for role in ("caseworker", "programme_officer", "partner")}
    assert changed(asking, lambda: full_case(world)) == []


def protected_case(world: given.World) -> None:
    Person.objects.filter(pk=full_case(world).pk).update(is_restricted=True)


def test_of_a_protected_person_the_own_district_is_told_nothing(world):
    neighbours = {role: make.user(role, in_unit=make.unit()) for role in ROLES if role != "data_protection_officer"}
    assert changed(neighbours, lambda: protected_case(world), but=OWN_RECORDS) == []


def test_of_a_protected_person_nothing_is_told_when_the_first_wall_is_forgotten(world, monkeypatch):
    forget_the_first_wall(monkeypatch)
    neighbour = {"caseworker": make.user("caseworker", in_unit=make.unit())}
    assert changed(neighbour, lambda: protected_case(world), but=OWN_RECORDS) == []


def test_a_case_that_may_be_seen_is_told(world):
    """The comparison is not blind: the same case in the reader's own district changes many answers."""
    neighbour = {"caseworker": make.user("caseworker", in_unit=make.unit())}
    found = set(changed(neighbour, lambda: full_case(world)))
    told_of = {"people:index", "applications:index csv", "cases:index xlsx", "documents:index", "/persons"}
    assert {f"caseworker: {asked}" for asked in told_of} - found == set()


#: Records that do not hang on the protected person.
FREE = {"fund", "sponsor", "seat", "group", "import", "panel", "session", "sitting", "relative"}


def test_no_record_of_a_protected_person_opens_in_their_own_district(db):
    with clock.frozen(given.NOW, seed="matrix"):
        country = _country()
        Person.objects.filter(pk=country["records"]["person"]).update(is_restricted=True)
        open_ = []
        accounts = {role: make.user(role, in_unit=make.unit()) for role in ROLES if role != "data_protection_officer"}
        for route in RECORDS:
            meant = PK.get(route.name) or PK.get(route.name.partition(":")[0], "")
            named = [meant if name == "pk" else name for name in route.parameters if name not in FIXED]
            if named[0] in FREE:
                continue
            url = reverse(route.name, kwargs=arguments(route, country["records"]))
            for role, account in accounts.items():
                client = Client(raise_request_exception=True)
                client.force_login(account, backend=BACKEND)
                codes = [client.get(url).status_code, client.post(url, {}).status_code]
                if any(code not in (SHUT if lacks(role, route) else (404, 405)) for code in codes):
                    open_.append(f"{role} {route.name}: {codes}")
        assert open_ == []
