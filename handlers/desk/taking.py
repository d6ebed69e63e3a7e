"""Taking: somebody says that a case is theirs; of two at once one has it, and the other sees who."""

from datetime import timedelta
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.desk.door import case_pressed, key, speech_of
from handlers.desk.reading import send_conversation
from handlers.keyboards import inline
from models import Case
from services.cases import course
from services.cases.placing import is_in_private
from services.cases.references import REFERENCE
from services.cases.responsible import may_answer
from services.cases.telling import tell
from services.staff.people import name_of

AT_ONCE: Final = timedelta(minutes=1)
"""Who presses so shortly after a colleague did not know of them."""


async def take(update: Update, context: Context) -> None:
    """Make it theirs; what a colleague has is taken over after one question."""
    case = await case_pressed(update, context)
    if case is None:
        return
    holder = await _holder(context, case)
    if not case.is_open:
        context.toast = context.words.render("desk-is-over", reference=case.reference)
    elif holder:
        at = (case.taken_at or context.now).astimezone(context.services.zone)
        values = {"reference": case.reference, "who": holder, "at": at, "now": context.local_now}
        context.toast = context.words.render("desk-taken", **values)
        if context.now - at > AT_ONCE:
            keys = inline([key(context, "over", case), key(context, "leave", case, "take")])
            context.say("desk-take-over", keys, **values)
    else:
        await _take(context, case)


async def take_over(update: Update, context: Context) -> None:
    """Take it from a colleague, who was asked about."""
    case = await case_pressed(update, context)
    if case is not None and case.is_open:
        await _take(context, case)
        name = await name_of(context.session, context.person_id)
        context.show("desk-has-it", reference=case.reference, who=name)


async def _take(context: Context, case: Case) -> None:
    """Take it; where it is talked about in private, the conversation comes there."""
    is_new = case.taken_by != context.person_id
    heard = await course.take(context.session, case, context.person_id, context.now)
    context.owed += await tell(context.session, case, heard, speech_of(context), context.now)
    context.toast = context.words.render("desk-yours", reference=case.reference)
    if is_new and await is_in_private(context.session, case):
        await send_conversation(context, case)


async def _holder(context: Context, case: Case) -> str:
    """The name of the colleague who has it and may answer still; "" if nobody else has."""
    if case.taken_by in (None, context.person_id) or not await may_answer(context.session, case.taken_by or 0, case):
        return ""
    return await name_of(context.session, case.taken_by)


HANDLERS = [
    CallbackQueryHandler(take, pattern=rf"^desk:take:{REFERENCE}\Z"),
    CallbackQueryHandler(take_over, pattern=rf"^desk:over:{REFERENCE}\Z"),
]
