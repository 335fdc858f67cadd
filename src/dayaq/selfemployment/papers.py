"""Papers that a participant is given, and what they are told, in their language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dayaq.accounts.models import User
from dayaq.core.fields import label_in
from dayaq.documents import api as documents
from dayaq.documents.models import Document
from dayaq.law import api as law
from dayaq.notices import api as notices
from dayaq.programmes.models import RuleVersion
from dayaq.registry.models import Person, StatusKind
from dayaq.selfemployment.models import Asset, Breach, BusinessPlan, Case, Contract, HandoverAct
from dayaq.selfemployment.planning import read_items


def language_of(person: Person) -> str:
    """The person's language where this installation speaks it, else its own."""
    spoken = {code for code, _name in settings.LANGUAGES}
    language: str = person.language
    return language if language in spoken else settings.LANGUAGE_CODE


def tell(*, by: User, case: Case, template: str, document: Document | None = None, **context: Any) -> None:
    """Queue a notice to the participant; ``number`` is that of the application unless ``context`` says otherwise."""
    person = case.person
    known = {"number": case.number, **context}
    notices.notify(
        by=by, person=person, template=template, language=language_of(person), context=known, document=document
    )


def issue_contract(*, by: User, case: Case, plan: BusinessPlan, terms: Contract) -> Document:
    """The contract as PDF. ``terms`` need not be saved."""
    language = language_of(case.person)
    programme = case.enrolment.programme
    items = read_items(plan.items)
    data = _head(case, language) | {
        "programme": label_in(programme.label, language),
        "business_line": label_in(plan.line.label, language),
        "place": label_in(case.unit.label, language),
        "starts_on": terms.signed_on,
        "ends_on": terms.ends_on,
        "months": terms.term_months,
        "items": [{"description": item.description, "quantity": item.quantity, "price": item.price} for item in items],
        "clauses": [label_in(clause["text"], language) for clause in terms.clauses],
        "legal_basis": _basis(case, language, terms.signed_on, "se.contract_months"),
        "fund": label_in(case.enrolment.fund.label, language),
    }
    return _issue(by, case, documents.DocumentKind.CONTRACT, "contract", language, data)


def issue_handover(*, by: User, act: HandoverAct, assets: Iterable[Asset]) -> Document:
    """The handover act as PDF. ``act`` need not be saved."""
    case, language = act.case, language_of(act.recipient)
    data = _head(case, language) | {
        "contract_number": act.contract.number,
        "business_line": label_in(act.line.label, language),
        "place": f"{act.place}, {label_in(act.unit.label, language)}",
        "handed_on": act.handed_over_on,
        "items": _pieces(assets),
        "fund": label_in(case.enrolment.fund.label, language),
        "witnesses": act.witnesses,
    }
    if act.category:
        kind = StatusKind.objects.filter(code=act.category).first()
        data["category"] = label_in(kind.label, language) if kind else act.category
    return _issue(by, case, documents.DocumentKind.HANDOVER_ACT, "handover_act", language, data)


def issue_breach_notice(*, by: User, breach: Breach, contract: Contract, remedy_until: date) -> Document:
    """The notice of a breach as PDF."""
    case = breach.case
    language = language_of(case.person)
    with translation.override(language):
        consequences = _(
            "If the breach is not put right by this day, the contract may be ended and the assets recovered."
        )
    data = _head(case, language) | {
        "contract_number": contract.number,
        "found_on": breach.found_on,
        "finding": breach.finding,
        "remedy_until": remedy_until,
        "consequences": consequences,
        "legal_basis": _basis(case, language, breach.found_on, "se.remedy_days"),
    }
    return _issue(by, case, documents.DocumentKind.NOTICE_BREACH, "notice_breach", language, data)


def issue_ownership(*, by: User, case: Case, contract: Contract, assets: Iterable[Asset], on: date) -> Document:
    """The act of transfer of ownership as PDF."""
    language = language_of(case.person)
    line = contract.plan.line
    data = _head(case, language) | {
        "contract_number": contract.number,
        "business_line": label_in(line.label, language),
        "transferred_on": on,
        "items": _pieces(assets),
        "legal_basis": _basis(case, language, on, "se.contract_months"),
    }
    return _issue(by, case, documents.DocumentKind.OWNERSHIP_ACT, "ownership_act", language, data)


def _pieces(assets: Iterable[Asset]) -> list[dict[str, Any]]:
    """One line a thing; things without a serial number that are alike stand in one line."""
    counted: Counter[tuple[str, Decimal, str]] = Counter(
        (asset.description, asset.invoice_price or asset.price, asset.serial_number) for asset in assets
    )
    return [
        {"description": description, "quantity": pieces, "price": price} | ({"serial": serial} if serial else {})
        for (description, price, serial), pieces in counted.items()
    ]


def _head(case: Case, language: str) -> dict[str, Any]:
    person = case.person
    recipient = {"name": person.full_name}
    if person.fin:
        recipient["fin"] = person.fin
    if person.address:
        recipient["address"] = person.address
    return {"issuer": label_in(case.enrolment.programme.organisation.label, language), "recipient": recipient}


def _basis(case: Case, language: str, on: date, parameter: str) -> list[str]:
    """The acts on which the paper rests: that of the programme's rules, and that of the parameter it applies."""
    found = []
    rules = RuleVersion.objects.on(on).filter(programme=case.enrolment.programme).select_related("act").first()
    if rules is not None and rules.act is not None:
        found.append(label_in(rules.act.label, language))
    applied = law.parameter(parameter, on)
    if applied.act is not None:
        found.append(", ".join(filter(None, [label_in(applied.act.label, language), applied.article])))
    return list(dict.fromkeys(found))


def _issue(by: User, case: Case, kind: str, template: str, language: str, data: dict[str, Any]) -> Document:
    office = case.enrolment.programme.office
    return documents.issue_document(
        by=by,
        kind=kind,
        language=language,
        template=template,
        data=data,
        subject=case,
        office=office.code if office else "",
    )
