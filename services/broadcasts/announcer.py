"""The Announcer: starts what is due, writes down its audience, tells its author how it goes, and closes it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from models import Broadcast, Delivery
from models.database import Database
from models.delivery import WAITING_STATES
from models.secrets import WrongKey
from services.broadcasts import running
from services.broadcasts.running import Step
from services.clock import Clock
from services.delivery import outbox
from services.delivery.courier import Courier
from services.delivery.parcel import Parcel, reply
from services.stations.finder import StationFinder

log = structlog.get_logger(__name__)

LOOK_SECONDS: Final = 0.5
REPORT_SECONDS: Final = 3.0
"""Between two edits of one card: edits count against the limits of all messages."""

Params = Mapping[str, Any]


class Reporter(Protocol):
    """Puts into words how a broadcast stands."""

    async def report(self, session: AsyncSession, broadcast: Broadcast) -> Params:
        """The parameters of its author's card, without the chat and the message; empty: nothing is shown."""
        ...


@dataclass
class Shown:
    """What an author's card shows as far as this process knows, since when (the loop's clock), by which delivery."""

    params: Params = field(default_factory=dict)
    at: float = -REPORT_SECONDS
    delivery_id: int = 0


class Announcer:
    """Works in the process that is the courier; should another one believe the same, each row still has one winner."""

    def __init__(
        self, database: Database, courier: Courier, stations: StationFinder, reporter: Reporter, clock: Clock
    ) -> None:
        """`reporter` has the words of the authors' cards."""
        self._database = database
        self._courier = courier
        self._stations = stations
        self._reporter = reporter
        self._clock = clock
        self._shown: dict[int, Shown] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            is_busy = False
            if self._courier.is_courier:
                try:
                    is_busy = await self._go_on()
                except (SQLAlchemyError, WrongKey) as error:  # a spoilt row keeps announcements back, never the bot
                    log.warning("announcements out of reach", error=type(error).__name__)
            await asyncio.sleep(0 if is_busy else LOOK_SECONDS)

    async def _go_on(self) -> bool:
        """One step of everything that needs one; whether anything did."""
        now = self._clock.now()
        async with self._database.reading() as session:
            broadcasts = [
                (each, await running.next_step(session, each, now)) for each in await running.under_way(session, now)
            ]
        for broadcast, step in broadcasts:
            if step is not None:
                await self._take(broadcast.id)
            if step is not Step.START:
                await self._report(broadcast)
        return any(step for _, step in broadcasts)

    async def _take(self, broadcast_id: int) -> None:
        """The step that a broadcast needs, judged again in the transaction that takes it."""
        async with self._database.writing() as session, session.begin():
            now = self._clock.now()
            broadcast = await session.get_one(Broadcast, broadcast_id, with_for_update=True)
            step = await running.next_step(session, broadcast, now)
            if step is None:
                return
            await running.take(session, broadcast, step, self._stations, now)
            await session.flush()
            last_words = await self._last_words(session, broadcast) if broadcast.finished_at is not None else []
        self._courier.hand_over(last_words)
        self._courier.wake()

    # --- telling the author ------------------------------------------------------------------------

    async def _last_words(self, session: AsyncSession, broadcast: Broadcast) -> list[Parcel]:
        """The card of what is over, owed in the transaction that ends it: a crash does not keep it back."""
        shown = self._shown.pop(broadcast.id, Shown())
        await self._learn_card(session, broadcast, shown)
        params = await self._reporter.report(session, broadcast)
        parcels = [self._card(broadcast, params)] if params else []
        await outbox.store(session, parcels)
        return parcels

    async def _report(self, broadcast: Broadcast) -> None:
        """Show its author how it goes: at a pace, only what has changed, and never two edits in one queue."""
        shown = self._shown.setdefault(broadcast.id, Shown())
        if _seconds() < shown.at + REPORT_SECONDS:
            return
        async with self._database.reading() as session:
            fresh = await session.get_one(Broadcast, broadcast.id)
            params = await self._reporter.report(session, fresh)
            if fresh.finished_at is not None or params == shown.params or await _waits(session, shown.delivery_id):
                return
        async with self._database.writing() as session, session.begin():
            await self._learn_card(session, fresh, shown)
            parcel = self._card(fresh, params)
            await outbox.store(session, [parcel])
        self._shown[broadcast.id] = Shown(params, _seconds(), parcel.id)
        self._courier.hand_over([parcel])

    def _card(self, broadcast: Broadcast, params: Params) -> Parcel:
        """The edit of the author's card; where there is none yet, a new one."""
        number, now = broadcast.progress_message_id, self._clock.now()
        if number is None:
            return reply(broadcast.author_id, "sendMessage", params, now)
        return reply(broadcast.author_id, "editMessageText", {"message_id": number, **params}, now)

    @staticmethod
    async def _learn_card(session: AsyncSession, broadcast: Broadcast, shown: Shown) -> None:
        """Remember the number of the message that we sent as the card, once it has one."""
        if broadcast.progress_message_id is None and shown.delivery_id:
            sent_as = select(Delivery.message_id).where(Delivery.id == shown.delivery_id)
            broadcast.progress_message_id = number = await session.scalar(sent_as)
            values = update(Broadcast).where(Broadcast.id == broadcast.id).values(progress_message_id=number)
            await session.execute(values.execution_options(synchronize_session=False))


async def _waits(session: AsyncSession, delivery_id: int) -> bool:
    """Whether a delivery is still to be sent; its seal stays shut, for a spoilt one is the courier's to end."""
    state = select(Delivery.state).where(Delivery.id == delivery_id)
    return await session.scalar(state) in WAITING_STATES


def _seconds() -> float:
    return asyncio.get_running_loop().time()
