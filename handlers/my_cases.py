"""My cases: all that a worker filed or follows, how each stands, and what they can do about it."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import form_keys, forms
from handlers.context import Context, Keyboard
from handlers.guided import GUIDED
from handlers.keyboards import Key, inline, press
from handlers.messages import TYPED, KeyWords, pressed_in
from handlers.own_case import case_pressed, doors, own_case_pressed, pressed
from locales import cut, locale, visible
from models import Case, CaseDeadline, CaseState, Side
from services.cases.closing import face_keys, verdict_keys
from services.cases.mine import (
    Mine,
    count_mine,
    deadlines_of,
    heard_by,
    page_of_mine,
    see,
    switch_reminders,
)
from services.cases.parts import words_alone
from services.cases.talk import Said, note_down
from services.cases.titles import subject
from services.forms.outline import Deed
from services.forms.store import read

ON_A_PAGE: Final = 5
IN_A_ROW: Final = 3
SAID: Final = 6
"""So many of the newest messages a page shows."""
SAID_CHARACTERS: Final = 30
VERBS: Final = {"remind_not": "remind"}
"""What a key's data says where it is not the key's word."""


class Paused(NamedTuple):
    """A form that waits for its person: what it is about, at which of its questions, and the key that goes on."""

    name: str
    at: int
    of: int
    key: Key


# --- all of them -----------------------------------------------------------------------------------


async def show_cases(update: Update, context: Context) -> None:
    """Say what is theirs, own turn first."""
    await _show_from(context, 0)


async def turn_page(update: Update, context: Context) -> None:
    """Show others on the card that was pressed."""
    _, (skip,) = pressed_in(update)
    await _show_from(context, int(skip))


async def go_on(update: Update, context: Context) -> None:
    """Ask once more what somebody walked away from."""
    _, (_, name) = pressed_in(update)
    form = next((form for form in context.forms if form.name == name and not form.is_paused), None)
    await (forms.ask_again(context, form, anew=False) if form else forms.answer_old(context))


async def _show_from(context: Context, skip: int) -> None:
    count = await count_mine(context.session, context.person_id)
    skip = skip if skip < count else 0
    found = await page_of_mine(context.session, context.person_id, skip, ON_A_PAGE)
    paused = _paused(context) if skip == 0 else []
    cases = [(await _see(context, case), subject(context.words, case)) for case in found]
    keys = [press(case.reference, f"case:open:{case.reference}") for case in found]
    rows = [keys[at : at + IN_A_ROW] for at in range(0, len(keys), IN_A_ROW)]
    keyboard = inline(*([each.key] for each in paused), *rows, _pages(context, skip, count), doors(context))
    context.show("cases" if cases else "cases-none", keyboard, cases=cases, paused=paused, count=count)


def _paused(context: Context) -> list[Paused]:
    found = []
    for form in context.forms:
        if form.name in GUIDED and (form.is_paused or GUIDED[form.name].outline.gathers):
            guided = GUIDED[form.name]
            state = read(form, guided.outline)
            names = [step.name for step in guided.outline.needed(state.answers)]
            at = names.index(state.step) + 1 if state.step in names else len(names)
            word = context.words.word("button", "resume")
            on = press(word, f"cases:on:{form.name}")
            key = form_keys.key(guided, state, word, Deed.RESUME) if form.is_paused else on
            found.append(Paused(context.words.word("form", form.name), at, len(names), key))
    return found


def _pages(context: Context, skip: int, count: int) -> list[Key]:
    word = context.words.word
    earlier = [press(word("case", "earlier"), f"cases:{max(skip - ON_A_PAGE, 0)}")] if skip else []
    return earlier + ([press(word("case", "later"), f"cases:{skip + ON_A_PAGE}")] if skip + ON_A_PAGE < count else [])


# --- one of them -----------------------------------------------------------------------------------


async def say_case(update: Update, context: Context) -> None:
    """Show a case below the message whose key was pressed, which stays as it is."""
    case = await case_pressed(update, context)
    if case:
        await say_page(context, case)


async def open_case(update: Update, context: Context) -> None:
    """Turn the list to one of its cases."""
    case = await case_pressed(update, context)
    if case:
        await show_page(context, case)


async def say_how_to_add(update: Update, context: Context) -> None:
    """Say how something is added: by a reply to this."""
    case = await case_pressed(update, context)
    if case:
        context.say("case-add", case=case)


async def ask_to_reveal(update: Update, context: Context) -> None:
    """Say what staff would see of them, and that it cannot be unseen."""
    case = await own_case_pressed(update, context)
    if case and case.is_open:
        yes = press(context.words.word("case", "reveal_yes"), f"case:named:{case.reference}")
        context.show("case-reveal", inline([yes, _back(context, case)]), case=case, name=_name_in(update))


async def reveal(update: Update, context: Context) -> None:
    """Show staff the name that this person shows on Telegram."""
    case = await own_case_pressed(update, context)
    if case and case.is_open:
        case.revealed = _name_in(update)
        await _tell_desk(context, case)
        await show_page(context, case)


async def hide(update: Update, context: Context) -> None:
    """Call them by their number again; who read the name has read it."""
    case = await own_case_pressed(update, context)
    if case and case.revealed:
        case.revealed = None
        await _tell_desk(context, case)
    if case:
        await show_page(context, case)


async def turn_reminders(update: Update, context: Context) -> None:
    """Remind of the deadlines of a case no more, or again."""
    case = await own_case_pressed(update, context)
    if case:
        switch_reminders(await deadlines_of(context.session, case), context.now)
        await show_page(context, case)


async def say_page(context: Context, case: Case) -> None:
    """Show a case as it stands now in a message of its own."""
    template, keyboard, values = await _page(context, case)
    context.say(template, keyboard, **values)


async def show_page(context: Context, case: Case) -> None:
    """Turn the card that was pressed to a case as it stands now, or say it anew."""
    template, keyboard, values = await _page(context, case)
    context.show(template, keyboard, **values)


async def _page(context: Context, case: Case) -> tuple[str, Keyboard, dict[str, Any]]:
    mine, deadlines = await _see(context, case), await deadlines_of(context.session, case)
    values = {
        "mine": mine,
        "subject": subject(context.words, case),
        "deadlines": [(each, _short(context, each)) for each in deadlines],
        "said": await _said(context, case),
    }
    return "case", inline(*_rows(context, mine, deadlines)), values


def _short(context: Context, deadline: CaseDeadline) -> str:
    """What it is for, in the words of today's law; "" where that has no such rule any more."""
    known = context.services.law.deadline(deadline.rule, deadline.due_on)
    return known.short[context.words.language] if known else ""


