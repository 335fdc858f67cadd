"""The examples of docs/how-to/use-the-interface.md do what stands below them, one after the other."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from string import Template

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from dayaq.registry.imports.work import work_on_imports
from dayaq.registry.models import Person
from tests.http.given import token
from tests.unit.registry import given
from tests.unit.registry.imports import given as bringing

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "use-the-interface.md"
BLOCK = re.compile(r"```sh\n(?P<command>curl .*?)\n# (?P<status>\d{3})\n```", re.DOTALL)


def examples() -> Iterator[tuple[str, int]]:
    """Each command as it stands on the page, and the status that it promises."""
    for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        yield found["command"], int(found["status"])


def run(client: Client, command: str, known: dict[str, str]) -> HttpResponse:
    """What curl would have sent, sent by Django's client."""
    words = iter(shlex.split(command.replace("\\\n", " ")))
    assert next(words) == "curl"
    method, address, body, form, headers = "", "", "", {}, {}
    for word in words:
        if word in ("-X", "-H", "-d", "-F", "-o"):
            value = Template(next(words)).substitute(known)
            if word == "-X":
                method = value
            elif word == "-H":
                name, _, said = value.partition(": ")
                headers[name] = said
            elif word == "-d":
                body = value
            elif word == "-F":
                name, _, said = value.partition("=")
                form[name] = SimpleUploadedFile(said[1:], _content()) if said.startswith("@") else said
        elif not word.startswith("-"):
            address = Template(word).substitute(known)
    method = method or ("POST" if body or form else "GET")
    if form:
        return client.post(address, form, headers=headers)
    kind = headers.pop("Content-Type", "application/octet-stream")
    assert not body or json.loads(body)
    return client.generic(method, address, body.encode(), content_type=kind, headers=headers)


def _content() -> bytes:
    return bringing.csv(bringing.ALIYEV, bringing.row(bringing.SHIRINOV, c5="31.02.1975"))


@pytest.mark.django_db
def test_the_examples_of_the_page_do_what_it_says(kinds: None) -> None:
    given.person()
    known = {"DAYAQ": "", "TOKEN": token(given.everywhere()).secret}
    client = Client()
    ran = list(examples())
    assert len(ran) == PAGE.read_text(encoding="utf-8").count("curl ")
    for command, status in ran:
        answer = run(client, command, known)
        assert answer.status_code == status, (command, answer.getvalue())
        while work_on_imports():
            pass
        if "ETag" in answer:
            known["ETAG"] = answer["ETag"]
        if "Location" in answer:
            known["BATCH" if "imports" in answer["Location"] else "PERSON"] = answer["Location"].rpartition("/")[2]
        if status == 409:
            known["CANDIDATE"] = str(answer.json()["candidates"][0]["id"])
        if answer["Content-Type"].startswith("application/json") and "as_of" in answer.json():
            known["AS_OF"] = answer.json()["as_of"].replace("+", "%2B")
    assert Person.objects.filter(origin="interface").get().phone == "+994501234567"
    assert Person.objects.filter(origin__startswith="import").exists()
