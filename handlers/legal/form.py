"""Legal aid: a worker tells what happened, guided by a few questions that they may leave and come back to."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import consent, forms
from handlers.coming_in import NOBODY, is_card, left_off, near_districts, why_not, with_brought
from handlers.consent import Door
from handlers.context import Context
from handlers.form_keys import choice_keys, key, packed
from handlers.guided import Guided
from handlers.keyboards import Key, copy, main_keyboard, press
from handlers.legal.filing import file_it
from handlers.legal.outline import OUTLINE, numbers_of
from handlers.legal.proposing import proposed_by
from handlers.legal.told import told_in
from handlers.messages import TYPED, KeyWords
from models import CaseKind
from services.cases.parts import words_alone
from services.forms.engine import deeds_of
from services.forms.outline import Answers, Deed, State
from services.forms.readers import day_in

LEGAL_AID: Final = "12348"
DAYS: Final = ("when", "left")
"""The questions that are answered with a day."""


async def start(update: Update, context: Context) -> None:
    """Begin from the key, the command, or the key under the answer to a sentence, which comes along."""
    refused = await why_not(context, CaseKind.LEGAL_AID)
    if refused:
        context.say("legal-not-now", main_keyboard(context.words), has_union=refused != NOBODY)
    else:
        await consent.enter(update, context, DOOR, anew=context.is_press)


async def begin(update: Update, context: Context, carried: str) -> None:
    """Ask the first question that a sentence from before the form leaves open; what waits is gone on with."""
    left = left_off(context, OUTLINE)
    said = with_brought(update, left.get("said", ()))
    proposed = {} if left else proposed_by(" ".join(words_alone(item["html"]) for item in said))
    story = {"story": None} if said else {}
    known = {"near": near_districts(context), "said": said, "proposed": [*proposed]}
    answers = {**known, **proposed, **story, **left, "said": said}
    await forms.begin(context, LEGAL, await _with_papers(context, answers), anew=is_card(update))


async def _with_papers(context: Context, answers: Answers) -> Answers:
    """The answers with what is worth keeping in this matter, once that is known; the same where nothing changed."""
    if "what" not in answers:
        return answers
    language = context.words.language
    facts = told_in(answers, context.services.law, language).facts
    papers = [[item.code, item.text[language]] for item in context.services.law.evidence(facts)]
    return answers if answers.get("papers") == papers else {**answers, "papers": papers}


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    """`at` are the numbers of the questions; `is_first` while nothing was answered in the form itself."""
    brought = {*OUTLINE.known, *answers["proposed"], *(["story"] if answers["said"] else [])}
    told = told_in(answers, context.services.law, context.words.language) if "what" in answers else None
    return {
        "at": numbers_of(answers),
        "is_first": {*answers} <= brought,
        "told": told,
        "now": context.local_now,
        "noted": _noted(context, answers),
    }


def _noted(context: Context, answers: Answers) -> str:
    """The words that answered nothing and were gathered just now; "" where all that was gathered is shown anyway."""
    form = next(form for form in context.forms if form.name == OUTLINE.name)
    last = answers["said"][-1] if answers["said"] else None
    return words_alone(last["html"]) if last and last["at"] == form.version and form.step != "story" else ""


def _rows(context: Context, state: State) -> Sequence[Sequence[Key]] | None:
    """The answers, what ends a list of ticks, and below them always the same three: back, skip, pause."""
    if state.is_paused or OUTLINE.step(state.step) is None:
        return None
    word, deeds = context.words.word, deeds_of(OUTLINE, state)
    asks = [press(word("button", "just_asking"), "policy"), copy(word("button", "call_12348"), LEGAL_AID)]
    ends = (Deed.DONE, Deed.SKIP) if Deed.DONE in deeds else (Deed.SKIP,) if state.step == "story" else ()
    last = [deed for deed in (Deed.BACK, Deed.SKIP, Deed.PAUSE) if deed in deeds and deed not in ends]
    return [
        *packed(choice_keys(context, LEGAL, state)),
        asks if state.step == "what" else [],
        *([key(LEGAL, state, word("button", deeds[deed]), deed) for deed in row] for row in (ends, last)),
    ]


def _unclear(context: Context, state: State, text: str) -> tuple[str, Mapping[str, Any]] | None:
    """A day that has not come needs a sentence of its own."""
    today = context.local_now.date()
    day = day_in(text, today) if state.step in DAYS else None
    return ("legal-ahead", {"day": day}) if day and day > today else None


LEGAL: Final = Guided(OUTLINE, file_it, settled=_with_papers, values=_values, rows=_rows, unclear=_unclear)
DOOR: Final = Door("legal", begin)

HANDLERS = [
    CommandHandler("legal", start, TYPED),
    MessageHandler(KeyWords("keyboard", "legal"), start),
    MessageHandler(KeyWords("button", "to_legal"), start),
    CallbackQueryHandler(start, pattern=r"^legal\Z"),
]
