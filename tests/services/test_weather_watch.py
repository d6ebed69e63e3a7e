"""The weather watch, with real sources over HTTP: who is asked how often, what is kept, and who hears of silence."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
import structlog
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.house import House
from bot.weather import open_weather
from models import Forecast, HeatAlert, Subscription, Topic, WeatherSource
from models.worker import newcomer
from playground.phones.phone import Phone
from services.heat import warnings
from services.heat.forecasts import hours_of
from services.heat.report import Report
from services.heat.watch import WeatherWatch
from tests.city import City, station
from tests.gateways.weather.answering import INFO, Answering, a_weather_service, alert, alerts, cap, feed, forecast
from tests.homes import only_postgresql, only_sqlite
from tests.services.test_heat_warnings import FIRST
from tests.unions import appoint, found_unions

LUCHENG, OUHAI = "330302", "330304"


@dataclass
class Office:
    """A bot at work, a watch that a test leads by the hand, and the source that it asks."""

    city: City
    house: House
    world: Answering
    seconds: float = 0.0
    heard: list[Report] = field(default_factory=list)
    forecasts: list[float | None] = field(default_factory=list)
    unbearable: str = ""

    async def take(self, session: AsyncSession, report: Report, now: datetime) -> None:
        """Hear a report."""
        if report.source_id == self.unbearable:
            raise ValueError("what a mess")
        self.heard.append(report)
        today = await session.get(Forecast, (report.adcode, self.city.clock.now().date()))
        self.forecasts.append(today.maximum if today else None)
        await warnings.take_in(session, report, now)

    @asynccontextmanager
    async def watch(self, weather: str, url: str = "") -> AsyncIterator[WeatherWatch]:
        """A watch over these sources, at the world's address or another."""
        where = dict.fromkeys(("weather_url", "forecast_url"), url or self.world.url)
        update = {"weather": weather, "weather_key": SecretStr("a-key")} | where
        settings = self.city.settings.model_copy(update=update)
        house = self.house
        async with open_weather(
            settings, house.database, house.courier, house.stations, self.city.clock, self.take
        ) as watch:
            assert watch is not None
            watch._seconds = lambda: self.seconds
            yield watch

    async def goes_on(self, watch: WeatherWatch, minutes: float) -> None:
        """So much time passes, on the watch and on the wall."""
        until = self.seconds + 60 * minutes
        while self.seconds < until:
            waited = await watch.go_on()
            self.seconds += waited
            self.city.clock.goes_on(seconds=waited)

    async def somebody_wants_to_know(self, area: str, worker_id: int = 0) -> None:
        """A worker of a district subscribes to heat."""
        async with self.house.database.writing() as session, session.begin():
            worker = newcomer(worker_id or int(area), self.city.clock.now())
            worker.area = area
            session.add_all([worker, Subscription(worker_id=worker.id, topic=Topic.HEAT, since=self.city.clock.now())])

    @property
    def ids(self) -> Sequence[str]:
        """Of the reports that were heard."""
        return [report.source_id for report in self.heard]

    @property
    def asked(self) -> Counter[str]:
        """How often each place was asked about, as it stood in the address."""
        return Counter(request.path.removeprefix("/weatheralert/v1/current/") for request in self.world.requests)


@pytest.fixture
async def world() -> AsyncIterator[Answering]:
    async with a_weather_service() as answering:
        answering.answer = alerts()
        yield answering


@pytest.fixture
async def office(quiet_city: City, world: Answering) -> AsyncIterator[Office]:
    async with quiet_city.at_work() as house:
        quiet_city.clock.reads("11:00")
        await quiet_city.has(
            station("红旗路", adcode=LUCHENG, meters_north=2200), station("新桥", adcode=OUHAI, meters_east=19_240)
        )
        yield Office(quiet_city, house, world)


@pytest.fixture
async def dina(office: Office) -> Phone:
    """Dina, who announces for the root, beside a caseworker there and an announcer elsewhere."""
    unions = await found_unions(office.house.database)
    phones = [office.city.phone(name) for name in ("Dina", "Chidi", "Mei")]
    posts = (("announcer", "浙江省"), ("caseworker", "浙江省"), ("announcer", "鹿城区"))
    for phone, (role, union) in zip(phones, posts, strict=True):
        await appoint(office.house.database, phone.person.id, role, unions[union])
        await phone.types("/start")
        await phone.reads()
    return phones[0]


