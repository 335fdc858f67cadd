"""Import of people from a CSV file, end to end, beside a bare COPY of the very rows it made into the very same tables.

End to end: bytes of the file, reading, normalising, staging, checks across rows, acceptance, name dictionary, audit.
Bare: the resulting rows, ready as text, copied back into the same tables with the same indexes and constraints, in the
same run. Rounds alternate; the figures are medians.
"""

from __future__ import annotations

import io
import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection, transaction

from dayaq.accounts.api import system_user
from dayaq.places.api import load_places
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import api
from dayaq.registry.models import StagedRow
from tests.bench.figure import Figure
from tests.bench.search import Names

Echo = Callable[[str], None]
ROWS = 50_000
ROUNDS = 3
TABLES = ("registry_person", "registry_personname", "registry_externalkey")
STAGED = "registry_stagedrow"
OWN = {
    "registry_person": "select * from registry_person where origin = %s",
    "registry_personname": "select n.* from registry_personname n join registry_person p on p.id = n.person_id "
    "where p.origin = %s",
    "registry_externalkey": "select k.* from registry_externalkey k join registry_person p on p.id = k.person_id "
    "where p.origin = %s",
    STAGED: "select s.* from registry_stagedrow s join registry_importbatch b on b.id = s.batch_id "
    "join registry_importsource o on o.id = b.source_id where 'import:' || o.code = %s",
}
FIN_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def main(echo: Echo, scale: float = 1.0) -> list[Figure]:
    """Measure in the database at hand, as its superuser; returns the figures for the common table."""
    load_places()
    count = int(ROWS * scale)
    imported, bare, staged = [], [], []
    for number in range(ROUNDS):
        content = _file(count, number)
        source = f"bench-{time.time_ns()}"
        imported.append(count / _timed(_import, content, source))
        origin = f"import:{source}"
        staged.append(count / _copied(origin, (*TABLES, STAGED)))
        StagedRow.objects.filter(batch__source__code=source).delete()  # they point to the persons
        bare.append(count / _copied(origin, TABLES))
        echo(f"round {number + 1}: import {imported[-1]:,.0f} rows/s, bare COPY {bare[-1]:,.0f} rows/s")
    ours, theirs, wider = (statistics.median(rates) for rates in (imported, bare, staged))
    dataset = f"{count:,} rows, 8 columns"
    return [
        Figure("import of people, end to end", dataset, f"{ours:,.0f} rows/s", "", ""),
        Figure(
            "  bare COPY, same tables and indexes",
            dataset,
            f"{theirs:,.0f} rows/s",
            "import ÷ bare",
            f"{ours / theirs:.0%}",
        ),
        Figure("  bare COPY, staged rows too", dataset, f"{wider:,.0f} rows/s", "import ÷ bare", f"{ours / wider:.0%}"),
    ]


def _timed(work: Callable[[bytes, str], None], content: bytes, source: str) -> float:
    started = time.perf_counter()
    work(content, source)
    return time.perf_counter() - started


def _file(count: int, seed: int) -> bytes:
    draw = random.Random(seed)
    names = Names(draw)
    districts = [unit.label["az"] for unit in AdministrativeUnit.objects.filter(kind="district", valid_to=None)]
    lines = ["FİN;Soyad;Ad;Ata adı;Cins;Doğum tarixi;Rayon;Telefon"]
    fresh, fins = random.Random(), set[str]()  # never those of an earlier run: they would be linked, not made
    while len(fins) < count:
        fins.add("".join(fresh.choices(FIN_LETTERS, k=7)))
    for fin, (surname, given, father, sex) in zip(sorted(fins), names.rows(count), strict=True):
        born = date(1940, 1, 1) + timedelta(days=draw.randrange(24_000))
        marker, word = ("oğlu", "kişi") if sex == "m" else ("qızı", "qadın")
        phone = f"050 {draw.randrange(200, 999)} {draw.randrange(10, 99)} {draw.randrange(10, 99)}"
        lines.append(
            f"{fin};{surname};{given};{father} {marker};{word};{born:%d.%m.%Y};{draw.choice(districts)};{phone}"
        )
    return "\r\n".join(lines).encode()


def _import(content: bytes, source: str) -> None:
    by = system_user()
    options = api.FileOptions()
    sheet = api.read_sheet("people.csv", content, options)
    mapping, _saved = api.mapping_for(sheet, source, options)
    batch = api.receive_file(by=by, name="people.csv", content=content, source=source, mapping=mapping, keep=False)
    api.start_staging(by=by, batch=batch, mapping=mapping)
    staging = api.Staging(batch, sheet)
    while staging.step():
        pass
    batch.refresh_from_db()
    api.accept_batch(by=by, batch=batch)
    while api.accept_step(batch):
        pass
    batch.refresh_from_db()
    if batch.counts["created"] != batch.rows:
        raise AssertionError(f"{batch.counts}")


def _copied(origin: str, tables: tuple[str, ...]) -> float:
    """Seconds that a bare COPY of the rows of ``origin`` into ``tables`` takes; they are the same rows afterwards."""
    with connection.cursor() as cursor:
        texts = {table: io.BytesIO() for table in tables}
        for table, text in texts.items():
            with cursor.copy(f"copy ({OWN[table]}) to stdout", [origin]) as copy:
                for block in copy:
                    text.write(block)
        with transaction.atomic():
            cursor.execute("set local session_replication_role = replica")  # no history, no look for who refers to them
            for table in reversed(tables):
                key = "ctid" if table == "registry_personname" else "id"
                chosen = OWN[table].replace(".*", f".{key}").replace("select *", f"select {key}")
                cursor.execute(f"delete from {table} where {key} in ({chosen})", [origin])
        for table in tables:
            cursor.execute(f"vacuum analyze {table}")
        started = time.perf_counter()
        with transaction.atomic():
            for table, text in texts.items():
                with cursor.copy(f"copy {table} from stdin") as copy:
                    copy.write(text.getvalue())
        return time.perf_counter() - started
