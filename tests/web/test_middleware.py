"""What every answer carries: language, caching, content security policy, the theme."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.make import user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]


def test_an_account_reads_its_own_language_until_another_is_chosen(client: Client) -> None:
    account = user("auditor")
    account.language = "en"
    account.save()
    client.force_login(account)
    assert '<html lang="en"' in client.get("/units/").content.decode()
    client.post("/language/setlang/", {"language": "az", "next": "/units/"})
    assert '<html lang="az"' in client.get("/units/").content.decode()


def test_a_visitor_reads_azerbaijani(client: Client) -> None:
    assert '<html lang="az"' in client.get("/").content.decode()


def test_pages_of_those_signed_in_are_kept_nowhere(client: Client) -> None:
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    client.force_login(user("auditor"))
    assert client.get("/units/").headers["Cache-Control"] == "no-store"


def test_no_inline_script_or_style_is_allowed_and_sensors_are_off(client: Client) -> None:
    headers = client.get("/gallery/").headers
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_theme_is_remembered_and_anything_else_follows_the_device(client: Client) -> None:
    client.post("/theme/", {"theme": "dark", "next": "/gallery/"})
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.post("/theme/", {"theme": "purple"})
    assert "data-theme=" not in client.get("/").content.decode().split(">", 3)[1]


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_choosing_a_theme_leads_to_no_other_site(client: Client, next_page: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": next_page})["Location"] == "/"


def test_a_form_without_its_token_gets_a_readable_page() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    answer = client.post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "The page was open for too long" in answer.content.decode()
