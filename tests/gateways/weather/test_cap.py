"""CAP: a feed or a file, whoever wrote it, becomes what holds in each district."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
import structlog

from gateways.weather.asking import Asker
from gateways.weather.cap import CapFeed
from services.errors import WeatherSilent
from services.heat.report import Color, District
from services.places.position import Position
from tests.gateways.weather.answering import INFO, LUCHENG, OUHAI, Answering, cap, feed

WHOLE_CITY = "<area><geocode><valueName>a</valueName><value>330300000000</value></geocode></area></info>"
POLYGON = "<area><areaDesc>a</areaDesc><polygon>28,120 29,120 29,121 28,120</polygon></area></info>"
CITY: Final = District("330300", Position(28.0, 120.7))


@pytest.fixture
def source(asker: Asker, world: Answering) -> CapFeed:
    return CapFeed(asker, f"{world.url}/feed")


def at(area: str, info: str = INFO) -> str:
    """The same of another place."""
    return info[: info.index("<area>")] + area


async def told(source: CapFeed, district: District) -> list[tuple[str, tuple[str, ...], bool]]:
    """The reports of a district: id, what they supersede, whether they end something."""
    return [(each.source_id, each.supersedes, each.is_cancelled) for each in await source.warnings(district)]


async def test_a_warning_concerns_the_district_that_it_names(world: Answering, source: CapFeed) -> None:
    world.answer = cap().encode()
    (report,) = await source.warnings(LUCHENG)
    assert (report.source, report.source_id, report.adcode) == ("cap", "C1@330302", "330302")
    assert (report.color, report.headline, report.attribution) == (Color.ORANGE, "高温橙色预警", "清渡市气象台")
    assert report.issued_at == datetime(2026, 7, 14, 2, 30, tzinfo=UTC)
    assert report.expires_at == datetime(2026, 7, 15, 2, 30, tzinfo=UTC)
    assert await source.warnings(OUHAI) == []


async def test_a_warning_for_the_city_concerns_its_districts_and_one_for_a_district_its_city(
    world: Answering, source: CapFeed
) -> None:
    world.answer = feed(cap("C1", infos=at(WHOLE_CITY)), cap("C2"))
    assert [each[0] for each in await told(source, OUHAI)] == ["C1@330304"]
    assert [each[0] for each in await told(source, CITY)] == ["C1@330300", "C2@330300"]


async def test_of_several_parts_the_worst_in_chinese_is_told(world: Answering, source: CapFeed) -> None:
    english = INFO.replace("zh-CN", "en-US").replace("Severe", "Extreme").replace("高温", "Heat")
    mild = INFO.replace("Severe", "Moderate")
    rain = INFO.replace("高温", "暴雨").replace("Severe", "Extreme")
    world.answer = cap(infos=english + mild + INFO + rain).encode()
    (report,) = await source.warnings(LUCHENG)
    assert (report.color, report.headline) == (Color.ORANGE, "高温橙色预警")


async def test_a_severity_that_we_do_not_know_is_still_a_warning(world: Answering, source: CapFeed) -> None:
    world.answer = cap(infos=INFO.replace("Severe", "Purple")).encode()
    (report,) = await source.warnings(LUCHENG)
    assert report.color is None


async def test_an_update_ends_what_it_updates_also_where_it_holds_no_more(world: Answering, source: CapFeed) -> None:
    elsewhere = cap("C2", "Update", "s,C1,2026-07-14T10:00:00+08:00", infos=INFO.replace("330302", "330304"))
    world.answer = feed(elsewhere)
    assert await told(source, OUHAI) == [("C2@330304", ("C1@330304",), False)]
    assert await told(source, LUCHENG) == [("C2@330302", ("C1@330302",), True)]


async def test_a_cancellation_need_not_say_of_what_kind_or_where(world: Answering, source: CapFeed) -> None:
    world.answer = feed(cap("C3", "Cancel", "s,C1,2026-07-14T10:00:00+08:00 s,C2,2026-07-14T11:00:00+08:00", infos=""))
    assert await told(source, LUCHENG) == [("C3@330302", ("C1@330302", "C2@330302"), True)]


@pytest.mark.parametrize(
    ("expires", "until"),
    [
        ("9999-12-31T23:59:59+08:00", datetime(2026, 7, 21, 2, 30, tzinfo=UTC)),
        ("", datetime(2026, 7, 15, 2, 30, tzinfo=UTC)),
    ],
)
async def test_nobody_foresees_heat_for_longer_than_a_week(
    world: Answering, source: CapFeed, expires: str, until: datetime
) -> None:
    later = "<onset>2027-01-01T00:00:00+08:00</onset><expires>"
    world.answer = cap(infos=INFO.replace("<expires>2026-07-15T10:30:00+08:00", later + expires)).encode()
    (report,) = await source.warnings(LUCHENG)
    assert (report.onset_at, report.expires_at) == (None, until)


async def test_the_end_of_time_does_not_end_us(world: Answering, source: CapFeed) -> None:
    last_day = cap("C9", "Cancel", "s,C1,t", "").replace("2026-07-14T10:30:00+08:00", "9999-12-31T12:00:00Z")
    world.answer = feed(cap("C1"), last_day)
    assert ("C9@330302", ("C1@330302",), True) in await told(source, LUCHENG)


async def test_an_exercise_a_receipt_and_rain_are_nothing_to_anybody(world: Answering, source: CapFeed) -> None:
    rain = INFO.replace("高温", "暴雨")
    world.answer = feed(
        cap("C1", status="Exercise"), cap("C2", "Ack"), cap("C3", infos=rain),
        cap("C4", "Cancel", "s,C3,2026-07-14T10:00:00+08:00", infos=rain), cap("C5", infos=""),
    )  # fmt: skip
    assert await told(source, LUCHENG) == []


async def test_a_polygon_concerns_nobody_which_is_said_and_ends_nothing(world: Answering, source: CapFeed) -> None:
    world.answer = feed(cap("C2", "Update", "s,C1,2026-07-14T10:00:00+08:00", infos=at(POLYGON)))
    with structlog.testing.capture_logs() as said:
        assert await told(source, LUCHENG) == []
    assert [line["warning"] for line in said] == ["C2"]


async def test_one_question_does_for_all_districts_and_then_only_news_are_asked_for(
    world: Answering, source: CapFeed
) -> None:
    world.answer, world.headers = cap().encode(), {"ETag": '"1"'}
    for district in (LUCHENG, OUHAI, CITY):
        await source.warnings(district)
    assert len(world.requests) == 1
    source._good_until, world.status = 0.0, 304
    assert await told(source, LUCHENG) == [("C1@330302", (), False)]
    assert world.requests[1].headers["If-None-Match"] == '"1"'


async def test_a_feed_that_broke_is_asked_again_and_for_all_of_it(world: Answering, source: CapFeed) -> None:
    world.answer, world.headers = b"<feed>", {"ETag": '"1"'}
    with pytest.raises(WeatherSilent):
        await source.warnings(LUCHENG)
    world.answer = cap().encode()
    assert len(await source.warnings(LUCHENG)) == 1
    assert "If-None-Match" not in world.requests[1].headers


LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"hot", b"<alert>", b"\xff\xfe", b"<a/><a/>", (LAUGHS + cap()).encode(), b"<a>" * 1000 + b"</a>" * 1000,
        b"<?xml version='1.0' encoding='no-such'?><a/>", cap("").encode(),
        cap().replace("10:30:00+08:00</sent>", "soon</sent>").encode(), cap("C" * 300).encode(),
        cap("C2", "Cancel", "C1", infos="").encode(), cap(infos=INFO.replace("07-15", "soon")).encode(),
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)  # fmt: skip
async def test_what_is_no_feed_is_silence(world: Answering, source: CapFeed, body: bytes) -> None:
    world.answer = body
    with pytest.raises(WeatherSilent):
        await source.warnings(LUCHENG)


async def test_a_feed_without_messages_is_an_answer(world: Answering, source: CapFeed) -> None:
    world.answer = feed()
    assert await source.warnings(LUCHENG) == []


async def test_a_file_is_read_anew_whenever_it_is_asked(asker: Asker, tmp_path: Path) -> None:
    file = tmp_path / "高温 1.xml"
    source = CapFeed(asker, file.as_uri())
    with pytest.raises(WeatherSilent, match="there is no such file"):
        await source.warnings(LUCHENG)
    file.write_text(cap(), "utf-8")
    assert await told(source, LUCHENG) == [("C1@330302", (), False)]
    file.write_text(cap("C2", "Update", "s,C1,2026-07-14T10:00:00+08:00"), "utf-8")
    source._good_until = 0.0
    assert await told(source, LUCHENG) == [("C2@330302", ("C1@330302",), False)]
    file.write_bytes(b" " * 3_000_000)
    source._good_until = 0.0
    with pytest.raises(WeatherSilent, match="too big"):
        await source.warnings(LUCHENG)
