"""`dayaq manage`: Django's management commands, as the role and with the database that each needs."""

import click
from django.core.management import execute_from_command_line

from dayaq.cli import installation

OWNER = {"migrate", "pgtrigger", "flush", "sqlflush", "createcachetable"}  # change tables, not rows
NO_DATABASE = {"check", "collectstatic", "diffsettings", "findstatic", "help", "version"}


@click.command(
    "manage",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run a management command of Django. Commands that change tables run as their owner.

    \b
    Example: dayaq manage migrate
             dayaq manage showmigrations
    """
    name = arguments[0] if arguments else "help"
    if name not in NO_DATABASE and "--help" not in arguments and "-h" not in arguments:
        installation.with_database()
        if name in OWNER:
            installation.as_owner()
    installation.set_up_django()
    execute_from_command_line(["dayaq manage", *arguments])
