"""The record of who looked: one row in the request that shows the data."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import QuerySet

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.registry.models import AccessRecord, Person
from dayaq.registry.policies import PROTECT, REGISTER, VIEW
from dayaq.registry.purposes import purpose as purpose_of
from dayaq.registry.visibility import PARTNER, PARTNER_SUPPORT

SERVICE, OVERSIGHT = "service", "oversight"
_INSERT = """
insert into registry_accessrecord (person_id, user_id, organisation_id, purpose_id, how, at)
select rows.id, %s, %s, %s, %s, %s from ({query}) rows(id)
"""


def record_access(*, by: User, person: Person, how: str, purpose: str = "") -> AccessRecord:
    """Write that ``by`` saw the data of ``person``; fails when it cannot be written. Two statements.

    ``how``: :class:`AccessRecord.How`. ``purpose``: its code; by default what the role is for.
    """
    return AccessRecord.objects.create(
        person=person,
        user=by,
        organisation_id=_organisation(by),
        purpose_id=purpose_of(purpose or _purpose(by)).code,
        how=how,
        at=clock.now(),
    )


@transaction.atomic
def record_export(*, by: User, persons: QuerySet[Person], how: str = AccessRecord.How.EXPORT) -> int:
    """Write one row for each of ``persons``, as one statement; returns how many."""
    query, parameters = persons.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT.format(query=query),
            [by.pk, _organisation(by), purpose_of(_purpose(by)).code, how, clock.now(), *parameters],
        )
        return int(cursor.rowcount)


def _purpose(user: User) -> str:
    """What an account looks for unless it says otherwise: a partner, an officer of data protection, everybody else."""
    if user.may(PARTNER) and not user.may(VIEW):
        return PARTNER_SUPPORT
    return OVERSIGHT if user.may(PROTECT) and not user.may(REGISTER) else SERVICE


def _organisation(user: User) -> int | None:
    """The organisation in which the account works today; the first one of several."""
    return min((membership.organisation_id for membership in user.memberships_today), default=None)
