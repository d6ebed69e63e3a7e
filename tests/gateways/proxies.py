"""Two proxies on loopback, as a city's network has them: HTTP and SOCKS5."""

import asyncio
import contextlib
from asyncio import StreamReader as Reader
from asyncio import StreamWriter as Writer
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from urllib.parse import urlsplit

Serve = Callable[[Reader, Writer], Coroutine[None, None, None]]


@dataclass
class Proxy:
    """Where a proxy listens, and where it was asked to go."""

    address: str
    asked: list[str] = field(default_factory=list)
    refuses: bool = False


@contextlib.asynccontextmanager
async def http_proxy() -> AsyncIterator[Proxy]:
    """Forwards plain requests, one on each line; with `refuses` it answers 407 in HTML."""
    proxy = Proxy("")

    async def serve(reader: Reader, writer: Writer) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        verb, target, version = head.split("\r\n", 1)[0].split()
        proxy.asked.append(f"{verb} {urlsplit(target).netloc}")
        if proxy.refuses:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 6\r\n\r\n<h1>no")
            return
        url = urlsplit(target)
        lines = head.split("\r\n")[1:-2]
        rest = "\r\n".join([f"{verb} {url.path} {version}", *lines, "Connection: close", "", ""])
        with contextlib.suppress(ConnectionError):
            await _join(reader, writer, url.hostname or "", url.port or 80, rest.encode())

    async with _listening(serve) as port:
        proxy.address = f"http://127.0.0.1:{port}"
        yield proxy


@contextlib.asynccontextmanager
async def socks_proxy() -> AsyncIterator[Proxy]:
    """Joins lines as SOCKS5 does (RFC 1928), without a password; with `refuses` it allows none."""
    proxy = Proxy("")

    async def serve(reader: Reader, writer: Writer) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        *_, kind = await reader.readexactly(4)
        if kind == 1:
            host = str(IPv4Address(await reader.readexactly(4)))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        port = int.from_bytes(await reader.readexactly(2))
        proxy.asked.append(f"{host}:{port}")
        writer.write(b"\x05" + (b"\x02" if proxy.refuses else b"\x00") + b"\x00\x01" + bytes(6))
        if not proxy.refuses:
            with contextlib.suppress(ConnectionError):
                await _join(reader, writer, host, port, b"")

    async with _listening(serve) as port:
        proxy.address = f"socks5://127.0.0.1:{port}"
        yield proxy


@contextlib.asynccontextmanager
async def _listening(serve: Serve) -> AsyncIterator[int]:
    lines: set[asyncio.Task[None]] = set()

    async def take(reader: Reader, writer: Writer) -> None:
        lines.add(task := asyncio.ensure_future(serve(reader, writer)))
        with contextlib.suppress(asyncio.CancelledError, asyncio.IncompleteReadError):
            await task
        lines.discard(task)
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for line in list(lines):
            line.cancel()
        await asyncio.sleep(0.02)


async def _join(reader: Reader, writer: Writer, host: str, port: int, first: bytes) -> None:
    there, back = await asyncio.open_connection(host, port)
    back.write(first)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_pour(reader, back))
            tasks.create_task(_pour(there, writer))
    finally:
        back.close()


async def _pour(reader: Reader, writer: Writer) -> None:
    while some := await reader.read(65536):
        writer.write(some)
        await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()
