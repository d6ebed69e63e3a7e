"""Builds the house from its settings: the one place that knows every room."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import structlog
from telegram.ext import Application, ContextTypes, ExtBot

from bot.house import House
from bot.http.front_door import FrontDoor
from bot.http.health import Health
from bot.http.metrics import Metrics
from bot.intake import Intake
from bot.keys import check_seal, use_secret_key
from bot.opening import open_calendar, open_database
from bot.polling import Polling
from bot.registration import Registration
from bot.reporting import Reporting
from bot.settings import Settings, token_of
from bot.tally import Tally
from bot.telling import Telling
from bot.vitals import Vitals
from bot.ways import ways_out
from bot.weather import open_weather
from bot.webhook import Webhook, webhook_of
from gateways.clock import ClockReader
from gateways.files import Files
from gateways.geocoder import open_geocoder
from gateways.pictures import Pictures
from gateways.telegram import Telegram, open_bot
from gateways.telegram_wire import AiohttpRequest
from handlers import HANDLERS
from handlers.context import Context, Services
from models.database import Database
from scheduler.timetable import Timetable, timetable_of
from services.broadcasts.announcer import Announcer
from services.broadcasts.decisions import Terms
from services.cases.clerk import Clerk
from services.cases.clocks import Clocks
from services.cases.closing import Closing
from services.cases.desk_rules import DeskRules
from services.cases.digest import Digests
from services.cases.reminders import Reminder
from services.cases.telling import Speech
from services.clock import Clock, SystemClock, TurnedClock
from services.delivery.courier import Courier
from services.delivery.pacing import TELEGRAMS, Gaps
from services.errands.runner import Runner
from services.errors import TryLater
from services.events.asking import Asker
from services.events.days import Days
from services.events.pushing import Pusher
from services.events.telling import Teller
from services.heat.allowances import Allowances
from services.heat.warden import Warden
from services.hours.holidays import Calendar
from services.law.law import Law
from services.notices.gate import NoticeGate
from services.notices.herald import Herald
from services.stations.finder import StationFinder

log = structlog.get_logger(__name__)

ASK_AGAIN_SECONDS = 5.0


@asynccontextmanager
async def build(settings: Settings, clock: Clock | None = None, gaps: Gaps = TELEGRAMS) -> AsyncIterator[House]:
    """Open every room, from the database to Telegram, and say what was reached."""
    token = token_of(settings)
    webhook_url, webhook_secret = webhook_of(settings)
    async with AsyncExitStack() as stack:
        door = FrontDoor(settings.http_host, settings.http_port)
        tally, health = Tally(), Health()
        metrics = Metrics(tally)
        door.opens("GET", "/healthz", health.healthz)
        door.opens("GET", "/readyz", health.readyz)
        door.opens("GET", "/metrics", metrics.answer)
        await stack.enter_async_context(door)
        use_secret_key(settings, make=True)
        database = await stack.enter_async_context(open_database(settings))
        await check_seal(database)
        clock, clock_reader = (clock, None) if clock else await _clock(settings)
        calendar = open_calendar(settings)
        stations = await _stations(settings, calendar, database, clock)
        request = AiohttpRequest(settings.telegram_proxy or None)
        stack.push_async_callback(request.shutdown)
        bot = await _reach(request, settings.telegram_api_url, token)
        log.info("Telegram reached", bot=bot.username)
        telegram = Telegram(request, settings.telegram_api_url, token)
        gate = NoticeGate(settings.zone, settings.language)
        courier = Courier(
            database, Pictures(telegram), clock, settings.messages_per_second, tally.learn, gate,
            settings.paid_broadcasts_per_second, gaps,
        )  # fmt: skip
        geocoder = await stack.enter_async_context(
            open_geocoder(settings.geocoder, settings.geocoder_url, settings.geocoder_key.get_secret_value())
        )
        services = Services(
            stations, Days(calendar, settings.zone), clock, settings.zone, settings.language,
            Allowances.load(settings.data_dir), Law.load(settings.data_dir),
            DeskRules.load(settings.data_dir, calendar, settings.zone), geocodes=geocoder is not None,
            keep=settings.keep, database_in_china=settings.database_in_china, approval_above=settings.approval_above,
            messages_per_second=settings.messages_per_second,
        )  # fmt: skip
        files = Files(telegram, request, settings.telegram_api_url, token)
        application = _application(bot)
        runner = Runner(database, ways_out(geocoder, files), Telling(application, services), courier.hand_over, clock)
        terms = Terms(stations, settings.zone, settings.approval_above)
        reporting = Reporting(terms, clock, settings.language, settings.messages_per_second)
        herald = Herald(database, courier, clock)
        warden = Warden(stations, settings.language)
        weather = await stack.enter_async_context(
            open_weather(settings, database, courier, stations, clock, warden.hear)
        )
        announcer = Announcer(database, courier, stations, reporting, clock)
        clerk = Clerk(database, courier, clock, Speech(settings.language, settings.zone))
        intake = Intake(application, database, courier, services, telegram.attempt, runner, tally)
        teller, pusher = Teller(services.days, settings.language), Pusher(services.days, stations)
        asker = Asker(services.days, settings.language)
        reminder = Reminder(services.law, settings.zone, settings.language)
        speech = Speech(settings.language, settings.zone)
        clocks, closing = Clocks(services.desk, speech), Closing(services.desk, speech)
        digests = Digests(services.desk, speech)
        jobs = timetable_of(settings.keep, teller, pusher, asker, warden, reminder, clocks, closing, digests)
        timetable = Timetable(database, clock, settings.zone, jobs, settings.language)
        registration = Registration(telegram, webhook_url, webhook_secret)
        source = (
            Webhook(door, webhook_secret, intake, registration, tally)
            if webhook_url
            else Polling(telegram, intake, registration)
        )
        house = House(
            database, courier, herald, announcer, clerk, runner, intake, source, registration, door, stations,
            timetable, clock, clock_reader, weather, telegram, settings.zone, settings.language,
        )  # fmt: skip
        health.vitals = metrics.vitals = Vitals(house)
        yield house


async def _clock(settings: Settings) -> tuple[Clock, ClockReader | None]:
    """The system's clock, or one that somebody else turns, with its reader."""
    if not settings.clock_url:
        return SystemClock(), None
    clock = TurnedClock()
    reader = ClockReader(settings.clock_url, clock)
    await reader.read()
    return clock, reader


async def _stations(settings: Settings, calendar: Calendar, database: Database, clock: Clock) -> StationFinder:
    stations = StationFinder(settings.zone, calendar)
    async with database.reading() as session:
        await stations.load(session, clock.now())
    log.info("stations read", listed=len(stations), calendar_valid_through=str(calendar.valid_through))
    if not len(stations):
        log.warning("no station is listed yet: `nuanyi stations import FILE --datum gcj02`")
    return stations


async def _reach(request: AiohttpRequest, api_url: str, token: str) -> ExtBot[None]:
    """Telegram, however long it takes; StateFault if it does not know the token."""
    while True:
        try:
            return await open_bot(request, api_url, token)
        except TryLater as error:
            log.warning("Telegram not reached", reason=str(error), next_try_seconds=ASK_AGAIN_SECONDS)
            await asyncio.sleep(ASK_AGAIN_SECONDS)


def _application(bot: ExtBot[None]) -> "Application[Any, Context, Any, Any, Any, Any]":
    """The library's application: a shelf for handlers; it neither polls nor schedules nor stores."""
    application: Application[Any, Context, Any, Any, Any, Any] = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .build()
    )
    application.add_handlers(HANDLERS)
    return application
