"""Private: in the private chats of staff an answer to a message of a case goes to its worker; other words do not."""

from sqlalchemy import select
from telegram import Message, Update

from handlers.context import Context
from handlers.desk.door import may_act
from handlers.desk.topic import take
from models import Case
from models.case import OPEN_STATES
from services.cases.placing import is_in_private
from services.cases.responsible import may_read


async def take_answer(update: Update, context: Context, case: Case) -> None:
    """Bring it to the worker, if its author may (still) answer in the case and read it."""
    may_see = await may_read(context.session, context.person_id, case)
    if may_see and await may_act(update, context, case):
        await take(update, context, case)
    else:
        context.say("desk-not-yours", reference=case.reference)


async def says_how(message: Message, context: Context) -> bool:
    """Whether who answers no message with this talks with a worker here; then they hear that it went to nobody."""
    in_hand = select(Case).where(Case.taken_by == context.person_id, Case.state.in_(OPEN_STATES))
    for case in await context.session.scalars(in_hand.order_by(Case.id.desc())):
        if await is_in_private(context.session, case):
            context.answer(message.message_id, "desk-unsent", None, reference=case.reference)
            return True
    return False
