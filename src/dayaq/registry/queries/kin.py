"""Who is whose child and spouse: from recorded births, relations and households. For checking, never for showing."""

from __future__ import annotations

from django.db.models import Q

from dayaq.registry.models import HouseholdMember, LifeEvent, Person, PersonRelation

_R = HouseholdMember.Relation
#: relation of a member to the head → what the member is to the head's own children and parents
_BELOW = (_R.CHILD,)
_ABOVE = (_R.PARENT,)


def kin_of(person: Person) -> tuple[list[Person], list[Person]]:
    """Children and parents of ``person`` as far as recorded, whoever may see them. Four statements."""
    children: dict[int, Person] = {}
    parents: dict[int, Person] = {}
    ties = PersonRelation.objects.filter(Q(person=person) | Q(relative=person), kind="parent")
    for tie in ties.select_related("person", "relative"):
        if tie.person_id == person.pk:
            children[tie.relative_id] = tie.relative
        else:
            parents[tie.person_id] = tie.person
    births = LifeEvent.objects.standing().filter(kind=LifeEvent.Kind.BIRTH)
    part = Q(person=person) | Q(mother=person) | Q(father=person)
    for birth in births.filter(part).select_related("person", "mother", "father"):
        if birth.person_id == person.pk:
            parents |= {one.pk: one for one in (birth.mother, birth.father) if one is not None}
        else:
            children[birth.person_id] = birth.person
    own = HouseholdMember.objects.filter(person=person, valid_to__isnull=True, kind="resident").first()
    if own is not None:
        others = HouseholdMember.objects.filter(household=own.household_id, valid_to__isnull=True).exclude(pk=own.pk)
        for member in others.select_related("person"):
            if (own.is_head and member.relation in _BELOW) or (own.relation in _ABOVE and member.is_head):
                children[member.person_id] = member.person
            elif (own.is_head and member.relation in _ABOVE) or (own.relation in _BELOW and member.is_head):
                parents[member.person_id] = member.person
    return list(children.values()), list(parents.values())


def marriage_of(person: Person) -> PersonRelation | None:
    """The recorded marriage of ``person`` that has not ended, nor by a death; None without one. One statement."""
    found: PersonRelation | None = (
        PersonRelation.objects.filter(Q(person=person) | Q(relative=person), kind="spouse", valid_to__isnull=True)
        .select_related("person", "relative")
        .first()
    )
    if found is None or found.person.death_date is not None or found.relative.death_date is not None:
        return None
    return found


def spouse_of(person: Person) -> Person | None:
    """To whom ``person`` is married, as recorded; None when nobody recorded it. One statement."""
    found = marriage_of(person)
    if found is None:
        return None
    other: Person = found.relative if found.person_id == person.pk else found.person
    return other
