"""Proposing: words that name one category of a complaint answer that question, others leave it open."""

import pytest

from handlers.complain.outline import TROUBLES
from services.cases.proposing import category_in

PLAIN = {
    "locked": ("门锁着", "白天没开门", "进不去", "the door is locked", "it isn't open", "I can't get in"),
    "broken": (
        "红旗路的微波炉坏了", "微波炉不通电", "空调不制冷", "地上漏水", "插座该修了", "能不能修一下",
        "the microwave isn't working", "Broken kettle", "out of order",
    ),
    "dirty": ("厕所太脏了", "里面臭得很", "垃圾没人倒", "the toilet is filthy", "It smells"),
    "supplies": ("饮水机没水", "厕所没纸", "没有纸了", "药箱空了", "缺针线", "the box is empty", "no hot water"),
    "hours": ("提前关了", "还没到点就下班", "时间不对", "写着24小时开", "不到六点就关了", "closed early"),
    "rude": ("态度不好", "保安骂人", "赶人", "里面的人很凶", "The guard was rude", "态度坏得很"),
    "suggestion": ("建议放个打气筒", "希望有针线", "能不能加个微波炉", "could you add a pump"),
}  # fmt: skip
OPEN = (
    "", "门口有水", "看看", "水心街", "没坏", "臭豆腐店旁边那个", "缺德", "说是开到六点，进不去",
    "微波炉坏了，地上也脏", "老板态度差还欠薪", "broken leg", "I was there at noon",
)  # fmt: skip


@pytest.mark.parametrize(("category", "text"), [(category, text) for category in PLAIN for text in PLAIN[category]])
def test_words_that_name_one_trouble_answer_for_it(category: str, text: str) -> None:
    assert category_in(text) == category


@pytest.mark.parametrize("text", OPEN)
def test_words_that_name_none_or_several_leave_it_to_the_worker(text: str) -> None:
    assert category_in(text) == ""


def test_every_trouble_but_the_others_can_be_proposed() -> None:
    assert {*PLAIN} == {*TROUBLES} - {"other"}
