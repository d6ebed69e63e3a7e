"""Consent: before the first words for the union are kept it is said what becomes of them, and agreed to once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import Context
from handlers.keyboards import copy, inline, press
from handlers.messages import answered_in, pressed_in
from handlers.privacy import notice

UNION: Final = "12351"


@dataclass(frozen=True)
class Door:
    """A wish that keeps what people write; `opens` begins it, with what its key `carried`: letters and digits, or "".

    What the pressed card answers comes along by itself: `handlers.messages.answered_in` still finds it after the yes.
    """

    name: str
    opens: Callable[[Update, Context, str], Awaitable[None]]

    def __post_init__(self) -> None:
        """Be known by the name, which the key to agree carries."""
        if DOORS.setdefault(self.name, self) is not self:
            raise ValueError(f"there is a door {self.name} already")


DOORS: Final[dict[str, Door]] = {}


def has_agreed(context: Context) -> bool:
    """Whether this person agreed to have kept what they write to the union."""
    return bool(context.worker and context.worker.cases_agreed_at)


async def enter(update: Update, context: Context, door: Door, carried: str = "", *, anew: bool = False) -> None:
    """Open a door to who agreed; who did not yet is asked, on the card that was pressed or `anew`, and then enters."""
    if has_agreed(context):
        await door.opens(update, context, carried)
        return
    word = context.words.word
    keys = inline(
        [press(word("button", "case_yes"), f"agree:{door.name}:{carried}")],
        [copy(word("button", "case_no"), UNION)],
        [press(word("button", "privacy_all"), "privacy")],
    )
    values = {"days": context.services.keep.cases_days, **await notice(context)}
    brought = answered_in(update)
    if anew and brought:
        context.answer(brought.message_id, "consent-case", keys, **values)
    else:
        (context.say if anew else context.show)("consent-case", keys, **values)


async def agree(update: Update, context: Context) -> None:
    """Remember the yes, and go on to where they were."""
    _, (name, carried) = pressed_in(update)
    door = DOORS.get(name)
    if door is None:
        await forms.answer_old(context)
        return
    worker = context.remember_worker()
    worker.cases_agreed_at = worker.cases_agreed_at or context.now
    await door.opens(update, context, carried)


async def withdraw(update: Update, context: Context) -> None:
    """Take the yes back, with what was kept because of it, unsent words too; cases that were filed are gone on with."""
    worker = context.worker
    if worker:
        worker.cases_agreed_at = worker.went_to_id = worker.went_at = None
        forms.drop_gathered(context)
    context.show("consent-withdrawn")


HANDLERS = [
    CallbackQueryHandler(agree, pattern=r"^agree:[a-z]{1,16}:[A-Za-z0-9]{0,32}\Z"),
    CallbackQueryHandler(withdraw, pattern=r"^agree:none\Z"),
]
