"""The engine of forms, driven through everything a day on the road does to a guided question."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy.orm.exc import StaleDataError

from models import Form
from models.database import Database
from services.forms.engine import Effect, Pressed, advance, begin, choices_of, deeds_of, settle, ticks_of
from services.forms.outline import CHECK, OVER, WHICH, Answers, Choice, Outline, State, Step, choices
from services.forms.readers import PLACE, Pictured, Shared, Typed, Voiced, number_between, past_day, text_up_to
from services.forms.store import begin_form, read, waiting_forms, write
from services.places.position import Position

TODAY = date(2026, 7, 14)
NOW = datetime(2026, 7, 14, 6, 30, tzinfo=UTC)
HERE = Shared(Position(30.27, 120.15))


def days(answers: Answers) -> list[Choice]:
    return [Choice("today", label="今天"), Choice("yesterday", label="昨天")]


def is_injured(answers: Answers) -> bool:
    return answers.get("trade") in ("courier", "truck")


REPORT = Outline(
    "report",
    (
        Step("trade", choices("occupation", ("courier", "cleaner", "truck"))),
        Step("when", days, (past_day(),), skip="skip"),
        Step("weeks", readers=(number_between(0, 52),), is_needed=is_injured),
        Step("where", readers=(PLACE,), skip="skip"),
        Step("story", choices("button", ("more",)), (text_up_to(200),)),
    ),
    has_check=True,
)  # fmt: skip
"""Has what the forms to come need: keys, a day, a number, a place, words, a skip, a condition and a check."""


def after(*did: Any, state: State | None = None, outline: Outline = REPORT) -> tuple[State, Effect]:
    """Where a person stands who did all this, and what followed from the last of it."""
    state, effect = state or begin(outline, {}, 1), Effect.ASKED
    for each in did:
        given = Typed(each) if isinstance(each, str) else each
        state, effect = advance(outline, state, given, TODAY)
    return state, effect


ANSWERED = ("快递", "昨天", "3", HERE, "摔了一跤")


def test_questions_come_in_order_and_end_in_the_check_and_are_sent_from_there() -> None:
    state, effect = after(*ANSWERED)
    assert (state.step, effect) == (CHECK, Effect.ASKED)
    assert state.answers == {
        "trade": "courier", "when": "2026-07-13", "weeks": 3, "where": [30.27, 120.15], "story": "摔了一跤",
    }  # fmt: skip
    state, effect = after("发送", state=state)
    assert (state.step, effect) == (OVER, Effect.SENT)


def test_a_question_that_an_earlier_answer_makes_needless_is_left_out_and_its_answer_waits() -> None:
    state, _ = after(*ANSWERED, "改一项", "1", "环卫")
    assert state.step == CHECK
    assert "weeks" not in REPORT.given(state.answers)
    state, _ = after(Pressed(state.version, "trade"), "货车", state=state)
    assert state.step == CHECK
    assert REPORT.given(state.answers)["weeks"] == 3


def test_a_question_that_a_correction_makes_needed_is_asked_before_the_check() -> None:
    state, _ = after("环卫", "昨天", HERE, "没事", "改一项", "1", "货车")
    assert state.step == "weeks"
    assert after("5", state=state)[0].step == CHECK


def test_back_goes_to_the_question_before_and_from_a_correction_to_the_check() -> None:
    assert after("快递", "昨天", "返回")[0].step == "when"
    assert after("环卫", "昨天", "返回", "返回")[0].step == "trade"
    assert after("环卫", "昨天", "返回", "今天")[0].step == "where"
    assert after(*ANSWERED, "改一项", "2", "返回")[0].step == CHECK
    assert after(*ANSWERED, "改一项", "返回")[0].step == CHECK
    assert after("返回")[1] is Effect.NOT_MINE


PAPERS = Outline(
    "papers",
    (
        Step("trade", choices("occupation", ("courier", "cleaner"))),
        Step("has", days, skip="none_of_these", several=True),
        Step("more", choices("button", ("more",))),
    ),
)


def on_papers(*did: Any) -> State:
    return after("快递", *did, outline=PAPERS)[0]


def test_of_several_choices_any_number_is_ticked_and_a_second_tap_takes_the_tick_away() -> None:
    state = on_papers("今天")
    assert (state.step, ticks_of(PAPERS, state), PAPERS.given(state.answers)) == (
        "has",
        ["today"],
        {"trade": "courier"},
    )
    state = on_papers("昨天", "1", "好了")
    assert (state.step, state.answers["has"]) == ("more", ["today", "yesterday"])
    assert on_papers("昨天", "昨天", "好了").answers["has"] == []


@pytest.mark.parametrize("said", ["1 2", "1、2", "昨天，今天", "二,一"])
def test_several_choices_are_typed_one_after_another(said: str) -> None:
    assert on_papers(said, "好了").answers == {"trade": "courier", "has": ["today", "yesterday"]}


def test_what_is_half_known_of_several_choices_ticks_nothing() -> None:
    state = on_papers()
    assert after("1、9", state=state, outline=PAPERS) == (state, Effect.NOT_MINE)


def test_who_has_none_of_several_things_says_so_at_one_tap_whatever_was_ticked() -> None:
    state = on_papers("今天", "都不是")
    assert (state.step, state.answers) == ("more", {"trade": "courier", "has": None})


def test_ticks_wait_where_somebody_goes_back_and_are_no_answer_until_they_are_done() -> None:
    state, _ = after("返回", "环卫", state=on_papers("昨天"), outline=PAPERS)
    assert (state.step, ticks_of(PAPERS, state)) == ("has", ["yesterday"])
    state, _ = after("好了", "返回", state=state, outline=PAPERS)
    assert (state.step, ticks_of(PAPERS, state)) == ("has", ["yesterday"])


def test_a_tick_that_is_sent_twice_stays() -> None:
    state = on_papers()
    tick = Pressed(state.version, "today")
    once, _ = after(tick, state=state, outline=PAPERS)
    assert after(tick, state=once, outline=PAPERS) == (once, Effect.REPEATED)


@pytest.mark.parametrize(
    "said",
    ["2", "２", "二", "两", "第二个", "选2", "2.", "2️⃣", "我选二", "第2项", "two", "number two", "the second one"],
)
def test_a_choice_is_made_by_its_number_however_it_is_said(said: str) -> None:
    assert after(said)[0].answers == {"trade": "cleaner"}


@pytest.mark.parametrize("said", ["0", "4", "十二", "2 3", "-", "第", "二二", "no one"])
def test_a_number_that_is_on_no_key_is_no_choice(said: str) -> None:
    assert after(said)[0].answers == {}


@pytest.mark.parametrize(("said", "day"), [
    ("7.10", "2026-07-10"), ("7月10日", "2026-07-10"), ("七月十号", "2026-07-10"), ("７／１０", "2026-07-10"),
    ("7.20", "2025-07-20"), ("2025年12月31日", "2025-12-31"), ("2.29", "2024-02-29"), ("7 . 14", "2026-07-14"),
    ("今天", "2026-07-14"), ("前天", "2026-07-12"), ("yesterday", "2026-07-13"), ("2", "2026-07-13"),
])  # fmt: skip
def test_a_day_is_read_as_people_write_it(said: str, day: str) -> None:
    assert after("快递", said)[0].answers["when"] == day


@pytest.mark.parametrize("said", ["那天", "7.32", "13.1", "2027-01-01", "7.15.", "二月三十号"])
def test_what_is_no_day_that_has_been_is_asked_again(said: str) -> None:
    state, effect = after("快递", said)
    assert (state.step, effect) == ("when", Effect.UNCLEAR) or state.answers["when"] == "2025-07-15"


def test_today_on_a_key_means_the_day_it_is_pressed() -> None:
    state, _ = after("快递")
    state, _ = advance(REPORT, state, Pressed(state.version, "today"), TODAY + timedelta(days=3))
    assert state.answers["when"] == "2026-07-17"


def test_a_place_is_taken_by_a_question_for_one_and_by_no_other() -> None:
    assert after("环卫", "今天", HERE)[0].answers["where"] == [30.27, 120.15]
    assert after(HERE)[1] is Effect.NOT_MINE
    assert after("环卫", "今天", "先停", HERE)[1] is Effect.NOT_MINE


def test_an_earlier_key_is_old_and_the_key_that_led_here_is_a_repeat() -> None:
    start = begin(REPORT, {}, 1)
    press = Pressed(1, "courier")
    state, _ = after(press, state=start)
    assert after(press, state=state) == (state, Effect.REPEATED)
    assert after(Pressed(1, "truck"), state=state) == (state, Effect.OLD)
    later, _ = after("昨天", state=state)
    assert after(press, state=later) == (later, Effect.OLD)
    assert after(Pressed(99, "courier"), state=start) == (start, Effect.OLD)


def test_typed_words_that_led_here_make_no_key_a_repeat() -> None:
    state, _ = after("快递")
    assert after(Pressed(1, "courier"), state=state) == (state, Effect.OLD)


def test_words_that_answer_nothing_are_somebody_elses_where_there_are_only_keys_unless_the_form_insists() -> None:
    assert after("人民路")[1] is Effect.NOT_MINE
    assert after("人民路", outline=replace(REPORT, insists=True))[1] is Effect.UNCLEAR
    assert after("快递", "人民路")[1] is Effect.UNCLEAR


def test_an_answer_that_is_on_no_key_any_more_is_open_again() -> None:
    sizes = {"rain coat": ("s", "m"), "gloves": ("m", "l")}
    order = Outline(
        "order",
        (
            Step("thing", lambda answers: [Choice(thing, label=thing) for thing in sizes]),
            Step(
                "size", lambda answers: [Choice(size, label=size) for size in sizes.get(answers.get("thing", ""), ())]
            ),
        ),
        has_check=True,
    )
    state = begin(order, {"thing": "rain coat", "size": "s"}, 1)
    assert state.step == CHECK
    state, _ = after(Pressed(1, "thing"), "gloves", state=state, outline=order)
    assert state.step == "size"
    assert after("m", state=state, outline=order)[0].step == CHECK


TROUBLE = Outline(
    "trouble",
    (Step("trade", choices("occupation", ("courier", "cleaner"))), Step("when", days, (past_day(),))),
    has_check=True,
    known=("said",),
    gathers="said",
    is_enough=lambda answers: answers.get("when") == "2026-07-13",
)


def said_in(state: State) -> list[str]:
    return [item["html"] or item["file_id"] for item in state.answers.get("said", ())]


def a_picture(number: int, html: str = "", album: str = "") -> Pictured:
    return Pictured(f"file-{number}", html, album, f"unique-{number}")


def test_words_and_files_that_answer_nothing_are_gathered_at_any_question_without_leaving_it() -> None:
    did = ("微波炉不通电", a_picture(1), "快递", Voiced("file-2", "", "", "unique-2"), "今天", "还冒烟")
    state, effect = after(*did, outline=TROUBLE)
    assert (state.step, effect) == (CHECK, Effect.GATHERED)
    assert said_in(state) == ["微波炉不通电", "file-1", "file-2", "还冒烟"]
    assert [item["kind"] for item in state.answers["said"]] == ["", "photo", "voice", ""]
    assert TROUBLE.given(state.answers).keys() == {"said", "trade", "when"}


def test_words_that_a_question_reads_are_its_answer_and_what_it_cannot_read_is_asked_again() -> None:
    state, effect = after("快递", "那天", outline=TROUBLE)
    assert (state.step, effect, said_in(state)) == ("when", Effect.UNCLEAR, [])


def test_an_album_is_one_addition_after_another_with_one_answer_and_each_file_once() -> None:
    first, again = a_picture(1, album="a"), a_picture(1, album="a")
    did = (first, a_picture(2, album="a"), again, a_picture(3, "门锁着", album="a"), a_picture(4, album="b"))
    state, effects = begin(TROUBLE, {}, 1), []
    for each in did:
        state, effect = advance(TROUBLE, state, each, TODAY)
        effects.append(effect)
    assert effects == [Effect.GATHERED, Effect.ALONG, Effect.REPEATED, Effect.GATHERED, Effect.GATHERED]
    assert said_in(state) == ["file-1", "file-2", "门锁着", "file-4"]


def test_a_key_still_stands_when_something_was_added_since_and_is_pressed_once() -> None:
    start = begin(TROUBLE, {}, 7)
    state, _ = after(a_picture(1), a_picture(2), state=start, outline=TROUBLE)
    press = Pressed(start.version, "courier")
    chosen, effect = after(press, state=state, outline=TROUBLE)
    assert (chosen.step, effect) == ("when", Effect.ASKED)
    assert after(press, state=chosen, outline=TROUBLE) == (chosen, Effect.REPEATED)
    assert after(Pressed(6, "courier"), state=state, outline=TROUBLE)[1] is Effect.OLD
    assert after(Pressed(state.version + 1, "courier"), state=state, outline=TROUBLE)[1] is Effect.OLD


@pytest.mark.parametrize("one", [a_picture(99), "字"])
def test_a_form_gathers_ten_files_and_four_thousand_characters_and_no_more(one: Any) -> None:
    full = ["字" * 2000, "字" * 2000, *(a_picture(number) for number in range(10))]
    state, effect = after(*full, outline=TROUBLE)
    assert (effect, len(said_in(state))) == (Effect.GATHERED, 12)
    assert after(one, state=state, outline=TROUBLE) == (state, Effect.FULL)


def test_what_answers_nothing_is_somebody_elses_where_a_form_gathers_no_such_file_or_was_left_alone() -> None:
    state = begin(TROUBLE, {}, 1)
    assert advance(TROUBLE, state, Typed("人民路"), TODAY, is_fresh=False) == (state, Effect.NOT_MINE)
    assert after(a_picture(1), outline=replace(TROUBLE, gathers_kinds=("voice",)))[1] is Effect.NOT_MINE
    assert after(a_picture(1))[1] is Effect.NOT_MINE
    assert after("先停", a_picture(1), outline=TROUBLE)[1] is Effect.NOT_MINE


def test_answers_that_are_enough_end_it_without_the_check() -> None:
    assert after("快递", "昨天", outline=TROUBLE)[1] is Effect.SENT


def test_an_answer_that_was_looked_up_leads_to_what_is_open_then() -> None:
    state, _ = after("快递", "今天", outline=TROUBLE)
    assert settle(TROUBLE, state, {"trade": "courier", "streets": ["a", "b"]})[0].step == "when"
    assert settle(TROUBLE, state, {"trade": "courier", "when": "2026-07-13"})[1] is Effect.SENT


def test_steps_that_would_be_taken_for_keys_or_pages_are_refused() -> None:
    for names in (("back",), ("check",), ("",), ("a", "a")):
        with pytest.raises(ValueError):
            Outline("wrong", tuple(Step(name) for name in names))


WORDS = st.sampled_from([
    "快递", "环卫", "truck", "1", "二", "第三个", "7.10", "昨天", "12", "返回", "先不选", "先停", "接着答", "不要了",
    "发送", "改一项", "back", "send", "", " ", "👍", "长" * 300, "人民路", "\ud800", "2027-01-01", "更多",
])  # fmt: skip


class AnybodyAnswers(RuleBasedStateMachine):
    """Any sequence of words, places, keys of any card ever shown, forged keys and restarts."""

    shown = Bundle("shown")

    def __init__(self) -> None:
        super().__init__()
        self.state = begin(REPORT, {}, 1)
        self.given: dict[str, Any] = {}

    @initialize(target=shown)
    def first_card(self) -> list[Pressed]:
        return self.keys()

    def keys(self) -> list[Pressed]:
        words = [*deeds_of(REPORT, self.state), *(choice.code for choice in choices_of(REPORT, self.state))]
        if self.state.step == CHECK:
            words += [step.name for step in REPORT.needed(self.state.answers)]
        return [Pressed(self.state.version, word) for word in words]

    def happens(self, did: Any) -> list[Pressed]:
        before = self.state
        self.state, effect = advance(REPORT, before, did, TODAY)
        changed = effect in (Effect.ASKED, Effect.SENT, Effect.DROPPED, Effect.PAUSED, Effect.RESUMED)
        assert self.state.version == before.version + changed
        assert changed or self.state == before
        assert not (before.is_over and changed)
        lost = set(before.answers) - set(self.state.answers)
        assert not lost, f"answers were lost: {lost}"
        differing = {name for name in before.answers if before.answers[name] != self.state.answers[name]}
        assert differing <= {before.step}, "an answer changed that was not asked for"
        if isinstance(did, Pressed) and did.version != before.version:
            assert not changed, "a key of an earlier card did something"
        return self.keys()

    @rule(target=shown, text=WORDS)
    def types(self, text: str) -> list[Pressed]:
        return self.happens(Typed(text))

    @rule(target=shown)
    def shares(self) -> list[Pressed]:
        return self.happens(HERE)

    @rule(target=shown, card=shown, data=st.data())
    def presses(self, card: list[Pressed], data: st.DataObject) -> list[Pressed]:
        return self.happens(data.draw(st.sampled_from(card))) if card else card

    @rule(target=shown, card=shown, data=st.data())
    def taps_twice(self, card: list[Pressed], data: st.DataObject) -> list[Pressed]:
        if not card:
            return card
        press = data.draw(st.sampled_from(card))
        version = self.state.version
        self.happens(press)
        once = self.state
        keys = self.happens(press)
        assert self.state == once, "a double tap acted twice"
        assert self.state.version <= version + 1
        return keys

    @rule(target=shown, version=st.integers(-5, 60), word=st.text(max_size=8) | st.sampled_from(["send", "courier"]))
    def forges(self, version: int, word: str) -> list[Pressed]:
        return self.happens(Pressed(version, word))

    @rule()
    def restarts(self) -> None:
        if not self.state.is_over:
            form = Form(person_id=1, name="report")
            write(form, self.state)
            assert read(form, REPORT) == self.state

    @rule(target=shown)
    def begins_anew_once_it_is_over(self) -> list[Pressed]:
        if self.state.is_over:
            self.state = begin(REPORT, {}, self.state.version + 1)
        return self.keys()

    @invariant()
    def somebody_can_always_go_on(self) -> None:
        assert self.state.is_over or self.keys() or REPORT.step(self.state.step).readers  # type: ignore[union-attr]

    @invariant()
    def the_check_stands_before_nothing_that_is_open(self) -> None:
        if self.state.step in (CHECK, WHICH):
            assert REPORT.next_page(self.state.answers) == CHECK


AnybodyAnswers.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestAnybodyAnswers = AnybodyAnswers.TestCase


async def begun(database: Database, answers: Mapping[str, Any] | None = None, at: datetime = NOW) -> Form:
    async with database.writing() as session, session.begin():
        return await begin_form(session, REPORT, 1, answers or {}, at)


async def test_a_form_is_read_as_it_was_written_and_the_one_asked_last_comes_last(database: Database) -> None:
    await begun(database, {"trade": "truck"})
    async with database.writing() as session, session.begin():
        await begin_form(session, replace(REPORT, name="other"), 1, {}, NOW - timedelta(days=1))
        await begin_form(session, REPORT, 2, {}, NOW)
    async with database.reading() as session:
        forms = (await waiting_forms(session, [1]))[1]
        assert [form.name for form in forms] == ["other", "report"]
        assert read(forms[1], REPORT).answers == {"trade": "truck"}
        assert await waiting_forms(session, []) == {}


async def test_of_a_form_that_is_over_no_answer_stays_and_no_version_comes_twice(database: Database) -> None:
    first = await begun(database, {"trade": "truck"})
    async with database.writing() as session, session.begin():
        form = await session.merge(first)
        state, _ = after("不要了", state=read(form, REPORT))
        write(form, state)
        assert form.answers == "{}"
    again = await begun(database)
    assert again.version == first.version + 2
    assert (again.step, json.loads(again.answers)) == ("trade", {})


async def test_a_form_begun_after_everything_was_forgotten_has_a_later_version(database: Database) -> None:
    first = await begun(database)
    async with database.writing() as session, session.begin():
        await session.delete(await session.merge(first))
    assert (await begun(database, at=NOW + timedelta(minutes=1))).version > first.version


async def test_of_two_processes_that_answer_at_once_the_second_starts_over(database: Database) -> None:
    await begun(database)
    async with database.writing() as session, session.begin():
        seen = (await waiting_forms(session, [1]))[1][0]
    async with database.writing() as session, session.begin():
        form = (await waiting_forms(session, [1]))[1][0]
        write(form, after("快递", state=read(form, REPORT))[0])
    async with database.writing() as session:
        session.add(seen)
        write(seen, after("环卫", state=read(seen, REPORT))[0])
        with pytest.raises(StaleDataError):
            await session.commit()


async def test_a_question_of_an_earlier_program_leads_to_the_one_that_is_open(database: Database) -> None:
    form = await begun(database, {"trade": "cleaner"})
    form.step = "weeks"  # not asked of a cleaner any more
    assert read(form, REPORT).step == "when"
    form.step = "blood group"
    assert read(form, REPORT).step == "when"
