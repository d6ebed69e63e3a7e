"""Rules: on which days something takes place, as people write it: 每天, 每周一三五, 每月第二个周五, 端午."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.errors import RuleUnreadable
from services.events import rrule, rule_words
from services.events.patterns import ANCHOR, Pattern, Repeats

__all__ = ["Rule", "RuleUnreadable", "parse_rule"]

LONGEST: Final = 120  # characters of a rule
_DATE: Final = r"(\d{4}-\d{1,2}-\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日)"
_BEGINS: Final = re.compile(rf"[,;、]?(?:自|从){_DATE}(?:起|开始)?\Z")
_UNTIL: Final = re.compile(rf"[,;、]?(?:到|至){_DATE}(?:止|为止)?\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, if need be only from the day `begins` and `until` a day, both included."""

    pattern: Pattern
    begins: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day is one of the rule's."""
        return self.covers(day) and self.pattern.holds(day, self.begins or ANCHOR)

    def covers(self, day: date) -> bool:
        """Whether the day is neither before its first nor after its last."""
        return (self.begins or day) <= day <= (self.until or day)

    def days(self, first: date, last: date) -> list[date]:
        """The rule's days from `first` to `last`, both included; it takes about a microsecond for each day between."""
        every = (first + timedelta(days=days) for days in range((last - first).days + 1))
        return [day for day in every if self.holds(day)]

    @property
    def needs_start(self) -> bool:
        """Whether a start would say which of two weeks is meant, and none is given."""
        return isinstance(self.pattern, Repeats) and self.pattern.interval > 1 and self.begins is None

    def as_text(self) -> str:
        """The one way in which we write this rule; parse_rule reads it as the same rule."""
        text = rule_words.written(self.pattern)
        text += f"，自{self.begins}起" if self.begins else ""
        return text + (f"，到{self.until}止" if self.until else "")


def parse_rule(text: str) -> Rule:
    """The rule that a text is; RuleUnreadable, one sentence that says what would be right, if it is none we know."""
    _check_length(text)
    line = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    line, until = _cut(_UNTIL, line)
    line, begins = _cut(_BEGINS, line)
    pattern, its_until = rrule.read(line) if rrule.is_rrule(line) else (rule_words.read(line), None)
    until = until or its_until
    if begins and until and until < begins:
        raise RuleUnreadable(f"结束的日子 {until} 比开始的 {begins} 早，请核对")
    rule = Rule(pattern, begins, until)
    _check_length(rule.as_text())
    return rule


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise RuleUnreadable(f"写得太长了（{len(text)}个字），一条规则最多{LONGEST}个字，如 每周一三五")


def _cut(ending: re.Pattern[str], line: str) -> tuple[str, date | None]:
    """The line without such an ending, and the day that stood in it."""
    found = ending.search(line)
    return (line[: found.start()], rule_words.day_of(found[1])) if found else (line, None)
