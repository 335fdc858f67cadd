"""Who a row is about, since when, and where: names, sex, FİN, dates of life, telephone, district, address."""

from __future__ import annotations

from typing import Final

from dayaq.core.identifiers import normalise_fin
from dayaq.places.api import UnitProblem
from dayaq.registry.imports import cells
from dayaq.registry.imports.columns import ColumnOrder
from dayaq.registry.imports.fields import FIELDS
from dayaq.registry.imports.problems import ERROR, WARNING, Code
from dayaq.registry.imports.rowbase import Reading, RowBase

EARLIEST: Final = "1850-01-01"
ORIGINAL_MAX: Final = 200
_PARTS: Final = ("surname", "given_name", "father_name")
_PARTS_SET: Final = frozenset(_PARTS)
_KEPT_DATES: Final = frozenset(
    f"date_{name}" for name in ("impossible", "unreadable", "incomplete", "year_out_of_range", "no_separators")
)
_UNIT_PROBLEMS: Final = {
    UnitProblem.UNKNOWN: Code.UNIT_UNKNOWN,
    UnitProblem.AMBIGUOUS: Code.UNIT_AMBIGUOUS,
    UnitProblem.NOT_VALID_ON: Code.UNIT_NOT_THEN,
    UnitProblem.FORMER_NAME: Code.UNIT_AMBIGUOUS,
}


