"""CAP: the warnings of a feed or a file in the Common Alerting Protocol, one document for all districts."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog

from gateways.weather.asking import LARGEST_BYTES, Asker
from gateways.weather.cap_message import Info, Message, message_in, messages_in, tree_in
from gateways.weather.reading import of_known_shape, readable
from services.errors import WeatherSilent
from services.heat.report import District, Report

log = structlog.get_logger(__name__)

NAME: Final = "cap"
FRESH_SECONDS: Final = 60.0
"""So long an answer does for whichever district is asked about next."""


class CapFeed:
    """Asked once for all districts, and then only whether there is news."""

    name = NAME
    is_shared = True

    def __init__(self, asker: Asker, url: str) -> None:
        """`url` begins with https://, http:// or file://."""
        self._asker, self._url = asker, url
        self._messages: Sequence[Message] = ()
        self._asked_by: Mapping[str, str] = {}
        self._good_until = 0.0

    async def warnings(self, district: District) -> Sequence[Report]:
        """The heat warnings there; raises WeatherSilent."""
        if _seconds() >= self._good_until:
            await self._hear()
            self._good_until = _seconds() + FRESH_SECONDS
        return [report for message in self._messages for report in _reports(message, district.adcode)]

    async def _hear(self) -> None:
        if self._url.startswith("file:"):
            body, asked_by = await asyncio.to_thread(_content, self._url), {}
        else:
            answer = await self._asker.ask(self._url, headers=self._asked_by)
            if answer.body is None:
                return
            body, asked_by = answer.body, {**answer.asked_by}
        self._messages = await asyncio.to_thread(_messages, body)
        self._asked_by = asked_by


def _content(url: str) -> bytes:
    path = Path(unquote(urlsplit(url).path))
    try:
        if not path.is_file():
            raise WeatherSilent("there is no such file")
        with path.open("rb") as file:
            body = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise WeatherSilent(f"the file cannot be read ({error.strerror})") from None
    if len(body) > LARGEST_BYTES:
        raise WeatherSilent("a file that is too big")
    return body


def _messages(body: bytes) -> Sequence[Message]:
    with of_known_shape():
        alerts = messages_in(tree_in(body))
    found = readable(alerts, message_in)
    for message in found:
        if message.infos and not any(info.adcodes for info in message.infos):
            log.warning("a heat warning names no administrative code, and concerns nobody", warning=message.id)
    return found


def _reports(message: Message, adcode: str) -> Iterator[Report]:
    """What a message means for one district: at most one report.

    An update that names other areas only is the end of what it updates here, as a cancellation is.
    """
    info = message.about(adcode)
    has_moved_away = bool(message.references) and info is None and any(each.adcodes for each in message.infos)
    if message.kind == "Cancel" or has_moved_away:
        yield _report(message, adcode, info, is_cancelled=True)
    elif info is not None:
        yield _report(message, adcode, info)


def _report(message: Message, adcode: str, info: Info | None, *, is_cancelled: bool = False) -> Report:
    """In each district a warning is told and ends by itself: the message's id and the adcode name it."""
    sender = (info and info.sender) or message.sender
    return Report(
        source=NAME,
        source_id=f"{message.id}@{adcode}",
        supersedes=tuple(f"{each}@{adcode}" for each in message.references),
        is_cancelled=is_cancelled,
        adcode=adcode,
        color=info.color if info else None,
        event=info.event if info else "",
        headline=info.headline if info else "",
        description=info.description if info else "",
        instruction=info.instruction if info else "",
        sender=sender,
        attribution=sender,
        issued_at=message.sent_at,
        onset_at=info.onset_at if info else None,
        expires_at=info.expires_at if info else message.sent_at,
        celsius=None,
    )


def _seconds() -> float:
    return asyncio.get_running_loop().time()
