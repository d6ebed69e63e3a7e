"""Live: a worker shares where they go, and one card goes along with them."""

from datetime import timedelta
from typing import Final

from telegram import CallbackQuery, Message, Update
from telegram.ext import MessageHandler, filters

from handlers.card import card
from handlers.context import Context, Face
from handlers.keyboards import main_keyboard
from handlers.messages import message_in, position_in
from handlers.question import Question
from models import Kind, LiveCard
from services.clock import machine_seconds
from services.delivery.live_edits import carrier_of, says_instead
from services.delivery.parcel import reply

PACE: Final = timedelta(seconds=10)  # forty meters on an e-bike; edits count against the limits of all messages
LONGEST: Final = timedelta(days=1)  # that a card follows somebody who shares without an end and stands still


async def begin(update: Update, context: Context) -> None:
    """Answer a live location with a card that will follow it; an earlier one ends here."""
    message, position = message_in(update), position_in(update)
    earlier = await context.session.get(LiveCard, message.chat_id)
    if earlier is not None:
        await _turn(context, earlier, _question(update, earlier), "ended")
        await _forget(context, earlier)
    answer = card(context, Question.at(position), note="live")
    parcel = context.say(answer.template, answer.keyboard or main_keyboard(context.words), **answer.values)
    if answer.keyboard is not None:  # else there is nothing to follow, and such a message cannot be edited
        live = LiveCard(
            chat_id=message.chat_id, live_message_id=message.message_id, delivery_id=parcel.id, needs="",
            edited_at=context.now, ends_at=context.now + _lasts(message),
        )  # fmt: skip
        context.session.add(live)
        await context.session.flush()
        context.services.faces[live.chat_id] = Face(context.now, 0, machine_seconds())


async def follow(update: Update, context: Context) -> None:
    """Turn the card to where its person is now; at the end of the sharing once more, to say so."""
    message = message_in(update)
    live = await context.session.get(LiveCard, message.chat_id)
    if live is None or live.live_message_id != message.message_id:
        return
    if message.location is not None and message.location.live_period is None:
        await _turn(context, live, _question(update, live), "ended")
        await _forget(context, live)
    elif not _was_just_turned(context, live):
        if _lasts(message) == LONGEST:  # without an end: it lasts as long as they move
            live.ends_at = context.now + LONGEST
        await _turn(context, live, _question(update, live), "live")


async def note_on_press(query: CallbackQuery, question: Question, context: Context) -> str:
    """What the last line must say of a card whose key was pressed; where it follows, its filters stay in force."""
    if query.message is None:
        return ""
    live = await context.session.get(LiveCard, query.message.chat.id)
    if live is None or (await carrier_of(context.session, live)).message_id != query.message.message_id:
        return ""
    live.needs, live.edited_at = ";".join(question.needs), context.now
    return "live"


async def _turn(context: Context, live: LiveCard, question: Question, note: str) -> None:
    """Owe the card's new face, if it is another but for its clock."""
    carrier = await carrier_of(context.session, live)
    if carrier.message_id is None:
        return
    answer = card(context, question, note=note)
    message = context.message(answer.template, answer.keyboard, answer.values)
    looks = hash(message["text"].rpartition("\n")[0])
    shown = _shown(context, live)
    if note == "live" and shown is not None and shown.looks == looks:
        return
    if not carrier.is_gone:
        kind = Kind.LIVE if note == "live" else Kind.REPLY  # nothing is ever said instead of the last word
        edit = reply(live.chat_id, "editMessageText", {"message_id": carrier.message_id, **message}, context.now, kind)
        if kind is Kind.REPLY or not await says_instead(context.session, edit):
            context.owed.append(edit)
    elif not carrier.is_second and note == "live":
        live.delivery_id = context.owe("sendMessage", message, Kind.LIVE).id
    else:  # deleted twice: they want no card
        return
    live.edited_at = context.now
    context.services.faces[live.chat_id] = Face(context.now, looks, machine_seconds())


def _shown(context: Context, live: LiveCard) -> Face | None:
    """What it shows; None if another process turned it last, or this one in an earlier life."""
    face = context.services.faces.get(live.chat_id)
    return face if face is not None and face.edited_at == live.edited_at else None


def _was_just_turned(context: Context, live: LiveCard) -> bool:
    """Whether that was within the pace: by the clock of the world we serve, and if that stands by the machine's."""
    shown = _shown(context, live)
    is_long_ago = shown is not None and machine_seconds() - shown.shown_at >= PACE.total_seconds()
    return timedelta() <= context.now - live.edited_at < PACE and not is_long_ago


async def stop(chat_id: int, context: Context) -> None:
    """Follow nobody in this chat any more; what the card shows stays as it is."""
    live = await context.session.get(LiveCard, chat_id)
    if live is not None:
        await _forget(context, live)


async def _forget(context: Context, live: LiveCard) -> None:
    context.services.faces.pop(live.chat_id, None)
    await context.session.delete(live)
    await context.session.flush()


def _question(update: Update, live: LiveCard) -> Question:
    return Question.at(position_in(update), filter(None, live.needs.split(";")))


def _lasts(message: Message) -> timedelta:
    """How long the sharing may go on; Telegram has a number for "until I stop" too."""
    period = message.location.live_period if message.location else None
    seconds = period.total_seconds() if isinstance(period, timedelta) else float(period or 0)
    return min(timedelta(seconds=seconds), LONGEST)


HANDLERS = [
    MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE & filters.LOCATION, follow),
]
