"""Logs, errors, the audit log and the outbox carry no personal data.

One person with a name, a FİN, a telephone and an address that stand nowhere else is taken through everything there
is (``tests/atlas.py``); then every model is written to a log, everything that was logged and kept is searched for them.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.test import Client
from django.urls import path
from django.utils.module_loading import import_string

from dayaq.accounts.models import User
from dayaq.core import clock, events
from dayaq.core.logs import PrivateFormatter
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.registry.models import Person
from dayaq.web.guard import public
from tests import atlas
from tests.unit.programmes import given as asking
from tests.unit.selfemployment import given

WHO = {
    "surname": "Zərgərpalıd",
    "given_name": "Nurəfşan",
    "father_name": "Bəxtəvər",
    "phone": "+994558765432",
    "email": "nurefshan@example.com",
    "address": "Sarıbulaq döngəsi 77",
}
FIN = "7ZQX"
TELLING = (
    *("zərgərpal", "zergerpal", "nurəfşan", "nurefsan", "bəxtəvər", "8765432", "876 54 32", "nurefshan@", "sarıbulaq"),
)
_number = count(100)


def telling(text: str) -> list[str]:
    """What ``text`` gives away about the person."""
    small = text.lower()
    return [word for word in (*TELLING, FIN.lower()) if word in small]


@pytest.fixture
def everything(db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[atlas.Atlas]:
    """The whole journey, every person in it with the telling data, everything logged on the way."""
    for room in (given, asking):
        plain = room.person

        def person(plain: Any = plain, **changes: Any) -> Person:
            made: Person = plain(**{**WHO, "fin": f"{FIN}{next(_number)}", **changes})
            return made

        monkeypatch.setattr(room, "person", person)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)  # statements are logged by developers only
    with clock.frozen(atlas.NOW, seed="privacy"):
        yield atlas.build()


def ours() -> list[type[models.Model]]:
    """Our models, and the tables that keep their old rows."""
    return [model for model in apps.get_models() if model.__module__.startswith("dayaq.")]


def test_no_model_says_anything_about_a_person_when_it_is_logged(everything, caplog):
    log = logging.getLogger("dayaq.test")
    caplog.clear()
    seen = set()
    for model in ours():
        for row in model._default_manager.all()[:50]:
            log.warning("%s %r", row, row)
            seen.add(model._meta.label)
    assert {"registry.Person", "programmes.DecisionRecord", "selfemployment.HandoverAct", "notices.Notice"} <= seen
    assert telling(caplog.text) == []


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_a_model_full_of_personal_data_is_printed_without_it(model):
    classes = getattr(model, "PERSONAL_DATA", {})
    texts = {
        field.attname: WHO["surname"]
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and classes.get(field.name) != "none"
    }
    if model is User:
        texts.pop("username")  # whoever signs in is named in logs by what they sign in with
    row = model(**texts)
    assert telling(f"{row} {row!r}") == []


def test_audit_outbox_and_logs_of_the_whole_journey_hold_ids_and_codes_only(everything, caplog):
    for page, door in atlas.DOORS.items():
        client = Client()
        if door.who:
            client.force_login(everything.accounts[door.who], backend=settings.AUTHENTICATION_BACKENDS[-1])
        client.get(everything.url(page))
    assert AuditEvent.objects.count() > 300
    told = {
        f"audit {event}: {found}": detail
        for event, detail in AuditEvent.objects.values_list("event", "detail")
        if (found := telling(str(detail)))
    }
    assert told == {}
    outbox = OutboxEvent.objects.values_list("name", "payload", "error")
    assert outbox
    assert [one for one in outbox if telling(str(one))] == []
    assert telling(caplog.text) == []


# Failures ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What our log would hold, as the settings format it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    described = settings.LOGGING["formatters"]["line"]
    assert import_string(described["()"]) is PrivateFormatter
    handler.setFormatter(PrivateFormatter(described["format"], style=described["style"]))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def _broken() -> None:
    """A statement that the database refuses with the whole row in its message, and an error that quotes a name."""
    try:
        with transaction.atomic():
            Person.objects.create(**{**WHO, "sex": "x", "sort_key": "", "name_key": ""})
    except Exception as error:
        raise ValueError(f"cannot read {WHO['surname']} {WHO['phone']}") from error


@public
def failing_page(request: Any) -> None:
    _broken()


@pytest.mark.django_db
def test_a_page_that_fails_tells_nothing_about_the_person(log):
    urls = __import__("dayaq.config.urls", fromlist=["urlpatterns"])
    pattern = path("failing/", failing_page, name="failing")
    urls.urlpatterns.append(pattern)
    try:
        answer = Client(raise_request_exception=False).get("/failing/")
    finally:
        urls.urlpatterns.remove(pattern)
    assert answer.status_code == 500
    text = log.getvalue()
    assert telling(answer.content.decode()) == []
    assert telling(text) == []
    assert "reference" in text
    assert "IntegrityError" in text
    assert "person_sex" in text
    assert "in _broken" in text


@pytest.mark.django_db
def test_an_event_that_cannot_be_handled_tells_nothing_about_the_person(log, monkeypatch):
    monkeypatch.setitem(events._handlers, "test.broken", [lambda _payload: _broken()])
    events.emit("test.broken", id=1)
    events.dispatch_all()
    event = OutboxEvent.objects.get(name="test.broken")
    assert event.error == "ValueError"
    assert "event test.broken" in log.getvalue()
    assert telling(log.getvalue()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["denied", "refused", "conflict", "missing", "broken", "bad"])
def test_pages_about_errors_repeat_nothing_of_the_address_that_was_asked_for(log, kind):
    client = Client(raise_request_exception=False)
    answer = client.get(f"/gallery/problem/{kind}/", {"q": f"{WHO['surname']} {FIN}123"})
    assert answer.status_code >= 400
    shown = re.sub("<[^>]*>", "", answer.content.decode())  # the way back, in hidden fields, is the reader's own
    assert telling(shown) == []
    assert telling(log.getvalue()) == []
