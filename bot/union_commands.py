"""`nuanyi unions`: the tree of unions comes in."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.import_report import faults_told, tell, tell_notes
from bot.opening import open_database
from models.database import Database
from services.clock import SystemClock
from services.lists.station_import import ImportResult
from services.lists.union_file import UnionList, read_unions
from services.lists.union_import import import_unions
from services.staff.audit import Act, write_down

unions = typer.Typer(no_args_is_help=True)


@unions.callback()
def unions_group() -> None:
    """The unions, as a tree by administrative code."""


@unions.command("import")
def import_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or XLSX: name,adcode,parent_adcode,hotline,desk_chat_id.")
    ],
) -> None:
    """Take a list of unions: all rows or none, every fault and note by row and column."""
    with faults_told():
        listing = read_unions(file)
        result = asyncio.run(_import(listing))
    tell_notes(listing.all_notes)
    tell(result, "工会")


async def bring_in_unions(database: Database, listing: UnionList) -> ImportResult:
    """Import in one transaction; ImportRefused with every fault."""
    async with database.writing() as session, session.begin():
        result = await import_unions(session, listing)
        write_down(session, Act.IMPORTED_UNIONS, str(result), SystemClock().now())
        return result


async def _import(listing: UnionList) -> ImportResult:
    async with open_database() as database:
        return await bring_in_unions(database, listing)
