"""A clock that somebody turns on the playground: a second later the bot lives in the new hour, in both directions."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.house import House
from models import Revision
from models.database import Database
from playground.phones.phone import Phone
from playground.playground import Playground
from scheduler.timetable import TICK_SECONDS
from tests.city import HERE, ZONE, at_work, settings_for, station
from tests.homes import Home

A_SECOND = 1.0
"""So long after the turn somebody may ask."""
NOON, FRIDAY, NIGHT = "2026-07-14 12:00", "2026-11-27 06:20", "2026-11-27 03:00"
BREAKFAST, DAY, GUARD = "早餐站", "白天站", "夜班站"


@pytest.fixture
async def house(playground: Playground, home: Home, database: Database) -> AsyncIterator[House]:
    """A bot that reads the playground's clock, with a door for each time of the day."""
    async with database.writing() as session, session.begin():
        session.add(Revision(name="stations", number=1))
        session.add(station(BREAKFAST, "Fr 05:30-09:30", meters_east=100))
        session.add(station(DAY, "08:00-18:00", meters_east=200))
        session.add(station(GUARD, "22:00-05:00", meters_east=300))
    turns(playground, NOON)
    async with at_work(settings_for(playground, home, clock_url=f"{playground.url}/playground/clock")) as house:
        yield house


@pytest.fixture
def ana(house: House, playground: Playground) -> Phone:
    phone: Phone = playground.phone(first_name="Ana")
    phone.stands_at(*HERE)
    return phone


def turns(playground: Playground, moment: str, speed: float = 1.0) -> None:
    playground.clock.turn(datetime.fromisoformat(moment).replace(tzinfo=ZONE), speed)


async def doors(phone: Phone) -> list[str]:
    """The stations that an answer offers to who asks a second later, best first; it is no late one."""
    await asyncio.sleep(A_SECOND)
    await phone.shares_location()
    card = await phone.reads()
    assert "晚回了" not in card
    names = {card.index(name): name for name in (BREAKFAST, DAY, GUARD) if f" {name} " in card}
    return [names[place] for place in sorted(names)]


async def test_who_asks_a_second_after_a_turn_is_answered_by_the_new_hour(playground: Playground, ana: Phone) -> None:
    assert await doors(ana) == [DAY]
    for moment, door in {
        FRIDAY: BREAKFAST, NIGHT: GUARD, "2026-11-28 06:20": DAY, "2027-11-26 06:20": BREAKFAST, NOON: DAY,
        "2024-02-29 12:00": DAY, "2045-01-06 06:20": BREAKFAST,
    }.items():  # fmt: skip
        turns(playground, moment)
        assert (await doors(ana))[:1] == [door], moment


async def test_while_it_stands_the_door_stays_open(playground: Playground, ana: Phone) -> None:
    turns(playground, "2026-07-14 17:44", speed=0)
    assert await doors(ana) == [DAY]
    await asyncio.sleep(1)
    assert await doors(ana) == [DAY]


async def test_sixty_times_as_fast_a_door_shuts_before_your_eyes(playground: Playground, ana: Phone) -> None:
    turns(playground, "2026-07-14 17:44", speed=60)
    assert await doors(ana) == [DAY]
    await asyncio.sleep(7)
    assert (await doors(ana))[:1] != [DAY]


async def test_nothing_acts_twice_when_the_clock_goes_a_year_ahead_and_back(
    playground: Playground, house: House, home: Home, ana: Phone
) -> None:
    await doors(ana)
    number = ana.last_update_id
    assert number is not None
    before = await slots(home)
    turns(playground, "2027-07-14 12:00")
    ahead = await slots(home, more_than=len(before))
    assert before < ahead
    assert len(ahead) == 2 * len(before), "each job once, for its newest slot"
    playground.resend(number)
    await ana.hears_nothing(0.5)
    turns(playground, NOON)
    assert await slots(home) == ahead


async def test_a_reply_that_waits_for_telegram_comes_though_the_clock_is_turned_meanwhile(
    playground: Playground, ana: Phone
) -> None:
    playground.state.bad_day.switch(broken=True, lost=True, too_many=True)
    for moment in (FRIDAY, NIGHT, NOON):
        turns(playground, moment)
        await ana.shares_location()
    playground.state.bad_day.switch(broken=False, lost=False, too_many=False)
    while len([card for card in ana.screen() if card.is_from_bot]) < 3:
        await ana.reads(timeout=10)


async def slots(home: Home, more_than: int = 0) -> set[tuple[str, str]]:
    """What the timetable has run, once more than so many are there and two ticks brought nothing."""
    async with asyncio.timeout(30):
        while True:
            found = _slots(home)
            await asyncio.sleep(2 * TICK_SECONDS + 0.5)
            if len(found) > more_than and _slots(home) == found:
                return found


def _slots(home: Home) -> set[tuple[str, str]]:
    return {(job, due_at) for job, due_at in home.asks("select job, due_at from slot")}
