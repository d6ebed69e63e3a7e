"""The account: outcomes on their way into the database, in whichever transaction comes first."""

import asyncio
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, event, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from models import Delivery, DeliveryState
from models.database import Database
from services.clock import Clock
from services.delivery import outbox
from services.delivery.parcel import Outcome
from services.errors import Blocked, ChatMoved

log = structlog.get_logger(__name__)

GATHER_SECONDS = 0.02  # between two writings: in a rush many go together, in quiet each goes at once
AGAIN_SECONDS = 1.0

_RECORD = (
    update(Delivery)
    .where(
        Delivery.id == bindparam("of_id"),
        Delivery.epoch == bindparam("of_epoch"),  # a later courier has judged it otherwise
        Delivery.state == DeliveryState.SENDING,
    )
    .values(
        state=bindparam("new_state"),
        reason=bindparam("new_reason"),
        attempts=bindparam("new_attempts"),
        resent=bindparam("new_resent"),
        message_id=bindparam("new_message_id"),
        due_at=bindparam("new_due_at"),
        finished_at=bindparam("new_finished_at"),
    )
)
_RECORD_FINAL = _RECORD.values(body=None)


class Account:
    """What is known of deliveries and not yet written; what a rollback undid is written again."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._unwritten: list[Outcome] = []
        self.has_news = asyncio.Event()

    def note(self, outcome: Outcome) -> None:
        """Remember an outcome."""
        self._unwritten.append(outcome)
        self.has_news.set()

    async def write(self, session: AsyncSession, now: datetime) -> None:
        """Write all of it in the transaction of `session`."""
        outcomes, self._unwritten = self._unwritten, []
        self.has_news.clear()
        if not outcomes:
            return
        event.listen(session.sync_session, "after_rollback", lambda _: self._put_back(outcomes), once=True)
        await _write_states(session, outcomes)
        await _write_chats(session, outcomes, now)

    async def keep(self, database: Database, clock: Clock) -> None:
        """Write outcomes in a transaction of their own when no update's comes by, until cancelled."""
        while await self.has_news.wait():
            await asyncio.sleep(0)
            try:
                async with database.writing() as session, session.begin():
                    await self.write(session, clock.now())
            except SQLAlchemyError as error:
                log.warning("outcomes not written", error=type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)

    def _put_back(self, outcomes: list[Outcome]) -> None:
        self._unwritten[:0] = outcomes
        self.has_news.set()


async def _write_states(session: AsyncSession, outcomes: list[Outcome]) -> None:
    connection = await session.connection()
    for is_final, statement in ((True, _RECORD_FINAL), (False, _RECORD)):
        rows = [_row(outcome) for outcome in outcomes if outcome.is_final is is_final]
        if rows:
            await connection.execute(statement, rows)


async def _write_chats(session: AsyncSession, outcomes: list[Outcome], now: datetime) -> None:
    """Remember who shut the bot out, and follow groups that moved."""
    shut_out = [outcome.parcel.chat_id for outcome in outcomes if isinstance(outcome.error, Blocked)]
    if shut_out:
        await outbox.shut_out(session, shut_out, now)
    for outcome in outcomes:
        if isinstance(outcome.error, ChatMoved):
            await outbox.move_chat(session, outcome.parcel.chat_id, outcome.error.new_chat_id)


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "of_id": outcome.parcel.id,
        "of_epoch": outcome.parcel.epoch,
        "new_state": outcome.state,
        "new_reason": str(outcome.error) if outcome.error else None,
        "new_attempts": outcome.parcel.attempts,
        "new_resent": outcome.parcel.resent,
        "new_message_id": outcome.message_id,
        "new_due_at": outcome.due_at,
        "new_finished_at": outcome.finished_at,
    }
