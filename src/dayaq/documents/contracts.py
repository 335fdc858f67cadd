"""What each template needs to be filled in: the contract between a document and whoever issues it.

Amounts are Decimal, days are ``date``; texts are in the language of the document. A key that is missing or unknown is
an error of the program and raises TypeError before anything is written. Nothing here is ever read as markup: the
templates receive the data as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NotRequired, TypedDict, get_args, get_origin, get_type_hints


class Party(TypedDict):
    """The person a document is given to."""

    name: str
    fin: NotRequired[str]
    address: NotRequired[str]


class Item(TypedDict):
    """One line of a contract or an act. ``price`` is that of one piece; ``serial`` its serial number."""

    description: str
    quantity: int
    price: Decimal
    serial: NotRequired[str]


class Condition(TypedDict):
    """One condition of a decision: what it asks, whether it was met, the article it stands in."""

    text: str
    met: Literal["yes", "no", "unknown"]
    article: NotRequired[str]


class Witness(TypedDict):
    """Who was present at a handover, and for which organisation."""

    name: str
    organisation: str


class Receipt(TypedDict):
    """An application was taken in; ``answer_until`` is the last day for the decision."""

    issuer: str
    recipient: Party
    application_number: str
    programme: str
    received_on: date
    channel: str
    answer_until: date


class LetterDecision(TypedDict):
    """What was decided and why; ``appeal_until`` and ``appeal_how`` stand in a refusal."""

    issuer: str
    recipient: Party
    application_number: str
    programme: str
    decided_on: date
    outcome: Literal["approved", "refused", "waitlisted"]
    reason: str
    legal_basis: list[str]
    conditions: NotRequired[list[Condition]]
    next_steps: NotRequired[list[str]]
    appeal_until: NotRequired[date]
    appeal_how: NotRequired[str]


class LetterAppeal(TypedDict):
    """The answer to an appeal: the first decision is upheld, or overturned."""

    issuer: str
    recipient: Party
    application_number: str
    programme: str
    appealed_on: date
    decided_on: date
    outcome: Literal["upheld", "overturned"]
    reason: str
    legal_basis: list[str]
    next_steps: NotRequired[list[str]]


class Contract(TypedDict):
    """Assets lent for a term under conditions. The total is computed from ``items``."""

    issuer: str
    recipient: Party
    programme: str
    business_line: str
    place: str
    starts_on: date
    ends_on: date
    months: int
    items: list[Item]
    clauses: list[str]
    legal_basis: list[str]
    fund: NotRequired[str]


class HandoverAct(TypedDict):
    """Things given into somebody's hands: what, where, when, before whom."""

    issuer: str
    recipient: Party
    contract_number: str
    business_line: str
    place: str
    handed_on: date
    items: list[Item]
    category: NotRequired[str]
    fund: NotRequired[str]
    witnesses: NotRequired[list[Witness]]


class NoticeBreach(TypedDict):
    """A finding, and until when it can be put right."""

    issuer: str
    recipient: Party
    contract_number: str
    found_on: date
    finding: str
    remedy_until: date
    consequences: str
    legal_basis: list[str]


class OwnershipAct(TypedDict):
    """The term ended as agreed, and the things become the participant's own."""

    issuer: str
    recipient: Party
    contract_number: str
    business_line: str
    transferred_on: date
    items: list[Item]
    legal_basis: list[str]


class LetterErasure(TypedDict):
    """The answer to a request for erasure. Done: ``recipient`` names the request, since nobody's name is kept."""

    issuer: str
    recipient: Party
    request_number: str
    requested_on: date
    decided_on: date
    outcome: Literal["done", "refused"]
    reason: str
    legal_basis: list[str]


class Fact(TypedDict):
    """One field of a record: its label, and its value in words."""

    label: str
    value: str


class Record(TypedDict):
    """One record of an extract; ``title`` may be empty."""

    title: str
    facts: list[Fact]


class Part(TypedDict):
    """All records of one kind."""

    title: str
    records: list[Record]


class Extract(TypedDict):
    """Everything that is kept about a person, for the person. It is handed out and not kept."""

    issuer: str
    recipient: Party
    made_by: str
    identity_check: str
    sections: list[Part]


CONTRACTS: dict[str, type[Mapping[str, Any]]] = {
    "receipt": Receipt,
    "letter_decision": LetterDecision,
    "letter_appeal": LetterAppeal,
    "contract": Contract,
    "handover_act": HandoverAct,
    "notice_breach": NoticeBreach,
    "ownership_act": OwnershipAct,
    "letter_erasure": LetterErasure,
    "extract": Extract,
}


def check_data(template: str, data: Mapping[str, Any]) -> None:
    """TypeError unless ``data`` has the shape ``template`` asks for, all the way down; KeyError: no such template."""
    _check(CONTRACTS[template], data, template)


def _check(expected: Any, value: Any, path: str) -> None:
    origin = get_origin(expected)
    if origin is NotRequired:
        _check(get_args(expected)[0], value, path)
    elif origin is Literal:
        if value not in get_args(expected):
            raise TypeError(f"{path}: one of {', '.join(get_args(expected))} is needed")
    elif origin is list:
        if not isinstance(value, list):
            raise TypeError(f"{path}: a list is needed")
        for position, entry in enumerate(value):
            _check(get_args(expected)[0], entry, f"{path}[{position}]")
    elif hasattr(expected, "__required_keys__"):
        _check_mapping(expected, value, path)
    elif not isinstance(value, expected) or isinstance(value, bool):
        raise TypeError(f"{path}: {expected.__name__} is needed, not {type(value).__name__}")


def _check_mapping(expected: Any, value: Any, path: str) -> None:
    if not isinstance(value, Mapping):
        raise TypeError(f"{path}: a mapping is needed")
    hints = get_type_hints(expected, include_extras=True)
    missing = {key for key, hint in hints.items() if get_origin(hint) is not NotRequired} - set(value)
    if missing or set(value) - set(hints):
        unknown = ", ".join(sorted(set(value) - set(hints))) or "-"
        raise TypeError(f"{path}: missing {', '.join(sorted(missing)) or '-'}; unknown {unknown}")
    for key, entry in value.items():
        _check(hints[key], entry, f"{path}.{key}")
