"""Persons: listed, searched, read, registered, corrected; and what hangs on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from ninja.responses import Status

from dayaq.core import clock
from dayaq.core.rowsecurity import lifted
from dayaq.http.conditions import tagged, version_seen
from dayaq.http.creating import as_new, created
from dayaq.http.endpoint import endpoint
from dayaq.http.paging import After, Limit, by_key, count_of, cut, next_address
from dayaq.http.people import shapes
from dayaq.http.people.units import unit_of
from dayaq.http.problems import Candidate, LikelySame
from dayaq.http.records import get_visible
from dayaq.http.shapes import Code, Id, Moment
from dayaq.http.tokens import Request
from dayaq.registry import api, models
from dayaq.registry.models import Person

router = Router()
ORIGIN = "interface"
OVERLAP = timedelta(minutes=5)
"""A change counts from when its transaction began and is seen when that ends: the next round looks so far back."""
_LOOKED_AT = ("surname", "given_name", "father_name", "birth_date", "fin", "phone")


def _person(request: Request, pk: int) -> Person:
    found: Person = get_visible(Person.objects.select_related("unit"), request.auth, pk=pk)
    return found


@endpoint(router, "GET", "/persons", needs="person.search", answer=shapes.PersonPage, filters=True)
def list_persons(
    request: Request,
    after: After = None,
    limit: Limit = 50,
    district: Annotated[Code | None, Query(description="Code of a district: it and what lies below it.")] = None,
    status: Annotated[Code | None, Query(description="Code of a status in force today and not refuted.")] = None,
    updated_after: Annotated[
        Moment | None, Query(description="Registered or changed since; take as_of of the round before.")
    ] = None,
    count: Annotated[bool, Query(description="Count them as well.")] = False,
) -> shapes.PersonPage:
    """List persons in the order of their keys.

    Whoever is registered later has a greater key, so nobody is given twice or left out while pages are read.
    """
    as_of = clock.now() - OVERLAP
    rows: Any = Person.objects.visible_to(request.auth, "person.search").select_related("unit")
    if district is not None:
        unit = unit_of(district)
        rows = rows.filter(api.in_units("unit", frozenset({unit.pk} if unit else ())))
    if status is not None:
        rows = api.with_status(rows, status, request.auth)
    if updated_after is not None:
        rows = api.changed_since(rows, updated_after)
    page, last = by_key(rows, after, limit)
    return shapes.PersonPage(
        items=[shapes.PersonBrief.of(person) for person in page],
        next=next_address(request, last.pk if last else None),
        count=count_of(rows) if count else None,
        as_of=as_of,
    )


@endpoint(router, "POST", "/persons/search", needs="person.search", answer=shapes.Hits, changes=False)
def search_persons(request: Request, body: shapes.Search) -> shapes.Hits:
    """Search persons by whatever is known of them.

    It is a POST, because names in an address end up in the logs of every machine on the way.
    """
    found = api.find_persons(request.auth, body.text, body.limit)
    hits = [shapes.Hit(person=shapes.PersonBrief.of(hit.person), score=hit.score) for hit in found.hits]
    return shapes.Hits(items=hits, more=found.more)


@endpoint(
    router,
    "POST",
    "/persons",
    needs="person.register person.search person.view",
    answer=shapes.Person,
    status=201,
    etag=True,
    creates=True,
)
def register_person(request: Request, response: HttpResponse, body: shapes.NewPerson) -> Status[shapes.Person]:
    """Register a person.

    Where somebody like this is registered already the answer is 409 with code likely_same and those candidates. Look at
    them; if the person is none of them, send the request again with their ids in confirm_new and a new Idempotency-Key.
    """
    values = body.model_dump(exclude={"confirm_new", "district"})

    def action() -> Person:
        unit = unit_of(body.district)
        _ask_whether_new(request, values, set(body.confirm_new))
        return api.register_person(
            by=request.auth, unit=unit, origin=ORIGIN, judged_different=body.confirm_new, **values
        )

    person = created(request, body.model_dump_json(), action=action, load=lambda pk: _person(request, pk))
    tagged(response, person)
    response["Location"] = f"{request.path}/{person.pk}"
    return as_new(shapes.Person.of(person))


def _ask_whether_new(request: Request, values: dict[str, Any], judged: set[int]) -> None:
    """LikelySame with whoever may be the same and was not judged to be somebody else."""
    cleaned = api.clean_person(values).values
    alike = api.likely_same(request.auth, **{name: cleaned[name] for name in _LOOKED_AT})
    candidates = [
        Candidate(id=one.person.pk, score=one.score, agreeing=list(one.agreeing))
        for one in alike
        if one.person.pk not in judged
    ]
    if candidates:
        raise LikelySame(
            _("Somebody like this is registered already."),
            candidates=candidates,
            remedy=_("Look at the candidates; if it is none of them, send their ids in confirm_new."),
        )


@endpoint(router, "GET", "/persons/{int:person}", needs="person.view", answer=shapes.Person, etag=True)
def read_person(request: Request, response: HttpResponse, person: Id) -> shapes.Person:
    """Read a person. Looking at a protected person is recorded."""
    found = api.open_person(by=request.auth, person=_person(request, person))
    tagged(response, found)
    return shapes.Person.of(found)


@endpoint(
    router,
    "PATCH",
    "/persons/{int:person}",
    needs="person.edit person.view",
    answer=shapes.Corrected,
    etag=True,
    versioned=True,
)
def correct_person(request: Request, response: HttpResponse, person: Id, body: shapes.Correction) -> shapes.Corrected:
    """Ask for a correction, with the reason.

    Contact data and the district change at once. Who somebody is (names, birth date, sex, FİN) changes when a second
    officer approves: then `waiting_change` is the key of the request that waits. The values before stay in the history,
    and decisions that were taken keep the facts they were taken on.
    """
    found = _person(request, person)
    version = version_seen(request, found)
    changes = body.changes.model_dump(exclude_unset=True)
    if "district" in changes:
        changes["unit"] = unit_of(changes.pop("district"))
    with lifted():  # conflicts are looked for in the whole register
        asked = api.request_change(
            by=request.auth, person=found, changes=changes, reason=body.reason, evidence=body.evidence, version=version
        )
    done = _person(request, person)
    tagged(response, done)
    waiting = asked.waiting.pk if asked.waiting else None
    return shapes.Corrected(**shapes.Person.of(done).model_dump(), waiting_change=waiting)


@endpoint(router, "GET", "/persons/{int:person}/statuses", needs="person.view", answer=shapes.Statuses)
def list_statuses(request: Request, person: Id) -> shapes.Statuses:
    """List the statuses of a person."""
    found = api.statuses_of(_person(request, person), request.auth)
    return shapes.Statuses(items=[shapes.Status.of(status) for status in found])


@endpoint(
    router,
    "POST",
    "/persons/{int:person}/statuses",
    needs="person.register person.view",
    answer=shapes.Status,
    status=201,
    creates=True,
)
def add_status(request: Request, person: Id, body: shapes.NewStatus) -> Status[shapes.Status]:
    """Record that a person is said to have a status."""
    found = _person(request, person)

    def load(pk: int) -> models.Status:
        status: models.Status = get_visible(models.Status.objects.select_related("kind"), request.auth, pk=pk)
        return status

    def action() -> models.Status:
        return api.add_status(by=request.auth, person=found, origin=ORIGIN, **body.model_dump())

    return as_new(shapes.Status.of(created(request, body.model_dump_json(), action=action, load=load)))


@endpoint(router, "GET", "/persons/{int:person}/documents", needs="person.view", answer=shapes.Documents)
def list_documents(request: Request, person: Id) -> shapes.Documents:
    """List the identity documents of a person."""
    found = api.documents_of(_person(request, person))
    return shapes.Documents(items=[shapes.Document.of(document) for document in found])


@endpoint(router, "GET", "/persons/{int:person}/household", needs="person.view", answer=shapes.HouseholdOf)
def read_household_of(request: Request, person: Id) -> shapes.HouseholdOf:
    """Read the household to which a person belongs today."""
    view = api.household_of(_person(request, person), request.auth)
    return shapes.HouseholdOf(household=None if view is None else shapes.Household.of_view(view))


@endpoint(router, "GET", "/persons/{int:person}/timeline", needs="person.view", answer=shapes.Timeline)
def read_timeline(
    request: Request,
    person: Id,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Older than this event.")] = None,
    limit: Limit = 50,
) -> shapes.Timeline:
    """Read what happened to a person, the newest first, as far as the caller may know."""
    items = api.timeline(_person(request, person), request.auth, before=before, limit=limit + 1)
    page, last = cut(items, limit)
    following = next_address(request, last.id if last else None, "before")
    return shapes.Timeline(items=[shapes.Event.of(item) for item in page], next=following)
