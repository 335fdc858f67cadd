"""Writing what followed enrolment: cases, plans, contracts, assets, handovers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dayaq.accounts.models import Office, OfficeHolding
from dayaq.core.periods import add_months
from dayaq.documents.models import NumberSequence
from dayaq.places.models import AdministrativeUnit
from dayaq.seeds.accounts import Staff
from dayaq.seeds.calendar import Calendar, Clockwork
from dayaq.seeds.copying import as_json, day, line, moment, money, take_ids, text
from dayaq.seeds.dice import Dice
from dayaq.seeds.history.applications import Funds, ceiling
from dayaq.seeds.history.plan import Entry, signed_on
from dayaq.seeds.kits import URBAN, Catalogue, Kit
from dayaq.seeds.people import People
from dayaq.seeds.press import Press
from dayaq.selfemployment.api import AssetState, CaseState, PlanState, clauses_on
from dayaq.selfemployment.models import Asset, BusinessPlan, Case, Contract, HandoverAct, HandoverItem, Supplier

LEFT: Final = text("İştirakçı öz istəyi ilə proqramdan çıxıb.")
REFUSED: Final = text("Biznes-plan tələb olunan balı toplamayıb.")
BROKEN: Final = text("Fəaliyyət dayandırılıb, bildirişdən sonra bərpa edilməyib.")
_SUPPLIERS: Final = (
    "Aqrar Təchizat MMC", "Bərəkət Damazlıq MMC", "Yaşıl Sahə MMC", "Çəmən Ticarət MMC", "Usta Alət MMC",
    "Şərq Avadanlıq MMC", "Texno Təchizat MMC", "Qala Ticarət MMC", "Dərya Avadanlıq MMC", "Sənət Alətləri MMC",
    "Zirvə Təchizat MMC", "Muğan Damazlıq MMC",
)  # fmt: skip
_WITNESSES: Final = as_json(
    [
        {"name": "Zəki Ocaqov", "organisation": "Yerli icra nümayəndəliyi"},
        {"name": "Nübar Kəblə", "organisation": "Bələdiyyə"},
    ]
)


@dataclass(slots=True)
class Story:
    """One enrolled person's way, with the keys and days that several tables share. Days are ordinals, 0 for none."""

    entry: Entry
    key: int
    enrolment: int
    kit: Kit
    place: int
    signed: int = 0
    term: int = 0
    ends: int = 0
    ordered: int = 0
    received: int = 0
    contract: int = 0
    plan: int = 0

    @property
    def planned(self) -> bool:
        """Whether there was a plan: one that was approved, or one that was refused."""
        return bool(self.entry.equipped) or self.entry.end == "refused"


