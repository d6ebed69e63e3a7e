"""Files: what a person sent comes whole, or one error says why not."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from gateways.files import LARGEST_BYTES, Files
from gateways.telegram import Telegram
from gateways.telegram_wire import AiohttpRequest
from playground import Playground, ServerError, TooManyRequests
from playground.phones.phone import Phone
from services.errors import FileGone, FileTooBig, Unreachable

LIST = "编号,名称\nD0127,红旗路驿站\n".encode() * 10_000


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest()
    await request.initialize()
    yield request
    await request.shutdown()


@pytest.fixture
def files(playground: Playground, request_: AiohttpRequest) -> Files:
    return files_at(playground.url, playground.token, request_)


@pytest.fixture
def dina(playground: Playground) -> Phone:
    return playground.phone(first_name="Dina")


def files_at(url: str, token: str, request: AiohttpRequest) -> Files:
    return Files(Telegram(request, url, token), request, url, token)


async def sent(phone: Phone, content: bytes) -> str:
    card = await phone.sends_document("名单.csv", content=content)
    return str(card.data["document"]["file_id"])


async def test_a_file_comes_as_it_was_sent(files: Files, dina: Phone) -> None:
    assert await files.content(await sent(dina, LIST)) == LIST


async def test_an_empty_file_is_one(files: Files, dina: Phone) -> None:
    assert await files.content(await sent(dina, b"")) == b""


async def test_a_link_that_ran_out_is_asked_for_anew(playground: Playground, files: Files, dina: Phone) -> None:
    playground.state.files.stale_links = 1
    assert await files.content(await sent(dina, LIST)) == LIST
    assert len(playground.ledger.of("getFile")) == 2


async def test_a_file_whose_links_all_run_out_is_gone(playground: Playground, files: Files, dina: Phone) -> None:
    playground.state.files.stale_links = 9
    with pytest.raises(FileGone):
        await files.content(await sent(dina, LIST))


async def test_a_file_beyond_twenty_megabytes_is_too_big(files: Files, dina: Phone) -> None:
    with pytest.raises(FileTooBig):
        await files.content(await sent(dina, bytes(LARGEST_BYTES + 1)))


async def test_a_file_that_nobody_sent_is_gone(files: Files) -> None:
    with pytest.raises(FileGone):
        await files.content("document-0")


@pytest.mark.parametrize("fault", [ServerError(502), TooManyRequests(3)])
async def test_a_bad_day_of_telegram_is_no_word_about_the_file(
    playground: Playground, files: Files, dina: Phone, fault: ServerError | TooManyRequests
) -> None:
    file_id = await sent(dina, LIST)
    playground.faults.next("getFile", fault)
    with pytest.raises(Unreachable):
        await files.content(file_id)
    assert await files.content(file_id) == LIST


async def test_a_server_without_end_is_cut_off_at_the_bound(request_: AiohttpRequest) -> None:
    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        answer = b'{"ok":true,"result":{"file_path":"documents/x"}}' if b"getFile" in asked else b""
        length = len(answer) or 10**12
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % length + answer
        )
        try:
            while not answer:
                writer.write(bytes(2**20))
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    async with await asyncio.start_server(pour, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FileTooBig):
            await files_at(f"http://127.0.0.1:{port}", "1:x", request_).content("x")


async def test_neither_log_nor_error_holds_the_token(
    request_: AiohttpRequest, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreachable) as caught:
        await files_at("http://127.0.0.1:1", "1:secret", request_).content("x")
    assert "secret" not in caplog.text + str(caught.value)
