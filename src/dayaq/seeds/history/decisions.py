"""Decisions of the past, each complete enough to be computed again: the rules run once for each shape of facts.

Between two numbers on the same side of a threshold a decision differs only in those numbers. So the rules decide for
one stand-in of each shape, whose numbers are marks that occur nowhere else, and every record takes its own numbers in
their place. ``recompute`` of such a record gives the same decision; a test shows it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from dayaq.core.api import audit
from dayaq.core.periods import add_months
from dayaq.programmes import api as programmes
from dayaq.programmes.models import Application, Programme, RuleVersion
from dayaq.rules.api import Eligibility, RuleSet, decide
from dayaq.seeds.calendar import Calendar
from dayaq.seeds.copying import as_json, text
from dayaq.seeds.history.plan import Entry
from dayaq.seeds.people import People

ELIGIBLE_BEFORE: Final = date(2016, 4, 7)
#: fact → its marks: below and not below the threshold it is compared with
MARKS: Final[dict[str, tuple[int, int]]] = {
    "age": (8_100_001, 8_100_001),
    "months_to_pension_age": (-8_100_002, 8_100_003),
    "unemployed_months": (-8_100_004, 8_100_005),
    "family_income_per_head": (-8_100_006, 8_100_007),
}
_MARK: Final = re.compile(r"-?81000\d\d|@person@|@day@")
_NAMES: Final = {str(mark): name for name, marks in MARKS.items() for mark in marks}
_COMPUTED: Final = ("age", "months_to_pension_age", "pension_age_reached")
_LAW_168: Final = "cabinet-168-2020"
_ORDER_1941: Final = {
    "key": "order-1941-2016",
    "text": {
        "az": "Prezidentin 2016-cı il 7 aprel tarixli 1941 nömrəli Sərəncamı",
        "en": "Order of the President No 1941 of 7 April 2016",
    },
}


class Shape(NamedTuple):
    """What decides: everything but the numbers themselves."""

    version: int
    threshold_since: int
    landowner: bool
    assistance: bool
    disability: bool
    custody: bool
    insured: bool
    martyr: bool
    war: bool
    low_income: bool
    near_pension: bool
    long_unemployed: bool


@dataclass(frozen=True)
class Template:
    """A decision with marks in it, split at them: words, mark, words, … ; the rest is the same for all of its shape."""

    version: int
    rules_digest: str
    approved: bool
    facts: tuple[str, ...]
    decision: tuple[str, ...]
    articles: str
    reason_az: str
    reason_en: str
    statutory: int
    policy: int
    detail: str


@dataclass(frozen=True)
class Pattern:
    """One decision of the rules, shared by all whose facts are the same; JSON text, not escaped."""

    number: int
    template: Template
    values: Mapping[str, str]
    decision: str


class Past(NamedTuple):
    """One past decision as it is written: its pattern, and its own facts as JSON text, not escaped."""

    pattern: Pattern
    facts: str

    @property
    def template(self) -> Template:
        """What is the same for all of the shape."""
        return self.pattern.template

    @property
    def digest(self) -> str:
        """As programmes computes it: SHA-256 of rule set, facts and decision."""
        content = f'["{self.template.rules_digest}",{self.facts},{self.pattern.decision}]'
        return hashlib.sha256(content.encode()).hexdigest()


class Decisions:
    """Decides for entries of the history."""

    def __init__(self, programme: Programme, people: People, calendar: Calendar) -> None:
        self.programme, self.people, self.calendar = programme, people, calendar
        self.versions = list(RuleVersion.objects.filter(programme=programme).order_by("valid_from"))
        self._starts = [version.valid_from.toordinal() for version in self.versions]
        self._pension = {"m": "pension.age_men", "f": "pension.age_women"}
        self._templates: dict[Shape, Template] = {}
        self.patterns: dict[tuple[object, ...], Pattern] = {}

    def of(self, entry: Entry, person_key: int) -> Past:
        """The decision on ``entry``, whose person has the key ``person_key``."""
        numbers = self._numbers(entry)
        threshold = "need_threshold"
        shape = Shape(
            version=sum(start <= entry.submitted for start in self._starts) - 1,
            threshold_since=self.calendar.since(threshold, entry.submitted),
            landowner=entry.landowner,
            assistance=entry.assistance,
            disability=entry.disability,
            custody=entry.custody,
            insured=entry.insured,
            martyr=entry.martyr,
            war=entry.war,
            low_income=entry.low_income,
            near_pension=numbers["months_to_pension_age"] < self._of_day("se.near_pension_months", entry),
            long_unemployed=numbers["unemployed_months"] >= self._of_day("se.long_unemployed_months", entry),
        )
        pattern = self._pattern(shape, entry, numbers)
        own = {"@person@": str(person_key), "@day@": date.fromordinal(entry.decided).isoformat(), **pattern.values}
        return Past(pattern, _filled(pattern.template.facts, own))

    def _pattern(self, shape: Shape, entry: Entry, numbers: Mapping[str, int]) -> Pattern:
        key = (shape, *numbers.values())
        found = self.patterns.get(key)
        if found is None:
            template = self._templates.get(shape)
            if template is None:
                template = self._templates[shape] = self._template(shape, entry)
            values = {name: str(value) for name, value in numbers.items()}
            decision = _filled(template.decision, values)
            found = self.patterns[key] = Pattern(len(self.patterns), template, values, decision)
        return found

    def _of_day(self, code: str, entry: Entry) -> int:
        return int(self.calendar.parameter(code, entry.submitted))

    def _numbers(self, entry: Entry) -> dict[str, int]:
        """The facts that are numbers, on the day of the decision, as the registry computes them."""
        born = date.fromordinal(self.people.birth[entry.person])
        on = date.fromordinal(entry.decided)
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        pension = int(self.calendar.parameter(self._pension[self.people.sex[entry.person]], entry.decided))
        reached = add_months(born, 12 * pension)
        months = (reached.year - on.year) * 12 + reached.month - on.month
        months -= add_months(on, months) > reached
        return {
            "age": age,
            "months_to_pension_age": months,
            "unemployed_months": entry.unemployed_months,
            "family_income_per_head": entry.income,
        }

    def _template(self, shape: Shape, entry: Entry) -> Template:
        version = self.versions[shape.version]
        rules = version.rules
        facts = _facts(rules, shape)
        given = programmes.parameters(version, date.fromordinal(entry.submitted))
        decision = decide(rules, facts, given)
        outcome = (
            programmes.Outcome.APPROVED if decision.outcome is Eligibility.ELIGIBLE else programmes.Outcome.REFUSED
        )
        basis = programmes.Basis.LANDOWNER_JOBSEEKER if shape.landowner else programmes.Basis.UNEMPLOYED
        ranks = programmes.ranks(decision, Application(programme=self.programme, basis=basis))
        used = {name: _used(name, value) for name, value in decision.facts.items()}
        return Template(
            version=version.pk,
            rules_digest=version.digest,
            approved=outcome == programmes.Outcome.APPROVED,
            facts=_split(used),
            decision=_split(decision.to_dict()),
            articles=as_json(programmes.articles_of(decision, outcome)),
            reason_az=text(programmes.default_reason(decision, "az")),
            reason_en=text(programmes.default_reason(decision, "en")),
            statutory=ranks["priority_statutory"],
            policy=ranks["priority_policy"],
            detail=as_json(ranks["priority_detail"]),
        )


def _facts(rules: RuleSet, shape: Shape) -> dict[str, object]:
    below = {
        "age": False,
        "months_to_pension_age": shape.near_pension,
        "unemployed_months": not shape.long_unemployed,
        "family_income_per_head": shape.low_income,
    }
    facts: dict[str, object] = {name: marks[0 if below[name] else 1] for name, marks in MARKS.items()}
    facts |= {
        "has_disability": shape.disability,
        "has_other_work": False,
        "martyr_family_member": shape.martyr,
        "owns_farm_land_share": shape.landowner,
        "pension_age_reached": False,
        "receives_targeted_social_assistance": shape.assistance,
        "receives_unemployment_insurance": shape.insured,
        "registered_jobseeker": True,
        "registered_unemployed": not shape.landowner,
        "released_from_custody": shape.custody,
        "running_self_employment_contract": False,
        "war_participant": shape.war,
    }
    return {name: value for name, value in facts.items() if name in rules.schema.by_name}


def _used(name: str, value: object) -> dict[str, object]:
    """A fact with its source: the person's own row, or the register as it answered at the time."""
    source = "registry.person:@person@" if name in _COMPUTED else "register of the time"
    return {"value": value, "source": source, "as_of": "@day@"}


