"""`dayaq services`: what the catalogue holds on a day."""

from datetime import datetime
from typing import Any

import click
from django.utils import translation

from dayaq.accounts.api import system_user
from dayaq.care.api import catalogue
from dayaq.care.models import ServiceTerms
from dayaq.cli import output
from dayaq.core import clock
from dayaq.core.api import label_in


@click.group("services")
def command() -> None:
    """The catalogue of social services.

    \b
    Example: dayaq services list
    """


@command.command("list")
@click.option("--kind", default="", help="Only services of the kind with this code.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day whose terms are shown; default today.")
@click.option("--json", "as_json", is_flag=True, help="Print the services as JSON on stdout.")
@click.option("--language", type=click.Choice(["az", "en"]), default="en", show_default=True)
def show(kind: str, day: datetime | None, as_json: bool, language: str) -> None:
    """List the services with the terms that hold on a day.

    \b
    Example: dayaq services list --kind legal
             dayaq services list --on 2024-12-31 --json
    """
    rows = catalogue(system_user(), day.date() if day else clock.today()).order_by("kind__order", "code")
    if kind:
        rows = rows.filter(kind__code=kind)
    found: list[Any] = list(rows)
    if not found:
        output.fail("There is no such service. Run: dayaq services list")
    if as_json:
        output.print_json([_plain(service) for service in found])
        return
    with translation.override(language):
        output.say(output.table([_row(service) for service in found], head=HEAD))


HEAD = ("code", "kind", "name", "forms", "a month", "who may be served")


def _row(service: Any) -> tuple[str, ...]:
    terms: ServiceTerms | None = next(iter(service.terms_then), None)
    if terms is None:
        return (service.code, service.kind.code, service.name, "–", "–", "no terms on that day")
    volume = f"{terms.times_a_month} × {terms.minutes} min" if terms.times_a_month else "–"
    return (service.code, service.kind.code, service.name, ", ".join(terms.forms), volume, terms.served_words)


def _plain(service: Any) -> dict[str, Any]:
    terms: ServiceTerms | None = next(iter(service.terms_then), None)
    return {
        "code": service.code,
        "kind": service.kind.code,
        "label": {code: label_in(service.label, code) for code in ("az", "en")},
        "state": service.state,
        "terms": terms
        and {
            "valid_from": terms.valid_from,
            "valid_to": terms.valid_to,
            "forms": terms.forms,
            "modes": terms.modes,
            "times_a_month": terms.times_a_month,
            "minutes": terms.minutes,
            "rule": terms.expression,
            "served": terms.served,
        },
    }
