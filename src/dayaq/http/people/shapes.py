"""Persons, statuses, documents and households as JSON: each field is chosen, nothing comes along by itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from dayaq.core.identifiers import FIN_PATTERN
from dayaq.http.paging import Count, Page
from dayaq.http.shapes import NO_NUL, WHOLE, Code, Day, Id, Shape, Short, Text
from dayaq.registry import api, models

Sex = Literal["", "f", "m"]
Fin = Annotated[str, StringConstraints(pattern=FIN_PATTERN, max_length=7)]
Phone = Annotated[str, StringConstraints(max_length=30, pattern=NO_NUL)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^$|^[!-?A-~]+@[!-?A-~]+$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=NO_NUL)]


# Persons -------------------------------------------------------------------------------------------------------------


class PersonBrief(Shape):
    """A person in a list."""

    id: int
    version: int = Field(description="Counts the changes of this person.")
    fin: str | None
    surname: str
    given_name: str
    father_name: str
    sex: Sex
    birth_date: date | None
    district: str | None = Field(description="Code of the district or settlement.")

    @classmethod
    def of(cls, person: models.Person) -> Self:
        return cls(**_brief(person))


def _brief(person: models.Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "version": person.version,
        "fin": person.fin,
        "surname": person.surname,
        "given_name": person.given_name,
        "father_name": person.father_name,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "district": person.unit.code if person.unit else None,
    }


class Person(PersonBrief):
    """All that is recorded of a person itself."""

    full_name: str = Field(description="Surname, given name, father's name with oğlu or qızı.")
    death_date: date | None
    phone: str = Field(description="E.164, or empty.")
    email: str
    address: str
    language: str
    is_restricted: bool = Field(description="Protected: seen only by whoever holds the right to it.")
    origin: str = Field(description="Where the record came from: window, interface, import and its source.")
    created_at: datetime

    @classmethod
    def of(cls, person: models.Person) -> Self:
        return cls(
            **_brief(person),
            full_name=person.full_name,
            death_date=person.death_date,
            phone=person.phone,
            email=person.email,
            address=person.address,
            language=person.language,
            is_restricted=person.is_restricted,
            origin=person.origin,
            created_at=person.created_at,
        )


class Corrected(Person):
    """The person after a correction was asked for."""

    waiting_change: int | None = Field(description="Key of the request that waits for a second officer, or null.")


class PersonPage(Page):
    """Persons in the order of their keys."""

    items: list[PersonBrief]
    count: Count | None = Field(description="With count=true.")
    as_of: datetime = Field(description="The updated_after of the next round, which may give a few persons again.")


class PersonFields(Shape):
    """What can be said of a person. Text is repaired as at the window; names may be in any script."""

    surname: Short = ""
    given_name: Short = ""
    father_name: Short = Field(default="", description="With or without oğlu or qızı.")
    sex: Sex = ""
    birth_date: Day | None = None
    fin: Fin | None = None
    phone: Phone = ""
    email: Email = ""
    district: Code | None = Field(default=None, description="Code of the district or settlement.")
    address: Text = ""


class NewPerson(PersonFields):
    """A person to be registered."""

    confirm_new: list[Id] = Field(
        default=[],
        max_length=50,
        description="Persons named by an earlier answer 409 with code likely_same, who are somebody else.",
    )


class PersonChanges(PersonFields):
    """The fields that change; those left out stay as they are."""

    death_date: Day | None = None


class Correction(Shape):
    """A correction and why it is made."""

    changes: PersonChanges
    reason: Reason
    evidence: Text = Field(default="", description="For example: identity card, number.")


class Search(Shape):
    """What to look for: a FİN, a telephone, a document number, a date or year of birth, names in any spelling."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]
    limit: Annotated[int, Field(ge=1, le=100), WHOLE] = 25


class Hit(Shape):
    """A person found."""

    person: PersonBrief
    score: float = Field(description="How well the text fits, 0 to 1.")


class Hits(Shape):
    """Persons found, the best first."""

    items: list[Hit]
    more: bool = Field(description="There are more than these.")


# What hangs on a person ----------------------------------------------------------------------------------------------


class Status(Shape):
    """A status of a person, from a day until the day before another."""

    id: int
    version: int
    kind: str
    name: str = Field(description="The kind in words.")
    conflict: str
    percent: int | None
    valid_from: date
    valid_to: date | None = Field(description="The first day on which it no longer holds.")
    verification: str = Field(description="declared, verified, or refuted")
    evidence: str
    issuer: str

    @classmethod
    def of(cls, status: models.Status) -> Self:
        return cls(
            id=status.pk,
            version=status.version,
            kind=status.kind.code,
            name=status.kind.name,
            conflict=status.conflict,
            percent=status.percent,
            valid_from=status.valid_from,
            valid_to=status.valid_to,
            verification=status.verification,
            evidence=status.evidence,
            issuer=status.issuer,
        )


