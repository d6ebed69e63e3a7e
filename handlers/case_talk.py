"""Case talk: an answer to a message of ours that begins with a reference goes on in that case."""

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from handlers import anything
from handlers.case_content import content_of
from handlers.context import Context
from handlers.desk import private
from handlers.desk.door import case_answered, speech_of
from handlers.messages import TYPED, message_in
from models import Case, CaseFollower, Side
from services.cases import conversation
from services.cases.references import reference_at_start


class AnswersCase(filters.MessageFilter):
    """Lets through an answer to a message of a bot, which here is us, that begins with a reference."""

    def filter(self, message: Message) -> bool:
        """Whether it is one."""
        answered = message.reply_to_message
        author = answered.from_user if answered else None
        words = (answered.text or answered.caption or "") if answered else ""
        return author is not None and author.is_bot and reference_at_start(words) is not None


async def take_answer(update: Update, context: Context) -> None:
    """Take it into the case; whose case it is not, and who may not answer there, hears so."""
    message = message_in(update)
    case = await case_answered(context, message)
    if case is None:
        await (anything.answer_text if message.text else anything.answer_kind)(update, context)
    elif await is_of(context, case):
        await hear(update, context, case)
    else:
        await private.take_answer(update, context, case)


async def is_of(context: Context, case: Case) -> bool:
    """Whether a case is that of who speaks, or they follow it."""
    follows = await context.session.get(CaseFollower, (case.id, context.person_id))
    return case.worker_id == context.person_id or follows is not None


async def hear(update: Update, context: Context, case: Case) -> None:
    """Take what a worker says into their case."""
    content = content_of(message_in(update), Side.WORKER)
    if content.said is not None:
        rules, speech, person = context.services.desk, speech_of(context), context.person_id
        heard = await conversation.hear(context.session, case, content.said, person, rules, speech, context.now)
        context.owed += heard.parcels
        context.say("case-closed-reply" if heard.has_reopened else "case-added", reference=case.reference)
    if content.stays:
        context.say(content.stays)


HANDLERS = [MessageHandler(TYPED & AnswersCase() & ~filters.COMMAND, take_answer)]
