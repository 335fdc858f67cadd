"""`dayaq doctor`: what is wrong with an installation, and how to mend it."""

import os
from collections.abc import Iterator
from dataclasses import asdict

import click

from dayaq.cli import checks, installation, output
from dayaq.cli.checks import INFO, OK, PROBLEM, WARNING, Finding

MARKS = {OK: "✓", INFO: "·", WARNING: "!", PROBLEM: "✗"}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="The findings on stdout, for machines.")
def command(as_json: bool) -> None:
    """Say what is wrong with this installation and how to mend it.

    Exit code 0: all is well; 1: there are warnings; 2: something does not work or is not safe.

    \b
    Example: dayaq doctor
             DAYAQ_ENV=production dayaq doctor --json
    """
    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            output.say(f"{MARKS[finding.level]} {finding.check}: {finding.text}")
            if finding.remedy:
                output.say(f"    → {finding.remedy}")
    levels = {finding.level for finding in findings}
    if as_json:
        output.print_json({"well": not levels & {WARNING, PROBLEM}, "findings": [asdict(each) for each in findings]})
    if PROBLEM in levels:
        raise click.exceptions.Exit(output.FAILED)
    if WARNING in levels:
        raise click.exceptions.Exit(output.REJECTED)


def examine() -> Iterator[Finding]:
    """All checks in order; what cannot be looked at because an earlier thing is broken is left out."""
    yield from checks.python()
    yield from checks.packages()
    yield from checks.home(installation.home())
    yield from checks.browser()
    configuration = list(checks.configuration())
    yield from configuration
    if any(finding.level == PROBLEM and finding.check == "configuration" for finding in configuration):
        return
    if not os.environ.get("DATABASE_URL") and not (installation.home() / "postgres").exists():
        yield Finding("database", INFO, "There is no database yet.", "Run: dayaq demo")
        return
    installation.with_database()
    reached = True
    for finding in checks.database(os.environ["DATABASE_URL"]):
        reached = reached and not (finding.check == "database" and finding.level == PROBLEM)
        yield finding
    if reached:
        installation.set_up_django()
        yield from checks.application()
