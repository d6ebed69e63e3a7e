"""Numbers of identity and bank cards are found in what people write, and other long numbers are left alone."""

import time

import pytest

from services.cases.secrets_in import holds_secret


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X", "身份证11010519491231002x，电话13800000000", "330302 19900101 1235",
        "我是段师傅 ３３０３０２１９９００１０１１２３５", "13800000000 330302199001011235",
        "卡号6222021234567890128。",
        "6222 0212 3456 7890 128", "6217-0012-3456-7893", "转到 6217001234567893 就行", "110105-19491231-002 X",
    ],
)  # fmt: skip
def test_a_card_number_is_found_however_it_is_written(text: str) -> None:
    assert holds_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "我送餐被出租车撞了，脚骨折，算不算工伤？", "13800000000", "0000-88001234转801", "110105194912310021",
        "330302199002301234", "6222021234567890129", "订单1234567890123452", "订单号62220212345678901234",
        "2026-07-10 14:30 2026-07-11 18:00", "A17 L3 12351 12348", "编号X11010519491231002XY", "",
    ],
    ids=[
        "words", "a telephone", "an extension", "a wrong check digit", "born on 30 February", "a card's wrong digit",
        "begins like no card", "too long for a card", "moments", "references", "letters around it", "nothing",
    ],
)  # fmt: skip
def test_what_is_no_card_number_may_be_written(text: str) -> None:
    assert not holds_secret(text)


def test_a_text_of_nothing_but_digits_keeps_nobody_waiting() -> None:
    begun = time.process_time()
    assert not holds_secret("0 " * 2_048)
    assert not holds_secret("1" * 4_096)
    assert time.process_time() - begun < 0.5
