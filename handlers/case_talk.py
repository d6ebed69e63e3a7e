"""Case talk: an answer to a message of ours that begins with a reference goes on in that case."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from handlers import anything
from handlers.case_hearing import hear, take_brought
from handlers.context import Context
from handlers.desk import private
from handlers.desk.door import case_answered, reference_answered
from handlers.messages import TYPED, message_in
from services.cases.mine import is_mine
from services.cases.references import REFERENCE


class AnswersCase(filters.MessageFilter):
    """Lets through an answer to a message of a bot, which here is us, that begins with a reference."""

    def filter(self, message: Message) -> bool:
        """Whether it is one."""
        return reference_answered(message) is not None


async def take_answer(update: Update, context: Context) -> None:
    """Take it into the case; whose case it is not, and who may not answer there, hears so."""
    message = message_in(update)
    case = await case_answered(context, message)
    if case is None:
        await (anything.answer_text if message.text else anything.answer_kind)(update, context)
    elif await is_mine(context.session, context.person_id, case):
        await hear(context, case, message)
    else:
        await private.take_answer(update, context, case)


HANDLERS = [
    MessageHandler(TYPED & AnswersCase() & ~filters.COMMAND, take_answer),
    CallbackQueryHandler(take_brought, pattern=rf"^talk:{REFERENCE}\Z"),
]
