"""The `dayaq` command. A sub-command's module is loaded when it is called, Django only when it needs it."""

import sys
from dataclasses import dataclass
from importlib import import_module

import click
from django.core.exceptions import ImproperlyConfigured

from dayaq.cli import installation, output
from dayaq.cli.embedded import EmbeddedError
from dayaq.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Entry:
    """A sub-command: the module that has it as `command`, and whether it works on the database.

    With `database`, Django is set up and the database is there before the module is imported, so it may import models
    and actions like any other code.
    """

    module: str
    help: str
    database: bool = True


COMMANDS = {
    "demo": Entry("dayaq.cli.demo", "Run Dayaq on this machine with a demonstration country.", database=False),
    "doctor": Entry("dayaq.cli.doctor", "Say what is wrong with this installation and how to mend it.", database=False),
    "people": Entry("dayaq.cli.people", "Import people from a spreadsheet."),
    "statuses": Entry("dayaq.cli.statuses", "Compute the statuses that follow from rules."),
    "services": Entry("dayaq.cli.services", "List the catalogue of services."),
    "figures": Entry("dayaq.cli.figures", "Show the figures, each with unit, bound, period and definition."),
    "retention": Entry("dayaq.cli.retention", "Show what is due to go, and apply what an officer approved."),
    "audit": Entry("dayaq.cli.audit", "Verify the audit chain."),
    "seed": Entry("dayaq.cli.seed", "Make the demonstration country, or a population of any size.", database=False),
    "worker": Entry("dayaq.cli.worker", "Hand out events, send notices and seal the audit chain until stopped."),
    "manage": Entry("dayaq.cli.manage", "Run a management command of Django, such as migrate.", database=False),
}


class Commands(click.Group):
    """Loads a sub-command when it is called, and turns what it refuses into words and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 – click's signature
        """In the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 – click's signature
        """Import the sub-command, with what it needs around it; None when there is no such command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.database:
            if not {"--help", "-h"} & set(sys.argv):
                installation.with_database()
            installation.set_up_django()
        command = import_module(entry.module).command
        assert isinstance(command, click.Command)  # noqa: S101 – a module without one is a mistake of ours
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 – click's signature
        """List the sub-commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the sub-command; what is expected to go wrong becomes a message, not a traceback."""
        from django.db.utils import OperationalError, ProgrammingError

        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise output.CommandFailed(output.render_error(error)) from error
        except (EmbeddedError, ImproperlyConfigured) as error:
            raise output.CommandFailed(str(error)) from error
        except OperationalError as error:
            reason = " ".join(str(error).split())
            raise output.CommandFailed(
                f"The database does not answer: {reason} Check DATABASE_URL, or unset it to use the embedded database."
            ) from error
        except ProgrammingError as error:
            if getattr(error.__cause__, "sqlstate", "") == "42P01":  # undefined_table
                raise output.CommandFailed("The database has no tables yet. Run: dayaq manage migrate") from error
            raise


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="dayaq")
def cli() -> None:
    """Dayaq: delivery of social support, from first contact to monitored outcome.

    Without DATABASE_URL the embedded database of DAYAQ_HOME is used. Exit code 0: done, or it was so already;
    1: done, some rows were rejected; 2: wrong use, or nothing could be done.

    \b
    Example: dayaq demo
             dayaq people import people.xlsx --json
    """


def main(arguments: list[str] | None = None) -> None:
    """Entry point of `dayaq` and of manage.py. A command ends with `ctx.exit(code)`, or returns its exit code."""
    try:
        code = cli.main(args=arguments, prog_name="dayaq", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(output.FAILED)
    except (click.Abort, KeyboardInterrupt):
        output.say("Stopped.")
        sys.exit(130)
    sys.exit(code if type(code) is int else output.DONE)


if __name__ == "__main__":
    main()
