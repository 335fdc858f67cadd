"""Codes that identify: FİN, document number, VÖEN, telephone, postal index (inventory 2.9, 3.6).

Codes use root casing, never Azerbaijani ("i" would become "İ"). Nothing is guessed: what could be meant comes back
as a `suggestion` for a person to accept.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from stdnum.az import voen
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength


class IdentifierProblem(StrEnum):
    """Why a code was not accepted; each has one translated sentence with a remedy."""

    EMPTY = "empty"
    FIN_LENGTH = "fin_length"  # not seven characters
    FIN_LOOKALIKE = "fin_lookalike"  # seven characters, some only look right: O, I, İ, Cyrillic letters
    FIN_CHARACTER = "fin_character"  # a character that no FİN has
    DOCUMENT_LOOKALIKE = "document_lookalike"  # Cyrillic letters that look Latin
    DOCUMENT_CHARACTER = "document_character"  # other than Latin letters, digits, "-", "/", "№"
    VOEN_LENGTH = "voen_length"  # not ten digits
    VOEN_CHARACTER = "voen_character"  # not digits only
    VOEN_STATUS = "voen_status"  # the last digit is neither 1 (legal person) nor 2 (natural person)
    VOEN_CHECK_DIGIT = "voen_check_digit"  # mistyped: the ninth digit does not agree with the first eight
    PHONE_UNREADABLE = "phone_unreadable"
    PHONE_SEVERAL = "phone_several"  # more than one number in one field
    PHONE_LENGTH = "phone_length"  # too short or too long for its country
    PHONE_INVALID = "phone_invalid"  # right length, but no operator has such a prefix
    POSTAL_INDEX = "postal_index"  # not AZ and four digits
    POSTAL_PREFIX = "postal_prefix"  # four digits without AZ


@dataclass(frozen=True, slots=True)
class IdentifierResult:
    """`value` is the stored form, or None with a `problem`; `suggestion` is a stored form to offer, never to take."""

    value: str | None
    original: str
    problem: IdentifierProblem | None = None
    suggestion: str | None = None


FinResult = IdentifierResult
PhoneResult = IdentifierResult

FIN_PATTERN: Final = "^[0-9A-HJ-NP-Z]{7}$"  # inventory ID-2
_FIN: Final = re.compile("[0-9A-HJ-NP-Z]{7}")
_DOCUMENT: Final = re.compile("[0-9A-Z][0-9A-Z/№-]*")
_UNSEEN: Final = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_CYRILLIC_CAPITALS: Final = str.maketrans("АВЕКМНОРСТХУЈЅҺІ", "ABEKMHOPCTXYJSHI")
_NOT_IN_FIN: Final = str.maketrans("OIİ", "011")


def _bare(text: str) -> str:
    """No spaces, nothing invisible, capitals of the root locale ("i" → "I")."""
    return _UNSEEN.sub("", text.replace("ı", "I")).upper()


def normalise_fin(text: str) -> IdentifierResult:
    """A FİN: seven Latin capitals and digits without I and O (inventory ID-1, ID-2).

    Spaces are removed and letters made capital silently; O→0, I→1 and Cyrillic look-alikes are only suggested.
    """
    code = _bare(text)
    if not code:
        return IdentifierResult(None, text, IdentifierProblem.EMPTY)
    if _FIN.fullmatch(code):
        return IdentifierResult(code, text)
    if len(code) != 7:
        return IdentifierResult(None, text, IdentifierProblem.FIN_LENGTH)
    meant = code.translate(_CYRILLIC_CAPITALS).translate(_NOT_IN_FIN)
    if _FIN.fullmatch(meant):
        return IdentifierResult(None, text, IdentifierProblem.FIN_LOOKALIKE, meant)
    return IdentifierResult(None, text, IdentifierProblem.FIN_CHARACTER)


def normalise_document_number(text: str) -> IdentifierResult:
    """A document's series and number: trimmed, capitals, inner spaces removed ("aze 1234 5678" → "AZE12345678")."""
    code = _bare(text)
    if not code:
        return IdentifierResult(None, text, IdentifierProblem.EMPTY)
    if _DOCUMENT.fullmatch(code):
        return IdentifierResult(code, text)
    meant = code.translate(_CYRILLIC_CAPITALS).replace("İ", "I")
    if _DOCUMENT.fullmatch(meant):
        return IdentifierResult(None, text, IdentifierProblem.DOCUMENT_LOOKALIKE, meant)
    return IdentifierResult(None, text, IdentifierProblem.DOCUMENT_CHARACTER)


