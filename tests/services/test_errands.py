"""Errands: what needs the world outside is told exactly once, whoever dies on the way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from models import Errand, ErrandState
from models.database import Database
from services.clock import machine_now
from services.delivery.parcel import Parcel, reply
from services.errands import owing
from services.errands.owing import Asked, Body
from services.errands.runner import AT_ONCE, Answer, Runner, Way
from services.errors import ErrandError, Unreachable
from services.retention import delete_the_old
from tests.city import StoppedClock

ANA, BAO, EVE = 5_000_000_000_001, 5_100_000_000_002, 5_100_000_000_003


class Town:
    """A table of errands, a world that is asked, and what people heard of it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StoppedClock()
        self.heard: list[str] = []
        self.asked: list[Any] = []
        self.breaks: set[str] = set()

    async def hold_on(self, asked: Asked, session: AsyncSession, now: datetime) -> Sequence[Parcel]:
        """Say that it takes a moment."""
        return [self._says(asked, "wait")]

    async def tell(self, asked: Asked, answer: Answer, session: AsyncSession, now: datetime) -> Sequence[Parcel]:
        """Say the answer."""
        if "tell" in self.breaks:
            raise ZeroDivisionError
        return [self._says(asked, type(answer).__name__ if isinstance(answer, ErrandError) else str(answer))]

    async def apologize(self, asked: Asked, error: Exception, session: AsyncSession, now: datetime) -> Sequence[Parcel]:
        """Say sorry."""
        if "apologize" in self.breaks:
            raise ZeroDivisionError
        return [self._says(asked, "sorry")]

    def hand_over(self, parcels: Iterable[Parcel]) -> None:
        """What is committed is heard."""
        self.heard += [parcel.body.partition('"text":"')[2].rstrip('"}') for parcel in parcels]

    def runner(self, ask: Callable[[Body], Awaitable[Any]] | None = None, **way: Any) -> Runner:
        """Another process that runs errands."""
        seconds = way.pop("seconds", 5.0)
        return Runner(self.database, {"place": Way(ask or self.ask, seconds, **way)}, self, self.hand_over, self.clock)

    async def ask(self, body: Body) -> str:
        """A world that knows everything."""
        self.asked.append(body["text"])
        return f"found {body['text']}"

    async def owe(self, what: str = "x", count: int = 1, of: int | None = None) -> None:
        """Commit so many errands, each of another person, or all `of` one."""
        async with self.database.writing() as session, session.begin():
            for number in range(count):
                owing.owe(session, "place", of or ANA + number, "zh-Hans", {"text": what}, self.clock.now())

    async def errands(self) -> Sequence[Errand]:
        """The table."""
        async with self.database.reading() as session:
            return (await session.scalars(select(Errand).options(defer(Errand.body)).order_by(Errand.id))).all()

    async def settles(self, within: float = 5.0) -> list[str]:
        """Wait until nothing is owed; give how each ended."""
        async with asyncio.timeout(within):
            while any(errand.state == ErrandState.OWED for errand in await self.errands()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return [errand.state for errand in await self.errands()]

    async def forgets_claims(self) -> None:
        """Half a minute goes by on the machine's clock."""
        async with self.database.writing() as session, session.begin():
            await session.execute(update(Errand).values(due_at=machine_now()))

    def _says(self, asked: Asked, words: str) -> Parcel:
        return reply(asked.chat_id, "sendMessage", {"text": words}, self.clock.now())


@pytest.fixture
async def town(database: Database) -> Town:
    return Town(database)


@contextlib.asynccontextmanager
async def at_work(*runners: Runner) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(runner.run()) for runner in runners]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for runner in runners:
            await runner.close()


async def test_what_was_asked_is_answered_at_once_when_the_runner_is_woken(town: Town) -> None:
    runner = town.runner()
    async with at_work(runner):
        await asyncio.sleep(0.05)
        await town.owe("体育馆")
        runner.wake()
        assert await town.settles(within=0.9) == [ErrandState.DONE]  # before it would have looked
    assert town.heard == ["found 体育馆"]


