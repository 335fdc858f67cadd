"""Thousands of rows beside the records of an :class:`tests.atlas.Atlas`, written as sets: only their number matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count as counting
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from dayaq.accounts.models import Membership, Organisation, User
from dayaq.care.models import ServiceType
from dayaq.core import clock
from dayaq.core.models import AuditEvent
from dayaq.documents.models import Document
from dayaq.funds.models import FundSource, LedgerEntry, Posting
from dayaq.law.models import CalendarOverride, LegalAct, Parameter
from dayaq.notices.models import Notice
from dayaq.panels.models import CriteriaSet, Panel, Sitting
from dayaq.places.models import AdministrativeUnit, UnitSuccession
from dayaq.programmes.models import Appeal, Application, Assessment, InformationRequest, ProgrammeFund
from dayaq.registry.api import record_access
from dayaq.registry.models import CandidatePair, ChangeRequest, ImportBatch, LifeEvent, Person
from dayaq.selfemployment.models import Asset, Case, HandoverAct, HandoverItem, MonitoringVisit, TrainingGroup
from tests.atlas import Atlas
from tests.conftest import as_superuser

M = TypeVar("M", bound=Model)
LONG_AGO = date(1900, 1, 1)
SOME = 10
"""Nobody is assessed or visited a thousand times: what hangs on one record by its nature grows by a tenth."""
_numbers: defaultdict[type[Model], Iterator[int]] = defaultdict(lambda: counting(1))


@transaction.atomic
def grow(atlas: Atlas, count: int) -> None:
    """``count`` more rows of everything that lists show, and of everything that hangs on the records of the atlas."""
    applicants, participants = _people(atlas, count), _people(atlas, count)
    _person(atlas, count, applicants)
    _duplicates(atlas, applicants)
    _applications(atlas, count, applicants)
    cases = _cases(atlas, participants)
    _case(atlas, count, cases)
    _training(atlas, count, cases)
    _money(atlas, count)
    _papers(atlas, count, applicants)
    _accounts(atlas, count)
    _law(atlas, count)
    _services(atlas, count)
    _panels(atlas, count)
    _imports(atlas, count)
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a living database has it: what was empty once is not planned for as empty


def copies(row: M, count: int, /, **changes: Any) -> list[M]:
    """``count`` rows like ``row``; a change is a value, or a function of a number that never comes twice."""
    model = type(row)
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    made = []
    for _copy in range(count):
        number = next(_numbers[model])
        values = {name: getattr(row, name) for name in names}
        values |= {name: change(number) if callable(change) else change for name, change in changes.items()}
        made.append(model(**values))
    return list(model._default_manager.bulk_create(made, batch_size=500))


def each(rows: Iterable[Model]) -> Callable[[int], int]:
    """The key of the next row at each call."""
    keys = iter([row.pk for row in rows])
    return lambda _number: next(keys)


def _days(number: int) -> date:
    return LONG_AGO + timedelta(days=number)


def _people(atlas: Atlas, count: int) -> list[Person]:
    return copies(
        atlas.records["person"],
        count,
        fin=None,
        phone="",
        sort_key=lambda n: f"quliyeva {n:06d}",
        given_name=lambda n: f"Aysel {n}",
    )


def _person(atlas: Atlas, count: int, people: list[Person]) -> None:
    """Statuses of everybody; and a person, and a household, about whom much is recorded."""
    person, status, household = (atlas.records[name] for name in ("person", "status", "household"))
    copies(status, count, person_id=each(people))
    some = count // SOME
    copies(status, some, valid_from=_days, valid_to=lambda n: _days(n + 1) if n % 2 else None)
    copies(person.documents.first(), some, number=str)
    copies(person.consents.first(), some, withdrawn_on=clock.today())
    copies(person.checks.first(), some)
    change = ChangeRequest.objects.get(pk=atlas.records["change"].pk)
    copies(change, count, person_id=each(people))
    copies(change, some)
    copies(LifeEvent.objects.get(pk=atlas.records["life_event"].pk), some)
    _happened("registry.changerequest", change.pk, count)
    hold, asked = atlas.records["hold"], atlas.records["erasure"]
    copies(hold, count, person_id=each(people))
    copies(asked, count, person_id=each(people), number=lambda n: f"ER-1999-{n:06d}")
    copies(record_access(by=atlas.accounts["caseworker"], person=person, how="page"), count)
    copies(atlas.records["legal_basis"], some, article=lambda n: f"9.{n}")
    member = atlas.records["member"]
    half = count // 2
    copies(member, half, person_id=each(people[:half]))
    ended = {"valid_from": LONG_AGO, "valid_to": clock.today()}
    copies(member, count - half, person_id=each(people[half:]), **ended)
    copies(household.incomes.first(), count, month=lambda n: date(1000 + n // 12, n % 12 + 1, 1))


def _duplicates(atlas: Atlas, people: list[Person]) -> None:
    """Each with the next one; and a merge that moved many rows."""
    pairs = zip(people[::2], people[1::2], strict=False)
    CandidatePair.objects.bulk_create(
        [CandidatePair(left=one, right=other, probability=0.5) for one, other in pairs if one.pk < other.pk]
    )
    row = atlas.records["merge"].rows.filter(what="moved").first()
    last = atlas.records["merge"].rows.order_by("-position").first().position
    copies(row, len(people) // SOME, position=lambda n: last + n, key=lambda n: -n)


def _applications(atlas: Atlas, count: int, people: list[Person]) -> None:
    """Each of a different person in one of six states; and applications with a long history."""
    sixth = count // 6
    stages: dict[str, dict[str, Any]] = {
        "draft": {"number": None},
        "submitted": {},
        "taken": {},
        "assessed": {},
        "approved": {},
        "application": {"state": "waitlisted", "waiting_reason": "no_money", "queued_at": clock.now()},
    }
    queue = list(people)
    for name, changes in stages.items():
        these, queue = queue[:sixth] or queue[:1], queue[sixth:] or queue[1:]
        row = Application.objects.get(pk=atlas.records[name].pk)
        copies(row, len(these), **{"person_id": each(these), "number": lambda n: f"GR-{n}", **changes})
    withdrawn = Application.objects.get(pk=atlas.records["submitted"].pk)
    person = atlas.records["person"].pk
    copies(withdrawn, count, person_id=person, number=lambda n: f"GR-{n}", state="withdrawn", due_on=None)
    for name in ("application", "assessed", "appealed", "refused", "asked", "taken"):
        application = atlas.records[name].pk
        assessment = Assessment.objects.filter(application=application).first() or Assessment.objects.first()
        some = count // SOME
        copies(assessment, some, application_id=application)
        request = InformationRequest.objects.first()
        answered = {"answered_at": clock.now(), "answered_by_id": request.asked_by_id}
        copies(request, some, application_id=application, **answered)
        copies(Appeal.objects.first(), some, application_id=application, result="upheld", decided_at=clock.now())
        copies(
            Document.objects.filter(kind="letter_decision").first(),
            count,
            **_paper("programmes.application", application),
        )
        _happened("programmes.application", application, count)


def _happened(object_type: str, pk: int, count: int) -> None:
    copies(AuditEvent.objects.first(), count, object_type=object_type, object_id=pk)


def _paper(subject_type: str, subject_id: Any) -> dict[str, Any]:
    return {
        "subject_type": subject_type,
        "subject_id": subject_id,
        "number": lambda n: f"GR-{n}",
        "token": lambda n: f"grown-{n}",
        "content": b"%PDF-",
    }


def _cases(atlas: Atlas, people: list[Person]) -> list[Case]:
    """A case of each person, in one of six states, with an asset and a visit."""
    stages = [
        Case.objects.get(pk=atlas.records[name].pk)
        for name in ("enrolled", "directed", "trained", "plan_approved", "contracted", "case")
    ]
    first = Application.objects.get(pk=stages[0].enrolment.application_id)
    applications = copies(first, len(people), person_id=each(people), number=lambda n: f"GR-{n}")
    enrolments = copies(stages[0].enrolment, len(people), person_id=each(people), application_id=each(applications))
    made: list[Case] = []
    for place, stage in enumerate(stages):
        those = enrolments[place :: len(stages)]
        persons = iter([one.person_id for one in those])
        made += copies(stage, len(those), enrolment_id=each(those), person_id=lambda _n, p=persons: next(p))
    planned = atlas.records["planned_asset"]
    copies(Asset.objects.get(pk=planned.pk), len(made), case_id=each(made))
    visit = MonitoringVisit.objects.get(pk=atlas.records["visit"].pk)
    copies(visit, len(made), case_id=each(made), month=0)
    return made


def _case(atlas: Atlas, count: int, cases: list[Case]) -> None:
    """Cases about which much is recorded."""
    some = count // SOME
    case = Case.objects.get(pk=atlas.records["case"].pk)
    act = HandoverAct.objects.filter(case=case).first()
    acts = copies(act, some, number=lambda n: f"GR-{n}", document_id=None)
    held = copies(Asset.objects.get(pk=atlas.records["asset"].pk), some, serial_number=lambda n: f"GR-{n}")
    copies(act.items.first(), some, act_id=each(acts), asset_id=each(held))
    copies(HandoverItem.objects.get(asset=atlas.records["asset"].pk, ended_on=None), some, ended_on=clock.today())
    for name in ("contracted", "ordered", "received"):
        thing = atlas.records[name].assets.order_by("pk").first()
        serials: Any = (lambda n: f"GR-{n}") if thing.serial_number else ""
        copies(thing, some, serial_number=serials)
    stored = Asset.objects.get(pk=atlas.records["stored_asset"].pk)
    copies(stored, count, serial_number=lambda n: f"GR-{n}", state="recovered", case_id=each(cases))
    seen = {"trading": True, "matches_plan": True, "made_on": clock.today(), "made_by_id": atlas.world.monitor.pk}
    copies(case.visits.first(), some, month=0, **seen)
    breach = type(atlas.records["breach"]).objects.get(pk=atlas.records["breach"].pk)
    copies(breach, some, case_id=case.pk, state="dismissed")
    copies(case.directions.first(), some)
    copies(case.plans.first(), some, number=lambda n: 100 + n, state="returned", sitting_id=None)
    copies(Document.objects.get(pk=act.document_id), some, **_paper("selfemployment.case", case.pk))
    _happened("selfemployment.case", case.pk, count)


def _training(atlas: Atlas, count: int, cases: list[Case]) -> None:
    group = TrainingGroup.objects.get(pk=atlas.records["group"].pk)
    TrainingGroup.objects.filter(pk=group.pk).update(capacity=30_000)
    groups = copies(group, count, code=lambda n: f"GR-{n}")
    place = group.places.get(case=atlas.records["case"])
    copies(place, count, case_id=each(cases))
    copies(place, count, group_id=each(groups))
    copies(group.sessions.first(), count, topic=str)
    mark = atlas.records["session"].attendance.first()
    copies(mark, count, case_id=each(cases))


def _money(atlas: Atlas, count: int) -> None:
    """Entries of a fund; and more funds, open ones of the programme among them."""
    fund = FundSource.objects.get(pk=atlas.records["fund"].pk)
    entry = LedgerEntry.objects.filter(fund=fund, kind="allocate").first()
    entries = copies(entry, count, amount=Decimal("1.00"))
    sides = [(posting.account, Decimal(1 if posting.amount > 0 else -1)) for posting in entry.postings.all()]
    Posting.objects.bulk_create(
        Posting(entry=one, account=account, amount=amount) for one in entries for account, amount in sides
    )
    sponsors = copies(fund.organisation, count // SOME, code=lambda n: f"grown-{n}")
    copies(fund, count, code=lambda n: f"grown-{n}", organisation_id=lambda n: sponsors[n % len(sponsors)].pk)
    funds = copies(fund, count // SOME, code=lambda n: f"grown-{n}", targeting=["war_participant"])
    link = ProgrammeFund.objects.filter(fund=fund).first()
    copies(link, len(funds), fund_id=each(funds))


def _papers(atlas: Atlas, count: int, people: list[Person]) -> None:
    """Documents and letters about many and to many, and to one person."""
    person = atlas.records["person"].pk
    document = Document.objects.get(pk=atlas.records["document"].pk)
    copies(document, count, **_paper("registry.person", each(people)))
    notice = Notice.objects.get(pk=atlas.records["notice"].pk)
    copies(notice, count, recipient_id=each(people))
    copies(notice, count, recipient_id=person)
    _happened("registry.person", person, count)


def _accounts(atlas: Atlas, count: int) -> None:
    clerk = atlas.world.caseworker
    users = copies(
        User.objects.get(pk=clerk.pk),
        count,
        username=lambda n: f"grown{n}",
        human_id=lambda n: f"grown-{n}",
        display_name=lambda n: f"User {n}",
    )
    membership = Membership.objects.get(pk=atlas.records["membership"].pk)
    roles = ("caseworker", "programme_officer", "monitor", "committee_member", "decision_officer")
    copies(membership, count, user_id=each(users), role=lambda n: roles[n % len(roles)])
    copies(membership, count // SOME, valid_from=_days, valid_to=lambda n: _days(n + 1))
    seat = atlas.records["seat"]
    copies(seat, count // 2, user_id=each(users))
    copies(Organisation.objects.first(), count // SOME, code=lambda n: f"grown-{n}")


def _law(atlas: Atlas, count: int) -> None:
    act = LegalAct.objects.get(code=atlas.records["act"])
    copies(act, count, code=lambda n: f"grown-{n}")
    parameter = Parameter.objects.filter(code="se.asset_ceiling").order_by("valid_from").first()
    copies(parameter, count, code=lambda n: f"grown.{n}", act_id=act.pk)
    copies(parameter, count // SOME, valid_from=_days, valid_to=lambda n: _days(n + 1))
    day = CalendarOverride.objects.get(pk=atlas.records["declared_day"].pk)
    copies(day, count, date=_days)
    unit = AdministrativeUnit.objects.get(pk=atlas.records["unit"].pk)
    units = copies(unit, count, code=lambda n: f"GR-{n}", kind="settlement", parent_id=unit.pk)
    UnitSuccession.objects.bulk_create(
        UnitSuccession(predecessor=unit, successor=one, on_date=clock.today()) for one in units
    )


def _services(atlas: Atlas, count: int) -> None:
    """Services with their terms, terms of one service, kinds, and standards of which the service names some."""
    service = ServiceType.objects.get(code=atlas.records["service"])
    terms = service.terms.latest("valid_from")
    grown = copies(service, count, code=lambda n: f"grown-{n}")
    copies(terms, count, service_id=each(grown))
    copies(terms, count // SOME, valid_from=_days, valid_to=lambda n: _days(n + 1))
    copies(atlas.records["service_kind"], count // SOME, code=lambda n: f"grown-{n}")
    terms.standards.add(*copies(atlas.records["standard"], count // SOME, code=lambda n: f"grown-{n}"))
    copies(atlas.records["standard"], count, code=lambda n: f"grown-more-{n}", valid_to=clock.today())


def _panels(atlas: Atlas, count: int) -> None:
    panel = Panel.objects.get(pk=atlas.records["panel"].pk)
    copies(panel, count, code=lambda n: f"grown-{n}")
    sitting = Sitting.objects.get(pk=atlas.records["sitting"].pk)
    copies(sitting, count, subject_id=lambda n: 1_000_000 + n)
    criteria = CriteriaSet.objects.get(pk=atlas.records["criteria"].pk)
    copies(criteria, count, number=lambda n: 10 + n % 30_000)


def _imports(atlas: Atlas, count: int) -> None:
    """Files, and rows of a file with what was found in them."""
    batch = ImportBatch.objects.get(pk=atlas.records["import"].pk)
    copies(batch, count)
    for row in list(batch.staged.order_by("row")[:2]):
        copies(row, count, row=lambda n: 10 + n)
    ImportBatch.objects.filter(pk=batch.pk).update(rows=batch.staged.count())
