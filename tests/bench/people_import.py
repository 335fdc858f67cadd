"""Import of people with households from a CSV file beside a bare COPY of every row that it left, into the same tables.

End to end: the command in a process of its own, from the file on disk to the last audit event: reading, normalising,
staging, checks across rows, acceptance, name dictionary. Bare: all rows that were left (history and audit included),
ready as text, copied back into the same tables with the same indexes and constraints, in the same run. Rounds alternate
and the figures are medians; a round of more than 100,000 rows is measured once. Memory is the command's own peak.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import connection, transaction

from dayaq.places.api import load_places
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.api import load_status_kinds
from tests.bench.crowd import Names
from tests.bench.figure import Figure

Echo = Callable[[str], None]
SIZES = (10_000, 100_000, 1_000_000)
HOUSEHOLD = 4
ROUNDS = 3
LARGE = 100_000  # rows; from here on a size is measured once
FIN_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
HEADER = (
    "FİN;Soyad;Ad;Ata adı;Cins;Doğum tarixi;Rayon;Ünvan;Telefon;Vəsiqə;Ailə №;Ailə başçısı;Qohumluq;Gəlir;Kateqoriya"
)
_PEOPLE = "select person_id from registry_externalkey where batch_id = {batch}"
_HOMES = "select household_id from registry_householdkey where batch_id = {batch}"
#: Table → which of its rows an import left, in an order in which they can be copied back.
LEFT = {
    "registry_person": f"id in ({_PEOPLE})",
    "registry_personname": f"person_id in ({_PEOPLE})",
    "registry_identitydocument": f"person_id in ({_PEOPLE})",
    "registry_status": f"person_id in ({_PEOPLE})",
    "registry_household": f"id in ({_HOMES})",
    "registry_householdmember": f"person_id in ({_PEOPLE})",
    "registry_householdincome": f"household_id in ({_HOMES})",
    "registry_personevent": f"pgh_obj_id in ({_PEOPLE})",
    "registry_statusevent": f"person_id in ({_PEOPLE})",
    "registry_householdmemberevent": f"person_id in ({_PEOPLE})",
    "registry_stagedrow": "batch_id = {batch}",
    "registry_importchange": "batch_id = {batch}",
    "core_auditevent": "object_type = 'registry.importbatch' and object_id = {batch}",
    "core_auditpending": "event_id in (select id from core_auditevent "
    "where object_type = 'registry.importbatch' and object_id = {batch})",
    "registry_householdkey": "batch_id = {batch}",
    "registry_externalkey": "batch_id = {batch}",
}


@dataclass(frozen=True)
class Run:
    """One import: its batch, seconds, peak memory in MB."""

    batch: int
    seconds: float
    peak: float


def main(echo: Echo, scale: float = 1.0) -> list[Figure]:
    """Measure in the database at hand, as its superuser; returns the figures for the common table."""
    load_places()
    load_status_kinds()
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="dayaq-bench-") as folder:
        for size in SIZES:
            found += _measure(max(HOUSEHOLD, int(size * scale)), Path(folder) / "people.csv", echo)
    return found


def _measure(count: int, file: Path, echo: Echo) -> list[Figure]:
    runs, bare, rows = [], [], 0
    for number in range(1 if count > LARGE else ROUNDS):
        _write(file, count, number)
        _execute("checkpoint")
        runs.append(_import(file, f"bench-{time.time_ns()}", count))
        rows, seconds = _bare(runs[-1].batch, echo if number == 0 else None)
        bare.append(seconds)
        echo(f"{count:,} rows, round {number + 1}: import {runs[-1].seconds:.1f} s, bare COPY {seconds:.1f} s")
    seconds, least = statistics.median(run.seconds for run in runs), statistics.median(bare)
    dataset = f"{count:,} people, {count // HOUSEHOLD:,} households; {rows:,} rows left"
    each = f"{seconds / count * 1e6:,.0f} µs a person, {max(run.peak for run in runs):,.0f} MB"
    share = f"{least / seconds:.0%}"
    return [
        Figure("import of people, end to end", dataset, f"{count / seconds:,.0f} people/s", "time, memory", each),
        Figure("  bare COPY of all rows left", dataset, f"{count / least:,.0f} people/s", "import ÷ bare", share),
    ]


def _import(file: Path, source: str, count: int) -> Run:
    """The command, in a process of its own."""
    arguments = [sys.executable, "-m", "dayaq.cli.main", "people", "import", str(file), "--source", source, "--json"]
    started = time.perf_counter()
    command = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert command.stdout is not None
    said = command.stdout.read()
    _pid, status, usage = os.wait4(command.pid, 0)
    seconds = time.perf_counter() - started
    command.returncode = os.waitstatus_to_exitcode(status)
    if command.returncode or json.loads(said)["new"] != count:
        raise AssertionError(said.decode()[:2_000])
    return Run(json.loads(said)["batch"], seconds, usage.ru_maxrss / 1_024)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _bare(batch: int, echo: Echo | None) -> tuple[int, float]:
    """Rows that the import left, and the seconds that a bare COPY of them takes; they are the same rows afterwards."""
    chosen = {table: where.format(batch=batch) for table, where in LEFT.items()}
    rows = 0
    with tempfile.TemporaryDirectory(prefix="dayaq-bench-") as folder, connection.cursor() as cursor:
        for table, where in chosen.items():
            rows_of = f"copy (select * from {table} where {where}) to stdout"
            with (Path(folder) / table).open("wb") as out, cursor.copy(rows_of) as copy:
                for block in copy:
                    out.write(block)
            cursor.execute(f"select count(*) from {table} where {where}")
            number = cursor.fetchone()[0]
            rows += number
            if echo and number:
                echo(f"  {table}: {number:,}")
        with transaction.atomic():
            cursor.execute("set local session_replication_role = replica")  # no history, no look for who refers to them
            for table, where in chosen.items():
                if table not in ("registry_externalkey", "registry_householdkey", "core_auditevent"):
                    cursor.execute(f"delete from {table} where {where}")
            for table in ("core_auditevent", "registry_householdkey", "registry_externalkey"):
                cursor.execute(f"delete from {table} where {chosen[table]}")
        for table in chosen:
            cursor.execute(f"vacuum analyze {table}")
        cursor.execute("checkpoint")
        started = time.perf_counter()
        with transaction.atomic():
            for table in chosen:
                with (Path(folder) / table).open("rb") as text, cursor.copy(f"copy {table} from stdin") as copy:
                    while block := text.read(1 << 20):
                        copy.write(block)
        return rows, time.perf_counter() - started


def _write(file: Path, count: int, seed: int) -> None:
    with file.open("w", encoding="utf-8", newline="\r\n") as out:
        out.write(HEADER + "\n")
        out.writelines(_rows(count, seed))


def _rows(count: int, seed: int) -> Iterator[str]:
    """People of households of four: a head with address and income, the others beside; one in ten has a status."""
    draw = random.Random(seed)
    names = Names(draw)
    districts = [unit.label["az"] for unit in AdministrativeUnit.objects.filter(kind="district", valid_to=None)]
    start = random.Random().randrange(34**7)  # never the FİN of an earlier run: they would be linked, not made
    documents = start % 900_000_000
    relations = ("başçı", "həyat yoldaşı", "oğul", "qız")
    district = address = ""
    for number, (surname, given, father, sex) in enumerate(names.rows(count)):
        place = number % HOUSEHOLD
        if not place:
            district = draw.choice(districts)
            address = f"Nizami küç. {draw.randrange(1, 300)}, mənzil {draw.randrange(1, 120)}"
        born = date(1940, 1, 1) + timedelta(days=draw.randrange(24_000))
        marker, word = ("oğlu", "kişi") if sex == "m" else ("qızı", "qadın")
        phone = f"050 {draw.randrange(200, 999)} {draw.randrange(10, 99)} {draw.randrange(10, 99)}"
        income = f"{draw.randrange(100, 2_000)},50" if not place else ""
        status = "müharibə veteranı" if draw.random() < 0.1 else ""
        yield (
            f"{_fin(start + number)};{surname};{given};{father} {marker};{word};{born:%d.%m.%Y};{district};{address};"
            f"{phone};AZE{documents + number:09};{seed}-{number // HOUSEHOLD};{'yox' if place else 'hə'};"
            f"{relations[place]};{income};{status}\n"
        )


def _fin(number: int) -> str:
    """The ``number``-th FİN, all different and in no order."""
    number = number * 20_000_003_119 % 34**7  # coprime to 34, so that none comes twice
    letters = []
    for _place in range(7):
        number, letter = divmod(number, 34)
        letters.append(FIN_LETTERS[letter])
    return "".join(letters)
