"""Who may be served, as a rule: the words it may use, how it is written, what it says of an example.

Whoever looks after the catalogue writes one condition in CEL. The facts it may read are those of
``data/vocabulary.json``: some are known to the registry, others only the social worker's assessment says (a difficult
life condition, relatives nearby). A rule that does not compile is never stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dayaq.care.models import ServiceTerms
from dayaq.core.errors import Invalid
from dayaq.law import api as law
from dayaq.rules.api import (
    Article,
    Classification,
    Condition,
    Decision,
    Effect,
    ExpressionError,
    Fact,
    FactError,
    FactSchema,
    FactType,
    Label,
    Parameter,
    ParameterValue,
    RuleError,
    RuleSet,
    compile_rule,
    decide,
)

VOCABULARY: Final = Path(__file__).parent / "data" / "vocabulary.json"
PARAMETER: Final = "param."
CONDITION: Final = "served"
LONGEST: Final = 2_000
#: What a decision says of the condition; the words of who may be served stand beside it.
MET: Final = Label(az="Xidmətin göstərilməsi şərtləri ödənilir.", en="The conditions of the service are met.")
NOT_MET: Final = Label(az="Xidmətin göstərilməsi şərtləri ödənilmir.", en="The conditions of the service are not met.")


@dataclass(frozen=True)
class Word:
    """A name that a rule may use: ``param.…`` for a number of the law, with its ``code`` there, else a fact."""

    name: str
    fact: Fact
    code: str = ""

    @property
    def words(self) -> str:
        """What it is, in the active language."""
        return str(self.fact.label.to_dict()[language()])


@dataclass(frozen=True)
class Rule:
    """A rule ready to be stored."""

    ruleset: RuleSet
    parameter_codes: dict[str, str]


def language() -> str:
    """ "az" or "en", whichever the active language is nearer to."""
    return "en" if (get_language() or "az").startswith("en") else "az"


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, Word]:
    """Every name a rule may use, facts first, each group in alphabetical order."""
    data = json.loads(VOCABULARY.read_text(encoding="utf-8"))
    facts = {name: Word(name, _fact(name, row, row["classification"])) for name, row in data["facts"].items()}
    numbers = {
        PARAMETER + name: Word(PARAMETER + name, _fact(name, row, "none"), row["code"])
        for name, row in data["parameters"].items()
    }
    return facts | numbers


def _fact(name: str, row: Mapping[str, Any], classification: str) -> Fact:
    label = Label(az=row["label"]["az"], en=row["label"]["en"])
    return Fact(name, FactType(row["type"]), label, Classification(classification))


@lru_cache(maxsize=1)
def _schema() -> FactSchema:
    words = vocabulary()
    return FactSchema.declare(
        [word.fact for word in words.values() if not word.code], [word.fact for word in words.values() if word.code]
    )


def names_used(expression: str) -> tuple[str, ...]:
    """The facts and parameters that a rule reads, sorted; Invalid (field ``rule``) with each fault and its place."""
    if len(expression) > LONGEST:
        raise Invalid(_("The rule is too long."), code="rule", field="rule")
    try:
        return compile_rule(expression.strip(), _schema()).facts_used
    except ExpressionError as error:
        said = [
            _("Line %(line)s, column %(column)s: %(fault)s.")
            % {
                "line": problem.line,
                "column": problem.column,
                "fault": problem.message_en if language() == "en" else problem.message_az,
            }
            for problem in error.problems
        ]
        raise Invalid(" ".join(said), code="rule", field="rule") from error


def write_rule(
    *,
    service: str,
    title: Mapping[str, str],
    expression: str,
    served: Mapping[str, str],
    article: Article,
    valid_from: date,
) -> Rule:
    """The rule of a service as a rule set of one condition, declaring what it reads and nothing else.

    ``service``: its code. Invalid (field ``rule``) when the expression does not compile.
    """
    used = [vocabulary()[name] for name in names_used(expression)]
    numbers = [word for word in used if word.code]
    try:
        ruleset = RuleSet(
            id=service,
            version=valid_from.isoformat(),
            title=_label(title),
            facts=tuple(word.fact for word in used if not word.code),
            parameters=tuple(Parameter(word.fact.name, word.fact.type, word.fact.label, article) for word in numbers),
            conditions=(
                Condition(CONDITION, expression.strip(), Effect.REQUIRE, _label(served), article, MET, NOT_MET),
            ),
            priorities=(),
        )
    except RuleError as error:
        raise Invalid(str(error), code="rule", field="rule") from error
    return Rule(ruleset, {word.fact.name: word.code for word in numbers})


def _label(words: Mapping[str, str]) -> Label:
    return Label(az=words["az"], en=words["en"])


def try_rule(expression: str, answers: Mapping[str, object], on: date) -> Decision:
    """What a rule would say of somebody of whom ``answers`` are known, by the law of ``on``; nothing is stored.

    ``answers``: fact → value, None where it is not known; money in qəpik. Invalid as :func:`names_used`, or with the
    field of an answer of another kind.
    """
    plain = {"az": "…", "en": "…"}
    rule = write_rule(
        service="trial",
        title=plain,
        expression=expression,
        served=plain,
        article=Article("trial", _label(plain)),
        valid_from=on,
    )
    return _decide(rule.ruleset, rule.parameter_codes, answers, on)


def who_may_be_served(terms: ServiceTerms, facts: Mapping[str, object], on: date) -> Decision:
    """What the rule of ``terms`` says of somebody of whom ``facts`` are known, by the law of ``on``; reads only.

    One statement for each parameter of the law that the rule reads. Fails closed: what is missing decides nothing.
    """
    wanted = set(terms.rules.schema.by_name)
    return _decide(
        terms.rules, terms.parameter_codes, {name: value for name, value in facts.items() if name in wanted}, on
    )


def _decide(rules: RuleSet, codes: Mapping[str, str], facts: Mapping[str, object], on: date) -> Decision:
    numbers = {declared.name: number for declared in rules.parameters if (number := _number(declared, codes, on))}
    try:
        return decide(rules, facts, numbers)
    except FactError as error:
        raise Invalid(
            _("This value is not of the kind that the rule expects."), code="fact_type", field=error.name
        ) from error


def _number(declared: Parameter, codes: Mapping[str, str], on: date) -> ParameterValue | None:
    """The value of a parameter on a day; None when the law has none, which leaves the rule undetermined."""
    try:
        found = law.parameter(codes[declared.name], on)
    except Invalid as error:
        if error.code != "no_parameter":
            raise
        return None
    value = int(Decimal(found.value) * 100) if declared.type is FactType.MONEY else found.value
    source = " ".join(filter(None, [found.source, found.article, f"[{found.certainty}]"]))
    return ParameterValue(value, found.valid_from.isoformat(), source)
