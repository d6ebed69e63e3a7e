"""QWeather 和风天气: the official warnings that hold at a point, by its current alert endpoint."""

from collections.abc import Sequence
from typing import Any, Final

from gateways.weather.asking import Asker
from gateways.weather.credentials import Credentials
from gateways.weather.reading import json_in, moment, name, of_known_shape, readable, span, words
from services.heat.report import Color, District, Report

NAME: Final = "qweather"
HEAT: Final = frozenset({"1009", "1010", "1024", "1066"})  # 高温, 热浪, 高温中暑, 中暑气象条件
PARAMETERS: Final = {"localTime": "true", "lang": "zh"}
OWN_ATTRIBUTION: Final = "和风天气 QWeather"

Json = dict[str, Any]


class QWeather:
    """Asked for each district by itself: what holds at its middle."""

    name = NAME
    is_shared = False

    def __init__(self, asker: Asker, url: str, credentials: Credentials) -> None:
        """`url` is the API host of the operator's own account, with its scheme."""
        self._asker, self._url, self._credentials = asker, url.rstrip("/"), credentials

    async def warnings(self, district: District) -> Sequence[Report]:
        """The heat warnings there; raises WeatherSilent."""
        latitude, longitude = district.position.latitude, district.position.longitude
        url = f"{self._url}/weatheralert/v1/current/{latitude:.2f}/{longitude:.2f}"
        answer = await self._asker.ask(url, PARAMETERS, self._credentials.headers())
        with of_known_shape():
            said = json_in(answer.body)
            alerts, attribution = [*said["alerts"]], _attribution(said["metadata"])
        return readable(alerts, lambda alert: _report(alert, district.adcode, attribution))


def _attribution(metadata: Json) -> str:
    """What QWeather wants to be shown with its data."""
    return " ".join([OWN_ATTRIBUTION, *(words(each) for each in metadata.get("attributions") or ())])


def _report(alert: Json, adcode: str, attribution: str) -> Report | None:
    """None for what is not about heat.

    An alert may hold in many districts, and in each it is told and ends by itself: its number and the adcode name it.
    """
    event, message = alert["eventType"], alert["messageType"]
    if str(event["code"]) not in HEAT:
        return None
    issued_at = moment(alert["issuedTime"])
    onset_at, expires_at = span(
        alert.get("onsetTime") or alert.get("effectiveTime"),
        alert.get("expireTime") or alert.get("expiredTime"),
        issued_at,
    )
    return Report(
        source=NAME,
        source_id=f"{name(alert['id'])}@{adcode}",
        supersedes=tuple(f"{name(each)}@{adcode}" for each in message.get("supersedes") or ()),
        is_cancelled=message["code"] == "cancel",
        adcode=adcode,
        color=_color(alert.get("color")),
        event=words(event.get("name")),
        headline=words(alert.get("headline")),
        description=words(alert.get("description")),
        instruction=words(alert.get("instruction")),
        sender=words(alert.get("senderName")),
        attribution=attribution,
        issued_at=issued_at,
        onset_at=onset_at,
        expires_at=expires_at,
        celsius=None,
    )


def _color(color: Any) -> Color | None:
    """None for one that we do not know: there may be new ones."""
    code = color.get("code") if isinstance(color, dict) else None
    return next((each for each in Color if each == code), None)