async def test_what_a_dead_process_left_is_found_without_waking(town: Town) -> None:
    await town.owe()
    async with at_work(town.runner()):
        await town.settles()
    assert town.heard == ["found x"]


async def test_what_was_asked_is_sealed_while_it_waits_and_gone_afterwards(town: Town) -> None:
    await town.owe("体育馆")
    async with town.database.reading() as session:
        stored = await session.scalar(text("select body from errand"))
    assert stored
    assert "体育馆".encode() not in bytes(stored)
    async with at_work(town.runner()):
        await town.settles()
    async with town.database.reading() as session:
        assert await session.scalar(text("select body from errand")) is None


async def test_two_processes_do_not_run_the_same_errand(town: Town) -> None:
    await town.owe(count=40)
    async with at_work(town.runner(), town.runner(), town.runner()):
        assert await town.settles() == [ErrandState.DONE] * 40
    assert len(town.asked) == len(town.heard) == 40


async def test_only_so_many_run_at_once(town: Town) -> None:
    under_way, most = 0, 0

    async def slow(body: Body) -> str:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.05)
        under_way -= 1
        return "found"

    await town.owe(count=3 * AT_ONCE)
    async with at_work(town.runner(slow)):
        await town.settles()
    assert most == AT_ONCE
    assert len(town.heard) == 3 * AT_ONCE


async def test_one_person_who_asks_a_hundred_times_keeps_nobody_else_waiting(town: Town) -> None:
    async def silent_for_eve(body: Body) -> str:
        await asyncio.sleep(60 if body["text"] == "eve" else 0)
        return str(body["text"])

    await town.owe("eve", 100, of=EVE)
    await town.owe("bao", of=BAO)
    async with at_work(town.runner(silent_for_eve)), asyncio.timeout(2):
        while "bao" not in town.heard:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_what_one_person_asks_is_answered_in_order(town: Town) -> None:
    async def the_longest_first(body: Body) -> str:
        await asyncio.sleep(0.03 / int(body["text"]))
        return str(body["text"])

    for number in "123":
        await town.owe(number, of=BAO)
    async with at_work(town.runner(the_longest_first)):
        await town.settles()
    assert town.heard == ["1", "2", "3"]


async def test_a_killed_process_is_followed_by_another_and_the_worker_hears_one_answer(town: Town) -> None:
    begun = asyncio.Event()

    async def dies(body: Body) -> str:
        begun.set()
        await asyncio.sleep(60)
        return "never"

    await town.owe()
    dead = asyncio.create_task((first := town.runner(dies)).run())
    await begun.wait()
    dead.cancel()
    for task in first._runs.values():
        task.cancel()
    await town.forgets_claims()
    async with at_work(town.runner()):
        assert await town.settles() == [ErrandState.DONE]
    assert town.heard == ["found x"]


async def test_an_answer_that_comes_after_another_process_told_one_changes_nothing(town: Town) -> None:
    go_on = asyncio.Event()

    async def late(body: Body) -> str:
        await go_on.wait()
        return "late"

    await town.owe()
    slow = town.runner(late)
    async with at_work(slow):
        while not slow._runs:  # noqa: ASYNC110 - for milliseconds
            await asyncio.sleep(0.01)
        await town.forgets_claims()
        async with at_work(town.runner()):
            await town.settles()
        go_on.set()
        await asyncio.gather(*slow._runs.values())
    assert town.heard == ["found x"]


async def test_a_process_that_is_shut_down_leaves_its_errand_to_the_next_at_once(town: Town) -> None:
    async def never(body: Body) -> str:
        await asyncio.sleep(60)
        return "never"

    await town.owe()
    first = town.runner(never)
    async with at_work(first):
        while not first._runs:  # noqa: ASYNC110 - for milliseconds
            await asyncio.sleep(0.01)
    async with at_work(town.runner()):
        await town.settles(within=2)
    assert town.heard == ["found x"]


async def test_what_nobody_came_to_in_time_is_told_so_and_not_asked(town: Town) -> None:
    await town.owe()
    town.clock.goes_on(minutes=2)
    async with at_work(town.runner()):
        assert await town.settles() == [ErrandState.EXPIRED]
    assert (town.asked, town.heard) == ([], ["TooLate"])


