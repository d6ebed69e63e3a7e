"""Markup: the HTML that Telegram accepts, and what a person then sees."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.rules.markup import length, read_html, trimmed
from playground.rules.refusals import Refusal


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<B>x</b>", "bold"),
    ],
)
def test_each_tag_makes_its_entity(source: str, kind: str) -> None:
    assert read_html(source) == ("x", [{"type": kind, "offset": 0, "length": 1}])


def test_a_link_knows_where_it_leads() -> None:
    text, [link] = read_html('see <a href="https://example.com/?a=1&amp;b=2">here</a>')
    assert text == "see here"
    assert link == {"type": "text_link", "offset": 4, "length": 4, "url": "https://example.com/?a=1&b=2"}


def test_a_link_that_leads_nowhere_is_plain_text() -> None:
    assert read_html('<a href="nowhere">here</a>') == ("here", [])


def test_a_link_without_an_address_leads_where_its_words_say() -> None:
    assert read_html("<a>example.com</a>")[1][0]["url"] == "http://example.com/"


def test_code_in_a_block_names_its_language() -> None:
    text, [block] = read_html('<pre><code class="language-python">1</code></pre>')
    assert (text, block) == ("1", {"type": "pre", "offset": 0, "length": 1, "language": "python"})


def test_a_custom_emoji_keeps_its_number() -> None:
    [emoji] = read_html('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>')[1]
    assert (emoji["custom_emoji_id"], emoji["length"]) == ("5368324170671202286", 2)


def test_offsets_count_utf16_units() -> None:
    assert read_html("👍<b>x</b>")[1] == [{"type": "bold", "offset": 2, "length": 1}]


def test_nested_tags_come_outermost_first() -> None:
    text, entities = read_html("<b>a<i>b</i></b>")
    assert text == "ab"
    assert [entity["type"] for entity in entities] == ["bold", "italic"]


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("&lt;3 &amp; &gt; &quot;", '<3 & > "'),
        ("&#60;&#x4e2d;", "<中"),
        ("a & b > c", "a & b > c"),
        ("&nbsp;", "&nbsp;"),
        ("&#0;", "&#0;"),
        ("&#xD800;", "&#xD800;"),
    ],
)
def test_characters_are_read_as_telegram_reads_them(source: str, seen: str) -> None:
    assert read_html(source) == (seen, [])


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<3", "Unclosed start tag at byte offset 0"),
        ("中<p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("<br/>", 'Unsupported start tag "br" at byte offset 0'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<blockquote><blockquote>x</blockquote></blockquote>", "Nested blockquote at byte offset 12"),
        ('<a "x">x</a>', 'Unexpected characters in the tag "a" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_with_the_place(source: str, complaint: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@given(st.text())
def test_whatever_is_escaped_is_seen_as_it_was(text: str) -> None:
    assert read_html(html.escape(text, quote=False)) == (text, [])


@given(st.text(), st.text(min_size=1), st.text())
def test_an_entity_covers_exactly_its_words(before: str, bold: str, after: str) -> None:
    escaped = [html.escape(part, quote=False) for part in (before, bold, after)]
    text, [entity] = read_html("{}<b>{}</b>{}".format(*escaped))
    units = text.encode("utf-16-le")
    first, last = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
    assert units[first:last].decode("utf-16-le") == bold


@given(st.text(alphabet=" \nab👍"), st.text(alphabet="ab 👍", min_size=1), st.text(alphabet=" \nab"))
def test_entities_never_hang_over_a_trimmed_text(before: str, bold: str, after: str) -> None:
    text, entities = trimmed(*read_html(f"{before}<b>{bold}</b>{after}"))
    assert text == text.strip()
    assert all(one["offset"] >= 0 and 0 < one["length"] <= length(text) - one["offset"] for one in entities)
