"""Every write about accounts."""

from __future__ import annotations

import secrets
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Grant, Membership, Organisation, User
from dayaq.accounts.policies import check_change_membership, check_manage_accounts
from dayaq.accounts.roles import ROLES
from dayaq.core.api import Invalid, WrongState, audit, clock
from dayaq.places.models import AdministrativeUnit


@transaction.atomic
def create_account(
    *, by: User, username: str, display_name: str, human_id: str, password: str, language: str = "az", email: str = ""
) -> User:
    """Open an account without any role. ``human_id`` is the natural person behind it (a FİN, or a staff number)."""
    check_manage_accounts(by)
    username = username.strip().lower()
    if not username or not human_id.strip():
        raise Invalid(_("An account needs a user name and the person behind it."), field="username")
    if User.objects.filter(username=username).exists():
        raise Invalid(_("This user name is taken."), field="username", value=username, remedy=_("Choose another one."))
    account = User(
        username=username, display_name=display_name, human_id=human_id.strip().upper(), language=language, email=email
    )
    _set_password(account, password)
    account.save()
    audit.record(by=by, event="account.created", obj=account, after={"username": username, "human_id": human_id})
    return account


@transaction.atomic
def reset_password(*, by: User, account: User) -> str:
    """Give the account a new random password and return it once; it stands nowhere else."""
    check_change_membership(by, account)
    password = secrets.token_urlsafe(12)
    account.set_password(password)
    account.save(update_fields=["password"])
    audit.record(by=by, event="account.password_reset", obj=account)
    return password


@transaction.atomic
def deactivate_account(*, by: User, account: User, reason: str) -> User:
    """Close an account: it cannot sign in any more and may do nothing; what it did stays."""
    check_change_membership(by, account)
    locked = User.objects.select_for_update().get(pk=account.pk)
    if not locked.is_active:
        raise WrongState(_("This account is closed already."))
    if not reason.strip():
        raise Invalid(_("Say why the account is closed."), field="reason")
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    audit.record(by=by, event="account.deactivated", obj=locked, reason=reason)
    return locked


@transaction.atomic
def give_role(
    *,
    by: User,
    account: User,
    organisation: Organisation,
    role: str,
    unit: AdministrativeUnit | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Let an account hold a role in an organisation, for one unit or the whole country, from a day on."""
    check_change_membership(by, account)
    if role not in ROLES:
        raise Invalid(_("There is no such role."), field="role", value=role)
    start = valid_from or clock.today()
    if valid_to is not None and valid_to <= start:
        raise Invalid(_("A role ends after it begins."), field="valid_to", value=valid_to)
    membership = Membership.objects.create(
        user=account, organisation=organisation, role=role, unit=unit, valid_from=start, valid_to=valid_to
    )
    detail = {"role": role, "organisation": organisation.code, "unit": unit.code if unit else None}
    audit.record(by=by, event="account.role_given", obj=account, detail=detail)
    return membership


@transaction.atomic
def end_role(*, by: User, membership: Membership, reason: str) -> Membership:
    """Take a role back from today on."""
    check_change_membership(by, membership.user)
    locked = Membership.objects.select_for_update().select_related("user").get(pk=membership.pk)
    today = clock.today()
    if locked.valid_to is not None and locked.valid_to <= today:
        raise WrongState(_("This role has ended already."))
    account, detail = locked.user, {"role": locked.role, "membership": locked.pk}
    if locked.valid_from >= today:
        locked.delete()
    else:
        locked.valid_to = today
        locked.save(update_fields=["valid_to"])
    audit.record(by=by, event="account.role_ended", obj=account, reason=reason, detail=detail)
    return locked


@transaction.atomic
def grant(
    *, by: User, organisation: Organisation, scope_type: str, scope_id: int, reason: str, valid_to: date | None = None
) -> Grant:
    """Open one thing to an organisation from today on. Called by the room that owns the thing, which has checked."""
    found, created = Grant.objects.get_or_create(
        organisation=organisation,
        scope_type=scope_type,
        scope_id=scope_id,
        valid_to=valid_to,
        defaults={"valid_from": clock.today(), "reason": reason},
    )
    if created:
        detail = {"organisation": organisation.code, "scope": scope_type, "scope_id": scope_id}
        audit.record(by=by, event="access.granted", obj=found, reason=reason, detail=detail)
    return found


def _set_password(account: User, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from error
    account.set_password(password)
