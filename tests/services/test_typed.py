"""What people type: the names of places among everything else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.places.typed import LONGEST, place_in
from tests.fuzzing import TEXTS, TRIED, fuzzed

PLACES = {
    "体育馆": "体育馆",
    "我在体育馆附近": "体育馆",
    "请问人民路怎么走？": "人民路",
    "人民路": "人民路",
    "去人民路88号": "人民路88号",
    "鹿城区": "鹿城区",
    "红旗路驿站": "红旗路驿站",
    "保险大厦": "保险大厦",
    "法院路": "法院路",
    "社保局": "社保局",
    "爱民路": "爱民路",
    "汽车南站在哪里": "汽车南站",
    "我现在在桥北社区旁边": "桥北社区",
    "ＫＦＣ": "KFC",
    "near 体育馆": "体育馆",
    "People's Square": "People's Square",
    "  世纪 大道  ": "世纪 大道",
    "万达": "万达",
    "附近的万达广场": "万达广场",
    "大光明路口。": "大光明路口",
}
TALK = (
    "你好", "您好师傅", "谢谢", "hello", "thank you", "老王在哪", "小李呢", "我被车撞了", "工伤",
    "公司不给钱怎么办", "今天好热", "热死了", "垃圾软件", "他妈的", "滚", "什么时候发餐？", "为什么扣我钱",
    "13800000000", "https://example.com/路", "👍", "。。。", "", " ", "我饿了。想吃饭。", "foo", "I need help", "1",
    "在吗", "测试", "长" * 31, "怎么走", "附近", "\u202e", "别烦我", "哈哈哈", "收到", "摔了一跤", "？", "工伤怎么赔",
    "老板欠我工资三个月了", "嗯", "好的",
)  # fmt: skip


@pytest.mark.parametrize(("text", "place"), PLACES.items())
def test_a_place_is_taken_out_of_what_stands_around_it(text: str, place: str) -> None:
    assert place_in(text) == place


@pytest.mark.parametrize("text", TALK)
def test_talk_is_no_place(text: str) -> None:
    assert place_in(text) == ""


PIECES = st.sampled_from([*PLACES, *TALK, "附近的", "最近的", "哪", "有没有", "请问", ",", " ", "near ", "to "])
TYPED = st.one_of(st.text(), st.lists(PIECES, max_size=300).map("".join), st.sampled_from(TEXTS))


@fuzzed(200)
@given(TYPED)
def test_whatever_is_typed_names_a_short_place_or_none_at_once(text: str) -> None:
    begun = time.thread_time()
    name = place_in(text)
    assert time.thread_time() - begun < 1
    TRIED["typed"] += 1
    assert len(name) <= LONGEST
    assert name == name.strip()
    assert "\n" not in name
