"""Birth, marriage and divorce: who is whose, who joins whose household, a surname to be approved."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid
from dayaq.registry import life, policies
from dayaq.registry.actions.life.households import join_household
from dayaq.registry.actions.life.kin import Kind, part, relate
from dayaq.registry.actions.life.steps import leave, rename
from dayaq.registry.actions.persons import add_document, register_person
from dayaq.registry.effects import Effects
from dayaq.registry.locking import lock_membership
from dayaq.registry.models import Household, IdentityDocument, LifeEvent, Person
from dayaq.registry.queries.kin import marriage_of, spouse_of
from dayaq.registry.queries.life import check_day
from dayaq.registry.relations import of_child, of_spouse


@transaction.atomic
def birth(*, by: User, event: LifeEvent, details: life.Birth, effects: Effects) -> None:
    parent, other = event.person, details.other_parent
    if other is not None:
        policies.check_person(by, other, policies.VIEW)
    event.mother, event.father = _parents(parent, other)
    _check_older(event)
    father = event.father
    child = register_person(
        by=by,
        surname=details.surname or (father or parent).surname,
        given_name=details.given_name,
        father_name=father.given_name if father else details.father_name,
        sex=details.sex,
        birth_date=event.on,
        fin=details.fin or None,
        unit=parent.unit,
        address=parent.address,
        language=parent.language,
        judged_different=details.judged_different,
    )
    event.person = child
    effects.add("person_registered", child)
    if details.certificate.strip():
        document = add_document(
            by=by,
            person=child,
            kind=IdentityDocument.Kind.BIRTH_CERTIFICATE,
            number=details.certificate,
            issuer=event.issuer,
            valid_from=None,
        )
        effects.add("document_recorded", document)
    for one in (event.mother, event.father):
        if one is not None:
            relate(by=by, event=event, person=child, relative=one, role=Kind.PARENT, effects=effects)
    own = lock_membership(parent)
    if own is not None:
        start = max(event.on, own.valid_from)
        join_household(
            by=by, household=own.household, person=child, relation=of_child(own.relation), start=start, effects=effects
        )


def _parents(parent: Person, other: Person | None) -> tuple[Person | None, Person | None]:
    """Mother and father, by their sex; Invalid where it is not known or the same."""
    by_sex = {parent.sex: parent} | ({other.sex: other} if other else {})
    if "" in by_sex or (other is not None and len(by_sex) < 2):
        raise Invalid(
            _("The sex of the parents does not say who is the mother and who the father."),
            code="parents",
            field="other_parent" if other else "",
            remedy=_("Correct the sex on the page of the parent first."),
        )
    return by_sex.get(Person.Sex.FEMALE), by_sex.get(Person.Sex.MALE)


def _check_older(event: LifeEvent) -> None:
    for parent in (event.mother, event.father):
        if parent is not None and parent.birth_date is not None and parent.birth_date >= event.on:
            raise Invalid(_("A parent is not older than the child."), code="parent_age", field="on", value=event.on)
    mother = event.mother
    if mother is not None and mother.death_date is not None and mother.death_date < event.on:
        raise Invalid(_("The mother had died by that day."), code="dead", field="on", value=event.on)


@transaction.atomic
def marriage(*, by: User, event: LifeEvent, details: life.Marriage, effects: Effects) -> None:
    person, spouse = event.person, details.spouse
    policies.check_person(by, spouse, policies.EDIT)
    if spouse.pk == person.pk:
        raise Invalid(_("Nobody marries themselves."), code="spouse", field="spouse")
    check_day(spouse, event.on, event.kind)
    for one in (person, spouse):
        if spouse_of(one) is not None:
            raise Invalid(
                _("A marriage of one of them is recorded and has not ended."),
                code="married",
                field="spouse",
                remedy=_("Record the divorce or the death first."),
            )
    event.spouse = spouse
    if details.household == life.JOINS:
        _join_spouse(by, event, person, spouse, details.new_head, effects)
    elif details.household == life.SPOUSE_JOINS:
        _join_spouse(by, event, spouse, person, details.new_head, effects)
    elif details.household != life.APART:
        raise Invalid(_("Choose what the household does."), field="household", value=details.household)
    relate(by=by, event=event, person=person, relative=spouse, role=Kind.SPOUSE, effects=effects)
    rename(by=by, event=event, surname=details.surname, effects=effects)


def _join_spouse(
    by: User, event: LifeEvent, joining: Person, host: Person, new_head: Person | None, effects: Effects
) -> None:
    hosting, own = lock_membership(host), lock_membership(joining)
    if hosting is None:
        raise Invalid(
            _("No household of the other spouse is recorded."),
            code="no_household",
            field="household",
            remedy=_("Record it on the page of that person first, or leave the households as they are."),
        )
    if own is not None and own.household_id == hosting.household_id:
        raise Invalid(_("They belong to one household already."), code="same_household", field="household")
    leave(by=by, event=event, person=joining, end=event.on, new_head=new_head, effects=effects)
    household: Household = hosting.household
    start = max(event.on, hosting.valid_from)
    join_household(
        by=by, household=household, person=joining, relation=of_spouse(hosting.relation), start=start, effects=effects
    )


@transaction.atomic
def divorce(*, by: User, event: LifeEvent, details: life.Divorce, effects: Effects) -> None:
    ended = marriage_of(event.person)
    if ended is not None:
        if ended.valid_from >= event.on:
            raise Invalid(
                _("The marriage is recorded as beginning on that day or later."),
                code="married_later",
                field="on",
                value=event.on,
            )
        event.spouse = ended.relative if ended.person_id == event.person_id else ended.person
    if details.household == life.LEAVES:
        leave(by=by, event=event, person=event.person, end=event.on, new_head=details.new_head, effects=effects)
    elif details.household != life.STAYS:
        raise Invalid(_("Choose what the household does."), field="household", value=details.household)
    part(by=by, event=event, kinds=(Kind.SPOUSE,), end=event.on, effects=effects)
    rename(by=by, event=event, surname=details.surname, effects=effects)