class Delivery:
    """Writes the stories of everybody enrolled."""

    def __init__(self, people: People, persons: range, calendar: Calendar, staff: Staff, funds: Funds) -> None:
        self.people, self.persons, self.calendar, self.staff, self.funds = people, persons, calendar, staff, funds
        self.clockwork, self.dice = Clockwork(), Dice("delivery")
        self.suppliers = list(Supplier.objects.order_by("pk"))
        self.urban = set(AdministrativeUnit.objects.filter(kind__in=URBAN).values_list("pk", flat=True))
        self.office = Office.objects.get(code="dma-chair")
        holdings = OfficeHolding.objects.filter(office=self.office).order_by("valid_from")
        self.holders = [(holding.valid_from.toordinal(), holding.holder_name) for holding in holdings]

    def stories(self, entries: Sequence[Entry], enrolments: Sequence[int | None]) -> list[Story]:
        """Days and choices of everybody enrolled, in the order of submission."""
        catalogue = Catalogue()
        enrolled = [(e, key) for e, key in zip(entries, enrolments, strict=True) if key is not None]
        keys = take_ids(Case, len(enrolled))
        found = []
        for (entry, enrolment), key in zip(enrolled, keys, strict=True):
            place = self.people.unit_of(entry.person)
            year = date.fromordinal(entry.enrolled).year
            business = catalogue.line(year, entry.enrolled, urban=place in self.urban)
            kit = catalogue.kit(business, ceiling(self.calendar, entry))
            story = Story(entry, key, enrolment, kit, place)
            if entry.equipped:
                story.signed = signed_on(entry, self.calendar)
                story.term = int(self.calendar.parameter("se.contract_months", story.signed))
                story.ends = add_months(date.fromordinal(story.signed), story.term).toordinal()
                story.ordered = min(self.calendar.after(story.signed, 1), entry.equipped)
                story.received = max(story.ordered, self.calendar.on_or_before(entry.equipped - 3))
            found.append(story)
        self._number(found)
        return found

    def _number(self, stories: list[Story]) -> None:
        plans = iter(take_ids(BusinessPlan, sum(story.planned for story in stories)))
        contracts = iter(take_ids(Contract, sum(bool(story.signed) for story in stories)))
        for story in stories:
            story.plan = next(plans) if story.planned else 0
            story.contract = next(contracts) if story.signed else 0

    def write(self, stories: Sequence[Story], *, press: Press) -> None:
        """All tables, parents first."""
        press.write(
            event="case.seeded", model=Case, lines=self._cases(stories),
            columns="id created_at state_at version enrolment_id person_id unit_id line_id state due_on trained_on "
            "equipped_on ended_on end_reason",
        )  # fmt: skip
        press.write(
            event="plan.seeded", model=BusinessPlan, lines=self._plans(stories),
            columns="id created_at state_at version case_id number state line_id activity place market monthly_costs "
            "monthly_income months items amount break_even_month baseline_income helper_id points "
            "decision_note",
        )  # fmt: skip
        signed = [story for story in stories if story.signed]
        press.write(
            event="contract.seeded", model=Contract,
            lines=self._contracts(signed, _numbers("CT", [story.signed for story in signed])),
            columns="id created_at case_id plan_id number signed_on term_months ends_on amount clauses signatory "
            "signatory_office_id signed_by_id",
        )  # fmt: skip
        assets = take_ids(Asset, sum(len(story.kit.lots) for story in signed))
        press.write(
            event="asset.seeded", model=Asset, lines=self._assets(signed, assets),
            columns="id created_at state_at version case_id fund_id state supplier_id ordered_on invoice_number "
            "received_on paid_on holder_id handed_over_on kit_item_id description serial_number price order_price "
            "invoice_price",
        )  # fmt: skip
        acts = take_ids(HandoverAct, len(signed))
        press.write(
            event="handover.seeded", model=HandoverAct,
            lines=self._acts(signed, acts, _numbers("HA", [story.entry.equipped for story in signed])),
            columns="id created_at number case_id contract_id recipient_id handed_over_on unit_id place category "
            "line_id witnesses partner_attendance handed_over_by_id",
        )  # fmt: skip
        press.write(
            event="handover.items_seeded", model=HandoverItem, lines=self._items(signed, acts, assets),
            columns="act_id asset_id ended_on",
        )  # fmt: skip

    def at(self, ordinal: int, story: Story) -> str:
        """A moment of a day of a story."""
        return moment(self.clockwork.at(ordinal, 9 * 60 + story.key * 11 % 480))

    def _cases(self, stories: Sequence[Story]) -> Iterator[str]:
        reasons = {"exited": LEFT, "refused": REFUSED, "breached": BROKEN}
        for story in stories:
            entry = story.entry
            trained = entry.enrolled + (entry.equipped - entry.enrolled) // 3 if entry.equipped else 0
            yield line(
                story.key, self.at(entry.enrolled, story), self.at(entry.ended or entry.equipped, story), 9,
                story.enrolment, self.persons[entry.person], story.place, story.kit.line, case_state(entry),
                day(self._due(story)), day(trained), day(entry.equipped), day(entry.ended), reasons.get(entry.end, ""),
            )  # fmt: skip

    def _due(self, story: Story) -> int:
        """The next day that matters of a case in monitoring: its next visit, or the end of the contract."""
        if story.entry.end:
            return 0
        coming = [due for _month, due in visit_days(story) if due >= self.people.today]
        return min([*coming, story.ends])

    def _plans(self, stories: Sequence[Story]) -> Iterator[str]:
        caseworker, dice = self.staff["past_caseworker"].pk, self.dice
        for story in stories:
            if not story.plan:
                continue
            entry, kit = story.entry, story.kit
            approved = bool(entry.equipped)
            done = (entry.enrolled + story.signed) // 2 if approved else entry.ended
            points = dice.between(62, 94) if approved else dice.between(28, 55)
            yield line(
                story.plan, self.at(entry.enrolled, story), self.at(done, story), 3, story.key, 1,
                (PlanState.APPROVED if approved else PlanState.REFUSED).value, kit.line, kit.activity,
                "Öz həyətyanı sahəsi və ya icarə yeri", "Yerli bazar və yaxın yaşayış məntəqələri", money(kit.costs),
                money(kit.income), kit.months, kit.items, money(kit.amount), kit.break_even,
                money(entry.income // 100), caseworker, money(points), "" if approved else REFUSED,
            )  # fmt: skip

    def _contracts(self, signed: Sequence[Story], numbers: Sequence[str]) -> Iterator[str]:
        officer, office = self.staff["past_programme_officer"].pk, self.office.pk
        clauses: dict[int, str] = {}
        for story, number in zip(signed, numbers, strict=True):
            month = story.signed // 28
            if month not in clauses:
                clauses[month] = as_json(clauses_on(date.fromordinal(story.signed)))
            holder = [name for since, name in self.holders if since <= story.signed][-1]
            yield line(
                story.contract, self.at(story.signed, story), story.key, story.plan, number, day(story.signed),
                story.term, day(story.ends), money(story.kit.amount), clauses[month], holder, office, officer,
            )  # fmt: skip

    def _assets(self, signed: Sequence[Story], keys: range) -> Iterator[str]:
        free = iter(keys)
        for story in signed:
            entry, state = story.entry, asset_state(story)
            holder = self.persons[entry.person] if state in _KEPT else None
            supplier = self.suppliers[(story.place * 5 + story.kit.line) % len(self.suppliers)].pk
            paid = day(min(story.received + 6, self.people.today - 1))
            invoice = f"Q-{date.fromordinal(story.received).year}-{story.key:06d}"
            made, last = self.at(story.signed, story), self.at(entry.ended or entry.equipped, story)
            head = line(made, last, 5, story.key, self.funds.of(entry).pk, state, supplier, day(story.ordered), invoice)
            tail = line(day(story.received), paid, holder, day(entry.equipped))
            for lot in story.kit.lots:
                key, price = next(free), money(lot.price)
                serial = "" if "×" in lot.description else f"SN-{key:07d}"
                yield f"{key}\t{head}\t{tail}\t{lot.kit_item}\t{lot.description}\t{serial}\t{price}\t{price}\t{price}"

    def _acts(self, signed: Sequence[Story], keys: range, numbers: Sequence[str]) -> Iterator[str]:
        officer = self.staff["past_programme_officer"].pk
        for story, key, number in zip(signed, keys, numbers, strict=True):
            entry = story.entry
            category = "martyr_family" if entry.martyr else "war_participant" if entry.war else ""
            yield line(
                key, self.at(entry.equipped, story), number, story.key, story.contract, self.persons[entry.person],
                day(entry.equipped), story.place, "Məşğulluq mərkəzi", category or ("low_income" * entry.low_income),
                story.kit.line, _WITNESSES, "AHİK" if entry.sponsored else "", officer,
            )  # fmt: skip

    def _items(self, signed: Sequence[Story], acts: range, assets: range) -> Iterator[str]:
        free = iter(assets)
        for story, act in zip(signed, acts, strict=True):
            back = day(story.entry.ended) if asset_state(story) not in _KEPT else day(0)
            for _lot in story.kit.lots:
                yield line(act, next(free), back)


_KEPT: Final = (AssetState.HANDED_OVER, AssetState.TRANSFERRED)


def case_state(entry: Entry) -> str:
    """The state of a past case today."""
    states = {
        "": CaseState.IN_MONITORING, "completed": CaseState.COMPLETED, "breached": CaseState.BREACHED,
        "exited": CaseState.EXITED, "refused": CaseState.PLAN_REFUSED,
    }  # fmt: skip
    return states[entry.end].value


def asset_state(story: Story) -> AssetState:
    """What became of the things: of those of a broken contract most came back, some were written off or lost."""
    if story.entry.end == "breached":
        return (AssetState.RECOVERED, AssetState.RECOVERED, AssetState.WRITTEN_OFF, AssetState.LOST)[story.key % 4]
    ends = {"": AssetState.HANDED_OVER, "completed": AssetState.TRANSFERRED}
    return ends.get(story.entry.end, AssetState.RECOVERED)


def visit_days(story: Story) -> list[tuple[int, int]]:
    """(month, day) of the visits of an equipped participant; of the first years only the yearly ones were kept."""
    equipped = date.fromordinal(story.entry.equipped)
    months = (12, 24) if equipped.year < 2022 else (3, 6, 12, 24)
    return [(month, add_months(equipped, month).toordinal()) for month in months]


def _numbers(code: str, days: Sequence[int]) -> list[str]:
    """Numbers of a kind of paper by year in the order of the days; what is issued next goes on from there."""
    counted: Counter[int] = Counter()
    found = [""] * len(days)
    for place in sorted(range(len(days)), key=days.__getitem__):
        year = date.fromordinal(days[place]).year
        counted[year] += 1
        found[place] = f"{code}-{year}-{counted[year]:06d}"
    for year, last in sorted(counted.items()):
        NumberSequence.objects.create(code=code, year=year, last=last)
    return found


def make_suppliers() -> list[Supplier]:
    """Invented sellers with taxpayer numbers whose check digit is right."""
    return Supplier.objects.bulk_create(
        Supplier(name=name, voen=voen_of(number)) for number, name in enumerate(_SUPPLIERS, start=1)
    )


def voen_of(number: int) -> str:
    """The VÖEN of the ``number``-th invented firm (inventory ID-5): the first serial whose check digit is a digit."""
    weights = (4, 1, 8, 6, 2, 7, 5, 3)
    serial = 900_000 + number * 37
    while True:
        digits = f"99{serial:06d}"
        check = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11
        if check < 10:
            return f"{digits}{check}1"
        serial += 1
