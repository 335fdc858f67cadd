"""Which facts each register answers, and how an answer is written.

The names are those of the facts that rules read (for self-employment: programmes/rulesets). A register that answers
"not known here" gives false: that is what makes an absence a known "no". What it did not answer is left out.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from dayaq.registry.models import RegisterCheck

if TYPE_CHECKING:
    from dayaq.core.errors import Text

_R = RegisterCheck.Register

UNEMPLOYED_SINCE: Final = "unemployed_since"

#: register → its questions: fact name → kind of answer, "bool" or "date"
QUESTIONS: Final[dict[str, dict[str, str]]] = {
    _R.EMPLOYMENT: {
        "registered_unemployed": "bool",
        UNEMPLOYED_SINCE: "date",
        "registered_jobseeker": "bool",
        "has_other_work": "bool",
    },
    _R.UNEMPLOYMENT_INSURANCE: {"receives_unemployment_insurance": "bool"},
    _R.TARGETED_ASSISTANCE: {"receives_targeted_social_assistance": "bool"},
    _R.DISABILITY: {"has_disability": "bool"},
    _R.VETERANS: {"martyr_family_member": "bool", "war_participant": "bool"},
    _R.LAND: {"owns_farm_land_share": "bool"},
    _R.CUSTODY: {"released_from_custody": "bool"},
    _R.SELF_EMPLOYMENT: {"running_self_employment_contract": "bool"},
}  # fmt: skip

QUESTION_LABELS: Final[dict[str, Text]] = {
    "registered_unemployed": _("Registered as unemployed"),
    UNEMPLOYED_SINCE: _("Unemployed since"),
    "registered_jobseeker": _("Registered as a jobseeker"),
    "has_other_work": _("Has other work"),
    "receives_unemployment_insurance": _("Receives unemployment insurance payments"),
    "receives_targeted_social_assistance": _("Receives targeted state social assistance"),
    "has_disability": _("Person with a disability"),
    "martyr_family_member": _("Member of a martyr's family"),
    "war_participant": _("War participant"),
    "owns_farm_land_share": _("Owns a share of farm land"),
    "released_from_custody": _("Released from custody"),
    "running_self_employment_contract": _("Has a self-employment contract in force"),
}


def well_formed(kind: str, answer: object) -> bool:
    """Whether ``answer`` is of ``kind``: a bool, or a day as ISO text."""
    if kind == "bool":
        return isinstance(answer, bool)
    if not isinstance(answer, str):
        return False
    try:
        date.fromisoformat(answer)
    except ValueError:
        return False
    return True
