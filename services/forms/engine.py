"""The engine of all forms: an outline, a state and what a person did make the next state; it touches nothing else."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from typing import Any, Final

from locales import LANGUAGES, locale, plain
from services.forms.gathering import fits, goes_along, is_known, item_of
from services.forms.outline import CHECK, OVER, WHICH, Answers, Choice, Deed, Outline, State, Step
from services.forms.readers import Filed, Given, Shared, Typed, spoken_number


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key: the version of the state it was shown with, and its word: a Deed, a choice's code or a step's name."""

    version: int
    word: str


class Effect(Enum):
    """What followed from an input; those with a question, an end or something added changed the state."""

    ASKED = auto()  # another question or page waits now
    SENT = auto()  # all is answered: act on it
    DROPPED = auto()
    PAUSED = auto()
    RESUMED = auto()
    GATHERED = auto()  # something was added, and the same question waits
    ALONG = auto()  # one more picture of an album was
    FULL = auto()  # no more can be added
    UNCLEAR = auto()  # no answer to this question, which stays
    OLD = auto()  # a key of an earlier card, or of none
    REPEATED = auto()  # the second tap on the key that led here
    NOT_MINE = auto()  # not meant for this form


Outcome = tuple[State, Effect]
_BETWEEN: Final = re.compile(r"[\s,，、;；]+")


def begin(outline: Outline, answers: Answers, version: int) -> State:
    """The state of a form that begins, with what is known already; it waits at the first open question."""
    return State(outline.next_page(answers), version, dict(answers))


def advance(outline: Outline, state: State, did: Pressed | Given, today: date, *, is_fresh: bool = True) -> Outcome:
    """The state after what a person did, and what followed from it.

    `is_fresh` while the question was asked not long ago: only then does what answers nothing belong to the form.
    """
    if isinstance(did, Pressed):
        return _pressed(outline, state, did, today)
    if state.is_over:
        return state, Effect.NOT_MINE
    if state.is_paused:
        resumes = isinstance(did, Typed) and _says(did.text, Deed.RESUME)
        return _moved(outline, state, Deed.RESUME, today) if resumes else (state, Effect.NOT_MINE)
    after, effect = _typed(outline, state, did, today) if isinstance(did, Typed) else _sent(outline, state, did, today)
    if effect is Effect.NOT_MINE and is_fresh and outline.gathers and not isinstance(did, Shared):
        return _gathered(outline, state, did)
    return after, effect


def settle(outline: Outline, state: State, answers: Answers) -> Outcome:
    """The state with answers that were looked up for those that came; it waits at the first that they leave open."""
    page = outline.next_page(answers)
    return replace(state, step=page, answers=answers), Effect.SENT if page == OVER else Effect.ASKED


def choices_of(outline: Outline, state: State) -> Sequence[Choice]:
    """The answers that the page which waits has keys for, in the order of their numbers; a check may have them all."""
    if state.step in (CHECK, WHICH):
        return [Choice(step.name, "step") for step in outline.needed(state.answers)]
    step = outline.step(state.step)
    return step.choices(outline.given(state.answers)) if step else ()


def deeds_of(outline: Outline, state: State) -> Mapping[Deed, str]:
    """What can be done on the page which waits besides answering, with the [button] word for each."""
    if state.is_over:
        return {}
    if state.is_paused:
        return _words(outline, Deed.RESUME, Deed.DROP)
    always = (Deed.PAUSE, Deed.DROP)
    if state.step == CHECK:
        return _words(outline, Deed.SEND, Deed.CHANGE, Deed.BACK, *always)
    step = outline.step(state.step)
    skip = {Deed.SKIP: step.skip} if step and step.skip else {}
    done = (Deed.DONE,) if step and step.several else ()
    back = (Deed.BACK,) if _before(outline, state) else ()
    return _words(outline, *done, *back, *always) | skip


def ticks_of(outline: Outline, state: State) -> Sequence[str]:
    """The codes that are ticked on the page which waits, in the order of its keys."""
    step = outline.step(state.step)
    if step is None or not step.several:
        return []
    ticked = state.answers.get(_ticks(step.name), state.answers.get(step.name)) or ()
    return [choice.code for choice in choices_of(outline, state) if choice.code in ticked]


def _words(outline: Outline, *deeds: Deed) -> dict[Deed, str]:
    return {deed: outline.words.get(deed, str(deed)) for deed in deeds}


# --- what a person does ----------------------------------------------------------------------------


def _pressed(outline: Outline, state: State, press: Pressed, today: date) -> Outcome:
    if f"{press.version}:{press.word}" == state.last_key:
        return state, Effect.REPEATED
    if state.is_over or not _still_stands(outline, state, press.version):
        return state, Effect.OLD
    after, effect = _moved(outline, state, press.word, today)
    if after is state:
        return state, Effect.OLD
    return replace(after, last_key=f"{press.version}:{press.word}"), effect


def _still_stands(outline: Outline, state: State, version: int) -> bool:
    """Whether a key of that version belongs to the page that waits: since then something was added at most."""
    added = {item["at"] for item in state.answers.get(outline.gathers, ())}
    return version <= state.version and all(each in added for each in range(version + 1, state.version + 1))


