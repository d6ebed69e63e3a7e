"""`nuanyi meals`: a union's list of meals and other events comes in."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.import_report import faults_told, tell, tell_notes
from bot.opening import open_calendar, open_database
from bot.settings import Settings, read_settings
from models.database import Database
from services.clock import SystemClock
from services.events.days import Days
from services.events.event_file import EventList, read_events
from services.events.event_import import import_events
from services.events.telling import Teller
from services.lists.station_import import ImportResult
from services.staff.audit import Act, write_down

meals = typer.Typer(no_args_is_help=True)


@meals.callback()
def meals_group() -> None:
    """Meals and what else takes place at stations, by a rule."""


@meals.command("import")
def import_command(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV or XLSX: station_code,title,rule,serves_from,serves_until and more."),
    ],
) -> None:
    """Take a list of meals and events: all rows or none, every fault and note by row and column."""
    with faults_told():
        listing = read_events(file)
        result = asyncio.run(_import(listing, read_settings()))
    tell_notes(listing.all_notes)
    tell(result, "免费餐和活动")


async def bring_in_events(database: Database, listing: EventList, settings: Settings) -> ImportResult:
    """Import in one transaction; ImportRefused with every fault."""
    now = SystemClock().now()
    teller = Teller(Days(open_calendar(settings), settings.zone), settings.language)
    async with database.writing() as session, session.begin():
        result = await import_events(session, listing, teller, now)
        write_down(session, Act.IMPORTED_EVENTS, str(result), now)
        return result


async def _import(listing: EventList, settings: Settings) -> ImportResult:
    async with open_database(settings) as database:
        return await bring_in_events(database, listing, settings)
