"""Intake: one update, one transaction; those that wait for the same commit share it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.ext import Application, ApplicationHandlerStop

from bot.arrival import Arrival
from bot.tally import Tally
from handlers.context import Context, Services
from handlers.errors import apologize
from handlers.people import People
from models import DeadLetter, ProcessedUpdate
from models.database import Database
from services.clock import machine_now
from services.delivery import outbox
from services.delivery.courier import Courier
from services.delivery.parcel import Parcel
from services.errands.runner import Runner

log = structlog.get_logger(__name__)

BATCH = 100
LANES_ON_POSTGRESQL = 2  # one works while the other commits; more only make the handfuls smaller
TRIES = 3  # of an update that the database refuses: it may be the update's fault after all
TRY_AGAIN_SECONDS = 0.5
REFUSALS = (OperationalError, InterfaceError, NoConnectionLeft)


class Attempt(Protocol):
    """A way to make a call whose loss nobody would notice."""

    async def __call__(self, method: str, params: Mapping[str, Any]) -> None:
        """Make it."""
        ...


@dataclass
class Handled:
    """A transaction's worth of handlers' work: what goes out after its commit."""

    contexts: list[Context] = field(default_factory=list)
    taken: list[Parcel] = field(default_factory=list)
    new: int = 0  # updates that a handler took; those that `died` of one; the others were known already
    died: int = 0

    @property
    def owed(self) -> list[Parcel]:
        """Everything owed, in the order it was said."""
        return [parcel for context in self.contexts for parcel in context.owed]


class Intake:
    """Takes raw updates; hands what they cause to the courier once it is committed."""

    def __init__(
        self, application: "Application[Any, Context, Any, Any, Any, Any]", database: Database, courier: Courier,
        services: Services, attempt: Attempt, runner: Runner, tally: Tally,
    ) -> None:  # fmt: skip
        """`attempt` makes a call that may be lost; `runner` is woken when an errand was committed, `tally` counts.

        One lane on SQLite, which has one writer; several on PostgreSQL, a chat always in the same.
        """
        self._application = application
        self._database = database
        self._courier = courier
        self._services = services
        self._attempt = attempt
        self._runner = runner
        self._tally = tally
        self._attempts: set[asyncio.Task[None]] = set()
        lanes = 1 if database.is_sqlite else LANES_ON_POSTGRESQL
        self._lanes: list[asyncio.Queue[Arrival]] = [asyncio.Queue() for _ in range(lanes)]
        self._at_work: dict[int, Arrival] = {}  # the first of each lane's handful
        self._upsert = sqlite.insert if database.is_sqlite else postgresql.insert

    def take(self, raw: Mapping[str, Any]) -> asyncio.Future[None]:
        """Handle one update; when the future is done it is committed and may be confirmed to Telegram.

        Its exception is the database's, if the database refused: then nothing of it was kept.
        """
        loop = asyncio.get_running_loop()
        arrival = Arrival(raw, loop.create_future(), loop.time())
        self._lanes[arrival.chat_id % len(self._lanes)].put_nowait(arrival)
        return arrival.committed

    @property
    def oldest_seconds(self) -> float:
        """How long the update that came first has been waiting for its commit."""
        now = asyncio.get_running_loop().time()
        return max((now - arrival.came_at for arrival in self._at_work.values()), default=0.0)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for number, lane in enumerate(self._lanes):
                tasks.create_task(self._work(number, lane))

    async def _work(self, number: int, lane: asyncio.Queue[Arrival]) -> None:
        """While one commit runs, the next handful gathers: no timer."""
        while True:
            arrivals = [await lane.get()]
            while len(arrivals) < BATCH and not lane.empty():
                arrivals.append(lane.get_nowait())
            self._at_work[number] = arrivals[0]
            await self._handle(arrivals)
            del self._at_work[number]

    async def _handle(self, arrivals: list[Arrival]) -> None:
        try:
            self._finish(arrivals, await self._together(arrivals))
        except Exception as error:
            # One of them is at fault, or the database: nothing was kept, and each is handled again alone.
            log.info("batch handled one by one", updates=len(arrivals), error=type(error).__name__)
            await self._one_by_one(arrivals)

    async def _one_by_one(self, arrivals: Sequence[Arrival]) -> None:
        """Each alone; once the database refuses one, none that came after it may be taken before it."""
        refusal: Exception | None = None
        for arrival in arrivals:
            try:
                if refusal is None:
                    await self._alone(arrival)
            except REFUSALS as error:
                refusal = error
            if refusal is not None:
                self._tally.refused.inc()
                arrival.refuse(refusal)

    async def _alone(self, arrival: Arrival) -> None:
        """Handle one update or bury it; raises the database's error if that is at fault, then nothing is kept."""
        fault: Exception | None = None
        for tries in range(1, TRIES + 1):
            try:
                return self._finish([arrival], await self._together([arrival]))
            except REFUSALS as error:
                fault = error
                log.warning("the database refused an update", error=type(error).__name__, tries=tries)
                await self._probe()
                await asyncio.sleep(TRY_AGAIN_SECONDS * tries)
            except Exception as error:
                fault = error
                break
        if fault:
            await self._give_up(arrival, fault)

    async def _probe(self) -> None:
        """Raises if the database takes nothing at all: then it is not the update's fault."""
        async with self._database.writing() as session, session.begin():
            await session.connection()

    async def _give_up(self, arrival: Arrival, fault: Exception) -> None:
        """Keep it as a dead letter with an apology owed, or without if the update is too broken even for that."""
        try:
            handled = await self._bury(arrival, fault)
        except REFUSALS:
            raise
        except Exception as error:
            log.error("no apology", error=type(error).__name__)
            arrival.update = None
            handled = await self._bury(arrival, fault)
        self._finish([arrival], handled)

    def _finish(self, arrivals: Sequence[Arrival], handled: Handled) -> None:
        self._courier.hand_over(handled.owed)
        if any(context.has_errands for context in handled.contexts):
            self._runner.wake()
        for method, params in (call for context in handled.contexts for call in context.calls):
            task = asyncio.create_task(self._attempt(method, params))
            self._attempts.add(task)
            task.add_done_callback(self._attempts.discard)
        self._tally.handled.inc(handled.new)
        self._tally.repeated.inc(len(arrivals) - handled.new - handled.died)
        self._tally.died.inc(handled.died)
        for arrival in arrivals:
            if not arrival.committed.done():
                arrival.committed.set_result(None)

    async def _together(self, arrivals: Sequence[Arrival]) -> Handled:
        """Handle them in one transaction: all of it is kept, or nothing."""
        async with self._turn() as (session, handled, now):
            await self._courier.record(session)
            new = await self._new_of(session, arrivals)
            for arrival in new:
                if arrival.update is None:
                    arrival.understand(self._application.bot)
            people = await _people_of(session, new)
            for arrival in new:
                context = Context(self._application, self._services, session, arrival.update, people, now)
                handled.contexts.append(context)
                await self._dispatch(arrival, context)
                for parcel in context.owed:
                    parcel.asked_at = arrival.came_at
            handled.new = len(new)
        return handled

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[tuple[AsyncSession, Handled, datetime]]:
        """One transaction; what is owed in it is stored with it, and taken back by the courier if it is undone."""
        handled = Handled()
        try:
            async with self._database.writing() as session, session.begin():
                yield session, handled, self._services.clock.now()
                handled.taken = self._courier.take_at_once(handled.owed)
                await outbox.store(session, handled.owed, call_courier=not self._courier.is_courier)
        except BaseException:
            self._courier.put_back(handled.taken)
            raise

    async def _new_of(self, session: AsyncSession, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Those that were never taken before, each once; they are recorded as taken."""
        unique: dict[int, Arrival] = {}
        # In one order everywhere: two processes that take the same updates else wait for each other.
        for arrival in sorted(arrivals, key=lambda arrival: arrival.update_id):
            unique.setdefault(arrival.update_id, arrival)
        taken_at = machine_now()
        rows = [{"bot_id": self._application.bot.id, "update_id": number, "taken_at": taken_at} for number in unique]
        record = self._upsert(ProcessedUpdate).on_conflict_do_nothing().returning(ProcessedUpdate.update_id)
        recorded = set(await session.scalars(record, rows))
        return [arrival for number, arrival in unique.items() if number in recorded]

    async def _dispatch(self, arrival: Arrival, context: Context) -> None:
        """The library's process_update, except that an exception comes out and no update is logged."""
        for group in self._application.handlers.values():
            for handler in group:
                check = handler.check_update(arrival.update)
                if check is None or check is False:
                    continue
                try:
                    await handler.handle_update(arrival.update, self._application, check, context)
                except ApplicationHandlerStop:
                    return
                break

    async def _bury(self, arrival: Arrival, error: Exception) -> Handled:
        """Keep the update as a dead letter and owe one apology with its incident number."""
        incident: int | None = None
        async with self._turn() as (session, handled, now):
            if await self._new_of(session, [arrival]):
                letter = arrival.letter(error, self._application.bot.id, now)
                incident = await session.scalar(insert(DeadLetter).returning(DeadLetter.incident), [letter])
                handled.died = 1
            if incident is not None and arrival.update is not None:
                people = await _people_of(session, [arrival])
                context = Context(self._application, self._services, session, arrival.update, people, now)
                handled.contexts.append(context)
                apologize(context, incident)
        if incident is not None:
            log.error("update died", incident=incident, kind=arrival.kind, error=type(error).__name__)
        return handled


async def _people_of(session: AsyncSession, arrivals: Sequence[Arrival]) -> People:
    """Those who sent these."""
    users = (arrival.update.effective_user for arrival in arrivals if arrival.update)
    return await People.read(session, {user.id for user in users if user})
