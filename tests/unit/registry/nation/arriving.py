"""People who come by file, again and again, and people who die: on top of what the rest does to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from dayaq.accounts.api import system_user
from dayaq.core.api import clock
from dayaq.core.aztext import name_key
from dayaq.core.errors import Invalid
from dayaq.registry import api, life
from dayaq.registry.models import HouseholdMember, ImportBatch, Person
from tests.unit.registry.imports.given import accepted, csv
from tests.unit.registry.nation.merging import BORN, GIVEN, SURNAMES, Registry, who
from tests.unit.registry.nation.model import Record

HEADER = ("Kod", "FİN", "Soyad", "Ad", "Ata adı", "Doğum tarixi", "Rayon", "Telefon")
LATIN = [name for name in SURNAMES if (name and name.isascii()) or name.startswith("Ə")]
KEYS = [f"k{number}" for number in range(6)]


@dataclass
class Row:
    """A row as somebody typed it; ``fin``: None for none, -1 for one that nobody has, else whose it is."""

    key: str
    surname: str
    given_name: str
    born: date | None
    fin: int | None
    phone: bool


rows = st.lists(
    st.builds(
        Row,
        key=st.sampled_from(KEYS),
        surname=st.sampled_from(LATIN),
        given_name=st.sampled_from(GIVEN),
        born=st.sampled_from(BORN),
        fin=st.sampled_from([None, -1, *range(8)]),
        phone=st.booleans(),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row.key,
)


@dataclass
class Arrived:
    """What a file did in the model: whom it made; of others which values and keys stood before; what keys said."""

    batch: ImportBatch
    made: set[int]
    before: dict[int, dict[str, Any]]
    new_keys: dict[int, set[str]]
    said: dict[str, tuple[str, ...] | None]


class Nation(Registry):
    """The registry with a source that sends files, and with deaths."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, tuple[str, ...]] = {}  # what each key said when its row was last taken in
        self.brought: set[int] = set()  # whom the source made: it corrects them, of anybody else it fills gaps
        self.arrived: list[Arrived] = []

    @rule(typed=rows)
    def bring(self, typed: list[Row]) -> None:
        """A file of the source, accepted: good rows in, the others back."""
        self.tomorrow()
        cells = {row.key: self._cells(row) for row in typed}
        meant = {row.key: self._meant(row, cells[row.key]) for row in typed}
        targets = [pk for pk, _fits in meant.values() if pk is not None]
        fins = [texts[1] for texts in cells.values() if texts[1]]
        if len(set(targets)) < len(targets) or len(set(fins)) < len(fins):
            return  # two rows of one file about one person are held back together: other tests say how
        known = set(Person.objects.values_list("pk", flat=True))
        batch = accepted(csv(*cells.values(), header=HEADER), source="office")
        arrived = Arrived(batch, set(), {}, {}, {})
        for row in typed:
            pk, fits = meant[row.key]
            if not fits:
                continue
            texts = cells[row.key]
            if pk is None:
                pk = Person.objects.exclude(pk__in=known).get(external_keys__key=row.key).pk
                self.records[pk] = Record(self._values(row, texts) | {"death_date": None}, keys={row.key})
                self.brought.add(pk)
                self.made += 1
                arrived.made.add(pk)
            elif row.key not in self.records[pk].keys or self.said.get(row.key) != texts:
                self._update(pk, row, texts, arrived)
            arrived.said[row.key] = self.said.get(row.key)
            self.said[row.key] = texts
        self.arrived.append(arrived)

    @precondition(lambda self: self.arrived)
    @rule(number=who)
    def take_back(self, number: int) -> None:
        """Take a whole import back, where nothing stands on it."""
        one = self.arrived[number % len(self.arrived)]
        self.tomorrow()
        if api.import_dependents(one.batch):
            with pytest.raises(Invalid):
                api.reverse_batch(by=system_user(), batch=one.batch)
            return
        api.reverse_batch(by=system_user(), batch=one.batch)
        reversal = api.Reversal(one.batch)
        while reversal.step():
            pass
        self.arrived.remove(one)
        for pk in one.made:
            del self.records[pk]
            self.made -= 1
        self.brought -= one.made
        for pk, values in one.before.items():
            self.records[pk].values |= values
        for pk, keys in one.new_keys.items():
            self.records[pk].keys -= keys
        for key, texts in one.said.items():
            if texts is None:
                del self.said[key]
            else:
                self.said[key] = texts

    @precondition(lambda self: any(record.values["death_date"] is None for record in self.records.values()))
    @rule(number=who)
    def die(self, number: int) -> None:
        """A death at the registry office: the person leaves the household, of which somebody else becomes the head."""
        person, record = self.pick(number)
        self.tomorrow()
        if record.values["death_date"] is not None:
            return
        others = HouseholdMember.objects.filter(household=record.home, valid_to__isnull=True).exclude(person=person)
        heir = others.select_related("person").order_by("pk").first() if record.home else None
        leads = HouseholdMember.objects.filter(person=person, valid_to__isnull=True, is_head=True).exists()
        details = life.Death(new_head=heir.person if heir and leads else None)
        api.record_life_event(by=self.by, person=person, on=clock.today(), details=details, evidence="A 123")
        record.values["death_date"] = clock.today()
        record.died, record.home = True, None
        clock.advance(timedelta(days=1))

    # What the model expects of a row ----------------------------------------------------------------------------------

    def _cells(self, row: Row) -> tuple[str, ...]:
        held = list(Person.objects.filter(fin__isnull=False).order_by("pk").values_list("fin", flat=True))
        fin = "" if row.fin is None else self.free_fin() if row.fin < 0 or not held else held[row.fin % len(held)]
        born = row.born.strftime("%d.%m.%Y") if row.born else ""
        phone = self.free_phone() if row.phone else ""
        return (row.key, fin, row.surname, row.given_name, "Rauf", born, "Lerik", phone)

    def _values(self, row: Row, texts: tuple[str, ...]) -> dict[str, Any]:
        return {
            "surname": row.surname, "given_name": row.given_name, "father_name": "Rauf", "birth_date": row.born,
            "fin": texts[1] or None, "phone": texts[7],
        }  # fmt: skip

    def _meant(self, row: Row, texts: tuple[str, ...]) -> tuple[int | None, bool]:
        """Whom a row means, nobody for somebody new, and whether it may come in."""
        keyed = next((pk for pk, record in self.records.items() if row.key in record.keys), None)
        bearer = Person.objects.filter(fin=texts[1]).first() if texts[1] else None
        if bearer is None:
            return keyed, True
        stands = self._stands(bearer.pk)
        if keyed is not None:
            return keyed, keyed == stands
        if row.born and bearer.birth_date:
            return stands, row.born == bearer.birth_date
        return stands, f"{name_key(row.surname)} {name_key(row.given_name)}" == bearer.name_key

    def _stands(self, pk: int) -> int:
        while pk not in self.records:
            pk = next(one.survivor for one in self.merges if one.merged == pk)
        return pk

    def _update(self, pk: int, row: Row, texts: tuple[str, ...], arrived: Arrived) -> None:
        record = self.records[pk]
        own = pk in self.brought and row.key in record.keys
        before = {
            name: record.values[name]
            for name, value in self._values(row, texts).items()
            if value and value != record.values[name] and (own or not record.values[name])
        }
        record.values |= {name: self._values(row, texts)[name] for name in before}
        if before:
            arrived.before[pk] = before
        if row.key not in record.keys:
            record.keys.add(row.key)
            arrived.new_keys[pk] = {row.key}
