"""`dayaq figures`: what the records say, in numbers."""

import click
from django.utils import translation

from dayaq.cli import output
from dayaq.core.api import label_in
from dayaq.core.numbers import format_money, format_number
from dayaq.reporting.api import Figure, figures


@click.group("figures")
def command() -> None:
    """Show the figures, each with unit, bound, period, stage and definition.

    \b
    Example: dayaq figures show --json
    """


@command.command("show")
@click.argument("code", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON on stdout.")
@click.option("--language", type=click.Choice(["az", "en"]), default="en", show_default=True)
def show(code: str, as_json: bool, language: str) -> None:
    """Compute the figures from the records; with CODE only those whose code begins with it.

    Counts below the disclosure threshold are hidden.

    \b
    Example: dayaq figures show enrolled
             dayaq figures show --json
    """
    found = [figure for figure in figures() if figure.code.startswith(code)]
    if not found:
        output.fail(f"There is no figure whose code begins with {code}. Run: dayaq figures show")
    if as_json:
        output.print_json([figure.to_dict() for figure in found])
        return
    with translation.override(language):
        output.say(output.table([_row(figure, language) for figure in found], head=HEAD))


HEAD = ("code", "", "value", "unit", "stage", "period", "what it counts")


def _row(figure: Figure, language: str) -> tuple[str, ...]:
    definition = figure.definition
    period = " – ".join(day.strftime("%d.%m.%Y") if day else "…" for day in (definition.since, definition.to))
    label = label_in(definition.label, language)
    return (figure.code, figure.bound, _value(figure, language), figure.unit, figure.stage, period, label)


def _value(figure: Figure, language: str) -> str:
    if figure.value is None:
        return "hidden" if figure.hidden else "–"
    if figure.unit == "money":
        return format_money(figure.value, language)
    return format_number(figure.value, language)
