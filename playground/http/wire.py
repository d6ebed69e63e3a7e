"""Wire: whole pictures for a page, over a web socket, for as long as somebody looks."""

import asyncio

from aiohttp import web

from playground.memory.state import State


class Wire:
    """One page's ear; a browser opens few streams to one address, but web sockets for any number of its tabs."""

    def __init__(self, state: State, request: web.BaseRequest) -> None:
        self._state, self._request = state, request
        self.socket = web.WebSocketResponse(timeout=1.0)
        self._hearing: asyncio.Task[None] | None = None

    async def opens(self) -> None:
        """Take the page's call; HTTPBadRequest if it is no call for a web socket."""
        await self.socket.prepare(self._request)
        self._hearing = asyncio.create_task(self._hear())

    @property
    def is_open(self) -> bool:
        """Whether anybody is there to look, and anything to see."""
        return self._request.transport is not None and not self.socket.closed and not self._state.is_closing

    async def brings(self, picture: str) -> None:
        """Send a picture, JSON."""
        await self.socket.send_str(picture)

    async def _hear(self) -> None:
        """A page says nothing but goodbye; unheard, it would wait ten seconds for an answer."""
        async for _ in self.socket:
            pass
