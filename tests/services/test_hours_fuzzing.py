"""Opening hours that nobody would write: read in no time, never guessed open, and said as they are."""

import re
import time
from datetime import date, datetime, timedelta
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from locales import LANGUAGES, locale
from locales.week_lines import WeekLines
from services.errors import UnreadableHours
from services.hours.holidays import DayKind
from services.hours.hours_text import to_opening_hours
from services.hours.opening_hours import Hours
from services.hours.week import week_of
from services.places.position import Position
from services.places.travel import Travel
from tests.fuzzing import TRIED, fuzzed
from tests.services.test_hours_text import PIECES, READABLE, UNKNOWN, UNREADABLE
from tests.services.test_station_oracle import ZONE, Door, finder_of

HERE: Final = Position(30.27, 120.15)
PATIENCE_SECONDS: Final = 0.5  # of work for one text; nearly all take a hundredth of it
DAY_MINUTES: Final = 1_440
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
OSM = (
    *DAYS, "PH", "SH", "Mo-Fr", "Sa[1]", "Su[-1]", "Fr-Mo", "08:00", "-", "26:00", "08:00-12:00", "22:00-06:00",
    "18:00+", "sunrise", "(sunset-01:00)", "24/7", "off", "closed", "open", "unknown", '"问站长"', ";", ",", "||", " ",
    ":", "Jan", "Feb 29", "Apr-Oct", "2026", "2020-2030/2", "week 1-53/2", "easter", "+1 day", "/90", "dawn-dusk",
    "Dec 31-Jan 02", "9999",
)  # fmt: skip
WRITTEN = st.sampled_from([*READABLE, *READABLE.values(), *UNKNOWN, *UNREADABLE])
DATES = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@st.composite
def misspelled(draw: st.DrawFn) -> str:
    """What a station wrote, with a few pieces of other texts somewhere in it."""
    text: str = draw(WRITTEN)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from([*PIECES, *OSM])) + text[at + draw(st.integers(0, 3)) :]
    return text


TEXTS = st.one_of(
    misspelled(),
    st.lists(st.sampled_from(OSM), max_size=14).map("".join),
    st.lists(st.sampled_from([*OSM, *PIECES]), max_size=80).map(" ".join),
    st.text(max_size=60),
    st.builds(lambda text, times: (text * times)[:1_000], st.sampled_from([*OSM, *PIECES]), st.integers(1, 500)),
)


def read(text: str) -> str | None:
    """The OSM hours of a text; None if it is refused."""
    try:
        return to_opening_hours(text)
    except UnreadableHours:
        return None


@fuzzed(300)
@given(TEXTS, DATES)
def test_any_hours_are_read_kept_and_said_in_no_time(text: str, day: date) -> None:
    begun = time.thread_time()
    osm = read(text)
    for rule in {text, osm or ""}:
        week = week_of(rule, day)
        for language in LANGUAGES:
            assert all(said(week, language)) if week else True
    spent = time.thread_time() - begun
    TRIED["hours"] += 1
    assert spent < PATIENCE_SECONDS, (text, spent)


def said(week: Any, language: str) -> list[str]:
    words = WeekLines(locale(language))
    return [f"{words.days(days)} {words.spans(spans)}" for days, spans in week.groups]


@fuzzed(60)
@given(st.lists(TEXTS, min_size=1, max_size=20), st.datetimes(datetime(2025, 12, 25), datetime(2028, 1, 5)))
def test_a_door_with_unknown_hours_is_never_said_to_be_open(texts: list[str], now: datetime) -> None:
    known = [text if read(text) is None else read(text) or "" for text in texts]
    begun = time.thread_time()
    finder = finder_of([Door(n, 30.27, 120.15 + n / 9_000, rule) for n, rule in enumerate(known, 1)])
    offers = [finder.door(number, now.replace(tzinfo=ZONE)) for number in range(1, len(known) + 1)]
    finder.near(HERE, Travel.WALK, now.replace(tzinfo=ZONE))
    assert time.thread_time() - begun < PATIENCE_SECONDS * len(texts)
    TRIED["doors"] += len(texts)
    for rule, offer in zip(known, offers, strict=True):
        assert offer is not None
        assert offer.hours_known == is_known(rule), rule
        assert offer.hours_known or not offer.open_on_arrival


