"""One chunk of an import taken back, in one transaction with its event: killed at any moment, it is back or not."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import system_user
from dayaq.core.api import Invalid, audit
from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting.step import digest_of_rows
from dayaq.registry.imports.reversing import restoring
from dayaq.registry.imports.reversing.dependents import Dependent, corrected_meanwhile, dependents
from dayaq.registry.models import ImportBatch
from dayaq.registry.states import IMPORT_BATCH, BatchState

CHUNK: Final = 5_000
_BROUGHT: Final = """
select row, key, row_digest, person_id from registry_externalkey where batch_id = %s limit %s
"""
_LOCK: Final = "select id from {table} where id = any(%s::bigint[]) order by id for update"
#: Before the person what hangs on the person.
_PEOPLE_GO: Final = (
    "update registry_stagedrow set person_id = null where person_id = any(%s::bigint[])",
    "delete from registry_candidatepair where left_id = any(%s::bigint[])",
    "delete from registry_candidatepair where right_id = any(%s::bigint[])",
    "delete from registry_personname where person_id = any(%s::bigint[])",
    "delete from registry_personrelation where person_id = any(%s::bigint[])",
    "delete from registry_personrelation where relative_id = any(%s::bigint[])",
    "delete from registry_identitydocument where person_id = any(%s::bigint[])",
    "delete from registry_statusground where status_id in ("
    "select id from registry_status where person_id = any(%s::bigint[]))",
    "delete from registry_status where person_id = any(%s::bigint[])",
    "delete from registry_householdmember where person_id = any(%s::bigint[])",
    "delete from registry_externalkey where person_id = any(%s::bigint[])",
    "delete from registry_person where id = any(%s::bigint[])",
)
_LOOKS: Final = "select count(*) from registry_accessrecord where person_id = any(%s::bigint[])"
_MADE: Final = "select household_id from registry_householdkey where batch_id = %s limit %s"
_HOMES_GO: Final = (
    "delete from registry_formeraddress where household_id = any(%s::bigint[])",
    "delete from registry_householdincome where household_id = any(%s::bigint[])",
    "delete from registry_householdkey where household_id = any(%s::bigint[])",
    "delete from registry_household where id = any(%s::bigint[])",
)


def refuse(found: list[Dependent]) -> Invalid:
    """The refusal that names what depends on an import, with counts."""
    named = "; ".join(f"{one.label}: {one.count}" for one in found)
    return Invalid(
        _("This import cannot be taken back, because other records depend on what it brought: %(records)s.")
        % {"records": named},
        code="depended_on",
        field="batch",
        remedy=_("Take those back first, or correct the people one by one."),
    )


class Reversal:
    """One batch being taken back. How far it is stands in the database."""

    def __init__(self, batch: ImportBatch) -> None:
        self._pk = batch.pk

    @transaction.atomic
    def step(self, size: int = CHUNK) -> int:
        """Take the next chunk back; returns how many rows that were. After the last one the batch is reversed.

        Invalid when something has come to depend on people of this chunk meanwhile: they and the rest stay.
        """
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("source").get(pk=self._pk)
        if batch.state != BatchState.REVERSING:
            return 0
        done = self._changes(batch) or self._people(batch, size) or self._homes(batch, size)
        done = done or restoring.clear_flags(batch, size)
        if done:
            batch.rows_done += done
            batch.save(update_fields=["rows_done"])
        else:
            counts = batch.counts
            detail = {name: counts.get(name, 0) for name in ("created", "updated")}
            IMPORT_BATCH.move(batch, BatchState.REVERSED, by=system_user(), detail=detail)
        return done

    def _changes(self, batch: ImportBatch) -> int:
        step = restoring.last_step(batch)
        if step is None:
            return 0
        if found := corrected_meanwhile(batch, step):
            raise refuse(found)
        done = restoring.take_back(batch, step)
        if done:
            _record(batch, "import.changes_reversed", done, [])
        return done

    def _people(self, batch: ImportBatch, size: int) -> int:
        rows = sorted(sql.fetch(_BROUGHT, [batch.pk, size]))
        if not rows:
            return 0
        people = sorted({person for *_row, person in rows})
        ids = sql.ids(people)
        sql.fetch(_LOCK.format(table="registry_person"), [ids])
        if found := dependents(batch, people=people):
            raise refuse(found)
        for statement in _PEOPLE_GO:
            sql.run(statement, [ids])
        _record(batch, "import.people_removed", len(people), rows, looks=int(sql.fetch(_LOOKS, [ids])[0][0]))
        return len(rows)

    def _homes(self, batch: ImportBatch, size: int) -> int:
        homes = sorted(pk for (pk,) in sql.fetch(_MADE, [batch.pk, size]))
        if not homes:
            return 0
        ids = sql.ids(homes)
        sql.fetch(_LOCK.format(table="registry_household"), [ids])
        if found := dependents(batch, homes=homes):
            raise refuse(found)
        for statement in _HOMES_GO:
            sql.run(statement, [ids])
        _record(batch, "import.households_removed", len(homes), [(pk,) for pk in homes])
        return len(homes)


def _record(batch: ImportBatch, event: str, count: int, rows: list[tuple[object, ...]], **more: int) -> None:
    """The chained event of a chunk; ``looks``: how many records of who looked at these people stay behind."""
    audit.record_batch(
        by=system_user(),
        event=event,
        object_type="registry.importbatch",
        object_id=batch.pk,
        count=count,
        digest=digest_of_rows("\t".join(map(str, row)) for row in rows),
        detail={"batch": batch.pk, **more},
    )
