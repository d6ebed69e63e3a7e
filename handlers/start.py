"""Start: what this is, and the set-up of two taps, which waits as long as it must."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers.context import Context, Keyboard
from handlers.keyboards import inline, main_keyboard, press
from handlers.messages import TYPED, KeyWords, plain, pressed_in
from locales import LANGUAGES, locale
from services.occupations import OCCUPATIONS
from services.places.travel import Travel

TRAVELS = (Travel.EBIKE, Travel.WALK, Travel.CAR)
STEPS = {"occupation": OCCUPATIONS, "travel": TRAVELS}


async def start(update: Update, context: Context) -> None:
    """Say what this is and ask the first question; who is known already goes on where they were."""
    worker = context.remember_worker()
    worker.blocked_at = None
    if worker.occupation or worker.travel:
        context.say("start-again", main_keyboard(context.words))
    else:
        context.say("start", main_keyboard(context.words))
        worker.setup_step = worker.setup_step or "occupation"
    ask_waiting(context)


async def begin_again(update: Update, context: Context) -> None:
    """Ask both questions once more."""
    context.remember_worker().setup_step = "occupation"
    context.show("start-occupation", occupation_keys(context))


def ask_waiting(context: Context) -> None:
    """Ask the question that waits, if one does."""
    worker = context.worker
    if worker and worker.setup_step == "occupation":
        context.say("start-occupation", occupation_keys(context))
    elif worker and worker.setup_step == "travel":
        context.say("start-travel", travel_keys(context), occupation=worker.occupation)


async def take_occupation(update: Update, context: Context) -> None:
    """Keep the trade that was tapped, ask how they get around."""
    _, (occupation,) = pressed_in(update)
    await answer(context, "occupation", occupation)


async def take_travel(update: Update, context: Context) -> None:
    """Keep the way of getting around; the set-up is done."""
    _, (travel,) = pressed_in(update)
    await answer(context, "travel", travel)


async def turn_language(update: Update, context: Context) -> None:
    """Show the first question in the other language, and speak that from now on."""
    _, (language,) = pressed_in(update)
    context.remember_worker().language = language
    context.show("start-occupation", occupation_keys(context))
    context.say("language-done", main_keyboard(context.words))


async def takes_typed(text: str, context: Context) -> bool:
    """Whether a typed text answers the question that waits, by its words or its number; then it is kept."""
    step = context.worker.setup_step if context.worker else ""
    if step == "travel" and plain(text) in _labels("button", "back"):
        context.remember_worker().setup_step = "occupation"
        ask_waiting(context)
        return True
    choice = typed_choice(step, text) if step else None
    if choice is None:
        return False
    await answer(context, step, choice)
    return True


async def answer(context: Context, step: str, choice: str) -> None:
    """Keep one answer and go on to what is not answered; "" skips the question, and what was kept before stays."""
    worker = context.remember_worker()
    if step == "occupation":
        worker.occupation, worker.setup_step = choice or worker.occupation, "travel"
        context.show("start-travel", travel_keys(context), occupation=choice)
    else:
        worker.travel, worker.setup_step = choice or worker.travel, ""
        context.show("start-done")


def typed_choice(step: str, text: str) -> str | None:
    """The answer that a typed text gives to a step: a code, "" for skip, None if it gives none."""
    codes, typed = STEPS[step], plain(text)
    numbered = {str(number): code for number, code in enumerate(codes, start=1)}
    labels = {label: code for code in codes for label in _labels(step, code)}
    skips = dict.fromkeys(_labels("button", "skip"), "")
    return (numbered | labels | skips).get(typed)


def _labels(table: str, code: str) -> set[str]:
    return {plain(locale(language).word(table, code)) for language in LANGUAGES}


def occupation_keys(context: Context) -> Keyboard:
    """The trades, two in a row."""
    word = context.words.word
    keys = [press(word("occupation", code), f"occupation:{code}") for code in OCCUPATIONS]
    other = next(language for language in LANGUAGES if language != context.words.language)
    last = [press(word("button", "skip"), "occupation:"), press(word("language", other), f"speak:{other}")]
    return inline(keys[:2], keys[2:4], keys[4:], last)


def travel_keys(context: Context) -> Keyboard:
    """The ways of getting around."""
    word = context.words.word
    keys = [press(word("travel", code), f"travel:{code}") for code in TRAVELS]
    last = [press(word("button", "back"), "setup:again"), press(word("button", "skip"), "travel:")]
    return inline(keys, last)


HANDLERS = [
    CommandHandler("start", start, TYPED),
    MessageHandler(KeyWords("button", "change_setup"), begin_again),
    CallbackQueryHandler(begin_again, pattern=r"^setup:again\Z"),
    CallbackQueryHandler(take_occupation, pattern=rf"^occupation:({'|'.join(OCCUPATIONS)}|)\Z"),
    CallbackQueryHandler(take_travel, pattern=rf"^travel:({'|'.join(TRAVELS)}|)\Z"),
    CallbackQueryHandler(turn_language, pattern=rf"^speak:({'|'.join(LANGUAGES)})\Z"),
]
