"""Topics: what the topic of a case lacks to show it as it is, and what became of the call that was to mend that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Locale, locale
from models import Case, CaseMessage, CaseTopic, Delivery, DeliveryState, Side, TopicState, Union
from models.case import IS_CHANGED
from services.cases.cards import card_of, fingerprint, is_whole, look_at, title_of
from services.cases.followers import count_followers
from services.cases.lost import lose_desk
from services.cases.people import author_called
from services.cases.sheets import AS_WORDS, Line, Sheets
from services.cases.talk import Said, note_down
from services.cases.telling import Speech
from services.errors import MessageGone, NoTopics, TopicClosed, TopicGone

log = structlog.get_logger(__name__)

NOTHING_TO_SHOW: Final = 0
"""The call that shows what is there already, or is for no group."""
LAST: Final = "last"
"""What is noted of a call that shows the last part of its messages."""


class Deed(StrEnum):
    """The calls that make a topic what it should be."""

    OPEN = "open"
    CARD = "card"
    TELL = "tell"
    CHANGE = "change"
    RECARD = "recard"
    TITLE = "title"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Step:
    """A call that is to be made: its parameters without chat and topic, what it shows, and what is noted of that."""

    deed: Deed
    method: str
    params: dict[str, Any]
    messages: Sequence[CaseMessage] = ()
    shows: str = ""
    covers: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of a call; one that the outbox knows no more was never made."""

    state: str = DeliveryState.CANCELLED
    message_id: int | None = None
    reason: str | None = None


async def ending_of(session: AsyncSession, delivery_id: int | None) -> Ending | None:
    """What became of it; None while it is under way. Its seal stays shut."""
    asked = select(Delivery.state, Delivery.message_id, Delivery.reason, Delivery.finished_at)
    row = (await session.execute(asked.where(Delivery.id == delivery_id))).one_or_none()
    if row is None:
        return Ending()
    return Ending(row.state, row.message_id, row.reason) if row.finished_at is not None else None


# --- what is lacking -----------------------------------------------------------------------------------


async def next_step(
    session: AsyncSession, topic: CaseTopic, case: Case, speech: Speech, now: datetime
) -> Step | None:  # fmt: skip
    """What its topic needs next; None if it shows the case as it is, which is noted then."""
    words = locale(speech.language)
    if topic.state == TopicState.LEAVING:
        return await _goodbye(session, topic, case, words, speech)
    step = (
        await _beginning(session, topic, case, words, speech)
        or await _telling(session, topic, case, words, speech, now)
        or await _looks(session, topic, case, words, speech)
    )
    if step is None:
        topic.seen_version, topic.seen_followers = case.version, await count_followers(session, case)
    return step


async def _beginning(
    session: AsyncSession, topic: CaseTopic, case: Case, words: Locale, speech: Speech
) -> Step | None:  # fmt: skip
    if not case.is_open or (topic.card_message_id is not None and not topic.is_closed):
        return None
    sight = await look_at(session, case, words)
    if topic.topic_id is None:
        title = title_of(sight, words)
        return Step(Deed.OPEN, "createForumTopic", {"name": title}, shows=title)
    if topic.is_closed:
        return Step(Deed.REOPEN, "reopenForumTopic", {})
    if topic.card_message_id is None:
        card = card_of(sight, words, speech)
        told = [each for each in sight.filed if each.desk_delivery_id is None] if is_whole(sight.filed) else []
        return Step(Deed.CARD, "sendMessage", card, told, fingerprint(card))
    return None


