"""Bind: an admin makes a group the desk of their union."""

from telegram import Chat, Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import message_in, pressed_in
from handlers.rights import allows, answer_stranger, person_in, refuse_hidden, unions_allowed
from models import Union
from services.delivery.outbox import move_chat
from services.staff.desks import Bound, bind_desk
from services.staff.rights import Action, posts_of
from services.staff.unions import union_of

SAID = {
    Bound.NEW: "bind-done",
    Bound.MOVED: "bind-moved",
    Bound.SAME: "bind-same",
    Bound.TAKEN: "bind-taken",
}


async def bind(update: Update, context: Context) -> None:
    """Bind this group to the admin's union, to the one they name by its code, or ask to which."""
    person, chat = person_in(update), message_in(update).chat
    if person is None:
        refuse_hidden(context)
        return
    is_staff = bool(await posts_of(context.session, person))
    if is_staff and context.is_private:
        context.say("bind-private")
    elif is_staff and context.args:
        await bind_named(update, context, context.args[0])
    elif unions := await unions_allowed(update, context, Action.BIND_DESK):
        if len(unions) == 1:
            await bind_to(update, context, chat, unions[0])
        else:
            context.say("bind-choose", inline(*([press(union.name, f"bind:{union.id}")] for union in unions)))


async def bind_named(update: Update, context: Context, adcode: str) -> None:
    """Bind this group to the union with this code, which may be one below the admin's."""
    union = await union_of(context.session, adcode)
    if union is None:
        context.say("bind-unknown", adcode=adcode)
    elif await allows(update, context, Action.BIND_DESK, union):
        await bind_to(update, context, message_in(update).chat, union)


async def take_union(update: Update, context: Context) -> None:
    """Bind to the union that was tapped, if who tapped may."""
    query, (union_id,) = pressed_in(update)
    union = await context.session.get(Union, int(union_id))
    if union is None or query.message is None:
        answer_stranger(context)
    elif await allows(update, context, Action.BIND_DESK, union):
        await bind_to(update, context, query.message.chat, union)


async def bind_to(update: Update, context: Context, chat: Chat, union: Union) -> None:
    """Bind, if the group is one where a topic can be opened for each case."""
    if chat.type != ChatType.SUPERGROUP or not chat.is_forum:
        context.say("bind-no-topics")
        return
    person = person_in(update)
    if person is not None:
        bound = await bind_desk(context.session, union, chat.id, context.now, person)
        context.show(SAID[bound], union=union.name)


async def follow(update: Update, context: Context) -> None:
    """A group became a supergroup, as either of the two tells: what was bound to it follows."""
    message = message_in(update)
    if message.migrate_to_chat_id:
        await move_chat(context.session, message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await move_chat(context.session, message.migrate_from_chat_id, message.chat.id)


HANDLERS = [
    CommandHandler("bind", bind, filters.UpdateType.MESSAGE),
    CallbackQueryHandler(take_union, pattern=r"^bind:[0-9]{1,9}\Z"),
    MessageHandler(filters.StatusUpdate.MIGRATE, follow),
]
