"""`nuanyi doctor`: what is well, and what is to be done, one line each."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import typer
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import check_seal, use_secret_key
from bot.opening import open_calendar, open_database
from bot.settings import Settings, misspelled, read_settings, token_of
from bot.weather import access_of
from bot.webhook import webhook_of
from gateways.telegram import Telegram, open_bot
from gateways.telegram_wire import AiohttpRequest
from gateways.weather.sources import open_sources
from models import StaffMember, Station, Union
from models.database import Database
from services.cases.desk_rules import DeskRules
from services.clock import SystemClock, machine_now
from services.errors import DeliveryError, StateFault, WeatherSilent
from services.heat.allowances import Allowances
from services.heat.districts import DECIMALS
from services.heat.report import District
from services.law.law import Law
from services.places.position import Position

MOST_SKEW: Final = timedelta(seconds=30)
MOST_WAITING: Final = 200  # updates at Telegram, before somebody waits for an answer
RECENT: Final = timedelta(minutes=10)
LEAST_FREE_BYTES: Final = 200 * 1024 * 1024
CALENDAR_WARNING: Final = timedelta(days=45)


@dataclass(frozen=True)
class Line:
    """One thing looked at: well (✓), wrong so that a worker would notice (✗), or to be known (·)."""

    sign: str
    words: str

    @property
    def is_wrong(self) -> bool:
        """Whether a worker would notice."""
        return self.sign == "✗"

    def __str__(self) -> str:
        """As it is printed."""
        return f"{self.sign} {self.words}"


def well(words: str) -> Line:
    """Nothing to do."""
    return Line("✓", words)


def wrong(words: str) -> Line:
    """Something a worker would notice; the words say what to do."""
    return Line("✗", words)


def known(words: str) -> Line:
    """Something the operator should know; no worker is left in the rain for it."""
    return Line("·", words)


def doctor() -> None:
    """Print what was found; exit code 1 if something a worker would notice is wrong."""
    if asyncio.run(_doctor(read_settings())):
        raise typer.Exit(1)


async def _doctor(settings: Settings) -> bool:
    """Print what was found; whether anything is wrong."""
    lines = [line async for line in examine(settings)]
    typer.echo("\n".join(map(str, lines)))
    return any(line.is_wrong for line in lines)


async def examine(settings: Settings) -> AsyncIterator[Line]:
    """Look at everything, from the settings to Telegram; what cannot be looked at is a line too."""
    for sentence in misspelled():
        yield known(sentence)
    async for line in _database(settings):
        yield line
    yield _disk(settings)
    yield _calendar(settings)
    for line in _words(settings):
        yield line
    async for line in _telegram(settings):
        yield line
    yield _geocoder(settings)
    async for line in _weather(settings):
        yield line


# --- the house -------------------------------------------------------------------------------------


async def _database(settings: Settings) -> AsyncIterator[Line]:
    try:
        async with open_database(settings) as database:
            yield well(f"the database is reached, {'SQLite' if database.is_sqlite else 'PostgreSQL'}, schema current")
            yield await _integrity(database)
            yield await _key(settings, database)
            async with database.reading() as session:
                yield await _stations(session)
                for line in [line async for line in _unions(session)]:
                    yield line
    except StateFault as fault:
        yield wrong(str(fault))


async def _integrity(database: Database) -> Line:
    if not database.is_sqlite:
        return well("PostgreSQL looks after its own files")
    try:
        async with database.reading() as session:
            found = await session.scalar(text("pragma quick_check(1)"))
    except DBAPIError as error:
        found = str(error.orig)
    return well("its file is sound") if found == "ok" else wrong(f"its file is damaged ({found}): restore a backup")


async def _key(settings: Settings, database: Database) -> Line:
    try:
        use_secret_key(settings, make=False)
        await check_seal(database)
    except StateFault as fault:
        return wrong(str(fault))
    return well("the secret key opens it")


def _disk(settings: Settings) -> Line:
    try:
        free = shutil.disk_usage(settings.data_dir).free
    except OSError as error:
        return wrong(f"{settings.data_dir} cannot be looked at ({error.strerror}): is NUANYI_DATA_DIR right?")
    megabytes = f"{free // 1024**2:,} MB free in {settings.data_dir}"
    return well(megabytes) if free >= LEAST_FREE_BYTES else wrong(f"only {megabytes}: make room")


def _calendar(settings: Settings) -> Line:
    try:
        last = open_calendar(settings).valid_through
    except StateFault as fault:
        return wrong(str(fault))
    today = SystemClock().now().astimezone(settings.zone).date()
    if last is None or today > last:
        return wrong(f"no holidays are known for today: put a year into {settings.data_dir / 'calendar'}")
    said = f"holidays are known until {last}"
    return well(said) if today + CALENDAR_WARNING < last else known(f"{said}: the next year is one file in calendar/")


def _words(settings: Settings) -> Iterator[Line]:
    """The files in which a union says what holds there, and whether a lawyer has read what is said of the law."""
    try:
        law = Law.load(settings.data_dir)
        signed = law.signature
        said = f"what is said of the law (version {law.version})"
        yield well(f"{said} is signed by {signed.by}") if signed else known(f"{said} is signed by no lawyer: law.toml")
        DeskRules.load(settings.data_dir, open_calendar(settings), settings.zone)
        Allowances.load(settings.data_dir)
    except StateFault as fault:
        yield wrong(str(fault))


# --- the union's things ----------------------------------------------------------------------------


async def _stations(session: AsyncSession) -> Line:
    listed = await session.scalar(select(func.count()).select_from(Station).where(Station.listed)) or 0
    unknown = Station.listed & (Station.opening_hours == "")
    without = await session.scalar(select(func.count()).select_from(Station).where(unknown)) or 0
    if not listed:
        return wrong("no station is listed: `nuanyi stations import FILE --datum gcj02`")
    if without == listed:
        return wrong(f"none of {listed:,} stations has opening hours: every answer says 时间未确认")
    said = f"{listed:,} stations are listed"
    return known(f"{said}, {without:,} without opening hours: they come last") if without else well(said)


async def _unions(session: AsyncSession) -> AsyncIterator[Line]:
    unions = (await session.scalars(select(Union).order_by(Union.adcode))).all()
    if not unions:
        yield known("no union is known: `nuanyi unions import FILE`")
        return
    without = [union.adcode for union in unions if union.desk_chat_id is None]
    shown = ", ".join(without[:5]) + (" …" if len(without) > 5 else "")
    said = f"{len(without)} of {len(unions)} unions have no desk: /bind in their group ({shown})"
    yield known(said) if without else well(f"all {len(unions)} unions have a desk")
    people = await session.scalar(select(func.count(func.distinct(StaffMember.telegram_id)))) or 0
    yield well(f"{people} people are staff") if people else known("nobody is staff: `nuanyi staff add`")


def _geocoder(settings: Settings) -> Line:
    if settings.geocoder == "none":
        return known("typed places are not looked up: NUANYI_GEOCODER is none")
    if settings.geocoder == "baidu" and not settings.geocoder_key.get_secret_value():
        return wrong("NUANYI_GEOCODER_KEY is not set, and the bot does not start: lbsyun.baidu.com gives one")
    return well(f"typed places are looked up with {settings.geocoder}")


# --- the weather -----------------------------------------------------------------------------------


async def _weather(settings: Settings) -> AsyncIterator[Line]:
    """Whether the sources answer a question about one place."""
    if not settings.weather_sources:
        yield known("weather warnings are posted by hand: NUANYI_WEATHER is manual")
        return
    try:
        async with open_sources(access_of(settings), SystemClock()) as sources:
            district = await _some_district(settings)
            if sources.warnings:
                yield await _answers(sources.warnings.name, sources.warnings.warnings(district))
            if sources.forecasts:
                yield await _answers(sources.forecasts.name, sources.forecasts.forecasts(district))
    except StateFault as fault:
        yield wrong(str(fault))


async def _answers(name: str, asked: Awaitable[Sequence[object]]) -> Line:
    try:
        await asked
    except WeatherSilent as silence:
        return wrong(f"the weather source {name} is silent: {silence}")
    return well(f"the weather source {name} answers")


async def _some_district(settings: Settings) -> District:
    """Where a station stands; StateFault while there is none."""
    async with open_database(settings) as database, database.reading() as session:
        somewhere = select(Station.adcode, Station.latitude, Station.longitude).where(Station.listed).limit(1)
        row = (await session.execute(somewhere)).one_or_none()
    if row is None:
        raise StateFault("the weather is not tried: no station is listed whose district one could ask about")
    return District(row.adcode, Position(round(row.latitude, DECIMALS), round(row.longitude, DECIMALS)))


# --- Telegram --------------------------------------------------------------------------------------


async def _telegram(settings: Settings) -> AsyncIterator[Line]:
    async with AsyncExitStack() as stack:
        request = AiohttpRequest(settings.telegram_proxy or None)
        stack.push_async_callback(request.shutdown)
        try:
            token = token_of(settings)
            bot = await open_bot(request, settings.telegram_api_url, token)
            yield well(f"Telegram knows the token: @{bot.username}")
            telegram = Telegram(request, settings.telegram_api_url, token)
            yield await _updates(settings, telegram)
            yield _clock(telegram)
        except (StateFault, DeliveryError) as error:
            yield wrong(f"Telegram: {error}")


async def _updates(settings: Settings, telegram: Telegram) -> Line:
    """Whether what people send comes in."""
    wanted, _ = webhook_of(settings)
    found = await telegram.registered()
    failed_at, reason = found.failed
    if wanted and reason and machine_now().timestamp() - failed_at < RECENT.total_seconds():
        return wrong(f"Telegram could not bring updates to NUANYI_WEBHOOK_URL just now: {reason}")
    if found.pending > MOST_WAITING:
        return wrong(f"{found.pending:,} updates wait at Telegram: is `nuanyi run` at work?")
    if found.url != wanted:
        return known("Telegram brings updates elsewhere than the settings say: the next `nuanyi run` puts it right")
    return well(f"{'by webhook' if wanted else 'by long polling'}, {found.pending} updates wait")


def _clock(telegram: Telegram) -> Line:
    if telegram.said_at is None:
        return known("Telegram's answer told no time to compare the clock with")
    skew = abs(machine_now() - telegram.said_at)
    if skew > MOST_SKEW:
        return wrong(f"this machine's clock is {skew.total_seconds():.0f} s off: let it follow a time server")
    return well("this machine's clock is right")
