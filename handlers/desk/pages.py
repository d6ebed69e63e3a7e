"""Pages: what waits on somebody's desks, the late and their own first; each leads to its card with the keys."""

from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers.context import Context
from handlers.desk.door import case_pressed, key
from handlers.desk.exporting import export_keys
from handlers.keyboards import Key, inline, press
from handlers.messages import TYPED, pressed_in
from handlers.rights import unions_allowed
from models import Case, Union
from services.cases.desk_list import open_cases
from services.cases.people import worker_called
from services.cases.references import REFERENCE
from services.cases.responsible import may_read
from services.cases.titles import subject
from services.staff.people import name_of
from services.staff.rights import Action, unions_for

ON_A_PAGE: Final = 8
IN_A_ROW: Final = 4


async def show_desk(update: Update, context: Context) -> None:
    """Say what waits; who may not answer cases hears why, a stranger nothing."""
    exports, posts = (
        await export_keys(context),
        await unions_for(context.session, context.person_id, Action.ANSWER_CASE),
    )
    if exports and not posts:
        context.say("desk-export", inline(exports))
    elif await unions_allowed(update, context, Action.ANSWER_CASE):
        await _show_from(context, 0)


async def turn(update: Update, context: Context) -> None:
    """Show others on the same card."""
    _, (_, skip) = pressed_in(update)
    if await unions_allowed(update, context, Action.ANSWER_CASE):
        await _show_from(context, int(skip))


async def open_one(update: Update, context: Context) -> None:
    """Show one of them, with the keys that its card has."""
    case = await case_pressed(update, context)
    if case is None:
        return
    union, zone = await context.session.get_one(Union, case.union_id), context.services.zone
    values = {
        "reference": case.reference, "subject": subject(context.words, case), "is_urgent": case.is_urgent,
        "union": union.name, "state": case.state, "is_private": case.is_private,
        "who": await worker_called(context.session, case, case.worker_id, context.words),
        "taker": await name_of(context.session, case.taken_by) if case.taken_by else "",
        "first_due": case.first_due_at.astimezone(zone), "has_answer": case.first_answer_at is not None,
        "done_due": case.done_due_at.astimezone(zone), "now": context.local_now,
    }  # fmt: skip
    context.show("desk-case", inline(*await _keys(context, case)), **values)


async def _keys(context: Context, case: Case) -> list[list[Key]]:
    sees = await may_read(context.session, context.person_id, case)
    first = [key(context, verb, case) for verb in (("take", "read") if sees else ("take",))]
    rest = [key(context, verb, case) for verb in ("pass", "wait", "close")]
    return [*([first, rest] if case.is_open else []), [press(context.words.word("desk", "list"), "desk:list:0")]]


async def _show_from(context: Context, skip: int) -> None:
    cases, count = await open_cases(context.session, context.person_id, context.now, skip, ON_A_PAGE)
    zone = context.services.zone
    lines = [
        (case.reference, subject(context.words, case), case.state,
         await name_of(context.session, case.taken_by) if case.taken_by else "",
         (case.done_due_at if case.first_answer_at else case.first_due_at).astimezone(zone), _is_late(context, case))
        for case in cases
    ]  # fmt: skip
    keys = [key(context, "open", case, label=case.reference) for case in cases]
    rows = [keys[at : at + IN_A_ROW] for at in range(0, len(keys), IN_A_ROW)]
    more = [press(context.words.word("desk", "more"), f"desk:list:{skip + ON_A_PAGE}")]
    pages = more if skip + ON_A_PAGE < count else []
    context.show(
        "desk-list", inline(*rows, pages, await export_keys(context)), lines=lines, count=count, now=context.local_now
    )


def _is_late(context: Context, case: Case) -> bool:
    due = case.done_due_at if case.first_answer_at else min(case.first_due_at, case.done_due_at)
    return case.stopped_at is None and due < context.now


HANDLERS = [
    CommandHandler("desk", show_desk, TYPED),
    CallbackQueryHandler(turn, pattern=r"^desk:list:[0-9]{1,6}\Z"),
    CallbackQueryHandler(open_one, pattern=rf"^desk:open:{REFERENCE}\Z"),
]