class Statuses(Shape):
    """Statuses of a person that the caller may know of; those in force first."""

    items: list[Status]


class NewStatus(Shape):
    """A status that somebody is said to have; declared until a caseworker verifies it."""

    kind: Code
    valid_from: Day
    valid_to: Day | None = None
    conflict: Literal["", "first_karabakh", "april_2016", "tovuz_2020", "patriotic_war_2020"] = ""
    percent: Annotated[int, Field(ge=0, le=100), WHOLE] | None = None
    evidence: Text = ""
    issuer: Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)] = ""


class Document(Shape):
    """An identity document."""

    id: int
    kind: str
    series: str
    number: str
    issuer: str
    valid_from: date | None
    valid_to: date | None
    shared: bool = Field(description="Somebody else is recorded with the same number.")

    @classmethod
    def of(cls, document: models.IdentityDocument) -> Self:
        return cls(
            id=document.pk,
            kind=document.kind,
            series=document.series,
            number=document.number,
            issuer=document.issuer,
            valid_from=document.valid_from,
            valid_to=document.valid_to,
            shared=document.flag_shared,
        )


class Documents(Shape):
    """Identity documents of a person, the newest first."""

    items: list[Document]


class Event(Shape):
    """One thing that happened."""

    id: int
    at: datetime
    event: str
    label: str = Field(description="The event in words.")
    actor: str = Field(description="User name of who did it.")
    reason: str
    object_type: str
    object_id: int | None

    @classmethod
    def of(cls, item: api.TimelineItem) -> Self:
        return cls(
            id=item.id,
            at=item.at,
            event=item.event,
            label=str(item.label),
            actor=item.actor,
            reason=item.reason,
            object_type=item.object_type,
            object_id=item.object_id,
        )


class Timeline(Page):
    """What happened to a person, the newest first."""

    items: list[Event]


# Households ----------------------------------------------------------------------------------------------------------

Relation = Literal[
    "head", "spouse", "child", "parent", "sibling", "grandchild", "grandparent", "ward", "other_relative", "not_related"
]


class Member(Shape):
    """How somebody belongs to a household."""

    id: int
    household: int
    person: int
    relation: str
    valid_from: date
    valid_to: date | None = Field(description="The first day on which the person no longer belongs.")

    @classmethod
    def of(cls, member: models.HouseholdMember) -> Self:
        return cls(
            id=member.pk,
            household=member.household_id,
            person=member.person_id,
            relation=member.relation,
            valid_from=member.valid_from,
            valid_to=member.valid_to,
        )


class HouseholdBrief(Shape):
    """A household in a list."""

    id: int
    district: str | None
    address: str
    origin: str
    created_at: datetime

    @classmethod
    def of(cls, household: models.Household) -> Self:
        return cls(**_household(household))


def _household(household: models.Household) -> dict[str, Any]:
    return {
        "id": household.pk,
        "district": household.unit.code if household.unit else None,
        "address": household.address,
        "origin": household.origin,
        "created_at": household.created_at,
    }


class Household(HouseholdBrief):
    """A household with the people in it today, the head first."""

    members: list[Member]
    hidden: int = Field(description="Members besides whom the caller may not see because they live elsewhere.")

    @classmethod
    def of_view(cls, view: api.HouseholdView) -> Self:
        members = [Member.of(member) for member in view.members]
        return cls(**_household(view.household), members=members, hidden=view.hidden)


class HouseholdOf(Shape):
    """The household to which a person belongs today; null when to none."""

    household: Household | None


class HouseholdPage(Page):
    """Households in the order of their keys."""

    items: list[HouseholdBrief]


class NewHousehold(Shape):
    """A household with its head."""

    head: Id
    district: Code | None = Field(default=None, description="The head's when not given.")
    address: Text = Field(default="", description="The head's when not given.")
    valid_from: Day | None = Field(default=None, description="Today when not given.")


class NewMember(Shape):
    """Somebody who joins a household."""

    person: Id
    relation: Relation
    valid_from: Day | None = Field(default=None, description="Today when not given.")


class Ending(Shape):
    """The end of a membership."""

    on: Day = Field(description="The first day on which the person no longer belongs.")
    reason: Reason
