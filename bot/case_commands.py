"""`nuanyi cases`: what became of cases, for a union's statistics."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.opening import open_calendar, open_database
from bot.settings import read_settings
from services.cases.desk_rules import DeskRules
from services.cases.export import HEADER, cases_between
from services.clock import SystemClock
from services.errors import InputFault
from services.lists.csv_file import write_csv
from services.staff.audit import Act, write_down

cases = typer.Typer(no_args_is_help=True)


@cases.callback()
def cases_group() -> None:
    """What workers filed and what became of it."""


@cases.command("export")
def export_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the CSV.")],
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="Filed on this day or later.")
    ],
    last: Annotated[
        datetime, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="Filed on this day or earlier.")
    ],
) -> None:
    """Write what became of the cases filed on these days: no words, no numbers of people, no names."""
    if last < first:
        raise InputFault(f"--to {last:%Y-%m-%d} is before --from {first:%Y-%m-%d}")
    count = asyncio.run(_export(file, first, last))
    typer.echo(f"exported {count} cases")


async def _export(file: Path, first: datetime, last: datetime) -> int:
    settings = read_settings()
    rules = DeskRules.load(settings.data_dir, open_calendar(settings), settings.zone)
    async with open_database(settings) as database, database.writing() as session, session.begin():
        rows = await cases_between(session, first.date(), last.date(), rules, settings.zone)
        write_down(session, Act.EXPORTED_CASES, f"{first:%Y-%m-%d} {last:%Y-%m-%d}", SystemClock().now())
        write_csv(file, HEADER, rows)
    return len(rows)
