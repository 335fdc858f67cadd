"""What an import came to, for a command and for a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dayaq.registry.imports.accepting.step import LAST_ROW
from dayaq.registry.imports.fields import label_of
from dayaq.registry.imports.filesets.sheets import placed
from dayaq.registry.imports.problems import words
from dayaq.registry.models import ImportBatch, StagedRow


def summary(batch: ImportBatch) -> dict[str, int]:
    """Rows read, staged, accepted (new and changed), unchanged, rejected; and warnings.

    Until acceptance has begun, ``new`` and ``changed`` are what would come in.
    """
    counts = batch.counts
    names = ("created", "updated") if LAST_ROW in counts else ("to_create", "to_change")
    new, changed = (counts.get(name, 0) for name in names)
    return {
        "read": batch.rows,
        "staged": counts.get("rows", 0),
        "accepted": new + changed,
        "new": new,
        "changed": changed,
        "unchanged": counts.get("unchanged", 0),
        "rejected": counts.get("rejected", 0),
        "warnings": counts.get("warnings", 0),
    }


def by_file(batch: ImportBatch) -> list[dict[str, Any]]:
    """Of a set for each file that was read: its name, what it holds and the numbers of :func:`summary`; else []."""
    found = []
    names = ("created", "updated") if LAST_ROW in batch.counts else ("to_create", "to_change")
    counted = batch.counts.get("files", [{}] * len(batch.files))
    for file, counts in zip(batch.files, counted, strict=True):
        if not file["holds"]:
            continue
        new, changed = (counts.get(name, 0) for name in names)
        more = {name: counts.get(name, 0) for name in ("unchanged", "rejected", "warnings")}
        numbers = {"read": file["rows"], "accepted": new + changed, "new": new, "changed": changed, **more}
        found.append({"file": file["name"], "holds": file["holds"], **numbers})
    return found


def problems(batch: ImportBatch) -> list[dict[str, Any]]:
    """Problems by code, the gravest and commonest first: code, severity, rows, message, remedy."""
    header = batch.problem.get("header", ())
    found = [{"code": issue["code"], "severity": issue["severity"], "rows": 1} for issue in header]
    found += [{"code": code, "severity": severity, "rows": rows} for severity, code, rows in _by_code(batch)]
    for one in found:
        said = words(one["code"])
        one |= {"message": str(said.message), "remedy": str(said.remedy)}
    return found


def _by_code(batch: ImportBatch) -> list[list[Any]]:
    return list(batch.counts.get("problems", ()))


def progress(batch: ImportBatch) -> tuple[int, int]:
    """Rows done of the step under way, and rows of that step."""
    total = batch.counts.get("ready", 0) if batch.state == "accepting" else batch.rows
    return min(batch.rows_done, total), total


def issues(batch: ImportBatch, limit: int, after: int = 0) -> Iterator[dict[str, Any]]:
    """Every problem with its row, field, value and remedy, at most ``limit`` rows of them; the header's first.

    Of a set "file" is the name of the file and "row" the number there; "at" tells a row from all others.
    ``after``: only of rows whose "at" is behind this one, and none of the header.
    """
    header = batch.problem.get("header", ()) if not after else ()
    for issue in header:
        yield in_words(batch, batch.options.get("file", {}).get("header_row", 1), issue)
    rows = StagedRow.objects.filter(batch=batch, row__gt=after).exclude(issues=[]).order_by("row")
    for number, found in rows.values_list("row", "issues")[:limit]:
        for issue in found:
            yield in_words(batch, number, issue)


def in_words(batch: ImportBatch, row: int, issue: dict[str, Any]) -> dict[str, Any]:
    """A stored issue with its words in the active language."""
    said = words(issue["code"])
    label = str(label_of(issue["field"])) if issue["field"] else ""
    texts = {"label": label, "message": str(said.message), "remedy": str(said.remedy)}
    file, number = placed(batch.files, row)
    return {"row": number, "file": file, "at": row, **issue, **texts}
