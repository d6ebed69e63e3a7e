"""The wire to Telegram: its connections, its limits of time, and what it means when it breaks."""

import contextlib
from collections.abc import Iterator
from typing import Any

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from services.errors import AnswerLost, TryLater

CONNECTIONS = 300  # all that may be under way at once, free and paid, and the few calls beside
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
KEEP_ALIVE_SECONDS = 30.0  # shorter than the other side's: a call on a line just closed would be uncertain

_TIMEOUT = aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=ANSWER_SECONDS)
# The request never left: Telegram or the proxy could not be reached, or the proxy would not go on.
_NO_CONNECTION = (
    aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError,
    ProxyConnectionError, ProxyError, ProxyTimeoutError,
)  # fmt: skip


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's way out: measured several times faster than its own, and it logs no address."""

    def __init__(self, proxy: str | None = None) -> None:
        """`proxy` is http://host:port or socks5://host:port, for Telegram only."""
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The pool of connections; `initialize` opened it."""
        if self._session is None:
            raise RuntimeError("the request is not initialized")
        return self._session

    @property
    def read_timeout(self) -> float:
        """Seconds an answer may take."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is not None:
            return
        options: dict[str, Any] = {"limit": CONNECTIONS, "keepalive_timeout": KEEP_ALIVE_SECONDS}
        if self._proxy and self._proxy.startswith("socks"):
            connector: aiohttp.BaseConnector = ProxyConnector.from_url(self._proxy, **options)
            self._session = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT)
        else:
            connector = aiohttp.TCPConnector(**options)
            self._session = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT, proxy=self._proxy)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call of python-telegram-bot's own: the few at the start."""
        fields = request_data.json_parameters if request_data else {}
        try:
            async with self.session.request(method, url, data=fields or None, allow_redirects=False) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, *_NO_CONNECTION) as error:
            raise NetworkError(f"no answer: {type(error).__name__}") from None


@contextlib.contextmanager
def told_as_ours() -> Iterator[None]:
    """Raises DeliveryError for the library's errors, whose words hold the address with the token and stay here."""
    try:
        yield
    except _NO_CONNECTION as error:
        raise TryLater(f"no connection: {type(error).__name__}") from None
    except TimeoutError:
        raise AnswerLost("no answer in time") from None
    except (aiohttp.ClientError, OSError) as error:
        raise AnswerLost(f"cut: {type(error).__name__}") from None
