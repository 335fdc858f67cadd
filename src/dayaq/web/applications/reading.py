"""A decision of the rules as a person reads it: facts on one side, conditions on the other, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dayaq.accounts.models import User
from dayaq.core.fields import label_in
from dayaq.law.models import LegalAct
from dayaq.programmes.api import UsedFact
from dayaq.programmes.models import RuleVersion
from dayaq.rules.api import Decision, FactType, Label, RuleSet, Standing, TraceNode, what_would_change
from dayaq.web import formats

_MET = {Standing.MET: "yes", Standing.NOT_MET: "no", Standing.UNDETERMINED: "unknown"}
UNCONFIRMED = "[U]"


@dataclass(frozen=True)
class FactRow:
    """One fact: words for its value ("" is not known), where from, as of when; ``note`` says what weakens it."""

    name: str
    anchor: str
    label: str
    value: str
    source: str
    as_of: date | None
    note: str


@dataclass(frozen=True)
class ParameterRow:
    """A number of the law as it was on the day, and whether a source confirms it."""

    label: str
    value: str
    since: date
    source: str
    unconfirmed: bool
    url: str


@dataclass(frozen=True)
class TraceLine:
    """A step of the evaluation: the text of the rule, what it came to, and the steps it came from."""

    text: str
    value: str
    steps: list[TraceLine]


@dataclass(frozen=True)
class ConditionRow:
    """One condition: met "yes", "no" or "unknown", what it says to the person, the facts it read, its article."""

    id: str
    met: str
    text: str
    label: str
    facts: list[FactRow]
    article: str
    article_url: str
    trace: list[TraceLine]


@dataclass(frozen=True)
class PriorityItem:
    """A reason to come first: matched "yes", "no" or "unknown"."""

    met: str
    label: str
    article: str


@dataclass(frozen=True)
class PriorityLayer:
    """A layer with its rank (lower comes first) and its reasons."""

    label: str
    rank: int
    items: list[PriorityItem]


@dataclass(frozen=True)
class Reading:
    """Everything a page shows of one decision of the rules."""

    outcome: str
    outcome_label: str
    facts: list[FactRow]
    parameters: list[ParameterRow]
    conditions: list[ConditionRow]
    missing: list[str]
    would_change: list[str]
    layers: list[PriorityLayer]
    rules: str

    @property
    def unconfirmed(self) -> bool:
        """Whether some number of the law used here is not confirmed by a source."""
        return any(row.unconfirmed for row in self.parameters)


def read(decision: Decision, version: RuleVersion, facts: Mapping[str, UsedFact], user: User) -> Reading:
    """Put a decision into words of the active language. ``facts`` as they were used, with their sources.

    Articles and parameters lead to their pages for whoever may read the law; then one statement looks the acts up.
    """
    rules = version.rules
    acts = _acts(decision) if user.may("law.view") else frozenset()
    codes = version.parameter_codes if user.may("law.view") else None
    rows = {fact.name: _fact(fact.name, rules, facts.get(fact.name)) for fact in rules.facts if fact.name in facts}
    labels = {fact.name: _label(fact.label) for fact in rules.schema.facts}
    return Reading(
        outcome=decision.outcome.value,
        outcome_label=outcome_label(decision.outcome.value),
        facts=sorted(rows.values(), key=lambda row: row.value == ""),
        parameters=[_parameter(name, decision, rules, codes) for name in decision.parameters],
        conditions=[
            ConditionRow(
                id=condition.id,
                met=_MET[condition.standing],
                text=_label(condition.message) or _label(condition.label),
                label=_label(condition.label),
                facts=[rows[name] for name in condition.facts if name in rows],
                article=_label(condition.article.text),
                article_url=_act_url(condition.article.key, acts),
                trace=[_trace(condition.trace)],
            )
            for condition in decision.conditions
        ],
        missing=[
            labels.get(name, name)
            for name in (*decision.missing_facts, *(f"param.{name}" for name in decision.missing_parameters))
        ],
        would_change=[_label(hindrance.label) for hindrance in what_would_change(decision)],
        layers=[
            PriorityLayer(
                label=_label(layer.label),
                rank=layer.rank,
                items=[
                    PriorityItem(_matched(item.matched), _label(item.label), _label(item.article.text))
                    for item in layer.items
                ],
            )
            for layer in decision.priority
        ],
        rules=f"{label_in(rules.title.to_dict())}, {rules.version}",
    )


def stored_facts(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, UsedFact]:
    """Facts as an assessment or a record keeps them."""
    return {
        name: UsedFact(
            value=fact["value"],
            source=fact["source"],
            as_of=date.fromisoformat(fact["as_of"]) if fact["as_of"] else None,
            certainty=fact["certainty"],
            evidence=fact["evidence"],
        )
        for name, fact in facts.items()
    }


def outcome_label(outcome: str) -> str:
    """What the rules say, in words."""
    return {
        "eligible": _("Eligible"),
        "not_eligible": _("Not eligible"),
        "undetermined": _("Cannot be determined yet"),
    }[outcome]


def _label(label: Label) -> str:
    return label_in(label.to_dict())


def _matched(matched: bool | None) -> str:
    return "unknown" if matched is None else "yes" if matched else "no"


def _fact(name: str, rules: RuleSet, used: UsedFact | None) -> FactRow:
    declared = rules.schema.by_name[name]
    fact = used or UsedFact(None)
    return FactRow(
        name=name,
        anchor=f"fact-{name.replace('.', '-')}",
        label=_label(declared.label),
        value="" if fact.value is None else in_words(declared.type, fact.value),
        source=source_words(fact),
        as_of=fact.as_of,
        note=_("declared, not verified") if fact.certainty == "declared" else "",
    )


def _acts(decision: Decision) -> frozenset[str]:
    """Codes of the acts on which the conditions rest and that the register of acts holds."""
    wanted = {condition.article.key.split("/")[0] for condition in decision.conditions}
    return frozenset(LegalAct.objects.filter(code__in=wanted).values_list("code", flat=True))


def _act_url(key: str, acts: frozenset[str]) -> str:
    code = key.split("/")[0]
    return reverse("law:act", args=[code]) if code in acts else ""


def _parameter(name: str, decision: Decision, rules: RuleSet, codes: Mapping[str, str] | None) -> ParameterRow:
    declared = rules.schema.by_name[f"param.{name}"]
    used = decision.parameters[name]
    return ParameterRow(
        label=_label(declared.label),
        value=in_words(declared.type, used.value),
        since=date.fromisoformat(used.valid_from),
        source=used.source,
        unconfirmed=UNCONFIRMED in used.source,
        url="" if codes is None else reverse("law:parameter", args=[codes.get(name, name)]),
    )


def in_words(kind: FactType, value: Any) -> str:
    """A value as a person writes it: yes or no, money in the country's currency, dates as dd.MM.yyyy."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if kind is FactType.MONEY:
        return formats.money(Decimal(value) / 100)
    if kind is FactType.DATE:
        return formats.day(date.fromisoformat(str(value)))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return formats.number(value) if isinstance(value, (int, float)) else str(value)


def source_words(fact: UsedFact) -> str:
    """Where a fact came from, in words; the record itself is named in the stored decision."""
    place = fact.source.split(":")[0]
    words = {
        "application": _("the applicant's answer"),
        "registry.person": _("record of the person"),
        "registry.household": _("incomes of the household"),
        "registry.status": _("status in the registry"),
        "registry.registercheck": _("answer of a register"),
        "programmes.enrolment": _("enrolments in this programme"),
    }.get(place, place)
    return ": ".join(filter(None, [words, fact.evidence]))


def _trace(node: TraceNode) -> TraceLine:
    """The evaluation as nested steps."""
    if node.value is None:
        value = _("not known")
    elif isinstance(node.value, bool):
        value = _("yes") if node.value else _("no")
    else:
        value = str(node.value)
    return TraceLine(node.text, value, [_trace(child) for child in node.children])
