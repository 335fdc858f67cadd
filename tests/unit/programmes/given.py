"""Applicants, officers, funds and applications at each stage, for the tests of programmes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.funds import api as funds
from dayaq.funds.models import FundSource
from dayaq.law.api import load_law
from dayaq.programmes import api
from dayaq.programmes.models import Appeal, Application, Programme
from dayaq.registry import api as registry
from dayaq.registry.models import Consent, Person, StatusKind
from tests import make

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)  # a Tuesday, a week before the Novruz holidays
CEILING = Decimal("7000.00")
_number = count(1)


def country() -> Programme:
    """The law, the kinds of status and the programme of self-employment."""
    load_law()
    registry.load_status_kinds()
    api.load_programmes()
    return Programme.objects.get(code="self_employment")


def programme() -> Programme:
    return Programme.objects.get(code="self_employment")


def operator() -> User:
    return make.user("operator", in_unit=make.unit())


def caseworker() -> User:
    return make.user("caseworker", in_unit=make.unit())


def decision_officer() -> User:
    return make.user("decision_officer", in_unit=make.unit())


def programme_officer() -> User:
    return make.user("programme_officer")


def person(**changes: Any) -> Person:
    """Somebody about whom no register was asked yet."""
    number = next(_number)
    fields: dict[str, Any] = {
        "surname": "Quliyev",
        "given_name": f"Elçin{'abcdefghijklmnopqrstuvwxyz'[number % 26]}",
        "father_name": "Rauf",
        "sex": "m",
        "birth_date": date(1984, 5, 2),
        "unit": make.unit(),
    }
    return registry.register_person(by=make.user("caseworker"), **{**fields, **changes})


def asked(whom: Person, **answers: Any) -> Person:
    """Every register that decides eligibility was asked: unemployed for two years, no insurance payments."""
    by = make.user("caseworker")
    employment = {"registered_unemployed": True, "unemployed_since": "2024-01-15", "registered_jobseeker": True}
    employment |= {name: answers.pop(name) for name in list(answers) if name in (*employment, "has_other_work")}
    employment = {name: value for name, value in employment.items() if value is not None}
    insured = answers.pop("receives_unemployment_insurance", False)
    registry.record_register_check(by=by, person=whom, register="employment", result=employment)
    registry.record_register_check(
        by=by, person=whom, register="unemployment_insurance", result={"receives_unemployment_insurance": insured}
    )
    if answers:
        for register, name in (
            ("targeted_assistance", "receives_targeted_social_assistance"),
            ("land", "owns_farm_land_share"),
        ):
            if name in answers:
                registry.record_register_check(by=by, person=whom, register=register, result={name: answers.pop(name)})
    assert not answers, answers
    return whom


def landowner(**changes: Any) -> Person:
    """A jobseeker with a share of farm land and no other work."""
    return asked(
        person(**changes),
        registered_unemployed=False,
        unemployed_since=None,
        has_other_work=False,
        owns_farm_land_share=True,
    )


def with_status(whom: Person, code: str, *, verified: bool = True) -> Person:
    by = make.user("caseworker")
    status = registry.add_status(
        by=by, person=whom, kind=StatusKind.objects.get(code=code), valid_from=date(2021, 1, 1), evidence="card"
    )
    if verified:
        registry.verify_status(by=make.user("caseworker"), status=status)
    return whom


def consent(whom: Person) -> Consent:
    return registry.give_consent(by=make.user("caseworker"), person=whom, purpose="application")


def drafted(whom: Person | None = None, by: User | None = None, **changes: Any) -> Application:
    whom = whom or asked(person())
    fields: dict[str, Any] = {"basis": "unemployed"}
    if "consent" not in changes:
        fields["consent"] = consent(whom)
    return api.draft_application(by=by or operator(), person=whom, programme=programme(), **{**fields, **changes})


def submitted(whom: Person | None = None, by: User | None = None, **changes: Any) -> Application:
    by = by or operator()
    return api.submit_application(by=by, application=drafted(whom, by, **changes))


def taken(whom: Person | None = None, by: User | None = None, **changes: Any) -> Application:
    return api.take_for_assessment(by=by or caseworker(), application=submitted(whom, **changes))


def assessed(
    whom: Person | None = None, by: User | None = None, recommendation: str = "approved", **changes: Any
) -> Application:
    by = by or caseworker()
    application = taken(whom, by, **changes)
    api.assess_application(by=by, application=application, recommendation=recommendation)
    return application


def approved(whom: Person | None = None, by: User | None = None) -> Application:
    application = assessed(whom)
    api.decide_application(by=by or decision_officer(), application=application, approve=True)
    return application


def refused(by: User | None = None, whom: Person | None = None) -> Application:
    """Refused because the person receives unemployment-insurance payments."""
    whom = whom or asked(person(), receives_unemployment_insurance=True)
    application = assessed(whom, recommendation="refused")
    api.decide_application(by=by or decision_officer(), application=application, approve=False)
    return application


def appealed(application: Application | None = None) -> Appeal:
    return api.appeal_application(
        by=operator(), application=application or refused(), grounds="Ödəniş yanvarda dayandırılıb."
    )


def fund(places: int, **changes: Any) -> FundSource:
    """An open fund of the programme with money for so many."""
    number = next(_number)
    officer = make.user("fund_officer")
    fields: dict[str, Any] = {
        "code": f"fund-{number}",
        "label": {"az": f"Fond {number}", "en": f"Fund {number}"},
        "kind": "grant",
        "organisation": make.organisation(),
        "amount": Decimal("10000000"),
        "valid_from": date(2020, 1, 1),
    }
    made = funds.create_fund(by=officer, **{**fields, **changes})
    if places:
        funds.allocate(by=officer, fund=made, amount=CEILING * places)
    made = funds.open_fund(by=officer, fund=made)
    api.add_programme_fund(by=officer, programme=programme(), fund=made)
    return made


def allocate(source: FundSource, places: int) -> None:
    funds.allocate(by=make.user("fund_officer"), fund=source, amount=CEILING * places)


def minutes(number: int) -> None:
    """Time passes."""
    from datetime import timedelta

    clock.advance(timedelta(minutes=number))
