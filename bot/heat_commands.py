"""`nuanyi heat`: a warning by hand, where no weather service is set or it is silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import check_seal, use_secret_key
from bot.near_command import moment_of
from bot.opening import open_calendar, open_database
from bot.settings import Settings, read_settings
from services.clock import SystemClock
from services.errors import InputFault
from services.heat.by_hand import USUALLY, Posting, call_off, name_for, post
from services.heat.report import Color
from services.heat.warden import Warden
from services.heat.warnings import BY_HAND, name_of, standing, warning_called
from services.stations.finder import StationFinder

heat = typer.Typer(no_args_is_help=True)


@heat.command("post")
def post_command(
    adcode: Annotated[str, typer.Option(metavar="ADCODE", help="Where: a district, a city, a province.")],
    color: Annotated[Color, typer.Option(help="How severe it is.")],
    headline: Annotated[str, typer.Option(help="One sentence for workers.")],
    name: Annotated[str, typer.Option("--id", metavar="ID", help="Of one that stands: changes it.")] = "",
    maximum: Annotated[float | None, typer.Option("--max", metavar="C", help="The day's maximum in °C.")] = None,
    expires: Annotated[str, typer.Option(metavar="ISO-TIME", help="Its end; else 24 hours from now.")] = "",
) -> None:
    """Post a warning, or with the id of one that stands change it; a running bot tells it at once."""
    settings, now = read_settings(), SystemClock().now()
    ends = moment_of(expires, settings.zone, "--expires") if expires else now + USUALLY
    name = name or name_for(adcode, now, settings.zone)
    posting = Posting(name, adcode.strip(), color, " ".join(headline.split()), ends, maximum)
    if not posting.headline:
        raise InputFault("a headline says in one sentence what is coming (--headline)")
    places = asyncio.run(_post(settings, posting, now))
    typer.echo(f"{name}: {color} for {adcode} until {ends.astimezone(settings.zone):%Y-%m-%d %H:%M}")
    typer.echo(f"told to {places} places" if places else "nobody new to tell: who was told has the new words", err=True)


@heat.command("cancel")
def cancel_command(
    name: Annotated[str, typer.Argument(metavar="ID", help="As posted, or as `list` shows it.")],
) -> None:
    """Take a warning off: who has it sees that it is over, without a sound; nobody else gets it."""
    asyncio.run(_cancel(read_settings(), name.strip()))
    typer.echo(f"{name}: over")


@heat.command("list")
def list_command() -> None:
    """Print the warnings that stand: id, source, color, where, from when until when, headline."""
    asyncio.run(_list(read_settings()))


async def _post(settings: Settings, posting: Posting, now: datetime) -> int:
    posting.check(now)  # before anything is read
    async with _at_the_desk(settings, now) as (session, warden):
        return await post(session, warden, posting, None, now)


async def _cancel(settings: Settings, name: str) -> None:
    now = SystemClock().now()
    async with _at_the_desk(settings, now) as (session, warden):
        alert = await warning_called(session, BY_HAND, name)
        if alert is None:
            raise InputFault(f"there is no warning {name} posted by hand: `nuanyi heat list` shows what stands")
        await call_off(session, warden, alert, None, now)


@asynccontextmanager
async def _at_the_desk(settings: Settings, now: datetime) -> AsyncIterator[tuple[AsyncSession, Warden]]:
    """One transaction, with the stations that are named to workers and the key that seals what they are told."""
    use_secret_key(settings, make=False)
    stations = StationFinder(settings.zone, open_calendar(settings))
    async with open_database(settings) as database:
        await check_seal(database)
        async with database.reading() as session:
            await stations.load(session, now)
        async with database.writing() as session, session.begin():
            yield session, Warden(stations, settings.language)


async def _list(settings: Settings) -> None:
    async with open_database(settings) as database, database.reading() as session:
        for alert in await standing(session, SystemClock().now()):
            since, until = (
                f"{moment.astimezone(settings.zone):%Y-%m-%d %H:%M}" for moment in (alert.issued_at, alert.expires_at)
            )
            name, color = await name_of(session, alert), alert.color or "-"
            typer.echo("\t".join((name, alert.source, color, alert.adcode, since, until, alert.headline)))
