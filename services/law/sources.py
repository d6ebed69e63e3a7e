"""Where a text comes from: its laws and articles, who checked the wording, and that it is information only."""

from collections.abc import Iterable, Mapping

from locales import Locale, locale
from services.law.entries import Entry, Signature
from services.toml_row import Words


def source_line(entries: Iterable[Entry], laws: Mapping[str, Words], language: str) -> str:
    """The line under a text made of these entries."""
    shown, words = list(entries), locale(language)
    parts = [_cited(shown, laws, words), _signed([each.signature for each in shown], words)]
    return words.word("law", "stop").join([*filter(None, parts), words.word("law", "information")])


def cited(shown: Iterable[Entry]) -> dict[str, list[int]]:
    """Every law that these entries stand on, once, in the order in which they come, with its articles in theirs."""
    articles: dict[str, set[int]] = {}
    for entry in shown:
        for law, numbers in entry.cites.items():
            articles.setdefault(law, set()).update(numbers)
    return {law: sorted(numbers) for law, numbers in articles.items()}


def _cited(shown: list[Entry], laws: Mapping[str, Words], words: Locale) -> str:
    return words.word("law", "comma").join(
        _named(laws[law][words.language], articles, words) for law, articles in cited(shown).items()
    )


def _named(law: str, articles: list[int], words: Locale) -> str:
    if not articles:
        return law
    return words.word("law", "articles", law=law, articles=words.word("law", "and").join(map(str, articles)))


def _signed(signatures: list[Signature | None], words: Locale) -> str:
    """Who checked the wording: one name for each who did, and whether some of it nobody did."""
    names = {each: words.word("law", "by", name=each.by, day=words.full_day(each.on)) for each in signatures if each}
    if not names:
        return words.word("law", "unsigned")
    form = "partly" if None in signatures else "signed"
    return words.word("law", form, names=words.word("law", "and").join(names.values()))
