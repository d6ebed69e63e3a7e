"""Limits: how many messages Telegram takes before it asks for patience."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import Limits, Phone, Playground, SlidingWindow, TokenBucket
from playground.memory.ledger import busiest
from playground.rules.refusals import Refusal
from tests.playground.calling import Bot

ARRIVALS = st.lists(st.floats(min_value=0, max_value=0.5, allow_subnormal=False), max_size=200)


def passed(limit: SlidingWindow | TokenBucket, gaps: list[float]) -> list[float]:
    """The moments at which something passed, of those at which it was tried."""
    now, moments = 1000.0, []
    for gap in gaps:
        now += gap
        if limit.wait(now) == 0:
            limit.take(now)
            moments.append(now)
    return moments


@given(ARRIVALS)
def test_no_window_ever_holds_more_than_its_count(gaps: list[float]) -> None:
    assert busiest(passed(SlidingWindow(5, 1.0), gaps), 1.0) <= 5


@given(ARRIVALS)
def test_a_bucket_gives_no_more_than_its_burst_and_its_rate(gaps: list[float]) -> None:
    moments = passed(TokenBucket(5, 1.0), gaps)
    assert all(
        later - first + 1 <= 5 + 5 * (moments[later] - moments[first]) + 1e-6
        for first in range(len(moments))
        for later in range(first, len(moments))
    )


@given(ARRIVALS, st.sampled_from([SlidingWindow, TokenBucket]))
def test_who_waits_as_long_as_told_passes(gaps: list[float], form: type[SlidingWindow] | type[TokenBucket]) -> None:
    limit, now = form(3, 1.0), 1000.0
    for gap in gaps:
        now += gap
        now += limit.wait(now) + 1e-6
        assert limit.wait(now) == 0
        limit.take(now)


@pytest.mark.parametrize("form", ["window", "bucket"])
def test_thirty_a_second_pass_and_the_thirty_first_waits(form: str) -> None:
    limits = Limits(form)
    assert [limits.admit(chat, False, 100.0) for chat in range(31)] == [0] * 30 + [1]
    assert limits.refusals == 1
    assert limits.admit(99, False, 101.0) == 0


@pytest.mark.parametrize("form", ["window", "bucket"])
def test_a_private_chat_takes_three_at_once_and_then_one_a_second(form: str) -> None:
    limits = Limits(form)
    assert [limits.admit(1, False, 100.0) for _ in range(4)] == [0, 0, 0, 1]
    assert [limits.admit(1, False, 101.0 + second) for second in range(10)] == [0] * 10


@pytest.mark.parametrize("form", ["window", "bucket"])
def test_a_group_takes_twenty_a_minute(form: str) -> None:
    limits = Limits(form)
    answers = [limits.admit(-1, True, 100.0 + number) for number in range(30)]
    assert answers[:20] == [0] * 20
    assert answers[-1] > 0


@pytest.mark.parametrize("form", ["window", "bucket"])
def test_what_offers_to_pay_passes_beyond_thirty_and_costs_a_tenth_of_a_star(form: str) -> None:
    limits = Limits(form, paid_per_second=1000, stars=20)
    assert [limits.admit(chat, False, 100.0, may_cost=True) for chat in range(130)] == [0] * 130
    assert limits.stars == pytest.approx(10)
    assert limits.admit(200, False, 100.0) == 1


@pytest.mark.parametrize("form", ["window", "bucket"])
def test_even_what_is_paid_for_waits_beyond_a_thousand(form: str) -> None:
    limits = Limits(form, paid_per_second=1000)
    answers = [limits.admit(chat, False, 100.0, may_cost=True) for chat in range(1100)]
    assert answers == [0] * 1030 + [1] * 70


def test_a_bot_without_stars_is_told_so_and_goes_on_for_nothing() -> None:
    limits = Limits(paid_per_second=1000, stars=0.05)
    assert [limits.admit(chat, False, 100.0, may_cost=True) for chat in range(30)] == [0] * 30
    with pytest.raises(Refusal, match="BALANCE_TOO_LOW"):
        limits.admit(30, False, 100.0, may_cost=True)
    assert limits.admit(30, False, 101.0) == 0


def test_an_offer_to_pay_changes_nothing_where_telegram_takes_none() -> None:
    limits = Limits()
    assert [limits.admit(chat, False, 100.0, may_cost=True) for chat in range(31)] == [0] * 30 + [1]


def test_without_limits_everything_passes() -> None:
    limits = Limits("off")
    assert [limits.admit(1, False, 1.0) for _ in range(1000)] == [0] * 1000


def test_there_is_no_fourth_kind_of_limit() -> None:
    with pytest.raises(ValueError, match="off, window or bucket"):
        Limits("none")


async def test_the_bot_is_told_how_long_to_wait(bot: Bot, playground: Playground, ana: Phone) -> None:
    for number in range(3):
        await bot.does("sendMessage", chat_id=ana.person.id, text=str(number))
    answer = await bot.calls("sendMessage", chat_id=ana.person.id, text="3")
    assert answer["error_code"] == 429
    assert answer["parameters"] == {"retry_after": 1}
    assert answer["description"] == "Too Many Requests: retry after 1"
    assert playground.limits.refusals == playground.ledger.refusals() == 1
    assert len(ana.screen()) == 3


async def test_edits_count_and_answers_to_presses_do_not(bot: Bot, playground: Playground, ana: Phone) -> None:
    sent = await bot.does("sendMessage", chat_id=ana.person.id, text="0")
    for number in (1, 2):
        edit = {"chat_id": ana.person.id, "message_id": sent["message_id"], "text": str(number)}
        await bot.does("editMessageText", **edit)
    assert (await bot.calls("sendMessage", chat_id=ana.person.id, text="3"))["error_code"] == 429
    await bot.does("sendChatAction", chat_id=ana.person.id, action="typing")
    playground.limits = Limits("off")
    await bot.does("sendMessage", chat_id=ana.person.id, text="3")
