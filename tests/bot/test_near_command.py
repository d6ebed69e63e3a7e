"""`nuanyi stations near`: what an operator types, and the answer a worker would get."""

import asyncio
import json

import pytest
import typer
from sqlalchemy import insert
from typer.testing import CliRunner, Result

from bot.near_command import near
from models import Station
from models.database import Database
from services.errors import InputFault
from tests.homes import Home


def stations() -> list[dict[str, object]]:
    place = {"latitude": 30.27, "longitude": 120.15, "address": "", "phone": ""}
    return [
        {**place, "code": "A", "name": "红旗路驿站", "opening_hours": "08:00-18:00", "amenities": "water"},
        {**place, "code": "B", "name": "南门驿站", "opening_hours": "24/7", "amenities": "toilet", "latitude": 30.274},
        {**place, "code": "C", "name": "老码头驿站", "opening_hours": "", "amenities": "", "phone": "0000-88000312"},
    ]


async def fill(url: str) -> None:
    database = Database(url)
    async with database.writing.begin() as session:
        await session.execute(insert(Station), stations())
    await database.close()


@pytest.fixture
def installation(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANYI_DATABASE_URL", home.database_url)
    monkeypatch.setenv("NUANYI_DATA_DIR", str(home.directory))
    asyncio.run(fill(home.database_url))


def asks(*words: str) -> Result:
    application = typer.Typer()
    application.command()(near)
    return CliRunner().invoke(application, list(words))


@pytest.mark.usefixtures("installation")
def test_the_answer_for_programs_is_best_first() -> None:
    answer = asks("30.27", "120.15", "--travel", "ebike", "--at", "2026-07-14T14:19", "--json")
    assert answer.exit_code == 0, answer.output
    assert [each["code"] for each in json.loads(answer.output)] == ["A", "B", "C"]
    assert json.loads(answer.output)[0] == {
        "code": "A",
        "name": "红旗路驿站",
        "meters": 0,
        "minutes": 1,
        "opens_at": None,
        "closes_at": "2026-07-14T18:00:00+08:00",
        "open_on_arrival": True,
    }


@pytest.mark.usefixtures("installation")
def test_the_answer_for_people_says_until_when() -> None:
    answer = asks("30.27", "120.15", "--at", "2026-07-14T06:19Z")
    assert answer.output.splitlines() == [
        "1 红旗路驿站 (A) · about 1 min on foot, 0 m · open till 18:00",
        "2 南门驿站 (B) · about 8 min on foot, 443 m · open round the clock",
        "3 老码头驿站 (C) · about 1 min on foot, 0 m · hours unconfirmed, call 0000-88000312 first",
    ]


@pytest.mark.usefixtures("installation")
def test_an_amenity_may_be_given_in_chinese() -> None:
    answer = asks("30.27", "120.15", "--need", "厕所", "--at", "2026-07-14T02:00", "--json")
    assert [each["code"] for each in json.loads(answer.output)] == ["B"]


@pytest.mark.usefixtures("installation")
def test_a_point_abroad_is_said_to_be_abroad() -> None:
    assert asks("37.57", "126.98").output == "That point is outside China.\n"


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["120.15", "30.27"], "the latitude comes first: 30.27 120.15"),
        (["91", "120.15"], "latitude 91.0 is not between"),
        (["here", "there"], "is no position"),
        (["nan", "120"], "latitude nan is not between"),
        (["30.27", "120.15", "--at", "tomorrow"], "“tomorrow” is no time"),
        (["30.27", "120.15", "--at", "9999-12-31"], "too far"),
        (["30.27", "120.15", "--need", "sauna"], "there is no amenity “sauna”"),
    ],
)
def test_what_cannot_be_right_is_refused_with_one_sentence(words: list[str], sentence: str) -> None:
    fault = asks(*words).exception
    assert isinstance(fault, InputFault)
    assert sentence in str(fault)
