"""Anything else a person sends: none of it meets silence."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from handlers import albums, forms, heat, notices, place, station, station_list, verdict
from handlers.case_content import comes_as_file
from handlers.case_hearing import keys_to_add, takes_edit
from handlers.complain import door
from handlers.context import Context
from handlers.desk import private, topic
from handlers.keyboards import inline, main_keyboard, press
from handlers.messages import TYPED, message_in
from handlers.question import LETTERS
from services.pleas import is_heatstroke, is_hurt, is_trouble, is_wronged, thing_in

KINDS = (
    ("video", "unknown-video"),
    ("sticker", "unknown-sticker"),
    ("animation", "unknown-sticker"),
    ("dice", "unknown-sticker"),
    ("game", "unknown-sticker"),
    ("document", "unknown-document"),
    ("contact", "unknown-contact"),
    ("audio", "unknown-audio"),
)


async def answer_text(update: Update, context: Context) -> None:
    """An answer to the form that waits, else a plea, else a place, else words we do not know."""
    message = message_in(update)
    text = message.text or ""
    if not (
        await forms.takes_text(context, text, message.text_html)
        or await verdict.takes_typed(text, context)
        or await notices.takes_typed(text, context)
        or takes_plea(message, context)
        or await takes_trouble(message, context)
        or await place.takes_typed(text, context)
        or await private.says_how(message, context)
    ):
        await answer_unknown(message, context)


async def answer_unknown(message: Message, context: Context) -> None:
    """Say that words were not understood; who has an open case may have meant that."""
    keys = await keys_to_add(context, message)
    if keys:
        context.answer(message.message_id, "unknown-text-case", inline(keys, [door.offer(context)]), text=message.text)
    else:
        context.say("unknown-text", main_keyboard(context.words), text=message.text)


def takes_plea(message: Message, context: Context) -> bool:
    """Whether a text asks for help or for a thing; then the number to call, or the way to it, is said.

    What was said of an injury or a wrong hangs on the answer to it: the key below goes on with it.
    """
    text = message.text or ""
    thing, to_legal = thing_in(text), inline([press(context.words.word("button", "to_legal"), "legal")])
    if is_heatstroke(text):
        heat.say_first_aid(context)
    elif is_hurt(text):
        context.answer(message.message_id, "hurt", to_legal)
    elif is_wronged(text):
        context.answer(message.message_id, "wronged", to_legal)
    elif thing in LETTERS:
        context.say("thing", main_keyboard(context.words), thing=thing)
    else:
        return False
    return True


async def takes_trouble(message: Message, context: Context) -> bool:
    """Whether a text tells of trouble at a station: the keys below go on with it."""
    if not is_trouble(message.text or ""):
        return False
    context.answer(message.message_id, "trouble", inline(await keys_to_add(context, message), [door.offer(context)]))
    return True


async def answer_command(update: Update, context: Context) -> None:
    """A command that is none of ours; a stranger learns nothing of those for staff."""
    context.say("unknown-command", main_keyboard(context.words))


async def answer_kind(update: Update, context: Context) -> None:
    """A message of a kind we cannot use: say so, and what to do instead; once for an album."""
    message = message_in(update)
    if (
        await forms.takes_file(message, context)
        or await station.takes_photo(message, context)
        or await station_list.takes_document(message, context)
        or await forms.refuses_file(message, context)
        or not await albums.is_first(context, message.media_group_id)
        or await private.says_how(message, context)
        or await door.offers(message, context)
    ):
        return
    context.say(_template(message), main_keyboard(context.words))


async def answer_edit(update: Update, context: Context) -> None:
    """A message changed after it was sent; a live location moves on in silence."""
    message = message_in(update)
    is_known = await takes_edit(message, context) or await topic.takes_edit(update, context)
    if message.location is None and not is_known:
        context.say("unknown-edit", main_keyboard(context.words))


async def answer_press(update: Update, context: Context) -> None:
    """A key of an old card, or of nobody: fresh ones."""
    await forms.answer_old(context)


def _template(message: Message) -> str:
    if comes_as_file(message.document):
        return "picture-as-file"
    return next((template for kind, template in KINDS if getattr(message, kind)), "unknown-other")


# Gifts and what a person picks for us are theirs to hear about; of the rest their own Telegram tells them.
_PICKED = (
    filters.StatusUpdate.GIFT
    | filters.StatusUpdate.UNIQUE_GIFT
    | filters.StatusUpdate.USERS_SHARED
    | filters.StatusUpdate.CHAT_SHARED
    | filters.StatusUpdate.WEB_APP_DATA
)
_SERVICE = filters.StatusUpdate.ALL & ~_PICKED

HANDLERS = [
    MessageHandler(TYPED & filters.COMMAND, answer_command),
    MessageHandler(TYPED & filters.TEXT, answer_text),
    MessageHandler(TYPED & ~_SERVICE, answer_kind),
    MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE, answer_edit),
    CallbackQueryHandler(answer_press),
]
