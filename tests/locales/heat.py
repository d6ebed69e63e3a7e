"""What workers read of heat, with what a hard day puts into it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

from services.heat.doors import CoolDoor, SaidBy

LONG = "清渡市新闻出版科技信息大厦户外劳动者服务驿站"
SOURCES = ("", "和风天气 QWeather")


def heat_values(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """Templates with values for them."""
    yield from warnings(now)
    yield from posting_values(now)
    for color in ("", "red"):
        yield "heat-update", {"color": color, "issued": now}
    for is_called_off, degrees, sender in product((True, False), ("", "34"), ("", LONG)):
        clear = {"is_called_off": is_called_off, "degrees": degrees, "sender": sender, "area": LONG, "now": now}
        yield "heat-clear", clear | {"ended": now, "expires": now + timedelta(days=1), "issued": now}
    yield "heat-first-aid", {}
    for maximum, band in (("", ""), ("34", ""), ("36.6", "35"), ("38", "37"), ("41", "40")):
        yield "heat-rights", {"maximum": maximum, "band": band}
    for per, indoor, is_disputed in product(("month", "day"), (0, 200), (True, False)):
        allowance = SimpleNamespace(
            outdoor=300, indoor=indoor, per=per, is_disputed=is_disputed, source="网上整理的各省清单，没找到政府原文",
            entered=date(2026, 7, 1),
        )  # fmt: skip
        yield "heat-allowance", {"province": "浙江省", "allowance": allowance, "months": "6月–9月"}
    yield "heat-allowance", {"province": "", "allowance": None, "months": ""}


def posting_values(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """What staff read who post one."""
    alert = {"area": LONG, "color": "orange", "until": "23:59"}
    yield "heatpost-standing", {"alerts": [alert, alert]}
    yield "heatpost-off", {"alert": alert}
    yield "heatpost-done", {"area": LONG, "color": "red"}
    yield "heatpost-ended", {"area": LONG}
    ready = {"area": LONG, "number": 123_456, "until": now + timedelta(days=5), "now": now}
    yield "heatpost-ready", {**ready, "stands": ""}
    yield "heatpost-ready", {**ready, "stands": "orange"}


def warnings(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """A warning of each color."""
    midnight = now.replace(hour=0, minute=0)
    soup = SimpleNamespace(what="mung_bean_soup", left=9_999, until=now + timedelta(hours=1))
    water = SimpleNamespace(what="十二个字的一样很长的东西啊", left=None, until=now + timedelta(hours=1))
    noon, four = midnight.replace(hour=12), midnight.replace(hour=16)
    doors = (
        CoolDoor(1, LONG, SaidBy.KEEPER, four, noon, now, [soup]),  # type: ignore[list-item]
        CoolDoor(2, "<3 & </b>", SaidBy.ALL_DAY, None, None, now, [water]),  # type: ignore[list-item]
        CoolDoor(3, LONG, SaidBy.SIGN, four + timedelta(hours=4)),
        CoolDoor(4, LONG, SaidBy.KEEPER, four, None, now - timedelta(days=1)),
        CoolDoor(5, LONG, SaidBy.ALL_DAY, None),
    )
    for color, raised, source, shown in product(
        ("yellow", "orange", "red"), (None, "", "orange"), SOURCES, (doors, ())
    ):
        yield f"heat-{color}", {
            "color": color, "raised_from": raised, "area": LONG, "headline": LONG * 3 if source else "",
            "when": "7月16日", "is_today": not source, "day_at": midnight, "hot": "11:00–17:00", "is_usual": not source,
            "maximum": "38.5" if source else "", "band": {"yellow": "35", "orange": "37", "red": "40"}[color],
            "doors": shown, "is_confirmed": bool(source), "sender": LONG, "issued": now,
            "expires": now + timedelta(days=9), "source": source, "forecast_source": source, "now": now,
        }  # fmt: skip
    unknown = {"color": "", "raised_from": None, "area": "鹿城区", "headline": "", "when": "今天", "is_today": True}
    yield "heat-yellow", unknown | {
        "day_at": midnight, "hot": "12:00–16:00", "is_usual": True, "maximum": "", "band": "", "doors": (), "now": now,
        "is_confirmed": False, "sender": "", "issued": now, "expires": now, "source": "", "forecast_source": "",
    }  # fmt: skip
