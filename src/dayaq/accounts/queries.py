"""Reads about accounts."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from dayaq.accounts.models import SYSTEM_USERNAME, Grant, Membership, OfficeHolding, User
from dayaq.accounts.roles import ROLES
from dayaq.core.api import clock
from dayaq.places.models import AdministrativeUnit


def system_user() -> User:
    """The account under which the worker acts; nobody can sign in to it. Made at first use."""
    user, _created = User.objects.get_or_create(
        is_system=True,
        defaults={
            "username": SYSTEM_USERNAME,
            "display_name": "Dayaq",
            "human_id": SYSTEM_USERNAME,
            "password": "!",
        },
    )
    return user


def same_human(one: User, other: User) -> bool:
    """Whether two accounts belong to one natural person."""
    return one.human_id == other.human_id


def users_with(permission: str, *, unit: AdministrativeUnit | None = None) -> QuerySet[User]:
    """Active accounts whose role today allows ``permission`` (for ``unit`` or the whole country, when given)."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    held = Membership.objects.on(clock.today()).filter(role__in=roles)
    if unit is not None:
        held = held.filter(Q(unit__isnull=True) | Q(unit=unit))
    return User.objects.filter(is_active=True, is_system=False, memberships__in=held).distinct().order_by("username")


def granted_ids(user: User, scope_type: str) -> frozenset[int]:
    """Ids of the things of ``scope_type`` opened today to the organisations in which ``user`` is a partner."""
    organisations = user.organisation_ids("partner.view")
    grants = Grant.objects.on(clock.today()).filter(organisation__in=organisations, scope_type=scope_type)
    return frozenset(grants.values_list("scope_id", flat=True))


def holder_of(office_code: str) -> OfficeHolding | None:
    """Who holds the office today."""
    return OfficeHolding.objects.on(clock.today()).select_related("office").filter(office__code=office_code).first()
