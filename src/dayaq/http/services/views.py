"""The catalogue of services: listed and read."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router

from dayaq.care.api import catalogue, terms_of
from dayaq.care.models import ServiceType
from dayaq.core import clock
from dayaq.http.conditions import tagged
from dayaq.http.endpoint import endpoint
from dayaq.http.paging import After, Limit, by_key, next_address
from dayaq.http.records import get_visible
from dayaq.http.services import shapes
from dayaq.http.shapes import Code, Day
from dayaq.http.tokens import Request

router = Router()


@endpoint(router, "GET", "/services", needs="service.view", answer=shapes.ServicePage)
def list_services(
    request: Request,
    after: After = None,
    limit: Limit = 50,
    kind: Annotated[Code | None, Query(description="Code of a kind of service.")] = None,
    on: Annotated[Day | None, Query(description="The day whose terms are given; today when not given.")] = None,
) -> shapes.ServicePage:
    """List the services of the catalogue, each with its terms of a day."""
    rows = catalogue(request.auth, on or clock.today())
    if kind is not None:
        rows = rows.filter(kind__code=kind)
    page, last = by_key(rows, after, limit)
    items = [shapes.ServiceBrief.of(service) for service in page]
    return shapes.ServicePage(items=items, next=next_address(request, last.pk if last else None))


@endpoint(router, "GET", "/services/{slug:service}", needs="service.view", answer=shapes.Service, etag=True)
def read_service(request: Request, response: HttpResponse, service: Code) -> shapes.Service:
    """Read one service with all the terms it had and has."""
    found: ServiceType = get_visible(ServiceType.objects.select_related("kind"), request.auth, code=service)
    tagged(response, found)
    return shapes.Service.of(found, terms_of(found))