def _typed(outline: Outline, state: State, typed: Typed, today: date) -> Outcome:
    step = outline.step(state.step)
    words = _named_in(outline, state, typed.text) if step and step.several else [_named(outline, state, typed.text)]
    if all(words):
        moved = state, Effect.OLD
        for word in words:
            moved = _moved(outline, moved[0], word, today)
        return moved
    value = _read(step, typed, today) if step else None
    if step and value is not None:
        return _answered(outline, state, step.name, value)
    return state, Effect.UNCLEAR if outline.insists or (step and step.readers) else Effect.NOT_MINE


def _sent(outline: Outline, state: State, sent: Filed | Shared, today: date) -> Outcome:
    step = outline.step(state.step)
    value = _read(step, sent, today) if step else None
    return _answered(outline, state, state.step, value) if value is not None else (state, Effect.NOT_MINE)


def _gathered(outline: Outline, state: State, given: Typed | Filed) -> Outcome:
    """Add what answers no question to what the form gathers, without leaving the question."""
    gathered, item = state.answers.get(outline.gathers, ()), item_of(given, state.version + 1)
    if item["kind"] and item["kind"] not in outline.gathers_kinds:
        return state, Effect.NOT_MINE
    if is_known(item, gathered):
        return state, Effect.REPEATED
    if not fits(item, gathered):
        return state, Effect.FULL
    answers = {**state.answers, outline.gathers: [*gathered, item]}
    return replace(_at(state, state.step), answers=answers), (
        Effect.ALONG if goes_along(item, gathered) else Effect.GATHERED
    )


def _named(outline: Outline, state: State, text: str) -> str:
    """The key of this page whose words or number were typed; "" if none."""
    for deed, word in deeds_of(outline, state).items():
        if _says(text, word):
            return deed
    keys = choices_of(outline, state)
    number = spoken_number(text) or 0
    if 0 < number <= len(keys) and state.step != CHECK:  # whose keys have no numbers
        return keys[number - 1].code
    return next((choice.code for choice in keys if plain(text) in _labels(choice)), "")


def _named_in(outline: Outline, state: State, text: str) -> list[str]:
    """The keys of this page that were typed one after another: 1、3; "" for what is none."""
    whole = _named(outline, state, text)
    return [whole] if whole else [_named(outline, state, part) for part in _BETWEEN.split(text.strip())]


def _moved(outline: Outline, state: State, word: str, today: date) -> Outcome:
    """The state after a key of this page; the same state if the page has no such key."""
    if word in deeds_of(outline, state):
        return _done(outline, state, Deed(word))
    if state.is_paused:
        return state, Effect.OLD
    if word not in (choice.code for choice in choices_of(outline, state)):
        return state, Effect.OLD
    step = outline.step(state.step)
    if step is None:  # the check or the question which of its answers to correct
        return _at(state, word), Effect.ASKED
    if step.several:
        ticked = {*ticks_of(outline, state)} ^ {word}
        return replace(_at(state, state.step), answers={**state.answers, _ticks(step.name): [*ticked]}), Effect.ASKED
    value = _read(step, Typed(word), today)  # "today" means a day, and which one is known now
    return _answered(outline, state, step.name, word if value is None else value)


def _done(outline: Outline, state: State, deed: Deed) -> Outcome:
    match deed:
        case Deed.SKIP:
            return _answered(outline, state, state.step, None)
        case Deed.DONE:
            return _answered(outline, state, state.step, ticks_of(outline, state))
        case Deed.BACK:
            return _at(state, _before(outline, state)), Effect.ASKED
        case Deed.CHANGE:
            return _at(state, WHICH), Effect.ASKED
        case Deed.SEND:
            return _at(state, OVER), Effect.SENT
        case Deed.DROP:
            return _at(state, OVER), Effect.DROPPED
        case Deed.PAUSE:
            return replace(_at(state, state.step), is_paused=True), Effect.PAUSED
        case Deed.RESUME:
            return replace(_at(state, state.step), is_paused=False), Effect.RESUMED


def _answered(outline: Outline, state: State, name: str, value: Any) -> Outcome:
    """Keep an answer and go on to what is still open: who corrects one comes straight back to the check."""
    answers = {**state.answers, name: value}
    answers.pop(_ticks(name), None)
    page = outline.next_page(answers)
    return replace(_at(state, page), answers=answers), Effect.SENT if page == OVER else Effect.ASKED


def _at(state: State, page: str) -> State:
    return replace(state, step=page, version=state.version + 1, last_key="")


# --- what there is to do ---------------------------------------------------------------------------


def _before(outline: Outline, state: State) -> str:
    """The page that `back` leads to; "" where there is none. From a correction it is the check."""
    needed = [step.name for step in outline.needed(state.answers)]
    if state.step == WHICH or (state.step in needed and outline.next_page(state.answers) == CHECK):
        return CHECK
    earlier = needed[: needed.index(state.step)] if state.step in needed else needed
    return earlier[-1] if earlier else ""


def _read(step: Step, given: Given, today: date) -> Any:
    return next((value for reader in step.readers if (value := reader.read(given, today)) is not None), None)


def _ticks(name: str) -> str:
    """What is ticked and not yet answered stands under a name that no step has."""
    return f"{name}?"


def _says(text: str, word: str) -> bool:
    return plain(text) in _in_every_language("button", word)


def _labels(choice: Choice) -> Iterable[str]:
    return {plain(choice.label)} if choice.label else _in_every_language(choice.table, choice.code)


def _in_every_language(table: str, code: str) -> set[str]:
    return {plain(locale(language).word(table, code)) for language in LANGUAGES}