async def _said(context: Context, case: Case) -> Sequence[tuple[Any, ...]]:
    """The newest of what was said, each with its local moment, whether it is the worker's, its words and its file."""
    zone = context.services.zone
    return [
        (
            each.said_at.astimezone(zone),
            each.side == Side.WORKER,
            cut(words_alone(each.text), SAID_CHARACTERS),
            each.file_kind,
        )
        for each in await heard_by(context.session, context.person_id, case, SAID)
    ]


def _rows(context: Context, mine: Mine, deadlines: Sequence[CaseDeadline]) -> Sequence[Sequence[Key]]:
    verbs = ["add"] if mine.case.takes_words else []
    if mine.case.is_open and not mine.is_followed:
        verbs += ["remind" if all(each.stopped_at for each in deadlines) else "remind_not"] if deadlines else []
        verbs += ["hide" if mine.case.revealed else "reveal", "withdraw"]
    rows = ([_key(context, mine.case, verb)] for verb in verbs)
    return [_asked(context, mine), *rows, [press(context.words.word("case", "list"), "cases:0")]]


def _asked(context: Context, mine: Mine) -> Sequence[Key]:
    """What they were asked and have not said yet."""
    if mine.case.state == CaseState.CHECKING and not mine.is_followed:
        return verdict_keys(context.words, mine.case)
    if mine.case.state == CaseState.CLOSED and not mine.is_followed and not mine.case.rating:
        return face_keys(context.words, mine.case)
    return []


def _key(context: Context, case: Case, verb: str) -> Key:
    return press(context.words.word("case", verb), f"case:{VERBS.get(verb, verb)}:{case.reference}")


def _back(context: Context, case: Case) -> Key:
    return press(context.words.word("case", "no"), f"case:open:{case.reference}")


async def _see(context: Context, case: Case) -> Mine:
    return await see(context.session, context.person_id, case, context.now, context.services.zone)


def _name_in(update: Update) -> str:
    """The name that whoever pressed shows on Telegram."""
    query, _ = pressed_in(update)
    return visible(query.from_user.full_name)


async def _tell_desk(context: Context, case: Case) -> None:
    """Note down for staff whether the name is shown; a group of legal aid does not learn which."""
    name = "" if case.is_private else case.revealed
    words = locale(context.services.language).render("desk-revealed", is_shown=bool(case.revealed), name=name)
    await note_down(context.session, case, Side.BOT, Said(words), context.now)


HANDLERS: list[Any] = [
    CommandHandler("cases", show_cases, TYPED),
    MessageHandler(KeyWords("keyboard", "cases"), show_cases),
    CallbackQueryHandler(go_on, pattern=r"^cases:on:[a-z]{1,16}\Z"),
    CallbackQueryHandler(turn_page, pattern=r"^cases:[0-9]{1,4}\Z"),
    CallbackQueryHandler(say_case, pattern=pressed("see")),
    CallbackQueryHandler(open_case, pattern=pressed("open")),
    CallbackQueryHandler(say_how_to_add, pattern=pressed("add")),
    CallbackQueryHandler(ask_to_reveal, pattern=pressed("reveal")),
    CallbackQueryHandler(reveal, pattern=pressed("named")),
    CallbackQueryHandler(hide, pattern=pressed("hide")),
    CallbackQueryHandler(turn_reminders, pattern=pressed("remind")),
]
