"""Membership: a person blocks the bot or comes back; a group takes it in."""

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ChatMemberHandler

from handlers.context import Context

OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


async def note(update: Update, context: Context) -> None:
    """Remember who can be reached; say in a new group what we are for."""
    change = update.my_chat_member
    if change is None:
        return
    is_outside = change.new_chat_member.status in OUTSIDE
    if change.chat.type == ChatType.PRIVATE:
        if context.worker:
            context.worker.blocked_at = context.now if is_outside else None
    elif change.old_chat_member.status in OUTSIDE and not is_outside and change.chat.type != ChatType.CHANNEL:
        context.say("unknown-group")


HANDLERS = [ChatMemberHandler(note, ChatMemberHandler.MY_CHAT_MEMBER)]