def is_known(rule: str) -> bool:
    try:
        return not Hours(rule).is_vague
    except UnreadableHours:
        return False


# --- an oracle that knows no opening_hours, only minutes ----------------------------------------------

MOMENTS = st.integers(0, 47).map(lambda half: half * 30)


@st.composite
def a_rule(draw: st.DrawFn) -> tuple[frozenset[int], list[tuple[int, int]]]:
    """Some weekdays, and at most four spans on them that do not touch, the last perhaps over midnight; none is off."""
    edges = sorted(draw(st.lists(MOMENTS, max_size=8, unique=True)))
    spans: list[tuple[int, int]] = [*zip(edges[::2], edges[1::2], strict=False)]
    is_late: bool = draw(st.booleans())
    if spans and is_late:
        spans[-1] = spans[-1][0], DAY_MINUTES + draw(st.integers(1, 5)) * 30
    return draw(st.frozensets(st.integers(0, 6), min_size=1)), spans


RULES = st.lists(a_rule(), min_size=1, max_size=4)


def written(rules: list[tuple[frozenset[int], list[tuple[int, int]]]]) -> str:
    parts = [f"{','.join(DAYS[day] for day in sorted(days))} {clocks(spans) or 'off'}" for days, spans in rules]
    return "; ".join(parts)


def clocks(spans: list[tuple[int, int]]) -> str:
    return ",".join(f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in spans)


def meant(rules: list[tuple[frozenset[int], list[tuple[int, int]]]], weekday: int) -> set[int]:
    """The minutes after its midnight that a weekday's own opening covers: what the last rule for it says."""
    named = [spans for days, spans in rules if weekday in days]
    return {minute for start, end in (named[-1] if named else []) for minute in range(start, end)}


@fuzzed(150)
@given(RULES, st.dates(date(2026, 7, 6), date(2026, 8, 30)))
def test_what_is_said_of_a_week_is_open_and_shut_minute_by_minute(
    rules: list[tuple[frozenset[int], list[tuple[int, int]]]], today: date
) -> None:
    hours, week = Hours(written(rules)), week_of(written(rules), today)
    assert week is not None
    TRIED["weeks"] += 1
    claimed = dict(claims(line) for line in said(week, "zh-Hans"))
    lines = {day: minutes for days, minutes in claimed.items() for day in days}
    for ahead in range(7):
        day = today + timedelta(days=ahead)
        open_minutes = {minute for start, end in hours.on(day, DayKind.ORDINARY) for minute in range(start, end)}
        assert open_minutes == meant(rules, day.weekday()) == lines[day.weekday()], (written(rules), day)


CHINESE = "一二三四五六日"


def claims(line: str) -> tuple[frozenset[int], frozenset[int]]:
    """The weekdays and minutes of a line such as 周一到周五 08:00–12：00，22:00–次日06:00."""
    days, _, spans = line.partition(" ")
    if days == "每天":
        return frozenset(range(7)), minutes_in(spans)
    runs = [[CHINESE.index(day) for day in re.findall(f"周([{CHINESE}])", run)] for run in days.split("、")]
    whole = [range(run[0], run[-1] + 1) if "到" in days.split("、")[n] else run for n, run in enumerate(runs)]
    return frozenset(day for run in whole for day in run), minutes_in(spans)


def minutes_in(spans: str) -> frozenset[int]:
    if spans in ("关", "全天"):
        return frozenset(range(DAY_MINUTES) if spans == "全天" else ())
    found = re.findall(r"(\d\d):(\d\d)–(次日)?(\d\d):(\d\d)", spans)
    ways = [(int(a) * 60 + int(b), int(c) * 60 + int(d) + DAY_MINUTES * bool(late)) for a, b, late, c, d in found]
    return frozenset(minute for start, end in ways for minute in range(start, end))