class PersonParts(RowBase):
    """The fields of a person."""

    _longest: Final = FIELDS["surname"].longest

    def _names(self, texts: list[str], reading: Reading) -> None:
        values = reading.values
        whole = self._text(texts, "full_name")
        given = self._divided(reading, whole) if whole else {}
        original: dict[str, str] = {"full_name": whole} if given else {}
        for name in _PARTS:
            text = self._text(texts, name) or given.get(name, "")
            if not text:
                continue
            found = cells.name(text)
            stored = found.text
            if found.odd or len(text) > self._longest:
                stored = self._cleaned(reading, name, text)
            if name == "father_name" and stored:
                stored, said = cells.father(stored)
                if said:
                    values["sex_said"] = said
            if stored:
                values[name] = stored
            if stored != text and not whole:
                original[name] = text[:ORIGINAL_MAX]
        if original:
            values["name_original"] = original
        if not values.keys() & _PARTS_SET and not reading.rejected:
            written = whole or " ".join(filter(None, (self._text(texts, name) for name in _PARTS)))
            self._say(reading, Code.NO_NAME, "surname", written)

    def _divided(self, reading: Reading, whole: str) -> dict[str, str]:
        """The parts of a name that stands in one cell; {} with an issue where they cannot be told apart."""
        parts = cells.full_name(self._cleaned(reading, "full_name", whole), self._given_first)
        if parts is None:
            self._say(reading, Code.FULL_NAME, "full_name", whole)
            return {}
        return dict(zip(_PARTS, parts, strict=True))

    @property
    def _given_first(self) -> bool:
        return self.mapping.options.get("name_order") == "given"

    def _sex(self, texts: list[str], reading: Reading) -> None:
        text = self._text(texts, "sex")
        if not text:
            return
        found = cells.sex(text)
        said = reading.values.get("sex_said")
        if found is None:
            self._say(reading, Code.SEX_UNREADABLE, "sex", text)
        elif said and said != found:
            self._say(reading, Code.SEX_AGAINST_PATRONYMIC, "sex", text, suggestion=said)
        else:
            reading.values["sex"] = found

    def _fin(self, texts: list[str], reading: Reading) -> None:
        text = self._text(texts, "fin")
        if not text:
            return
        found = normalise_fin(text)
        if found.value is not None:
            reading.values["fin"] = found.value
        elif found.problem is not None and found.problem != "empty":
            self._corrected(reading, found.problem, "fin", text, found.suggestion or "")

    # When -------------------------------------------------------------------------------------------------------------

    def _birth(self, texts: list[str], reading: Reading) -> None:
        text = self._text(texts, "birth_date", ".")  # day, month and year may stand in columns of their own
        found = self._day(reading, "birth_date", text)
        values = reading.values
        if found and (found > self._today or found < EARLIEST):
            code = Code.FUTURE_BIRTH if found > EARLIEST else "date_year_out_of_range"
            self._say(reading, code, "birth_date", text, WARNING if self.mapping.keeps_birth_dates else ERROR)
            values.pop("birth_date", None)
            found = ""
        if text and text != found and text != "-":
            values["birth_date_original"] = text[:100]

    def _death(self, texts: list[str], reading: Reading) -> None:
        text = self._text(texts, "death_date")
        found = self._day(reading, "death_date", text)
        if found and found > self._today:
            self._say(reading, Code.FUTURE_DATE, "death_date", text)
        elif found and found < reading.values.get("birth_date", ""):
            self._say(reading, Code.DEATH_FIRST, "death_date", text)

    def _day(self, reading: Reading, name: str, text: str) -> str:
        """The ISO day, also put into the values; "" with an issue where there is none."""
        if not text:
            return ""
        column = self.around.orders.get(name, ColumnOrder())
        found, _future, problem = cells.day(text, column.order, self.around.today)
        if problem is not None:
            code, suggestion = problem
            if name == "birth_date" and self.mapping.keeps_birth_dates and code in _KEPT_DATES:
                self._say(reading, code, name, text, WARNING, suggestion)
                return ""
            self._corrected(reading, code, name, text, suggestion)
            return str(reading.values.get(name, ""))
        if found:
            reading.values[name] = found
            if column.mixed and _month_first_only(text):
                self._say(reading, "date_other_order", name, text, WARNING, found)
        return found

    # Where ------------------------------------------------------------------------------------------------------------

    def _phone(self, texts: list[str], reading: Reading) -> None:
        text = self._text(texts, "phone")
        if not text:
            return
        found = cells.phone(text)
        if found.value is not None:
            reading.values["phone"] = found.value
        elif found.problem is not None and found.problem != "empty":
            self._say(reading, found.problem, "phone", text, WARNING, found.suggestion or "")
        if text != found.value:
            reading.values["phone_original"] = text[:100]

    def _email(self, texts: list[str], reading: Reading) -> None:
        text = self._text(texts, "email")
        if not text or text == "-":
            return
        found = cells.email(text)
        if found:
            reading.values["email"] = found
        else:
            self._say(reading, Code.EMAIL, "email", text, WARNING)

    def _unit(self, texts: list[str], reading: Reading) -> None:
        text = self._text(texts, "unit")
        allowed = self.around.allowed
        if not text:
            if allowed is not None:
                self._say(reading, Code.OUT_OF_SCOPE, "unit", text)
            return
        if not self._fits(reading, "unit", text):
            return
        match = self.around.units.resolve(text)
        unit = match.unit
        if unit is None and match.problem == UnitProblem.FORMER_NAME and len(match.proposals) == 1:
            unit = match.proposals[0]
            self._say(reading, Code.UNIT_FORMER, "unit", text, WARNING, unit.name)
        if unit is None:
            if match.problem is not None and match.problem != UnitProblem.EMPTY:
                proposals = ", ".join(dict.fromkeys(one.name for one in match.proposals))
                self._say(reading, _UNIT_PROBLEMS[match.problem], "unit", text, suggestion=proposals)
        elif allowed is not None and unit.pk not in allowed:
            self._say(reading, Code.OUT_OF_SCOPE, "unit", text)
        else:
            reading.values["unit"] = unit.code

    def _address(self, texts: list[str], reading: Reading) -> None:
        found = self._cleaned(reading, "address", self._text(texts, "address"))
        if found:
            reading.values["address"] = found


def _month_first_only(text: str) -> bool:
    parts = text.replace("-", "/").replace(".", "/").split("/")
    return len(parts) == 3 and len(parts[0]) <= 2 and parts[1].isdigit() and int(parts[1]) > 12
