"""Files that people sent: fetched from Telegram, up to what it hands to a bot."""

from typing import Final
from urllib.parse import quote

from gateways.bounded import whole_of
from gateways.telegram import Telegram
from gateways.telegram_wire import AiohttpRequest, told_as_ours
from services.errors import DeliveryError, FileGone, FileTooBig, Refused, TryLater, Unreachable

LARGEST_BYTES: Final = 20 * 1024 * 1024  # core.telegram.org/bots/api#getfile
LINKS_ASKED: Final = 2  # a link holds an hour; one that leads nowhere has run out, and a new one is asked for
LINK_OVER: Final = (400, 404, 410)


class Files:
    """Fetches by file_id; an address holds the token, so nobody else is told one."""

    def __init__(self, telegram: Telegram, request: AiohttpRequest, api_url: str, token: str) -> None:
        """The same request, address and token as `telegram` has."""
        self._telegram, self._request = telegram, request
        self._base = f"{api_url.rstrip('/')}/file/bot{token}"

    async def content(self, file_id: str) -> bytes:
        """All of a file; raises FileTooBig, FileGone or Unreachable."""
        try:
            for _ in range(LINKS_ASKED):
                content = await self._download(await self._path_of(file_id))
                if content is not None:
                    return content
        except Refused as refused:
            raise (FileTooBig if "too big" in str(refused) else FileGone)("Telegram refuses it") from None
        except DeliveryError as error:
            raise Unreachable(f"no file: {type(error).__name__}") from None
        raise FileGone("its link leads nowhere")

    async def _path_of(self, file_id: str) -> str:
        answer = await self._telegram.result_of("getFile", {"file_id": file_id})
        if not isinstance(answer, dict) or not isinstance(answer.get("file_path"), str):
            raise TryLater("an answer that is none")
        return str(answer["file_path"])

    async def _download(self, path: str) -> bytes | None:
        """The file at a path; None if the link has run out."""
        with told_as_ours():
            async with self._request.session.get(f"{self._base}/{quote(path)}", allow_redirects=False) as response:
                if response.status in LINK_OVER:
                    return None
                if response.status != 200:
                    raise TryLater(f"HTTP {response.status}")
                content = await whole_of(response.content, LARGEST_BYTES)
        if content is None:
            raise FileTooBig("more than Telegram says it hands out")
        return content
