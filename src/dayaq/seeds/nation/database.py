"""The country in an empty database: block after block, each one transaction, each set one chained audit event."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from dayaq.accounts.api import system_user
from dayaq.core import heads
from dayaq.core.api import WrongState, audit, clock
from dayaq.core.models import AuditEvent
from dayaq.places.api import districts, load_places
from dayaq.registry.api import ensure_tokens, load_income_sources, load_status_kinds
from dayaq.registry.models import (
    Household,
    HouseholdIncome,
    HouseholdMember,
    IdentityDocument,
    Person,
    PersonName,
    Status,
    StatusKind,
)
from dayaq.seeds.api import seeded
from dayaq.seeds.copying import moment
from dayaq.seeds.nation import rows
from dayaq.seeds.nation.block import Block, make_block
from dayaq.seeds.nation.columns import Table
from dayaq.seeds.nation.files import Parquet, is_there, remove_parts, take_places
from dayaq.seeds.nation.plan import EDITION, Plan
from dayaq.seeds.nation.words import words
from dayaq.seeds.tables import gather_statistics, restart_keys

BEGUN: Final = "population.begun"
PERSONS: Final = "person.seeded"
MADE: Final = "population.seeded"
Told = Callable[[int], None]
_REMEDY: Final = "Use another database (DATABASE_URL), or another folder (DAYAQ_HOME)."


def write_database(plan: Plan, *, truth: Path | None, told: Told) -> bool:
    """The whole country into the database at hand; False when it is there already.

    Keys of persons are the numbers of the records. Cut short, the next start goes on after the last whole block.
    ``truth``: the folder for the truth file. ``told`` hears of the records of each block. WrongState where the database
    holds anything else.
    """
    _check_room(plan)
    restart_keys()
    written = _written()
    missing = [number for number in range(plan.blocks) if number not in written]
    if missing:
        _Writing(plan).write(missing, told)
        gather_statistics()
    if not missing and AuditEvent.objects.filter(event=MADE).exists():
        return _write_truth(plan, truth)
    with _at(plan, MADE), transaction.atomic():
        audit.record(by=system_user(), event=MADE, obj=system_user(), detail=plan.said())
    audit.seal()
    heads.publish()
    _write_truth(plan, truth)
    return True


def _check_room(plan: Plan) -> None:
    begun = AuditEvent.objects.filter(event=BEGUN).first()
    if begun is not None:
        found = begun.detail
        if any(str(found[key]) != str(value) for key, value in plan.said().items()):
            raise WrongState(
                f"This database holds the population of {found['persons']:,} persons of seed {found['seed']}.",
                code="other_population",
                remedy=_REMEDY,
            )
    elif Person.objects.exists() or seeded() is not None:
        raise WrongState(
            "This database is not empty; a population is made in an empty one only.", code="not_empty", remedy=_REMEDY
        )


def _written() -> set[int]:
    """The blocks that are there."""
    return set(AuditEvent.objects.filter(event=PERSONS).values_list("detail__block", flat=True))


@contextmanager
def _at(plan: Plan, topic: object) -> Iterator[None]:
    """Half an hour after midnight of the country's day; random bytes follow from the plan and the topic."""
    at = datetime.combine(plan.on, time(0, 30), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)
    with clock.frozen(at, seed=f"{EDITION}:{plan.seed}:{plan.on}:{topic}"):
        yield


def blocks_ahead(plan: Plan, numbers: Iterable[int]) -> Iterator[Block]:
    """The blocks in their order; the next is being made while one is used."""
    with ThreadPoolExecutor(1, thread_name_prefix="population") as pool:
        waiting = None
        for number in numbers:
            following = pool.submit(make_block, plan, number)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        if waiting is not None:
            yield waiting.result()


