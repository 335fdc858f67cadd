"""An application as a story that stops where it is told to, and its turnings: asked, refused, appealed, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from dayaq.programmes.api import appeal_application, decide_appeal, record_information, request_information
from dayaq.programmes.api import withdraw_application as withdraw
from dayaq.seeds.stories.cast import give_category
from dayaq.seeds.stories.stage import Story
from dayaq.seeds.stories.teller import Teller

GROUNDS: Final = "Sığorta ödənişi alınmır, məlumat köhnədir."


@dataclass(frozen=True)
class Way:
    """Who goes, whence, when, and how far."""

    district: str
    stop: str
    day: int
    line: str = "sheep"
    fund: str = ""
    category: str = ""
    landowner: bool = False
    insured: bool = False
    scores: tuple[float, ...] = (0.8, 0.75, 0.85)
    attendance: str = ""


def applying(teller: Teller, way: Way) -> Story:
    """An application that ends before enrolment; ``way.day`` is the day of its receipt."""
    day, district = way.day, way.district
    yield day, 10
    person = teller.cast.take(district)
    if way.category:
        give_category(teller.caseworker(district), person, way.category, date.fromordinal(day))
    application = teller.draft(person, district, landowner=way.landowner)
    if way.stop == "draft":
        return
    teller.submit(application, district)
    if way.stop == "submitted":
        return
    if way.stop == "withdrawn":
        yield day + 2, 11
        withdraw(by=teller.operator(district), application=application, reason="Başqa iş tapıb.")
        return
    yield day + 1, 9
    teller.take(application, district)
    if way.stop == "in_assessment":
        return
    if way.stop in ("needs_information", "answered"):
        yield day + 2, 15
        request_information(
            by=teller.caseworker(district),
            application=application,
            names=["has_other_work"],
            text="Başqa işinizin olub-olmadığı barədə məlumat verin.",
        )
        if way.stop == "answered":
            yield day + 5, 12
            record_information(
                by=teller.operator(district),
                application=application,
                text="Başqa işi yoxdur.",
                answers={"has_other_work": False},
            )
        return
    yield day + 2, 10
    teller.check(application, district, landowner=way.landowner, insured=way.insured)
    teller.assess(application, district, approve=not way.insured)
    if way.stop == "assessed":
        return
    yield day + 4, 14
    teller.decide(application, approve=not way.insured)
    if way.stop in ("refused", "approved"):
        return
    if way.stop in ("appealed", "upheld", "overturned"):
        yield day + 9, 11
        appeal = appeal_application(by=teller.operator(district), application=application, grounds=GROUNDS)
        if way.stop == "appealed":
            return
        yield day + 12, 16
        overturn = way.stop == "overturned"
        if overturn:
            teller.check(application, district, landowner=way.landowner, insured=False)
        decide_appeal(
            by=teller.staff["decision_officer_2"],
            appeal=appeal,
            overturn=overturn,
            reason_az="Reyestrdəki məlumat yenidən yoxlanıldı.",
            reason_en="The register's answer was checked again.",
        )
        return
    yield day + 6, 11
    teller.enrol(application, teller.funds.get(way.fund))
