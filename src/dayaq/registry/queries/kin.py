"""Who is whose child: from recorded births and from present households. For checking dates, never for showing."""

from __future__ import annotations

from django.db.models import Q

from dayaq.registry.models import HouseholdMember, LifeEvent, Person

_R = HouseholdMember.Relation
#: relation of a member to the head → what the member is to the head's own children and parents
_BELOW = (_R.CHILD,)
_ABOVE = (_R.PARENT,)


def kin_of(person: Person) -> tuple[list[Person], list[Person]]:
    """Children and parents of ``person`` as far as recorded, whoever may see them. Three statements."""
    children: dict[int, Person] = {}
    parents: dict[int, Person] = {}
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


def spouse_of(person: Person) -> Person | None:
    """To whom ``person`` is married by the recorded events; None when nobody recorded it. One statement."""
    kinds = (LifeEvent.Kind.MARRIAGE, LifeEvent.Kind.DIVORCE)
    last = (
        LifeEvent.objects.standing()
        .filter(Q(person=person) | Q(spouse=person), kind__in=kinds, spouse__isnull=False)
        .select_related("person", "spouse")
        .order_by("-on", "-pk")
        .first()
    )
    if last is None or last.kind == LifeEvent.Kind.DIVORCE:
        return None
    other: Person = last.spouse if last.person_id == person.pk else last.person
    return None if other.death_date is not None else other
