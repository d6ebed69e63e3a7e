"""Invite: an admin makes a link that gives somebody a role in a union of theirs."""

from collections.abc import Sequence
from typing import Final

from telegram import Update
from telegram.ext import CommandHandler

from handlers import forms
from handlers.context import Context
from handlers.guided import Guided
from handlers.keyboards import copy, inline
from handlers.messages import TYPED
from handlers.rights import allows, person_in, refuse, unions_allowed
from models import Role, Union
from services.forms.outline import Answers, Choice, Outline, Step, choices
from services.staff.invitations import VALID_FOR, invite
from services.staff.rights import Action, may, posts_of
from services.staff.unions import union_of, unions_within

MOST_UNIONS: Final = 40  # on keys; a code after the command leads farther down
KNOWN: Final = "unions"  # a question that is answered from the start: which unions there are to choose from


def unions_in(answers: Answers) -> Sequence[Choice]:
    """The unions that this admin may invite into."""
    return [Choice(str(number), label=name) for number, name in answers[KNOWN]]


OUTLINE = Outline("invite", (Step("role", choices("role", tuple(Role))), Step("union", unions_in), Step(KNOWN)))


async def begin(update: Update, context: Context) -> None:
    """Ask for the role and the union, among those within the admin's or within the one named by its code."""
    person = person_in(update)
    if person is None:
        return
    if context.args and await posts_of(context.session, person):
        await begin_within(update, context, context.args[0])
    elif tops := await unions_allowed(update, context, Action.INVITE):
        await ask(context, tops)


async def begin_within(update: Update, context: Context, adcode: str) -> None:
    """Ask among the unions within the one with this code."""
    union = await union_of(context.session, adcode)
    if union is None:
        context.say("bind-unknown", adcode=adcode)
    elif await allows(update, context, Action.INVITE, union):
        await ask(context, [union])


async def ask(context: Context, tops: Sequence[Union]) -> None:
    """Begin the form; what is too far down for a key is left out."""
    within = await unions_within(context.session, [union.id for union in tops])
    known = [[union.id, union.name] for union in within[:MOST_UNIONS]]
    await forms.begin(context, GUIDED, {KNOWN: known})


async def finish(context: Context, answers: Answers) -> None:
    """Make the link, if who answered may still."""
    union = await context.session.get(Union, int(answers["union"]))
    person = context.worker.id if context.worker else 0
    verdict = await may(context.session, person, Action.INVITE, union)
    if union is None or not verdict.is_yes:
        await refuse(context, person, verdict, Action.INVITE, union)
        return
    role = Role(answers["role"])
    token = await invite(context.session, role, union, context.now, person)
    link = f"https://t.me/{context.bot.username}?start={token}"
    until = (context.now + VALID_FOR).astimezone(context.services.zone)
    keys = inline([copy(context.words.word("button", "copy_link"), link)])
    context.show("invite-link", keys, role=role, union=union, link=link, until=until, now=context.local_now)


GUIDED = Guided(OUTLINE, finish)

HANDLERS = [CommandHandler("invite", begin, TYPED)]
