"""`dayaq seed`: fill an empty database with the demonstration country."""

import time
from datetime import datetime

import click

from dayaq.cli import output
from dayaq.seeds import api as seeds


@click.command("seed")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the country; today.")
@click.option(
    "--persons",
    type=click.IntRange(seeds.FEWEST),
    default=seeds.PERSONS,
    show_default=True,
    help="How many persons live in it.",
)
def command(on: datetime | None, persons: int) -> None:
    """Fill an empty database with the demonstration country: invented persons, the programme's history, open cases.

    The same day gives the same country. Stopped in the middle, the next start goes on after what was whole.

    \b
    Example: dayaq seed
             dayaq seed --on 2026-05-01 --persons 10000
    """
    started = time.monotonic()
    if seeds.seed_demo(on=on.date() if on else None, persons=persons, echo=output.say):
        output.say(f"The country is seeded ({time.monotonic() - started:.0f} s).")
    else:
        output.say("It was so already: the demonstration country is there.")
