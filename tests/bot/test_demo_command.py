"""`nuanyi demo`: one command, one address, the whole bot; again tomorrow, and gone when it is told to."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from demo.stations import MIDDLE
from tests.homes import ROOT

PATIENCE_SECONDS = 30.0


@asynccontextmanager
async def shown(directory: Path, port: str = "0") -> AsyncIterator[asyncio.subprocess.Process]:
    """The demo as somebody starts it whose environment is set up for another, real bot."""
    real = {"NUANYI_TELEGRAM_TOKEN": "2:real", "NUANYI_DATABASE_URL": "sqlite+aiosqlite:///real.sqlite3"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", port, cwd=directory,
        env=os.environ | real | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def address_of(process: asyncio.subprocess.Process) -> str:
    """The one address that it prints."""
    assert process.stdout
    async with asyncio.timeout(PATIENCE_SECONDS):
        line = (await process.stdout.readline()).decode()
    assert line.startswith("open http://127.0.0.1:"), line
    return line.split()[1]


async def order(url: str, verb: str, **what: Any) -> Any:
    async with ClientSession() as session, session.post(f"{url}/playground/{verb}", json=what) as response:
        return await response.json()


async def asks_for_a_door(url: str) -> str:
    """Somebody new shares a place in the middle of the city; the card they get."""
    [ana] = (await order(url, "people", first_name="Ana"))["ids"]
    place = {"latitude": MIDDLE[0], "longitude": MIDDLE[1]}
    await order(url, "phone", person=ana, does="shares_location", **{"with": place})
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            for card in (await order(url, "screen", person=ana))["cards"]:
                if card["is_from_bot"] and "驿站" in card["text"]:
                    return str(card["text"])
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
            drawn = (await order(url, "map"))["map"]
            assert len(drawn["features"]) == 300
            assert {each["properties"]["state"] for each in drawn["features"]} == {"open", "closed", "unknown"}
            process.send_signal(signal.SIGINT)
            said, complained = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
            assert (process.returncode, said, complained) == (0, b"", b"")
            assert await is_gone(url)
    assert os.listdir(tmp_path) == ["data"], "the real bot's database is left alone"


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
