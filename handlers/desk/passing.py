"""Passing: a case goes to a colleague or to another union; the worker hears who has it now, and never "not ours"."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.desk.door import case_pressed, key, speech_of
from handlers.keyboards import Key, inline, press
from handlers.messages import pressed_in
from locales import cut, locale
from models import Case, CaseKind, Kind, Side, Union
from services.cases import course
from services.cases.passing import colleagues_of, has_anybody, unions_for
from services.cases.references import REFERENCE
from services.cases.responsible import may_answer
from services.cases.talk import Said, note_down
from services.cases.telling import message_of, tell
from services.delivery.parcel import reply
from services.staff.people import name_of, words_of

NAME_CHARACTERS = 18


async def begin(update: Update, context: Context) -> None:
    """Show to whom it can go."""
    case = await case_pressed(update, context)
    if case is None:
        return
    if not case.is_open:
        context.toast = context.words.render("desk-is-over", reference=case.reference)
        return
    colleagues = await colleagues_of(context.session, case, context.person_id)
    people = [
        press(_called(context, each.name, is_lawyer=each.is_lawyer), f"desk:to:{case.reference}:{each.telegram_id}")
        for each in colleagues
    ]
    unions = [
        press(cut(union.name, NAME_CHARACTERS), f"desk:union:{case.reference}:{union.id}")
        for union in await unions_for(context.session, case)
    ]
    outside = [key(context, "outside", case)] if case.kind == CaseKind.LEGAL_AID else []
    keys = inline(*_pairs(people), *_pairs(unions), outside, [key(context, "leave", case, "pass")])
    context.say("desk-pass", keys, reference=case.reference, is_alone=not (people or unions))


async def to_colleague(update: Update, context: Context) -> None:
    """Give it to a colleague, who gets it in private; for the worker the same union has it."""
    _, (_, _, person) = pressed_in(update)
    case, to = await case_pressed(update, context), int(person)
    if case is None:
        return
    if not (case.is_open and await may_answer(context.session, to, case)):
        context.toast = context.words.render("desk-cannot", reference=case.reference)
        return
    await course.assign(context.session, case, to, context.person_id, context.now)
    context.show("desk-has-it", reference=case.reference, who=await name_of(context.session, to))
    await _tell_colleague(context, case, to)


async def to_union(update: Update, context: Context) -> None:
    """Have another union answer for it."""
    _, (_, _, union_id) = pressed_in(update)
    case = await case_pressed(update, context)
    union = await context.session.get(Union, int(union_id))
    if case is None:
        return
    is_other = union is not None and union.id != case.union_id
    if union is None or not (case.is_open and is_other and await has_anybody(context.session, union, case.kind)):
        context.toast = context.words.render("desk-cannot", reference=case.reference)
        return
    session, old = context.session, await context.session.get_one(Union, case.union_id)
    heard = await course.hand_over(session, case, union, context.services.desk, context.person_id, context.now)
    who = await name_of(session, context.person_id)
    line = locale(context.services.language).render("desk-came", who=who, old=old.name, union=union.name)
    await note_down(session, case, Side.BOT, Said(line), context.now)
    context.owed += await tell(session, case, heard, speech_of(context), context.now)
    context.show("desk-went", reference=case.reference, union=union.name)


async def _tell_colleague(context: Context, case: Case, to: int) -> None:
    """Tell who has it now; a key leads to all that was said."""
    session, now = context.session, context.now
    words = await words_of(session, to, context.services.language)
    who = await name_of(session, context.person_id)
    message = message_of(words.render("desk-given", reference=case.reference, who=who))
    keys = inline([press(words.word("desk", "read"), f"desk:read:{case.reference}")])
    context.owed.append(reply(to, "sendMessage", message | {"reply_markup": keys}, now, Kind.CASE))


def _called(context: Context, name: str, *, is_lawyer: bool) -> str:
    lawyer = f" · {context.words.word('role', 'lawyer')}" if is_lawyer else ""
    return f"{cut(name, NAME_CHARACTERS)}{lawyer}"


def _pairs(keys: list[Key]) -> list[list[Key]]:
    return [keys[at : at + 2] for at in range(0, len(keys), 2)]


HANDLERS = [
    CallbackQueryHandler(begin, pattern=rf"^desk:pass:{REFERENCE}\Z"),
    CallbackQueryHandler(to_colleague, pattern=rf"^desk:to:{REFERENCE}:[0-9]{{1,16}}\Z"),
    CallbackQueryHandler(to_union, pattern=rf"^desk:union:{REFERENCE}:[0-9]{{1,9}}\Z"),
]
