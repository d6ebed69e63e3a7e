"""Hearing: what a worker writes, sends and changes goes into their case, and how they can add what answers nothing."""

from typing import Final

from sqlalchemy import select
from telegram import Message, Update

from handlers import albums
from handlers.case_content import content_of
from handlers.context import Context
from handlers.desk.door import speech_of
from handlers.forms import answer_old
from handlers.keyboards import Key, inline, press
from handlers.messages import answered_in, pressed_in
from handlers.own_case import doors
from models import Case, CaseKind, Side
from models.case import OPEN_STATES
from services.cases import conversation
from services.cases.mine import is_mine
from services.cases.parts import words_alone
from services.cases.references import case_in
from services.cases.secrets_in import holds_secret
from services.cases.talk import message_at, revise

MOST_OFFERED: Final = 2


async def hear(context: Context, case: Case, message: Message) -> None:
    """Take what a worker says into their case; an album is answered once, and so is what nobody would read."""
    content = content_of(message, Side.WORKER, is_private=case.is_private)
    is_answered = await albums.is_first(context, message.media_group_id)
    if not case.takes_words:
        if is_answered:
            context.say("case-over", inline(doors(context)), reference=case.reference)
        return
    if content.said and holds_secret(words_alone(content.said.html)):
        context.say("case-secret")
        return
    if content.said is not None:
        rules, speech, person = context.services.desk, speech_of(context), context.person_id
        heard = await conversation.hear(context.session, case, content.said, person, rules, speech, context.now)
        context.owed += heard.parcels
        if is_answered or heard.has_reopened:
            context.say("case-closed-reply" if heard.has_reopened else "case-added", reference=case.reference)
    if content.stays and is_answered:
        context.say(content.stays)


async def takes_edit(message: Message, context: Context) -> bool:
    """Whether a message that was changed stands in a case of who changed it; then both wordings do."""
    said = await message_at(context.session, message.chat_id, message.message_id)
    if said is None or said.author_id != context.person_id or said.side != Side.WORKER:
        return False
    html = message.text_html or message.caption_html or ""
    if holds_secret(words_alone(html)):
        context.say("case-secret")
    elif html != said.text:
        case = await context.session.get_one(Case, said.case_id)
        await revise(context.session, said, html)
        context.owed += await conversation.copy_to_staff(context.session, case, said, speech_of(context), context.now)
        context.say("case-edited", reference=case.reference)
    return True


async def keys_to_add(context: Context, message: Message) -> list[Key]:
    """Keys under an answer to a message that take it into an open case of who sent it, the newest first."""
    theirs = (Case.worker_id == context.person_id) & Case.state.in_(OPEN_STATES)
    if content_of(message, Side.WORKER, is_private=True).stays:
        theirs &= Case.kind != CaseKind.LEGAL_AID
    cases = await context.session.scalars(select(Case).where(theirs).order_by(Case.id.desc()).limit(MOST_OFFERED))
    word = context.words.word
    return [press(word("case", "add_to", reference=case.reference), f"talk:{case.reference}") for case in cases]


async def take_brought(update: Update, context: Context) -> None:
    """Take the message that the pressed card answers into the case of the key."""
    _, (called,) = pressed_in(update)
    case, message = await case_in(context.session, called), answered_in(update)
    if case is None or message is None or not await is_mine(context.session, context.person_id, case):
        await answer_old(context)
    elif await message_at(context.session, message.chat_id, message.message_id) is None:  # else it was pressed twice
        await hear(context, case, message)
