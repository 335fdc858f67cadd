"""Name search beside pg_trgm on the same persons: median and 95th percentile, the work done, and how often it finds.

Persons and names are those of ``crowd``, what is typed those of ``variants``, a hit that of ``recall``. The account of
one district stands behind row security.
"""

from __future__ import annotations

import random
import statistics
from contextlib import nullcontext
from typing import NamedTuple

from django.db import connection

from dayaq.core.rowsecurity import behind
from dayaq.places.models import AdministrativeUnit
from dayaq.programmes.api import scope_of
from dayaq.registry.api import search_persons
from tests.bench import crowd, recall
from tests.bench.crowd import Echo
from tests.bench.figure import Figure
from tests.bench.recall import Find, Trial

SIZES = (60_000, 1_000_000)
SAMPLES = 40
WARM = 20
TO_CYRILLIC = str.maketrans("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз")


class Measured(NamedTuple):
    """Of one way to search: ms at the median and the 95th percentile, share of hits in %, pages a search touched."""

    median: float
    p95: float
    hits: float
    pages: float


def main(echo: Echo, scale: float = 1.0) -> list[Figure]:
    """Measure at 60,000 and 1,000,000 persons, times ``scale``, in the database at hand; needs the superuser."""
    figures = []
    for size in (int(size * scale) for size in SIZES):
        crowd.fill(size, echo)
        unit = AdministrativeUnit.objects.get(code=recall.DISTRICT)
        for where, within in (("the whole country", None), ("one district, row security on", unit)):
            typing = recall.trials(recall.sample(within, SAMPLES))
            random.Random(1).shuffle(typing)
            some = typing[: recall.for_trigrams(size)]
            ours = _ours(typing, within)
            trigram = _measure(some, lambda text, within=within: crowd.trigram(text, within and within.pk))
            figures.append(_figure(f"name search, {where}", size, ours, trigram))
            echo(" | ".join(figures[-1]))
    return figures


def _ours(typing: list[Trial], unit: AdministrativeUnit | None) -> Measured:
    user = crowd.account(unit)
    with behind(scope_of(user)) if unit else nullcontext():
        return _measure(typing, lambda text: [hit.person for hit in search_persons(user, text, recall.FIRST)])


def _measure(typing: list[Trial], find: Find) -> Measured:
    for trial in typing[:WARM]:
        find(trial.text)
    before = _pages()
    results = recall.measure(typing, find)
    pages = (_pages() - before) / len(typing)
    times = [one for result in results.values() for one in result.times]
    return Measured(statistics.median(times), statistics.quantiles(times, n=20)[18], recall.recall(results), pages)


def _pages() -> int:
    """Pages of tables and indexes that this database has touched so far, in memory or not."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_force_next_flush()")
        cursor.execute("select blks_hit + blks_read from pg_stat_database where datname = current_database()")
        return int(cursor.fetchone()[0])


def _figure(name: str, size: int, ours: Measured, trigram: Measured) -> Figure:
    return Figure(name, f"{size:,} persons", _words(ours), f"pg_trgm %: {_words(trigram)}", _times(ours, trigram))


def _times(ours: Measured, trigram: Measured) -> str:
    return f"{trigram.p95 / ours.p95:.0f} × faster at p95"


def _words(one: Measured) -> str:
    return f"p50 {one.median:.0f} ms, p95 {one.p95:.0f} ms, {one.hits:.1f} % in the first ten, {one.pages:,.0f} pages"
