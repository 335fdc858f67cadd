"""Who plays: living adults of a district whom the history does not know, with what their registers answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from dayaq.accounts.models import User
from dayaq.registry.api import (
    add_status,
    give_consent,
    record_register_check,
    verify_status,
)
from dayaq.registry.models import Consent, Person, Status
from dayaq.seeds.dice import Dice

#: fact → kinds of status that say so
_SAID_BY: Final = {
    "receives_targeted_social_assistance": ("tsa_recipient",),
    "has_disability": ("disability",),
    "martyr_family_member": ("martyr_family",),
    "war_participant": ("war_participant",),
    "released_from_custody": ("released_from_custody",),
}


_PLAIN: Final = ("unemployed", "jobseeker")


class Cast:
    """Gives out persons, each once, district by district."""

    def __init__(self, on: date, districts: Collection[str]) -> None:
        dice = Dice("cast")
        self._free: dict[str, list[int]] = {}
        for district in sorted(districts):
            able = Person.objects.filter(
                unit__code=district,
                fin__isnull=False,
                death_date__isnull=True,
                is_restricted=False,
                birth_date__range=(on - timedelta(days=52 * 365), on - timedelta(days=23 * 365)),
                applications__isnull=True,
            ).exclude(statuses__in=Status.objects.exclude(kind__code__in=_PLAIN))
            self._free[district] = dice.shuffled(able.order_by("pk").values_list("pk", flat=True))

    def take(self, district: str) -> Person:
        """Somebody with a FİN and in no category, who lives in the district with this code."""
        found: Person = Person.objects.select_related("unit").get(pk=self._free[district].pop())
        return found


def ask_registers(
    by: User, person: Person, on: date, *, since: date, landowner: bool, insured: bool, registers: Collection[str] = ()
) -> None:
    """Registers answer (all, unless named): what the statuses say, and no to the rest. ``since``: unemployed from."""
    held = set(Status.objects.on(on).filter(person=person).values_list("kind__code", flat=True))
    said = {fact: bool(held.intersection(kinds)) for fact, kinds in _SAID_BY.items()}
    answers: dict[str, dict[str, bool | str | None]] = {
        "employment": {
            "registered_unemployed": not landowner,
            "registered_jobseeker": True,
            "has_other_work": False,
            **({} if landowner else {"unemployed_since": since.isoformat()}),
        },
        "unemployment_insurance": {"receives_unemployment_insurance": insured},
        "targeted_assistance": _only(said, "receives_targeted_social_assistance"),
        "disability": _only(said, "has_disability"),
        "veterans": _only(said, "martyr_family_member", "war_participant"),
        "land": {"owns_farm_land_share": landowner},
        "custody": _only(said, "released_from_custody"),
        "self_employment": {"running_self_employment_contract": False},
    }
    for register in registers or answers:
        result = answers[register]
        record_register_check(by=by, person=person, register=register, result=result, on=on)


def _only(said: dict[str, bool], *names: str) -> dict[str, bool | str | None]:
    return {name: said[name] for name in names}


def give_category(by: User, person: Person, kind: str, on: date) -> None:
    """A status with its evidence, verified."""
    conflict = "patriotic_war_2020" if kind in ("martyr_family", "war_participant") else ""
    status = add_status(
        by=by,
        person=person,
        kind=kind,
        valid_from=on - timedelta(days=400),
        conflict=conflict,
        percent=55 if kind == "disability" else None,
        evidence=f"Vəsiqə № {person.pk * 13 % 100_000:05d}",
        issuer="Zəfər altsistemi" if conflict else "TSERAS",
    )
    verify_status(by=by, status=status)


def consent_of(by: User, person: Person) -> Consent:
    """The written consent to examine an application."""
    return give_consent(by=by, person=person, purpose=Consent.APPLICATION)
