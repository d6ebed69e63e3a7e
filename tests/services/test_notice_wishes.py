"""Typed wishes about notices: angry, kind or short, in two languages; and what only sounds like one."""

import time

import pytest

from models import Topic
from services.notices.typed import Ask, Wish, wish_in


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("别发了", Ask.HUSH),
        ("别再发了！！", Ask.HUSH),
        ("今天别发了", Ask.HUSH),
        ("不要发", Ask.HUSH),
        ("不要再给我发消息了", Ask.HUSH),
        ("别吵", Ask.HUSH),
        ("No more, please", Ask.HUSH),
        ("少发点", Ask.FEWER),
        ("能不能少发一点", Ask.FEWER),
        ("发得太多了", Ask.FEWER),
        ("fewer", Ask.FEWER),
        ("退订", Ask.NONE),
        ("关掉提醒", Ask.NONE),
        ("以后都别发了", Ask.NONE),
        ("STOP", Ask.NONE),
        ("Please stop!", Ask.NONE),
        ("unsubscribe me", Ask.NONE),
    ],
)
def test_who_wants_less_is_understood(text: str, ask: Ask) -> None:
    assert wish_in(text) == Wish(ask)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("开高温", Wish(Ask.ON, Topic.HEAT)),
        ("打开 活动", Wish(Ask.ON, Topic.EVENTS)),
        ("关免费餐", Wish(Ask.OFF, Topic.MEALS)),
        ("不要工会通知了", Wish(Ask.OFF, Topic.ANNOUNCEMENTS)),
        ("别发通知", Wish(Ask.OFF, Topic.ANNOUNCEMENTS)),
        ("turn on heat", Wish(Ask.ON, Topic.HEAT)),
        ("stop events", Wish(Ask.OFF, Topic.EVENTS)),
    ],
)
def test_one_topic_is_named_with_what_is_to_become_of_it(text: str, wish: Wish) -> None:
    assert wish_in(text) == wish


@pytest.mark.parametrize(
    "text",
    ["", "别", "发", "高温", "不要了", "公司不要发工资", "别发这种餐给我", "停止线路口", "老板别发火", "bus stop",
     "关爱驿站",
     "开着吗", "少年宫", "别发路", "太多了人", "非停车场"],
)  # fmt: skip
def test_what_only_sounds_so_is_none(text: str) -> None:
    assert wish_in(text) is None


@pytest.mark.parametrize("text", ["提醒" * 15, "别发" * 15, "\ufdfa" * 30, "关掉" * 2000])
def test_nobody_waits_for_what_is_long(text: str) -> None:
    begun = time.process_time()
    wish_in(text)
    assert time.process_time() - begun < 0.05
