"""Warnings: a report begins, changes or ends one, whatever comes twice, late or in the wrong order."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from models import HeatAlert
from models.database import Database
from services.heat.report import Color, Report
from services.heat.warnings import run_out, standing, take_in
from tests.services.test_quiet import at

MORNING = at("07-14 10:30")
FIRST = Report(
    source="qweather", source_id="1", supersedes=(), is_cancelled=False, adcode="330302", color=Color.ORANGE,
    event="高温", headline="鹿城区高温橙色预警", description="", instruction="", sender="温州市气象台",
    attribution="和风天气", issued_at=MORNING, onset_at=None, expires_at=MORNING + timedelta(days=1), celsius=None,
)  # fmt: skip
LATER = MORNING + timedelta(hours=1, minutes=10)


def newer(source_id: str = "2", *supersedes: str, minutes: int = 70, **what: Any) -> Report:
    """What the source says later in place of its first report, or of those named."""
    issued_at = MORNING + timedelta(minutes=minutes)
    return replace(FIRST, source_id=source_id, supersedes=supersedes or ("1",), issued_at=issued_at, **what)


async def heard(database: Database, *reports: Report, now: datetime = LATER) -> list[HeatAlert | None]:
    """What each of these changed, one after the other."""
    changed = []
    for report in reports:
        async with database.writing() as session, session.begin():
            changed.append(await take_in(session, report, now))
    return changed


async def alerts(database: Database) -> list[HeatAlert]:
    async with database.reading() as session:
        return list(await session.scalars(select(HeatAlert).order_by(HeatAlert.id)))


async def test_what_was_heard_already_changes_nothing(database: Database) -> None:
    first, again, worded_otherwise = await heard(database, FIRST, FIRST, replace(FIRST, headline="高温！"))
    assert first is not None
    assert (again, worded_otherwise) == (None, None)
    [alert] = await alerts(database)
    assert (alert.headline, alert.color, alert.edition) == ("鹿城区高温橙色预警", "orange", 1)


async def test_an_update_changes_the_warning_and_only_a_higher_color_makes_a_new_edition(database: Database) -> None:
    await heard(database, FIRST, newer("2", color=Color.RED), newer("3", "2", minutes=80, color=Color.YELLOW))
    [alert] = await alerts(database)
    assert (alert.color, alert.edition, alert.raised_from) == ("yellow", 2, "orange")
    await heard(database, newer("4", "3", minutes=90, color=Color.ORANGE))
    [alert] = await alerts(database)
    assert (alert.color, alert.edition, alert.issued_at) == ("orange", 2, MORNING + timedelta(minutes=90))


async def test_what_flutters_between_two_colors_is_told_anew_after_three_hours_only(database: Database) -> None:
    colors = (Color.RED, Color.ORANGE, Color.RED, Color.ORANGE)
    await heard(database, FIRST, *(newer("1", minutes=71 + at, color=color) for at, color in enumerate(colors)))
    assert [alert.edition for alert in await alerts(database)] == [2]
    await heard(database, newer("1", minutes=250, color=Color.RED), now=LATER + timedelta(hours=3))
    assert [(alert.edition, alert.raised_from) for alert in await alerts(database)] == [(3, "orange")]


async def test_an_update_of_the_same_minute_counts(database: Database) -> None:
    await heard(database, FIRST, newer(minutes=0, color=Color.RED))
    assert [alert.color for alert in await alerts(database)] == ["red"]


async def test_what_is_older_than_what_stands_changes_nothing(database: Database) -> None:
    await heard(database, FIRST, newer("3", "1", "2", color=Color.RED))
    assert await heard(database, newer("2", minutes=30, color=Color.YELLOW), FIRST) == [None, None]
    assert [alert.color for alert in await alerts(database)] == ["red"]


async def test_two_that_came_in_the_wrong_order_become_one(database: Database) -> None:
    await heard(database, FIRST, newer("3", "2", minutes=90), newer("2", minutes=80))
    async with database.writing() as session, session.begin():
        await run_out(session, LATER + timedelta(minutes=1))
        assert [alert.issued_at for alert in await standing(session, LATER)] == [MORNING + timedelta(minutes=90)]


async def test_a_cancelled_warning_ends_once_and_does_not_come_back(database: Database) -> None:
    off = newer(is_cancelled=True)
    _, ended, again, first_again = await heard(database, FIRST, off, off, FIRST)
    assert ended is not None
    assert (ended.is_called_off, ended.ended_at) == (True, LATER)
    assert (again, first_again) == (None, None)
    await heard(database, newer("9", "2", minutes=200))
    assert [alert.ended_at is None for alert in await alerts(database)] == [False, True]


async def test_what_is_over_already_can_still_end_another_that_it_names(database: Database) -> None:
    other = replace(FIRST, source_id="2")
    await heard(database, FIRST, other, newer("2", "2", minutes=75, is_cancelled=True))
    await heard(database, newer("2", "1", minutes=80, is_cancelled=True))
    assert [alert.is_called_off for alert in await alerts(database)] == [True, True]


async def test_a_warning_cancelled_before_we_heard_of_it_never_begins(database: Database) -> None:
    assert await heard(database, newer(is_cancelled=True), FIRST) == [None, None]
    async with database.reading() as session:
        assert await standing(session, LATER) == []


async def test_a_warning_that_ran_out_is_given_once_and_one_that_is_over_never_begins(database: Database) -> None:
    over = MORNING + timedelta(days=1)
    await heard(database, FIRST)
    for now, number in ((over - timedelta(minutes=1), 0), (over, 1), (over, 0)):
        async with database.writing() as session, session.begin():
            ended = await run_out(session, now)
            assert [alert.is_called_off for alert in ended] == [False] * number
    assert await heard(database, replace(FIRST, source_id="7"), now=over) == [None]


async def test_two_sources_or_two_districts_are_never_one_because_their_words_are_the_same(database: Database) -> None:
    elsewhere = newer("2", adcode="330304")
    await heard(database, FIRST, replace(FIRST, source="cap"), replace(FIRST, source_id="8"), elsewhere)
    found = [(alert.source, alert.adcode) for alert in await alerts(database)]
    assert found == [("qweather", "330302"), ("cap", "330302"), ("qweather", "330302"), ("qweather", "330304")]


async def test_a_heat_that_cannot_be_is_not_said_but_its_warning_is(database: Database) -> None:
    for celsius in (float("nan"), 1e9, -300.0):
        await heard(database, replace(FIRST, source_id=f"{celsius}", celsius=celsius))
    assert [alert.celsius for alert in await alerts(database)] == [None, None, None]


async def test_a_color_that_nobody_knows_is_kept_without_one(database: Database) -> None:
    await heard(database, replace(FIRST, color=None), newer(color=Color.YELLOW))
    [alert] = await alerts(database)
    assert (alert.color, alert.edition) == ("yellow", 1)
