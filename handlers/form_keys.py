"""Form keys: what can be pressed on the page of a form that waits: its answers, and what can be done besides."""

from collections.abc import Iterable, Sequence
from typing import Final

from handlers.context import Context
from handlers.guided import Guided
from handlers.keyboards import Key, press
from locales import columns
from services.forms.engine import choices_of, deeds_of, ticks_of
from services.forms.outline import CHECK, Deed, State

TRIPLE_COLUMNS: Final = 12  # the widest keys that stand three in a row
PAIR_COLUMNS: Final = 20


def key(guided: Guided, state: State, label: str, word: str) -> Key:
    """A key of the page that waits; `word` is a choice's code, a Deed or, on the check, a step's name."""
    return press(label, f"f:{guided.outline.name}:{state.version}:{word}")


def choice_keys(context: Context, guided: Guided, state: State) -> list[Key]:
    """The answers, numbered in reading order so that a number can be typed; what is ticked ends in ✓."""
    ticked = ticks_of(guided.outline, state)
    keys = []
    for number, choice in enumerate(choices_of(guided.outline, state), 1):
        label = choice.label or _begun(context.words.word(choice.table, choice.code))
        before, after = f"{number} " if guided.is_numbered else "", " ✓" if choice.code in ticked else ""
        keys.append(key(guided, state, f"{before}{label}{after}", choice.code))
    return keys


def _begun(word: str) -> str:
    """A word as a key begins with it: the same may stand within a sentence."""
    return word[:1].upper() + word[1:]


def deed_keys(context: Context, guided: Guided, state: State) -> list[Key]:
    """What can be done besides answering; off the check and the pause only what the form shows everywhere."""
    page = state.step == CHECK or state.is_paused
    return [
        key(guided, state, context.words.word("button", word), deed)
        for deed, word in deeds_of(guided.outline, state).items()
        if (deed != Deed.BACK if page else deed in {*guided.shows, Deed.DONE})
    ]


def packed(keys: Sequence[Key]) -> Iterable[Sequence[Key]]:
    """Keys in rows as a thumb wants them: three short ones in one, else two in each, long ones alone."""
    widest = max((columns(each["text"]) for each in keys), default=0)
    count = 1 if widest > PAIR_COLUMNS else 3 if len(keys) == 3 and widest <= TRIPLE_COLUMNS else 2
    return (keys[start : start + count] for start in range(0, len(keys), count))


def rows_of(context: Context, guided: Guided, state: State) -> Iterable[Sequence[Key]]:
    """All keys of the page that waits, row by row."""
    own = guided.rows(context, state)
    answers = () if state.step == CHECK or state.is_paused else choice_keys(context, guided, state)
    return own or (*packed(answers), *packed(deed_keys(context, guided, state)))
