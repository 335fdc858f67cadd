"""Reads that feed the pages of a person; each says how many statements it runs."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.registry.models import (
    Consent,
    IdentityDocument,
    Person,
    RegisterCheck,
    Status,
)
from dayaq.registry.policies import VIEW


def person_label(person: Person, user: User) -> str:
    """The person's name for ``user``, or "№ 17" where the name is not theirs to see. One statement."""
    if Person.objects.visible_to(user, VIEW).filter(pk=person.pk).exists():
        return person.full_name or f"№ {person.pk}"
    return f"№ {person.pk}"


def statuses_of(person: Person, user: User) -> list[Status]:
    """Statuses that ``user`` may know of, those in force first, newest first. One statement."""
    found = Status.objects.filter(person=person).kinds_visible_to(user).select_related("kind", "verified_by", "ground")
    today = clock.today()
    rows = list(found.order_by("-valid_from", "-pk"))
    return sorted(rows, key=lambda status: status.valid_to is not None and status.valid_to <= today)


def documents_of(person: Person) -> list[IdentityDocument]:
    """Identity documents, newest first. One statement."""
    return list(IdentityDocument.objects.filter(person=person).order_by("-valid_from", "-pk"))


def checks_of(person: Person) -> list[RegisterCheck]:
    """The newest answer of each register. One statement."""
    newest = (
        RegisterCheck.objects.filter(person=person)
        .order_by("register", "-checked_on", "-pk")
        .distinct("register")
        .select_related("checked_by")
    )
    return sorted(newest, key=lambda check: (-check.checked_on.toordinal(), check.register))


def consents_of(person: Person) -> list[Consent]:
    """Consents, open ones first. One statement."""
    return sorted(
        Consent.objects.filter(person=person).select_related("purpose", "recipient").order_by("-given_on", "-pk"),
        key=lambda consent: consent.withdrawn_on is not None,
    )


def with_status(persons: QuerySet[Person], kind: str, user: User) -> QuerySet[Person]:
    """Of ``persons`` those with a status of ``kind`` in force today that is not refuted, if ``user`` may know of it."""
    held = (
        Status.objects.on(clock.today())
        .filter(kind__code=kind)
        .exclude(verification="refuted")
        .kinds_visible_to(user)
        .values("person")
    )
    return persons.filter(pk__in=held)


def changed_since(persons: QuerySet[Person], moment: datetime) -> QuerySet[Person]:
    """Of ``persons`` those registered or changed after ``moment``, by whomever and however: row history tells."""
    history = Person._meta.get_field("events").related_model
    changes = history._default_manager.filter(pgh_obj=OuterRef("pk"), pgh_created_at__gt=moment)
    return persons.filter(Q(created_at__gt=moment) | Q(Exists(changes)))
