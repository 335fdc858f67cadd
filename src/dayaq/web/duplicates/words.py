"""What agrees and what differs, in words that somebody who never heard of a Bayes factor understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dayaq.core.identifiers import format_phone
from dayaq.registry.models import Person
from dayaq.web import formats, tones
from dayaq.web.people import choices

if TYPE_CHECKING:
    from dayaq.core.errors import Text

LABELS: Final[dict[str, Text]] = {
    "fin": gettext_lazy("FİN"),
    "surname": gettext_lazy("Surname"),
    "given_name": gettext_lazy("Given name"),
    "father_name": gettext_lazy("Father's name"),
    "sex": gettext_lazy("Sex"),
    "birth_date": gettext_lazy("Date of birth"),
    "death_date": gettext_lazy("Date of death"),
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "unit": gettext_lazy("District"),
    "address": gettext_lazy("Address"),
    "language": gettext_lazy("Language of letters"),
    "document": gettext_lazy("Identity document"),
    "document_number": gettext_lazy("Document number"),
}
LANGUAGES: Final[dict[str, Text]] = {
    "az": gettext_lazy("Azerbaijani"),
    "en": gettext_lazy("English"),
    "ru": gettext_lazy("Russian"),
    "tr": gettext_lazy("Turkish"),
}
VERDICTS: Final[dict[str, tuple[str, Text]]] = {
    "agree": (tones.DONE, gettext_lazy("the same")),
    "near": (tones.WAITING, gettext_lazy("nearly the same")),
    "differ": (tones.DANGER, gettext_lazy("different")),
    "one": (tones.NEUTRAL, gettext_lazy("known once")),
    "none": (tones.NEUTRAL, gettext_lazy("not known")),
}
LEVELS: Final[dict[str, Text]] = {
    "exact": gettext_lazy("the same"),
    "close": gettext_lazy("nearly the same"),
    "near": gettext_lazy("alike"),
    "swapped": gettext_lazy("the same parts in another place"),
    "same_year": gettext_lazy("the same year"),
    "same_user": gettext_lazy("the same before the @"),
    "different": gettext_lazy("different"),
    "missing": gettext_lazy("not known on one side"),
}
DECISIVE, STRONG, CLEAR, SLIGHT = 10.0, 5.0, 2.0, 0.5
_FOR: Final[tuple[tuple[float, Text], ...]] = (
    (DECISIVE, gettext_lazy("speaks very strongly for one person")),
    (STRONG, gettext_lazy("speaks strongly for one person")),
    (CLEAR, gettext_lazy("speaks for one person")),
    (SLIGHT, gettext_lazy("speaks a little for one person")),
)
_AGAINST: Final[tuple[tuple[float, Text], ...]] = (
    (DECISIVE, gettext_lazy("speaks very strongly for two people")),
    (STRONG, gettext_lazy("speaks strongly for two people")),
    (CLEAR, gettext_lazy("speaks for two people")),
    (SLIGHT, gettext_lazy("speaks a little for two people")),
)
LITTLE: Final = gettext_lazy("says little")


def value(field: str, person: Person) -> str:
    """A field as people read it; "" where nothing is recorded."""
    found: Any = getattr(person, field)
    if found in (None, ""):
        return ""
    if field in ("birth_date", "death_date"):
        return formats.day(found)
    if field == "sex":
        return str(person.get_sex_display())
    if field == "unit":
        return choices.unit_label(found)
    if field == "phone":
        return format_phone(found)
    return str(LANGUAGES.get(found, found)) if field == "language" else str(found)


def likeness(probability: float) -> str:
    """A probability in percent, never rounded up to certainty."""
    percent = min(round(probability * 100, 1), 99.9)
    return f"{formats.number(int(percent) if percent.is_integer() else percent)} %"


@dataclass(frozen=True)
class Evidence:
    """One comparison: what it is of, how it came out, what that says, and its tone."""

    label: Text
    level: Text
    words: Text
    tone: str
    times: str


def evidence(weights: list[dict[str, Any]]) -> list[Evidence]:
    """What speaks for and against, the weightiest first."""
    ordered = sorted(weights, key=lambda weight: -abs(weight["bits"]))
    return [_evidence(weight) for weight in ordered]


def _evidence(weight: dict[str, Any]) -> Evidence:
    bits = float(weight["bits"])
    said = next((words for least, words in (_FOR if bits > 0 else _AGAINST) if abs(bits) >= least), LITTLE)
    tone = tones.NEUTRAL if said is LITTLE else tones.DONE if bits > 0 else tones.DANGER
    name, level = str(weight["comparison"]), str(weight["level"])
    return Evidence(LABELS.get(name, name), LEVELS.get(level, level), said, tone, _times(bits))


def _times(bits: float) -> str:
    """The Bayes factor in words, to two digits; "" where it says little."""
    if abs(bits) < SLIGHT:
        return ""
    factor = 2.0 ** min(abs(bits), 40.0)
    digits = len(str(int(factor)))
    shown = formats.number(int(round(factor, 2 - digits)) if digits > 1 else round(factor))
    if bits > 0:
        return _("makes one person %(times)s times more likely") % {"times": shown}
    return _("makes two people %(times)s times more likely") % {"times": shown}
