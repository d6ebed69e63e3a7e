"""Topic: what staff write in the topic of a case goes to its worker; legal aid and notes stay among staff."""

from collections.abc import Awaitable, Callable
from typing import Final

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import MessageHandler, filters

from handlers.case_content import content_of
from handlers.context import Context
from handlers.desk import closing, outside, waiting
from handlers.desk.door import case_here, hint, may_act, speech_of
from handlers.messages import message_in
from handlers.rights import person_in
from models import Case, CaseMessage, Side
from services.cases import conversation
from services.cases.responsible import may_read
from services.cases.talk import Said, message_at

NOTE: Final = ("//", "／／")
"""How words begin that stay among staff."""
ASKED: Final[dict[str, Callable[[Context, Case, Said], Awaitable[None]]]] = {
    "wait": waiting.take_words,
    "close": closing.take_words,
    "outside": outside.take_words,
}
"""Who takes the words that answer a question of ours, by the name in the key under it that leaves it."""


async def take_words(update: Update, context: Context) -> None:
    """Take what was written in a case's topic, if its author may answer there."""
    case = await case_here(update, context)
    if case is None:
        return
    if await may_act(update, context, case):
        await take(update, context, case)
    else:
        hint(context, case, "desk-not-sent" if person_in(update) else "no-right-anonymous")


async def take(update: Update, context: Context, case: Case) -> None:
    """Bring it to the worker, or note it down, or see what it answers."""
    message, person = message_in(update), context.person_id
    said, asked = content_of(message, Side.STAFF).said, asked_in(message)
    if is_note(message):
        await conversation.note(context.session, case, said or Said(), person, context.now)
    elif case.is_private and not context.is_private:
        hint(context, case, "desk-only-private")
    elif case.worker_id is None:
        hint(context, case, "desk-forgotten")
    elif said is None:
        hint(context, case, "desk-no-such-kind")
    elif asked and case.is_open:
        await ASKED[asked](context, case, said)
    else:
        speech = speech_of(context)
        context.owed += await conversation.answer(context.session, case, said, person, speech, context.now)


async def take_edit(update: Update, context: Context) -> None:
    """Change what was written in a topic where it was brought to."""
    await takes_edit(update, context)


async def takes_edit(update: Update, context: Context) -> bool:
    """Whether what was changed is what staff said; a note stays one, and what went out is no note any more."""
    message = message_in(update)
    written = await message_at(context.session, message.chat_id, message.message_id)
    case = await context.session.get(Case, written.case_id) if written else None
    said = content_of(message, Side.STAFF).said
    if written is None or case is None or written.side == Side.WORKER or written.author_id != person_in(update):
        return False
    sees = not case.is_private or await may_read(context.session, context.person_id, case)
    if said and sees and await may_act(update, context, case) and _is_change(written, message, said):
        changed = conversation.correct(context.session, case, written, said.html, speech_of(context), context.now)
        context.owed += await changed
    return True


def is_note(message: Message) -> bool:
    """Whether it is for staff alone."""
    return (message.text or message.caption or "").lstrip().startswith(NOTE)


def asked_in(message: Message) -> str:
    """Which question of ours a message answers; "" if none."""
    markup = message.reply_to_message.reply_markup if message.reply_to_message else None
    keys = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else ()
    carried = (str(key.callback_data).split(":") for row in keys for key in row if key.callback_data)
    return next((parts[3] for parts in carried if parts[:2] == ["desk", "leave"] and parts[3:][0] in ASKED), "")


def _is_change(written: CaseMessage, message: Message, said: Said) -> bool:
    """Whether it says something else now, and is still for whom it was."""
    return said.html != written.text and is_note(message) == (written.side == Side.NOTE)


IN_TOPIC: Final = filters.ChatType.SUPERGROUP & filters.IS_TOPIC_MESSAGE & ~filters.StatusUpdate.ALL & ~filters.COMMAND

HANDLERS = [
    MessageHandler(filters.UpdateType.MESSAGE & IN_TOPIC, take_words),
    MessageHandler(filters.UpdateType.EDITED_MESSAGE & IN_TOPIC, take_edit),
]
