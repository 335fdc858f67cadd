"""Name search beside pg_trgm on the same persons: median and 95th percentile, and how often the right name is found.

Persons have names as unequally frequent as real ones (Zipf over thousands of distinct words). What is typed is a
variant of a sampled person's name: another script, a transliteration, another order, a slip, an unfinished word.
A hit is anyone with the same name in surname, given and father's name among the first ten.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection

from dayaq.accounts.models import Membership, Organisation, User
from dayaq.core import clock
from dayaq.core.aztext import cyrillic_to_latin
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.api import derive, ensure_tokens, search_persons
from dayaq.registry.derive import latin
from dayaq.registry.models import Person
from tests.bench.figure import Figure

Echo = Callable[[str], None]
SIZES = (60_000, 1_000_000)
SAMPLES = 200
DISTRICTS = 80
MEN = """
Əli Həsən Hüseyn Məmməd Əhməd Rəşad Elçin Vüqar Kamran Tural Orxan Nicat Anar Elşən Ramil Rəhim Qədir Cavid
Şahin Xəyyam İlqar İsmayıl Mahir Mübariz Natiq Namiq Oqtay Pərviz Rauf Sabir Samir Səməd Tofiq Ülvi Vasif
Yaşar Zaur Zakir Ağa Arif Asif Aydın Azər Babək Bəxtiyar Cəfər Cəlil Çingiz Daşqın Elman Emin Ədalət Əkbər
Fərid Fikrət Fuad Füzuli Gündüz Hafiz Heydər Xalid Xəlil İbrahim İdris İkram İlham İntiqam Kamal Kərim Qasım
Qəhrəman Qulu Lətif Maqsud Mirzə
"""
WOMEN = """
Aygün Aynur Aysel Günay Gülnar Leyla Nigar Nərgiz Pərvanə Rəna Sevda Sevinc Səbinə Şəbnəm Təranə Ülviyyə
Vüsalə Xədicə Yeganə Zəhra Zeynəb Afaq Arzu Aytən Bahar Cəmilə Dilarə Elnarə Esmira Fatimə Fidan Gülşən Həcər
İradə Jalə Kəmalə Könül Qumru Lalə Mehriban Məleykə Mətanət Nailə Natəvan Nuranə Rübabə Sahilə Solmaz Şəfiqə
Tünzalə Ulduz Vəfa
"""
SYLLABLES = """
qa rə mə li nə zu tə va sə bi hə cə xə də ya pə ru ma ni kə ğa şi tu fə lü dö vü çi ba za
"""
ENDINGS = (("ov", "ova"), ("yev", "yeva"), ("lı", "lı"), ("zadə", "zadə"), ("li", "li"))
TO_CYRILLIC = str.maketrans("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз")


def main(echo: Echo, scale: float = 1.0) -> list[Figure]:
    """Measure at 60,000 and 1,000,000 persons, times ``scale``, in the database at hand, which should be empty.

    Returns the figures for the common table; needs the superuser (an extension, VACUUM).
    """
    rows = []
    for size in SIZES:
        wanted = int(size * scale)
        _fill(wanted - Person.objects.count(), echo)
        rows += _measure(wanted)
    head = ("persons", "search", "p50 ms", "p95 ms", "first ten, %")
    widths = [max(len(str(row[column])) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        echo("  ".join(str(cell).rjust(width) for cell, width in zip(row, widths, strict=True)))
    _ratios(echo, rows)
    return _figures(rows)


def _figures(rows: list[tuple[str, str, str, str, str]]) -> list[Figure]:
    found, trigram = [], {row[0]: row for row in rows if row[1] == "pg_trgm %"}
    for size, name, median, p95, hits in rows:
        other = trigram[size]
        ratio = "" if name == other[1] else f"{float(other[3]) / float(p95):.1f} × faster at p95"
        beside = "" if name == other[1] else other[1]
        measured = f"p50 {median} ms, p95 {p95} ms, {hits} % in the first ten"
        found.append(Figure(f"name search: {name}", f"{size} persons", measured, beside, ratio))
    return found


def _ratios(echo: Echo, rows: list[tuple[str, str, str, str, str]]) -> None:
    by_size: dict[str, dict[str, float]] = {}
    for size, name, _median, p95, _hits in rows:
        by_size.setdefault(size, {})[name] = float(p95)
    for size, found in by_size.items():
        echo(f"{size} persons: p95 of the trigram search is {found['pg_trgm %'] / found['dayaq']:.1f} times ours")


# Persons --------------------------------------------------------------------------------------------------------------


def _words(draw: random.Random, count: int) -> list[str]:
    """Distinct made-up names, so that the dictionary holds thousands of words."""
    made: dict[str, None] = {}
    syllables = SYLLABLES.split()
    while len(made) < count:
        made["".join(draw.choices(syllables, k=draw.choice((2, 2, 3)))).capitalize()] = None
    return list(made)


class Names:
    """Names drawn with Zipf frequencies."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.men = MEN.split() + _words(draw, 1_200)
        self.women = WOMEN.split() + _words(draw, 900)
        stems = self.men + _words(draw, 2_500)
        self.surnames = [(stem + ending[0], stem + ending[1]) for stem in stems for ending in ENDINGS[:2]]
        self.surnames = [pair for pair in self.surnames if not pair[0].endswith(("əov", "iov", "uov", "aov"))]
        self.surnames = self.surnames[::2] + [(stem + "zadə", stem + "zadə") for stem in stems[::5]]
        self.weights = {len(names): _zipf(len(names)) for names in (self.men, self.women, self.surnames)}

    def rows(self, count: int) -> Iterator[tuple[str, str, str, str]]:
        """(surname, given name, father's name, sex) of ``count`` persons."""
        pick = self.draw.choices
        surnames = pick(self.surnames, cum_weights=self.weights[len(self.surnames)], k=count)
        men = pick(self.men, cum_weights=self.weights[len(self.men)], k=count)
        women = pick(self.women, cum_weights=self.weights[len(self.women)], k=count)
        fathers = pick(self.men, cum_weights=self.weights[len(self.men)], k=count)
        for surname, man, woman, father in zip(surnames, men, women, fathers, strict=True):
            male = self.draw.random() < 0.5
            yield surname[0 if male else 1], man if male else woman, father, "m" if male else "f"


