"""Afterwards: mending a slip, withdrawing, correcting, and why some did not get it: numbers, never people."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from handlers import forms
from handlers.broadcast.drafting import desk_of, owe_copy, say_outdated, say_why_not, show_draft
from handlers.broadcast.pages import Page
from handlers.context import Context
from handlers.guided import Guided
from handlers.rights import is_allowed
from locales import Locale
from models import Broadcast
from services.broadcasts.afterwards import amend_words, amendments_of, correct, withdraw, withdrawable
from services.broadcasts.content import Content, ContentRefused
from services.broadcasts.progress import accounts, accounts_of_notice, unreached
from services.broadcasts.ruling import Decision, Ruling
from services.forms.outline import Answers, Deed, Outline, Step, choices
from services.forms.readers import Given, Reader, Typed
from services.staff.rights import Action


def written(given: Given, today: date) -> str | None:
    """Words with their formatting."""
    return given.html.strip() or None if isinstance(given, Typed) and given.html else None


WORDS: Final = Reader("text", written)


async def ask_mended(context: Context, broadcast: Broadcast) -> None:
    """Ask for the words as they should have been."""
    await forms.begin(context, MEND, {"number": broadcast.id}, anew=True)


async def ask_correction(context: Context, broadcast: Broadcast) -> None:
    """Ask what those shall hear who have it already."""
    await forms.begin(context, CORRECT, {"number": broadcast.id}, anew=True)


async def ask_withdrawal(context: Context, broadcast: Broadcast) -> None:
    """Ask whether it shall be deleted, and say how much of it still can be."""
    within_reach = await withdrawable(context.session, broadcast, context.now)
    known = {"number": broadcast.id, "young": within_reach.young, "old": within_reach.old}
    await forms.begin(context, WITHDRAW, known, anew=True)


async def reasons_page(context: Context, broadcast: Broadcast) -> Page:
    """Why some did not get it, and how far mending or withdrawing has come."""
    numbers = await accounts(context.session, broadcast)
    counted = [
        (reason_words(context.words, state, reason), number)
        for state, reason, number in await unreached(context.session, broadcast)
    ]
    amendments = [
        (amendment.method == "deleteMessage", await accounts_of_notice(context.session, amendment.id))
        for amendment in await amendments_of(context.session, broadcast)
    ]
    values = {"number": broadcast.id, "reasons": counted, "amendments": amendments, "uncertain": numbers.uncertain}
    return Page("broadcast-reasons", values, (("again",),) if numbers.uncertain else ())


def reason_words(words: Locale, state: str, reason: str) -> str:
    """Why it did not arrive: in our words where we have some, else in Telegram's."""
    known = words.labels("broadcast_reason")
    return known.get(reason) or (f"{known[state]} {reason}" if state == "failed" and reason else known[state])


# --- what is done ----------------------------------------------------------------------------------


async def _show_mended(context: Context, answers: Answers) -> None:
    """Show the mended message as it will stand on the phones, and ask once more."""
    broadcast = await context.session.get_one(Broadcast, answers["number"])
    content = replace(Content.from_json(broadcast.content), text=answers["words"])
    if await _is_sound(context, content, MEND, answers):
        await owe_copy(context, broadcast, content)
        await forms.begin(context, MENDED, {"number": broadcast.id, "words": answers["words"]}, anew=True)


async def _mend(context: Context, answers: Answers) -> None:
    broadcast = await context.session.get_one(Broadcast, answers["number"])
    content = replace(Content.from_json(broadcast.content), text=answers["words"])
    above = desk_of(context).terms.approval_above
    decision = await amend_words(context.session, broadcast, context.person_id, content, above, context.now)
    await _tell(context, broadcast, decision, "mended-done")


async def _withdraw(context: Context, answers: Answers) -> None:
    broadcast = await context.session.get_one(Broadcast, answers["number"])
    decision = await withdraw(context.session, broadcast, context.person_id, context.now)
    await _tell(context, broadcast, decision, "withdraw-done")


async def _correct(context: Context, answers: Answers) -> None:
    """Begin the draft of a correction; it is sent like any other."""
    broadcast = await context.session.get_one(Broadcast, answers["number"])
    content = Content(answers["words"])
    is_theirs = await is_allowed(context, broadcast.union_id, Action.ANNOUNCE)
    if is_theirs and await _is_sound(context, content, CORRECT, answers):
        draft = await correct(context.session, broadcast, context.person_id, content, context.now)
        await show_draft(context, draft, with_copy=True)


async def _is_sound(context: Context, content: Content, guided: Guided, answers: Answers) -> bool:
    """Whether it can go out; else it is said why not, and asked once more."""
    try:
        content.check()
    except ContentRefused as refused:
        context.say("broadcast-refused", flaw=refused.flaw, number=refused.units, most=content.most_units)
        await forms.begin(context, guided, {"number": answers["number"]}, anew=True)
        return False
    return True


async def _tell(context: Context, broadcast: Broadcast, decision: Decision, template: str) -> None:
    if decision.is_done:
        context.show(template, number=broadcast.id)
    elif decision.ruling is Ruling.TOO_LATE:
        say_outdated(context, broadcast)
    else:
        await say_why_not(context, broadcast, decision)


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    return {"number": answers["number"]}


MEND: Final = Guided(
    Outline("mend", (Step("words", readers=(WORDS,)),), known=("number",)),
    _show_mended, values=_values, shows=(Deed.DROP,), dropped=lambda context: context.show("broadcast-kept"),
)  # fmt: skip
MENDED: Final = Guided(
    Outline("mended", (Step("sure", choices("announce", ("mend_all",))),), known=("number", "words")),
    _mend, values=_values, shows=(Deed.DROP,), is_numbered=False,
    dropped=lambda context: context.show("broadcast-kept"),
)  # fmt: skip
CORRECT: Final = Guided(
    Outline("correct", (Step("words", readers=(WORDS,)),), known=("number",)),
    _correct, values=_values, shows=(Deed.DROP,), dropped=lambda context: context.show("broadcast-kept"),
)  # fmt: skip
WITHDRAW: Final = Guided(
    Outline("withdraw", (Step("sure", choices("announce", ("withdraw",))),), known=("number", "young", "old")),
    _withdraw, values=_values, shows=(Deed.DROP,), is_numbered=False,
    dropped=lambda context: context.show("broadcast-kept"),
)  # fmt: skip
