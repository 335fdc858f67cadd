"""What is known of a person on a day, for rules: value, where it came from, as of when.

A rule fails closed: what nobody recorded is missing (``value`` None), never "no". A fact is known when

* it follows from the person's own row (age), or from the household's income;
* a verified status says so, or a refuted one says it does not hold (a declared status leaves it missing, and says why);
* a register answered, yes or no (:mod:`dayaq.registry.registers`).

Of a status and an answer that disagree, the newer holds; on the same day the register's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dayaq.core.api import Invalid
from dayaq.core.periods import add_months, years_between
from dayaq.core.rowsecurity import past_the_wall
from dayaq.law.api import parameter
from dayaq.registry.models import HouseholdMember, Person, RegisterCheck, Status
from dayaq.registry.queries.incomes import family_incomes
from dayaq.registry.registers import UNEMPLOYED_SINCE
from dayaq.registry.states import Verification

Value = bool | int | str | None

VERIFIED: Final = "verified"
DECLARED: Final = "declared"
REGISTER: Final = "register"
COMPUTED: Final = "computed"

#: fact → kinds of status of which one is enough
FACT_STATUSES: Final[dict[str, tuple[str, ...]]] = {
    "registered_unemployed": ("unemployed",),
    "registered_jobseeker": ("jobseeker", "landowner_jobseeker", "unemployed"),
    "owns_farm_land_share": ("landowner_jobseeker",),
    "receives_unemployment_insurance": ("unemployment_insurance",),
    "receives_targeted_social_assistance": ("tsa_recipient",),
    "has_disability": ("disability", "disability_under_18"),
    "martyr_family_member": ("martyr_family",),
    "war_participant": ("war_participant",),
    "released_from_custody": ("released_from_custody",),
}
ANSWERED: Final = (*FACT_STATUSES, "has_other_work", "running_self_employment_contract")


@dataclass(frozen=True)
class Fact:
    """``value`` as rules read it (bool, whole number, money in qəpik, ISO date) or None when missing.

    ``certainty``: verified, declared (then the value is None), register, computed or "" when nothing is recorded.
    ``source`` names the record ("registry.status:17", "registry.registercheck:5"), ``evidence`` says it in words.
    """

    value: Value
    source: str = ""
    as_of: date | None = None
    certainty: str = ""
    evidence: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether nobody knows."""
        return self.value is None


Provider = Callable[[Person, date], Mapping[str, Fact]]
MISSING: Final = Fact(None)
_providers: list[Provider] = []


