"""Rows that hang on a person or a household, by its source's key: read into values with everything that is wrong said.

What a row is about is its key: the content of its file, whom it names, and what tells it from others about the same
one (a document's number, a status and its first day). The source needs no key of its own for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

from dayaq.core.aztext import fold
from dayaq.core.identifiers import normalise_document_number, normalise_fin
from dayaq.registry.imports import cells
from dayaq.registry.imports.columns import ColumnOrder
from dayaq.registry.imports.csvfiles import NUL_SHOWN
from dayaq.registry.imports.filesets import words
from dayaq.registry.imports.filesets.contents import field_named
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.problems import WARNING, Code, Issue
from dayaq.registry.imports.rowbase import Reading, Surroundings
from dayaq.registry.imports.rowperson import PersonParts
from dayaq.registry.imports.rowreader import KEY_MAX, SHAPELESS
from dayaq.registry.imports.rows import Row
from dayaq.registry.models import HouseholdMember

#: Begins what stands behind the content in the key of a row that is no person; no key of a person has it.
MARK: Final = "›"
_Step = Callable[[list[str], Reading], tuple[str, ...]]


class LinkReader(PersonParts):
    """Reads the rows of one file of a set that holds no persons. ``persons``: the mapping of the file that does."""

    def __init__(
        self,
        mapping: Mapping,
        header: list[str],
        around: Surroundings,
        persons: Mapping,
        birth: ColumnOrder,
        incomes: dict[str, str],
    ) -> None:
        super().__init__(mapping, header, around)
        self._incomes = incomes
        self._holds = mapping.holds
        field_of = {column: name for name, columns in persons.columns.items() for column in columns}
        self._key_fields = [field_of.get(column, "") for column in persons.key]
        self._born = birth
        steps: dict[str, _Step] = {
            "members": self._member,
            "households": self._home,
            "incomes": self._income,
            "addresses": self._dwelling,
            "documents": self._paper,
            "statuses": self._status,
            "relations": self._relative,
        }
        self._step = steps[mapping.holds]

    def read(self, row: Row) -> Reading:
        """Never raises: what cannot be read is an issue."""
        reading = Reading()
        if row.issues:
            reading.issues = [self._placed(issue) for issue in row.issues]
            if any(issue.code in SHAPELESS for issue in row.issues):
                return reading
        for at in self._read_at:
            if row.cells[at].startswith("=") and len(row.cells[at]) > 1:
                reading.issues.append(self._placed(Issue(Code.FORMULA, column=self._header[at], value=row.cells[at])))
            elif NUL_SHOWN in row.cells[at]:
                reading.issues.append(self._placed(Issue(Code.NUL, column=self._header[at], value=row.cells[at])))
        parts = self._step(row.cells, reading)
        if not reading.rejected:
            key = f"{self._holds}{MARK}{'|'.join(parts)}"
            digest = hashlib.sha256(key.encode()).hexdigest()
            reading.key = key if len(key) <= KEY_MAX else f"{key[:130]}#{digest}"
        return reading

    # Whom it is about -------------------------------------------------------------------------------------------------

    def _person(self, texts: list[str], reading: Reading, name: str = "person") -> str:
        """The key of a person as the file of persons has it."""
        written = [texts[at] for at in self._places.get(name, ())]
        parts = [self._key_part(*one) for one in zip(written, self._key_fields, strict=False)]
        key = "|".join(parts)
        if not key.strip("|"):
            self._say(reading, Code.NO_KEY, name, "")
            return ""
        if len(key) > KEY_MAX:
            key = f"{key[:130]}#{hashlib.sha256(key.encode()).hexdigest()}"
        reading.values[name] = key
        return key

    def _key_part(self, text: str, field: str) -> str:
        if field == "fin":
            return normalise_fin(text).value or fold(text)
        if field == "birth_date":
            return cells.day(text, self._born.order, self.around.today)[0] or fold(text)
        return fold(text)

    def _number(self, texts: list[str], reading: Reading) -> str:
        """The number of a household; an issue where there is none."""
        found = self._cleaned(reading, "household", self._text(texts, "household"))
        if not found:
            self._say(reading, Code.NO_KEY, "household", "")
        return found

    # When -------------------------------------------------------------------------------------------------------------

    def _period(self, texts: list[str], reading: Reading) -> tuple[str, str]:
        """First day and the day after the last, as ISO; "" where the row does not say it."""
        first = self._day(reading, "valid_from", self._text(texts, "valid_from"))
        last = self._day(reading, "valid_to", self._text(texts, "valid_to"))
        reading.values.pop("valid_from", None)
        reading.values.pop("valid_to", None)
        if first and last and last <= first:
            self._say(reading, Code.PERIOD, "valid_to", self._text(texts, "valid_to"))
        if first > self.around.today.isoformat():
            self._say(reading, Code.FUTURE_DATE, "valid_from", self._text(texts, "valid_from"))
        reading.values |= {name: day for name, day in (("from", first), ("to", last)) if day}
        return first, last

    # What it says -----------------------------------------------------------------------------------------------------

    def _member(self, texts: list[str], reading: Reading) -> tuple[str, ...]:
        person, number = self._person(texts, reading), self._number(texts, reading)
        said = self._text(texts, "relation")
        relation = said if said in HouseholdMember.Relation.values else cells.relation(said) if said else None
        head = cells.is_head(self._text(texts, "head"))
        if head is None:
            self._say(reading, Code.HEAD_UNREADABLE, "head", self._text(texts, "head"))
        if said and relation is None:
            self._say(reading, Code.RELATION, "relation", said, WARNING)
        first, last = self._period(texts, reading)
        values = reading.values
        is_head = head or relation == "head"
        if last:  # a membership of which the end is known; only open ones say who belongs to the household and heads it
            if not first:
                self._say(reading, Code.MISSING, "valid_from", "")
            values |= {"lived": number, "relation": "head" if is_head else relation or "other_relative"}
            return person, number, first
        values["household"] = number
        values |= {"head": True} if is_head else {"relation": relation or "other_relative"}
        return person, number

    def _home(self, texts: list[str], reading: Reading) -> tuple[str, ...]:
        number = self._number(texts, reading)
        reading.values["home"] = number
        self._place(texts, reading)
        return (number,)

    def _place(self, texts: list[str], reading: Reading) -> None:
        if self._text(texts, "unit"):  # without one, whoever heads the household decides whose it is
            self._unit(texts, reading)
        self._address(texts, reading)

    def _income(self, texts: list[str], reading: Reading) -> tuple[str, ...]:
        number = self._number(texts, reading)
        amount, problem = cells.amount(self._text(texts, "income"), self.mapping.options.get("decimal_sign"))
        if problem is not None:
            self._say(reading, problem[0], "income", self._text(texts, "income"), suggestion=problem[1])
        elif not amount:
            self._say(reading, Code.MISSING, "income", "")
        month = cells.month(self._text(texts, "income_month"), self.around.today)
        if not month:
            self._say(reading, Code.MONTH, "income_month", self._text(texts, "income_month"))
        elif month > self.around.today.isoformat():
            self._say(reading, Code.FUTURE_DATE, "income_month", self._text(texts, "income_month"))
        said = self._text(texts, "income_source")
        source = self._incomes.get(cells.words_latin(said), "") if said else words.DECLARED_TOTAL
        if not source:
            self._say(reading, Code.WORD_UNKNOWN, "income_source", said)
        reading.values |= {"home": number, "income": amount, "income_month": month, "income_source": source}
        return number, month, source

    def _dwelling(self, texts: list[str], reading: Reading) -> tuple[str, ...]:
        """Where a household lives, or lived until a day; where a person lives."""
        about = "household" if self._text(texts, "household") else "person"
        if about == "household":
            key = reading.values["home"] = self._number(texts, reading)
        else:
            key = self._person(texts, reading)
        _first, last = self._period(texts, reading)
        if last > self.around.today.isoformat():
            self._say(reading, Code.FUTURE_DATE, "valid_to", self._text(texts, "valid_to"))
        self._place(texts, reading)
        if not {"unit", "address"} & set(reading.values) and not reading.rejected:
            self._say(reading, Code.MISSING, "address", "")
        return about, key, last

    def _paper(self, texts: list[str], reading: Reading) -> tuple[str, ...]:
        person = self._person(texts, reading)
        text = self._text(texts, "document_number")
        found = normalise_document_number(text) if self._fits(reading, "document_number", text) else None
        if found is not None and found.value is None:
            if text:
                self._say(
                    reading, found.problem or Code.MISSING, "document_number", text, suggestion=found.suggestion or ""
                )
            else:
                self._say(reading, Code.MISSING, "document_number", "")
        series = self._text(texts, "document_series").upper()
        self._fits(reading, "document_series", series)
        said = self._text(texts, "document_kind")
        kind = words.document_kind(said) if said else "other"
        if not kind:
            self._say(reading, Code.WORD_UNKNOWN, "document_kind", said)
        self._period(texts, reading)
        number = found.value or "" if found else ""
        values: dict[str, Any] = {"kind": kind, "number": number, "series": series}
        values["issuer"] = self._cleaned(reading, "issuer", self._text(texts, "issuer"))
        if number and number != text:
            values["number_original"] = text
        reading.values |= {name: value for name, value in values.items() if value}
        return person, kind, series, number

    def _status(self, texts: list[str], reading: Reading) -> tuple[str, ...]:
        person, kinds = self._person(texts, reading), self.around.kinds
        text = self._text(texts, "status_kind")
        kind = kinds.find(text)
        if kind is None:
            self._say(reading, Code.STATUS_UNKNOWN, "status_kind", text, suggestion=kinds.nearest(text))
            return (person,)
        if not kinds.may(kind):
            self._say(reading, Code.STATUS_NOT_ALLOWED, "status_kind", text)
            return (person,)
        values = reading.values
        values["status"] = kind.code
        said = self._text(texts, "conflict")
        conflict = words.conflict(said) if said else ""
        if said and not conflict:
            self._say(reading, Code.WORD_UNKNOWN, "conflict", said)
        share, problem = cells.percent(self._text(texts, "percent"))
        if problem is not None:
            self._say(reading, problem[0], "percent", self._text(texts, "percent"))
        first, _last = self._period(texts, reading)
        more = {name: self._cleaned(reading, name, self._text(texts, name)) for name in ("evidence", "issuer")}
        values |= {name: value for name, value in ({"conflict": conflict} | more).items() if value}
        if share is not None:
            values["percent"] = share
        return person, kind.code, conflict, first

    def _relative(self, texts: list[str], reading: Reading) -> tuple[str, ...]:
        person, relative = self._person(texts, reading), self._person(texts, reading, "relative")
        if person and person == relative:
            self._say(reading, Code.SAME_PERSON, "relative", self._text(texts, "relative"))
        said = self._text(texts, "relation_kind")
        found = words.role(said)
        if found is None:
            self._say(reading, Code.WORD_UNKNOWN, "relation_kind", said)
            return person, relative
        kind, turned = found
        values = reading.values
        if turned:  # the row says what the relative is; the elder or the guardian stands first
            values["person"], values["relative"] = relative, person
        elif kind in words.BOTH_WAYS:
            values["person"], values["relative"] = sorted((person, relative))
        if kind == "guardian":
            basis = self._text(texts, "guardian_of")
            values["basis"] = words.guardian_of(basis) if basis else "child"
            if not values["basis"]:
                self._say(reading, Code.WORD_UNKNOWN, "guardian_of", basis)
        values["kind"] = kind
        first, _last = self._period(texts, reading)
        evidence = self._cleaned(reading, "evidence", self._text(texts, "evidence"))
        if evidence:
            values["evidence"] = evidence
        return values.get("person", ""), values.get("relative", ""), kind, first

    def _fits(self, reading: Reading, name: str, text: str) -> bool:
        if len(text) <= field_named(name).longest:
            return True
        self._say(reading, Code.TOO_LONG, name, text)
        return False
