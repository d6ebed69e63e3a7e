"""The runner: takes errands to the world outside and has each answer told, exactly once."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from models import ErrandState
from models.database import Database
from services.clock import Clock
from services.delivery import outbox
from services.delivery.parcel import Parcel
from services.errands import owing
from services.errands.owing import Asked, Body
from services.errors import ErrandError, TooLate, Unreachable

log = structlog.get_logger(__name__)

LOOK_SECONDS: Final = 1.0
AT_ONCE: Final = 16
PATIENCE_SECONDS: Final = 0.3  # before "I am looking" is said: at once, but for an answer that is there at once
BACK_OFF_SECONDS: Final = 1.0
MOST_ATTEMPTS: Final = 4  # of an errand that dies with its process each time

Answer = Any
"""What the world said, or the ErrandError that stands for its silence."""

Words = Callable[[AsyncSession, datetime], Awaitable[Sequence[Parcel]]]
"""Says something in a transaction, at a moment; gives what is owed by that."""


@dataclass(frozen=True, slots=True)
class Way:
    """How errands of one kind are run: `ask` gives the answer or raises ErrandError, within `seconds` (25 at most)."""

    ask: Callable[[Body], Awaitable[Answer]]
    seconds: float
    tries: int = 2


class Teller(Protocol):
    """Puts an errand into words, in the given transaction; gives what is owed by that."""

    async def hold_on(self, asked: Asked, session: AsyncSession, now: datetime) -> Sequence[Parcel]:
        """Say that it takes a moment."""
        ...

    async def tell(self, asked: Asked, answer: Answer, session: AsyncSession, now: datetime) -> Sequence[Parcel]:
        """Say the answer."""
        ...

    async def apologize(self, asked: Asked, error: Exception, session: AsyncSession, now: datetime) -> Sequence[Parcel]:
        """Say that it was our fault."""
        ...


class Runner:
    """Runs a bounded number of errands at once; those that a dead process left are found within half a minute."""

    def __init__(
        self, database: Database, ways: Mapping[str, Way], teller: Teller,
        hand_over: Callable[[Iterable[Parcel]], None], clock: Clock,
    ) -> None:  # fmt: skip
        """`hand_over` takes what is owed once that is committed."""
        self._database = database
        self._ways = ways
        self._teller = teller
        self._hand_over = hand_over
        self._clock = clock
        self._work = asyncio.Event()
        self._runs: dict[int, asyncio.Task[None]] = {}
        self._busy: set[int] = set()  # chats with an errand under way: who asks a hundred times takes one place

    def wake(self) -> None:
        """An errand was committed."""
        self._work.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._work.clear()
            try:
                await self._take()
            except SQLAlchemyError as error:
                log.warning("errands out of reach", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._work.wait()

    async def close(self) -> None:
        """Leave what is under way to the next process, which takes it at once."""
        running = dict(self._runs)
        for task in running.values():
            task.cancel()
        await asyncio.gather(*running.values(), return_exceptions=True)
        with contextlib.suppress(SQLAlchemyError):
            async with self._database.writing() as session, session.begin():
                await owing.put_off(session, list(running), 0.0)

    async def _take(self) -> None:
        free = AT_ONCE - len(self._runs)
        async with self._database.reading() as session:
            if not free or not await owing.is_any_due(session, self._busy):
                return
        async with self._database.writing() as session, session.begin():
            claimed = await owing.claim(session, free, self._busy)
        for asked in claimed:
            self._busy.add(asked.chat_id)
            self._runs[asked.id] = task = asyncio.create_task(self._run(asked))
            task.add_done_callback(partial(self._done, asked))

    def _done(self, asked: Asked, task: asyncio.Task[None]) -> None:
        del self._runs[asked.id]
        self._busy.discard(asked.chat_id)
        self._work.set()

    async def _run(self, asked: Asked) -> None:
        try:
            await self._bring(asked)
        except SQLAlchemyError as error:  # it stays owed, and is taken again when its claim runs out
            log.warning("errand not ended", errand=asked.id, error=type(error).__name__)
        except Exception as error:
            await self._give_up(asked, error)

    async def _bring(self, asked: Asked) -> None:
        """Ask and tell; what breaks on the way comes out."""
        way = self._ways[asked.kind]
        if asked.body is None or asked.attempts > MOST_ATTEMPTS:
            raise RuntimeError("its seal is broken, or it breaks whoever runs it")
        try:
            answer = await self._ask(asked, asked.body, way)
        except Unreachable as error:
            if error.again and asked.attempts < way.tries:
                return await self._put_off(asked)
            answer = error
        except ErrandError as error:
            answer = error
        await self._turn(asked, partial(self._teller.tell, asked, answer), _end_of(answer))

    async def _ask(self, asked: Asked, body: Body, way: Way) -> Answer:
        """The world's answer; who waits longer than a moment hears so."""
        if self._clock.now() >= asked.expires_at:
            raise TooLate("nobody came to it in time")
        asking = asyncio.create_task(_in_time(way, body))
        try:
            done, _ = await asyncio.wait({asking}, timeout=PATIENCE_SECONDS)
            if not done and asked.attempts == 1:
                await self._turn(asked, partial(self._teller.hold_on, asked))
            return await asking
        finally:
            asking.cancel()

    async def _put_off(self, asked: Asked) -> None:
        async with self._database.writing() as session, session.begin():
            await owing.put_off(session, [asked.id], BACK_OFF_SECONDS * asked.attempts)

    async def _turn(self, asked: Asked, words: Words, end: ErrandState | None = None) -> None:
        """One transaction: end the errand, unless it was ended before, and owe what is said of it."""
        parcels: Sequence[Parcel] = ()
        async with self._database.writing() as session, session.begin():
            now = self._clock.now()
            if end is None or await owing.end(session, asked.id, end, now):
                parcels = await words(session, now)
                await outbox.store(session, parcels)
        self._hand_over(parcels)

    async def _give_up(self, asked: Asked, error: Exception) -> None:
        """Apologize, once; if even that breaks, end it without a word."""
        log.error("errand broke", errand=asked.id, kind=asked.kind, error=type(error).__name__)
        for words in (partial(self._teller.apologize, asked, error), _nothing):
            try:
                await self._turn(asked, words, ErrandState.FAILED)
                return
            except SQLAlchemyError as refusal:
                log.warning("errand not ended", errand=asked.id, error=type(refusal).__name__)
                return
            except Exception as fault:
                log.error("no apology", errand=asked.id, error=type(fault).__name__)


async def _in_time(way: Way, body: Body) -> Answer:
    try:
        async with asyncio.timeout(way.seconds):
            return await way.ask(body)
    except TimeoutError:
        raise Unreachable("no answer in time", again=False) from None


async def _nothing(session: AsyncSession, now: datetime) -> Sequence[Parcel]:
    return ()


def _end_of(answer: Answer) -> ErrandState:
    if isinstance(answer, TooLate):
        return ErrandState.EXPIRED
    return ErrandState.FAILED if isinstance(answer, ErrandError) else ErrandState.DONE