def register_facts(provider: Provider) -> Provider:
    """Let an upper room add facts (``provider(person, on)``); what it knows goes before what is known here."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


@past_the_wall  # a household's income counts members wherever they live; a rule must not depend on who asks
def person_facts(person: Person, on: date) -> dict[str, Fact]:
    """Facts about ``person`` on ``on`` by name; a name that nothing is known of is there, with a missing value.

    At most seven statements, and those of providers.
    """
    facts: dict[str, Fact] = dict.fromkeys(ANSWERED, MISSING)
    facts |= _from_person(person, on)
    statuses = list(Status.objects.on(on).filter(person=person).select_related("kind").order_by("state_at", "pk"))
    answers = _answers(person, on)
    for name, kinds in FACT_STATUSES.items():
        facts[name] = _newer(_from_statuses(s for s in statuses if s.kind.code in kinds), answers.get(name))
    for name in ANSWERED:
        if name not in FACT_STATUSES:
            facts[name] = answers.get(name, MISSING)
    facts["unemployed_months"] = _unemployed_months(facts["registered_unemployed"], statuses, answers, on)
    facts["family_income_per_head"] = _income(person, on)
    for provider in _providers:
        facts |= {name: fact for name, fact in provider(person, on).items() if not fact.is_missing}
    return facts


def _from_person(person: Person, on: date) -> dict[str, Fact]:
    facts = dict.fromkeys(("age", "months_to_pension_age", "pension_age_reached"), MISSING)
    source = f"registry.person:{person.pk}"
    if person.birth_date is None or person.birth_date > on:
        return facts
    facts["age"] = Fact(years_between(person.birth_date, on), source, on, COMPUTED)
    months = _pension_months(person.sex, on)
    if months is not None:
        reached = add_months(person.birth_date, months)
        facts["pension_age_reached"] = Fact(on >= reached, source, on, COMPUTED)
        facts["months_to_pension_age"] = Fact(_whole_months(on, reached), source, on, COMPUTED)
    return facts


def _pension_months(sex: str, on: date) -> int | None:
    """Pension age in months by the dated parameter; None when the sex or the parameter is not known."""
    code = {"m": "pension.age_men", "f": "pension.age_women"}.get(sex)
    if code is None:
        return None
    try:
        found = parameter(code, on)
    except Invalid:
        return None
    months = Decimal(str(found.value)) * (1 if found.unit == "months" else 12)
    return int(months)


def _whole_months(start: date, end: date) -> int:
    """Whole months from ``start`` to ``end``, 0 when it has passed."""
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if add_months(start, months) > end else months


def _from_statuses(statuses: Iterable[Status]) -> Fact | None:
    """What the statuses of one fact say together: verified before refuted before declared."""
    best: dict[str, Status] = {status.verification: status for status in statuses}
    for verification, value in ((Verification.VERIFIED, True), (Verification.REFUTED, False)):
        if status := best.get(verification):
            return Fact(value, _source(status), status.state_at.date(), VERIFIED, status.evidence)
    if status := best.get(Verification.DECLARED):
        return Fact(None, _source(status), status.state_at.date(), DECLARED, status.evidence)
    return None


def _source(status: Status) -> str:
    return f"registry.status:{status.pk}"


def _newer(status: Fact | None, answer: Fact | None) -> Fact:
    known = [fact for fact in (status, answer) if fact is not None]
    decided = [fact for fact in known if not fact.is_missing]
    if not decided:
        return known[0] if known else MISSING
    return max(reversed(decided), key=lambda fact: fact.as_of or date.min)


def _answers(person: Person, on: date) -> dict[str, Fact]:
    """The newest answer of any register to each question, given on or before ``on``."""
    checks = (
        RegisterCheck.objects.filter(person=person, checked_on__lte=on)
        .order_by("register", "-checked_on", "-pk")
        .distinct("register")
    )
    answers = {}
    for check in checks:
        for name, answer in check.result.items():
            source = f"registry.registercheck:{check.pk}"
            answers[name] = Fact(answer, source, check.checked_on, REGISTER, str(check.get_register_display()))
    return answers


def _unemployed_months(unemployed: Fact, statuses: list[Status], answers: Mapping[str, Fact], on: date) -> Fact:
    """Whole months registered as unemployed: from the register's day, else from the verified status; 0 when not."""
    if unemployed.value is not True:
        value = 0 if unemployed.value is False else None
        return Fact(value, unemployed.source, unemployed.as_of, unemployed.certainty, unemployed.evidence)
    since = answers.get(UNEMPLOYED_SINCE)
    if since is not None and isinstance(since.value, str):
        months = _whole_months(date.fromisoformat(since.value), on)
        return Fact(months, since.source, since.as_of, REGISTER, since.evidence)
    for status in statuses:
        if status.kind.code == "unemployed" and status.verification == Verification.VERIFIED:
            return Fact(_whole_months(status.valid_from, on), _source(status), on, COMPUTED, status.evidence)
    return MISSING


def _income(person: Person, on: date) -> Fact:
    """Average monthly income per member over the twelve months before the month of ``on``, in qəpik (TSA-2).

    Of the household on which the person depends, else of the one in which they live; missing where a month has no entry
    (:mod:`dayaq.registry.queries.incomes`).
    """
    home = HouseholdMember.objects.on(on).filter(person=person).order_by("kind").values_list("household", flat=True)
    household = home.first()
    found = family_incomes([household], on).get(household) if household is not None else None
    if found is None:
        return MISSING
    return Fact(found.per_head, f"registry.household:{found.household}", found.latest.date(), COMPUTED)
