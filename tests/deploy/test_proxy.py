"""The proxy before two workers, in earnest: Caddy with our Caddyfile lets Telegram's updates in and nothing else."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, web

from bot.webhook import HEADER, path_of
from playground.playground import Playground
from tests.answering import listening
from tests.bot.calling import SECRET, free_port
from tests.homes import ROOT, Home, only_postgresql

CADDY = Path(sys.executable).with_name("caddy")
CADDYFILE = ROOT / "deploy/Caddyfile"
SECONDS = 30.0


@asynccontextmanager
async def at_work(*words: str, log: Path | str = os.devnull, **environment: str) -> AsyncIterator[Process]:
    with open(log, "w") as said:  # noqa: ASYNC230 - before anything runs
        process = await asyncio.create_subprocess_exec(*words, env=environment, stdout=said, stderr=said)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def proxy(directory: Path, *workers: int) -> AsyncIterator[str]:
    """Caddy as the image starts it, without a certificate; its address."""
    url = f"http://127.0.0.1:{free_port()}"
    settings = {"DOMAIN": url, "WORKERS": " ".join(f"127.0.0.1:{port}" for port in workers), "HOME": str(directory)}
    async with at_work(str(CADDY), "run", "--config", str(CADDYFILE), log=directory / "log", **settings):
        await answers(url, 404)
        yield url


async def answers(url: str, status: int) -> None:
    """Wait until this is answered so."""
    async with asyncio.timeout(SECONDS), ClientSession() as session:
        while True:
            try:
                async with session.get(url) as response:
                    if response.status == status:
                        return
            except ClientError:
                pass
            await asyncio.sleep(0.05)


async def asked(url: str, request: str, body: bytes = b"{}") -> int:
    """The status that this request line gets, sent as it is written: a client would tidy up the path."""
    reader, writer = await asyncio.open_connection(*url.removeprefix("http://").split(":"))
    try:
        head = f"{request} HTTP/1.1\r\nHost: 127.0.0.1\r\n{HEADER}: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        async with asyncio.timeout(SECONDS):
            return int((await reader.readline()).split()[1])
    finally:
        writer.close()


@asynccontextmanager
async def witness() -> AsyncIterator[tuple[int, list[str]]]:
    """A worker who lets everybody in and remembers what came: its port, and that."""
    came: list[str] = []

    async def remember(request: web.BaseRequest) -> web.Response:
        came.append(f"{request.method} {request.path} {len(await request.read())}")
        return web.Response()

    async with listening(remember) as address:
        yield int(address.rpartition(":")[2]), came


@only_postgresql
@pytest.mark.slow
async def test_a_rider_is_answered_through_the_proxy_also_when_one_of_two_workers_has_stopped(
    playground: Playground, home: Home, tmp_path: Path
) -> None:
    playground.settings.webhook_pause = 0.02
    ports = [free_port(), free_port()]
    ana = playground.phone(first_name="Ana")
    async with proxy(tmp_path, *ports) as url, AsyncExitStack() as stack:
        settings = {"NUANYI_WEBHOOK_URL": url, "NUANYI_WEBHOOK_SECRET": SECRET}
        run = (sys.executable, "-m", "bot", "run")
        workers = []
        for port in ports:
            environment = home.environment(playground, **settings, NUANYI_HTTP_PORT=str(port))
            workers.append(await stack.enter_async_context(at_work(*run, **environment)))
            await answers(f"http://127.0.0.1:{port}/readyz", 200)
        await ana.shares_location()
        assert await ana.reads(timeout=SECONDS)
        workers[0].send_signal(signal.SIGTERM)
        await workers[0].wait()
        await ana.shares_location()
        assert await ana.reads(timeout=SECONDS)


async def test_telegram_comes_through_the_proxy_and_nobody_else_finds_anything_behind_it(tmp_path: Path) -> None:
    updates = path_of(SECRET)
    strangers = [
        *(f"GET {path}" for path in ("/", "/healthz", "/readyz", "/metrics", updates)),
        *(f"POST {path}" for path in ("/", "/metrics", "/telegram", "/telegramm/x", "/x/telegram/y", "/x?/telegram/")),
        *(f"POST {path}" for path in ("/telegram/../metrics", "/telegram/%2e%2e/metrics", "/telegram/..%2fmetrics")),
        *(f"{method} {updates}" for method in ("PUT", "DELETE", "OPTIONS", "PATCH")),
    ]
    async with witness() as (port, came), proxy(tmp_path, port) as url:
        assert {request: await asked(url, request) for request in strangers} == dict.fromkeys(strangers, 404)
        assert came == []
        assert await asked(url, f"POST {updates}", b" " * 1_000_000) == 200
        assert await asked(url, f"POST {updates}", b" " * 1_100_000) == 413
        assert came == [f"POST {updates} 1000000"]


async def test_an_update_is_brought_whole_to_the_worker_that_is_there_after_others_were_asked(tmp_path: Path) -> None:
    away = [free_port() for _ in range(4)]
    async with witness() as (port, came), proxy(tmp_path, *away, port) as url:
        for size in range(1_000, 1_010):
            assert await asked(url, f"POST {path_of(SECRET)}", b" " * size) == 200
    assert [line.split()[-1] for line in came] == [str(size) for size in range(1_000, 1_010)]


async def test_what_telegram_brought_stands_in_no_log_of_the_proxy_when_no_worker_is_there(tmp_path: Path) -> None:
    async with proxy(tmp_path, free_port()) as url:
        assert await asked(url, f"POST {path_of(SECRET)}", b'{"text": "my case"}') == 502
    log = (tmp_path / "log").read_text()
    assert "connection refused" in log
    assert not [word for word in (SECRET, path_of(SECRET), "my case") if word in log]


async def test_the_proxys_configuration_is_written_as_its_program_would_write_it() -> None:
    formatted = await asyncio.create_subprocess_exec(CADDY, "fmt", CADDYFILE, stdout=PIPE)
    written, _ = await formatted.communicate()
    assert written.decode() == CADDYFILE.read_text()
