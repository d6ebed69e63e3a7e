"""Mine: a worker's own cases and those they follow, as they may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseDeadline, CaseFollower, CaseMessage, CaseState, Delivery, Side, Station, Union
from services.cases.followers import is_follower
from services.staff.people import name_of

TURN: Final = (CaseState.CHECKING, CaseState.WAITING)
"""In these it is the worker who is to do something."""
OVER: Final = (CaseState.CLOSED, CaseState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Mine:
    """One case as its worker sees it; moments are local, and none of another worker's words are in it.

    `who` of those that have it now answered last, at `answered`: the union, in legal aid a person by name.
    `deadline` is the next of the law.
    """

    case: Case
    union: str
    station: str
    is_followed: bool
    due: datetime
    who: str
    answered: datetime | None
    closed: datetime | None
    deadline: date | None
    now: datetime

    @property
    def stands(self) -> str:
        """How it stands, in the worker's eyes: the state, or for one that is being worked on how far that is."""
        if self.case.state not in (CaseState.NEW, CaseState.TAKEN):
            return self.case.state
        if self.due < self.now:
            return "late"
        return "answered" if self.answered else self.case.state

    @property
    def days_left(self) -> int:
        """How many days there are until the deadline; 0 where there is none."""
        return (self.deadline - self.now.date()).days if self.deadline else 0


async def count_mine(session: AsyncSession, worker_id: int) -> int:
    """How many cases a worker has or follows."""
    return await session.scalar(select(func.count()).select_from(Case).where(_is_mine(worker_id))) or 0


async def page_of_mine(session: AsyncSession, worker_id: int, skip: int, limit: int) -> Sequence[Case]:
    """Some of a worker's cases: first where it is their turn, then the open ones, then the others; the newest first."""
    is_turn = Case.state.in_(TURN) & (Case.worker_id == worker_id)
    order = case((is_turn, 0), (Case.state.in_(OVER), 2), else_=1)
    mine = select(Case).where(_is_mine(worker_id)).order_by(order, Case.id.desc())
    return (await session.scalars(mine.offset(skip).limit(limit))).all()


async def is_mine(session: AsyncSession, worker_id: int, found: Case) -> bool:
    """Whether somebody filed a case or follows it."""
    return found.worker_id == worker_id or await is_follower(session, found, worker_id)


async def see(session: AsyncSession, worker_id: int, found: Case, now: datetime, zone: ZoneInfo) -> Mine:
    """A case of theirs as it stands."""
    union = await session.get_one(Union, found.union_id)
    station = await session.get(Station, found.station_id) if found.station_id else None
    answers = _said(found, CaseMessage.side == Side.STAFF).limit(1)
    answer = await session.scalar(answers) if found.first_answer_at else None
    name = await name_of(session, answer.author_id) if answer and found.is_private else ""
    due = found.done_due_at if found.first_answer_at else found.first_due_at
    local = now.astimezone(zone)
    return Mine(
        found, union.name, station.name if station else "", found.worker_id != worker_id, due.astimezone(zone),
        name or union.name, answer.said_at.astimezone(zone) if answer else None,
        found.closed_at.astimezone(zone) if found.closed_at else None,
        await _next_deadline(session, found, local.date()), local,
    )  # fmt: skip


async def heard_by(session: AsyncSession, worker_id: int, found: Case, limit: int) -> list[CaseMessage]:
    """The newest of what was said in a case and is for this worker's eyes, the oldest of it first.

    These are their own words and what was brought to them: a case that its first worker left is another's now, and what
    the union had written to the first is not for them.
    """
    own = (CaseMessage.side == Side.WORKER) & (CaseMessage.author_id == worker_id)
    to_them = exists().where(Delivery.id == CaseMessage.delivery_id, Delivery.chat_id == worker_id)
    answers = and_(CaseMessage.side == Side.STAFF, or_(CaseMessage.delivery_id.is_(None), to_them))
    is_theirs = or_(own, answers) if found.worker_id == worker_id else own
    return list(await session.scalars(_said(found, is_theirs).limit(limit)))[::-1]


async def deadlines_of(session: AsyncSession, found: Case) -> Sequence[CaseDeadline]:
    """The deadlines of the law that were computed for a case, the nearest first."""
    theirs = select(CaseDeadline).where(CaseDeadline.case_id == found.id)
    return (await session.scalars(theirs.order_by(CaseDeadline.due_on))).all()


def switch_reminders(deadlines: Sequence[CaseDeadline], now: datetime) -> bool:
    """Remind of no deadline of a case any more, or of all again; whether there are reminders from now on."""
    is_on = all(deadline.stopped_at is not None for deadline in deadlines)
    for deadline in deadlines:
        deadline.stopped_at = None if is_on else now
    return is_on


def _is_mine(worker_id: int) -> ColumnElement[bool]:
    followed = select(CaseFollower.case_id).where(CaseFollower.worker_id == worker_id)
    return or_(Case.worker_id == worker_id, Case.id.in_(followed))


def _said(found: Case, which: ColumnElement[bool]) -> Select[CaseMessage]:
    return select(CaseMessage).where(CaseMessage.case_id == found.id, which).order_by(CaseMessage.id.desc())


async def _next_deadline(session: AsyncSession, found: Case, today: date) -> date | None:
    return next((each.due_on for each in await deadlines_of(session, found) if each.due_on >= today), None)
