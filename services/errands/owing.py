"""Errands as rows: owed, claimed by one process, put off, ended once."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import LargeBinary, func, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Errand, ErrandState
from models.secrets import WrongKey, decrypt
from services.clock import machine_now

EXPIRES: Final = timedelta(minutes=2)  # who asked has gone on by then, and asks again
CLAIMED_SECONDS: Final = 30.0  # longer than any errand may take

Body = Mapping[str, Any]
"""What is asked, as JSON can hold it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An errand in the hands of a runner; `attempts` counts this time too, `body` is None if its seal is broken."""

    id: int
    kind: str
    chat_id: int
    language: str
    body: Body | None
    attempts: int
    expires_at: datetime


def owe(session: AsyncSession, kind: str, chat_id: int, language: str, body: Body, now: datetime) -> None:
    """Owe an errand in the session's transaction."""
    session.add(
        Errand(
            kind=kind, chat_id=chat_id, language=language, body=json.dumps(body, ensure_ascii=False),
            owed_at=now, due_at=machine_now(), expires_at=now + EXPIRES,
        )
    )  # fmt: skip


async def is_any_due(session: AsyncSession, busy: Collection[int]) -> bool:
    """Whether an errand waits for a runner, besides those of `busy` chats."""
    due = select(Errand.id).where(*_is_due(machine_now()), Errand.chat_id.not_in(busy))
    return await session.scalar(due.limit(1)) is not None


async def claim(session: AsyncSession, limit: int, busy: Collection[int]) -> Sequence[Asked]:
    """Take up to `limit` due errands, the first of each chat that is not `busy`; for half a minute nobody else does."""
    now = machine_now()
    first = select(func.min(Errand.id)).where(*_is_due(now), Errand.chat_id.not_in(busy)).group_by(Errand.chat_id)
    oldest = first.order_by(func.min(Errand.due_at)).limit(limit)
    claimed = await session.execute(
        update(Errand)
        .where(Errand.id.in_(oldest), *_is_due(now))  # said twice: another process may have been quicker
        .values(due_at=now + timedelta(seconds=CLAIMED_SECONDS), attempts=Errand.attempts + 1)
        .returning(
            Errand.id, Errand.kind, Errand.chat_id, Errand.language, Errand.attempts, Errand.expires_at,
            type_coerce(Errand.body, LargeBinary).label("sealed"),
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return [
        Asked(row.id, row.kind, row.chat_id, row.language, _body_in(row.sealed), row.attempts, row.expires_at)
        for row in claimed.all()
    ]


async def put_off(session: AsyncSession, errand_ids: Sequence[int], seconds: float) -> None:
    """Have errands taken again after so many seconds."""
    await session.execute(
        update(Errand)
        .where(Errand.id.in_(errand_ids), Errand.state == ErrandState.OWED)
        .values(due_at=machine_now() + timedelta(seconds=seconds))
        .execution_options(synchronize_session=False)
    )


async def end(session: AsyncSession, errand_id: int, state: ErrandState, now: datetime) -> bool:
    """End an errand and wipe what was asked; False if it was ended before: then its answer is not told again."""
    ended = await session.scalar(
        update(Errand)
        .where(Errand.id == errand_id, Errand.state == ErrandState.OWED)
        .values(state=state, body=None, finished_at=now)
        .returning(Errand.id)
        .execution_options(synchronize_session=False)
    )
    return ended is not None


def _is_due(now: datetime) -> tuple[Any, ...]:
    return Errand.state == ErrandState.OWED, Errand.due_at <= now


def _body_in(sealed: bytes | None) -> Body | None:
    try:
        body: Body = json.loads(decrypt(sealed or b""))
    except (WrongKey, ValueError):
        return None
    return body
