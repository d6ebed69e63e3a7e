"""An outline: a guided question declared as data; a State is where one person stands in it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from services.forms.readers import Reader

Answers = Mapping[str, Any]
"""By step, what was answered, as JSON can hold it; None where the question was skipped."""


class Deed(StrEnum):
    """What a key does besides answering; its word stands under [button] in words.toml."""

    BACK = "back"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    DROP = "drop"
    SEND = "send"
    CHANGE = "change"
    DONE = "done"


CHECK = "check"
"""The page that shows all answers before they are sent."""
WHICH = "change"
"""The page that asks which of them to correct."""
OVER = ""
"""The step of a form that was sent or dropped."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer on a key: `code` is kept, `label` is read; without a label the word `code` of the `table` is."""

    code: str
    table: str = ""
    label: str = ""


def choices(table: str, codes: Sequence[str]) -> Callable[[Answers], Sequence[Choice]]:
    """Choices that are always the same, with their words in a table of words.toml."""
    each = tuple(Choice(str(code), table) for code in codes)
    return lambda answers: each


@dataclass(frozen=True)
class Step:
    """One question; its words are the template `{outline}-{step}`.

    `choices` and `is_needed` may look at the answers so far: a question that is not needed is left out, and its
    answer, if there was one, waits. `skip` is the [button] word that passes over it; without one it must be answered.
    Of `several` choices any number is ticked until DONE; the answer is a list of codes.
    """

    name: str
    choices: Callable[[Answers], Sequence[Choice]] = lambda answers: ()
    readers: Sequence[Reader] = ()
    skip: str = ""
    is_needed: Callable[[Answers], bool] = lambda answers: True
    several: bool = False


@dataclass(frozen=True)
class Outline:
    """The questions in order. With `has_check` all answers are shown and sent by a key, else the last one ends it.

    Words that answer nothing are somebody else's where a question has only keys, unless the outline `insists`.
    `known` are answers that are given at the beginning; no question asks for them. `words` are the [button] words of
    deeds that are called otherwise here.
    `gathers` is the one of the `known` answers to which is added what people write, photograph and say at any question,
    as far as it answers none (services/forms/gathering.py); `gathers_kinds` are the files that it takes.
    Answers that are `enough` end it without the check.
    """

    name: str
    steps: Sequence[Step]
    has_check: bool = False
    insists: bool = False
    known: Sequence[str] = ()
    words: Mapping[Deed, str] = field(default_factory=dict)
    gathers: str = ""
    gathers_kinds: Collection[str] = ("photo", "voice", "video_note")
    is_enough: Callable[[Answers], bool] = lambda answers: False

    def __post_init__(self) -> None:
        """Refuse names that would be taken for something else."""
        reserved = {*Deed, CHECK, WHICH, OVER}
        names = [*self.known, *(step.name for step in self.steps)]
        if reserved & {*names} or len(set(names)) < len(names):
            raise ValueError(f"the steps of {self.name} need names of their own")

    def step(self, name: str) -> Step | None:
        """The question of that name; None for a page, the end, or a question of an earlier version."""
        return next((step for step in self.steps if step.name == name), None)

    def needed(self, answers: Answers) -> list[Step]:
        """The questions that these answers leave in."""
        return [step for step in self.steps if step.is_needed(answers)]

    def given(self, answers: Answers) -> dict[str, Any]:
        """The answers that count: what was known, and those to questions that are needed."""
        names = (*self.known, *(step.name for step in self.needed(answers)))
        return {name: answers[name] for name in names if name in answers}

    def next_page(self, answers: Answers) -> str:
        """The first question that is open, else the check, else the end."""
        waiting = (step.name for step in self.needed(answers) if not self._is_answered(step, answers))
        return next(waiting, CHECK if self.has_check and not self.is_enough(answers) else OVER)

    def _is_answered(self, step: Step, answers: Answers) -> bool:
        """Whether there is an answer that its question still has: keys may hang on earlier answers."""
        if step.name not in answers:
            return False
        codes = [] if step.readers else [choice.code for choice in step.choices(self.given(answers))]
        answer = answers[step.name]
        return not codes or answer is None or {*(answer if step.several else [answer])} <= {*codes}


@dataclass(frozen=True)
class State:
    """Where one person stands; `version` rises with every change, `last_key` is the key that led here, if one did."""

    step: str
    version: int
    answers: Answers = field(default_factory=dict)
    last_key: str = ""
    is_paused: bool = False

    @property
    def is_over(self) -> bool:
        """Whether it was sent or dropped."""
        return self.step == OVER
