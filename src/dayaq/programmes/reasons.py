"""The words of a decision, taken from the rules."""

from __future__ import annotations

from typing import Any

from dayaq.core.fields import label_in
from dayaq.programmes.states import Outcome
from dayaq.rules.api import ConditionResult, Decision, Standing


def relevant(decision: Decision) -> list[ConditionResult]:
    """The conditions that carry the outcome: those not met where there are any, else all."""
    failed = [condition for condition in decision.conditions if condition.standing is Standing.NOT_MET]
    return failed or list(decision.conditions)


def default_reason(decision: Decision, language: str) -> str:
    """What the rules say to the person, one sentence a line; for a decision that is what the rules say."""
    lines = [label_in(condition.message.to_dict(), language) for condition in relevant(decision)]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def articles_of(decision: Decision, outcome: str) -> list[dict[str, Any]]:
    """The articles that the decision rests on, each once: ``{"key", "text": {"az", "en"}}``."""
    conditions = relevant(decision) if outcome == Outcome.REFUSED else decision.conditions
    found = {condition.article.key: condition.article.to_dict() for condition in conditions}
    return list(found.values())
