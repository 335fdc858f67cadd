"""How persons are related: recorded on evidence, ended on a day."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, emit
from dayaq.registry import policies
from dayaq.registry.cleaning import clean_text
from dayaq.registry.models import Person, PersonRelation
from dayaq.registry.models.relation import INVERSE, ROLES

Kind = PersonRelation.Kind
BOTH_WAYS = frozenset({Kind.SPOUSE, Kind.SIBLING})
ELDER = frozenset({Kind.PARENT, Kind.GRANDPARENT})
_TURNED = {inverse: kind for kind, inverse in INVERSE.items()}


@transaction.atomic
def add_relation(
    *,
    by: User,
    person: Person,
    relative: Person,
    role: str,
    evidence: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    basis: str = "",
    origin: str = "window",
) -> PersonRelation:
    """Record that ``relative`` is the ``role`` of ``person`` (a key of ``ROLES``: "child", "guardian", …).

    ``evidence`` names the paper. Without ``valid_from`` a tie of blood begins with the younger one's birth, any other
    today. ``basis`` says of whom a guardian is one: "child" or "incapable". WrongState when it is recorded already, or
    when the person has a spouse on those days.
    """
    for one in (person, relative):
        policies.check_person(by, one, policies.EDIT)
    return write_relation(
        by=by, person=person, relative=relative, role=role, evidence=evidence, valid_from=valid_from,
        valid_to=valid_to, basis=basis, origin=origin,
    )  # fmt: skip


@transaction.atomic
def write_relation(
    *,
    by: User,
    person: Person,
    relative: Person,
    role: str,
    evidence: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    basis: str = "",
    origin: str = "window",
) -> PersonRelation:
    """:func:`add_relation` for actions that have asked already whether ``by`` may, such as a recorded birth."""
    if role not in ROLES:
        raise Invalid(_("Choose how the two are related."), field="role", value=role)
    if person.pk == relative.pk:
        raise Invalid(_("Nobody is a relative of themselves."), code="same_person", field="relative")
    proof = clean_text(evidence, "evidence", 500)
    if not proof:
        raise Invalid(_("A relation is recorded on evidence."), code="no_evidence", field="evidence")
    kind, first, second = _placed(role, person, relative)
    _check_ages(kind, first, second)
    basis = _checked_basis(kind, basis)
    day = valid_from or _beginning(kind, first, second)
    if valid_to is not None and valid_to <= day:
        raise Invalid(_("The last day is before the first."), code="period", field="valid_to", value=valid_to)
    # Two people who record a marriage of the same person at the same moment wait for each other here.
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    if kind == Kind.SPOUSE:
        _check_unmarried((first, second), day, valid_to)
    relation = _write(
        PersonRelation(
            person=first, relative=second, kind=kind, basis=basis, evidence=proof, origin=origin,
            valid_from=day, valid_to=valid_to,
        )
    )  # fmt: skip
    audit.record(
        by=by,
        event="relation.recorded",
        obj=relation,
        after={"kind": kind, "valid_from": day, "valid_to": valid_to, "evidence": proof},
        detail={"person": first.pk, "relative": second.pk, "kind": kind},
    )
    emit("relation.recorded", id=relation.pk, person=first.pk, relative=second.pk, kind=kind)
    return relation


def _placed(role: str, person: Person, relative: Person) -> tuple[str, Person, Person]:
    """Kind, person and relative as the row holds them: the elder or the guardian first, else the smaller key."""
    if role in BOTH_WAYS:
        first, second = sorted((person, relative), key=lambda one: one.pk)
        return role, first, second
    if role in INVERSE:  # the relative is the parent, grandparent or guardian
        return role, relative, person
    return _TURNED[role], person, relative


def _check_ages(kind: str, first: Person, second: Person) -> None:
    if kind in ELDER and first.birth_date and second.birth_date and first.birth_date >= second.birth_date:
        raise Invalid(_("A parent or grandparent is born before the child."), code="ages", field="role")


def _checked_basis(kind: str, basis: str) -> str:
    if kind == Kind.GUARDIAN and basis not in (PersonRelation.Basis.CHILD, PersonRelation.Basis.INCAPABLE):
        raise Invalid(_("Say of whom this person is the guardian."), code="basis", field="basis", value=basis)
    return basis if kind == Kind.GUARDIAN else ""


def _beginning(kind: str, first: Person, second: Person) -> date:
    if kind in (Kind.SPOUSE, Kind.GUARDIAN):
        return clock.today()
    born = [one.birth_date for one in (first, second) if one.birth_date]
    return max(born) if born else clock.today()


def _check_unmarried(persons: tuple[Person, ...], day: date, valid_to: date | None) -> None:
    for one in persons:
        for side in ("person", "relative"):
            others = PersonRelation.objects.filter(kind=Kind.SPOUSE, **{side: one}).exclude(valid_to__lte=day)
            if valid_to is not None:
                others = others.exclude(valid_from__gte=valid_to)
            if others.exists():
                raise WrongState(
                    _("A marriage is recorded for these days already."),
                    code="married",
                    field="role",
                    remedy=_("End the earlier one first."),
                )


def _write(relation: PersonRelation) -> PersonRelation:
    try:
        with transaction.atomic():
            relation.save()
    except IntegrityError as error:
        if "relation_once_at_a_time" not in str(error):
            raise
        raise WrongState(_("This relation is recorded already."), code="relation_known", field="role") from None
    return relation


@transaction.atomic
def end_relation(*, by: User, relation: PersonRelation, on: date, reason: str) -> PersonRelation:
    """End a marriage or a guardianship: ``on`` is the first day on which it no longer holds.

    A tie of blood does not end; one that was recorded by mistake is ended on any day, with the reason.
    """
    for one in (relation.person, relation.relative):
        policies.check_person(by, one, policies.EDIT)
    return write_end(by=by, relation=relation, on=on, reason=reason)


@transaction.atomic
def write_end(*, by: User, relation: PersonRelation, on: date, reason: str) -> PersonRelation:
    """:func:`end_relation` for actions that have asked already whether ``by`` may, such as a recorded death."""
    if not reason.strip():
        raise Invalid(_("Say why the relation ends."), code="reason", field="reason")
    relation.refresh_from_db(from_queryset=PersonRelation.objects.select_for_update(of=("self",)))
    if relation.valid_to is not None and relation.valid_to <= on:
        raise WrongState(_("This relation has ended already."), code="ended")
    if on <= relation.valid_from:
        raise Invalid(_("The last day is before the first."), code="period", field="on", value=on)
    before = {"valid_to": relation.valid_to}
    relation.valid_to = on
    relation.save(update_fields=["valid_to"])
    ids = {"person": relation.person_id, "relative": relation.relative_id, "kind": relation.kind}
    audit.record(
        by=by, event="relation.ended", obj=relation, reason=reason.strip(), before=before, after={"valid_to": on},
        detail=ids,
    )  # fmt: skip
    emit("relation.ended", id=relation.pk, **ids)
    return relation
