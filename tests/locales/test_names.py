"""What others wrote: shown literally, whatever it is, and never a line, a tag or a link of ours."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from locales import LANGUAGES, cut, visible
from playground.rules.markup import cleaned, read_html
from tests.locales.samples import NOW, Sample, an_offer, card, found

CORPUS = [
    "<3", "</b>", "&", "&lt;", "&#60;", "\u202eevil", "\x00", "\ud800", "tg://user?id=1", "<a href='tg://user?id=1'>x</a>",
    "<b>", "{{ 7 * 7 }}", "{% raw %}", "https://a.b", "@everyone", "/start", "一\n二", "\u2028", "\ufeff", "%s", "'\"",
]  # fmt: skip
ANY = st.text(st.characters(), max_size=60) | st.sampled_from(CORPUS)


def shown(sample: Sample, language: str) -> tuple[str, list[dict[str, object]]]:
    """The text and entities that Telegram makes of a message."""
    text, entities = read_html(sample.rendered(language))
    return cleaned(text), entities


@given(ANY)
@example("<3")
@example("</b>")
@example("\ud800\x00\u202e")
def test_any_name_comes_back_as_it_is_seen(name: str) -> None:
    for language in LANGUAGES:
        text, _ = shown(Sample("navigate", {"offer": an_offer(name=f"驿{name}站"), "now": NOW}), language)
        assert text.splitlines()[0].strip() == visible(f"驿{name}站")


@given(ANY)
def test_any_name_stays_in_its_line_of_the_card(name: str) -> None:
    offer = an_offer(name=f"驿{name}站", phone=f"0{name}", amenities=("water", name), entry=(name,))
    for language in LANGUAGES:
        text, entities = shown(card("nearest", found((offer,) * 3)), language)
        lines = text.split("\n")
        assert len(lines) == 12
        assert lines[0].startswith(f"1 {cut(f'驿{name}站')} ")
        assert [entity["type"] for entity in entities] == ["bold", "bold", "bold", "italic"]


@given(ANY)
def test_any_text_is_quoted_on_one_line(text: str) -> None:
    for language in LANGUAGES:
        heard, entities = shown(Sample("unknown-text", {"text": text}), language)
        assert len(heard.split("\n")) == 2
        assert [entity["type"] for entity in entities] == ["code"]
        assert cut(text, 16) in heard


@given(ANY)
def test_what_is_seen_has_no_marks_that_turn_or_hide(text: str) -> None:
    seen = visible(text)
    assert visible(seen) == seen
    assert not any(unicodedata.bidirectional(letter) in ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI") for letter in seen)
    assert seen.encode("utf-8").decode() == seen
    assert len(seen.splitlines()) <= 1


@pytest.mark.parametrize("name", CORPUS, ids=ascii)
def test_the_corpus_of_bad_names_makes_no_entity(name: str) -> None:
    _, entities = shown(Sample("navigate", {"offer": an_offer(name=f"驿{name}", address=name), "now": NOW}), "zh-Hans")
    assert [entity["type"] for entity in entities] == ["bold"]
