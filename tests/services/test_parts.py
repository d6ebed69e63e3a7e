"""Parts: long words reach the other side whole and in order, in pieces that Telegram takes."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.rules.markup import length, read_html
from services.cases.parts import split, units, words_alone


def seen(html: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", html))


@given(st.text(st.sampled_from("a驿😀 。\n<>&"), max_size=300), st.integers(4, 40))
def test_no_part_is_too_long_and_together_they_say_everything(text: str, most: int) -> None:
    html = "<b>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</b>"
    parts = split(html, most)
    assert "".join(read_html(part)[0] for part in parts) == text
    assert all(0 < length(seen(part)) <= most for part in parts)
    assert units(html) == length(text)


def test_bold_words_stay_bold_on_both_sides_of_a_cut() -> None:
    assert split("<b>一二<i>三四</i></b>五", 3) == ["<b>一二<i>三</i></b>", "<b><i>四</i></b>五"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("师傅您好\n\n插座烧了，电工来换。先别用", ["师傅您好\n\n", "插座烧了，", "电工来换。", "先别用"]),
        ("插座烧了。电工下午来", ["插座烧了。", "电工下午来"]),
        ("one two three", ["one ", "two ", "three"]),
        ("", []),
    ],
)
def test_it_is_cut_where_a_reader_would(text: str, parts: list[str]) -> None:
    assert split(text, 7 if "插" in text else 5) == parts


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<a href="https://12351.cn/a?b=1&amp;c">看这</a>', '<a href="https://12351.cn/a?b=1&amp;c">看这</a>'),
        ('<a href="tg://user?id=7">李敏</a>', "李敏"),
        ("<blockquote expandable>引</blockquote>用<pre>码</pre>", "引用码"),
        ('<span class="tg-spoiler">密</span>', "<tg-spoiler>密</tg-spoiler>"),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍"),
        ("<3 &lt;b&gt; & </b> <script>x</script>", "&lt;3 &lt;b&gt; &amp;  x"),
    ],
)
def test_of_the_markup_stays_what_may_stand_in_a_quotation(html: str, kept: str) -> None:
    assert split(html, 100) == [kept]


def test_words_alone_are_what_is_read() -> None:
    assert words_alone('<b>微波炉</b> &lt;3 <a href="https://x.cn">坏</a>了') == "微波炉 <3 坏了"