async def _telling(
    session: AsyncSession, topic: CaseTopic, case: Case, words: Locale, speech: Speech, now: datetime
) -> Step | None:  # fmt: skip
    """What was said and is not shown yet, else what was changed since it was shown."""
    if topic.card_message_id is None:
        return None
    sheets = Sheets(words, speech, now)
    waiting = await _waiting(session, topic, case)
    if waiting:
        if topic.part and waiting[0].id != topic.covers:  # what was begun comes first; it may have been forgotten
            waiting.sort(key=lambda each: each.id != topic.covers)
            topic.part = topic.part if waiting[0].id == topic.covers else 0
        lines = [Line(each, await author_called(session, case, each, words)) for each in waiting]
        sheet = sheets.next(lines, topic.part)
        return Step(Deed.TELL, sheet.method, sheet.params, sheet.shows, LAST if sheet.is_last else "", waiting[0].id)
    changed = select(CaseMessage).where(CaseMessage.case_id == case.id, IS_CHANGED).order_by(CaseMessage.id)
    message = await session.scalar(changed.limit(1))
    if message is None:
        return None
    sheet = sheets.changed(Line(message, await author_called(session, case, message, words)))
    return Step(Deed.CHANGE, sheet.method, sheet.params, shows=str(message.revision), covers=message.id)


async def _waiting(session: AsyncSession, topic: CaseTopic, case: Case) -> list[CaseMessage]:
    """What is to be shown in the topic; what stands there already, or must not, is noted as such."""
    unshown = select(CaseMessage).where(CaseMessage.case_id == case.id, CaseMessage.desk_delivery_id.is_(None))
    waiting = []
    for message in await session.scalars(unshown.order_by(CaseMessage.id)):
        is_there = message.source_chat_id == topic.chat_id and (message.source_message_id or 0) > (topic.topic_id or 0)
        if is_there or (case.is_private and message.side != Side.BOT) or not (message.text or message.file_id):
            message.desk_delivery_id = NOTHING_TO_SHOW
        else:
            waiting.append(message)
    return waiting


async def _looks(
    session: AsyncSession, topic: CaseTopic, case: Case, words: Locale, speech: Speech
) -> Step | None:  # fmt: skip
    """Card, title, and whether it is closed."""
    if topic.topic_id is None or topic.card_message_id is None:
        return None
    sight = await look_at(session, case, words)
    step = _dressed(topic, card_of(sight, words, speech), title_of(sight, words))
    if step is None and not case.is_open and not topic.is_closed:
        return Step(Deed.CLOSE, "closeForumTopic", {})
    return step


def _dressed(topic: CaseTopic, card: dict[str, Any], title: str) -> Step | None:
    print_ = fingerprint(card)
    if topic.card_message_id and topic.card != print_:
        return Step(Deed.RECARD, "editMessageText", {"message_id": topic.card_message_id, **card}, shows=print_)
    if topic.title != title:
        return Step(Deed.TITLE, "editForumTopic", {"name": title}, shows=title)
    return None


async def _goodbye(
    session: AsyncSession, topic: CaseTopic, case: Case, words: Locale, speech: Speech
) -> Step | None:  # fmt: skip
    """Say where the case went, and close; then it has left."""
    if topic.topic_id is not None and not topic.is_closed:
        sight = await look_at(session, case, words)
        went_to = (await session.get_one(Union, case.union_id)).name
        card, title = card_of(sight, words, speech, went_to=went_to), title_of(sight, words, went_to=went_to)
        return _dressed(topic, card, title) or Step(Deed.CLOSE, "closeForumTopic", {})
    topic.state = TopicState.LEFT
    return None


# --- what became of it ---------------------------------------------------------------------------------


async def take_in(session: AsyncSession, topic: CaseTopic, ending: Ending, words: Locale, now: datetime) -> None:
    """Note what became of the call that was under way for a topic; what failed is seen to by the next ones."""
    deed, topic.deed = Deed(topic.deed), ""
    if ending.state in (DeliveryState.SENT, DeliveryState.UNCERTAIN):
        await _done(session, topic, deed, ending.message_id)
    elif ending.state in (DeliveryState.BLOCKED, DeliveryState.NOT_FOUND) or NoTopics.is_in(ending.reason):
        await _give_back(session, topic)
        await lose_desk(session, topic.chat_id, words, now)
    elif ending.state != DeliveryState.FAILED:  # it came too late, or was taken back: it is made anew
        await _give_back(session, topic)
    elif TopicGone.is_in(ending.reason):
        await _is_gone(session, topic, words, now)
    elif TopicClosed.is_in(ending.reason) and not topic.is_closed:
        topic.is_closed = True
        await _give_back(session, topic)
    elif MessageGone.is_in(ending.reason):
        topic.card_message_id, topic.card = None, ""
    else:
        await _refused(session, topic, deed, words, now)