class _Writing:
    """What is known before the first block: who writes, keys by code, the words that most names are made of."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.common = {word for text in {*words().given, *words().surnames} for word in rows.WORDS(text)}
        self.tokens: dict[str, int] = {}
        with _at(plan, BEGUN), transaction.atomic():
            self.system = system_user()
            if not AuditEvent.objects.filter(event=BEGUN).exists():
                load_places(by=self.system)
                load_status_kinds()
                load_income_sources()
                audit.record(by=self.system, event=BEGUN, obj=self.system, detail=plan.said())
            self.known = rows.Known(
                units={unit.code: unit.pk for unit in districts(plan.on)},
                kinds=dict(StatusKind.objects.values_list("code", "pk")),
                verifier=self.system.pk,
                moment=moment(clock.now()),
            )

    def write(self, numbers: list[int], told: Told) -> None:
        """Write blocks, each in a transaction of its own."""
        for block in blocks_ahead(self.plan, numbers):
            with _at(self.plan, block.number), transaction.atomic():
                self._block(block)
            told(block.records)

    def _block(self, block: Block) -> None:
        tables, known = block.tables, self.known
        typed = rows.mistyped(tables["persons"], tables["truth"])
        taken = set(Person.objects.filter(fin__in=typed).values_list("fin", flat=True))
        person_rows = rows.persons(tables["persons"], tables["truth"], known, taken)
        first = self.plan.first(block.number)
        span = {"block": block.number, "first": first, "last": first + block.records - 1}
        for model in (Person, Household):
            pass_keys(model, span["last"])
        self._copy(PERSONS, Person, person_rows, span)
        self._copy("person.names_indexed", PersonName, rows.person_names(person_rows, self._tokens(person_rows)))
        self._copy("household.seeded", Household, rows.households(tables["households"], known))
        self._copy("household.members_seeded", HouseholdMember, rows.members(tables["members"], known))
        self._copy("household.incomes_seeded", HouseholdIncome, rows.incomes(tables["incomes"], known))
        self._copy("status.seeded", Status, rows.statuses(tables["statuses"], known))
        self._copy("document.seeded", IdentityDocument, rows.documents(tables["documents"], known))

    def _tokens(self, person_rows: Table) -> dict[str, int]:
        """Dictionary ids of a block's words; only those of common words are kept, so that memory stays flat."""
        met = ensure_tokens(rows.words_of(person_rows) - self.tokens.keys())
        self.tokens.update((word, met[word]) for word in met.keys() & self.common)
        return {**self.tokens, **met}

    def _copy(self, event: str, model: type[Model], table: Table, detail: dict[str, Any] | None = None) -> None:
        """COPY one set, and chain one audit event with the digest of its bytes."""
        if not table.num_rows:
            return
        data = rows.as_csv(table)
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
            sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, table.column_names))
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(data)
        audit.record_batch(
            by=self.system,
            event=event,
            object_type=model._meta.label_lower,
            count=table.num_rows,
            digest=hashlib.sha256(" ".join(table.column_names).encode() + data).hexdigest(),
            detail=detail,
        )


def _write_truth(plan: Plan, folder: Path | None) -> bool:
    """The truth file; False when it is there already or not wanted."""
    if folder is None:
        return False
    wanted: dict[str, object] = {**plan.said(), "database": True}
    if is_there(folder, wanted):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    remove_parts(folder)
    file = Parquet(folder, ("truth",))
    try:
        for block in blocks_ahead(plan, range(plan.blocks)):
            file.write(block.tables)
    finally:
        file.close()
    take_places(folder, wanted, {"records": plan.records})
    return True


def pass_keys(model: type[Model], last: int) -> None:
    """Let the keys that the database makes for ``model`` go on behind ``last``, without being owner of the table.

    Persons and households have the numbers of the country for keys, so that an attempt cut short leaves no gap.
    """
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
        (name,) = cursor.fetchone()
        cursor.execute("SELECT coalesce(pg_sequence_last_value(%s::regclass), 0)", [name])
        (used,) = cursor.fetchone()
        cursor.execute("SELECT max(nextval(%s)) FROM generate_series(1, %s)", [name, max(0, last - used)])
