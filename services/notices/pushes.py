"""Pushes: what the clock and the weather tell many; said once for each place, said anew in place, taken back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Kind, Lane, Notice, Topic
from models.calling import call
from services.delivery.outbox import OWED
from services.notices.places import Place

Letters = Mapping[str, Mapping[str, Any]]
"""The parameters of a call by language, without the chat."""

SEND: Final = "sendMessage"
EDITS: Final = {SEND: "editMessageText", "sendPhoto": "editMessageCaption"}
ONLY_WHEN_SENT: Final = frozenset({"photo", "disable_notification"})
EDITED_WITHIN: Final = timedelta(hours=48)
"""So long an edit of ours is worth its way."""


@dataclass(frozen=True, slots=True)
class Push:
    """What many are told: `about` names the thing ("heat:12"), `rank` puts the smaller first within its lane."""

    about: str
    topic: Topic
    kind: Kind
    lane: Lane
    expires_at: datetime
    method: str = SEND
    is_urgent: bool = False
    rank: int = 0


async def push(session: AsyncSession, what: Push, place: Place, letters: Letters, now: datetime) -> Notice:
    """Say it to the subscribers of a place, once: a second time gives the notice that is there, as it is.

    The Herald owes it to them after this transaction.
    """
    notice = await said(session, what.about, place)
    if notice is None:
        notice = Notice(
            about=what.about, place=str(place), topic=what.topic, kind=what.kind, lane=what.lane, rank=what.rank,
            method=what.method, is_urgent=what.is_urgent, made_at=now, expires_at=what.expires_at,
            letters=json.dumps(letters, ensure_ascii=False),
        )  # fmt: skip
        session.add(notice)
        await session.flush()
        await call(session, OWED)
    return notice


async def said(session: AsyncSession, about: str, place: Place) -> Notice | None:
    """What was said about a thing to a place."""
    first = select(Notice).where(Notice.about == about, Notice.place == str(place), Notice.amends.is_(None))
    found: Notice | None = await session.scalar(first)
    return found


async def say_anew(session: AsyncSession, notice: Notice, letters: Letters, now: datetime) -> bool:
    """Say it in other words: who has it sees them in its place, without a sound, who waits gets them; whether any did.

    Of several edits that are under way all say the newest words, or an older one could come last.
    """
    text = json.dumps(letters, ensure_ascii=False)
    if text == notice.letters:
        return False
    notice.letters = text
    edits = {
        language: {name: value for name, value in letter.items() if name not in ONLY_WHEN_SENT}
        for language, letter in letters.items()
    }
    edit = json.dumps(edits, ensure_ascii=False)
    under_way = (Notice.amends == notice.id, Notice.ended_at.is_(None))
    await session.execute(update(Notice).where(*under_way).values(letters=edit))
    if await session.scalar(select(Notice.id).where(*under_way, Notice.addressed_at.is_(None)).limit(1)) is None:
        notice.is_held = notice.ended_at is None
        session.add(
            Notice(
                about=notice.about, place=notice.place, topic=notice.topic, kind=notice.kind, lane=notice.lane,
                rank=notice.rank, method=EDITS[notice.method], amends=notice.id, made_at=now,
                expires_at=now + EDITED_WITHIN, letters=edit,
            )
        )  # fmt: skip
    await session.flush()
    await call(session, OWED)
    return True


async def take_back(session: AsyncSession, about: str, now: datetime) -> None:
    """Nobody gets it any more who has not got it yet; what arrived stays."""
    firsts = (Notice.about == about, Notice.amends.is_(None), Notice.ended_at.is_(None), Notice.expires_at > now)
    await session.execute(update(Notice).where(*firsts).values(expires_at=now))
