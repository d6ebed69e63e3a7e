"""The weather as two services tell it: warnings as QWeather does, forecasts as Open-Meteo; strict, as they are."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from aiohttp import web

from playground.memory.bureau import HeatWarning
from playground.memory.state import State

Json = dict[str, Any]

WARNINGS: Final = "/weatheralert/v1/current/"
FORECAST: Final = "/v1/forecast"
CHINA: Final = ZoneInfo("Asia/Shanghai")
_PLACE: Final = re.compile(r"-?\d{1,2}(\.\d{1,2})?/-?\d{1,3}(\.\d{1,2})?")
_NAMES: Final = {"yellow": "黄色", "orange": "橙色", "red": "红色"}
_VERBS: Final = {"alert": "发布", "update": "更新", "cancel": "解除"}
SENDER: Final = "清渡市气象台"
ATTRIBUTIONS: Final = ["演示用的天气，是页面上拨出来的"]
HOTTEST_HOUR: Final = 14
COOLER_AT_NIGHT: Final = 9.0
DAILY, HOURLY = "temperature_2m_max", "temperature_2m"
MOST_DAYS: Final = 16


def tells_the_weather(path: str) -> bool:
    """Whether this is an address of one of the services."""
    return path.startswith(WARNINGS) or path == FORECAST


def tell_the_weather(state: State, request: web.BaseRequest) -> web.Response:
    """Answer as the service of that address."""
    now = datetime.fromtimestamp(state.clock.date, UTC)
    if request.path == FORECAST:
        return _forecast(state.celsius, now, request)
    if not {"Authorization", "X-QW-Api-Key"} & set(request.headers):
        return _refused(401, "Unauthorized")
    if not _PLACE.fullmatch(request.path.removeprefix(WARNINGS)):
        return _refused(400, "Invalid Parameter: latitude and longitude have two decimals at most")
    warning = state.bureau.says(state.celsius, now)
    metadata = {"tag": str(now.timestamp()), "zeroResult": warning is None, "attributions": ATTRIBUTIONS}
    return web.json_response({"metadata": metadata, "alerts": [_alert(warning)] if warning else []})


def _refused(status: int, title: str) -> web.Response:
    return web.json_response({"error": {"status": status, "title": title}}, status=status)


def _alert(warning: HeatWarning) -> Json:
    name, issued = _NAMES[warning.color], _minute(warning.issued_at)
    return {
        "id": warning.id, "senderName": SENDER, "issuedTime": issued,
        "messageType": {"code": warning.kind, "supersedes": [*warning.supersedes]},
        "eventType": {"name": "高温", "code": "1009"}, "urgency": None, "severity": None, "certainty": None,
        "icon": "1009", "color": {"code": warning.color}, "effectiveTime": issued, "onsetTime": issued,
        "expireTime": _minute(warning.expires_at), "headline": f"{SENDER}{_VERBS[warning.kind]}高温{name}预警信号",
        "description": f"最高气温{warning.celsius:g}℃。", "criteria": None, "responseTypes": [],
        "instruction": "避开最热的钟点，多喝水，不舒服就停下来。",
    }  # fmt: skip


def _minute(moment: datetime) -> str:
    """Without seconds, as that service has it."""
    return moment.astimezone(CHINA).isoformat(timespec="minutes")


def _forecast(celsius: float, now: datetime, request: web.BaseRequest) -> web.Response:
    try:
        latitude, longitude, zone, days = _asked(request.query)
    except (LookupError, ValueError, OSError) as error:
        return web.json_response({"error": True, "reason": str(error)}, status=400)
    today = now.astimezone(zone).date()
    dates = [today + timedelta(days=number) for number in range(days)]
    told = {
        "latitude": latitude, "longitude": longitude, "timezone": str(zone),
        "daily_units": {"time": "iso8601", DAILY: "°C"},
        "daily": {"time": [day.isoformat() for day in dates], DAILY: [celsius] * days},
        "hourly_units": {"time": "iso8601", HOURLY: "°C"},
        "hourly": _hours(dates, celsius),
    }  # fmt: skip
    return web.json_response(told)


def _asked(query: Mapping[str, str]) -> tuple[float, float, ZoneInfo, int]:
    """Where, in which zone, for how many days; LookupError, ValueError or OSError if it is not asked as it must be."""
    zone, days = ZoneInfo(query["timezone"]), int(query["forecast_days"])
    if (query["daily"], query["hourly"]) != (DAILY, HOURLY) or not 1 <= days <= MOST_DAYS:
        raise ValueError(f"ask for {DAILY}, {HOURLY} and at most {MOST_DAYS} days")
    return float(query["latitude"]), float(query["longitude"]), zone, days


def _hours(dates: list[date], celsius: float) -> Json:
    """Every day the same: hottest in the early afternoon, coolest before dawn."""
    hours = [(f"{day}T{hour:02}:00", hour) for day in dates for hour in range(24)]
    curve = (celsius - COOLER_AT_NIGHT / 2 * (1 - math.cos(math.tau * (hour - HOTTEST_HOUR) / 24)) for _, hour in hours)
    return {"time": [at for at, _ in hours], HOURLY: [round(degrees, 1) for degrees in curve]}
