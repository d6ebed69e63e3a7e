"""What holds after every conversation: Telegram had nothing to complain about, and no update died."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from models import DeadLetter, Form, Subscription, Worker
from models.subscription import Topic
from playground.phones.phone import Phone
from playground.rules.faults import BLOCKED
from tests.city import City, station
from tests.handlers.keeping import cool, keeps
from tests.handlers.staff import hire

EXPECTED = ("not modified", BLOCKED)
"""What Telegram refuses without anybody being at fault."""
Says = Callable[[Phone, dict[str, Any]], None]
Known = Callable[..., Awaitable[Phone]]
Waits = Callable[[Phone], Awaitable[list[str]]]
Kept = Callable[[Phone], Awaitable[Any]]


@pytest.fixture
async def quiet_city(quiet_city: City) -> City:
    """One where nobody waits for a second to pass: how Telegram's limits are kept is tested elsewhere."""
    quiet_city.hurries()
    return quiet_city


@pytest.fixture
async def city(quiet_city: City) -> AsyncIterator[City]:
    """A city with the bot at work; when the conversation is over, the ledger and the dead letters are looked at."""
    async with quiet_city.at_work() as house:
        yield quiet_city
        ledger = quiet_city.playground.ledger
        assert ledger.verdicts() == []
        refused = [outcome for outcome in ledger.outcomes() if outcome[0].isdigit()]
        assert [outcome for outcome in refused if not any(words in outcome for words in EXPECTED)] == []
        async with house.database.reading() as session:
            assert (await session.scalars(select(DeadLetter.traceback))).all() == []


@pytest.fixture
def says(city: City) -> Says:
    """Any content at all, as a phone that can do more than ours would send it."""

    def say(phone: Phone, content: dict[str, Any]) -> None:
        city.playground.state.receive(phone.person, phone.chat, content)

    return say


@pytest.fixture
def known(city: City) -> Known:
    """Somebody who is set up, but for the question that it `asks`, and wants no `area` unless given one."""

    async def know(
        phone: Phone, occupation: str = "food_delivery", travel: str = "ebike", *, asks: str = "", **more: Any
    ) -> Phone:
        wants_no_notices = {} if "area" in more else {"area_refused_at": city.clock.now()}
        kept = {"language": "", "started_at": city.clock.now(), **wants_no_notices, **more}
        assert city.house is not None
        async with city.house.database.writing() as session, session.begin():
            session.add(Worker(id=phone.person.id, occupation=occupation, travel=travel, **kept))
            if asks:
                given = {"occupation": occupation} if asks == "travel" else {}
                form = {"name": "start", "step": asks, "answers": json.dumps(given), "asked_at": city.clock.now()}
                session.add(Form(person_id=phone.person.id, version=1, **form))
        return phone

    return know


@pytest.fixture
def kept(city: City) -> Kept:
    """What the bot keeps of a person."""

    async def look(phone: Phone) -> Worker | None:
        assert city.house is not None
        async with city.house.database.reading() as session:
            worker: Worker | None = await session.get(Worker, phone.person.id)
            return worker

    return look


@pytest.fixture
def waits(city: City) -> Waits:
    """The questions that wait for a person's answer."""

    async def look(phone: Phone) -> list[str]:
        assert city.house is not None
        waiting = select(Form.step).where(Form.person_id == phone.person.id, Form.step != "")
        async with city.house.database.reading() as session:
            return list(await session.scalars(waiting))

    return look


@pytest.fixture
async def dina(city: City) -> Phone:
    """Dina, who announces for a district where a station stands."""
    await city.has(station("红旗路驿站", code="D0127", adcode="330302"))
    dina = city.phone("Dina")
    await hire(city, dina, "announcer", "鹿城区")
    return dina


@pytest.fixture
async def chen(city: City) -> Phone:
    """Mr Chen, whose cool station at 红旗路 shuts at noon, on a morning that gets hot."""
    city.clock.reads("10:30")
    await city.has(cool("红旗路驿站", code="D0127"))
    chen = city.phone("Chen")
    await keeps(city, chen, "红旗路驿站")
    return chen


@pytest.fixture
async def readers(city: City, known: Known, ana: Phone, bao: Phone) -> list[Phone]:
    """Ana and Bao, who want announcements for the district; Bao delivers food, Ana parcels."""
    await known(ana, "courier", area="330302", area_agreed_at=city.clock.now())
    await known(bao, area="330302", area_agreed_at=city.clock.now())
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        for phone in (ana, bao):
            topic = Topic.ANNOUNCEMENTS
            await session.merge(Subscription(worker_id=phone.person.id, topic=topic, since=city.clock.now()))
    return [ana, bao]
