"""The door of the desk: which case a key or a message is about, and whether who pressed or wrote may act in it."""

from datetime import timedelta
from typing import Any, Final

from telegram import Message, MessageEntity, Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context, Keyboard
from handlers.keyboards import Key, press
from handlers.messages import message_in, pressed_in
from handlers.rights import allows, answer_stranger, person_in
from models import Case, Kind, Union
from services.cases.placing import case_in_topic
from services.cases.references import REFERENCE, Reference, case_called, case_in, reference_at_start
from services.cases.responsible import may_answer
from services.cases.telling import Speech
from services.delivery.parcel import reply
from services.staff.rights import Action

HINT_AGAIN: Final = timedelta(hours=1)


def key(context: Context, verb: str, case: Case, *more: str, label: str = "") -> Key:
    """A key of a case: `desk:verb:A17`."""
    return press(label or context.words.word("desk", verb), ":".join(("desk", verb, case.reference, *more)))


def speech_of(context: Context) -> Speech:
    """How cases speak here."""
    return Speech(context.services.language, context.services.zone)


async def case_pressed(update: Update, context: Context) -> Case | None:
    """The case of a key, for somebody who may act in it; who may not hears why, a stranger what strangers hear."""
    query, _ = pressed_in(update)
    case = await case_in(context.session, query.data or "")
    if case is None:
        answer_stranger(context)
        return None
    union = await context.session.get_one(Union, case.union_id)
    return case if await allows(update, context, Action.ANSWER_CASE, union) else None


async def case_here(update: Update, context: Context) -> Case | None:
    """The case in whose topic this was written; None in any other place."""
    message = message_in(update)
    topic_id = message.message_thread_id
    return await case_in_topic(context.session, message.chat_id, topic_id) if topic_id else None


async def case_answered(context: Context, message: Message) -> Case | None:
    """The case with which the answered message of ours begins."""
    reference = reference_answered(message)
    return await case_called(context.session, reference) if reference else None


def reference_answered(message: Message) -> Reference | None:
    """The reference with which the answered message of ours begins, in bold and with nothing else in it.

    By that a card of the station "A17号门驿站" is no message of the case A17. Of a private chat only we are a bot.
    """
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or not answered.from_user.is_bot:
        return None
    found = reference_at_start(answered.text or answered.caption or "")
    marks = answered.entities or answered.caption_entities
    bold = {mark.length for mark in marks if mark.type == MessageEntity.BOLD and mark.offset == 0}
    return found if found and len(str(found)) in bold else None


async def may_act(update: Update, context: Context, case: Case) -> bool:
    """Whether who wrote this, and shows who they are, may act in a case."""
    person = person_in(update)
    return person is not None and await may_answer(context.session, person, case)


def hint(context: Context, case: Case, template: str, **values: Any) -> None:
    """Say what is not done here; in a topic once an hour, and once more after a restart."""
    if context.is_private:
        context.say(template, reference=case.reference, **values)
        return
    hinted, place = context.services.hinted, f"{case.reference} {template}"
    if hinted.get(place, context.now - HINT_AGAIN) > context.now - HINT_AGAIN:
        return
    for old in [each for each, at in hinted.items() if at <= context.now - HINT_AGAIN]:
        del hinted[old]
    hinted[place] = context.now
    context.say(template, reference=case.reference, **values)


def ask(context: Context, case: Case, template: str, keyboard: Keyboard) -> None:
    """Ask staff for words about a case; of what no group may read it is asked, and answered, in private."""
    if context.is_private or not case.is_private:
        context.say(template, keyboard, reference=case.reference)
        return
    context.toast = context.words.render("desk-in-private", reference=case.reference)
    message = context.message(template, None, {"reference": case.reference}) | {"reply_markup": keyboard}
    context.owed.append(reply(context.person_id, "sendMessage", message, context.now, Kind.CASE))


async def leave(update: Update, context: Context) -> None:
    """Leave a question of ours alone."""
    case = await case_pressed(update, context)
    if case is not None:
        context.show("desk-left", reference=case.reference)


HANDLERS = [CallbackQueryHandler(leave, pattern=rf"^desk:leave:{REFERENCE}:[a-z]{{1,8}}\Z")]
