"""Pleas: a sentence that asks for help or for a thing is known from one that names a place."""

import pytest

from services.pleas import is_hurt, is_trouble, is_wronged, thing_in

HURT = (
    "我被撞了",
    "我被车撞了",
    "送餐被出租车撞了",
    "同事中暑了",
    "有人晕倒在人民路",
    "摔了一跤 腿骨折",
    "I was hit by a car",
    "救命",
)
WRONGED = ("老板欠我工资三个月了", "公司不发工资", "平台乱扣钱", "算不算工伤", "they have not paid my wages")
TROUBLE = (
    "红旗路的微波炉坏了",
    "门锁着",
    "说是开到六点，进不去",
    "厕所太脏了",
    "我要投诉",
    "the microwave isn't working",
)
NEITHER = ("你好", "老王在哪", "人民路", "中山公园", "鹿城区", "体育馆附近", "天气真热", "near the stadium")


@pytest.mark.parametrize("text", HURT)
def test_somebody_hurt_is_heard(text: str) -> None:
    assert is_hurt(text)


@pytest.mark.parametrize("text", WRONGED)
def test_somebody_wronged_is_heard(text: str) -> None:
    assert is_wronged(text)
    assert not is_hurt(text)


@pytest.mark.parametrize("text", TROUBLE)
def test_trouble_at_a_station_is_heard(text: str) -> None:
    assert is_trouble(text)
    assert not is_hurt(text)


@pytest.mark.parametrize("text", NEITHER)
def test_a_place_and_a_greeting_ask_for_nothing(text: str) -> None:
    assert not is_hurt(text)
    assert not is_wronged(text)
    assert not is_trouble(text)
    assert thing_in(text) == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("厕所", "toilet"), ("哪里有厕所？", "toilet"), ("附近有没有换电的", "battery_swap"), ("上厕所", "toilet"),
        ("我想喝水", "water"), ("手机充电", "phone_charging"), ("电动车充电", "ebike_charging"), ("Toilet", "toilet"),
        ("没电了要换电", "battery_swap"), ("电瓶没电了，哪里有换电柜", "battery_swap"),
        ("24小时", "24h"), ("空调", "air_conditioning"), ("battery swap", "battery_swap"), ("能洗澡的地方", "shower"),
    ],
)  # fmt: skip
def test_a_thing_is_known_however_it_is_asked_for(text: str, code: str) -> None:
    assert thing_in(text) == code


@pytest.mark.parametrize("text", ["水心街", "厕所路", "换电站路", "书", "停车场入口在哪", "", "？"])
def test_a_name_that_holds_a_thing_is_not_the_thing(text: str) -> None:
    assert thing_in(text) in ("", "books")
