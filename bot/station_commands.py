"""`nuanyi stations`: a union's list comes in and goes out."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.import_report import MISSING_SHOWN, faults_told, tell, tell_notes
from bot.near_command import near
from bot.opening import open_database
from models.database import Database
from services.clock import SystemClock
from services.lists.station_export import stations_to_export, write_stations
from services.lists.station_file import read_station_file
from services.lists.station_import import ImportResult, import_stations
from services.lists.station_rows import StationList, read_stations
from services.places.datum import Datum
from services.staff.audit import Act, write_down

WHY_DATUM: Final = (
    "say which map the coordinates come from: gcj02 (Amap, Tencent), bd09 (Baidu) or wgs84 (GPS); "
    "with the wrong one every station is 500 m off"
)

stations = typer.Typer(no_args_is_help=True)
stations.command("near", context_settings={"ignore_unknown_options": True})(near)


@stations.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX or CSV.")],
    datum: Annotated[
        Datum | None, typer.Option(case_sensitive=False, help="The datum of the coordinates; required.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count, write nothing.")] = False,
) -> None:
    """Take a list of stations: all rows or none, every fault and note by row and column."""
    if datum is None:
        raise typer.BadParameter(WHY_DATUM, param_hint="--datum")
    listing = checked(file, datum)
    result = asyncio.run(_import(listing, dry_run=dry_run))
    tell_likeness(result)
    tell(result, "驿站", dry_run=dry_run)


@stations.command("export")
def export_command(file: Annotated[Path, typer.Argument(metavar="FILE", help="The CSV file to write.")]) -> None:
    """Write all listed stations to a CSV file, in WGS-84, safe to open in a spreadsheet."""
    rows = asyncio.run(_rows())
    write_stations(file, rows)
    typer.echo(f"{len(rows)} stations written to {file}")


def checked(file: Path, datum: Datum) -> StationList:
    """The stations of a file; prints what was found in it, ImportRefused if there is a fault."""
    with faults_told():
        listing = read_stations(read_station_file(file), datum)
    tell_notes(listing.notes)
    return listing


def tell_likeness(result: ImportResult) -> None:
    """Print which new codes look like a second name of a station that is known."""
    for new, known in result.alike[:MISSING_SHOWN]:
        typer.echo(f"提示 新的编号“{new}”和已有的“{known}”只差大小写、空格或横线，请核对是不是同一个驿站")


async def bring_in(database: Database, listing: StationList, *, dry_run: bool) -> ImportResult:
    """Import in one transaction; a dry run takes it back."""
    async with database.writing() as session:
        result = await import_stations(session, listing)
        write_down(session, Act.IMPORTED_STATIONS, str(result), SystemClock().now())
        await (session.rollback() if dry_run else session.commit())
    return result


async def _import(listing: StationList, *, dry_run: bool) -> ImportResult:
    async with open_database() as database:
        return await bring_in(database, listing, dry_run=dry_run)


async def _rows() -> list[list[str]]:
    async with open_database() as database, database.reading() as session:
        return await stations_to_export(session)
