"""Private: in the private chats of staff an answer to a message of a case goes to its worker; other words do not."""

from telegram import Update

from handlers.context import Context
from handlers.desk.door import may_act
from handlers.desk.topic import take
from models import Case
from services.cases.responsible import may_read


async def take_answer(update: Update, context: Context, case: Case) -> None:
    """Bring it to the worker, if its author may (still) answer in the case and read it."""
    may_see = await may_read(context.session, context.person_id, case)
    if may_see and await may_act(update, context, case):
        await take(update, context, case)
    else:
        context.say("desk-not-yours", reference=case.reference)
