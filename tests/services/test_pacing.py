"""Pacing, in virtual time: no order of things breaks a limit, and nothing waits longer than it must."""

import math
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models import Lane
from playground.rules.limits import Limits
from services.delivery.pacing import AT_ONCE, BULK_LAG_SECONDS, TELEGRAMS, Pace

ANA, BAO, DESK = 7, 8, -100
CHATS = st.sampled_from([ANA, BAO, DESK, 9, 10, 11]) | st.integers(100, 400)
LANES = st.sampled_from(list(Lane))


class Day(RuleBasedStateMachine):
    """Calls begin when the pace allows, take as long as they like, and are held against every limit."""

    def __init__(self) -> None:
        super().__init__()
        self.pace = Pace(30)
        self.now = 1000.0
        self.under_way: list[float] = []
        self.busy: list[tuple[float, float]] = []  # from the start to the answer
        self.starts: dict[int, list[tuple[float, int]]] = defaultdict(list)
        self.bulk: list[float] = []
        self.paused_until = 0.0

    @rule(seconds=st.floats(0.0001, 2.5))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(chat=CHATS, lane=LANES, count=st.integers(1, 40))
    def somebody_is_written_to(self, chat: int, lane: Lane, count: int) -> None:
        for number in range(count):
            to = chat + number if chat >= 100 else chat
            ready = self.pace.ready_at(to, lane, self.now)
            assert ready >= self.now
            if ready > self.now:
                return
            assert self.now >= self.paused_until
            self.pace.start(to, lane, self.now)
            self.under_way.append(self.now)
            self.starts[to].append((self.now, lane))
            if lane == Lane.BULK:
                self.bulk.append(self.now)

    @rule(chat=CHATS, lane=LANES)
    def a_transaction_is_rolled_back(self, chat: int, lane: Lane) -> None:
        if self.pace.ready_at(chat, lane, self.now) <= self.now:
            self.pace.start(chat, lane, self.now)
            self.pace.undo(chat)

    @rule(count=st.integers(1, 40))
    def answers_come(self, count: int) -> None:
        for _ in range(min(count, len(self.under_way))):
            self.busy.append((self.under_way.pop(0), self.now))
            self.pace.answered(self.now, 0)

    @rule(seconds=st.integers(1, 5))
    def telegram_says_wait(self, seconds: int) -> None:
        self.pace.pause(seconds, self.now)
        self.paused_until = max(self.paused_until, self.now + seconds)

    @invariant()
    def no_second_holds_more_than_thirty(self) -> None:
        """Wherever between start and answer Telegram counts a call: latest of one, earliest of the other."""
        recent = [(begun, ended) for begun, ended in self.busy if ended > self.now - 1]
        assert len(recent) + len(self.under_way) <= 30

    @invariant()
    def every_chat_has_its_pace(self) -> None:
        for chat, starts in self.starts.items():
            gaps = [(later - earlier, lane) for (earlier, _), (later, lane) in pairwise(starts[-6:])]
            if chat < 0:
                assert all(gap >= TELEGRAMS.group - 1e-6 for gap, _ in gaps)
            assert all(gap >= TELEGRAMS.notice - 1e-6 for gap, lane in gaps if lane != Lane.REPLY)
            moments = [moment for moment, _ in starts]
            assert all(b - a >= 0.999 for a, b in zip(moments, moments[3:], strict=False))

    @invariant()
    def bulk_comes_evenly(self) -> None:
        catching_up = BULK_LAG_SECONDS * 30 + 2
        assert all(sum(a <= moment < a + 0.1 for moment in self.bulk[-80:]) <= 3 + catching_up for a in self.bulk[-5:])


Day.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_no_order_of_things_breaks_a_limit = Day.TestCase


@pytest.mark.parametrize("form", ["window", "bucket"])
def test_ten_thousand_messages_pass_at_full_speed_and_none_is_refused(form: str) -> None:
    pace, limits, now, sent = Pace(30), Limits(form), 0.0, 0
    answers: list[float] = []
    while now < 60:
        if answers and answers[0] <= now:
            pace.answered(answers.pop(0), 0)
            continue
        ready = pace.ready_at(sent, Lane.BULK, now)
        if ready <= now:
            pace.start(sent, Lane.BULK, now)
            assert limits.admit(sent, False, now + 0.01) == 0
            answers.append(now + 0.02)
            sent += 1
            continue
        now = min(ready, answers[0] if answers else math.inf)
    assert sent / 60 >= 28


@pytest.mark.parametrize("form", ["window", "bucket"])
def test_what_is_paid_for_passes_at_nine_hundred_a_second_and_the_replies_beside_it_pass_too(form: str) -> None:
    pace, limits, now, sent = Pace(30, 1000), Limits(form, paid_per_second=1000), 0.0, 0
    answers: list[float] = []
    while now < 10:
        if answers and answers[0] <= now:
            pace.answered(answers.pop(0), 0, is_paid=True)
            continue
        lane = Lane.REPLY if sent % 50 == 49 else Lane.BULK
        assert pace.pays(lane, now) or now == 0
        ready = pace.ready_at(sent, lane, now, is_paid=True)
        if ready <= now:
            pace.start(sent, lane, now, is_paid=True)
            assert limits.admit(sent, False, now + 0.01, may_cost=True) == 0
            answers.append(now + 0.02)
            sent += 1
            continue
        now = min(ready, answers[0] if answers else math.inf)
    assert sent / 10 >= 950


