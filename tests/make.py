"""What many tests need: a district, an organisation, an account that holds a role."""

from __future__ import annotations

from datetime import date
from itertools import count

from dayaq.accounts.models import Membership, Organisation, User
from dayaq.places.models import AdministrativeUnit

_number = count(1)
LONG_AGO = date(2000, 1, 1)


def unit(code: str = "AZ-LER", name: str = "Lerik", kind: str = "district") -> AdministrativeUnit:
    """The administrative unit of this code, made at first use."""
    found, _ = AdministrativeUnit.objects.get_or_create(
        code=code,
        valid_from=LONG_AGO,
        defaults={"kind": kind, "label": {"az": name, "en": name}, "sort_key": name.lower()},
    )
    return found


def organisation(code: str = "ministry", kind: str = "ministry") -> Organisation:
    """The organisation of this code, made at first use."""
    found, _ = Organisation.objects.get_or_create(
        code=code, defaults={"kind": kind, "label": {"az": code.title(), "en": code.title()}}
    )
    return found


def user(
    *roles: str,
    in_unit: AdministrativeUnit | None = None,
    of: Organisation | None = None,
    human: str = "",
    username: str = "",
) -> User:
    """An account with these roles since long ago; a fresh natural person unless ``human`` says otherwise."""
    number = next(_number)
    account = User.objects.create_user(
        username or f"user{number}", display_name=f"User {number}", human_id=human or f"human-{number}"
    )
    for role in roles:
        Membership.objects.create(
            user=account, organisation=of or organisation(), role=role, unit=in_unit, valid_from=LONG_AGO
        )
    return account
