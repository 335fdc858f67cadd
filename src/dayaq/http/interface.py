"""The interface itself: version 1, under ``/api/v1/``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from dayaq.http import description, problems
from dayaq.http.imports import views as imports
from dayaq.http.people import households, persons
from dayaq.http.services import views as services
from dayaq.http.tokens import Token


class Readable(JSONRenderer):
    """JSON in which Azerbaijani letters are letters."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """Ninja's, with the whole OpenAPI document."""

    _document: Any = None

    def get_openapi_schema(self, **options: Any) -> Any:
        """The document, written once a process: anybody may ask for it, as often as they like."""
        if self._document is None:
            self._document = description.complete(super().get_openapi_schema(**options))
        return self._document


interface = Interface(
    title="Dayaq",
    version="1",
    description="Persons, households, statuses and imports, for machines. What a token may is what its scopes and the "
    "roles of its owner both allow. Names and numbers of people are never part of an address.",
    urls_namespace="api",
    docs_url=None,
    renderer=Readable(),
    auth=Token(),
)
problems.install(interface)
interface.add_router("", persons.router, tags=["Persons"])
interface.add_router("", households.router, tags=["Households"])
interface.add_router("", imports.router, tags=["Imports"])
interface.add_router("", services.router, tags=["Services"])


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Whatever else is asked for below /api/."""
    return problems.problem(request, 404)


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", interface.urls),
    re_path(r"^api/", nothing_here, name="interface_nothing"),
]
