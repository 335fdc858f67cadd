"""A view that forgot to ask who may see whom shows nobody, and an action still finds the whole register."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from dayaq.cli.embedded import APP_ROLE, WEB_ROLE
from dayaq.registry.models import Person
from dayaq.web.forms import Form, run
from dayaq.web.guard import guard, public
from dayaq.web.requests import Request
from tests import make
from tests.unit.registry import given

pytestmark = pytest.mark.django_db


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        name: str = cursor.fetchone()[0]
        return name


@guard("person.view")
def careless(request: Request) -> HttpResponse:
    """Everybody there is, whoever asks."""
    return HttpResponse(f"{role()} {Person.objects.count()} {[one.surname for one in Person.objects.all()]}")


@guard("person.view")
def streamed(request: Request) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        yield role()
        yield f" {Person.objects.count()}"

    return StreamingHttpResponse(lines())


@guard("person.view")
def acting(request: Request) -> HttpResponse:
    found: list[int] = []

    def action() -> Person:
        found.append(Person.objects.count())
        return Person.objects.get()

    run(request, Form({"submission": "k" * 32}), Person, action)
    return HttpResponse(f"{role()} {found} {Person.objects.count()}")


@guard("person.view")
def failing(request: Request) -> HttpResponse:
    raise ZeroDivisionError


@public
def open_to_all(request: Request) -> HttpResponse:
    return HttpResponse(role())


class Urls:
    """The routes of these tests."""

    handler500 = staticmethod(lambda request: HttpResponse(role(), status=500))
    urlpatterns = [
        path("careless", careless),
        path("streamed", streamed),
        path("acting", acting),
        path("failing", failing),
        path("open", open_to_all),
    ]


@pytest.fixture(autouse=True)
def _routes(settings) -> None:
    settings.ROOT_URLCONF = Urls


def client(*roles: str, unit: str = "AZ-MAS") -> Client:
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(
        make.user(*roles, in_unit=make.unit(unit, unit)), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return signed_in


def test_a_forgotten_filter_shows_nobody_of_another_district():
    given.person(surname="Əliyev")
    assert client("caseworker").get("/careless").content.decode() == f"{WEB_ROLE} 0 []"
    assert client("caseworker", unit="AZ-LER").get("/careless").content.decode() == f"{WEB_ROLE} 1 ['Əliyev']"
    assert role() == APP_ROLE


def test_what_streams_runs_behind_the_wall_to_its_last_line():
    given.person()
    answer = client("caseworker").get("/streamed")
    assert answer.getvalue().decode() == f"{WEB_ROLE} 0"
    assert role() == APP_ROLE


def test_an_action_finds_the_whole_register_and_the_page_around_it_does_not():
    given.person()
    assert client("caseworker").post("/acting").content.decode() == f"{WEB_ROLE} [1] 0"
    assert role() == APP_ROLE


def test_a_page_that_fails_leaves_no_wall_behind():
    answer = client("caseworker").get("/failing")
    assert (answer.status_code, answer.content.decode()) == (500, WEB_ROLE)
    assert role() == APP_ROLE


def test_whoever_is_signed_in_is_behind_the_wall_on_public_pages_too():
    assert client("analyst").get("/open").content.decode() == WEB_ROLE
    assert Client().get("/open").content.decode() == APP_ROLE
