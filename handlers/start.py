"""Start: what this is, and the set-up of two taps, which waits as long as it must."""

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import forms
from handlers.context import Context
from handlers.form_keys import choice_keys, deed_keys, packed
from handlers.guided import Guided
from handlers.keyboards import Key, main_keyboard, press
from handlers.messages import TYPED, KeyWords, pressed_in
from locales import LANGUAGES
from services.forms.outline import Answers, Outline, State, Step, choices
from services.occupations import OCCUPATIONS
from services.places.travel import Travel

OUTLINE = Outline(
    "start",
    (
        Step("occupation", choices("occupation", OCCUPATIONS), skip="skip"),
        Step("travel", choices("travel", (Travel.EBIKE, Travel.WALK, Travel.CAR)), skip="skip"),
    ),
)


async def start(update: Update, context: Context) -> None:
    """Say what this is and ask the first question; who is known already goes on where they were."""
    worker = context.remember_worker()
    worker.blocked_at = None
    is_set_up = bool(worker.occupation or worker.travel)
    context.say("start-again" if is_set_up else "start", main_keyboard(context.words))
    if not await forms.ask_again(context) and not is_set_up:
        await forms.begin(context, SET_UP)


async def begin_again(update: Update, context: Context) -> None:
    """Ask both questions once more."""
    await forms.begin(context, SET_UP)


def keep(context: Context, answers: Answers) -> None:
    """Keep what was chosen, at once; what was skipped stays as it was."""
    worker = context.remember_worker()
    worker.occupation = answers.get("occupation") or worker.occupation
    worker.travel = answers.get("travel") or worker.travel


async def finish(context: Context, answers: Answers) -> None:
    """Show what to do next."""
    context.show("start-done")


async def turn_language(update: Update, context: Context) -> None:
    """Show the question that waits in the other language, and speak that from now on."""
    _, (language,) = pressed_in(update)
    context.remember_worker().language = language
    await forms.ask_again(context, anew=False)
    context.say("language-done", main_keyboard(context.words))


def rows(context: Context, state: State) -> Sequence[Sequence[Key]] | None:
    """Under the first question there is the other language too."""
    if state.step != "occupation":
        return None
    other = next(language for language in LANGUAGES if language != context.words.language)
    turn = press(context.words.word("language", other), f"speak:{other}")
    return [*packed(choice_keys(context, SET_UP, state)), [*deed_keys(context, SET_UP, state), turn]]


SET_UP = Guided(OUTLINE, finish, noted=keep, is_numbered=False, rows=rows)

HANDLERS = [
    CommandHandler("start", start, TYPED),
    MessageHandler(KeyWords("button", "change_setup"), begin_again),
    CallbackQueryHandler(begin_again, pattern=r"^setup:again\Z"),
    CallbackQueryHandler(turn_language, pattern=rf"^speak:({'|'.join(LANGUAGES)})\Z"),
]
