"""`dayaq people`: find people, and bring them in from spreadsheets."""

import time
from importlib import import_module
from importlib.util import find_spec

import click

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.cli import output
from dayaq.registry.api import Hit, find_persons

MOST = 200


@click.group("people")
def command() -> None:
    """Find people by name in any spelling, FİN, telephone or birth date, and import them from spreadsheets.

    \b
    Example: dayaq people search "Алиев 1980"
    """


@command.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, MOST), default=25, show_default=True, help="How many at most.")
@click.option("--as", "username", default="", help="See with the eyes of this account: its district and its rights.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")
def search(text: tuple[str, ...], limit: int, username: str, as_json: bool) -> None:
    """Find people by TEXT, best first: names in any order, script or spelling, a FİN, telephone, birth date or year.

    Exit code 0 also when nobody is found.

    \b
    Example: dayaq people search Aliyev Hasan 1980
             dayaq people search 5abc12d --json
    """
    words = " ".join(text)
    started = time.perf_counter()
    found = find_persons(_account(username), words, limit)
    seconds = time.perf_counter() - started
    if as_json:
        output.print_json({"text": words, "more": found.more, "hits": [_plain(hit) for hit in found.hits]})
        return
    if not found.hits:
        output.say("Nobody was found. Try the FİN, or another spelling of the name.")
        return
    output.say(output.table([_row(hit) for hit in found.hits], head=("id", "FİN", "name", "born", "district", "score")))
    more = " There are more: add a given name, a father's name or a year of birth." if found.more else ""
    output.say(f"{len(found.hits)} found in {seconds * 1000:.0f} ms.{more}")


def _account(username: str) -> User:
    if not username:
        return system_user()
    account = User.objects.filter(username__iexact=username, is_active=True).first()
    if account is None:
        output.fail(f"There is no active account called {username}.")
    return account


def _plain(hit: Hit) -> dict[str, object]:
    person = hit.person
    return {
        "id": person.pk,
        "fin": person.fin,
        "surname": person.surname,
        "given_name": person.given_name,
        "father_name": person.father_name,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "district": person.unit.code if person.unit else None,
        "score": hit.score,
    }


def _row(hit: Hit) -> tuple[str, ...]:
    person = hit.person
    born = person.birth_date.strftime("%d.%m.%Y") if person.birth_date else ""
    unit = person.unit.label["az"] if person.unit else ""
    return (str(person.pk), person.fin or "", person.full_name, born, unit, f"{hit.score:.2f}")


if find_spec("dayaq.cli.people_import"):
    command.add_command(import_module("dayaq.cli.people_import").command)
if find_spec("dayaq.cli.people_duplicates"):
    command.add_command(import_module("dayaq.cli.people_duplicates").command)