def normalise_voen(text: str) -> IdentifierResult:
    """A VÖEN: ten digits, check digit ninth, last digit 1 legal or 2 natural person (inventory ID-5).

    Nine digits that a spreadsheet stripped of their leading zero are only suggested.
    """
    code = _bare(text)
    if not code:
        return IdentifierResult(None, text, IdentifierProblem.EMPTY)
    try:
        valid = str(voen.validate(code))
    except InvalidLength:
        return IdentifierResult(None, text, IdentifierProblem.VOEN_LENGTH)
    except InvalidFormat:
        return IdentifierResult(None, text, IdentifierProblem.VOEN_CHARACTER)
    except InvalidComponent:
        problem = IdentifierProblem.VOEN_STATUS if len(code) == 10 else IdentifierProblem.VOEN_LENGTH
        return IdentifierResult(None, text, problem)
    except InvalidChecksum:
        problem = IdentifierProblem.VOEN_CHECK_DIGIT if len(code) == 10 else IdentifierProblem.VOEN_LENGTH
        return IdentifierResult(None, text, problem)
    if valid != code:
        return IdentifierResult(None, text, IdentifierProblem.VOEN_LENGTH, valid)
    return IdentifierResult(valid, text)


def voen_holder(value: str) -> Literal["legal", "natural"]:
    """Whether a valid VÖEN belongs to a legal or a natural person."""
    return "legal" if value[-1] == "1" else "natural"


_SEVERAL: Final = re.compile(r"[,;\n|]|(?<=\d{4})\s*/\s*(?=[\d+(])")


def normalise_phone(text: str, region: str = "AZ") -> IdentifierResult:
    """A telephone number as E.164 (+994501234567). `region` (ISO 3166) reads numbers without a country code.

    Two numbers in one field are a problem; the first valid one is suggested.
    """
    cleaned = _UNSEEN.sub(" ", text).strip()
    if not cleaned:
        return IdentifierResult(None, text, IdentifierProblem.EMPTY)
    parts = [part for part in _SEVERAL.split(cleaned) if any(c.isdigit() for c in part)]
    if len(parts) > 1:
        values = (normalise_phone(part, region).value for part in parts)
        first = next((value for value in values if value), None)
        return IdentifierResult(None, text, IdentifierProblem.PHONE_SEVERAL, first)
    try:
        number = phonenumbers.parse(parts[0] if parts else cleaned, region)
    except NumberParseException:
        return IdentifierResult(None, text, IdentifierProblem.PHONE_UNREADABLE)
    if not phonenumbers.is_possible_number(number):
        return IdentifierResult(None, text, IdentifierProblem.PHONE_LENGTH)
    if not phonenumbers.is_valid_number(number):
        return IdentifierResult(None, text, IdentifierProblem.PHONE_INVALID)
    return IdentifierResult(phonenumbers.format_number(number, PhoneNumberFormat.E164), text)


def format_phone(e164: str, *, region: str = "AZ") -> str:
    """For reading: "050 123 45 67" inside `region`, "+90 532 …" outside it. Text that is no number is given back."""
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    home = phonenumbers.region_code_for_number(number) == region
    style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def normalise_postal_index(text: str) -> IdentifierResult:
    """A postal index as AZ####, typed with or without a space or hyphen; four digits without AZ are only suggested."""
    code = _bare(text).translate(_CYRILLIC_CAPITALS).replace("-", "")
    if not code:
        return IdentifierResult(None, text, IdentifierProblem.EMPTY)
    if re.fullmatch("AZ[0-9]{4}", code):
        return IdentifierResult(code, text)
    if re.fullmatch("[0-9]{4}", code):
        return IdentifierResult(None, text, IdentifierProblem.POSTAL_PREFIX, f"AZ{code}")
    return IdentifierResult(None, text, IdentifierProblem.POSTAL_INDEX)
