"""The phone in the terminal: what somebody at a keyboard types, and what they see."""

import asyncio
import contextlib
import os
import pty
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession

from playground import TOKEN
from tests.playground.calling import Bot, Json

COMMAND = [sys.executable, "-m", "playground", "--phone"]
PATIENCE_SECONDS = 10.0


@dataclass
class Seat:
    """A place at the terminal, and the bot at the other end."""

    process: asyncio.subprocess.Process
    bot: Bot

    def types(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n".encode())

    async def sees(self, words: str) -> str:
        """The lines up to the one with these words."""
        assert self.process.stdout
        lines = [""]
        async with asyncio.timeout(PATIENCE_SECONDS):
            while words not in lines[-1]:
                lines.append((await self.process.stdout.readline()).decode())
        return "".join(lines)

    async def sends(self) -> Json:
        """The next update."""
        update: Json
        [update] = await self.bot.does("getUpdates", timeout=5, limit=1)
        await self.bot.does("getUpdates", offset=update["update_id"] + 1)
        return update

    async def ends(self) -> int:
        return await asyncio.wait_for(self.process.wait(), PATIENCE_SECONDS)


@pytest.fixture
async def seat() -> AsyncIterator[Seat]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*COMMAND, stdin=pipe, stdout=pipe)
    try:
        async with ClientSession() as session:
            assert process.stdout
            address = (await process.stdout.readline()).decode().split()[-1]
            yield Seat(process, Bot(address, TOKEN, session))
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_a_location_is_shared_from_the_keyboard(seat: Seat) -> None:
    seat.types("at 28.001 120.65")
    update = await seat.sends()
    assert "{'latitude': 28.001, 'longitude': 120.65}" in str(update)


async def test_a_message_is_shown_with_its_buttons_and_shown_again_when_it_changes(seat: Seat) -> None:
    seat.types("/start")
    chat = (await seat.sends())["message"]["chat"]["id"]
    rows = {"inline_keyboard": [[{"text": "导航1", "callback_data": "go"}, {"text": "更多", "callback_data": "on"}]]}
    sent = await seat.bot.does("sendMessage", chat_id=chat, text="红旗路驿站", reply_markup=rows)
    assert "bot | 红旗路驿站\n      | [导航1] [更多]\n" in await seat.sees("[更多]")
    await seat.bot.does("editMessageText", chat_id=chat, message_id=sent["message_id"], text="南门驿站")
    assert "edit | 南门驿站" in await seat.sees("南门驿站")


async def test_a_button_is_tapped_by_a_part_of_its_label(seat: Seat) -> None:
    seat.types("hello")
    chat = (await seat.sends())["message"]["chat"]["id"]
    rows = {
        "inline_keyboard": [[{"text": "导航1", "callback_data": "go"}, {"text": "网", "url": "https://a.example/"}]]
    }
    await seat.bot.does("sendMessage", chat_id=chat, text="红旗路驿站", reply_markup=rows)
    await seat.sees("[网]")
    seat.types("tap 导航")
    query = (await seat.sends())["callback_query"]
    await seat.bot.does("answerCallbackQuery", callback_query_id=query["id"], text="好的")
    assert "toast | 好的" in await seat.sees("好的")
    seat.types("tap 网")
    assert "opens | https://a.example/" in await seat.sees("opens")


async def test_a_text_to_copy_is_shown(seat: Seat) -> None:
    seat.types("hello")
    chat = (await seat.sends())["message"]["chat"]["id"]
    rows = {"inline_keyboard": [[{"text": "复制电话", "copy_text": {"text": "0000-88000127"}}]]}
    await seat.bot.does("sendMessage", chat_id=chat, text="红旗路驿站", reply_markup=rows)
    await seat.sees("[复制电话]")
    seat.types("tap 电话")
    assert " copy | 0000-88000127" in await seat.sees("copy")


async def test_what_is_no_text_is_named(seat: Seat) -> None:
    seat.types("hello")
    chat = {"chat_id": (await seat.sends())["message"]["chat"]["id"]}
    await seat.bot.does("sendContact", **chat, phone_number="12348", first_name="法律援助")
    assert "bot | (法律援助 12348)\n" in await seat.sees("12348")
    await seat.bot.does("sendPhoto", **chat, photo="https://example.com/x.jpg", caption="红旗路驿站")
    assert "bot | (photo)\n      | 红旗路驿站\n" in await seat.sees("红旗路驿站")


async def test_the_keyboard_is_shown_and_its_keys_type(seat: Seat) -> None:
    seat.types("hello")
    chat = (await seat.sends())["message"]["chat"]["id"]
    keys = {"keyboard": [[{"text": "🍚 免费餐"}]]}
    await seat.bot.does("sendMessage", chat_id=chat, text="您好", reply_markup=keys)
    assert "keys | [🍚 免费餐]" in await seat.sees("keys")
    seat.types("tap 免费")
    assert "免费餐" in str(await seat.sends())


async def test_what_cannot_be_done_is_said_in_one_line(seat: Seat) -> None:
    seat.types("tap 更多")
    assert await seat.sees("no button '更多'")
    seat.types("at the river")
    assert await seat.sees("at LAT LNG, for example: at 28.0 120.65")


async def test_quit_ends_it(seat: Seat) -> None:
    seat.types("quit")
    assert await seat.ends() == 0


async def test_the_end_of_the_input_ends_it(seat: Seat) -> None:
    assert seat.process.stdin
    seat.process.stdin.close()
    assert await seat.ends() == 0


async def test_an_interrupt_ends_it_at_a_real_terminal() -> None:
    ours, theirs = pty.openpty()
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*COMMAND, stdin=theirs, stdout=pipe, stderr=pipe)
    assert process.stdout
    await process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, complaint = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, complaint) == (0, b"")


async def test_a_port_that_is_taken_is_said_in_one_line(seat: Seat) -> None:
    port = seat.bot.url.rpartition(":")[2]
    pipe = asyncio.subprocess.PIPE
    second = await asyncio.create_subprocess_exec(*COMMAND, "--port", port, stderr=pipe)
    _, complaint = await asyncio.wait_for(second.communicate(), PATIENCE_SECONDS)
    assert second.returncode == 1
    assert complaint.decode().splitlines() == [
        f"playground: cannot listen on port {port} (Address already in use); --port 0 takes any free one"
    ]
