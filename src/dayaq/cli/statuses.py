"""`dayaq statuses`: what the rules say of everybody."""

import time
from datetime import datetime

import click

from dayaq.accounts.api import system_user
from dayaq.cli import output
from dayaq.registry.api import recheck_statuses
from dayaq.registry.models import Person


@click.group("statuses")
def command() -> None:
    """Statuses of people that follow from rules: age, family of a martyr, income of the household.

    \b
    Example: dayaq statuses recheck
    """


@command.command("recheck")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day on which they are to hold; default today."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")
def recheck(day: datetime | None, as_json: bool) -> None:
    """Open, prolong and end the statuses that follow from rules, for the whole population.

    The worker does it once a day by itself. Run twice it changes nothing more; killed at any moment and run again it
    goes on where it was. A day before the last pass is refused.

    \b
    Example: dayaq statuses recheck
             dayaq statuses recheck --on 2026-12-31 --json
    """
    started = time.perf_counter()
    total = Person.objects.count()
    bars: dict[str, output.Progress] = {}

    def tell(rule: str, done: int) -> None:
        bar = bars.setdefault(rule, output.Progress(rule, total))
        bar.advance(min(done, total) - bar.done)

    report = recheck_statuses(by=system_user(), on=day.date() if day else None, tell=tell)
    for bar in bars.values():
        bar.finish()
    if as_json:
        output.print_json({"on": report.on, "rules": report.counts})
        return
    names = ("opened", "prolonged", "ended", "gained", "lost")
    rows = [(rule, *(f"{counts[name]:,}" for name in names)) for rule, counts in report.counts.items()]
    output.say(output.table(rows, head=("rule", *names)))
    changed = sum(counts["opened"] + counts["prolonged"] + counts["ended"] for counts in report.counts.values())
    words = f"{changed:,} statuses changed" if changed else "Nothing changed"
    output.say(f"{words}; {total:,} persons on {report.on:%d.%m.%Y} in {time.perf_counter() - started:.1f} s.")
