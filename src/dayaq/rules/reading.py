"""Strict reading of plain dictionaries: an unknown or missing key or a wrong type is an error that names the place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from .errors import DocumentError

EnumT = TypeVar("EnumT", bound=StrEnum)


def digest_of(document: object) -> str:
    """SHA-256 in hex of the canonical JSON of a JSON-able document (keys sorted, no spaces, UTF-8)."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Label:
    """A text in Azerbaijani and in English; neither may be blank."""

    az: str
    en: str

    def to_dict(self) -> dict[str, str]:
        return {"az": self.az, "en": self.en}


class Section:
    """One mapping of a document, with the path that leads to it."""

    def __init__(
        self, value: object, path: str, *, required: Collection[str], optional: Collection[str] = frozenset()
    ) -> None:
        if not isinstance(value, dict):
            raise DocumentError(path, "must be a mapping")
        for key in value:
            if not isinstance(key, str):
                raise DocumentError(path, "keys must be text")
            if key not in required and key not in optional:
                raise DocumentError(_join(path, key), "unknown key")
        for key in required:
            if key not in value:
                raise DocumentError(_join(path, key), "missing key")
        self._value: dict[str, object] = value
        self.path = path

    def at(self, key: str) -> str:
        """The path of a key of this section."""
        return _join(self.path, key)

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def raw(self, key: str) -> object:
        return self._value[key]

    def text(self, key: str, *, blank: bool = False) -> str:
        value = self._value[key]
        if not isinstance(value, str):
            raise DocumentError(self.at(key), "must be text")
        if not blank and not value.strip():
            raise DocumentError(self.at(key), "must not be blank")
        return value

    def integer(self, key: str, *, minimum: int) -> int:
        value = self._value[key]
        if isinstance(value, bool) or not isinstance(value, int):
            raise DocumentError(self.at(key), "must be a whole number")
        if value < minimum:
            raise DocumentError(self.at(key), f"must be at least {minimum}")
        return value

    def enum(self, key: str, kind: type[EnumT]) -> EnumT:
        value = self.text(key)
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(member.value for member in kind)
            raise DocumentError(self.at(key), f"must be one of: {allowed}") from None

    def items(self, key: str) -> list[tuple[str, object]]:
        """The elements of a list, each with its path."""
        value = self._value[key]
        if not isinstance(value, list):
            raise DocumentError(self.at(key), "must be a list")
        return [(f"{self.at(key)}[{index}]", element) for index, element in enumerate(value)]

    def texts(self, key: str) -> tuple[str, ...]:
        found: list[str] = []
        for path, element in self.items(key):
            if not isinstance(element, str):
                raise DocumentError(path, "must be text")
            found.append(element)
        return tuple(found)

    def entries(self, key: str) -> list[tuple[str, str, object]]:
        """The entries of a mapping with free keys: (key, path, value), sorted by key."""
        value = self._value[key]
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            raise DocumentError(self.at(key), "must be a mapping with text keys")
        return [(name, _join(self.at(key), name), value[name]) for name in sorted(value)]

    def label(self, key: str) -> Label:
        return read_label(self._value[key], self.at(key))


def read_label(value: object, path: str) -> Label:
    section = Section(value, path, required=("az", "en"))
    return Label(az=section.text("az"), en=section.text("en"))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
