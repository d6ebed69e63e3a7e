"""The voice's mechanical checks, one test for each, over every message with what a hard day puts into it."""

import re
from html.parser import HTMLParser

import pytest

from locales import LANGUAGES, columns, locale
from playground.rules.markup import length, read_html
from services.cases.desk_rules import SHIPPED as DESK
from services.law.law import SHIPPED as LAW
from tests.locales.samples import Sample, messages, template_names

ALL = [(language, sample, sample.rendered(language)) for sample in messages() for language in LANGUAGES]
ALLOWED = {"b", "i", "u", "s", "code", "blockquote", "a"}
FORBIDDEN = ("你", "尊敬", "感谢", "请耐心", "！", "亲", "抱歉", "小编", "本平台", "系统", "用户")
OF_THE_LAW = "近亲属"
"""Close relatives, in whose name the law has a letter that we do not use."""
SIGN = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
INVENTED = ("🍚", "🏍")
"""Signs in names of stations; what others wrote is shown as they wrote it."""


def readable(html: str) -> str:
    return read_html(html)[0]


def own_lines(html: str) -> list[str]:
    """The lines without the names in bold, which are not ours."""
    return re.sub("<b>.*?</b>", "", html).splitlines()


def wrong(fault: object) -> str:
    return f"reword it in locales/: {fault}"


def test_every_message_is_looked_at() -> None:
    looked_at = {sample.template for _, sample, _ in ALL}
    assert looked_at == template_names("zh-Hans") == template_names("en")


def test_tags_are_allowed_ones_and_balanced() -> None:
    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            assert tag in ALLOWED, wrong(tag)

    for _, sample, html in ALL:
        Tags().feed(html)
        assert readable(html), sample.template


def test_no_message_is_longer_than_telegram_takes() -> None:
    assert [sample.template for _, sample, html in ALL if length(readable(html)) > 4096] == []


def test_a_card_of_stations_has_twelve_lines_at_most() -> None:
    too_long = [html for _, sample, html in ALL if sample.template.startswith("nearest") and html.count("\n") > 11]
    assert too_long == []


def test_a_line_has_sixty_characters_at_most() -> None:
    for _, _, html in ALL:
        for line in readable(html).splitlines():
            assert len(line) <= 60, wrong(line)


def test_a_chinese_line_of_a_card_fits_a_phone_unless_a_long_name_is_in_it() -> None:
    for language, sample, html in ALL:
        if language == "zh-Hans" and sample.template.startswith("nearest"):
            for line in own_lines(html):
                assert columns(readable(line)) <= 56, wrong(line)


def test_there_is_one_sign_in_a_line_at_most_and_none_at_its_start() -> None:
    for _, _, html in ALL:
        for line in own_lines(html):
            signs = [sign for sign in SIGN.findall(line) if sign not in INVENTED]
            assert len(signs) <= 1, wrong(line)
            assert not SIGN.match(line), wrong(line)


@pytest.mark.parametrize("word", FORBIDDEN)
def test_words_we_do_not_use_are_not_used(word: str) -> None:
    assert [html for _, _, html in ALL if word in html.replace(OF_THE_LAW, "")] == []
    for table in ("button", "occupation", "travel", "amenity", "entry", "way", "command"):
        assert word not in "".join(locale("zh-Hans").labels(table).values())

    files = (LAW.read_text("utf-8"), DESK.read_text("utf-8"))
    assert word not in "".join(files).replace(OF_THE_LAW, ""), "law.toml and desk.toml speak to workers, too"


def test_a_message_says_nin_once_at_most() -> None:
    assert [html for _, _, html in ALL if html.count("您") > 1] == []


def test_blank_lines_stand_alone_and_no_line_ends_in_a_blank() -> None:
    for _, sample, html in ALL:
        assert "\n\n\n" not in html, sample.template
        assert html == html.strip(), sample.template
        assert not re.search("[ \u3000]+(\n|</|$)", html), html


def test_blanks_do_not_stand_in_pairs() -> None:
    assert [html for _, _, html in ALL if "  " in html] == []


def test_chinese_sentences_end_in_chinese_points() -> None:
    for language, _, html in ALL:
        if language == "zh-Hans":
            assert not re.search("[\u4e00-\u9fff][,;:!?]", readable(html).replace(">", "")), html


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_short_enough_for_their_rows(language: str) -> None:
    limits = {"occupation": 20, "travel": 14}
    for table, limit in limits.items():
        assert [label for label in locale(language).labels(table).values() if columns(label) > limit] == []
    assert [label for label in locale(language).labels("button").values() if columns(label) > 36] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_toast_fits(language: str) -> None:
    assert len(Sample("button-old", {}).rendered(language)) <= 200


def test_a_number_to_call_can_be_copied_with_a_tap() -> None:
    for _, sample, html in ALL:
        if sample.template not in ("nearest", "navigate", "nearest-none", "nearest-far"):
            bare = re.sub("<code>.*?</code>", "", html)
            assert not re.search(r"\b(120|12351|12348)\b", bare), html
