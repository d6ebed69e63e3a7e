"""The front door: our own address, within bounds that no crowd before it can move."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, Self

import structlog
from aiohttp import web

from services.errors import StateFault

log = structlog.get_logger(__name__)

Answer = Callable[[web.BaseRequest], Awaitable[web.Response]]

STRANGERS: Final = 100  # lines of whom we do not know; Telegram's own are at most 100 more
IDLE_SECONDS: Final = 75.0  # longer than Telegram keeps a silent line: it is never cut while it begins to speak
LINGER_SECONDS: Final = 1.0
FAREWELL_SECONDS: Final = 5.0  # who is in is answered so long

_SILENT = logging.getLogger("nuanyi.strangers")  # what strangers send is nobody's news; we count it
_SILENT.setLevel(logging.CRITICAL + 1)


class FrontDoor:
    """Listens, and leads each request to who answers it; `opens` says who that is."""

    def __init__(self, host: str, port: int) -> None:
        """Port 0 takes any that is free."""
        self._host = host
        self._port = port
        self._answers: dict[str, tuple[str, Answer]] = {}
        self._lines: Lines | None = None
        self._runner: web.ServerRunner | None = None

    @property
    def url(self) -> str:
        """Where it listens; "" while it does not."""
        [address] = self._runner.addresses if self._runner else [None]
        return f"http://{self._host}:{address[1]}" if address else ""

    def opens(self, method: str, path: str, answer: Answer) -> None:
        """Have `answer` called for this path."""
        self._answers[path] = (method, answer)

    async def __aenter__(self) -> Self:
        """Listen; StateFault if another program does so at this port."""
        self._lines = Lines(
            self._answer, access_log=None, logger=_SILENT, auto_decompress=False,
            keepalive_timeout=IDLE_SECONDS, lingering_time=LINGER_SECONDS,
        )  # fmt: skip
        runner = web.ServerRunner(self._lines, shutdown_timeout=FAREWELL_SECONDS / 2)  # it waits twice
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port, backlog=1024).start()
        except OSError as error:
            await runner.cleanup()
            raise StateFault(
                f"nobody can listen at {self._host}:{self._port} ({error.strerror}): is another `nuanyi run` there? "
                "Set NUANYI_HTTP_HOST and NUANYI_HTTP_PORT (0 takes any that is free)"
            ) from None
        self._runner = runner
        log.info("listening", url=self.url)
        return self

    async def __aexit__(self, *error: object) -> None:
        """Close."""
        await self.close()

    async def close(self) -> None:
        """Let nobody in any more, answer who is in, and close; after five seconds lines are cut."""
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()

    def welcome(self, request: web.BaseRequest) -> None:
        """Keep the line of one who proved to be no stranger."""
        if self._lines:
            self._lines.strangers.pop(request.protocol, None)

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        """Answer, and hang up on strangers."""
        method, answer = self._answers.get(request.path, ("", None))
        if answer is None:
            response = web.Response(status=404)
        elif request.method != method:
            response = web.Response(status=405, headers={"Allow": method})
        else:
            response = await self._answered(answer, request)
        if self._lines and request.protocol in self._lines.strangers:
            response.force_close()
        return response

    async def _answered(self, answer: Answer, request: web.BaseRequest) -> web.Response:
        try:
            return await answer(request)
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        except TimeoutError:
            return web.Response(status=408)
        except (web.PayloadAccessError, ConnectionError):  # who asked is gone in the middle of a word
            return web.Response(status=400)
        except Exception as error:
            log.error("no answer over HTTP", error=type(error).__name__)
            return web.Response(status=500)


class Lines(web.Server):
    """The connections. Strangers are so many at most; then the one who stands there longest gives way."""

    def __init__(self, handler: Answer, **options: Any) -> None:
        """`options` are the library's."""
        super().__init__(handler, **options)
        self.strangers: dict[web.RequestHandler, None] = {}

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Somebody calls."""
        super().connection_made(handler, transport)
        self.strangers[handler] = None
        if len(self.strangers) > STRANGERS:
            oldest = next(iter(self.strangers))
            del self.strangers[oldest]
            oldest.force_close()

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        """They hung up."""
        super().connection_lost(handler, exc)
        self.strangers.pop(handler, None)