async def test_a_quick_failure_is_tried_once_more(town: Town) -> None:
    async def fails_once(body: Body) -> str:
        town.asked.append(body)
        if len(town.asked) == 1:
            raise Unreachable("502")
        return "found"

    await town.owe()
    async with at_work(town.runner(fails_once)):
        assert await town.settles() == [ErrandState.DONE]
    assert town.heard == ["found"]


async def test_a_world_that_stays_away_is_told(town: Town) -> None:
    async def fails(body: Body) -> str:
        town.asked.append(body)
        raise Unreachable("502")

    await town.owe()
    async with at_work(town.runner(fails)):
        assert await town.settles() == [ErrandState.FAILED]
    assert (len(town.asked), town.heard) == (2, ["Unreachable"])


async def test_who_waits_longer_than_a_moment_hears_so_and_then_the_answer(town: Town) -> None:
    async def slow(body: Body) -> str:
        await asyncio.sleep(1.2)
        return "found"

    await town.owe()
    async with at_work(town.runner(slow)):
        await town.settles()
    assert town.heard == ["wait", "found"]


async def test_a_silent_world_is_given_up_after_its_time_and_not_asked_again(town: Town) -> None:
    async def silent(body: Body) -> str:
        town.asked.append(body)
        await asyncio.sleep(60)
        return "never"

    await town.owe()
    async with at_work(town.runner(silent, seconds=0.2)):
        assert await town.settles(within=2) == [ErrandState.FAILED]
    assert (len(town.asked), town.heard) == (1, ["Unreachable"])


@pytest.mark.parametrize("where", ["ask", "tell"])
async def test_an_errand_that_breaks_its_runner_is_apologized_for_once(town: Town, where: str) -> None:
    async def breaks(body: Body) -> str:
        raise ZeroDivisionError

    town.breaks.add(where)
    await town.owe()
    async with at_work(town.runner(breaks if where == "ask" else None)):
        assert await town.settles() == [ErrandState.FAILED]
    assert town.heard == ["sorry"]


async def test_where_even_the_apology_breaks_the_errand_ends_all_the_same(town: Town) -> None:
    town.breaks |= {"tell", "apologize"}
    await town.owe()
    async with at_work(town.runner()):
        assert await town.settles() == [ErrandState.FAILED]
    assert town.heard == []


async def test_an_errand_that_kills_every_process_is_apologized_for(town: Town) -> None:
    await town.owe()
    async with town.database.writing() as session, session.begin():
        await session.execute(update(Errand).values(attempts=4))
    async with at_work(town.runner()):
        assert await town.settles() == [ErrandState.FAILED]
    assert (town.asked, town.heard) == ([], ["sorry"])


@pytest.mark.parametrize(("column", "spoilt"), [("kind", "weather"), ("body", b"\x00"), ("body", None)])
async def test_an_errand_that_cannot_be_understood_is_apologized_for(town: Town, column: str, spoilt: Any) -> None:
    await town.owe()
    async with town.database.writing() as session, session.begin():
        await session.execute(text(f"update errand set {column} = :spoilt"), {"spoilt": spoilt})
    async with at_work(town.runner()):
        assert await town.settles() == [ErrandState.FAILED]
    assert town.heard == ["sorry"]


async def test_one_broken_errand_does_not_hold_up_the_others(town: Town) -> None:
    async def breaks_on_x(body: Body) -> str:
        if body["text"] == "x":
            raise ZeroDivisionError
        return "found"

    await town.owe("x")
    await town.owe("y", 3)
    async with at_work(town.runner(breaks_on_x)):
        await town.settles()
    assert sorted(town.heard) == ["found", "found", "found", "sorry"]


async def test_errands_age_away(town: Town) -> None:
    await town.owe()
    async with at_work(town.runner()):
        await town.settles()
    await delete_the_old(town.database.writing, town.clock.now() + timedelta(days=31))
    assert await town.errands() == []
