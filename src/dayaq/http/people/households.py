"""Households: listed, read, made, joined and left."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from dayaq.core.rowsecurity import lifted
from dayaq.http.creating import as_new, created
from dayaq.http.endpoint import endpoint
from dayaq.http.paging import After, Limit, by_key, next_address
from dayaq.http.people import shapes
from dayaq.http.people.persons import ORIGIN
from dayaq.http.people.units import unit_of
from dayaq.http.records import get_visible, referred
from dayaq.http.shapes import Code, Id
from dayaq.http.tokens import Request
from dayaq.registry import api
from dayaq.registry.models import Household, HouseholdMember, Person

router = Router()


def _household(request: Request, pk: int) -> Household:
    found: Household = get_visible(Household.objects.select_related("unit"), request.auth, pk=pk)
    return found


def _shown(request: Request, household: Household) -> shapes.Household:
    return shapes.Household.of_view(api.view_household(household, request.auth))


@endpoint(router, "GET", "/households", needs="person.view", answer=shapes.HouseholdPage, filters=True)
def list_households(
    request: Request,
    after: After = None,
    limit: Limit = 50,
    district: Annotated[Code | None, Query(description="Code of a district: it and what lies below it.")] = None,
) -> shapes.HouseholdPage:
    """List households in the order of their keys."""
    rows: Any = Household.objects.visible_to(request.auth).select_related("unit")
    if district is not None:
        unit = unit_of(district)
        rows = rows.filter(api.in_units("unit", frozenset({unit.pk} if unit else ())))
    page, last = by_key(rows, after, limit)
    items = [shapes.HouseholdBrief.of(household) for household in page]
    return shapes.HouseholdPage(items=items, next=next_address(request, last.pk if last else None))


@endpoint(
    router,
    "POST",
    "/households",
    needs="person.register person.view",
    answer=shapes.Household,
    status=201,
    creates=True,
)
def create_household(request: Request, response: HttpResponse, body: shapes.NewHousehold) -> Status[shapes.Household]:
    """Make a household with its head."""

    def action() -> Household:
        return api.create_household(
            by=request.auth,
            head=referred(Person.objects.select_related("unit"), request.auth, "head", body.head),
            unit=unit_of(body.district),
            address=body.address,
            valid_from=body.valid_from,
            origin=ORIGIN,
        )

    made = created(request, body.model_dump_json(), action=action, load=lambda pk: _household(request, pk))
    response["Location"] = f"{request.path}/{made.pk}"
    return as_new(_shown(request, made))


@endpoint(router, "GET", "/households/{int:household}", needs="person.view", answer=shapes.Household)
def read_household(request: Request, household: Id) -> shapes.Household:
    """Read a household with the people in it today."""
    return _shown(request, _household(request, household))


@endpoint(
    router,
    "POST",
    "/households/{int:household}/members",
    needs="person.register person.view",
    answer=shapes.Member,
    status=201,
    creates=True,
)
def add_member(request: Request, household: Id, body: shapes.NewMember) -> Status[shapes.Member]:
    """Let a person belong to a household."""
    found = _household(request, household)

    def action() -> HouseholdMember:
        return api.add_member(
            by=request.auth,
            household=found,
            person=referred(Person.objects, request.auth, "person", body.person),
            relation=body.relation,
            valid_from=body.valid_from,
        )

    def load(pk: int) -> HouseholdMember:
        member: HouseholdMember = get_visible(HouseholdMember.objects, request.auth, pk=pk)
        return member

    return as_new(shapes.Member.of(created(request, body.model_dump_json(), action=action, load=load)))


@endpoint(
    router,
    "POST",
    "/households/{int:household}/members/{int:member}/end",
    needs="person.edit person.view",
    answer=shapes.Member,
)
def end_membership(request: Request, household: Id, member: Id, body: shapes.Ending) -> shapes.Member:
    """End a membership. Sent twice, the second one is refused (409): it has ended already."""
    _household(request, household)
    members = HouseholdMember.objects.select_related("household")
    found = get_visible(members, request.auth, pk=member, household_id=household)
    with lifted():  # who else belongs to the household matters, wherever they live
        ended = api.end_membership(by=request.auth, member=found, on=body.on, reason=body.reason)
    return shapes.Member.of(ended)
