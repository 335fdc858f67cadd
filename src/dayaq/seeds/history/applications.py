"""Writing applications, their decision records and enrolments of the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dayaq.documents.models import NumberSequence
from dayaq.funds.models import FundSource
from dayaq.programmes.api import ApplicationState, Basis, Channel, Outcome
from dayaq.programmes.models import Application, DecisionRecord, Enrolment, Programme
from dayaq.registry.models import Consent
from dayaq.seeds.accounts import Staff
from dayaq.seeds.calendar import Calendar, Clockwork
from dayaq.seeds.copying import as_json, day, line, moment, money, take_ids, text
from dayaq.seeds.history.decisions import Decisions, Past
from dayaq.seeds.history.plan import Entry
from dayaq.seeds.people import People
from dayaq.seeds.press import Press

_TABLE: Final = DecisionRecord._meta.db_table
_RECORD: Final = (
    "id, created_at, application_id, kind, programme_id, rule_version_id, outcome, facts, articles, reason_az, "
    "reason_en, author_id, approver_id, decided_at, appeal_deadline, digest"
)
# The names are our own table's and columns'.
_SELECT: Final = f"SELECT {_RECORD}"
_STAGING: Final = f"CREATE TEMP TABLE seed_record ON COMMIT DROP AS {_SELECT}, 0 AS pattern FROM {_TABLE} LIMIT 0"
_JOIN: Final = (
    f"INSERT INTO {_TABLE} ({_RECORD}, decision) SELECT {_RECORD}, decision "  # noqa: S608
    "FROM seed_record JOIN seed_decision USING (pattern) ORDER BY id"
)
LEGAL_BASIS: Final = "«Məşğulluq haqqında» Qanun, maddə 24"


@dataclass(frozen=True)
class Funds:
    """The two funds of the history."""

    state: FundSource
    sponsor: FundSource

    def of(self, entry: Entry) -> FundSource:
        """Whose money an entry had."""
        return self.sponsor if entry.sponsored else self.state


@dataclass(frozen=True)
class Keys:
    """Keys by place in the list of entries; ``enrolment`` is None for whoever was not enrolled."""

    application: range
    enrolment: list[int | None]


class Applications:
    """Writes entries, which stand in the order of submission."""

    def __init__(
        self, programme: Programme, people: People, persons: range, calendar: Calendar, staff: Staff, funds: Funds
    ) -> None:
        self.programme, self.people, self.persons, self.calendar = programme, people, persons, calendar
        self.staff, self.funds, self.clockwork = staff, funds, Clockwork()
        self.decisions = Decisions(programme, people, calendar)

    def write(self, entries: Sequence[Entry], *, press: Press) -> Keys:
        """Applications first, then decisions and enrolments; numbers go on where they stop."""
        keys = take_ids(Application, len(entries))
        counted = Counter(date.fromordinal(entry.submitted).year for entry in entries)
        for year, last in sorted(counted.items()):
            NumberSequence.objects.create(code=self.programme.number_code, year=year, last=last)
        past = [self.decisions.of(entry, self.persons[entry.person]) if entry.decided else None for entry in entries]
        press.write(
            event="application.seeded",
            model=Application,
            columns="id created_at state_at version number programme_id person_id unit_id state channel basis answers "
            "legal_basis drafted_by_id submitted_by_id submitted_at deadline taken_by_id assessed_by_id decided_by_id "
            "decided_on priority_statutory priority_policy priority_detail waiting_reason",
            lines=self._applications(entries, keys, past),
            detail={"first": keys[0], "last": keys[-1]},
        )
        self._write_decisions(entries, keys, past, press)
        self._write_consents(entries, press)
        return Keys(keys, self._enrolments(entries, keys, press))

    def _write_decisions(
        self, entries: Sequence[Entry], keys: range, past: Sequence[Past | None], press: Press
    ) -> None:
        """Many records share a decision: each is sent and parsed once, and joined where the records are made."""
        run = press.writer(DecisionRecord).run
        free = iter(take_ids(DecisionRecord, sum(record is not None for record in past)))
        run("CREATE TEMP TABLE seed_decision (pattern integer, decision jsonb) ON COMMIT DROP")
        run(_STAGING)
        press.write(
            event="application.decision_patterns_seeded",
            model=DecisionRecord,
            table="seed_decision",
            columns="pattern decision",
            lines=(f"{found.number}\t{text(found.decision)}" for found in self.decisions.patterns.values()),
        )
        press.write(
            event="application.decisions_seeded",
            model=DecisionRecord,
            table="seed_record",
            columns=f"{_RECORD.replace(',', '')} pattern",
            lines=self._decisions(entries, keys, past, free),
        )
        run(_JOIN)

    def _write_consents(self, entries: Sequence[Entry], press: Press) -> None:
        """Whom a sponsor's money supports agreed that the sponsor sees them."""
        agreed = {
            self.persons[entry.person]: entry
            for entry in entries
            if entry.sponsored and entry.state == ApplicationState.ENROLLED
        }
        ids = iter(take_ids(Consent, len(agreed)))
        press.write(
            event="consent.seeded",
            model=Consent,
            columns="id created_at person_id purpose_id recipient_id data_classes form legal_basis given_on",
            lines=(
                line(
                    next(ids), moment(self.clockwork.at(entry.submitted, self._minute(entry))), person,
                    Consent.PARTNER_SUPPORT, self.funds.sponsor.organisation_id, "{personal}",
                    Consent.Form.WRITTEN.value, "998-IIIQ", day(entry.submitted),
                )
                for person, entry in agreed.items()
            ),
        )  # fmt: skip

    def _minute(self, entry: Entry) -> int:
        """Some minute of the working day, the same for the same person."""
        return 9 * 60 + entry.person * 7 % 470

    def _applications(self, entries: Sequence[Entry], keys: range, past: Sequence[Past | None]) -> Iterator[str]:
        operator, caseworker, officer = (
            self.staff[f"past_{role}"].pk for role in ("operator", "caseworker", "decision_officer")
        )
        counted: Counter[int] = Counter()
        for entry, key, record in zip(entries, keys, past, strict=True):
            year = date.fromordinal(entry.submitted).year
            counted[year] += 1
            minute = self._minute(entry)
            submitted = moment(self.clockwork.at(entry.submitted, minute))
            last = entry.enrolled or entry.decided or entry.submitted + 4
            enrolled = entry.state == ApplicationState.ENROLLED
            yield line(
                key, submitted, moment(self.clockwork.at(last, minute)), 6 if enrolled else 4,
                f"{self.programme.number_code}-{year}-{counted[year]:06d}",
                self.programme.pk, self.persons[entry.person], self.people.unit_of(entry.person), entry.state,
                Channel.OPERATOR.value, Basis.LANDOWNER_JOBSEEKER.value if entry.landowner else Basis.UNEMPLOYED.value,
                "{}", LEGAL_BASIS, operator, operator, submitted, day(self.calendar.decision_deadline(entry.submitted)),
                caseworker if record else None, caseworker if record else None, officer if record else None,
                day(entry.decided),
                record.template.statutory if record and enrolled else None,
                record.template.policy if record and enrolled else None,
                record.template.detail if record and enrolled else as_json([]), "",
            )  # fmt: skip

    def _decisions(
        self, entries: Sequence[Entry], keys: range, past: Sequence[Past | None], free: Iterator[int]
    ) -> Iterator[str]:
        author, approver = self.staff["past_caseworker"].pk, self.staff["past_decision_officer"].pk
        for entry, key, record in zip(entries, keys, past, strict=True):
            if record is None:
                continue
            template = record.template
            at = moment(self.clockwork.at(entry.decided, self._minute(entry)))
            yield line(
                next(free), at, key, DecisionRecord.Kind.FIRST.value, self.programme.pk, template.version,
                (Outcome.APPROVED if template.approved else Outcome.REFUSED).value,
                text(record.facts), template.articles, template.reason_az, template.reason_en,
                author, approver, at,
                None if template.approved else day(self.calendar.appeal_deadline(entry.decided)), record.digest,
                record.pattern.number,
            )  # fmt: skip

    def _enrolments(self, entries: Sequence[Entry], keys: range, press: Press) -> list[int | None]:
        count = sum(entry.state == ApplicationState.ENROLLED for entry in entries)
        free = iter(take_ids(Enrolment, count))
        found = [next(free) if entry.state == ApplicationState.ENROLLED else None for entry in entries]
        press.write(
            event="enrolment.seeded",
            model=Enrolment,
            columns="id created_at application_id person_id programme_id fund_id basis enrolled_on enrolled_by_id "
            "amount_reserved ended_on end_reason",
            lines=self._enrolment_lines(entries, keys, found),
        )
        return found

    def _enrolment_lines(self, entries: Sequence[Entry], keys: range, found: list[int | None]) -> Iterator[str]:
        officer = self.staff["past_programme_officer"].pk
        for entry, application, key in zip(entries, keys, found, strict=True):
            if key is None:
                continue
            yield line(
                key, moment(self.clockwork.at(entry.enrolled, self._minute(entry))), application,
                self.persons[entry.person], self.programme.pk, self.funds.of(entry).pk,
                Basis.LANDOWNER_JOBSEEKER.value if entry.landowner else Basis.UNEMPLOYED.value, day(entry.enrolled),
                officer, money(ceiling(self.calendar, entry)), day(entry.ended), entry.end,
            )  # fmt: skip


def ceiling(calendar: Calendar, entry: Entry) -> int:
    """What was reserved on the day of enrolment, in whole manats."""
    return int(float(calendar.parameter("se.asset_ceiling", entry.enrolled)))
