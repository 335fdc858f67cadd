"""Persons and accounts that the tests of the registry begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from dayaq.accounts.models import User
from dayaq.registry import api
from dayaq.registry.models import Person
from tests import make

BORN = date(1980, 4, 12)


def lerik():
    return make.unit("AZ-LER", "Lerik")


def astara():
    return make.unit("AZ-AST", "Astara")


def operator(unit: Any = "lerik") -> User:
    return make.user("operator", in_unit=lerik() if unit == "lerik" else unit)


def caseworker(unit: Any = "lerik") -> User:
    return make.user("caseworker", in_unit=lerik() if unit == "lerik" else unit)


def everywhere() -> User:
    """Registers and edits in the whole country."""
    return make.user("caseworker")


def person(by: User | None = None, **values: Any) -> Person:
    fields: dict[str, Any] = {
        "surname": "Əliyev",
        "given_name": "Həsən",
        "father_name": "Məmməd oğlu",
        "sex": "m",
        "birth_date": BORN,
        "unit": lerik(),
    }
    return api.register_person(by=by or everywhere(), **{**fields, **values})
