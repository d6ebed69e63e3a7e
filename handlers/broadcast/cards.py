"""Cards: the keys under a broadcast, from the preview to the last account; old ones answer with how it stands now."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.broadcast import afterwards, audience, compose, schedule
from handlers.broadcast.colleagues import ask_approvers, tell_author
from handlers.broadcast.drafting import desk_of, owe_copy, say_page, say_why_not, show_page
from handlers.broadcast.pages import Desk
from handlers.context import Context
from handlers.messages import pressed_in
from handlers.rights import is_allowed, person_in, refuse_hidden
from models import Broadcast, BroadcastState
from services.broadcasts import decisions
from services.broadcasts.afterwards import resend_uncertain
from services.broadcasts.ruling import Decision, Ruling
from services.staff.people import name_of
from services.staff.rights import Action


@dataclass(frozen=True)
class Press:
    """A key of a broadcast that was pressed: by whom, with the version it was shown with, under which message."""

    broadcast: Broadcast
    person: int
    version: int
    card_id: int | None


Deed = Callable[[Context, Press], Awaitable[None]]


async def take_press(update: Update, context: Context) -> None:
    """Do what a key says, if who pressed it may (still), and nothing has changed since it was shown."""
    query, (number, version, word) = pressed_in(update)
    person = person_in(update)
    broadcast = await context.session.get(Broadcast, int(number))
    if person is None:
        refuse_hidden(context)
    elif broadcast is None or word not in DEEDS or not context.is_private:
        await forms.answer_old(context)
    elif await is_allowed(context, broadcast.union_id, Action.ANNOUNCE, Action.APPROVE):
        card_id = query.message.message_id if query.message and query.message.is_accessible else None
        await DEEDS[word](context, Press(broadcast, person, int(version), card_id))


# --- a draft ---------------------------------------------------------------------------------------


def of_a_draft(ask: Callable[[Context, Broadcast], Awaitable[None]]) -> Deed:
    """A key that changes a draft, where it is the draft that was shown."""

    async def take(context: Context, press: Press) -> None:
        broadcast = press.broadcast
        if broadcast.state == BroadcastState.DRAFT and broadcast.version == press.version:
            await ask(context, broadcast)
        else:
            await show_standing(context, press)

    return take


async def save(context: Context, broadcast: Broadcast) -> None:
    """Say where a draft is found again; it has been kept all along."""
    context.show("broadcast-saved", number=broadcast.id)


async def drop(context: Context, press: Press) -> None:
    """Throw it away."""
    decision = await decisions.drop(context.session, press.broadcast, press.person, context.now)
    if await _is_done(context, press, decision):
        context.show("broadcast-dropped")


async def send(context: Context, press: Press) -> None:
    """Let it go, or ask the others first."""
    decision = await decisions.send(
        context.session, press.broadcast, press.person, context.now, desk_of(context).terms,
        seen=press.version, card_id=press.card_id,
    )  # fmt: skip
    if not await _is_done(context, press, decision):
        return
    if press.broadcast.state == BroadcastState.ASKED:
        names = await ask_approvers(context, press.broadcast, Desk.approval)
        show_page(context, press.broadcast, await desk_of(context).asked(press.broadcast, names))
    else:
        show_page(context, press.broadcast, desk_of(context).undo(press.broadcast, is_author=True))


# --- a second person -------------------------------------------------------------------------------


async def approve(context: Context, press: Press) -> None:
    """Agree."""
    await _agree(context, press, is_urgent=False)


async def approve_urgently(context: Context, press: Press) -> None:
    """Agree, and let it through the quiet hours."""
    await _agree(context, press, is_urgent=True)


async def _agree(context: Context, press: Press, *, is_urgent: bool) -> None:
    decision = await decisions.approve(
        context.session, press.broadcast, press.person, context.now, desk_of(context).terms,
        seen=press.version, is_urgent=is_urgent,
    )  # fmt: skip
    if await _is_done(context, press, decision):
        await _tell_agreed(context, press)


async def hurry(context: Context, press: Press) -> None:
    """Ask the others to let through the quiet hours what waits for their end."""
    if press.broadcast.state != BroadcastState.WAITING:
        await show_standing(context, press)
        return
    names = await ask_approvers(context, press.broadcast, Desk.hurrying)
    ruling = Ruling.DONE if names else Ruling.NOBODY_TO_ASK
    template = "broadcast-hurried" if names else "broadcast-cannot"
    context.toast = context.words.render(template, ruling=ruling, names=names, number=press.broadcast.id)


async def hasten(context: Context, press: Press) -> None:
    """Let it through the quiet hours, as a second person."""
    decision = await decisions.hasten(context.session, press.broadcast, press.person, context.now, seen=press.version)
    if await _is_done(context, press, decision):
        await _tell_agreed(context, press)


async def _tell_agreed(context: Context, press: Press) -> None:
    """Show who agreed how it stands, and tell the author."""
    broadcast = press.broadcast
    show_page(context, broadcast, desk_of(context).undo(broadcast, is_author=False))
    who = await name_of(context.session, press.person)
    await tell_author(context, broadcast, "broadcast-agreed", who=who, is_urgent=broadcast.is_urgent)


async def look(context: Context, press: Press) -> None:
    """Send the message as a worker gets it."""
    await owe_copy(context, press.broadcast)


async def send_back(context: Context, press: Press) -> None:
    """Give it back to its author, who can take it back the same way."""
    decision = await decisions.send_back(
        context.session, press.broadcast, press.person, context.now, seen=press.version
    )
    if not await _is_done(context, press, decision):
        return
    if press.person == press.broadcast.author_id:
        show_page(context, press.broadcast, await desk_of(context).preview(press.broadcast))
    else:
        who = await name_of(context.session, press.person)
        context.show("broadcast-returned", who=who, number=press.broadcast.id)
        await tell_author(context, press.broadcast, "broadcast-returned", who=who)


# --- on its way ------------------------------------------------------------------------------------


async def undo(context: Context, press: Press) -> None:
    """Take back what waits: a draft again."""
    decision = await decisions.undo(context.session, press.broadcast, press.person, context.now)
    if not await _is_done(context, press, decision):
        return
    who = await name_of(context.session, press.person)
    if press.person == press.broadcast.author_id:
        context.toast = context.words.render("broadcast-undone", number=press.broadcast.id, who=who)
        show_page(context, press.broadcast, await desk_of(context).preview(press.broadcast))
    else:
        context.show("broadcast-undone", number=press.broadcast.id, who=who)
        await tell_author(context, press.broadcast, "broadcast-undone", who=who)


def deciding(decide: Callable[..., Awaitable[Decision]]) -> Deed:
    """A key that changes how a broadcast goes on; the card shows how it stands then."""

    async def take(context: Context, press: Press) -> None:
        decision = await decide(context.session, press.broadcast, press.person, context.now)
        if await _is_done(context, press, decision):
            show_page(context, press.broadcast, await desk_of(context).page(press.broadcast, press.person))

    return take


def of_a_begun(ask: Callable[[Context, Broadcast], Awaitable[None]]) -> Deed:
    """A key about what has gone out, or is going out; the card of the accounts is left as it is."""

    async def take(context: Context, press: Press) -> None:
        if press.broadcast.notice_id is None:
            await show_standing(context, press)
        else:
            await ask(context, press.broadcast)

    return take


async def tell_reasons(context: Context, broadcast: Broadcast) -> None:
    """Say below why some did not get it."""
    say_page(context, broadcast, await afterwards.reasons_page(context, broadcast))


# --- what follows ----------------------------------------------------------------------------------


async def _is_done(context: Context, press: Press, decision: Decision) -> bool:
    """Whether a decision counts; else it is said why not."""
    if decision.ruling is Ruling.TOO_LATE:
        await show_standing(context, press, decision)
    elif not decision.is_done:
        await say_why_not(context, press.broadcast, decision)
    return decision.is_done


async def show_standing(context: Context, press: Press, decision: Decision | None = None) -> None:
    """Answer a key of an earlier state with the state of now, and with who was quicker."""
    broadcast = press.broadcast
    who = await name_of(context.session, decision.by) if decision and decision.by else ""
    at = decision.at.astimezone(context.services.zone) if decision and decision.at else None
    values = {"number": broadcast.id, "state": broadcast.state, "who": who, "at": at, "now": context.local_now}
    context.toast = context.words.render("broadcast-twice", **values)
    show_page(context, broadcast, await desk_of(context).page(broadcast, press.person))


DEEDS: Final[Mapping[str, Deed]] = {
    "send": send,
    "ask": send,
    "text": of_a_draft(compose.edit),
    "whom": of_a_draft(audience.ask),
    "when": of_a_draft(schedule.ask),
    "save": of_a_draft(save),
    "drop": drop,
    "approve": approve,
    "urgent": approve_urgently,
    "hurry": hurry,
    "hasten": hasten,
    "look": look,
    "back": send_back,
    "recall": send_back,
    "undo": undo,
    "pause": deciding(decisions.pause),
    "resume": deciding(decisions.resume),
    "stop": deciding(decisions.stop),
    "amend": of_a_begun(afterwards.ask_mended),
    "withdraw": of_a_begun(afterwards.ask_withdrawal),
    "correct": of_a_begun(afterwards.ask_correction),
    "reasons": of_a_begun(tell_reasons),
    "again": deciding(resend_uncertain),
}
HANDLERS = [CallbackQueryHandler(take_press, pattern=r"^b:[0-9]{1,9}:[0-9]{1,9}:[a-z]{1,16}\Z")]
