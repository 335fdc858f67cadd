"""A machine with a token, as the tests of the interface begin with it."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from dayaq.accounts.api import SCOPES, create_token
from dayaq.accounts.models import ApiToken, User
from dayaq.core import clock
from dayaq.registry.models import Person
from tests.unit.registry import given

ROOT = "/api/v1"
_key = count(1)


def token(owner: User, *scopes: str, days: int = 30) -> ApiToken:
    """A token of ``owner`` with ``scopes``, by default with all that the owner holds; its ``secret`` is on it."""
    chosen = scopes or tuple(code for code in SCOPES if owner.may(code))
    fresh = User.objects.get(pk=owner.pk)
    return create_token(by=fresh, name="Test", scopes=chosen, last_day=clock.today() + timedelta(days=days))


class Machine:
    """Asks as the holder of a token would."""

    def __init__(self, held: ApiToken | str) -> None:
        self.client = Client(raise_request_exception=False)
        secret = held if isinstance(held, str) else held.secret
        self.headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(ROOT + path, query, headers=self.headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None, etag: str = "") -> HttpResponse:
        return self._send("post", path, body, key if key is not None else f"key-{next(_key):05}", etag)

    def patch(self, path: str, body: Any, *, etag: str = "") -> HttpResponse:
        return self._send("patch", path, body, "", etag)

    def upload(
        self, content: bytes, *, name: str = "people.csv", key: str | None = None, **fields: str
    ) -> HttpResponse:
        from django.core.files.uploadedfile import SimpleUploadedFile

        data = {"file": SimpleUploadedFile(name, content), "source": "office", **fields}
        headers = {**self.headers, "Idempotency-Key": key or f"key-{next(_key):05}"}
        return self.client.post(f"{ROOT}/imports", data, headers=headers)

    def _send(self, method: str, path: str, body: Any, key: str, etag: str) -> HttpResponse:
        headers = dict(self.headers)
        if key:
            headers["Idempotency-Key"] = key
        if etag:
            headers["If-Match"] = etag
        send = getattr(self.client, method)
        return send(ROOT + path, json.dumps(body or {}), content_type="application/json", headers=headers)


def machine(owner: User | None = None, *scopes: str) -> Machine:
    """A machine of a caseworker in Lerik, or of ``owner``."""
    return Machine(token(owner or given.caseworker(), *scopes))


def restricted(**values: Any) -> Person:
    """A protected person."""
    person = given.person(**values)
    Person.objects.filter(pk=person.pk).update(is_restricted=True)
    return person


def new_person(**values: Any) -> dict[str, Any]:
    """A body that registers somebody in Lerik."""
    fields = {
        "surname": "Rüstəmova",
        "given_name": "Gülnarə",
        "father_name": "Kamil",
        "sex": "f",
        "birth_date": "1991-02-03",
        "district": "AZ-LER",
    }
    return {**fields, **values}
