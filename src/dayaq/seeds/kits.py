"""What was bought for whom: lines of business by year and place, and a few standard plans for each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, NamedTuple

from dayaq.seeds.copying import as_json, text
from dayaq.seeds.dice import Dice, Weighted
from dayaq.selfemployment.api import break_even, read_months
from dayaq.selfemployment.models import BusinessLine

URBAN: Final = frozenset({"city", "city_district"})
#: share of farming among those enrolled (inventory SE-17: about 85 % of requests in 2018, 8.7 of 16.5 thousand in 2025)
FARMING: Final = {2017: 0.85, 2018: 0.85, 2019: 0.83, 2020: 0.82, 2021: 0.8, 2022: 0.7, 2023: 0.63, 2024: 0.57}
FARMING_LATER: Final = 0.53
CITY_SHARE: Final = 0.3
_WEIGHTS: Final = {
    "sheep": 22, "cattle": 24, "goats": 8, "poultry": 14, "turkeys": 6, "beekeeping": 12, "greenhouse": 6,
    "vegetables": 4, "orchard": 3, "fish": 1, "sewing": 12, "bakery": 10, "carpentry": 8, "dairy": 7, "car_wash": 8,
    "car_repair": 10, "tyre_service": 8, "photo_studio": 5, "doner": 7, "hairdresser": 10, "welding": 8,
}  # fmt: skip
_COMMON_WEIGHT: Final = 3


class Lot(NamedTuple):
    """What was bought as one thing: a herd counts as one."""

    kit_item: int
    description: str
    price: int


@dataclass(frozen=True)
class Kit:
    """A plan and what it buys; JSON and texts are ready for COPY."""

    line: int
    lots: tuple[Lot, ...]
    items: str
    months: str
    income: int
    costs: int
    break_even: int | None
    activity: str

    @cached_property
    def amount(self) -> int:
        """Whole manats."""
        return sum(lot.price for lot in self.lots)


class Catalogue:
    """Lines of business with their standard kits."""

    def __init__(self) -> None:
        self.dice = Dice("kits")
        self.lines = list(BusinessLine.objects.order_by("pk").prefetch_related("kit"))
        self._choices: dict[tuple[str, bool], Weighted[BusinessLine]] = {}
        self._kits: dict[tuple[int, int, bool, int], Kit] = {}

    def line(self, year: int, day: int, *, urban: bool) -> BusinessLine:
        """A line that was offered on a day."""
        share = FARMING.get(year, FARMING_LATER)
        city = share * 0.55
        country = min(0.985, (share - CITY_SHARE * city) / (1 - CITY_SHARE))
        farming = self.dice.chance(city if urban else country)
        late = day >= min(line.valid_from.toordinal() for line in self.lines if line.valid_from.year > 2020)
        return self._choice("farming" if farming else "other", late=late).at(self.dice.random())

    def _choice(self, sector: str, *, late: bool) -> Weighted[BusinessLine]:
        found = self._choices.get((sector, late))
        if found is None:
            lines = [
                line
                for line in self.lines
                if (line.sector == "farming") == (sector == "farming") and (late or line.valid_from.year <= 2020)
            ]
            weights = [_WEIGHTS.get(line.code, _COMMON_WEIGHT) for line in lines]
            found = self._choices[sector, late] = Weighted(lines, weights)
        return found

    def kit(self, line: BusinessLine, ceiling: int) -> Kit:
        """One of the standard plans of a line that costs no more than ``ceiling``."""
        dice = self.dice
        most = 1 if dice.chance(0.35) else dice.between(2, 3)
        rate = dice.between(0, 2)
        key = (line.pk, most, ceiling > 5_000, rate)
        found = self._kits.get(key)
        if found is None:
            found = self._kits[key] = _make(line, most, ceiling, (95, 100, 105)[rate])
        return found


def _make(line: BusinessLine, most: int, ceiling: int, rate: int) -> Kit:
    """The first things of the kit, as many as the ceiling pays for; dearer and more of them under the later one."""
    rows: list[dict[str, Any]] = []
    lots: list[Lot] = []
    for item in line.kit.all()[:most]:
        quantity = item.quantity
        price = int(item.price) * rate // 100
        if ceiling > 5_000:
            price = price * 115 // 100
            quantity *= 2 if not lots and item.quantity > 1 else 1
        while quantity > 1 and sum(lot.price for lot in lots) + quantity * price > ceiling:
            quantity -= 1
        if sum(lot.price for lot in lots) + quantity * price > ceiling:
            break
        name = item.label["az"]
        rows.append({"description": name, "quantity": quantity, "price": f"{price}.00", "kit_item": item.pk})
        lots.append(Lot(item.pk, f"{name} × {quantity}" if quantity > 1 else name, quantity * price))
    base = 300 + sum(lot.price for lot in lots) // 10
    months = [
        {
            "month": month,
            "income": f"{base * (40 + 6 * month) // 100}.00",
            "costs": f"{base * {1: 90, 2: 60}.get(month, 35) // 100}.00",
        }
        for month in range(1, 13)
    ]
    return Kit(
        line=line.pk,
        lots=tuple(lots),
        items=as_json(rows),
        months=as_json(months),
        income=int(Decimal(str(months[5]["income"]))),
        costs=int(Decimal(str(months[5]["costs"]))),
        break_even=break_even(read_months(months)),
        activity=text(f"{line.label['az']}: kiçik ailə təsərrüfatı"),
    )
