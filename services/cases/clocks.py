"""Clocks: staff are reminded at three quarters of a case's time; when it is over, the union above has the case."""

from datetime import datetime
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from models import Case, CaseState, Union
from models.database import Sessions
from services.cases.bell import alarm, ring
from services.cases.course import Heard
from services.cases.desk_rules import DeskRules
from services.cases.responsible import union_above
from services.cases.telling import Speech, tell
from services.cases.upwards import move_up
from services.cases.working_time import WorkingTime
from services.delivery.outbox import store

RUNNING: Final = (CaseState.NEW, CaseState.TAKEN)
"""In these a case's clock runs; while the worker is to do something it stands."""
CLOCKS_KEPT: Final = 10_000  # of which the moment of the reminder is remembered: it is asked for every minute


class Hand(NamedTuple):
    """What the clock of a case hangs on, and its union's code."""

    id: int
    adcode: str
    clock_from: datetime
    first_due_at: datetime
    done_due_at: datetime
    first_answer_at: datetime | None
    nudged_at: datetime | None


class Ring(Enum):
    """What a clock asks for."""

    NUDGE = auto()
    LATE = auto()


def due_of(case: Case | Hand) -> datetime:
    """Until when the next thing is wanted: the first answer, then the end."""
    return case.first_due_at if case.first_answer_at is None else case.done_due_at


def ring_of(case: Case | Hand, work: WorkingTime, now: datetime) -> Ring | None:
    """What the clock of a running case asks for now; what it asked for already, it asks for no more.

    A reminder after the time was over is the alarm at the root; one from before the first answer was about that.
    """
    due, nudged = due_of(case), case.nudged_at
    if now >= due:
        return Ring.LATE if nudged is None or nudged < due else None
    is_nudged = nudged is not None and (case.first_answer_at is None or nudged >= case.first_answer_at)
    return None if is_nudged or now < _three_quarters(work, case.clock_from, due) else Ring.NUDGE


@lru_cache(CLOCKS_KEPT)
def _three_quarters(work: WorkingTime, start: datetime, due: datetime) -> datetime:
    """When three quarters of the working time between two moments are over; the later one where there is none."""
    minutes = work.between(start, due) * 3 // 4
    return work.after(start, minutes) if minutes else due


class Clocks:
    """Looks at all clocks, each minute; whatever it does is one transaction for each case."""

    def __init__(self, rules: DeskRules, speech: Speech) -> None:
        """By whose rules, and how to speak to people who have no update at hand."""
        self._rules, self._speech = rules, speech

    async def look(self, sessions: Sessions, now: datetime) -> None:
        """See to every case whose clock asks for something; one that somebody changes this moment waits a minute."""
        async with sessions() as session:
            hands = await _running(session)
        for hand in hands:
            if ring_of(hand, self._rules.of(hand.adcode).work, now) is None:
                continue
            try:
                async with sessions() as session, session.begin():
                    await self._see_to(session, hand.id, now)
            except StaleDataError:
                continue

    async def _see_to(self, session: AsyncSession, case_id: int, now: datetime) -> None:
        case = await session.get_one(Case, case_id, with_for_update=True)
        union = await session.get_one(Union, case.union_id)
        asks = ring_of(case, self._rules.of(union.adcode).work, now) if case.state in RUNNING else None
        if asks is Ring.NUDGE:
            await self._nudge(session, case, now)
        elif asks is Ring.LATE:
            await self._move_up(session, case, union, now)

    async def _nudge(self, session: AsyncSession, case: Case, now: datetime) -> None:
        case.nudged_at = now
        values = {"due": due_of(case), "has_answer": case.first_answer_at is not None}
        await store(session, await ring(session, case, "desk-nudge", self._speech, now, **values))

    async def _move_up(self, session: AsyncSession, case: Case, union: Union, now: datetime) -> None:
        """One level up, with a clock of its own; at the root it stays, and the admins hear."""
        above = await union_above(session, case.union_id, case.kind)
        values = {"due": due_of(case), "has_answer": case.first_answer_at is not None, "union": union.name}
        if above is None:
            case.nudged_at = now
            parcels = await ring(session, case, "desk-late", self._speech, now, **values)
            parcels += await alarm(session, case, "desk-alarm", self._speech, now, **values)
        else:
            parcels = await move_up(session, case, above, self._rules, self._speech, now)
            heard = Heard("complaint-late", {"due": case.first_due_at, "has_answer": values["has_answer"]})
            parcels += await tell(session, case, heard, self._speech, now)
        await store(session, parcels)


async def _running(session: AsyncSession) -> list[Hand]:
    dues = (Case.first_due_at, Case.done_due_at)
    columns = (Case.id, Union.adcode, Case.clock_from, *dues, Case.first_answer_at, Case.nudged_at)
    running = select(*columns).join(Union, Union.id == Case.union_id).where(Case.state.in_(RUNNING))
    return [Hand(*row) for row in await session.execute(running.order_by(Case.id))]
