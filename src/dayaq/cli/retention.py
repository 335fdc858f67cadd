"""`dayaq retention`: what the schedule says is due, and applying what an officer approved."""

from datetime import datetime

import click

from dayaq.accounts.api import system_user
from dayaq.cli import output
from dayaq.core import clock
from dayaq.law.api import int_parameter
from dayaq.registry.api import RetentionState, apply_retention, plan_retention, retention_rules
from dayaq.registry.models import RetentionRun


@click.group("retention")
def command() -> None:
    """What is due to be anonymised or deleted, and applying the lists that an officer approved.

    \b
    Example: dayaq retention plan
             dayaq retention run --json
    """


@command.command("plan")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="As of this day; default today.")
@click.option("--json", "as_json", is_flag=True, help="Print the lists as JSON on stdout.")
def plan(day: datetime | None, as_json: bool) -> None:
    """Put up the lists of what is due, for review; nothing goes. A list that is approved already is left as it is.

    \b
    Example: dayaq retention plan --on 2030-01-01 --json
    """
    on = day.date() if day else clock.today()
    rows = []
    for rule in retention_rules():
        run = RetentionRun.objects.filter(rule=rule, state=RetentionState.APPROVED).first()
        run = run or plan_retention(by=system_user(), rule=rule, on=on)
        months = int_parameter(rule.parameter, on)
        rows.append({"rule": rule.code, "months": months, "due": run.total, "list": run.pk, "state": str(run.state)})
    if as_json:
        output.print_json({"on": on.isoformat(), "lists": rows})
        return
    table = [(row["rule"], row["months"], f"{row['due']:,}", row["list"], row["state"]) for row in rows]
    output.say(output.table(table, head=("rule", "months", "due", "list", "state")))
    output.say("Nothing was changed. An officer reviews and approves a list on the page of data protection.")


@command.command("run")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Only lists put up for this day.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON on stdout.")
def run(day: datetime | None, as_json: bool) -> None:
    """Apply the lists that an officer approved, in batches; killed and run again, it goes on where it was.

    Exit code 0: applied, or nothing is approved; 1: applied, and something held rows back.

    \b
    Example: dayaq retention run
    """
    approved = RetentionRun.objects.filter(state=RetentionState.APPROVED).select_related("rule").order_by("pk")
    if day is not None:
        approved = approved.filter(on_date=day.date())
    rows = []
    for one in approved:
        with output.progress(one.rule.code, one.total) as bar:
            while taken := apply_retention(by=system_user(), run=one):
                bar.advance(taken)
        one.refresh_from_db()
        rows.append({"rule": one.rule.code, "list": one.pk, "done": one.done, "held": one.held})
    if as_json:
        output.print_json({"lists": rows})
    elif not rows:
        output.say("No list is approved: nothing to do.")
    else:
        table = [(row["rule"], f"{row['done']:,}", f"{row['held']:,}") for row in rows]
        output.say(output.table(table, head=("rule", "done", "held back")))
    if any(row["held"] for row in rows):
        raise click.exceptions.Exit(output.REJECTED)
