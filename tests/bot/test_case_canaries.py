"""What is written in a case is readable nowhere but where it belongs, whatever is logged and whoever steals what."""

import asyncio
import os
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from models import Model
from playground.memory.chats import Chat
from playground.phones.phone import Phone
from tests.bot.test_secrets import bot_that_tells_all
from tests.city import City, station
from tests.handlers.cases import bound_group
from tests.handlers.hearing import hears
from tests.handlers.staff import hire
from tests.homes import Home

NAME, CANARY, LEGAL = "Zzcanaryname", "qqcanary", "qqcanarylegal"
CAPTION, ADDED, EDITED, ANSWER = (f"{CANARY}{word}" for word in ("caption", "added", "edited", "answer"))
STORY, REPLY, BROKEN = (f"{LEGAL}{word}" for word in ("story", "reply", "broken"))


@pytest.fixture
async def desk(quiet_city: City) -> tuple[Phone, Phone, Chat]:
    """Chidi and the lawyer Wang, and the desk's group with both of them; the bot is not at work yet."""
    chidi, wang = quiet_city.phone("Chidi"), quiet_city.phone("Wang")
    async with quiet_city.at_work():
        await quiet_city.has(station("红旗路驿站", code="D0127", adcode="330302"))
        await hire(quiet_city, chidi, "caseworker", "鹿城区", "李敏")
        await hire(quiet_city, wang, "lawyer", "鹿城区", "王律师")
        group = await bound_group(quiet_city, chidi, wang)
        for phone in (chidi, wang):
            await phone.types("/start")
            await phone.reads()
    return chidi, wang, group


@asynccontextmanager
async def at_work(city: City, home: Home, pages: list[str]) -> AsyncIterator[list[str]]:
    """The bot at its most talkative; its metrics are read at the end."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with bot_that_tells_all(city.playground, home, NUANYI_HTTP_PORT=str(port)) as printed:
        yield printed
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
            pages.append(await answer.text())


async def does(phone: Phone, *deeds: str) -> str:
    """Tap these one after another, or type what is on no key, and read what came of the last."""
    text = ""
    for deed in deeds:
        is_key = any(deed in label for row in phone.last_card.buttons for label in row)
        await (phone.taps(deed) if is_key else phone.types(deed))
        text = await phone.reads()
    return text


async def at_topic(phone: Phone, group: Chat, reference: str) -> Phone:
    """A phone with the topic of a case open and its card in sight."""
    async with asyncio.timeout(20):
        while not (numbers := [each for each, topic in group.topics.items() if reference in topic.name]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    opened = phone.in_chat(group, numbers[0])
    await hears(opened, reference)
    return opened


async def complains(ana: Phone, chidi: Phone, group: Chat) -> None:
    """Ana sends a photo with words, adds some and changes them; Chidi answers in the topic."""
    await ana.types("/complain")
    await ana.reads(timeout=25)
    await does(ana, "同意，开始写")
    await ana.sends_photo(CAPTION)
    await ana.reads()
    await does(ana, "东西坏了", "红旗路驿站", "发送")
    receipt = ana.last_card
    added = await ana.replies(receipt, ADDED)
    await hears(ana, "加上了")
    await ana.edits(added, EDITED)
    await ana.reads()
    await (await at_topic(chidi, group, "A1")).types(ANSWER)
    await hears(ana, ANSWER)


async def asks_for_legal_aid(ana: Phone, wang: Phone, group: Chat) -> None:
    """Ana tells what happened; Wang reads it in private and answers there, and Ana answers back."""
    await ana.types("/legal")
    await ana.reads()
    await does(
        ana, "受伤了", "昨天", "鹿城区", "站点招的", "跳过", "没叫交警", STORY, "够了", "都没有", "就在这里", "发送"
    )
    desk = await at_topic(wang, group, "L1")
    await desk.presses_forged(desk.screen()[-1], "desk:read:L1")
    await hears(wang, STORY)
    await wang.replies(wang.last_card, REPLY)
    await hears(ana, REPLY)
    await ana.replies(ana.last_card, f"{STORY} {REPLY}")
    await hears(wang, f"{STORY} {REPLY}")


def stored(home: Home) -> str:
    """Every value of every table, as a question brings it."""
    return "\n".join(str(home.asks(f'select * from "{name}"')) for name in Model.metadata.tables)


def backup(home: Home, file: Path) -> bytes:
    """What somebody reads who finds a backup and knows its format."""
    home.runs("db", "backup", str(file))
    if home.server is None:
        return file.read_bytes()
    return subprocess.run(
        [home.server.programs / "pg_restore", "-f", "-", file], capture_output=True, check=True
    ).stdout


@pytest.mark.slow
async def test_what_is_written_in_a_case_stands_readable_in_no_log_no_number_no_file_and_no_backup(
    quiet_city: City, home: Home, desk: tuple[Phone, Phone, Chat], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if home.server:
        monkeypatch.setenv("PATH", f"{home.server.programs}:{os.environ['PATH']}")
    chidi, wang, group = desk
    ana = quiet_city.phone(NAME, last_name=NAME)
    pages: list[str] = []
    async with at_work(quiet_city, home, pages) as printed:
        await complains(ana, chidi, group)
        await asks_for_legal_aid(ana, wang, group)
        poison = {"message_id": 5, "date": 1, "text": BROKEN, "chat": ana.chat.face, "from": ana.person.account}
        quiet_city.playground.push_update({"message": poison | {"entities": [BROKEN]}})
        async with asyncio.timeout(10):
            while not home.asks("select 1 from dead_letter"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        found = {"tables": stored(home), "backup": backup(home, tmp_path / "backup").decode("latin-1")}
        found |= {f"disk {number}": content.decode("latin-1") for number, content in enumerate(home.on_the_disk())}
    found |= {"log": printed[0], "metrics": pages[0]}
    canaries = (CANARY, CANARY.encode().hex(), NAME)
    assert [where for where, content in found.items() for canary in canaries if canary in content] == []
    in_group = str([call.parameters for call in quiet_city.playground.ledger.calls if call.chat_id == group.id])
    assert CAPTION in in_group
    assert EDITED in in_group
    assert LEGAL not in in_group
    assert NAME not in in_group
    assert [row for row in home.asks("select subject from audit_entry") if row[0] == "L1"]
