"""`dayaq people import`: people from a spreadsheet, by the same steps as in the browser."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from django.db import transaction

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.cli import output
from dayaq.registry import api
from dayaq.registry.models import ImportBatch

SHOWN = 30  # problems told on the terminal; all of them are in the JSON and in the file of rejected rows
MOST_ISSUES = 10_000
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
IMPORTABLE = click.Path(exists=True, path_type=Path)
WRITABLE = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", type=IMPORTABLE, required=False)
@click.option("--map", "map_file", type=READABLE, help="Mapping, in TOML.")
@click.option("--source", default="", help="Whose file it is; row keys are unique within a source.")
@click.option("--dry-run", is_flag=True, help="Check every row, write nothing.")
@click.option("--rejected", type=WRITABLE, help="Write rejected rows here (.csv, .xlsx; of a set .zip).")
@click.option("--save-map", is_flag=True, help="Keep the mapping for the next file of this source.")
@click.option("--show-map", is_flag=True, help="Print the mapping that would be used, as TOML, and end.")
@click.option("--undo", type=int, metavar="BATCH", help="Take a whole import back, while nothing depends on it.")
@click.option("--as", "username", default="", help="Import as this account, within its districts and rights.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
@click.pass_context
def command(ctx: click.Context, /, file: Path | None, undo: int | None, **given: Any) -> None:
    """Import people from FILE: CSV of any dialect (UTF-8, windows-1251, windows-1254), XLSX or Parquet.

    FILE may be a folder or a ZIP file with a set of such files: persons in one of them, and in others the members of
    households, households, incomes, addresses, identity documents, statuses and relatives, which name the persons by
    their keys. It is one import: all of it comes in, is gone on with, and is taken back together.

    Good rows come in; the others are reported, each with row, field, value and remedy. The same file again changes
    nothing; a changed row changes one person. Stopped at any moment and started again, it goes on. A CSV file may have
    any length; a workbook is held in memory, so long lists are better brought as CSV.

    Exit code 0: done, or it was so already; 1: done, some rows were rejected; 2: nothing could be done.

    \b
    Example: dayaq people import people.csv --rejected rejected.csv
             dayaq people import febrl3.csv --map examples/febrl3.toml --json
             dayaq people import people.xlsx --show-map > people.toml
             dayaq people import examples/rayon --map examples/rayon.toml
             dayaq people import --undo 17
    """
    if (file is None) == (undo is None):
        output.fail("Name the file to import, or with --undo the batch to take back.")
    ctx.exit(_undo(undo, given["username"], given["as_json"]) if file is None else _import(file, **given))


def _undo(number: int | None, username: str, as_json: bool) -> int:
    by = _account(username)
    batch = ImportBatch.objects.visible_to(by).select_related("source", "created_by").filter(pk=number).first()
    if batch is None:
        output.fail(f"There is no import with the number {number}.")
    before = batch.state
    api.reverse_batch(by=by, batch=batch)
    reversal = api.Reversal(batch)
    total = sum(batch.counts.get(name, 0) for name in ("created", "updated"))
    with output.progress("Taking back", total) as bar:
        bar.done = batch.rows_done
        while done := reversal.step():
            bar.advance(done)
    batch.refresh_from_db()
    report = {"batch": batch.pk, "file": batch.file_name, "source": batch.source.code, "state": batch.state}
    report |= {name: batch.counts.get(name, 0) for name in ("created", "updated")}
    if as_json:
        output.print_json(report)
    what = "records" if batch.files else "people"
    if before == "reversed":
        output.say(f"Import {batch.pk} was taken back already.")
    else:
        output.say(
            f"Import {batch.pk} is taken back: {report['created']:,} {what} removed, {report['updated']:,} restored."
        )
    return output.DONE


def _import(
    file: Path,
    map_file: Path | None,
    source: str,
    dry_run: bool,
    rejected: Path | None,
    save_map: bool,
    show_map: bool,
    username: str,
    as_json: bool,
) -> int:
    mapping, sheet = _mapping(file, map_file, source)
    if show_map:
        click.echo(api.mapping_as_toml(mapping), nl=False)
        return output.DONE
    by = _account(username)
    with transaction.atomic() if dry_run else nullcontext():
        batch, resumed = _batch(by, file, mapping)
        if resumed:
            output.say("An earlier import of this file did not end; it is gone on with.")
        _stage(batch, sheet)
        if not dry_run:
            _accept(by, batch)
        batch.refresh_from_db()
        if rejected and batch.counts.get("rejected"):
            _write_rejected(batch, rejected)
        if save_map and not dry_run:
            api.save_mapping(by=by, batch=batch, name=mapping.name, mapping=mapping)
        report = _report(batch, mapping, sheet, file, rejected, dry_run=dry_run)
        if dry_run:
            transaction.set_rollback(True)
    if as_json:
        output.print_json(report)
    _tell(report)
    return _exit_code(report)


def _mapping(file: Path, map_file: Path | None, source: str) -> tuple[api.Mapping, api.Sheet]:
    if map_file:
        mapping = api.parse_mapping(map_file.read_text(encoding="utf-8"), default_source=source or file.stem)
        if source:
            mapping = replace(mapping, source=api.source_code(source))
        return mapping, api.open_import(file.name, file, mapping.source, mapping)[0]
    sheet, mapping, saved = api.open_import(file.name, file, api.source_code(source or file.stem))
    output.say(f"Mapping: {saved.name} (saved earlier)." if saved else "Mapping: proposed from the header.")
    return mapping, sheet


def _account(username: str) -> User:
    if not username:
        return system_user()
    account = User.objects.filter(username__iexact=username, is_active=True).first()
    if account is None:
        output.fail(f"There is no active account called {username}.")
    return account


def _batch(by: User, file: Path, mapping: api.Mapping) -> tuple[ImportBatch, bool]:
    """The batch of this file: the one that a killed command left, or a new one that is ready to be staged."""
    unfinished = api.unfinished_batch(by, file, mapping)
    if unfinished is not None:
        return unfinished, True
    with transaction.atomic():
        batch = api.receive_file(
            by=by, name=file.name, content=file, source=mapping.source, mapping=mapping, keep=False
        )
        return api.start_staging(by=by, batch=batch, mapping=mapping), False


def _stage(batch: ImportBatch, sheet: api.Sheet) -> None:
    if batch.state != "staging":
        return
    staging = api.Staging(batch, sheet)
    with output.progress("Checking rows", sheet.total) as bar:
        bar.done = batch.rows_done
        while done := staging.step():
            bar.advance(done)
    batch.refresh_from_db()


def _accept(by: User, batch: ImportBatch) -> None:
    if batch.state == "staged":
        api.accept_batch(by=by, batch=batch)
    ready = batch.counts.get("ready", 0)
    with output.progress("Taking in", ready) as bar:
        bar.done = batch.rows_done
        acceptance = api.Acceptance(batch)
        while done := acceptance.step():
            bar.advance(done)
    batch.refresh_from_db()


def _write_rejected(batch: ImportBatch, path: Path) -> None:
    if batch.files:
        if path.suffix.lower() != ".zip":
            output.fail("The rejected rows of a set are several files: name a .zip file.")
        path.write_bytes(api.rejected_as_zip(batch, "csv"))
        return
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(api.rejected_as_xlsx(batch))
        return
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(api.rejected_as_csv(batch))


def _report(
    batch: ImportBatch, mapping: api.Mapping, sheet: api.Sheet, file: Path, rejected: Path | None, *, dry_run: bool
) -> dict[str, Any]:
    numbers = api.import_summary(batch)
    return {
        "file": file.name,
        "source": mapping.source,
        "batch": None if dry_run else batch.pk,
        "dry_run": dry_run,
        **_read_as(sheet),
        "mapping": mapping.to_json(),
        **numbers,
        "files": api.import_by_file(batch),
        "problems": api.import_problems(batch),
        "issues": list(api.import_issues(batch, MOST_ISSUES)),
        "rejected_file": str(rejected) if rejected and numbers["rejected"] else None,
    }


def _read_as(sheet: api.Sheet) -> dict[str, Any]:
    if isinstance(sheet, api.SetSheet):
        return {"encoding": "", "delimiter": "", "left_out": [one.name for one in sheet.parts if not one.holds]}
    return {"encoding": sheet.encoding or "xlsx", "delimiter": sheet.delimiter}


def _tell(report: dict[str, Any]) -> None:
    output.say(f"Source: {report['source']}" + ("" if report["dry_run"] else f". Batch: {report['batch']}"))
    names = ("read", "staged", "accepted", "new", "changed", "unchanged", "rejected", "warnings")
    output.say(output.table([[report[name] for name in names]], head=names))
    if report["files"]:
        _tell_files(report)
    errors = [issue for issue in report["issues"] if issue["severity"] == "error"]
    for issue in errors[:SHOWN]:
        where = issue["column"] or issue["label"]
        value = f" [{issue['value'][:60]}]" if issue["value"] else ""
        offered = f" → {issue['suggestion'][:60]}" if issue["suggestion"] else ""
        file = f"{issue['file']}, " if issue["file"] else ""
        output.say(f"{file}row {issue['row']}, {where}{value}{offered}: {issue['message']} {issue['remedy']}")
    if len(errors) > SHOWN:
        output.say(f"… and {len(errors) - SHOWN:,} more: see --json, or --rejected for the rows themselves.")
    for problem in report["problems"]:
        if problem["severity"] == "warning":
            output.say(f"warning, rows: {problem['rows']:,}: {problem['message']} {problem['remedy']}")
    if report["dry_run"]:
        output.say("Nothing was written: this was a dry run.")
    elif report["unchanged"] and not report["accepted"]:
        output.say("Nothing changed: every good row is in the registry already.")


def _tell_files(report: dict[str, Any]) -> None:
    names = ("file", "holds", "read", "new", "changed", "unchanged", "rejected", "warnings")
    output.say(output.table([[one[name] for name in names] for one in report["files"]], head=names))
    if report["left_out"]:
        output.say(f"Left out, because nothing says what is in them: {', '.join(report['left_out'])}.")


def _exit_code(report: dict[str, Any]) -> int:
    if not report["rejected"]:
        return output.DONE
    return output.REJECTED if report["accepted"] or report["unchanged"] else output.FAILED
