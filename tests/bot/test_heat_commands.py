"""`nuanyi heat`: an operator posts a warning while the bot runs, changes it and takes it off."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.database import Database
from services.clock import SystemClock
from services.errors import InputFault, StateFault
from services.heat.by_hand import Posting, call_off, post
from services.heat.report import Color
from services.heat.warden import Warden
from services.heat.warnings import BY_HAND, take_in, warning_called
from services.hours.holidays import Calendar
from services.stations.finder import StationFinder
from tests.city import ZONE, City, StoppedClock, station
from tests.services.test_heat_telling import COOL, hears
from tests.services.test_heat_warnings import FIRST, MORNING
from tests.services.test_pushes import shown, subscriber

POST = ("heat", "post", "--adcode", "330302", "--color", "orange", "--headline", "城区今天很热", "--id", "A1")
NOW = StoppedClock().now()
POSTING = Posting("A1", "330302", Color.ORANGE, "城区今天很热", NOW + timedelta(hours=2), 38.0)


async def test_a_running_bot_tells_what_a_command_posts_and_takes_off(quiet_city: City) -> None:
    quiet_city.clock.now = SystemClock().now  # type: ignore[method-assign]
    async with quiet_city.at_work() as house:
        await quiet_city.has(station("望河加油站驿站", **COOL))
        ana = await subscriber(quiet_city, house, "Ana", quiet_from=0, quiet_until=0)
        posted = await asyncio.to_thread(quiet_city.home.runs, *POST, "--max", "38")
        assert posted.startswith("A1: orange for 330302 until ")
        card = await hears(ana, "预报最高38℃")
        assert "城区今天很热" in card.text
        assert "1 望河加油站驿站，全天开" in card.text
        listed = await asyncio.to_thread(quiet_city.home.runs, "heat", "list")
        assert listed.startswith("A1\tmanual\torange\t330302\t")
        assert await asyncio.to_thread(quiet_city.home.runs, "heat", "cancel", "A1") == "A1: over\n"
        await hears(ana, "高温预警解除了")
        assert len(shown(ana)) == 1
        again = await asyncio.to_thread(quiet_city.home.refuses, "heat", "cancel", "A1")
        assert again == "nuanyi: that warning is over already\n"
        trail = await asyncio.to_thread(quiet_city.home.runs, "staff", "audit")
        assert [line.split("\t")[2:4] for line in trail.splitlines()] == [
            ["posted_heat", "330302 orange"], ["called_off_heat", "330302 orange"],
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"adcode": "鹿城区"}, "鹿城区 is no administrative code, such as 330302"),
        ({"maximum": 380}, "a maximum of 380 °C is none: 20 to 60"),
        ({"maximum": float("nan")}, "a maximum of nan °C is none: 20 to 60"),
        ({"expires_at": NOW}, "a warning ends after now, and within 7 days"),
        ({"expires_at": NOW + timedelta(days=8)}, "a warning ends after now, and within 7 days"),
        ({"name": ""}, "a headline has 200 letters at most, an id 1 to 60"),
    ],
)
def test_a_mistake_is_one_sentence_that_says_what_would_be_right(what: dict[str, Any], told: str) -> None:
    with pytest.raises(InputFault, match=told):
        replace(POSTING, **what).check(NOW)


async def test_an_id_stands_for_one_area_and_only_what_people_posted_is_taken_off_by_people(database: Database) -> None:
    warden = Warden(StationFinder(ZONE, Calendar({})), "zh-Hans")
    async with database.writing() as session, session.begin():
        await post(session, warden, POSTING, 7, NOW)
        with pytest.raises(StateFault, match="A1 stands for 330302"):
            await post(session, warden, replace(POSTING, adcode="330304"), 7, NOW)
        alert = await warning_called(session, BY_HAND, "A1")
        assert alert is not None
        assert (alert.posted_by, alert.celsius) == (7, 38.0)
        await call_off(session, warden, alert, 7, NOW)
        assert await post(session, warden, replace(POSTING, adcode="330304"), 7, NOW + timedelta(minutes=1)) == 0
        of_the_bureau = await take_in(session, FIRST, MORNING)
        assert of_the_bureau is not None
        with pytest.raises(StateFault, match="weather service's"):
            await call_off(session, warden, of_the_bureau, 7, NOW)
