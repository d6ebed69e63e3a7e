"""The law: what the shipped law.toml and, over it, a union's own say to somebody who told their facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from locales import LANGUAGES, locale
from services.errors import StateFault
from services.law.articles import article
from services.law.entries import HERE, URGENT_DAYS, Entry, Explanation, Rule, Signature
from services.law.facts import Facts
from services.law.pages import Pages, read_pages
from services.law.sources import cited, source_line
from services.places.districts import districts
from services.toml_row import RowFault, Words

SHIPPED: Final = Path(__file__).parent / "data" / "law.toml"
NAME: Final = "law.toml"


@dataclass(frozen=True)
class Deadline:
    """What the law wants by a day: `text` says what is to be done and by whom, `source` where that stands.

    `short` is it in three words and `ask` a question, both for reminders, which come `remind_days` ahead; `passed` is
    said when it is over. `is_employers`: it is theirs, and the worker loses nothing with it. Within
    `is_urgent_within` days it is urgent; 0 is never.
    """

    rule: str
    due_on: date
    text: Words
    source: Words
    short: Words
    ask: Words
    passed: Words
    remind_days: tuple[int, ...]
    is_urgent_within: int = URGENT_DAYS
    is_employers: bool = False

    def days_left(self, today: date) -> int:
        """How many days there are after today; 0 on the last one."""
        return (self.due_on - today).days

    def is_passed(self, today: date) -> bool:
        """Whether it is over; its last day is still in time."""
        return self.days_left(today) < 0

    def is_urgent(self, today: date) -> bool:
        """Whether these are its last days, today among them."""
        return 0 < self.is_urgent_within >= self.days_left(today) >= 0


@dataclass(frozen=True)
class Urgency:
    """What is said in a deadline's last days: what ends, the sentence to say on the phone, who helps at once."""

    text: Words
    say: Words
    help: Words
    source: Words


@dataclass(frozen=True)
class Paragraph:
    """One thing explained, under a title or none."""

    title: str
    text: str


@dataclass(frozen=True)
class Item:
    """A thing to keep as evidence, or a number to call (which is its code), and what it is called."""

    code: str
    text: Words


@dataclass(frozen=True)
class Original:
    """A law and what its articles say in Chinese, by number; "" where their text is not at hand."""

    law: str
    articles: Mapping[int, str]


