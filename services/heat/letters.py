"""Letters: the words of a warning for one place, by language, and the keys under them."""

import asyncio
import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from locales import LANGUAGES, Locale, locale
from models import HeatAlert
from services.heat.bands import band_of, hottest
from services.heat.chart import draw_chart
from services.heat.doors import CoolDoor, SaidBy
from services.heat.outlook import Outlook
from services.heat.report import Color, Forecast
from services.heat.warnings import BY_HAND, SEVERITY
from services.notices.pushes import Letters
from services.places.districts import districts

PICTURE: Final = "heat.png"
CHARTS_KEPT: Final = 500  # three days of ninety districts, and more; 20 KB each
STILL_HOT: Final = 30.0
"""From so many degrees on it is worth a word that the heat is not over with its warning."""

Params = dict[str, Any]


def warning_letters(
    alert: HeatAlert, area: str, outlook: Outlook, doors: Sequence[CoolDoor], chart: str, zone: ZoneInfo, now: datetime
) -> Letters:
    """What a place is told; with the picture `chart` (base64) if there is one, else as a text."""
    return {
        language: _warning(alert, area, outlook, doors, chart, zone, now, locale(language)) for language in LANGUAGES
    }


def replaced_letters(alert: HeatAlert, zone: ZoneInfo, is_picture: bool) -> Letters:
    """What becomes of an earlier message when this warning is told anew below it."""
    values = {"color": alert.color, "issued": alert.issued_at.astimezone(zone)}
    return _without_keys("heat-update", values, is_picture)


def clear_letters(
    alert: HeatAlert, area: str, outlook: Outlook, zone: ZoneInfo, now: datetime, is_picture: bool
) -> Letters:
    """What becomes of the message when the warning is over."""
    local = now.astimezone(zone)
    degrees = outlook.hours[local.hour] if outlook.hours and outlook.day == local.date() else 0.0
    values = {
        "is_called_off": alert.is_called_off, "area": name_of(area), "sender": alert.sender,
        "ended": (alert.ended_at or now).astimezone(zone), "expires": alert.expires_at.astimezone(zone),
        "issued": alert.issued_at.astimezone(zone), "now": local,
        "degrees": f"{degrees:.0f}" if degrees >= STILL_HOT else "",
    }  # fmt: skip
    return _without_keys("heat-clear", values, is_picture)


async def chart_of(outlook: Outlook) -> str:
    """The picture of a hot day in base64, "" where there is nothing to show; drawn in a thread."""
    if not outlook.hours or outlook.band is None or outlook.is_usual or outlook.maximum is None:
        return ""
    return await asyncio.to_thread(_drawn, outlook.hours, (outlook.begins / 60, outlook.ends / 60), outlook.maximum)


async def draw_ahead(forecast: Forecast) -> None:
    """Have the picture of a hot day ready before a warning comes: many at once would keep people waiting."""
    hours = tuple(round(hour, 1) for hour in forecast.hours)  # as they are kept
    span = hottest(hours)
    if span and band_of(forecast.maximum):
        begins, ends = span
        await chart_of(Outlook(forecast.day, begins, ends, False, forecast.maximum, hours))


@lru_cache(CHARTS_KEPT)
def _drawn(hours: tuple[float, ...], hot: tuple[float, float], maximum: float) -> str:
    return base64.b64encode(draw_chart(hours, hot, maximum)).decode()


def name_of(area: str) -> str:
    """What a district is called; its code where nobody knows it."""
    district = districts().of(area)
    return district.name if district else area


def in_degrees(celsius: float) -> str:
    """38, 36.6: as it is said, so that the number and its band never differ."""
    return f"{celsius:.1f}".removesuffix(".0")


def _warning(
    alert: HeatAlert, area: str, outlook: Outlook, doors: Sequence[CoolDoor], chart: str, zone: ZoneInfo, now: datetime,
    words: Locale,
) -> Params:  # fmt: skip
    local = now.astimezone(zone)
    template = f"heat-{alert.color or Color.YELLOW}"
    text = words.render(template, **_values(alert, area, outlook, doors, zone, local, words))
    markup = {"parse_mode": "HTML", "reply_markup": keys(alert, area, outlook, doors, words)}
    silence = {"disable_notification": True} if SEVERITY[alert.color] == SEVERITY[Color.YELLOW] else {}
    if chart:
        return {"photo": {"png": chart, "name": PICTURE}, "caption": text, **markup, **silence}
    return {"text": text, "link_preview_options": {"is_disabled": True}, **markup, **silence}


def _values(
    alert: HeatAlert,
    area: str,
    outlook: Outlook,
    doors: Sequence[CoolDoor],
    zone: ZoneInfo,
    local: datetime,
    words: Locale,
) -> Params:
    begins, ends = outlook.at(outlook.begins, zone), outlook.at(outlook.ends, zone)
    is_by_hand = alert.source == BY_HAND
    return {
        "color": alert.color,
        "raised_from": alert.raised_from if alert.edition > 1 else None,
        "area": name_of(area),
        "headline": alert.headline if is_by_hand or not alert.color else "",
        "when": _when(outlook, local, zone, words),
        "is_today": outlook.day == local.date(),
        "day_at": outlook.at(0, zone),
        "hot": f"{begins:%H:%M}–{ends:%H:%M}",
        "is_usual": outlook.is_usual,
        "maximum": "" if outlook.maximum is None else in_degrees(outlook.maximum),
        "band": outlook.band or "",
        "doors": doors,
        "is_confirmed": any(door.said_by is not SaidBy.SIGN for door in doors),
        "sender": alert.sender,
        "issued": alert.issued_at.astimezone(zone),
        "expires": alert.expires_at.astimezone(zone),
        "source": alert.attribution,
        "forecast_source": outlook.attribution,
        "now": local,
    }


def _when(outlook: Outlook, local: datetime, zone: ZoneInfo, words: Locale) -> str:
    """今天, 明天（7月16日）, 7月17日: what is sent in the evening is read in the morning as well."""
    near = {0: "today", 1: "tomorrow"}.get((outlook.day - local.date()).days, "other")
    return words.word("heat_day", near, day=words.day(outlook.at(0, zone), local))


def keys(alert: HeatAlert, area: str, outlook: Outlook, doors: Sequence[CoolDoor], words: Locale) -> Params:
    """The doors; what helps; and, but for a red warning, less of it."""
    word, maximum = words.word, "" if outlook.maximum is None else in_degrees(outlook.maximum)
    go = [
        _press(word("button", "go", number=number), f"told_go:0:{door.station_id}")
        for number, door in enumerate(doors, 1)
    ]
    cards = [
        _press(word("button", "first_aid"), "heat:aid"),
        _press(word("button", "heat_rights"), f"heat:rights:{maximum}"),
        _press(word("button", "allowance"), f"heat:pay:{area[:2]}"),
    ]
    of_nothing = "" if alert.id else ":0"  # under a preview they do nothing
    less = [_press(word("button", each), f"{each}{of_nothing}") for each in ("hush", "fewer")]
    rows = [go, cards, [] if alert.color == Color.RED else less]
    return {"inline_keyboard": [row for row in rows if row]}


def _without_keys(template: str, values: Mapping[str, Any], is_picture: bool) -> Letters:
    """One text in each language, with no keys under it."""
    name = "caption" if is_picture else "text"
    return {
        language: {name: locale(language).render(template, **values), "parse_mode": "HTML"} for language in LANGUAGES
    }


def _press(label: str, data: str) -> Params:
    return {"text": label, "callback_data": data}
