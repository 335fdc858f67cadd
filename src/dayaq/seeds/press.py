"""Where rows are written: through lanes, each a connection and a thread of its own.

So the database works on several tables while the next rows are being made. Within a lane references are checked as rows
arrive; only those to rows of another lane wait for the commit, and lanes commit parents first. What has no lane is
written on this thread's own connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final, Protocol, cast

import psycopg
from django.db import connection
from django.db.models import Model
from psycopg import sql

from dayaq.accounts.models import User
from dayaq.core.api import audit

_CHUNK: Final = 1_000
_PARAMETERS: Final = ("host", "port", "user", "password", "dbname", "options", "sslmode")
_CROSSING: Final = """
    SELECT conname FROM pg_constraint
    WHERE contype = 'f' AND condeferrable AND conrelid::regclass::text = ANY(%s) AND confrelid::regclass::text = ANY(%s)
"""


class Writer(Protocol):
    """Writes COPY lines and runs statements, in the order in which it is told to."""

    def copy(self, statement: sql.Composed, chunks: Iterable[bytes]) -> None: ...

    def run(self, statement: str) -> None: ...


class Here:
    """This thread's own connection, in its transaction."""

    def copy(self, statement: sql.Composed, chunks: Iterable[bytes]) -> None:
        """Write now."""
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for chunk in chunks:
                copy.write(chunk)

    def run(self, statement: str) -> None:
        """Run now."""
        with connection.cursor() as cursor:
            cursor.execute(statement)


@dataclass
class _Job:
    """What a lane is to do: a COPY when there are chunks, which end with None."""

    statement: sql.Composed | sql.SQL
    chunks: SimpleQueue[bytes | None] | None
    done: Future[None]


class Lane:
    """A connection with a thread that does its jobs one after the other, in one transaction until :meth:`commit`."""

    def __init__(self, name: str) -> None:
        known = connection.get_connection_params()
        parameters = {key: known[key] for key in _PARAMETERS if key in known}
        self._connection = psycopg.connect(**parameters, application_name=f"dayaq seed {name}")
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._failed: BaseException | None = None
        self._thread = Thread(target=self._work, name=f"seed-{name}", daemon=True)
        self._thread.start()

    def copy(self, statement: sql.Composed, chunks: Iterable[bytes]) -> None:
        """Make the chunks here and now; they are written meanwhile."""
        waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._jobs.put(_Job(statement, waiting, Future()))
        try:
            for chunk in chunks:
                waiting.put(chunk)
        finally:
            waiting.put(None)

    def run(self, statement: str) -> None:
        """After what was asked before."""
        self._jobs.put(_Job(sql.SQL(cast(Any, statement)), None, Future()))

    def wait(self) -> None:
        """Until all is done; raises what went wrong."""
        last = _Job(sql.SQL("SELECT 1"), None, Future())
        self._jobs.put(last)
        last.done.result()

    def commit(self) -> None:
        """Check what was left, and commit."""
        self.wait()
        self._connection.commit()

    def close(self) -> None:
        """End the thread; what was not committed is gone."""
        self._jobs.put(None)
        with suppress(psycopg.Error):
            self._connection.cancel_safe()
        self._thread.join()
        self._connection.close()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                if self._failed is not None:
                    raise self._failed
                self._do(job)
            except (psycopg.Error, OSError) as error:
                self._failed = error
                job.done.set_exception(error)
            else:
                job.done.set_result(None)

    def _do(self, job: _Job) -> None:
        if job.chunks is None:
            self._connection.execute(job.statement)
            return
        with self._connection.cursor() as cursor, cursor.copy(job.statement) as copy:
            while (chunk := job.chunks.get()) is not None:
                copy.write(chunk)


@dataclass(frozen=True)
class _Batch:
    """A set that was written, for the audit log."""

    event: str
    model: type[Model]
    count: int
    digest: str
    detail: Mapping[str, Any] | None


class Press:
    """Writes sets of rows and keeps account of them; ``lanes`` names the models of each lane, parents first."""

    def __init__(self, lanes: Mapping[str, tuple[type[Model], ...]]) -> None:
        self._here = Here()
        self._batches: list[_Batch] = []
        self._lanes = {name: Lane(name) for name in lanes}
        self._of = {model: self._lanes[name] for name, models in lanes.items() for model in models}
        self._check_early(lanes)

    def _check_early(self, lanes: Mapping[str, tuple[type[Model], ...]]) -> None:
        tables = {name: [model._meta.db_table for model in models] for name, models in lanes.items()}
        for name, lane in self._lanes.items():
            others = [table for other, found in tables.items() if other != name for table in found]
            with connection.cursor() as cursor:
                cursor.execute(_CROSSING, [tables[name], others])
                crossing = ", ".join(connection.ops.quote_name(found) for (found,) in cursor.fetchall())
            lane.run("SET CONSTRAINTS ALL IMMEDIATE")
            if crossing:
                lane.run(f"SET CONSTRAINTS {crossing} DEFERRED")

    def writer(self, model: type[Model]) -> Writer:
        """Who writes the rows of ``model``."""
        return self._of.get(model, self._here)

    def write(
        self,
        *,
        event: str,
        model: type[Model],
        columns: str,
        lines: Iterable[str],
        detail: Mapping[str, Any] | None = None,
        table: str = "",
    ) -> None:
        """COPY ``lines`` into ``model`` (or into ``table``, from which they go there); nothing is recorded for none.

        ``columns``: database names separated by spaces. ``lines`` are made in this thread.
        """
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table or model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns.split()))
        )
        digest, count = hashlib.sha256(columns.encode()), 0

        def chunks() -> Iterator[bytes]:
            nonlocal count
            for chunk in _chunks(lines):
                data = ("\n".join(chunk) + "\n").encode()
                digest.update(data)
                count += len(chunk)
                yield data

        self.writer(model).copy(statement, chunks())
        if count:
            self._batches.append(_Batch(event, model, count, digest.hexdigest(), detail))

    def commit(self) -> None:
        """Wait for the lanes and commit them in their order."""
        for lane in self._lanes.values():
            lane.commit()

    def close(self) -> None:
        """Let go of the lanes."""
        for lane in self._lanes.values():
            lane.close()

    def record(self, by: User) -> None:
        """Chain one audit event for each set that was written, in the order of writing."""
        for batch in self._batches:
            audit.record_batch(
                by=by,
                event=batch.event,
                object_type=batch.model._meta.label_lower,
                count=batch.count,
                digest=batch.digest,
                detail=batch.detail,
            )
        self._batches.clear()


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
