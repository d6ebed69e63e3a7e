"""Invitation: whoever opens its link first is asked, and with a yes becomes staff."""

from telegram import Update, User
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from handlers.context import Context
from handlers.keyboards import inline, main_keyboard, press
from handlers.menu import menu_of_staff
from handlers.messages import TYPED, message_in, pressed_in
from locales import visible
from services.staff.invitations import PREFIX, Offer, accept, decline, open_invitation
from services.staff.rights import posts_of


async def open_link(update: Update, context: Context) -> None:
    """Say what a link offers, and ask."""
    token, person = (message_in(update).text or "").split()[1], sender_of(update)
    offer = await open_invitation(context.session, token, person.id, context.now)
    if offer is None:
        context.say("invitation-over", main_keyboard(context.words))
    elif offer.is_held:
        await tell_post(context, offer, person)
    else:
        word = context.words.word
        yes, no = (
            press(word("button", "accept"), f"join:yes:{offer.number}"),
            press(word("button", "decline"), f"join:no:{offer.number}"),
        )
        context.say("invitation", inline([yes, no]), offer=offer, name=person.full_name)


async def take_yes(update: Update, context: Context) -> None:
    """Give the post."""
    _, (_, number) = pressed_in(update)
    person = sender_of(update)
    offer = await accept(context.session, number, person.id, visible(person.full_name), context.now)
    if offer is None:
        context.show("invitation-over")
    else:
        await tell_post(context, offer, person)


async def take_no(update: Update, context: Context) -> None:
    """End the invitation."""
    _, (_, number) = pressed_in(update)
    declined = await decline(context.session, number, sender_of(update).id, context.now)
    context.show("invitation-declined" if declined else "invitation-over")


async def tell_post(context: Context, offer: Offer, person: User) -> None:
    """Say what they are now; their menu gets the commands of their roles."""
    context.show("invitation-accepted", offer=offer)
    roles = {post.role for post in await posts_of(context.session, person.id)}
    context.attempt("setMyCommands", menu_of_staff(context.words, person.id, roles))


def sender_of(update: Update) -> User:
    """The person who did this in private."""
    if update.effective_user is None:
        raise RuntimeError("nobody sent this")
    return update.effective_user


HANDLERS = [
    MessageHandler(TYPED & filters.Regex(rf"^/start(?:@\w+)? {PREFIX}[\w-]{{1,57}}\Z"), open_link),
    CallbackQueryHandler(take_yes, pattern=r"^join:yes:[0-9a-f]{40}\Z"),
    CallbackQueryHandler(take_no, pattern=r"^join:no:[0-9a-f]{40}\Z"),
]
