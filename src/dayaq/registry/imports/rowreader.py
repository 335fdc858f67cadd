"""A row of texts becomes values of a person, with everything that is wrong said and the original kept.

Pure but for what :class:`Surroundings` read once from the database, so a million rows need no further statement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from dayaq.core.aztext import fold
from dayaq.registry.imports.csvfiles import NUL_SHOWN
from dayaq.registry.imports.mapping import NAMES, Mapping
from dayaq.registry.imports.problems import Code, Issue
from dayaq.registry.imports.rowbase import Reading, Surroundings
from dayaq.registry.imports.rowlinks import LinkedParts
from dayaq.registry.imports.rows import Row

KEY_MAX: Final = 200
SHAPELESS: Final = frozenset({Code.RAGGED, Code.QUOTE, Code.HEADER_REPEATED})
_Step = Callable[[list[str], Reading], None]


class RowReader(LinkedParts):
    """Reads the rows of one file under one mapping."""

    def __init__(self, mapping: Mapping, header: list[str], around: Surroundings) -> None:
        super().__init__(mapping, header, around)
        steps: tuple[tuple[tuple[str, ...], _Step], ...] = (
            (NAMES, self._names),
            (("sex",), self._sex),
            (("birth_date",), self._birth),
            (("death_date",), self._death),
            (("fin",), self._fin),
            (("phone",), self._phone),
            (("email",), self._email),
            (("unit",), self._unit),
            (("address",), self._address),
            (("document_number",), self._document),
            (("household",), self._household),
            (("status",), self._statuses),
        )
        given = set(self._places) | set(mapping.constants)
        self._steps = [step for names, step in steps if given & set(names)]
        if "unit" not in given and around.allowed is not None:
            self._steps.append(self._unit)

    def read(self, row: Row) -> Reading:
        """Never raises: what cannot be read is an issue."""
        reading = Reading()
        if row.issues:
            reading.issues = [self._placed(issue) for issue in row.issues]
            if any(issue.code in SHAPELESS for issue in row.issues):
                return reading  # its cells do not stand under their columns
        texts = row.cells
        joined = "\x1f".join(texts)
        if "\x1f=" in joined or joined.startswith("=") or NUL_SHOWN in joined:
            self._suspect(texts, reading)
        for step in self._steps:
            step(texts, reading)
        self._set_key(texts, reading)
        return reading

    def _suspect(self, texts: list[str], reading: Reading) -> None:
        """Cells that begin as a formula does, and a NUL that stands in a column that is read."""
        for at in self._read_at:
            if texts[at].startswith("=") and len(texts[at]) > 1:
                reading.issues.append(self._placed(Issue(Code.FORMULA, column=self._header[at], value=texts[at])))
            elif NUL_SHOWN in texts[at] and not any(issue.code == Code.NUL for issue in reading.issues):
                reading.issues.append(self._placed(Issue(Code.NUL, column=self._header[at], value=texts[at])))

    def _set_key(self, texts: list[str], reading: Reading) -> None:
        values = reading.values
        said = values.pop("sex_said", "")
        if said and "sex" not in values:
            values["sex"] = said
        parts = []
        for at, name in self._key:
            stored = values.get(name)
            parts.append(stored if name in ("fin", "birth_date") and stored else fold(texts[at]))
        key = "|".join(parts)
        if not key.strip("|"):
            if not reading.rejected:
                reading.issues.append(Issue(Code.NO_KEY, "key", self.mapping.key[0]))
        elif len(key) > KEY_MAX:
            reading.key = f"{key[:130]}#{hashlib.sha256(key.encode()).hexdigest()}"
        else:
            reading.key = key
