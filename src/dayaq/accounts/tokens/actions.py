"""Making a token and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import ApiToken, User
from dayaq.accounts.policies import check_revoke_token, check_use_interface
from dayaq.accounts.tokens.scopes import SCOPES, scopes_of
from dayaq.accounts.tokens.secret import digest_of, new_secret
from dayaq.core.api import Invalid, WrongState, audit, clock


@transaction.atomic
def create_token(*, by: User, name: str, scopes: Collection[str], last_day: date) -> ApiToken:
    """Make a token for ``by`` that works until the end of ``last_day``.

    The secret stands in ``secret`` of what is returned, once. Invalid for a scope that ``by`` does not hold, a day that
    has passed, or one later than ``settings.TOKEN_DAYS`` days from today.
    """
    check_use_interface(by)
    label = " ".join(name.split())
    if not label or len(label) > 100 or "\x00" in label:
        raise Invalid(_("Say in at most 100 characters what the token is for."), code="token_name", field="name")
    wanted = sorted(set(scopes))
    if not wanted:
        raise Invalid(_("Choose what the token may do."), code="no_scope", field="scopes")
    if excess := set(wanted) - set(scopes_of(by)):
        code = "unknown_scope" if excess - set(SCOPES) else "scope_not_held"
        raise Invalid(
            _("A token may do nothing that its owner may not do."), code=code, field="scopes", value=min(excess)
        )
    secret = new_secret()
    token = ApiToken.objects.create(
        owner=by,
        name=label,
        scopes=wanted,
        digest=digest_of(secret),
        expires_at=_end_of(last_day),
        created_at=clock.now(),
    )
    audit.record(
        by=by,
        event="token.created",
        obj=token,
        after={"name": label},
        detail={"scopes": wanted, "last_day": last_day.isoformat()},
    )
    token.secret = secret
    return token


def _end_of(day: date) -> datetime:
    """The moment at which ``day`` is over here."""
    today = clock.today()
    if day < today:
        raise Invalid(_("This day has passed."), code="past", field="last_day", value=day)
    if day > today + timedelta(days=settings.TOKEN_DAYS):
        raise Invalid(
            _("A token works for at most %(days)s days.") % {"days": settings.TOKEN_DAYS},
            code="too_long",
            field="last_day",
            value=day,
            remedy=_("Choose an earlier day, and make a new token before it."),
        )
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


@transaction.atomic
def revoke_token(*, by: User, token: ApiToken) -> ApiToken:
    """Let a token work no more, from this moment on."""
    check_revoke_token(by, token)
    locked: ApiToken = ApiToken.objects.select_for_update().get(pk=token.pk)
    if locked.revoked_at is not None:
        raise WrongState(_("This token is revoked already."), code="revoked")
    locked.revoked_at, locked.revoked_by = clock.now(), by
    locked.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(by=by, event="token.revoked", obj=locked, detail={"owner": locked.owner_id})
    return locked