async def _done(session: AsyncSession, topic: CaseTopic, deed: Deed, number: int | None) -> None:
    """It is there; a number that was lost on the way leaves a topic or a card to be made once more."""
    match deed:
        case Deed.OPEN:
            topic.begin_anew()
            topic.topic_id, topic.title = number, topic.shows
            await _tell_all_again(session, topic.case_id)
        case Deed.CARD:
            topic.card_message_id, topic.card = number, topic.shows
            await _note_shown(session, topic, number, apart=False)
        case Deed.TELL:
            topic.part = 0 if topic.shows else max(topic.part, 0) + 1
            await _note_shown(session, topic, number, apart=True)
        case Deed.CHANGE:
            message = await session.get(CaseMessage, topic.covers)
            if message is not None:
                message.shown_revision = int(topic.shows)
        case Deed.RECARD:
            topic.card = topic.shows
        case Deed.TITLE:
            topic.title = topic.shows
        case Deed.CLOSE | Deed.REOPEN:
            topic.is_closed = deed is Deed.CLOSE


async def _note_shown(session: AsyncSession, topic: CaseTopic, number: int | None, *, apart: bool) -> None:
    """Remember which message shows what was brought; the pieces of an album have numbers in a row."""
    messages = await _brought(session, topic)
    is_album = apart and len(messages) > 1 and all(message.file_id for message in messages)
    for at, message in enumerate(messages):
        message.desk_message_id = number + at if number and is_album else number
        if apart and not topic.shows:
            message.desk_delivery_id = None  # its next part is to follow


async def _brought(session: AsyncSession, topic: CaseTopic) -> list[CaseMessage]:
    mine = (CaseMessage.case_id == topic.case_id) & (CaseMessage.desk_delivery_id == topic.delivery_id)
    return list(await session.scalars(select(CaseMessage).where(mine).order_by(CaseMessage.id)))


async def _give_back(session: AsyncSession, topic: CaseTopic) -> None:
    """What it was to show waits again."""
    for message in await _brought(session, topic):
        message.desk_delivery_id = None


async def _tell_all_again(session: AsyncSession, case_id: int) -> None:
    for message in await session.scalars(select(CaseMessage).where(CaseMessage.case_id == case_id)):
        message.desk_delivery_id = message.desk_message_id = None


async def _is_gone(session: AsyncSession, topic: CaseTopic, words: Locale, now: datetime) -> None:
    """Somebody deleted the topic: another one is made, and says so; one that was left anyway needs none."""
    case = await session.get_one(Case, topic.case_id)
    topic.begin_anew()
    if topic.state == TopicState.OPEN and case.is_open:
        await note_down(session, case, Side.BOT, Said(words.render("desk-remade", reference=case.reference)), now)


async def _refused(session: AsyncSession, topic: CaseTopic, deed: Deed, words: Locale, now: datetime) -> None:
    """Telegram takes this call never: do without it, or nothing else would ever be shown."""
    log.error("a call to a desk was refused", deed=deed, case=topic.case_id)
    if deed is Deed.OPEN:
        await lose_desk(session, topic.chat_id, words, now)
    elif deed is Deed.TELL and topic.part != AS_WORDS and any(each.file_id for each in await _brought(session, topic)):
        await _give_back(session, topic)
        topic.part = AS_WORDS
    else:
        await _done(session, topic, deed, NOTHING_TO_SHOW)
