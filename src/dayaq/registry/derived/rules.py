"""The rules as they stand in the data folder, with the law of a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Literal

from dayaq.core.api import Invalid
from dayaq.core.fields import label_in
from dayaq.core.periods import add_months
from dayaq.law.api import ParameterValue as LegalValue
from dayaq.law.api import parameter
from dayaq.registry.models.status import DERIVED
from dayaq.rules.api import FactType, ParameterValue, RuleSet

FOLDER: Final = Path(__file__).resolve().parents[1] / "data" / "derived"
Candidates = Literal["persons", "martyr_relatives"]


@dataclass(frozen=True)
class DerivedRule:
    """``kind``: code of the status. ``candidates``: who comes into question. ``codes``: parameter → code in the law.

    ``term``: code of a number of months for which a yes is relied on, from the first day of the month in which it was
    computed last: what is not known later ends the status only then. Without a term it ends at once.
    """

    kind: str
    candidates: Candidates
    codes: Mapping[str, str]
    term: str
    ruleset: RuleSet

    @property
    def code(self) -> str:
        """The rule's name."""
        return self.ruleset.id

    @property
    def version(self) -> str:
        """Its version."""
        return self.ruleset.version

    @property
    def origin(self) -> str:
        """How the origin of its statuses reads."""
        return f"{DERIVED}{self.code}@{self.version}"

    @property
    def name(self) -> str:
        """The rule's title in the active language."""
        return label_in(self.ruleset.title.to_dict())

    @property
    def evidence(self) -> str:
        """What stands as evidence on its statuses: the article on which it rests, in Azerbaijani as on papers."""
        return self.ruleset.conditions[0].article.text.az

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Names of the facts it reads, in alphabetical order."""
        declared = {fact.name for fact in self.ruleset.facts}
        return tuple(name for name in self.ruleset.names_used if name in declared)

    def parameters(self, on: date) -> dict[str, ParameterValue]:
        """The law of a day; one without a value is left out, and the rule then says neither yes nor no.

        Without a term that it needs it says nothing either.
        """
        found: dict[str, ParameterValue] = {}
        if self.term and law_of(self.term, on) is None:
            return found
        for declared in self.ruleset.parameters:
            value = law_of(self.codes[declared.name], on)
            if value is None:
                continue
            plain = int(Decimal(value.value) * 100) if declared.type is FactType.MONEY else value.value
            found[declared.name] = ParameterValue(plain, value.valid_from.isoformat(), value.source)
        return found

    def relied_on_until(self, on: date) -> date | None:
        """The first day on which a yes of ``on`` is no longer relied on; None where the rule has no term."""
        term = law_of(self.term, on) if self.term else None
        return None if term is None else add_months(on.replace(day=1), int(term.value))

    def fact_labels(self) -> dict[str, str]:
        """Fact → words in the active language."""
        return {fact.name: label_in(fact.label.to_dict()) for fact in self.ruleset.facts}


def law_of(code: str, on: date) -> LegalValue | None:
    """A legal parameter on a day; None where it has no value."""
    try:
        return parameter(code, on)
    except Invalid as error:
        if error.code != "no_parameter":
            raise
        return None


@cache
def derived_rules() -> tuple[DerivedRule, ...]:
    """All rules, in the order of their names."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        ruleset = RuleSet.from_dict(data["ruleset"])
        found.append(DerivedRule(data["kind"], data["candidates"], data["parameters"], data.get("term", ""), ruleset))
    return tuple(found)


def rule_of(code: str) -> DerivedRule | None:
    """The rule of that name; None for one that came with an earlier release."""
    return next((rule for rule in derived_rules() if rule.code == code), None)