def _zipf(count: int) -> list[float]:
    total, sums = 0.0, []
    for rank in range(count):
        total += 1 / (rank + 3)
        sums.append(total)
    return sums


def _units() -> list[int]:
    for number in range(DISTRICTS):
        AdministrativeUnit.objects.get_or_create(
            code=f"BENCH-{number}",
            valid_from=date(2000, 1, 1),
            defaults={"kind": "district", "label": {"az": f"R{number}", "en": f"R{number}"}, "sort_key": f"{number}"},
        )
    return list(
        AdministrativeUnit.objects.filter(code__startswith="BENCH-").order_by("pk").values_list("pk", flat=True)
    )


def _fill(count: int, echo: Echo) -> None:
    """Add ``count`` persons by COPY, with their words."""
    if count <= 0:
        return
    started = time.perf_counter()
    draw = random.Random(count)
    units = _units()
    first = (Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    names = Names(random.Random(1))
    names.draw = draw
    people = list(names.rows(count))
    derived = [derive(surname, given, father) for surname, given, father, _sex in people]
    ids = ensure_tokens({word for one in derived for word, _part in one.words})
    columns = (
        "id created_at surname given_name father_name name_original sex birth_date birth_date_original phone "
        "phone_original email unit_id address language is_restricted origin sort_key name_key version"
    ).replace(" ", ", ")
    now, born = clock.now(), date(1940, 1, 1)
    with connection.cursor() as cursor:
        with cursor.copy(f"copy registry_person ({columns}) from stdin") as copy:
            for number, ((surname, given, father, sex), one) in enumerate(zip(people, derived, strict=True)):
                copy.write_row(
                    (
                        first + number, now, surname, given, father, "{}", sex,
                        born + timedelta(days=draw.randrange(28_000)), "", "", "", "", units[number % DISTRICTS], "",
                        "az", False, "seed", one.sort_key, one.name_key, 1,
                    )
                )  # fmt: skip
        with cursor.copy("copy registry_personname (token_id, person_id, part) from stdin") as copy:
            for number, one in enumerate(derived):
                for word, part in one.words:
                    copy.write_row((ids[word], first + number, part))
        cursor.execute("select setval(pg_get_serial_sequence('registry_person', 'id'), %s)", [first + count])
        cursor.execute("create extension if not exists pg_trgm")
        cursor.execute("drop table if exists bench_name")
        cursor.execute(
            "create table bench_name as select id, concat_ws(' ', surname, given_name, father_name) as full_name "
            "from registry_person"
        )
        cursor.execute("create index on bench_name using gin (full_name gin_trgm_ops)")
        for table in ("registry_person", "registry_personname", "registry_nametoken", "bench_name"):
            cursor.execute(f"vacuum analyze {table}")
    echo(f"{count:,} persons written in {time.perf_counter() - started:.0f} s, {len(ids):,} distinct words")


# Variants -------------------------------------------------------------------------------------------------------------


def _typo(word: str, draw: random.Random) -> str:
    if len(word) < 5:
        return word
    place = draw.randrange(1, len(word) - 1)
    kind = draw.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place] + word[place:]


