"""Talk: what worker and staff say in a case, noted down once; whoever it is for gets it from there."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseMessage, Side
from services.cases.placing import call_clerk


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote or sent: HTML as Telegram gives it, and the file it belongs to, if there is one.

    `chat_id` and `message_id` are where it stands, None for what a form gathered from several messages.
    """

    html: str = ""
    file_kind: str = ""
    file_id: str | None = None
    album: str = ""
    chat_id: int | None = None
    message_id: int | None = None


async def note_down(
    session: AsyncSession, case: Case, side: Side, said: Said, now: datetime, *, author_id: int | None = None
) -> CaseMessage:
    """Add to what was said in a case; the Clerk shows it in the topic if the case has one."""
    message = CaseMessage(
        case_id=case.id, side=side, author_id=author_id, text=said.html, file_kind=said.file_kind,
        file_id=said.file_id, media_group_id=said.album, source_chat_id=said.chat_id,
        source_message_id=said.message_id, said_at=now,
    )  # fmt: skip
    session.add(message)
    await session.flush()
    await call_clerk(session)
    return message


async def revise(session: AsyncSession, message: CaseMessage, html: str) -> None:
    """Put its author's new words in the place of the old, which are kept beside them."""
    message.earlier = json.dumps([*json.loads(message.earlier or "[]"), message.text], ensure_ascii=False)
    message.text, message.revision = html, message.revision + 1
    await session.flush()
    await call_clerk(session)


async def message_at(session: AsyncSession, chat_id: int, message_id: int) -> CaseMessage | None:
    """What was said with a message of a chat; None if that belongs to no case."""
    here = (CaseMessage.source_chat_id == chat_id) & (CaseMessage.source_message_id == message_id)
    message: CaseMessage | None = await session.scalar(
        select(CaseMessage).where(here).order_by(CaseMessage.id).limit(1)
    )
    return message


async def said_in(session: AsyncSession, case: Case, *sides: Side) -> list[CaseMessage]:
    """All that was said in a case by these sides, the oldest first."""
    messages = select(CaseMessage).where(CaseMessage.case_id == case.id, CaseMessage.side.in_(sides))
    return list(await session.scalars(messages.order_by(CaseMessage.id)))
