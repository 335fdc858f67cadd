"""A crowd to be found in: persons with names as unequally frequent as real ones, and the same for trigrams.

Names follow Zipf over thousands of distinct words; districts are filled evenly. Written by COPY, a chunk at a time, so
that ten millions need no more memory than one.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from dayaq.accounts.models import Membership, Organisation, User
from dayaq.core import clock
from dayaq.core.aztext import cyrillic_to_latin
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.api import derive, ensure_tokens
from dayaq.registry.models import Person

Echo = Callable[[str], None]
CHUNK = 250_000
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
BORN = date(1940, 1, 1)
_COLUMNS = (
    "id created_at surname given_name father_name name_original sex birth_date birth_date_original phone "
    "phone_original email unit_id address language is_restricted origin sort_key name_key version"
).replace(" ", ", ")


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


def fill(size: int, echo: Echo) -> None:
    """Add persons until there are ``size``, with their words, and the table that trigrams search."""
    if people(size, echo):
        for_trigrams()
        with connection.cursor() as cursor:
            for table in ("registry_person", "registry_personname", "registry_nametoken"):
                cursor.execute(f"vacuum analyze {table}")


def people(size: int, echo: Echo = lambda _text: None) -> int:
    """Add persons until there are ``size``, with their words; returns how many were added."""
    started, units, names = time.perf_counter(), _units(), Names(random.Random(1))
    standing = written = Person.objects.count()
    with connection.cursor() as cursor:
        while written < size:
            count = min(CHUNK, size - written)
            names.draw = random.Random(written)
            _write(cursor, list(names.rows(count)), names.draw, units)
            written += count
            echo(f"{written:,} persons written after {time.perf_counter() - started:.0f} s")
    return written - standing


def _units() -> list[int]:
    for number in range(DISTRICTS):
        AdministrativeUnit.objects.get_or_create(
            code=f"BENCH-{number}",
            valid_from=date(2000, 1, 1),
            defaults={"kind": "district", "label": {"az": f"R{number}", "en": f"R{number}"}, "sort_key": f"{number}"},
        )
    units = AdministrativeUnit.objects.filter(code__startswith="BENCH-").order_by("pk")
    return list(units.values_list("pk", flat=True))


def _write(cursor: CursorWrapper, rows: list[tuple[str, str, str, str]], draw: random.Random, units: list[int]) -> None:
    derived = [derive(surname, given, father) for surname, given, father, _sex in rows]
    ids = ensure_tokens({word for one in derived for word, _part in one.words})
    now = clock.now()
    cursor.execute(
        "select nextval(pg_get_serial_sequence('registry_person', 'id')) from generate_series(1, %s)", [len(rows)]
    )
    keys = [key for (key,) in cursor.fetchall()]
    with cursor.copy(f"copy registry_person ({_COLUMNS}) from stdin") as copy:
        for key, (surname, given, father, sex), one in zip(keys, rows, derived, strict=True):
            copy.write_row(
                (
                    key, now, surname, given, father, "{}", sex, BORN + timedelta(days=draw.randrange(28_000)),
                    "", "", "", "", units[key % DISTRICTS], "", "az", False, "seed", one.sort_key, one.name_key, 1,
                )
            )  # fmt: skip
    with cursor.copy("copy registry_personname (token_id, person_id, part) from stdin") as copy:
        for key, one in zip(keys, derived, strict=True):
            for word, part in one.words:
                copy.write_row((ids[word], key, part))


def for_trigrams() -> None:
    """The table that trigrams search: made when it is not there, and brought up to whoever was added since."""
    with connection.cursor() as cursor:
        cursor.execute("create extension if not exists pg_trgm")
        cursor.execute("select to_regclass('bench_name') is null")
        if cursor.fetchone()[0]:
            cursor.execute("create table bench_name (id bigint, unit_id bigint, full_name text)")
            cursor.execute(_NAMES)
            cursor.execute("set maintenance_work_mem = '512MB'")
            cursor.execute("create index on bench_name using gin (full_name gin_trgm_ops)")
            cursor.execute("create unique index on bench_name (id)")
            cursor.execute("create index on bench_name (unit_id)")
            cursor.execute("reset maintenance_work_mem")
        else:
            cursor.execute(_NAMES)
        cursor.execute("vacuum analyze bench_name")


_NAMES = """
insert into bench_name select id, unit_id, concat_ws(' ', surname, given_name, father_name) from registry_person
 where id > (select coalesce(max(id), 0) from bench_name)
"""


def account(unit: AdministrativeUnit | None) -> User:
    """A caseworker of ``unit``, or of the whole country."""
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


TRIGRAM = """
select id from bench_name where full_name %% %(text)s and (%(unit)s::bigint is null or unit_id = %(unit)s)
 order by similarity(full_name, %(text)s) desc, id limit 10
"""


def trigram(text: str, unit: int | None = None) -> list[Person]:
    """The ten persons (of ``unit``) whose whole name is most like ``text`` by trigrams, at the usual threshold of 0.3.

    Cyrillic is written in Latin letters first and numbers are left out: without that it would find less.
    """
    text = " ".join(word for word in cyrillic_to_latin(text).split() if not word.isdigit())
    with connection.cursor() as cursor:
        cursor.execute("set pg_trgm.similarity_threshold = 0.3")
        cursor.execute(TRIGRAM, {"text": text, "unit": unit})
        ids = [row[0] for row in cursor.fetchall()]
    found = Person.objects.in_bulk(ids)
    return [found[pk] for pk in ids]
