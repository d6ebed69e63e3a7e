"""A weather service on this machine: answers with what a test puts into it, over real HTTP, or misbehaves."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from services.heat.report import District
from services.places.position import Position
from tests.answering import listening

LUCHENG = District("330302", Position(28.0, 120.65))
OUHAI = District("330304", Position(27.97, 120.63))


class Answering:
    """What it says next, and what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.answer: Any = {}
        self.status = 200
        self.headers: dict[str, str] = {}
        self.packs = False
        self.waits = 0.0
        self.cuts = False
        self.requests: list[web.BaseRequest] = []

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer as told."""
        self.requests.append(request)
        await asyncio.sleep(self.waits)
        body = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer, ensure_ascii=False).encode()
        headers = dict(self.headers)
        if self.packs:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        if self.cuts:
            headers["Content-Length"] = str(2 * len(body))
            response = web.StreamResponse(status=self.status, headers=headers)
            await response.prepare(request)
            await response.write(body)
            assert request.transport
            request.transport.close()
            return response
        return web.Response(status=self.status, body=body, headers=headers)


@asynccontextmanager
async def a_weather_service() -> AsyncIterator[Answering]:
    """One that listens on a free port."""
    answering = Answering()
    async with listening(answering.handle) as answering.url:
        yield answering


def alert(number: str = "A1", **changed: Any) -> dict[str, Any]:
    """A heat warning as QWeather writes it."""
    return {
        "id": number, "senderName": "清渡市气象台", "issuedTime": "2026-07-14T10:30+08:00",
        "messageType": {"code": "alert", "supersedes": []}, "eventType": {"name": "高温", "code": "1009"},
        "urgency": None, "severity": "severe", "certainty": None, "icon": "1009",
        "color": {"code": "orange", "red": 255, "green": 165, "blue": 0, "alpha": 1},
        "effectiveTime": "2026-07-14T10:30+08:00", "onsetTime": "2026-07-14T11:00+08:00",
        "expireTime": "2026-07-15T10:30+08:00", "headline": "清渡市气象台发布高温橙色预警信号",
        "description": "预计今天最高气温将升至37℃以上。", "criteria": None, "responseTypes": [],
        "instruction": "避免在高温时段露天作业。",
    } | changed  # fmt: skip


def alerts(*told: Any) -> dict[str, Any]:
    """An answer of QWeather."""
    metadata = {"tag": "made", "zeroResult": not told, "attributions": ["https://example.org/a", "可能存在延迟。"]}
    return {"metadata": metadata, "alerts": list(told)}


def forecast(*maxima: float | None) -> dict[str, Any]:
    """An answer of Open-Meteo, from 14 July 2026; at noon it is as hot as it gets."""
    days = [f"2026-07-{14 + number}" for number in range(len(maxima))]
    hours = [(f"{day}T{hour:02}:00", hour) for day in days for hour in range(24)]
    peaks = [20.0 if maximum is None else maximum for maximum in maxima]
    return {
        "latitude": 28.0, "longitude": 120.6875, "utc_offset_seconds": 28800, "timezone": "Asia/Shanghai",
        "hourly_units": {"time": "iso8601", "temperature_2m": "°C"},
        "hourly": {
            "time": [at for at, _ in hours],
            "temperature_2m": [peaks[at // 24] - abs(hour - 12) for at, (_, hour) in enumerate(hours)],
        },
        "daily_units": {"time": "iso8601", "temperature_2m_max": "°C"},
        "daily": {"time": days, "temperature_2m_max": list(maxima)},
    }  # fmt: skip


INFO = """<info><language>zh-CN</language><category>Met</category><event>高温</event><urgency>Expected</urgency>
<severity>Severe</severity><certainty>Likely</certainty><expires>2026-07-15T10:30:00+08:00</expires>
<senderName>清渡市气象台</senderName><headline>高温橙色预警</headline><instruction>多喝水</instruction>
<area><areaDesc>鹿城区</areaDesc><geocode><valueName>any</valueName><value>330302</value></geocode></area></info>"""


def cap(
    number: str = "C1", kind: str = "Alert", references: str = "", infos: str = INFO, status: str = "Actual"
) -> str:
    """A message of the Common Alerting Protocol."""
    told = f"<references>{references}</references>" if references else ""
    return (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{number}</identifier><sender>s</sender>'
        f"<sent>2026-07-14T10:30:00+08:00</sent><status>{status}</status><msgType>{kind}</msgType>"
        f"<scope>Public</scope>{told}{infos}</alert>"
    )


def feed(*messages: str) -> bytes:
    """Messages within an Atom feed."""
    entries = "".join(f'<entry><content type="text/xml">{message}</content></entry>' for message in messages)
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()
