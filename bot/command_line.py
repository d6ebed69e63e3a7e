"""The command line: what an operator types; a person's mistake is one line, never a traceback."""

import sys
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from services.errors import NuanyiError

COMMANDS: Final = {
    "run": ("bot.run_command", "Run the bot, its clock and its courier until it is stopped."),
    "demo": (
        "bot.demo_command",
        "Show the whole bot at work in an invented city: no token, no account, nothing leaves this machine.",
    ),
    "doctor": ("bot.doctor", "Look at everything, one line each; exit 1 if something a worker would notice is wrong."),
    "secret": ("bot.keys", "Print a new key for NUANYI_SECRET_KEY."),
    "db": ("bot.database_commands", "The database."),
    "stations": ("bot.station_commands", "The stations."),
    "unions": ("bot.union_commands", "The unions."),
    "meals": ("bot.meal_commands", "Meals and other events."),
    "staff": ("bot.staff_commands", "The people who work for the unions."),
    "heat": ("bot.heat_commands", "Heat warnings by hand."),
    "cases": ("bot.case_commands", "What workers filed, and what became of it."),
    "law": ("bot.law_command", "What is said of the law."),
}
"""Each command or group of them: in which module it stands, under its own name, and its line of help."""


class Contents(TyperGroup):
    """The commands by name; the module of one is imported when it is typed, for the bot's takes two seconds."""

    def __init__(self, **attributes: Any) -> None:
        lines = {name: TyperCommand(name, help=line) for name, (_, line) in COMMANDS.items()}
        super().__init__(**attributes | {"commands": lines})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real one in the place of its line."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, command_called(name) if name else None, rest


def command_called(name: str) -> Any:
    """The command or the group of this name in COMMANDS; its module is imported now."""
    module, line = COMMANDS[name]
    found, alone = getattr(import_module(module), name), typer.Typer()
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name, help=line)
    else:
        alone.command(name, help=line)(found)
    return get_group(alone).commands[name]


application = typer.Typer(cls=Contents, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@application.callback()
def nuanyi() -> None:
    """Nuanyi 暖驿: leads people who work outdoors to a station that will be open when they arrive."""


def main() -> None:
    """Run the command; errors that we raise on purpose become one line and exit code 1."""
    try:
        application()
    except* NuanyiError as errors:
        typer.echo(f"nuanyi: {first_of(errors)}", err=True)
        sys.exit(1)


def first_of(error: BaseException) -> BaseException:
    """The first error in a group of errors, which tasks running beside each other end in."""
    return first_of(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
