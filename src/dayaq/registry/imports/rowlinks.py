"""What hangs on a person: document, household with its income, statuses."""

from __future__ import annotations

from typing import Any

from dayaq.core.identifiers import normalise_document_number
from dayaq.registry.imports import cells
from dayaq.registry.imports.problems import WARNING, Code
from dayaq.registry.imports.rowbase import Reading
from dayaq.registry.imports.rowperson import PersonParts


class LinkedParts(PersonParts):
    """The records that an import makes beside the person."""

    def _document(self, texts: list[str], reading: Reading) -> None:
        text = self._text(texts, "document_number")
        if not text or not self._fits(reading, "document_number", text):
            return
        series = self._text(texts, "document_series")
        found = normalise_document_number(text)
        if found.value is None:
            if found.problem is not None and found.problem != "empty":
                self._say(reading, found.problem, "document_number", text, suggestion=found.suggestion or "")
            return
        if not self._fits(reading, "document_series", series):
            return
        document = {"kind": self.mapping.constants.get("document_kind", "other"), "number": found.value}
        if series:
            document["series"] = series.upper()
        if found.value != text:
            document["number_original"] = text
        reading.values["document"] = document

    def _household(self, texts: list[str], reading: Reading) -> None:
        number = self._cleaned(reading, "household", self._text(texts, "household"))
        income = self._income(texts, reading)
        if not number:
            return
        values = reading.values
        values["household"] = number
        head_text = self._text(texts, "head")
        relation_text = self._text(texts, "relation")
        relation = cells.relation(relation_text) if relation_text else None
        head = cells.is_head(head_text)
        if head is None:
            self._say(reading, Code.HEAD_UNREADABLE, "head", head_text)
            return
        if relation_text and relation is None:
            self._say(reading, Code.RELATION, "relation", relation_text, WARNING)
        if head or relation == "head":
            values["head"] = True
            if income:
                month = cells.month(self._text(texts, "income_month"), self.around.today)
                values["income"] = income
                if month:
                    values["income_month"] = month
            return
        values["relation"] = relation or "other_relative"
        if income:
            self._say(reading, Code.INCOME_NOT_OF_HEAD, "income", self._text(texts, "income"), WARNING)

    def _income(self, texts: list[str], reading: Reading) -> str:
        text = self._text(texts, "income")
        if not text:
            return ""
        found, problem = cells.amount(text, self.mapping.options.get("decimal_sign"))
        if problem is not None:
            self._say(reading, problem[0], "income", text, suggestion=problem[1])
        return found

    def _statuses(self, texts: list[str], reading: Reading) -> None:
        kinds = self.around.kinds
        found = []
        for text in kinds.parts(self._text(texts, "status", "; ")):
            kind = kinds.find(text)
            if kind is None:
                if text not in ("-", "—"):
                    self._say(reading, Code.STATUS_UNKNOWN, "status", text, suggestion=kinds.nearest(text))
            elif not kinds.may(kind):
                self._say(reading, Code.STATUS_NOT_ALLOWED, "status", text)
            else:
                status: dict[str, Any] = {"kind": kind.code}
                if kind.asks_percent and (share := self._percent(texts, reading)) is not None:
                    status["percent"] = share
                found.append(status)
        if not found:
            return
        since = self._day(reading, "status_from", self._text(texts, "status_from"))
        reading.values.pop("status_from", None)
        evidence = self._cleaned(reading, "evidence", self._text(texts, "evidence"))
        for status in found:
            status |= {name: value for name, value in (("from", since), ("evidence", evidence)) if value}
        reading.values["statuses"] = found

    def _percent(self, texts: list[str], reading: Reading) -> int | None:
        text = self._text(texts, "percent")
        share, problem = cells.percent(text) if text else (None, None)
        if problem is not None:
            self._say(reading, problem[0], "percent", text)
        return share
