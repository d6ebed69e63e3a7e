"""`nuanyi demo`: one command, one address, the whole bot; again tomorrow, and gone when it is told to."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from demo.city import MIDDLE
from demo.people import DESK_ID, STAFF, WORKERS
from demo.steps import steps
from tests.showing import PATIENCE_SECONDS, address_of, shown

ANA, DINA = WORKERS[0].id, STAFF[0].id


async def order(url: str, verb: str, **what: Any) -> Any:
    async with ClientSession() as session, session.post(f"{url}/playground/{verb}", json=what) as response:
        return await response.json()


async def types(url: str, person: int, text: str, **where: int) -> None:
    """Write something; `where` may name a chat."""
    await order(url, "phone", person=person, does="types", **{"with": {"text": text}}, **where)


async def read_by(url: str, person: int, words: str = "", since: int = 0, **where: int) -> str:
    """The newest of somebody's cards, once it is the bot's and has these words; `since` so many were there."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            cards = (await order(url, "screen", person=person, **where))["cards"]
            if len(cards) > since and cards[-1]["is_from_bot"] and words in cards[-1]["text"]:
                return str(cards[-1]["text"])
            await asyncio.sleep(0.1)


async def shares(url: str, person: int, *, north: float = 0.0) -> None:
    """Stand so many degrees north of the middle of the city, and say so."""
    place = {"latitude": MIDDLE[0] + north, "longitude": MIDDLE[1]}
    await order(url, "phone", person=person, does="shares_location", **{"with": place})


async def asks_for_a_door(url: str) -> str:
    """Somebody new shares a place in the middle of the city; the card they get."""
    [ana] = (await order(url, "people", first_name="Ana"))["ids"]
    await shares(url, ana)
    return await read_by(url, ana, "驿站")


async def answer_to(url: str, number: int) -> str:
    """What the bot says to whom a step lets act last."""
    orders = (action["order"] for action in reversed(steps()[number]["actions"]) if action["verb"] == "phone")
    person = next(orders)["person"]
    before = len((await order(url, "screen", person=person))["cards"])
    assert await order(url, "step", number=number) == {"number": number}
    return await read_by(url, person, since=before)


async def doors_open(url: str, at_least: int = 0, at_most: int = 300) -> int:
    """How many doors the map shows open, once they are as many as they should be: within three seconds of a turn."""
    async with asyncio.timeout(3):
        while True:
            features: list[Any] = (await order(url, "map"))["map"]["features"]
            count = [each["properties"].get("state") for each in features].count("open")
            if features and at_least <= count <= at_most:
                return count
            await asyncio.sleep(0.1)


async def is_gone(url: str) -> bool:
    """Whether the playground ends, within a while."""
    for _ in range(100):
        try:
            await order(url, "ledger")
        except ClientError:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_the_demo_answers_today_and_on_the_same_data_tomorrow(tmp_path: Path) -> None:
    for _ in range(2):
        async with shown(tmp_path) as process:
            url = await address_of(process)
            assert "骑车约" in (card := await asks_for_a_door(url)) or "走路约" in card
            drawn = (await order(url, "map"))["map"]["features"]
            doors = [each["properties"] for each in drawn if each["geometry"]["type"] == "Point"]
            assert len(doors) == 300
            assert {door["state"] for door in doors} == {"open", "closed", "unknown"}
            assert "周一至周五 08:30-12:00,14:00-17:30" in {door["hours"] for door in doors}
            process.send_signal(signal.SIGINT)
            said, complained = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
            assert (process.returncode, said, complained) == (0, b"", b"")
            assert await is_gone(url)
    assert os.listdir(tmp_path) == ["data"], "the real bot's database is left alone"


async def test_every_step_that_the_page_offers_is_answered_and_so_it_is_on_the_same_data_tomorrow(
    tmp_path: Path,
) -> None:
    for _ in range(2):
        async with shown(tmp_path) as process:
            url = await address_of(process)
            answers = [await answer_to(url, number) for number in range(len(steps()))]
            process.send_signal(signal.SIGINT)
            _, complained = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
            assert (process.returncode, complained) == (0, b"")
        noon, night, breakfast, heat, swap, street, hit, hurt, lost, invitation, announced, kept, broken = answers
        assert "市民大厅" not in noon
        assert "12:00查的" in noon
        assert "扫码进" in night
        assert "夜航面馆驿站" in night
        assert "免费早餐06:30" in breakfast
        assert "高温" in heat
        assert "体育公园换电驿站" in swap
        assert "按“渡口路”（东岸区）找的" in street
        assert "120" in hit
        assert "120" in hurt
        assert "14:20查的" in lost
        assert "请人来做什么" in invitation
        assert "工会大厦东侧驿站" in kept
        assert "是站里有问题吗" in broken
        assert "先到先得" in announced or "上面就是师傅收到的样子" in announced


