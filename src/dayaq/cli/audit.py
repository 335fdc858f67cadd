"""`dayaq audit`: is the log still what was written?"""

import click

from dayaq.cli import output
from dayaq.core import heads
from dayaq.core.api import audit

PROBLEMS = {
    "altered": "the event is not what was sealed",
    "missing_link": "a link of the chain is gone",
    "differs_from_signed_head": "the chain was rebuilt: it differs from the head that was signed",
    "cut_off": "the chain ends before a head that was signed",
}


@click.group("audit")
def command() -> None:
    """Verify the audit chain, or seal what waits.

    \b
    Example: dayaq audit verify
             dayaq audit verify --json
    """


@command.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")
def verify(as_json: bool) -> None:
    """Recompute the chain from its first link and compare it with the signed heads outside the database.

    Exit code 0: intact; 1: something was changed after it was sealed. Events of the last seconds that the worker has
    not sealed yet are counted as unsealed; they are no fault.

    \b
    Example: dayaq audit verify --json
    """
    report = audit.verify()
    if as_json:
        output.print_json(
            {
                "intact": report.intact,
                "links": report.links,
                "head": report.head,
                "unsealed": report.unsealed,
                "erased_reasons": report.erased,
                "faults": [
                    {"position": fault.position, "event": fault.event_id, "problem": fault.problem}
                    for fault in report.faults
                ],
            }
        )
    else:
        for fault in report.faults:
            event = f", event {fault.event_id}" if fault.event_id else ""
            output.say(f"Link {fault.position}{event}: {PROBLEMS[fault.problem]}.")
        state = "The chain is intact" if report.intact else "The chain is broken"
        counts = f"Links: {report.links:,}. Unsealed: {report.unsealed:,}. Reasons erased: {report.erased:,}."
        output.say(f"{state}. {counts} Head: {report.head[:16]}…")
    if not report.intact:
        raise click.exceptions.Exit(output.REJECTED)


@command.command("seal")
def seal() -> None:
    """Seal what waits and publish the head; the worker does this by itself every second.

    \b
    Example: dayaq audit seal
    """
    sealed = audit.seal()
    heads.publish()
    output.say(f"Sealed: {sealed:,}")
