"""A trial of several processes: Telegram brings updates to any of them, one sends, and each dies again and again."""

import asyncio
import os
import random
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import ClientError, ClientSession, web

from tests.answering import listening
from tests.killing import LONGEST_LIFE, Trial, at_once

SECRET = "s" * 40
TWICE_SHARE = 0.1


class Balancer:
    """The one public address before all processes; now and then it brings an update to two of them at once."""

    def __init__(self, ports: Sequence[int], dice: random.Random) -> None:
        self._ports = ports
        self._dice = dice
        self._client = ClientSession()
        self.brought_twice = 0

    async def pass_on(self, request: web.BaseRequest) -> web.Response:
        """200 as soon as one of those asked said so, else what a balancer says."""
        body = await request.read()
        ports = self._dice.sample(self._ports, len(self._ports))
        if self._dice.random() < TWICE_SHARE:
            self.brought_twice += 1
            statuses = await asyncio.gather(*(self._ask(port, request, body) for port in ports[:2]))
            return web.Response(status=min(statuses))
        statuses = [await self._ask(ports[0], request, body)]
        if statuses[0] != 200:
            statuses.append(await self._ask(ports[1], request, body))
        return web.Response(status=min(statuses))

    async def _ask(self, port: int, request: web.BaseRequest, body: bytes) -> int:
        try:
            url = f"http://127.0.0.1:{port}{request.path}"
            async with self._client.post(url, data=body, headers=request.headers) as response:
                return response.status
        except (ClientError, OSError):
            return 502

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[str]:
        """Its address."""
        async with self._client, listening(self.pass_on) as address:
            yield address


async def kill_several(
    trial: Trial, lives: Sequence[Sequence[tuple[str, int]]], until: Callable[[], Awaitable[None]] = at_once
) -> Balancer:
    """A process for each of `lives`, which ends at each of these points in turn; then all live on and make accounts.

    They live on until everybody was answered, and `until` then.
    """
    ports = [free_port() for _ in lives]
    balancer = Balancer(ports, trial.dice)
    async with balancer.at_work() as address:
        settings = {"webhook_url": address, "webhook_secret": SECRET, "http_host": "127.0.0.1"}
        dying = [
            asyncio.create_task(_die_often(trial, dooms, settings | {"http_port": port}))
            for dooms, port in zip(lives, ports, strict=True)
        ]
        while not all(task.done() for task in dying):
            trial.ask(trial.dice.randint(1, 3))
            await asyncio.wait(dying, timeout=trial.dice.uniform(0.05, 0.3))
        await asyncio.gather(*dying)
        last = [await trial.begin("none", 0, **settings, http_port=port) for port in ports]
        await trial.everybody_hears()
        await until()
        for process in last:
            os.kill(process, signal.SIGTERM)
        for process in last:
            await trial.is_gone(process, 10)
    trial.make_up_accounts()
    return balancer


async def _die_often(trial: Trial, dooms: Sequence[tuple[str, int]], settings: dict[str, object]) -> None:
    for point, number in dooms:
        process = await trial.begin(point, number, **settings)
        await trial.is_gone(process, trial.dice.uniform(0.3, LONGEST_LIFE))
        trial.bury(process, point)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
