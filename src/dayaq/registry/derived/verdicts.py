"""What a rule says of each combination of facts, and when, as things stand, it will no longer say yes.

Two things change with time alone: the age, and a status whose last day is known. So for each combination that is a yes
every selection of statuses that have ended by then is tried, and the age is let grow: from the answers, SQL finds for
each person the first day on which the answer is no longer yes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dayaq.registry.derived.rules import DerivedRule
from dayaq.rules.api import Eligibility, ParameterValue, decide

OLDEST: Final = 130
NEVER: Final = -1
AT_ONCE: Final = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """For the combination ``vec``: with the statuses in ``gone`` (bits over the rule's ending facts) ended, the answer
    is no longer yes from ``age`` on (``AT_ONCE``, ``NEVER``). ``keeps``: nothing is known, what holds holds on."""

    vec: Mapping[str, Any]
    gone: int
    age: int
    keeps: bool = False


class Judge:
    """A rule with the law of a day; remembers what it has decided."""

    def __init__(self, rule: DerivedRule, parameters: Mapping[str, ParameterValue], ending: Sequence[str]) -> None:
        self.rule, self.parameters, self.ending = rule, parameters, ending
        self._known: dict[tuple[Any, ...], Eligibility] = {}

    def outcome(self, facts: Mapping[str, Any]) -> Eligibility:
        """Yes, no or not known for these facts."""
        key = tuple(facts[name] for name in self.rule.facts)
        if key not in self._known:
            self._known[key] = decide(self.rule.ruleset, facts, self.parameters).outcome
        return self._known[key]

    def verdicts(self, vec: Mapping[str, Any]) -> Iterator[Verdict]:
        """All that SQL needs of one combination; nothing where the answer is no."""
        outcome = self.outcome(vec)
        if outcome is Eligibility.UNDETERMINED and self.rule.term:
            yield Verdict(vec, 0, NEVER, keeps=True)
        if outcome is not Eligibility.ELIGIBLE:
            return
        held = [bit for bit, name in enumerate(self.ending) if vec[name] is True]
        for choice in range(1 << len(held)):
            bits = [bit for place, bit in enumerate(held) if choice >> place & 1]
            later = {**vec, **{self.ending[bit]: None for bit in bits}}
            yield Verdict(vec, sum(1 << bit for bit in bits), self._until_age(later))

    def _until_age(self, facts: Mapping[str, Any]) -> int:
        """The age from which the answer is no longer yes when nothing else changes."""
        if self.outcome(facts) is not Eligibility.ELIGIBLE:
            return AT_ONCE
        age = facts.get("age")
        if age is None:
            return NEVER
        for older in range(age + 1, OLDEST + 1):
            if self.outcome({**facts, "age": older}) is not Eligibility.ELIGIBLE:
                return older
        return NEVER