def _split(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Canonical JSON cut at the marks: odd places hold the names of what stands there."""
    written = audit.canonical(dict(value)).decode()
    parts: list[str] = []
    last = 0
    for found in _MARK.finditer(written):
        parts += [written[last : found.start()], _NAMES.get(found.group(), found.group())]
        last = found.end()
    return (*parts, written[last:])


def _filled(parts: tuple[str, ...], values: Mapping[str, str]) -> str:
    return "".join([values[part] if place % 2 else part for place, part in enumerate(parts)])


def rules_before_2020(programme: Programme) -> RuleVersion:
    """The rules of the first years, made at first use: those of 2020 without what came later.

    The pilot of 2016 (inventory SE-1) rested on the President's order; its text on priorities was not found [U], so the
    categories of the decision of 2020 stand in, without the policy preference that was announced after the war.
    """
    found = RuleVersion.objects.filter(programme=programme, valid_from__lte=ELIGIBLE_BEFORE).first()
    if found is not None:
        return found
    later = RuleVersion.objects.filter(programme=programme).earliest("valid_from")
    content = json.loads(json.dumps(later.ruleset))
    content["version"] = ELIGIBLE_BEFORE.isoformat()
    for part in (*content["parameters"].values(), *content["conditions"], *_items(content)):
        if part["article"]["key"] == _LAW_168:
            part["article"] = _ORDER_1941
    for layer in content["priorities"]:
        layer["items"] = [i for i in layer["items"] if i["id"] not in ("martyr-family", "war-participant")]
    rules = RuleSet.from_dict(content)
    return RuleVersion.objects.create(
        programme=programme,
        version=rules.version,
        ruleset=rules.to_dict(),
        digest=rules.digest,
        valid_from=ELIGIBLE_BEFORE,
        valid_to=later.valid_from,
        parameter_codes=later.parameter_codes,
    )


def _items(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [item for layer in content["priorities"] for item in layer["items"]]
