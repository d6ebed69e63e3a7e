"""What a sentence says of a matter by itself, and months as people write them."""

from datetime import date

import pytest

from handlers.legal.outline import OUTLINE, month_in, numbers_of
from handlers.legal.proposing import proposed_by
from services.law.facts import Matter

TODAY = date(2026, 7, 14)


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("我送餐被出租车撞了，脚骨折，算不算工伤？", {"what": "injury", "on-order": "order"}),
        ("取餐路上摔伤了", {"what": "injury", "on-order": "pickup"}),
        ("下班路上被撞伤", {"what": "injury", "on-order": "commute"}),
        ("送餐去取餐的时候摔伤", {"what": "injury"}),
        ("老板拖欠工资三个月", {"what": "unpaid"}),
        ("送餐的工资没发", {"what": "unpaid"}),
        ("平台封号了怎么办", {"what": "account"}),
        ("受伤以后工资没给", {}),
        ("请律师", {}),
        ("被撞了", {}),
        ("I broke my leg, broken leg, while delivering", {"what": "injury", "on-order": "order"}),
        ("", {}),
    ],
)
def test_only_what_a_sentence_says_plainly_is_proposed(text: str, proposed: dict[str, str]) -> None:
    assert proposed_by(text) == proposed


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("这个月", "2026-07"), ("上个月", "2026-06"), ("7月", "2026-07"), ("12月", "2025-12"), ("2025年6月", "2025-06"),
        ("2026年8月", None), ("13月", None), ("那个月", None), ("this_month", "2026-07"),
    ],
)  # fmt: skip
def test_a_month_is_read_as_people_write_it(text: str, month: str | None) -> None:
    assert month_in(text, TODAY) == month


def test_the_month_before_january_is_december() -> None:
    assert month_in("上个月", date(2026, 1, 3)) == "2025-12"


@pytest.mark.parametrize(
    ("matter", "of"), [("injury", 9), ("accident", 9), ("unpaid", 8), ("account", 7), ("other", 7)]
)
def test_no_matter_takes_more_than_nine_questions(matter: str, of: int) -> None:
    assert numbers_of({"what": Matter(matter)})["contact"] == f"{of}/{of}"
    assert numbers_of({})["what"] == "1/9"
    assert {step.name for step in OUTLINE.needed({"what": matter})} - {"which", "phone"} <= {
        *numbers_of({"what": matter})
    }