def variants(person: Person, draw: random.Random) -> list[tuple[str, str]]:
    """(kind, text) as somebody may type the name of ``person``."""
    surname, given, father = person.surname, person.given_name, person.father_name
    year = person.birth_date.year if person.birth_date else ""
    whole = [surname, given, father]
    slip = draw.randrange(3)
    return [
        ("as written", " ".join(whole)),
        ("another order", f"{given} {father} {surname}"),
        ("latin letters", " ".join(map(latin, whole))),
        ("Azerbaijani Cyrillic", " ".join(whole).lower().translate(TO_CYRILLIC)),
        ("slip", " ".join(_typo(word, draw) if place == slip else word for place, word in enumerate(whole))),
        ("unfinished", f"{surname} {given} {father[: max(3, len(father) - 2)]}"),
        ("surname, name, year", f"{surname} {given} {year}"),
    ]


# Measuring ------------------------------------------------------------------------------------------------------------


def _measure(size: int) -> list[tuple[str, str, str, str, str]]:
    draw = random.Random(7)
    low, high = Person.objects.order_by("pk").values_list("pk", flat=True)[0], Person.objects.order_by("-pk")[0].pk
    sample = [Person.objects.filter(pk__gte=draw.randint(low, high)).order_by("pk")[0] for _number in range(SAMPLES)]
    typed = [(person, text) for person in sample for _kind, text in variants(person, draw)]
    country = _account(None)
    unit = AdministrativeUnit.objects.get(code="BENCH-7")
    district = _account(unit)
    there = list(Person.objects.filter(unit=unit).order_by("pk")[:SAMPLES])
    in_district = [(person, text) for person in there for _kind, text in variants(person, draw)]
    return [
        _row(size, "dayaq", typed, lambda text: [hit.person for hit in search_persons(country, text, 10)]),
        _row(
            size,
            "dayaq, one district",
            in_district,
            lambda text: [h.person for h in search_persons(district, text, 10)],
        ),
        _row(size, "pg_trgm %", draw.sample(typed, 100), _trigram),
    ]


def _account(unit: AdministrativeUnit | None) -> User:
    organisation, _ = Organisation.objects.get_or_create(
        code="bench", defaults={"kind": "agency", "label": {"az": "Bench", "en": "Bench"}}
    )
    name = f"bench{unit.pk if unit else ''}"
    user, made = User.objects.get_or_create(username=name, defaults={"display_name": name, "human_id": name})
    if made:
        Membership.objects.create(
            user=user, organisation=organisation, role="caseworker", unit=unit, valid_from=date(2000, 1, 1)
        )
    return user


def _trigram(text: str) -> list[Person]:
    text = " ".join(word for word in cyrillic_to_latin(text).split() if not word.isdigit())
    with connection.cursor() as cursor:
        cursor.execute("set pg_trgm.similarity_threshold = 0.3")
        cursor.execute(
            "select id from bench_name where full_name %% %s order by similarity(full_name, %s) desc, id limit 10",
            [text, text],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return list(Person.objects.filter(pk__in=ids))


def _row(
    size: int, name: str, typed: list[tuple[Person, str]], find: Callable[[str], list[Person]]
) -> tuple[str, str, str, str, str]:
    times, hits = [], 0
    for _person, text in typed[:20]:
        find(text)
    for person, text in typed:
        started = time.perf_counter()
        found = find(text)
        times.append((time.perf_counter() - started) * 1000)
        hits += any(_triple(one) == _triple(person) for one in found)
    cuts = statistics.quantiles(times, n=20)
    return f"{size:,}", name, f"{cuts[9]:.1f}", f"{cuts[18]:.1f}", f"{100 * hits / len(typed):.1f}"


def _triple(person: Any) -> tuple[str, str, str]:
    return person.surname, person.given_name, person.father_name
