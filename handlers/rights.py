"""Rights at the door: who is speaking, and what those hear who may not."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from telegram import Update

from handlers.context import Context
from handlers.keyboards import main_keyboard
from handlers.menu import menu_of_nobody
from models import Role, StaffMember, Union
from services.staff.rights import NOBODY, ROLES, Action, Post, Verdict, may, posts_of, unions_for
from services.staff.unions import line_of


@dataclass(frozen=True)
class Refusal:
    """What `no-right` says: whom this needs and where, what they are and where, and whom to ask; "" if nobody."""

    needed: Role
    at: str
    role: str
    of: str
    ask: str


def person_in(update: Update) -> int | None:
    """The Telegram id of who did this; None where Telegram shows a group or a channel in their place."""
    message = update.message
    hides = message is not None and message.sender_chat is not None
    user = update.effective_user
    return None if user is None or hides or user.id in NOBODY else user.id


async def allows(update: Update, context: Context, action: Action, union: Union) -> bool:
    """Whether who did this may do it there; who may not hears why, a stranger only what strangers hear."""
    if person_in(update) is None:
        refuse_hidden(context)
        return False
    return await is_allowed(context, union.id, action)


async def unions_allowed(update: Update, context: Context, action: Action) -> list[Union]:
    """The unions in which who did this may do it; none, and who may not hears why, a stranger what strangers hear."""
    person = person_in(update)
    if person is None:
        refuse_hidden(context)
        return []
    unions = await unions_for(context.session, person, action)
    if not unions:
        posts = await posts_of(context.session, person)
        union = await context.session.get(Union, posts[0].union_id) if posts else None
        await refuse(context, person, Verdict.OTHER_ROLE, action, union)
    return unions


async def is_allowed(context: Context, union_id: int, *actions: Action) -> bool:
    """Whether who did this, and does not hide, may do one of these in a union; who may not hears why."""
    union = await context.session.get(Union, union_id)
    verdicts = [await may(context.session, context.person_id, action, union) for action in actions]
    is_one = any(verdict.is_yes for verdict in verdicts)
    if not is_one:
        await refuse(context, context.person_id, verdicts[0], actions[0], union)
    return is_one


def refuse_hidden(context: Context) -> None:
    """Say that nobody can be told apart behind a group or a channel."""
    answer(context, "no-right-anonymous")


async def refuse(context: Context, person: int, verdict: Verdict, action: Action, union: Union | None) -> None:
    """Say what it takes and whom to ask; to a stranger, what any unknown command or key leads to."""
    posts = await posts_of(context.session, person)
    if verdict is Verdict.STRANGER or not posts or union is None:
        answer_stranger(context)
    else:
        answer(context, "no-right", refusal=await _refusal(context, posts[0], action, union))


def answer_stranger(context: Context) -> None:
    """What a command or a key that does not exist leads to: words in private, silence in a group."""
    if context.is_press:
        context.toast = context.words.render("button-old")
    elif context.is_private:
        context.say("unknown-command", main_keyboard(context.words))
        context.attempt("deleteMyCommands", menu_of_nobody(context.person_id))  # who was staff has theirs still


def answer(context: Context, template: str, **values: Any) -> None:
    """Tell who pressed a key above what they see, who typed below it."""
    if context.is_press:
        context.toast = context.words.render(template, **values)
    else:
        context.say(template, **values)


async def _refusal(context: Context, post: Post, action: Action, union: Union) -> Refusal:
    held_in = await context.session.get_one(Union, post.union_id)
    needed = min(ROLES[action], key=list(Role).index)
    return Refusal(needed, union.name, post.role, held_in.name, await _admin_above(context, union))


async def _admin_above(context: Context, union: Union) -> str:
    """The name of the nearest admin from a union upwards."""
    for union_id in await line_of(context.session, union):
        admins = select(StaffMember.name).where(StaffMember.role == Role.ADMIN, StaffMember.union_id == union_id)
        name = await context.session.scalar(admins.order_by(StaffMember.id).limit(1))
        if name:
            return name
    return ""