async def test_whom_the_bot_knows_today_it_knows_tomorrow_and_the_group_is_the_desk(tmp_path: Path) -> None:
    async with shown(tmp_path) as process:
        url = await address_of(process)
        for text, answer in (("/start", "跑哪一行"), ("1", "怎么走"), ("2", "试一次")):
            await types(url, ANA, text)
            await read_by(url, ANA, answer)
    async with shown(tmp_path) as process:
        url = await address_of(process)
        await types(url, ANA, "/start")
        await read_by(url, ANA, "您的选择都在")
        await types(url, DINA, "/bind", chat=DESK_ID)
        await read_by(url, DINA, "已经是清渡市总工会的办事群", chat=DESK_ID)


async def test_no_answer_names_a_real_district(tmp_path: Path) -> None:
    async with shown(tmp_path) as process:
        url = await address_of(process)
        await shares(url, ANA)
        await read_by(url, ANA, "时间以站里为准")
        await shares(url, ANA, north=0.5)
        await read_by(url, ANA, "没有名单上的驿站")
        cards = (await order(url, "screen", person=ANA))["cards"]
        offered = [label for card in cards for row in card["buttons"] for label in row if label.startswith("以后")]
        assert offered == ["以后东岸区的提醒发给我"]


async def test_the_demo_lives_in_the_hour_that_the_page_turns_to(tmp_path: Path) -> None:
    async with shown(tmp_path) as process:
        url = await address_of(process)
        await order(url, "clock", now="2026-11-27T12:00:00+08:00", speed=0)
        at_noon = await doors_open(url, at_least=150)
        await order(url, "clock", now="2026-11-27T03:00:00+08:00")
        at_night = await doors_open(url, at_most=at_noon // 2)
        assert at_night < at_noon
        await asyncio.sleep(1)
        assert "晚回了" not in await asks_for_a_door(url)


async def test_a_demo_that_is_killed_leaves_no_playground_behind(tmp_path: Path) -> None:
    async with shown(tmp_path) as process:
        url = await address_of(process)
        process.kill()
        assert await is_gone(url)


async def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    async with shown(tmp_path) as first:
        port = (await address_of(first)).rpartition(":")[2]
        async with shown(tmp_path, port) as second:
            _, complained = await asyncio.wait_for(second.communicate(), PATIENCE_SECONDS)
    assert second.returncode == 1
    [line] = complained.decode().splitlines()
    assert line.startswith(f"nuanyi: cannot listen on port {port} ")
    assert "--port 0" in line


@pytest.mark.parametrize("port", ["-1", "65536", "page"])
async def test_a_port_that_is_none_is_wrong_usage(tmp_path: Path, port: str) -> None:
    async with shown(tmp_path, port) as process:
        await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == 2


async def test_two_demos_in_one_directory_would_take_each_others_answers_so_the_second_is_refused(
    tmp_path: Path,
) -> None:
    async with shown(tmp_path) as first:
        url = await address_of(first)
        async with shown(tmp_path) as second:
            _, complained = await asyncio.wait_for(second.communicate(), PATIENCE_SECONDS)
        assert second.returncode == 1
        assert complained.decode() == "nuanyi: another demo is at work in data/demo: end it first\n"
        assert "驿站" in await asks_for_a_door(url)
        first.kill()
        await first.wait()
    async with shown(tmp_path) as third:
        await address_of(third)


async def test_a_demo_whose_database_is_none_says_what_to_do_in_one_line(tmp_path: Path) -> None:
    (directory := tmp_path / "data" / "demo").mkdir(parents=True)
    (directory / "nuanyi.sqlite3").write_text("no database at all " * 100)
    async with shown(tmp_path) as process:
        _, complained = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == 1
    [line] = complained.decode().splitlines()
    assert line.startswith("nuanyi: the demo's database takes nothing (file is not a database): make room")


async def test_a_playground_that_complains_much_goes_on_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    async with shown(tmp_path) as process:
        url = await address_of(process)
        assert process.stderr
        complaining = asyncio.create_task(process.stderr.read())
        for _ in range(400):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
            writer.write(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: none\r\n\r\n")
            await reader.read()
            writer.close()
        assert "驿站" in await asks_for_a_door(url)
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), PATIENCE_SECONDS) == 0
    assert (await complaining).count(b"Content-Length") >= 400
