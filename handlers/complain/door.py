"""The doors of a complaint: 📣, a station's card, and a picture or a voice that came out of the blue."""

from typing import Final

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import consent, forms
from handlers.case_hearing import keys_to_add
from handlers.coming_in import A_DAY, is_card, left_off, why_not, with_brought
from handlers.complain.form import COMPLAIN, MORE, settled
from handlers.complain.outline import OUTLINE
from handlers.complain.placing import proposals
from handlers.consent import Door
from handlers.context import Context
from handlers.keyboards import Key, inline, main_keyboard, press
from handlers.messages import TYPED, KeyWords, pressed_in
from models import CaseKind

THIS: Final = "complain:this"
NOT: Final = "complain:not"
OFFERED: Final = {"voice": "unknown-voice", "photo": "unknown-photo", "video_note": "unknown-voice"}


async def start(update: Update, context: Context) -> None:
    """Begin: the key under the text field, the command, or a key under a card, which may carry a station."""
    refused = await why_not(context, CaseKind.COMPLAINT)
    if refused:
        context.say(refused, main_keyboard(context.words), most=A_DAY)
        return
    carried = pressed_in(update)[1] if context.is_press else []
    station = carried[0] if carried and carried[0].isdecimal() else ""
    await consent.enter(update, context, DOOR, station, anew=not _is_about_this(update))


async def _begin(update: Update, context: Context, carried: str) -> None:
    """Ask what is wrong, with the likeliest station and what the pressed card answers; what waits is gone on with."""
    left = left_off(context, OUTLINE, lately=True)
    stations = proposals(context, carried) or left.get("stations", ())
    at = {"at": str(stations[0][0])} if stations and (carried or "at" not in left) else {}
    said = with_brought(update, left.get("said", ()), with_pictures=True)
    answers = {**left, "stations": list(stations), **at, "said": said}
    stays = is_card(update) and not _is_about_this(update)
    await forms.begin(context, COMPLAIN, await settled(context, answers), anew=stays)


def _is_about_this(update: Update) -> bool:
    return update.callback_query is not None and update.callback_query.data == THIS


async def ask_for_more(update: Update, context: Context) -> None:
    """Say how something is added, in passing: the card stays the last message, and what comes is gathered."""
    context.toast = context.words.render("complain-more")


async def leave_it(update: Update, context: Context) -> None:
    """Let a picture be a mistake."""
    context.show("complain-not")


async def offers(message: Message, context: Context) -> bool:
    """Whether a message out of the blue can become a complaint; then that is offered, in answer to it."""
    template = next((template for kind, template in OFFERED.items() if getattr(message, kind)), "")
    if template:
        legal = [press(context.words.word("button", "to_legal"), "legal")] if message.voice else []
        keys = inline(await keys_to_add(context, message), [offer(context), *legal], [_mistake(context)])
        context.answer(message.message_id, template, keys, is_album=message.media_group_id is not None)
    return bool(template)


def offer(context: Context) -> Key:
    """The key under an answer to a message that becomes a complaint with it."""
    return press(context.words.word("button", "complain_with"), THIS)


def _mistake(context: Context) -> Key:
    return press(context.words.word("button", "mistake"), NOT)


DOOR: Final = Door("complain", _begin)

HANDLERS = [
    CommandHandler("complain", start, TYPED),
    MessageHandler(KeyWords("keyboard", "complain"), start),
    CallbackQueryHandler(start, pattern=r"^complain(?::this|:[0-9]{1,9})?\Z"),
    CallbackQueryHandler(ask_for_more, pattern=rf"^{MORE}\Z"),
    CallbackQueryHandler(leave_it, pattern=rf"^{NOT}\Z"),
]
