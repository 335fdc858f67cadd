"""A catalogue, as the tests of care begin with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dayaq.accounts.models import User
from dayaq.care import api
from dayaq.care.models import ServiceKind, ServiceType
from tests import make

START = date(2024, 1, 1)
LABEL = {"az": "Evdə yardım", "en": "Help at home"}
WORDS = {"az": "Gündəlik işlərdə yardım.", "en": "Help with daily tasks."}
SERVED = {"az": "Ahıllar.", "en": "Elderly people."}
TERMS = api.Terms(
    valid_from=START,
    forms=["home"],
    modes=["home", "order_project"],
    rule="age >= param.elderly_age",
    served=SERVED,
    times_a_month=8,
    minutes=45,
    source="S76",
)


def terms(**changes: Any) -> api.Terms:
    return replace(TERMS, **changes)


def administrator() -> User:
    return make.user("administrator")


def kind(by: User, code: str = "household", **values: Any) -> ServiceKind:
    given = {"label": {"az": "Məişət", "en": "Household"}, "valid_from": START, "source": "S73", **values}
    return api.add_kind(by=by, code=code, **given)


def service(by: User, code: str = "home-help", **changes: Any) -> ServiceType:
    """A service of the kind "household" with :data:`TERMS`, which ``changes`` may change."""
    found = ServiceKind.objects.filter(code="household").first() or kind(by)
    return api.add_service(by=by, code=code, kind=found, label=LABEL, description=WORDS, terms=terms(**changes))
