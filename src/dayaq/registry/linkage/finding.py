"""Duplicates, found: the way from rows to scored pairs and clusters, for a spreadsheet and for the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.core.errors import Invalid
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.reading import Sheet
from dayaq.registry.linkage.blocking import choose_rules, make_pairs
from dayaq.registry.linkage.clustering import Clusters, cluster, put_groups
from dayaq.registry.linkage.comparing import compare, promising
from dayaq.registry.linkage.engine import workspace
from dayaq.registry.linkage.expecting import PRECISION, Expected, expectations, threshold_for
from dayaq.registry.linkage.fields import Field
from dayaq.registry.linkage.model import Model
from dayaq.registry.linkage.pairs import Pair
from dayaq.registry.linkage.records import Records, prepare, values_of
from dayaq.registry.linkage.scoring import LEAST, Scorer
from dayaq.registry.linkage.tabling import Taken, take_registry, take_sheet
from dayaq.registry.linkage.training import start, train
from dayaq.registry.linkage.weighing import weighed

if TYPE_CHECKING:
    from dayaq.registry.linkage.engine import Connection

Tell = Callable[[str], None]
STEPS: Final = ("reading", "values", "blocking", "pairs", "training", "scoring", "clusters")
REVIEWED: Final = 0.2  # from here on a pair is worth a person's look
_BLOCK: Final = 5_000
_SCORED: Final = "scored"


def silent(_step: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Linkage:
    """Scored pairs of one table; lives as long as the ``with`` block that made it."""

    model: Model
    taken: Taken
    count: int
    compared: int
    _connection: Connection
    _records: Records
    _scorer: Scorer

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is compared."""
        return self.model.fields

    def expected(self) -> list[Expected]:
        """Expected precision and recall at a range of thresholds, for a chart."""
        return expectations(self._connection, _SCORED)

    def expected_at(self, threshold: float) -> Expected:
        """Expected precision and recall at one threshold."""
        return expectations(self._connection, _SCORED, [threshold])[0]

    def threshold_for(self, precision: float = PRECISION) -> float:
        """The lowest threshold of which at least ``precision`` of the links are expected to be right; 0.5 at least."""
        return threshold_for(self._connection, _SCORED, precision)

    def clusters(self, threshold: float) -> Clusters:
        """Records that are one person at ``threshold``."""
        return cluster(self._connection, self._scorer, _SCORED, threshold)

    def pairs(self, least: float) -> Iterator[Pair]:
        """Pairs of probability ``least`` or more, best first, each with what speaks for and against it."""
        return self._read(f"select * from {_SCORED} where p >= {float(least)!r} order by p desc, l, r")

    def linked(self, clusters: Clusters, *, doubtful_first: bool = False) -> Iterator[Pair]:
        """Every pair within a cluster, best first unless told; those below the threshold are tied by the others."""
        order = "asc" if doubtful_first else "desc"
        connection = self._connection
        put_groups(connection, "grouped", clusters.groups)
        return self._read(
            f"select s.* from {_SCORED} s join grouped a on a.id = s.l join grouped b on b.id = s.r and a.g = b.g "
            f"order by s.p {order}, s.l, s.r"
        )

    def keys(self) -> dict[int, str]:
        """What the mapping says names a row for good, by row number; {} where it says nothing."""
        if not self.taken.keys:
            return {}
        return dict(self._connection.execute("select id, key from given").fetchall())

    def _read(self, sql: str) -> Iterator[Pair]:
        reading = self._connection.cursor()
        try:
            reading.execute(sql)
            names = [column[0] for column in reading.description]
            while rows := reading.fetchmany(_BLOCK):
                ids = sorted({record for row in rows for record in row[:2]})
                said = dict(values_of(self._connection, self._records, ids))
                for row in rows:
                    yield weighed(self.model, dict(zip(names, row, strict=True)), said)
        finally:
            reading.close()


@contextmanager
def link_sheet(sheet: Sheet, mapping: Mapping, *, model: Model | None = None, tell: Tell = silent) -> Iterator[Linkage]:
    """Find duplicates among the rows of ``sheet``; with ``model`` nothing is learned, and scores come out as before."""
    with workspace() as connection:
        tell("reading")
        yield _link(connection, take_sheet(connection, sheet, mapping), model, tell)


@contextmanager
def link_registry(by: User, *, model: Model | None = None, tell: Tell = silent) -> Iterator[Linkage]:
    """Find duplicates among the persons that ``by`` may see."""
    with workspace() as connection:
        tell("reading")
        yield _link(connection, take_registry(connection, by), model, tell)


def find_pairs_in_table(
    sheet: Sheet, mapping: Mapping, *, model: Model | None = None, least: float = REVIEWED
) -> Iterator[Pair]:
    """Pairs of rows (numbers as a spreadsheet shows them) of probability ``least`` or more, best first."""
    with link_sheet(sheet, mapping, model=model) as linkage:
        yield from linkage.pairs(least)


def find_pairs_in_registry(by: User, *, model: Model | None = None, least: float = REVIEWED) -> Iterator[Pair]:
    """Pairs of persons (by primary key) that ``by`` may see, of probability ``least`` or more, best first."""
    with link_registry(by, model=model) as linkage:
        yield from linkage.pairs(least)


def _link(connection: Connection, taken: Taken, model: Model | None, tell: Tell) -> Linkage:
    tell("values")
    records = prepare(connection, taken.columns, clock.today())
    if not records.fields:
        raise Invalid(_("All compared columns are empty."), code="nothing_to_compare", field="columns")
    tell("blocking")
    if model is None:
        fresh = start(records.fields, records.count)
        model = replace(fresh, rules=tuple(choose_rules(connection, records.fields, records.count)))
        known = False
    else:
        _check(model, records)
        known = True
    tell("pairs")
    compared = make_pairs(connection, model.fields, model.rules, records.count)
    compare(connection, model.fields, "pairs", "compared")
    connection.execute("drop table pairs")
    if not known:
        tell("training")
        model = train(connection, model)
    tell("scoring")
    scorer = Scorer(connection, model)
    promising(connection, replace(model, records=records.count), "compared", "promising", LEAST)
    scorer.score("promising", _SCORED)
    connection.execute("drop table compared")
    tell("clusters")
    return Linkage(model, taken, records.count, compared, connection, records, scorer)


def _check(model: Model, records: Records) -> None:
    if model.fields != records.fields:
        raise Invalid(
            _("The model was made for other columns."), code="model", field="model",
            value=", ".join(field.name for field in model.fields),
            remedy=_("Use the mapping with which it was made, or let a new one be learned."),
        )  # fmt: skip
