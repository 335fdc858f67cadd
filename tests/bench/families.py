"""A made-up population with its duplicates, for measuring linkage: families, twins, namesakes, and what clerks do.

Five in a hundred persons stand there twice; a third of the second records have no FİN, half have two errors or more.
It stands in for the seed's truth file where there is none, and is harder in one thing: whole families share telephone
and address.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from dayaq.registry.derive import latin
from tests.bench.crowd import Names
from tests.bench.search import TO_CYRILLIC

HEAD = ("FİN", "Soyad", "Ad", "Ata adı", "Cins", "Doğum tarixi", "Rayon", "Telefon", "Ünvan", "truth")
FIN_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
Record = dict[str, str]


def write(path: Path, count: int, seed: int = 1) -> int:
    """A CSV file of about ``count`` records; returns how many. The column ``truth`` names the person."""
    draw = random.Random(seed)
    persons = _persons(draw, int(count / 1.05))
    records = []
    for number, person in enumerate(persons):
        person["truth"] = str(number)
        records.append(person)
        if draw.random() < 0.05:
            records.append(_again(person, draw))
    draw.shuffle(records)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, HEAD)
        writer.writeheader()
        writer.writerows(records)
    return len(records)


def _persons(draw: random.Random, count: int) -> list[Record]:
    names = Names(random.Random(2))
    names.draw = draw
    streets = [f"{word} küçəsi" for word in dict.fromkeys(name for name, _woman in names.surnames[:800])]
    found: list[Record] = []
    while len(found) < count:
        found += _family(draw, names, streets)
    return found[:count]


def _family(draw: random.Random, names: Names, streets: list[str]) -> Iterator[Record]:
    """Parents, and children with the father's surname and name; one birth in eighty is a pair of twins."""
    surname, _given, _father, _sex = next(iter(names.rows(1)))
    stem = surname[:-1] if surname.endswith("va") else surname
    home = {
        "Rayon": f"Rayon {draw.randrange(80)}",
        "Telefon": f"+99450{draw.randrange(2_000_000, 9_999_999)}",
        "Ünvan": f"{draw.choice(streets)} {draw.randrange(1, 200)}",
    }
    born = date(1945, 1, 1) + timedelta(days=draw.randrange(20_000))
    man, father = _man(names)
    yield _one(draw, stem, man, father, "m", born, home)
    yield _one(draw, *_woman(names), "f", born + timedelta(days=draw.randrange(-2_000, 3_000)), home)
    day = born + timedelta(days=draw.randrange(7_500, 9_500))
    named: set[str] = set()  # no parents give one name twice
    for _child in range(draw.choice((0, 1, 2, 2, 3))):
        day += timedelta(days=draw.randrange(400, 2_000))
        for _twin in range(2 if draw.random() < 1 / 80 else 1):
            given, sex = _child_name(names, named)
            yield _one(draw, stem if sex == "m" else _female(stem), given, man, sex, day, home)


def _child_name(names: Names, named: set[str]) -> tuple[str, str]:
    while True:
        ((_surname, given, _father, sex),) = names.rows(1)
        if given not in named:
            named.add(given)
            return given, sex


def _man(names: Names) -> tuple[str, str]:
    while True:
        ((_surname, given, father, sex),) = names.rows(1)
        if sex == "m":
            return given, father


def _woman(names: Names) -> tuple[str, str, str]:
    while True:
        ((surname, given, father, sex),) = names.rows(1)
        if sex == "f":
            return surname, given, father


def _female(stem: str) -> str:
    return f"{stem}a" if stem.endswith("v") else stem


def _one(draw: random.Random, surname: str, given: str, father: str, sex: str, born: date, home: Record) -> Record:
    own = home if draw.random() < 0.6 else {**home, "Telefon": f"+99455{draw.randrange(2_000_000, 9_999_999)}"}
    return {
        "FİN": "".join(draw.choices(FIN_LETTERS, k=7)) if draw.random() < 0.93 else "",
        "Soyad": surname, "Ad": given, "Ata adı": father, "Cins": "kişi" if sex == "m" else "qadın",
        "Doğum tarixi": f"{born:%d.%m.%Y}", **own,
    }  # fmt: skip


def _again(person: Record, draw: random.Random) -> Record:
    """The same person as another clerk wrote them down."""
    again = dict(person)
    if draw.random() < 1 / 3:
        again["FİN"] = ""
    errors = draw.choice((0, 1, 2, 2, 3)) if draw.random() < 0.9 else 4
    for error in draw.sample(_ERRORS, k=errors):
        error(again, draw)
    return again


def _slip(text: str, draw: random.Random) -> str:
    if len(text) < 3:
        return text
    place = draw.randrange(1, len(text) - 1)
    kind = draw.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + draw.choice("aeiourntl") + text[place + 1 :]


def _names_in_latin(one: Record, _draw: random.Random) -> None:
    for part in ("Soyad", "Ad", "Ata adı"):
        one[part] = latin(one[part]).capitalize()


def _names_in_cyrillic(one: Record, _draw: random.Random) -> None:
    for part in ("Soyad", "Ad", "Ata adı"):
        one[part] = one[part].lower().translate(TO_CYRILLIC).capitalize()


def _slip_in_name(one: Record, draw: random.Random) -> None:
    part = draw.choice(("Soyad", "Ad", "Ata adı"))
    one[part] = _slip(one[part], draw)


def _swapped_names(one: Record, _draw: random.Random) -> None:
    one["Soyad"], one["Ad"] = one["Ad"], one["Soyad"]


def _no_father(one: Record, _draw: random.Random) -> None:
    one["Ata adı"] = ""


def _swapped_day(one: Record, _draw: random.Random) -> None:
    day, month, year = one["Doğum tarixi"].split(".")
    one["Doğum tarixi"] = f"{month}.{day}.{year}" if int(day) <= 12 else one["Doğum tarixi"]


def _digit_of_date(one: Record, draw: random.Random) -> None:
    day, month, year = one["Doğum tarixi"].split(".")
    one["Doğum tarixi"] = f"{day}.{month}.{year[:3]}{draw.randrange(10)}"


def _slip_in_fin(one: Record, draw: random.Random) -> None:
    if one["FİN"]:
        place = draw.randrange(7)
        one["FİN"] = one["FİN"][:place] + draw.choice(FIN_LETTERS) + one["FİN"][place + 1 :]


def _moved(one: Record, draw: random.Random) -> None:
    one["Rayon"], one["Ünvan"] = f"Rayon {draw.randrange(80)}", f"Yeni küçə {draw.randrange(1, 400)}"


def _new_phone(one: Record, draw: random.Random) -> None:
    one["Telefon"] = f"+99470{draw.randrange(2_000_000, 9_999_999)}"


_ERRORS = (
    _names_in_latin, _names_in_cyrillic, _slip_in_name, _swapped_names, _no_father, _swapped_day, _digit_of_date,
    _slip_in_fin, _moved, _new_phone,
)  # fmt: skip