async def test_only_where_somebody_wants_to_know_the_middle_of_the_district_is_asked_about(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    async with office.watch("qweather") as watch:
        await office.goes_on(watch, 9)
        assert office.asked == {"30.29/120.15": 1}
        await office.somebody_wants_to_know(OUHAI)
        await office.goes_on(watch, 1)
        assert office.asked["30.27/120.35"] == 1


@only_sqlite
async def test_a_district_without_a_station_is_asked_about_in_the_middle_of_its_city(office: Office) -> None:
    await office.somebody_wants_to_know("110101")
    await office.somebody_wants_to_know("990102")
    async with office.watch("qweather") as watch:
        await office.goes_on(watch, 1)
    assert office.asked == {"39.91/116.40": 1}


async def test_a_warning_is_heard_and_what_is_over_is_not(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    over = alert("A0", expireTime="2026-07-14T10:00+08:00")
    update = alert("A2", messageType={"code": "update", "supersedes": ["A1"]})
    foreign = alert("A3", messageType={"code": "cancel", "supersedes": ["Z9"]})
    office.world.answer = alerts(update, alert("A1"), over, foreign)
    async with office.watch("qweather") as watch:
        await office.goes_on(watch, 1)
    assert office.ids == [f"A2@{LUCHENG}"]


@only_sqlite
async def test_a_warning_of_a_far_day_is_not_heard_for_nothing_could_end_it(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    office.world.answer = alerts(alert("A1", issuedTime="2026-07-17T00:00+08:00"), alert("A2"))
    async with office.watch("qweather") as watch:
        await office.goes_on(watch, 1)
    assert office.ids == [f"A2@{LUCHENG}"]


async def test_one_report_that_cannot_be_kept_spoils_no_other(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    office.unbearable = f"A1@{LUCHENG}"
    office.world.answer = alerts(alert("A1"), alert("A2"))
    async with office.watch("qweather") as watch:
        await office.goes_on(watch, 1)
        assert f"A2@{LUCHENG}" in office.ids
        office.unbearable = ""
        await office.goes_on(watch, 5)
    assert f"A1@{LUCHENG}" in office.ids


@only_sqlite
async def test_a_source_whose_report_cannot_be_kept_is_heard_all_the_same(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    office.unbearable = f"A1@{LUCHENG}"
    office.world.answer = alerts(alert("A1"))
    async with office.watch("qweather") as watch:
        await office.goes_on(watch, 90)
        assert (watch.silent, watch.silent_seconds) == ([], {"qweather": 0.0})


@only_postgresql
async def test_of_two_processes_that_hear_one_report_at_once_neither_stumbles(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    office.world.answer = alerts(alert("A1"))
    async with office.watch("qweather") as watch:
        async with office.house.database.writing() as quicker, quicker.begin():
            await warnings.take_in(quicker, replace(FIRST, source_id=f"A1@{LUCHENG}"), office.city.clock.now())
            slower = asyncio.create_task(watch.go_on())
            while not office.heard:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)  # it waits for the other's row now
        with structlog.testing.capture_logs() as said:
            await slower
    assert [entry["event"] for entry in said if entry["log_level"] == "error"] == []


async def test_one_feed_is_asked_once_for_all_districts(office: Office) -> None:
    for area in (LUCHENG, OUHAI):
        await office.somebody_wants_to_know(area)
    office.world.answer = feed(cap(), cap("C2", infos=INFO.replace(LUCHENG, OUHAI)))
    async with office.watch("cap") as watch:
        await office.goes_on(watch, 9)
    assert sorted(office.ids) == [f"C1@{LUCHENG}", f"C2@{OUHAI}"]
    assert len(office.world.requests) == 1


async def test_the_newest_forecast_of_a_day_is_kept(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    async with office.watch("open-meteo") as watch:
        office.world.answer = forecast(37.4, 38.0)
        await office.goes_on(watch, 1)
        office.world.answer = forecast(39.0)
        await office.goes_on(watch, 70)
    async with office.house.database.reading() as session:
        today = await session.get_one(Forecast, (LUCHENG, date(2026, 7, 14)))
        tomorrow = await session.get_one(Forecast, (LUCHENG, date(2026, 7, 15)))
    assert (today.maximum, tomorrow.maximum) == (39.0, 38.0)
    assert (len(hours_of(today)), hours_of(today)[12], today.attribution) == (24, 39.0, "Open-Meteo.com, CC BY 4.0")


async def test_before_a_warning_is_told_its_forecast_is_asked_for_once(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    office.world.answer = alerts() | forecast(31.0)
    async with office.watch("qweather,open-meteo") as watch:
        await office.goes_on(watch, 14)
        office.world.answer = alerts(alert()) | forecast(38.0)
        await office.goes_on(watch, 9)
        assert office.forecasts == [38.0]
        paths = [request.path.split("/")[1] for request in office.world.requests]
        assert paths == ["weatheralert", "v1", "weatheralert", "weatheralert", "v1"]


async def test_where_forecasts_are_silent_a_warning_is_told_all_the_same(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    office.world.answer = alerts(alert())
    async with office.watch("qweather,open-meteo") as watch:
        await office.goes_on(watch, 1)
    assert office.ids == [f"A1@{LUCHENG}"]
    assert office.forecasts == [None]


@only_sqlite
async def test_ninety_districts_make_at_most_thirty_requests_a_minute_and_each_is_heard_every_twelve(
    office: Office,
) -> None:
    areas = [f"4401{number:02}" for number in range(90)]
    await office.city.has(*(station(area, adcode=area, meters_north=2000 * at) for at, area in enumerate(areas)))
    for area in areas:
        await office.somebody_wants_to_know(area)
    office.world.answer = alerts(alert()) | forecast(37.0)
    moments: dict[str, list[float]] = {}
    async with office.watch("qweather,open-meteo") as watch:
        while office.seconds < 25 * 60:
            before = len(office.world.requests)
            waited = await watch.go_on()
            for request in office.world.requests[before:]:
                moments.setdefault(request.path_qs, []).append(office.seconds)
            office.seconds += waited
    asked = sorted(at for each in moments.values() for at in each)
    in_a_minute = [sum(begun <= at < begun + 60 for at in asked) for begun in asked]
    assert max(in_a_minute) <= 30
    assert sum(at >= 900 for at in asked) / 10 <= 12  # a minute, once all have had their turn
    warnings = [each for path, each in moments.items() if "alert" in path]
    assert len(warnings) == 90
    gaps = [later - earlier for each in warnings for earlier, later in pairwise(each)]
    assert min(gaps) >= 600
    assert max(gaps) <= 720  # a tenth longer than ten minutes, a look around, and the others before it
    assert len(moments) == 180


# --- silence ---------------------------------------------------------------------------------------


async def test_after_an_hour_of_silence_those_who_can_post_by_hand_are_told_once(office: Office, dina: Phone) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    async with office.watch("qweather") as watch:
        await office.goes_on(watch, 1)
        office.world.status = 500
        await office.goes_on(watch, 50)
        assert watch.silent == []
        await office.goes_on(watch, 25)
        told = await dina.reads()
        assert told.startswith("天气源断了6")
        assert "最后一次11:00" in told
        assert "没给师傅发过“没有预警”" in told
        assert watch.silent == ["qweather"]
        await office.goes_on(watch, 70)
    async with office.watch("qweather") as another_process:
        await office.goes_on(another_process, 70)
    await dina.hears_nothing(0.3)
    assert not office.heard
    sent = Counter(delivery.kind for delivery in await office.city.deliveries())
    assert sent["alert"] == 1


async def test_a_new_silence_is_told_again(office: Office, dina: Phone) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    async with office.watch("qweather") as watch:
        for minute in ("11:00", "13:"):
            office.world.status = 200
            await office.goes_on(watch, 20)
            assert watch.silent_seconds == {"qweather": 0.0}
            office.world.status = 429
            await office.goes_on(watch, 90)
            assert minute[:3] in await dina.reads()


@only_sqlite
async def test_a_source_that_never_answered_is_told_with_a_hint(office: Office, dina: Phone) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    office.world.status = 401
    async with office.watch("qweather") as watch:
        await office.goes_on(watch, 80)
    assert "看看设置对不对" in await dina.reads()


@only_sqlite
async def test_forecasts_that_come_hourly_are_given_two_hours(office: Office, dina: Phone) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    office.world.answer = forecast(37.0)
    async with office.watch("open-meteo") as watch:
        await office.goes_on(watch, 1)
        office.world.status = 500
        await office.goes_on(watch, 115)
        assert watch.silent == []
        await office.goes_on(watch, 30)
    assert "先没有预报的最高温和钟点" in await dina.reads()


@only_sqlite
async def test_where_nobody_wants_to_know_nobody_is_asked_and_nobody_is_silent(office: Office, dina: Phone) -> None:
    office.world.status = 500
    async with office.watch("qweather,open-meteo") as watch:
        await office.goes_on(watch, 130)
        assert (watch.silent, office.world.requests) == ([], [])
        await office.somebody_wants_to_know(LUCHENG)
        await office.goes_on(watch, 30)
        assert watch.silent == []
    await dina.hears_nothing(0.2)


async def test_it_is_written_down_when_a_source_was_last_heard(office: Office) -> None:
    await office.somebody_wants_to_know(LUCHENG)
    async with office.watch("qweather") as watch:
        await office.goes_on(watch, 1)
    async with office.house.database.reading() as session:
        source = await session.get_one(WeatherSource, "qweather")
        assert await session.scalar(select(func.count()).select_from(WeatherSource)) == 1
    assert source.heard_at is not None
    assert abs(source.heard_at - office.city.clock.now()) < timedelta(minutes=2)


# --- a hot day in the playground -------------------------------------------------------------------


async def test_the_weather_that_somebody_turns_in_the_playground_is_heard(office: Office) -> None:
    playground, told = office.city.playground, []
    await office.somebody_wants_to_know(LUCHENG)
    async with office.watch("qweather,open-meteo", playground.url) as watch:
        for celsius in (34.0, 36.0, 41.0, 41.0, 20.0):
            playground.state.celsius = celsius
            playground.state.clock.turn(office.city.clock.now())
            await office.goes_on(watch, 11)
            told.append(await standing(office))
    assert told == ["", "yellow 1", "red 2", "red 2", ""]
    async with office.house.database.reading() as session:
        [heat] = await session.scalars(select(HeatAlert))
        assert heat.is_called_off
        assert (await session.get_one(Forecast, (LUCHENG, date(2026, 7, 14)))).maximum == 20.0


async def standing(office: Office) -> str:
    """The warning that holds, and its edition."""
    async with office.house.database.reading() as session:
        return "".join(
            f"{each.color} {each.edition}" for each in await warnings.standing(session, office.city.clock.now())
        )
