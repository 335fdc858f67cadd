"""From registers, answers and the law to the facts and parameters that a rule reads.

A register always outweighs what the applicant says: an answer counts only where no register answered (once only). What
neither gives stays unknown, and unknown decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.core.errors import Invalid
from dayaq.core.fields import label_in
from dayaq.law import api as law
from dayaq.programmes.models import Application, Programme, RuleVersion
from dayaq.registry import api as registry
from dayaq.rules.api import Decision, FactError, FactType, ParameterValue, RuleSet, decide

ANSWER = "application"
"""The source of what the applicant said."""


@dataclass(frozen=True)
class UsedFact:
    """A fact as it was used: plain JSON ``value`` (None is unknown), where it came from, as of which day.

    ``source`` names the record ("registry.status:17", "application"), ``evidence`` says it in words; ``certainty`` is
    the registry's (verified, declared, register, computed), "answer" for the applicant's word, "" for nothing known.
    """

    value: Any
    source: str = ""
    as_of: date | None = None
    certainty: str = ""
    evidence: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "source": self.source,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "certainty": self.certainty,
            "evidence": self.evidence,
        }


@dataclass(frozen=True)
class Examination:
    """What the rules say about an application on a day; nothing of it is stored yet."""

    rule_version: RuleVersion
    on: date
    facts: Mapping[str, UsedFact]
    decision: Decision

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts and parameters (``param.…``) without which the rules cannot say."""
        return (*self.decision.missing_facts, *(f"param.{name}" for name in self.decision.missing_parameters))


def rule_version(programme: Programme, on: date) -> RuleVersion:
    """The rules of ``programme`` in force on ``on``; Invalid when there are none."""
    found = RuleVersion.objects.on(on).filter(programme=programme).first()
    if found is None:
        raise Invalid(
            _("This programme has no rules in force on that day."),
            code="no_rules",
            field="programme",
            value=programme.code,
            remedy=_("The rules of a programme are entered by whoever looks after the law."),
        )
    return found


def day_of_application(application: Application) -> date:
    """The day whose law applies: the day of submission, today for a draft."""
    submitted: datetime | None = application.submitted_at
    return timezone.localdate(submitted) if submitted else clock.today()


def examine(application: Application, *, on: date, version: RuleVersion | None = None) -> Examination:
    """Apply the rules and parameters of the day of application to the facts known on ``on``; reads only."""
    day = day_of_application(application)
    version = version or rule_version(application.programme, day)
    facts = gather(application, version.rules, on=on)
    values = {name: fact.value for name, fact in facts.items()}
    return Examination(version, on, facts, decide(version.rules, values, parameters(version, day)))


def gather(application: Application, rules: RuleSet, *, on: date) -> dict[str, UsedFact]:
    """Every fact that the rules declare, known or not, with its source."""
    known = registry.person_facts(application.person, on)
    wanted = set(rules.names_used)
    found: dict[str, UsedFact] = {}
    for fact in rules.facts:
        if fact.name not in wanted:
            continue
        given = known.get(fact.name)
        answer = application.answers.get(fact.name)
        if given is not None and (given.value is not None or answer is None):
            value = _plain(rules, fact.name, given.value)
            found[fact.name] = UsedFact(value, given.source, given.as_of, given.certainty, given.evidence)
        elif answer is not None:
            value = _plain(rules, fact.name, answer)
            found[fact.name] = UsedFact(value, ANSWER, day_of_application(application), "answer")
        else:
            found[fact.name] = UsedFact(None)
    return found


def from_registers(application: Application, rules: RuleSet, *, on: date) -> frozenset[str]:
    """Names of facts that a register already answers: nobody asks the applicant for them."""
    facts = gather(application, rules, on=on)
    return frozenset(name for name, fact in facts.items() if fact.value is not None and fact.source != ANSWER)


def read_answers(programme: Programme, rules: RuleSet, answers: Mapping[str, Any]) -> dict[str, Any]:
    """``answers`` checked: only facts that the programme asks for, each of its type; None and "" are no answer."""
    declared = rules.schema.by_name
    checked: dict[str, Any] = {}
    for name, value in answers.items():
        if value is None or value == "":
            continue
        if name not in programme.asked_facts or name not in declared:
            raise Invalid(_("This is not asked of an applicant."), code="not_asked", field=name)
        checked[name] = _plain(rules, name, value)
    return checked


def parameters(version: RuleVersion, on: date) -> dict[str, ParameterValue]:
    """The parameters that the rules declare, as the law has them on ``on``; one without a value is left out."""
    found: dict[str, ParameterValue] = {}
    for declared in version.rules.parameters:
        try:
            value = law.parameter(version.parameter_codes.get(declared.name, declared.name), on)
        except Invalid as error:
            if error.code != "no_parameter":
                raise
            continue
        source = " ".join(filter(None, [value.source, value.article, f"[{value.certainty}]"]))
        found[declared.name] = ParameterValue(
            _of_type(declared.type, value.value), value.valid_from.isoformat(), source
        )
    return found


def label_of(rules: RuleSet, name: str) -> str:
    """The words for a fact (or ``param.…``) in the active language."""
    declared = rules.schema.by_name.get(name)
    return label_in(declared.label.to_dict()) if declared else name


def _of_type(kind: FactType, value: Any) -> Any:
    """Amounts stand in the law as text of the currency and in rules as whole qəpik."""
    if kind is FactType.MONEY:
        return int(Decimal(value) * 100)
    if kind is FactType.NUMBER:
        return float(Decimal(value))
    return value


def _plain(rules: RuleSet, name: str, value: Any) -> Any:
    if value is None:
        return None
    try:
        return rules.schema.bind({name: value})[name]
    except FactError as error:
        raise Invalid(
            _("This value is not of the kind that the rule expects."), code="fact_type", field=name
        ) from error
