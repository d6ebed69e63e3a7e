"""Turns: a source of the weather is asked often enough, and left alone when it fails."""

from services.heat.turns import Turns

EVERY = 600.0


def turns(*questions: str) -> Turns:
    made = Turns(EVERY)
    made.keep(questions, 0.0)
    return made


def waits(made: Turns, now: float) -> float:
    """Seconds from now until somebody may be asked."""
    return next(seconds for seconds in range(10_000) if made.next_due(now + seconds) is not None)


def test_whoever_has_waited_longest_is_next() -> None:
    made = turns("鹿城")
    made.keep(["鹿城", "瓯海"], 5.0)
    assert made.next_due(5.0) == "鹿城"
    made.answered("鹿城", 5.0)
    assert made.next_due(5.0) == "瓯海"
    made.answered("瓯海", 6.0)
    assert made.next_due(6.0) is None
    assert EVERY <= waits(made, 5.0) <= 1.1 * EVERY


def test_nobody_asks_where_nobody_wants_to_know_any_more() -> None:
    made = turns("鹿城")
    made.keep([], 1.0)
    assert made.next_due(1.0) is None


def test_a_source_that_fails_is_left_alone_longer_each_time_and_then_no_more() -> None:
    made, now, waited = turns("鹿城"), 0.0, []
    for _ in range(8):
        made.failed("鹿城", now, None)
        waited.append(waits(made, now))
        now += waited[-1]
    assert 30 <= waited[0] <= 33 < 60 <= waited[1] <= 66 < waited[2]
    assert all(600 <= each <= 661 for each in waited[5:])
    made.answered("鹿城", now)
    made.failed("鹿城", now, None)
    assert waits(made, now) <= 33


def test_a_source_that_asks_to_be_left_alone_is_left_alone_for_as_long() -> None:
    made = turns("鹿城", "瓯海")
    made.failed("鹿城", 0.0, 3_000.0)
    assert waits(made, 0.0) == 3_000


def test_a_question_that_always_fails_does_not_hold_up_the_others() -> None:
    made, now, asked = turns("nowhere", "鹿城"), 0.0, []
    while now < 7_200:
        question = made.next_due(now)
        if question == "nowhere":
            made.failed(question, now, None)
        elif question:
            made.answered(question, now)
            asked.append(now)
        now += 1.0
    assert len(asked) >= 10
