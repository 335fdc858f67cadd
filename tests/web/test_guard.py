"""Who may enter, and what the others see."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dayaq.accounts.api import PERMISSIONS
from dayaq.places.models import AdministrativeUnit
from dayaq.web.guard import Guarded, guard, guard_of, public
from dayaq.web.navigation import NAVIGATION, known_address, links
from dayaq.web.records import get_visible
from tests.make import unit, user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]


def test_a_visitor_is_sent_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/units/?kind=city")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/units/%3Fkind%3Dcity")


def test_a_fragment_request_of_a_visitor_sends_the_whole_page_to_sign_in(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://example.org/units/?kind=city"}
    answer = client.get("/units/?after=3", headers=headers)
    assert answer.status_code == 204
    assert answer["HX-Redirect"].endswith("?next=/units/%3Fkind%3Dcity")


def test_a_role_without_the_permission_gets_a_readable_refusal(client: Client) -> None:
    client.force_login(user("operator"))
    client.cookies["django_language"] = "en"
    answer = client.get("/units/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Your role does not open this page." in page
    assert "Reference number" in page


def test_a_hidden_area_answers_as_if_it_were_not_there(client: Client) -> None:
    client.force_login(user("operator"))
    assert client.get("/secret/").status_code == 404


def test_the_permission_opens_the_door(client: Client) -> None:
    client.force_login(user("auditor"))
    assert client.get("/secret/").content == b"secret"


def test_an_account_without_a_role_in_force_may_nothing(client: Client) -> None:
    client.force_login(user())
    assert client.get("/units/").status_code == 403


def test_the_guard_stands_on_the_view() -> None:
    @guard("law.view", "law.manage")
    def view(request):  # type: ignore[no-untyped-def]  # only its guard is looked at
        return None

    @public
    def door(request):  # type: ignore[no-untyped-def]  # only its guard is looked at
        return None

    assert guard_of(view) == Guarded(("law.view", "law.manage"))
    assert guard_of(door) == Guarded(public=True)
    assert guard_of(print) is None


def our_views() -> list[tuple[str, object]]:
    """Address and view of every page; operations for machines: ``tests/architecture/test_interface.py``."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = []
        for one in patterns:
            if isinstance(one, URLResolver):
                found += walk(one.url_patterns, prefix + str(one.pattern))
            elif getattr(one.callback, "__module__", "").startswith("dayaq.web."):
                found.append((prefix + str(one.pattern), one.callback))
        return found

    return walk(get_resolver("dayaq.config.urls").url_patterns, "/")


def test_every_view_of_ours_carries_a_guard_and_known_permissions() -> None:
    views = our_views()
    assert len(views) >= 4
    for address, view in views:
        guarded = guard_of(view)  # type: ignore[arg-type]  # a callback of a route
        assert guarded is not None, f"{address} carries no guard"
        assert set(guarded.permissions) <= PERMISSIONS, f"{address} asks for a permission that no role has"


def test_navigation_names_only_permissions_that_exist() -> None:
    assert {code for entry in NAVIGATION for code in entry.permissions} <= PERMISSIONS


def test_navigation_shows_what_a_role_may_and_nothing_else() -> None:
    shown = {str(link.url) for link in links(user("analyst"), "/")}
    permissions = {"work.view", "figure.view", "law.view", "service.view"}
    allowed = {known_address(e.url_name) for e in NAVIGATION if permissions & set(e.permissions)}
    assert shown == allowed - {""}


def test_the_innermost_area_is_the_current_one() -> None:
    found = list(links(user("programme_officer"), known_address("work:index") or "/nowhere/"))
    assert sum(link.current for link in found) <= 1


class Units:
    """A manager that shows districts of the account's own units only."""

    @staticmethod
    def visible_to(account):  # type: ignore[no-untyped-def]  # a stand-in for a manager
        return AdministrativeUnit.objects.filter(pk__in=account.district_ids() or ())


def test_a_record_outside_what_the_account_may_see_does_not_exist() -> None:
    from django.http import Http404

    here, there = unit("AZ-LAN", "Lənkəran"), unit("AZ-SAK", "Şəki")
    officer = user("caseworker", in_unit=here)
    assert get_visible(Units, officer, pk=here.pk) == here
    with pytest.raises(Http404):
        get_visible(Units, officer, pk=there.pk)
