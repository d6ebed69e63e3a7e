"""Accounts of a broadcast: whatever happens, and in whatever order, they add up to the last person."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from models import Broadcast, BroadcastState, Delivery, DeliveryState, Worker
from models.database import Database
from models.delivery import UNBEGUN_STATES
from services.broadcasts import afterwards, decisions, running
from services.broadcasts.progress import Accounts, accounts, note_tap
from services.delivery import outbox
from services.delivery.account import Account
from services.delivery.parcel import Outcome, Parcel
from services.errors import Blocked
from tests.announcing import DINA, NOW, draft, open_office, readers, terms
from tests.city import StoppedClock

PEOPLE, PORTION = 40, 7
ENDS = (
    DeliveryState.SENT, DeliveryState.SENT, DeliveryState.SENT, DeliveryState.BLOCKED, DeliveryState.NOT_FOUND,
    DeliveryState.UNCERTAIN, DeliveryState.FAILED, DeliveryState.EXPIRED, DeliveryState.RETRY,
)  # fmt: skip


class Life:
    """One broadcast and what happens to it, by the dice."""

    def __init__(self, database: Database, number: int, dice: random.Random) -> None:
        self.database, self.number, self.dice = database, number, dice
        self.clock = StoppedClock()
        self.events = (
            self.announcer_works, self.announcer_works, self.announcer_works, self.courier_works, self.courier_works,
            self.somebody_taps, self.staff_press, self.somebody_is_forgotten, self.courier_dies, self.time_passes,
        )  # fmt: skip

    async def announcer_works(self) -> None:
        """One step, which may be undone by a crash before its commit."""
        async with self.database.writing() as session, session.begin():
            broadcast = await session.get_one(Broadcast, self.number, with_for_update=True)
            step = await running.next_step(session, broadcast, self.clock.now())
            if step is None:
                return
            await running.take(session, broadcast, step, terms().stations, self.clock.now(), PORTION)
            await session.flush()
            if self.dice.random() < 0.3:
                await session.rollback()

    async def courier_works(self) -> None:
        """A batch is claimed, and some answers come."""
        async with self.database.writing() as session, session.begin():
            waiting = select(Delivery).where(Delivery.state.in_(UNBEGUN_STATES)).limit(self.dice.randint(1, 6))
            parcels = [Parcel.of(row) for row in await session.scalars(waiting)]
            for parcel in parcels:
                parcel.epoch = 1
            await outbox.claim(session, [parcel.id for parcel in parcels], 1)
            account = Account()
            for parcel in parcels:
                if self.dice.random() < 0.8:
                    account.note(self.outcome(parcel))
            await account.write(session, self.clock.now())

    def outcome(self, parcel: Parcel) -> Outcome:
        """Any end that a delivery may have, or another try."""
        state, now = self.dice.choice(ENDS), self.clock.now()
        error = Blocked("forbidden") if state == DeliveryState.BLOCKED else None
        return Outcome(parcel, state, None if state == DeliveryState.RETRY else now, now, error, parcel.id % 1000)

    async def courier_dies(self) -> None:
        """The next one judges what was left half sent."""
        async with self.database.writing() as session, session.begin():
            await outbox.judge_abandoned(session, 2, self.clock.now())

    async def somebody_taps(self) -> None:
        async with self.database.writing() as session, session.begin():
            broadcast = await session.get_one(Broadcast, self.number)
            await note_tap(session, broadcast.notice_id or 0, self.dice.randint(1, PEOPLE), self.clock.now())

    async def staff_press(self) -> None:
        press = self.dice.choice((decisions.pause, decisions.resume, decisions.resume, afterwards.resend_uncertain))
        press = decisions.stop if self.dice.random() < 0.05 else press
        async with self.database.writing() as session, session.begin():
            await press(session, await session.get_one(Broadcast, self.number), DINA, self.clock.now())

    async def somebody_is_forgotten(self) -> None:
        async with self.database.writing() as session, session.begin():
            await session.execute(delete(Worker).where(Worker.id == self.dice.randint(1, PEOPLE)))

    async def time_passes(self) -> None:
        self.clock.goes_on(minutes=self.dice.choice((1, 1, 1, 30)))

    async def make_up_accounts(self) -> tuple[Broadcast, Accounts]:
        """In sum they are the deliveries there are, one for each person, however far it is."""
        async with self.database.reading() as session:
            broadcast = await session.get_one(Broadcast, self.number)
            made_up = await accounts(session, broadcast)
            owed = Counter(await session.scalars(select(Delivery.chat_id)))
            tapped = await session.scalar(select(func.count(Delivery.tapped_at)))
        assert made_up.total == owed.total() == len(owed)
        assert made_up.tapped == tapped
        if broadcast.finished_at is not None:
            assert made_up.waiting == 0
            assert made_up.total == broadcast.head_count
        return broadcast, made_up


@pytest.mark.parametrize("seed", range(4))
async def test_accounts_add_up_at_any_moment(database: Database, seed: int) -> None:
    await open_office(database)
    await readers(database, PEOPLE)
    async with database.writing() as session, session.begin():
        broadcast = await draft(session)
        broadcast.expires_at = NOW + timedelta(hours=8)
        await decisions.send(session, broadcast, DINA, NOW, terms())
    life = Life(database, broadcast.id, random.Random(seed))
    life.clock.goes_on(seconds=30)
    for _ in range(120):
        await life.dice.choice(life.events)()
        await life.make_up_accounts()
    life.clock.goes_on(hours=9)
    await life.courier_dies()
    for _ in range(200):
        await life.announcer_works()
    standing, made_up = await life.make_up_accounts()
    assert standing.state in (BroadcastState.DONE, BroadcastState.STOPPED)
    assert standing.finished_at is not None
    assert made_up.total > PEOPLE / 2
