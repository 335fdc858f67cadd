"""`dayaq seed`: fill an empty database with the demonstration country, or make a population of any size.

The database is asked for only where one is needed: files are made without.
"""

import time
from datetime import date, datetime
from pathlib import Path

import click

from dayaq.cli import installation, output
from dayaq.seeds.nation.api import DAY, Plan, write_files

FEWEST = 2_000  # as seeds.api says, which needs the database
PERSONS = 240_000
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("seed")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help=f"The day of the country; today for the demonstration, {DAY} for a population.",
)
@click.option(
    "--persons", type=click.IntRange(1), default=PERSONS, show_default=True, help="How many persons live in it."
)
@click.option(
    "--out", type=click.Choice(["parquet", "db"]), help="Make a population, as files or in an empty database."
)
@click.option("--to", "folder", type=FOLDER, help="The folder for the files; with --out db, for the truth file alone.")
@click.option(
    "--csv", "flat", is_flag=True, help="With --out parquet: people.csv too, as `dayaq people import` reads it."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Which population.")
def command(on: datetime | None, persons: int, out: str | None, folder: Path | None, flat: bool, seed: int) -> None:
    """Fill an empty database with the demonstration country: invented persons, the programme's history, open cases.

    With --out, make a population instead: persons in households with statuses, incomes and documents, 5 % of the
    records being second records of somebody, with mistakes as people make them, and a truth file that says whose each
    record is. The same size, seed and day give the same bytes. See docs/reference/population-seed.md.

    Stopped in the middle, the next start begins anew or goes on after what was whole; the result is the same.

    \b
    Example: dayaq seed
             dayaq seed --on 2026-05-01 --persons 10000
             dayaq seed --persons 1000000 --out parquet --to /data/population --csv
             dayaq seed --persons 1000000 --out db --to /data/truth
    """
    if out is None and (folder is not None or flat):
        raise click.UsageError("--to and --csv go with --out.")
    if out == "parquet" and folder is None:
        raise click.UsageError("Say with --to into which folder the files go.")
    if out == "db" and flat:
        raise click.UsageError("--csv goes with --out parquet.")
    started = time.monotonic()
    day = on.date() if on else None
    if out is None:
        made = _demonstration(day, persons)
        said = "The country is seeded" if made else "It was so already: the demonstration country is there."
    else:
        made = _population(Plan(persons, seed, day or DAY), out, folder, flat)
        said = "The population is made" if made else "It was so already: this population is there."
    output.say(f"{said} ({time.monotonic() - started:.0f} s)." if made else said)


def _demonstration(day: date | None, persons: int) -> bool:
    _open_database()
    from dayaq.seeds.api import seed_demo

    return seed_demo(on=day, persons=persons, echo=output.say)


def _population(plan: Plan, out: str, folder: Path | None, flat: bool) -> bool:
    bar = output.Progress("Making records", plan.records)
    if out == "parquet":
        assert folder is not None  # noqa: S101 – checked above
        try:
            made = write_files(plan, folder, flat=flat, told=bar.advance)
        except OSError as error:
            output.fail(f"The files could not be written: {error}. Make room or name another folder, then start again.")
    else:
        _open_database()
        from dayaq.seeds.nation.database import write_database

        made = write_database(plan, truth=folder, told=bar.advance)
    if made:
        bar.finish()
    return made


def _open_database() -> None:
    installation.with_database()
    installation.set_up_django()
