"""Reading: the texts of a case come to the private chat of who may read them, and each reading is written down."""

import json

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.desk.door import key, speech_of
from handlers.keyboards import inline, link
from handlers.legal.told import Told, told_in
from handlers.messages import pressed_in
from handlers.rights import answer_stranger, person_in, refuse, refuse_hidden
from models import Case, Union
from services.cases.page import page_of
from services.cases.references import REFERENCE, case_in
from services.cases.responsible import may_read, reading
from services.staff.audit import Act, write_down
from services.staff.rights import may


async def read(update: Update, context: Context) -> None:
    """Send the texts to who pressed, in private, if they may read them."""
    _, (_, called) = pressed_in(update)
    person = person_in(update)
    case = await case_in(context.session, called)
    if person is None:
        refuse_hidden(context)
    elif case is None:
        answer_stranger(context)
    elif await may_read(context.session, person, case):
        await send_conversation(context, case)
    else:
        union = await context.session.get(Union, case.union_id)
        verdict = await may(context.session, person, reading(case.kind), union)
        await refuse(context, person, verdict, reading(case.kind), union)


async def send_conversation(context: Context, case: Case) -> None:
    """Send all that was said to the private chat of who acts; the reading is written down.

    A bot may not begin a chat: to who may not have one with us the way there is shown as well.
    """
    person = context.person_id
    write_down(context.session, Act.READ_CASE, case.reference, context.now, actor_id=person, union_id=case.union_id)
    keys = inline([key(context, "wait", case), key(context, "pass", case), key(context, "close", case)])
    told, speech = _told(context, case), speech_of(context)
    context.owed += await page_of(context.session, case, person, speech, context.now, keys, told)
    if context.is_private:
        return
    context.toast = context.words.render("desk-in-private", reference=case.reference)
    worker = context.worker
    if worker is None or worker.blocked_at is not None:
        door = link(context.words.word("desk", "open"), f"https://t.me/{context.bot.username}?start=desk")
        context.say("desk-open-private", inline([door, key(context, "read", case)]), reference=case.reference)


def _told(context: Context, case: Case) -> Told | None:
    """What the worker answered in the form of legal aid; None of other cases."""
    answers = json.loads(case.answers) if case.is_private else {}
    return told_in(answers, context.services.law, context.words.language) if "what" in answers else None


HANDLERS = [CallbackQueryHandler(read, pattern=rf"^desk:read:{REFERENCE}\Z")]
