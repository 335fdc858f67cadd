"""Who works here: organisations, offices and their holders, accounts, and the roles people hold for a time.

An account is not a person: one natural person may have two accounts, so ``human_id`` says whose eyes they are, and four
eyes are never the same two. A role is held through a membership, in an organisation, for one district or for the whole
country, between two dates.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from dayaq.accounts.roles import ROLE_CHOICES, ROLES
from dayaq.core.api import clock
from dayaq.core.classification import classify
from dayaq.core.models import Created, Dated, DatedQuerySet, Labelled
from dayaq.places.models import AdministrativeUnit

SYSTEM_USERNAME = "system"


class Organisation(Labelled):
    """A ministry, an agency, a social partner, a bank, a non-governmental organisation: a node of a hierarchy."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry"
        AGENCY = "agency"
        SOCIAL_PARTNER = "social_partner"
        BANK = "bank"
        NGO = "ngo"
        OTHER = "other"

    code = models.SlugField(max_length=50, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    PERSONAL_DATA: ClassVar = classify(none="id code kind parent label")


class Office(Labelled):
    """A post that signs or answers, whoever holds it."""

    code = models.SlugField(max_length=50, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")

    PERSONAL_DATA: ClassVar = classify(none="id code organisation label")


class OfficeHolding(Dated):
    """Who held an office between two dates: a signatory is never written into code."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="holdings")
    holder_name = models.CharField(max_length=200)

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(none="id office valid_from valid_to", personal="holder_name")


class UserManager(BaseUserManager["User"]):
    """Accounts are found by user name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without a password it cannot be signed in to."""
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. What it may do comes from its memberships in force today.

    ``limited_to`` and ``token_id`` are set on the account of a machine's request: it may then no more than what stands
    in ``limited_to`` (None: no such limit), and the audit log says through which token it acted.
    """

    username = models.CharField(max_length=150, unique=True)
    display_name = models.CharField(max_length=200)
    human_id = models.CharField(max_length=50, help_text="The natural person behind the account.")
    language = models.CharField(max_length=5, default="az")
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)

    limited_to: frozenset[str] | None = None
    token_id: int | None = None

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name", "human_id"]

    PERSONAL_DATA: ClassVar = classify(
        none="id password is_active is_system date_joined last_login language",
        personal="username display_name human_id email",
    )

    class Meta:
        constraints = [models.UniqueConstraint("is_system", condition=Q(is_system=True), name="one_system_user")]

    @cached_property
    def _memberships(self) -> list[Membership]:
        if not self.is_active:
            return []
        return list(Membership.objects.on(clock.today()).filter(user=self).select_related("organisation"))

    @property
    def memberships_today(self) -> list[Membership]:
        """Memberships in force; read once per request."""
        return self._memberships

    @property
    def roles(self) -> list[str]:
        """Codes of the roles held today, each once, in a fixed order."""
        held = {membership.role for membership in self._memberships}
        return [code for code in ROLES if code in held]

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Union of the permissions of the roles held today, within the limit; the system's own account holds all."""
        roles = ROLES.values() if self.is_system else [ROLES[role] for role in self.roles]
        held: frozenset[str] = frozenset().union(*(role.permissions for role in roles))
        return held if self.limited_to is None else held & self.limited_to

    def may(self, permission: str) -> bool:
        """Whether any role held today allows ``permission``."""
        return permission in self.permissions

    def district_ids(self, permission: str | None = None) -> frozenset[int] | None:
        """Units the account may see (for ``permission``, when given); None means the whole country."""
        if self.is_system:
            return None
        if permission is not None and not self.may(permission):
            return frozenset()
        units = [m.unit_id for m in self._memberships if permission is None or permission in ROLES[m.role].permissions]
        if any(unit is None for unit in units):
            return None
        return frozenset(unit for unit in units if unit is not None)

    def organisation_ids(self, permission: str | None = None) -> frozenset[int]:
        """Organisations for which roles are held today (that allow ``permission``, when given)."""
        if permission is not None and not self.may(permission):
            return frozenset()
        return frozenset(
            m.organisation_id
            for m in self._memberships
            if permission is None or permission in ROLES[m.role].permissions
        )

    def get_full_name(self) -> str:
        return self.display_name


class Membership(Dated, Created):
    """An account holds a role in an organisation, for one administrative unit or the whole country, for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(none="id user organisation role unit valid_from valid_to created_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="membership_period"
            ),
        ]
        indexes = [models.Index(fields=["user", "valid_from"], name="membership_user")]


class Grant(Dated, Created):
    """A right opened from above: an organisation may see what ``scope_type`` and ``scope_id`` name, and why."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    scope_type = models.CharField(max_length=50)
    scope_id = models.BigIntegerField()
    reason = models.TextField()

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(none="id organisation scope_type scope_id reason valid_from valid_to created_at")

    class Meta:
        indexes = [models.Index(fields=["organisation", "scope_type", "scope_id"], name="grant_scope")]


class TokenQuerySet(models.QuerySet[Any]):
    """Tokens, chainable."""

    def visible_to(self, user: User) -> Self:
        """One's own; all of them for whoever looks after accounts."""
        return self if user.may("account.manage") else self.filter(owner=user)


class ApiToken(Created):
    """What a machine shows to act for an account: never more than ``scopes``, never more than its owner may today.

    ``digest`` is the SHA-256 of the secret in hex; the secret itself is shown once and stands nowhere. ``window_start``
    is the minute in which the token was used last, ``window_count`` how often it was used in that minute.
    """

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=50))
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    window_start = models.DateTimeField(null=True)
    window_count = models.PositiveIntegerField(default=0)

    #: The secret, on the object that :func:`dayaq.accounts.tokens.actions.create_token` returns and nowhere else.
    secret: str = ""

    objects = TokenQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id owner scopes digest expires_at revoked_at revoked_by last_used_at window_start window_count "
        "created_at",
        personal="name",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_expires"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="token_has_scopes"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="token_revoked_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="token_owner")]

    def works_at(self, moment: datetime) -> bool:
        """Neither revoked nor expired; whether the owner may still use the interface is asked besides."""
        return self.revoked_at is None and moment < self.expires_at

    @property
    def last_day(self) -> date:
        """The day at whose end it expires."""
        return timezone.localdate(self.expires_at - timedelta(microseconds=1))

    @property
    def state(self) -> str:
        """Now: "active", "expired" or "revoked"."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.works_at(clock.now()) else "expired"


class ApiCreation(Created):
    """What a token made under an idempotency key: sent again, the same request answers with the same record.

    ``key`` is the SHA-256 of the key in hex, ``digest`` that of the request; its content is not kept.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="creations", db_index=False)
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    result_id = models.BigIntegerField(null=True)

    PERSONAL_DATA: ClassVar = classify(none="id token key digest result_id created_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="creation_once")]
