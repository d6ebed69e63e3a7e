"""Guided: how an outline is told to people: what is looked up, asked with which words and keys, and done in the end."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from handlers.context import Context
from handlers.keyboards import Key
from services.forms.outline import Answers, Deed, Outline, State


async def as_given(context: Context, answers: Answers) -> Answers:
    """For answers that mean what they say."""
    return answers


async def nothing_more(context: Context, answers: Answers) -> Mapping[str, Any]:
    """For questions whose words need nothing but the answers so far."""
    return {}


@dataclass(frozen=True)
class Guided:
    """How an outline is told: `{outline}-{step}` is each question's template, `{outline}-check` the last page's.

    `settled` looks up what an answer stands for, such as the station of a name. `finish` acts on the answers, `noted`
    on each change of them; `dropped` says goodbye to a form that is not wanted any more. `values` are what the
    templates need besides `answers`. `shows` are the deeds with a key under every question; the others can be typed.
    `rows` are the keys of a page where the usual ones will not do, else None.
    `unclear` is what is said to words that answer nothing, template and values, where the usual sentence will not do.
    """

    outline: Outline
    finish: Callable[[Context, Answers], Awaitable[None]]
    settled: Callable[[Context, Answers], Awaitable[Answers]] = as_given
    noted: Callable[[Context, Answers], None] = lambda context, answers: None
    values: Callable[[Context, Answers], Awaitable[Mapping[str, Any]]] = nothing_more
    shows: Collection[Deed] = (Deed.BACK, Deed.SKIP)
    is_numbered: bool = True
    rows: Callable[[Context, State], Sequence[Sequence[Key]] | None] = lambda context, state: None
    unclear: Callable[[Context, State, str], tuple[str, Mapping[str, Any]] | None] = lambda context, state, text: None
    dropped: Callable[[Context], object] = lambda context: context.say("form-dropped")

    def __post_init__(self) -> None:
        """Be known by the outline's name, which keys and rows carry."""
        if GUIDED.setdefault(self.outline.name, self) is not self:
            raise ValueError(f"there is a form {self.outline.name} already")


GUIDED: Final[dict[str, Guided]] = {}
