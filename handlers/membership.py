"""Membership: a person blocks the bot or comes back; a group takes it in, throws it out, or lets it keep topics."""

from telegram import ChatMember, ChatMemberAdministrator, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ChatMemberHandler

from handlers.context import Context
from locales import locale
from services.cases.lost import lose_desk, regain_desk

OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def may_keep_topics(bot: ChatMember) -> bool:
    """Whether the bot may open, name and close the topics of a group."""
    return isinstance(bot, ChatMemberAdministrator) and bool(bot.can_manage_topics)


async def note(update: Update, context: Context) -> None:
    """Remember who can be reached; say in a new group what we are for."""
    change = update.my_chat_member
    if change is None:
        return
    is_outside = change.new_chat_member.status in OUTSIDE
    if change.chat.type == ChatType.PRIVATE:
        if context.worker:
            context.worker.blocked_at = context.now if is_outside else None
        return
    if may_keep_topics(change.new_chat_member):
        await regain_desk(context.session, change.chat.id)
    else:
        await lose_desk(context.session, change.chat.id, locale(context.services.language), context.now)
    if change.old_chat_member.status in OUTSIDE and not is_outside and change.chat.type != ChatType.CHANNEL:
        context.say("unknown-group")


HANDLERS = [ChatMemberHandler(note, ChatMemberHandler.MY_CHAT_MEMBER)]
