"""`nuanyi demo`: the whole bot beside a pocket Telegram, in an invented city, for whoever wants to see it at work."""

import asyncio
import csv
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from aiohttp import ClientError, ClientSession
from pydantic import SecretStr

from bot.build import build, connect
from bot.house import House
from bot.keys import check_seal, use_secret_key
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.station_commands import bring_in, checked
from bot.stopping import until_asked
from demo.stations import HEADER, stations
from models.upgrading import upgrade
from services.clock import Clock
from services.errors import StateFault
from services.places.datum import Datum
from services.stations.index import stations_revision
from services.stations.offer import DoorState, Offer

PORT: Final = 8100
DIRECTORY: Final = Path("data/demo")
TOKEN: Final = "1000000001:demo"  # noqa: S105 - opens nothing but the playground beside it
CITY: Final = "清渡市，虚构的城市 · Qingdu, an invented city"
STATIONS: Final = 300
MAP_SECONDS: Final = 20
COLORS: Final = {DoorState.OPEN: "open", DoorState.CLOSING: "open", DoorState.UNKNOWN: "unknown"}


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is; 0 takes any free one.")] = PORT,
) -> None:
    """Show the whole bot at work in an invented city: no token, no account, nothing leaves this machine."""
    set_up_logs("ERROR", as_json=False)
    asyncio.run(until_asked(_demo(port)))


async def _demo(port: int) -> None:
    async with _playground(port) as url:
        settings = settings_for(url)
        await make_ready(settings)
        async with build(settings) as house, asyncio.TaskGroup() as tasks:
            tasks.create_task(house.run())
            tasks.create_task(_keep_the_map(house, url))
            typer.echo(f"open {url} in a browser; Ctrl-C ends the demo")


def settings_for(url: str) -> Settings:
    """The demo's own settings: nothing of an operator's environment, so that it meets no real bot's data."""
    return Settings.model_construct(
        telegram_token=SecretStr(TOKEN), telegram_api_url=url, clock_url=f"{url}/playground/clock",
        data_dir=DIRECTORY, http_port=0,
    )  # fmt: skip


async def make_ready(settings: Settings) -> None:
    """Bring the database to this version; the first time, import the city's list as an operator would."""
    use_secret_key(settings, make=True)
    database = connect(settings)
    try:
        await upgrade(database)
        await check_seal(database)
        async with database.reading() as session:
            is_first_run = not await stations_revision(session)
        if is_first_run:
            await bring_in(database, checked(_list_in(settings.data_dir), Datum.GCJ02), dry_run=False)
    finally:
        await database.close()


def _list_in(directory: Path) -> Path:
    """The file that the invented city's union would send."""
    file = directory / "stations.csv"
    with file.open("w", encoding="utf-8", newline="") as output:
        csv.writer(output).writerows((HEADER, *stations(STATIONS)))
    return file


@asynccontextmanager
async def _playground(port: int) -> AsyncIterator[str]:
    """A pocket Telegram in a process of its own, which ends with ours, however ours ends; its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", "--port", str(port), "--token", TOKEN, "--leash",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is for us: the bot says goodbye before its Telegram goes
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        said = (await process.stdout.readline()).decode().removeprefix("playground").lstrip(": ").strip()
        if not said.startswith("http"):
            raise StateFault(said or "the playground ended before it began")
        yield said
    finally:
        process.stdin.close()
        await process.wait()


async def _keep_the_map(house: House, url: str) -> None:
    """Draw the stations on the page's map, and again as doors open and close."""
    async with ClientSession() as session:
        while True:
            drawn_for = house.clock.now()
            points = _map_of(house.stations.doors(drawn_for))
            try:
                await session.post(f"{url}/playground/map", json={"map": points})
            except ClientError as error:
                raise StateFault("the playground has ended, and the demo with it") from error
            await _until_others_are_open(house.clock, drawn_for)


async def _until_others_are_open(clock: Clock, drawn_for: datetime) -> None:
    """Wait twenty seconds, or less if the clock runs fast or was turned meanwhile."""
    for _ in range(MAP_SECONDS):
        await asyncio.sleep(1)
        if abs(clock.now() - drawn_for) >= timedelta(seconds=MAP_SECONDS):
            return


def _map_of(doors: Iterable[Offer]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "name": CITY, "features": [_point(door) for door in doors]}


def _point(door: Offer) -> dict[str, Any]:
    """A station as GeoJSON has it: longitude first."""
    place = {"type": "Point", "coordinates": [door.position.longitude, door.position.latitude]}
    return {
        "type": "Feature",
        "geometry": place,
        "properties": {"name": door.name, "state": COLORS.get(door.state, "closed")},
    }