class Law:
    """All of it, asked by what somebody told."""

    def __init__(self, pages: Pages) -> None:
        """As they were read and checked."""
        self._pages = pages

    @classmethod
    def load(cls, folder: Path) -> "Law":
        """The shipped law.toml, and over it that of a folder; StateFault names what in it cannot be right."""
        own = folder / NAME
        return cls.read(own) if own.is_file() else cls(read_pages(SHIPPED))

    @classmethod
    def read(cls, file: Path) -> "Law":
        """The shipped one, and over it a file; StateFault names what in it cannot be right."""
        try:
            pages = read_pages(file).over(read_pages(SHIPPED))
            pages.check()
        except OSError as error:
            raise StateFault(f"{file} cannot be read ({error.strerror})") from None
        except RowFault as fault:
            raise StateFault(f"{file}: {fault}") from None
        return cls(pages)

    @property
    def version(self) -> str:
        """Of the wording."""
        return self._pages.version

    @property
    def signature(self) -> Signature | None:
        """Who signed the file; None for nobody."""
        return self._pages.signature

    def entries(self) -> Iterator[Entry]:
        """Every text of it."""
        return (entry for _, entry in self._pages.entries())

    # --- deadlines ---------------------------------------------------------------------------------

    def deadlines(self, facts: Facts, today: date) -> tuple[Deadline, ...]:
        """The nearest first, and after those to come the ones that have passed, the last of them first."""
        found = [self._deadline(rule, rule.period.after(day)) for rule, day in self._counted(facts)]
        return tuple(sorted(found, key=lambda each: (each.is_passed(today), abs(each.days_left(today)))))

    def deadline(self, rule: str, due_on: date) -> Deadline | None:
        """One that was computed before, in the words of today; None where the law has no such rule any more."""
        known = self._pages.rules.get(rule)
        return self._deadline(known, due_on) if known else None

    def rules(self) -> tuple[str, ...]:
        """The codes of all deadlines."""
        return tuple(self._pages.rules)

    def urgent(self, deadline: Deadline) -> Urgency | None:
        """What to say in its last days; None for one that never is urgent."""
        rule = self._pages.rules.get(deadline.rule)
        entry = self._pages.urgent.get(rule.urgent) if rule else None
        return Urgency(entry.text, entry.say, entry.help, self._source([entry])) if entry else None

    def _counted(self, facts: Facts) -> Iterator[tuple[Rule, date]]:
        """The rules that hold, each with the day from which it counts."""
        for rule in self._pages.rules.values():
            day = facts.left_on if rule.counts_from == "left_on" else facts.day
            if day and rule.whom.holds(facts):
                yield rule, day

    def _deadline(self, rule: Rule, due_on: date) -> Deadline:
        return Deadline(
            rule.code, due_on, rule.text, self._source([rule]), rule.short, rule.ask, rule.passed, rule.remind_days,
            URGENT_DAYS if rule.urgent else 0, rule.is_employers,
        )  # fmt: skip

    # --- what is explained -------------------------------------------------------------------------

    def explanations(self, facts: Facts, language: str) -> tuple[Paragraph, ...]:
        """The last block of the receipt: who decides and on what, and what is another matter."""
        return tuple(
            Paragraph(each.title[language], each.text[language].replace(HERE, self._insured(facts.adcode, language)))
            for each in self._explained(facts)
        )

    def sources(self, facts: Facts, language: str) -> str:
        """The line under the receipt: every law of its deadlines and explanations, and who checked the wording."""
        return source_line(self._shown(facts), self._pages.laws, language)

    def originals(self, facts: Facts, language: str) -> tuple[Original, ...]:
        """The laws that the receipt names, each with the articles of it."""
        return tuple(
            Original(self._pages.laws[law][language], {number: article(law, number) for number in numbers})
            for law, numbers in cited(self._shown(facts)).items()
        )

    def _shown(self, facts: Facts) -> list[Entry]:
        return [*(rule for rule, _ in self._counted(facts)), *self._explained(facts)]

    def evidence(self, facts: Facts) -> tuple[Item, ...]:
        """What is worth keeping in such a matter."""
        return _items(self._pages.evidence.values(), facts)

    def hotlines(self, facts: Facts) -> tuple[Item, ...]:
        """Whom to call in such a matter, the code being the number."""
        return _items(self._pages.hotlines.values(), facts)

    def evidence_called(self, code: str, language: str) -> str:
        """What a thing that was ticked is called today; its code, where the law has it no more."""
        entry = self._pages.evidence.get(code)
        return entry.text[language] if entry else code

    def _explained(self, facts: Facts) -> list[Explanation]:
        return [each for each in self._pages.explanations.values() if each.whom.holds(facts)]

    def _insured(self, adcode: str, language: str) -> str:
        """Whether the platforms' insurance has begun where they are; nobody guesses where that is not known."""
        insurance, words = self._pages.insurance, locale(language)
        if insurance is None:
            return ""
        since, as_of = insurance.provinces.get(adcode[:2]), words.full_day(insurance.as_of)
        if since is None:
            return insurance.unknown[language].replace("{as_of}", as_of)
        province = districts().province_name(adcode)
        platforms = words.word("law", "and").join(insurance.platforms)
        values = {"province": province, "since": words.full_day(since), "platforms": platforms, "as_of": as_of}
        return _filled(insurance.begun[language], values)

    def _source(self, entries: Sequence[Entry]) -> Words:
        return {language: source_line(entries, self._pages.laws, language) for language in LANGUAGES}


def _items(entries: Iterable[Entry], facts: Facts) -> tuple[Item, ...]:
    return tuple(Item(each.code, each.text) for each in entries if each.whom.holds(facts))


def _filled(text: str, values: Mapping[str, str]) -> str:
    for place, value in values.items():
        text = text.replace(f"{{{place}}}", value)
    return text
