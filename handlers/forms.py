"""Forms: every guided question is asked, answered, corrected and left alone here; wishes say what it is about."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from handlers import albums
from handlers.case_content import content_of
from handlers.context import Context
from handlers.form_keys import rows_of
from handlers.guided import GUIDED, Guided
from handlers.keyboards import inline, main_keyboard
from handlers.messages import message_in, position_in, pressed_in
from models import Form, Side
from services.cases.secrets_in import holds_secret
from services.forms.engine import Effect, Pressed, advance, choices_of, settle
from services.forms.gathering import MOST_CHARACTERS, MOST_FILES
from services.forms.outline import OVER, WHICH, Answers, State
from services.forms.readers import Filed, Filmed, Given, Pictured, Shared, Typed, Voiced
from services.forms.store import begin_form, read, write
from services.stations.district import district_of

JUST_ASKED: Final = timedelta(minutes=10)  # later a shared place is a question of its own
GATHERS_FOR: Final = timedelta(hours=1)  # later what answers nothing is no part of the form either


# --- what people do --------------------------------------------------------------------------------


async def begin(context: Context, guided: Guided, answers: Answers | None = None, *, anew: bool = False) -> None:
    """Ask the first question that `answers` leave open; a form of that name that waits is begun anew.

    It is asked on the card that was pressed, if one was, or with `anew` in a message of its own.
    """
    worker = context.remember_worker()
    form = await begin_form(context.session, guided.outline, worker.id, answers or {}, context.now)
    context.asked(form)
    await _ask(context, guided, read(form, guided.outline), anew=anew)


async def take_press(update: Update, context: Context) -> None:
    """A key of a form: of the question that waits, of an earlier one, or pressed twice."""
    _, (name, version, word) = pressed_in(update)
    form = await _form_named(context, name)
    if form is None:
        await answer_old(context)
    else:
        await _take(context, form, Pressed(int(version), word))


async def takes_text(context: Context, text: str, html: str | None = None) -> bool:
    """Whether a typed text is meant for the form asked last, or wakes one that is paused; then it was."""
    for form in (_asked_last(context, paused=True), _asked_last(context)):
        if form and await _take(context, form, Typed(text, html)):
            return True
    return False


async def takes_file(message: Message, context: Context) -> bool:
    """Whether a picture or something spoken is meant for the form asked last; then it was.

    A form that gathers none has one answer for the first picture of an album, and one sentence for the others.
    """
    form, file = _asked_last(context), filed_in(message)
    if form is None or file is None or not await _take(context, form, file):
        return False
    if file.album and not GUIDED[form.name].outline.gathers and await albums.is_first(context, file.album):
        context.say("form-album")
    return True


async def refuses_file(message: Message, context: Context) -> bool:
    """Whether the form asked last gathers, but not this; then it was said why, and the words under it are gathered."""
    form = _asked_last(context)
    outline = GUIDED[form.name].outline if form else None
    if form is None or outline is None or not outline.gathers or not is_fresh(context, form):
        return False
    if await albums.is_first(context, message.media_group_id):
        takes_pictures = "photo" in outline.gathers_kinds
        context.say(content_of(message, Side.WORKER, is_private=not takes_pictures).stays or "case-paper")
    if message.caption:
        await _take(context, form, Typed(message.caption, message.caption_html))
    return True


def filed_in(message: Message) -> Filed | None:
    """The picture, spoken message or round film that a message brings; None if it brings none."""
    file = message.photo[-1] if message.photo else message.voice or message.video_note
    if file is None:
        return None
    kind = Pictured if message.photo else Voiced if message.voice else Filmed
    return kind(file.file_id, message.caption_html or "", message.media_group_id or "", file.file_unique_id)


async def takes_place(update: Update, context: Context) -> bool:
    """Whether a shared place is meant for a form that just asked for one; then it was."""
    location, form = message_in(update).location, _asked_last(context)
    if form is None or abs(context.now - form.asked_at) > JUST_ASKED or (location and location.live_period):
        return False
    district = district_of(context.services.stations, position_in(update))
    return await _take(context, form, Shared(position_in(update), district.adcode if district else ""))


async def ask_again(context: Context, form: Form | None = None, *, anew: bool = True) -> bool:
    """Ask the question that waits once more, in a message of its own or on the card pressed; False if none waits."""
    form = form or _asked_last(context)
    if form is None:
        return False
    context.asked(form)
    guided = GUIDED[form.name]
    await _ask(context, guided, read(form, guided.outline), anew=anew)
    return True


def is_fresh(context: Context, form: Form) -> bool:
    """Whether its question was asked so lately that what a person sends may belong to it."""
    return abs(context.now - form.asked_at) <= GATHERS_FOR


async def answer_old(context: Context, form: Form | None = None) -> None:
    """A key that leads nowhere any more: its form, else the one that waits, asks anew, else there are fresh keys."""
    context.toast = context.words.render("button-old")
    waiting = form if form and form.step else None
    if context.is_private and not await ask_again(context, waiting):
        context.say("location-prompt", main_keyboard(context.words))


def drop_gathered(context: Context) -> None:
    """End every form that gathers, with all that was gathered."""
    for form in [form for form in context.forms if form.name in GUIDED and GUIDED[form.name].outline.gathers]:
        write(form, State(OVER, form.version + 1))
        context.asked(form)


# --- what follows ----------------------------------------------------------------------------------


async def _take(context: Context, form: Form, did: Pressed | Given) -> bool:
    """Go on with a form; False if it was not meant for it."""
    guided = GUIDED[form.name]
    if guided.outline.gathers and not isinstance(did, Pressed | Shared) and holds_secret(_words_in(did)):
        context.say("case-secret")
        return True
    before = read(form, guided.outline)
    today, fresh = context.local_now.date(), is_fresh(context, form)
    state, effect = advance(guided.outline, before, did, today, is_fresh=fresh)
    is_open = effect is Effect.GATHERED and state.step not in state.answers  # what is added may answer it
    if (is_open or effect in (Effect.ASKED, Effect.SENT)) and state.answers is not before.answers:
        answers = await guided.settled(context, state.answers)
        state, effect = (state, effect) if answers is state.answers else settle(guided.outline, state, answers)
    if state is not before:
        write(form, state)
        context.asked(form)
    if state.answers is not before.answers:
        guided.noted(context, guided.outline.given(state.answers))
    await _answer(context, form, state, effect, did)
    return effect is not Effect.NOT_MINE


async def _answer(context: Context, form: Form, state: State, effect: Effect, did: Pressed | Given) -> None:
    """Say what followed from what a person did."""
    guided = GUIDED[form.name]
    if effect is Effect.SENT:
        await guided.finish(context, guided.outline.given(state.answers))
    elif effect is Effect.DROPPED:
        guided.dropped(context)
    elif effect is Effect.UNCLEAR and isinstance(did, Typed):
        _say_what_would_be_right(context, guided, state, did.text)
    elif effect is Effect.OLD:
        await answer_old(context, form)
    elif effect is Effect.FULL:
        if await albums.is_first(context, getattr(did, "album", "")):
            context.say("form-full", files=MOST_FILES, characters=MOST_CHARACTERS)
    elif effect in (Effect.ASKED, Effect.PAUSED, Effect.RESUMED, Effect.GATHERED):
        await _ask(context, guided, state)


def _words_in(did: Typed | Filed) -> str:
    return did.text if isinstance(did, Typed) else did.html


async def _ask(context: Context, guided: Guided, state: State, *, anew: bool = False) -> None:
    """Ask on the card that was pressed, or below everything else."""
    template, values = await _page(context, guided, state)
    say = context.say if anew else context.show
    say(template, inline(*rows_of(context, guided, state)), **values)


async def _page(context: Context, guided: Guided, state: State) -> tuple[str, Mapping[str, Any]]:
    if state.is_paused:
        return "form-paused", {"days": context.services.keep.forms_days}
    if state.step == WHICH:
        return "form-change", {}
    answers = guided.outline.given(state.answers)
    return f"{guided.outline.name}-{state.step}", {"answers": answers, **await guided.values(context, answers)}


def _say_what_would_be_right(context: Context, guided: Guided, state: State, text: str) -> None:
    step = guided.outline.step(state.step)
    keys = ["key"] if choices_of(guided.outline, state) or step is None else []
    kinds = [*keys, *(reader.kind for reader in (step.readers if step else ()))]
    template, values = guided.unclear(context, state, text) or ("form-unclear", {"text": text, "kinds": kinds})
    context.say(template, inline(*rows_of(context, guided, state)), **values)


def _asked_last(context: Context, *, paused: bool = False) -> Form | None:
    known = (form for form in reversed(context.forms) if form.name in GUIDED)
    return next((form for form in known if form.is_paused == paused), None)


async def _form_named(context: Context, name: str) -> Form | None:
    """The form of that name, waiting or over; a second tap on its last key may still come."""
    if name not in GUIDED or context.worker is None or not context.is_private:
        return None
    waiting = (form for form in context.forms if form.name == name)
    return next(waiting, None) or await context.session.get(Form, (context.worker.id, name))


HANDLERS = [CallbackQueryHandler(take_press, pattern=r"^f:[a-z]{1,16}:[0-9]{1,10}:[^:]{1,40}\Z")]
