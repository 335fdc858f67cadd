"""Services and their terms as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from pydantic import Field

from dayaq.care import models
from dayaq.http.paging import Page
from dayaq.http.shapes import Shape


class Words(Shape):
    """A text in both languages."""

    az: str
    en: str

    @classmethod
    def of(cls, label: dict[str, str]) -> Self:
        return cls(az=label["az"], en=label["en"])


class Standard(Shape):
    """What whoever gives the service must meet."""

    code: str
    name: Words
    requirement: Words

    @classmethod
    def of(cls, standard: models.Standard) -> Self:
        return cls(code=standard.code, name=Words.of(standard.label), requirement=Words.of(standard.requirement))


class TermsBrief(Shape):
    """What holds of a service from a day until the day before another."""

    valid_from: date
    valid_to: date | None = Field(description="The first day on which they no longer hold.")
    forms: list[str] = Field(description="home, day, residential, advice")
    modes: list[str] = Field(description="home, institution, order_project")
    times_a_month: int | None = Field(description="Guaranteed at state cost; null where none is entered.")
    minutes: int | None = Field(description="Each time; null where none is entered.")
    served: Words = Field(description="Who may be served, in words.")

    @classmethod
    def of(cls, terms: models.ServiceTerms) -> Self:
        return cls(**_brief(terms))


def _brief(terms: models.ServiceTerms) -> dict[str, Any]:
    return {
        "valid_from": terms.valid_from,
        "valid_to": terms.valid_to,
        "forms": terms.forms,
        "modes": terms.modes,
        "times_a_month": terms.times_a_month,
        "minutes": terms.minutes,
        "served": Words.of(terms.served),
    }


class Terms(TermsBrief):
    """Terms with the rule, the standards, and what they rest on."""

    rule: str = Field(description="Who may be served, as a condition in CEL.")
    standards: list[Standard]
    act: str | None = Field(description="Code of the legal act.")
    article: str
    source: str
    certainty: str = Field(
        description="A stated in a publication, S public source, C computed, I inferred, U not confirmed"
    )

    @classmethod
    def of(cls, terms: models.ServiceTerms) -> Self:
        return cls(
            **_brief(terms),
            rule=terms.expression,
            standards=[Standard.of(standard) for standard in terms.standards.all()],
            act=terms.act.code if terms.act else None,
            article=terms.article,
            source=terms.source,
            certainty=terms.certainty,
        )


class ServiceBrief(Shape):
    """A service in the list, with its terms of the day."""

    code: str
    name: Words
    kind: str
    state: str = Field(description="in_force or ended")
    terms: TermsBrief | None = Field(description="Null when no terms hold on that day.")

    @classmethod
    def of(cls, service: Any) -> Self:
        """``service``: as :func:`dayaq.care.api.catalogue` reads it."""
        terms = TermsBrief.of(service.terms_then[0]) if service.terms_then else None
        return cls(
            code=service.code, name=Words.of(service.label), kind=service.kind.code, state=service.state, terms=terms
        )


class ServicePage(Page):
    """Services in the order in which they came into the catalogue."""

    items: list[ServiceBrief]


class Service(Shape):
    """A service with all its terms, the newest first."""

    code: str
    version: int
    name: Words
    description: Words
    kind: str
    kind_name: Words
    state: str = Field(description="in_force or ended")
    terms: list[Terms]

    @classmethod
    def of(cls, service: models.ServiceType, terms: list[models.ServiceTerms]) -> Self:
        return cls(
            code=service.code,
            version=service.version,
            name=Words.of(service.label),
            description=Words.of(service.description),
            kind=service.kind.code,
            kind_name=Words.of(service.kind.label),
            state=service.state,
            terms=[Terms.of(one) for one in terms],
        )
