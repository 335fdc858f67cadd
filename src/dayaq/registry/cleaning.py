"""What a person types, made fit to store: repaired, normalised, and refused with a remedy where it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid, clock
from dayaq.core.aztext import repair
from dayaq.core.identifiers import IdentifierResult, normalise_document_number, normalise_fin, normalise_phone
from dayaq.core.names import parse_patronymic, present
from dayaq.registry.models import Person
from dayaq.registry.problems import explain

NAME_FIELDS = ("surname", "given_name", "father_name")
NAME_MAX = 100
EARLIEST = date(1850, 1, 1)
_SEX_OF_MARKER = {"oğlu": "m", "qızı": "f"}


@dataclass
class Cleaned:
    """Values as stored; ``original`` holds, by field, what was typed where it was changed."""

    values: dict[str, Any] = field(default_factory=dict)
    original: dict[str, str] = field(default_factory=dict)


def clean_text(text: str, name: str, longest: int) -> str:
    """Repaired text of at most ``longest`` characters; Invalid for a NUL character or one too long."""
    if "\x00" in text:
        raise Invalid(_("The text contains a character that cannot be stored."), code="nul", field=name)
    repaired = repair(text).text
    if len(repaired) > longest:
        raise Invalid(
            _("The text is too long: at most %(longest)s characters.") % {"longest": longest},
            code="too_long",
            field=name,
            remedy=_("Shorten it."),
        )
    return repaired


def _accepted(result: IdentifierResult, name: str) -> str:
    if result.value is not None:
        return result.value
    if result.problem is None:
        raise TypeError(f"{name}: neither a value nor a problem")
    said = explain(result.problem)
    remedy = said.remedy
    if result.suggestion:
        remedy = _("Did you mean %(suggestion)s?") % {"suggestion": result.suggestion}
    raise Invalid(said.message, code=str(result.problem), field=name, value=result.original, remedy=remedy)


def clean_fin(text: str | None) -> str | None:
    """The stored form of a FİN, None when empty; Invalid with a remedy otherwise."""
    return _accepted(normalise_fin(text), "fin") if text and text.strip() else None


def clean_phone(text: str | None) -> str:
    """E.164, "" when empty; Invalid with a remedy otherwise."""
    return _accepted(normalise_phone(text), "phone") if text and text.strip() else ""


def clean_document_number(text: str) -> str:
    """The stored form of a document's number; Invalid with a remedy otherwise."""
    return _accepted(normalise_document_number(text), "number")


def clean_names(given: Mapping[str, Any]) -> Cleaned:
    """Parts of a name: repaired, the patronymic's marker taken off ``father_name``; what was typed is kept beside.

    The marker must not contradict ``sex``, and sets it when ``given`` has none.
    """
    cleaned = Cleaned()
    for name in NAME_FIELDS:
        if name not in given:
            continue
        typed = given[name] or ""
        stored = present(clean_text(typed, name, NAME_MAX)) or ""
        if name == "father_name":
            patronymic = parse_patronymic(stored)
            stored = patronymic.father_name or ""
            _match_sex(cleaned, given.get("sex", ""), patronymic.marker)
        if stored != typed:
            cleaned.original[name] = typed
        cleaned.values[name] = stored
    return cleaned


def _match_sex(cleaned: Cleaned, sex: str, marker: str | None) -> None:
    if marker is None:
        return
    said = _SEX_OF_MARKER[marker]
    if sex and sex != said:
        raise Invalid(
            _("The sex does not agree with the father's name: %(marker)s.") % {"marker": marker},
            code="sex_against_patronymic",
            field="sex",
            value=sex,
            remedy=_("Correct the sex or the ending of the father's name."),
        )
    cleaned.values["sex"] = said


def clean_person(given: Mapping[str, Any]) -> Cleaned:
    """Values of the fields of a person that ``given`` holds; other fields are left alone. Raises Invalid."""
    cleaned = Cleaned()
    if "sex" in given:
        cleaned.values["sex"] = clean_sex(given["sex"])
    named = clean_names(given)
    cleaned.values |= named.values
    cleaned.original |= named.original
    if "fin" in given:
        cleaned.values["fin"] = clean_fin(given["fin"])
    if "phone" in given:
        cleaned.values["phone"] = clean_phone(given["phone"])
        if given["phone"] and given["phone"] != cleaned.values["phone"]:
            cleaned.values["phone_original"] = clean_text(given["phone"], "phone", NAME_MAX)
    for name, longest in (("email", 254), ("address", 500), ("birth_date_original", 100)):
        if name in given:
            cleaned.values[name] = clean_text(given[name] or "", name, longest)
    for name in ("birth_date", "death_date"):
        if name in given:
            cleaned.values[name] = clean_past(given[name], name)
    for name in ("unit", "language", "is_restricted"):
        if name in given:
            cleaned.values[name] = given[name]
    return cleaned


def clean_sex(value: str | None) -> str:
    """ "f", "m" or "" for not known."""
    sex = value or ""
    if sex not in Person.Sex.values:
        raise Invalid(_("Choose female, male or not known."), field="sex", value=sex)
    return sex


def clean_past(value: date | None, name: str) -> date | None:
    """A day of life: not in the future, not before 1850."""
    if value is not None and value > clock.today():
        raise Invalid(
            _("The date lies in the future."), code="future", field=name, value=value, remedy=_("Check the year.")
        )
    if value is not None and value < EARLIEST:
        raise Invalid(
            _("The year is not possible."), code="too_early", field=name, value=value, remedy=_("Check the year.")
        )
    return value


def check_life(person: Person) -> None:
    """A person has a name, and was not dead before being born."""
    if not (person.surname or person.given_name or person.father_name):
        raise Invalid(
            _("Enter a surname or a given name."), code="no_name", field="surname", remedy=_("A person needs a name.")
        )
    if person.birth_date and person.death_date and person.death_date < person.birth_date:
        raise Invalid(
            _("The date of death is before the date of birth."), code="death_before_birth", field="death_date"
        )