def test_nothing_is_paid_for_unless_it_is_set_and_replies_only_beside_a_broadcast() -> None:
    assert not Pace(30).pays(Lane.BULK, 0.0)
    pace = Pace(30, 1000)
    assert not pace.pays(Lane.REPLY, 0.0)
    pace.start(ANA, Lane.BULK, 0.0, is_paid=True)
    pace.start(BAO, Lane.REPLY, 1.0, is_paid=True)
    assert pace.pays(Lane.REPLY, 1.0)
    assert not pace.pays(Lane.REPLY, 1.6)


def test_where_no_payment_is_taken_it_goes_on_for_nothing_once_the_paid_ones_do_not_count() -> None:
    pace, limits = Pace(30, 1000), Limits(paid_per_second=1000, stars=1)
    for number in range(40):
        pace.start(number, Lane.BULK, 0.0, is_paid=True)
        assert limits.admit(number, False, 0.0, may_cost=True) == 0
        pace.answered(0.02, number, is_paid=True)
    pace.pay_nothing(600, 0.02)
    assert not pace.pays(Lane.BULK, 1.0)
    ready = pace.ready_at(ANA, Lane.REPLY, 0.03)
    assert limits.admit(ANA, False, ready) == 0
    assert pace.pays(Lane.BULK, 601.0)


def test_replies_may_burst_three_and_then_come_by_the_second() -> None:
    pace, now = Pace(30), 0.0
    moments: list[float] = []
    while len(moments) < 6:
        now = pace.ready_at(ANA, Lane.REPLY, now)
        pace.start(ANA, Lane.REPLY, now)
        pace.answered(now, ANA)
        moments.append(round(now, 3))
    assert moments == [0, 0, 0, 1, 2, 3]


def test_a_reply_takes_the_next_free_slot_while_bulk_waits_for_its_own_moment() -> None:
    pace = Pace(30)
    for number in range(5):
        pace.start(number + 100, Lane.BULK, 0.0)
    assert pace.ready_at(BAO, Lane.BULK, 0.0) == pytest.approx(0.075, abs=0.001)
    assert pace.ready_at(BAO, Lane.REPLY, 0.0) == 0


def test_a_rolled_back_group_message_leaves_its_slot() -> None:
    pace = Pace(1)
    pace.start(DESK, Lane.REPLY, 0.0)
    pace.undo(DESK)
    assert pace.ready_at(ANA, Lane.REPLY, 0.0) == 0


def test_a_rollback_long_after_the_chat_was_forgotten_breaks_nothing() -> None:
    pace = Pace(30)
    pace.start(ANA, Lane.REPLY, 0.0)
    pace.start(BAO, Lane.REPLY, 0.0)
    pace.answered(20.0, BAO)
    pace.undo(ANA)
    assert pace.ready_at(ANA, Lane.REPLY, 20.0) == 20.0


def test_no_more_are_under_way_than_a_crash_may_leave_uncertain() -> None:
    pace = Pace(100_000)
    for number in range(AT_ONCE):
        pace.start(number, Lane.REPLY, 0.0)
    assert pace.ready_at(5000, Lane.REPLY, 0.0) == math.inf


def test_the_second_of_a_chat_counts_from_the_answer_for_telegram_may_have_heard_only_then() -> None:
    pace = Pace(30)
    for begun, answered in ((0.0, 0.1), (0.1, 0.2), (0.2, 0.9)):
        assert pace.ready_at(ANA, Lane.REPLY, begun) == begun
        pace.start(ANA, Lane.REPLY, begun)
        pace.answered(answered, ANA)
    assert pace.ready_at(ANA, Lane.REPLY, 0.9) == pytest.approx(1.8, abs=0.15)


def test_half_a_message_a_second_is_one_every_two() -> None:
    pace = Pace(0.5)
    pace.start(ANA, Lane.REPLY, 0.0)
    pace.answered(0.1, ANA)
    assert pace.ready_at(BAO, Lane.REPLY, 0.1) == pytest.approx(2.1)


def test_a_chat_that_must_wait_keeps_its_wait_over_the_tidying() -> None:
    pace = Pace(30)
    pace.pause_chat(DESK, 35, 0.0)
    for moment in (11.0, 22.0, 33.0):
        pace.start(ANA, Lane.REPLY, moment)
        pace.answered(moment, ANA)
    assert pace.ready_at(DESK, Lane.REPLY, 33.0) == 35


def test_chats_that_rested_are_forgotten() -> None:
    """A million people in a day do not fill the memory."""
    pace = Pace(100_000)
    for number in range(50_000):
        now = number / 1000
        pace.start(number, Lane.REPLY, now)
        pace.answered(now, number)
    assert len(pace._chats) < 20_000


@pytest.mark.parametrize(("chat", "seconds"), [(DESK, 3 * TELEGRAMS.group), (ANA, 3.0)])
def test_an_album_counts_as_its_pieces(chat: int, seconds: float) -> None:
    pace = Pace(30)
    pace.start(chat, Lane.REPLY, 100.0)
    pace.answered(100.0, chat, pieces=3)
    assert pace.ready_at(chat, Lane.REPLY, 100.0 + seconds - 0.1) > 100.0 + seconds - 0.1
    assert pace.ready_at(chat, Lane.REPLY, 100.0 + seconds) == 100.0 + seconds
