"""Numbers that look random and never meet: each is a permutation of the person's number, so that no set is kept.

A permutation of 0 … a·b−1: the number is split into two halves (mod a and mod b), and in turn one half is moved by a
hash of the other (an unbalanced Feistel network). Every round can be undone, so no two numbers become one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from dayaq.seeds.nation.draws import Ints

FIN_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Digits and Latin capitals without I and O (inventory ID-1, ID-2)."""
_ROUNDS: Final = 4
_FIN_LENGTH: Final = 7


def _mixed(values: npt.NDArray[np.uint64], salt: int) -> npt.NDArray[np.uint64]:
    """A hash of each value (the last step of SplitMix64)."""
    found = values + np.uint64(salt * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)
    found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return found ^ (found >> np.uint64(31))


class Permutation:
    """A bijection of the numbers below ``high * low``; ``salt`` says which."""

    def __init__(self, high: int, low: int, salt: int) -> None:
        self.size = high * low
        self._high, self._low = np.uint64(high), np.uint64(low)
        self._salts = [salt * 16 + step for step in range(_ROUNDS)]

    def of(self, numbers: Ints) -> Ints:
        """The number to which each goes."""
        self._check(numbers)
        high, low = np.divmod(numbers.astype(np.uint64), self._low)
        for step, salt in enumerate(self._salts):
            if step % 2 == 0:
                high = (high + _mixed(low, salt) % self._high) % self._high
            else:
                low = (low + _mixed(high, salt) % self._low) % self._low
        return (high * self._low + low).astype(np.int64)

    def back(self, numbers: Ints) -> Ints:
        """The number from which each comes."""
        self._check(numbers)
        high, low = np.divmod(numbers.astype(np.uint64), self._low)
        for step in reversed(range(_ROUNDS)):
            if step % 2 == 0:
                high = (high + self._high - _mixed(low, self._salts[step]) % self._high) % self._high
            else:
                low = (low + self._low - _mixed(high, self._salts[step]) % self._low) % self._low
        return (high * self._low + low).astype(np.int64)

    def _check(self, numbers: Ints) -> None:
        if numbers.size and (numbers.min() < 0 or numbers.max() >= self.size):
            raise ValueError(f"numbers from 0 to {self.size - 1}")


class Numbering:
    """The numbers of one country; ``seed`` says which country."""

    def __init__(self, seed: int) -> None:
        letters = len(FIN_LETTERS)
        self._fin = Permutation(letters**4, letters**3, seed * 8 + 1)
        self._card = Permutation(10_000, 10_000, seed * 8 + 2)
        self._phone = Permutation(10_000, 1_000, seed * 8 + 3)

    def fins(self, persons: Ints) -> list[str]:
        """The FİN of each person's number."""
        rest = self._fin.of(persons)
        places = np.empty((len(persons), _FIN_LENGTH), dtype=np.int64)
        for place in range(_FIN_LENGTH):
            rest, places[:, place] = np.divmod(rest, len(FIN_LETTERS))
        return fixed_text(np.frombuffer(FIN_LETTERS.encode(), dtype=np.uint8)[places])

    def owner_of(self, fin: str) -> int:
        """The number of the person whose FİN it is, or would be."""
        number = 0
        for letter in reversed(fin):
            number = number * len(FIN_LETTERS) + FIN_LETTERS.index(letter)
        return int(self._fin.back(np.array([number]))[0])

    def cards(self, holders: Ints) -> list[str]:
        """Eight digits for each number below a hundred million (ID-3)."""
        return digits(self._card.of(holders), 8)

    def phones(self, persons: Ints, prefixes: tuple[str, ...]) -> list[str]:
        """A mobile number for each person's number; a number is given again after ten million.

        No subscriber's number begins with 0, so these ring nowhere.
        """
        numbers = self._phone.of(persons % self._phone.size)
        chosen, rest = np.divmod(numbers, self._phone.size // len(prefixes))
        return [f"+994{prefixes[which]}0{tail}" for which, tail in zip(chosen, digits(rest, 6), strict=True)]


def digits(numbers: Ints, width: int) -> list[str]:
    """Decimal digits, with zeros before."""
    places = np.empty((len(numbers), width), dtype=np.uint8)
    rest = numbers
    for place in range(width - 1, -1, -1):
        rest, places[:, place] = np.divmod(rest, 10)
    return fixed_text(places + np.uint8(ord("0")))


def fixed_text(codes: npt.NDArray[np.uint8]) -> list[str]:
    """Rows of character codes as texts."""
    return [] if not len(codes) else np.ascontiguousarray(codes).view(f"S{codes.shape[1]}")[:, 0].astype(str).tolist()
