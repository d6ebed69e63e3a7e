"""A View: a warning as each place sees it now, with its forecast, its cool doors and its picture."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from models import HeatAlert, Notice
from services.heat.doors import CoolDoor, cool_doors
from services.heat.letters import chart_of, warning_letters
from services.heat.outlook import Outlook, forecasts_for, outlook_of
from services.heat.report import Color
from services.heat.warnings import SEVERITY
from services.notices.places import Place
from services.notices.pushes import SEND, Letters
from services.stations.finder import StationFinder

SEND_PICTURE: Final = "sendPhoto"
BASE: Final = {1: 35.0, 2: 37.0, 3: 40.0}
"""How hot it is at least, by the severity of a warning."""


@dataclass(frozen=True)
class View:
    """A warning as each place sees it now."""

    alert: HeatAlert
    outlooks: Mapping[str, Outlook]
    doors: Mapping[Place, Sequence[CoolDoor]]
    charts: Mapping[str, str]
    stations: StationFinder
    now: datetime

    def method(self, place: Place) -> str:
        """The call by which it is said there for the first time."""
        return SEND_PICTURE if self.charts[place.area] else SEND

    def letters(self, place: Place, notice: Notice | None = None) -> Letters:
        """What it says there; where it was said already, with a picture only if it had one."""
        chart = self.charts[place.area]
        if notice is not None:
            chart = (chart or _picture_of(notice)) if is_picture(notice) else ""
        outlook, doors = self.outlooks[place.area], self.doors[place]
        return warning_letters(self.alert, place.area, outlook, doors, chart, self.stations.zone, self.now)

    @property
    def is_urgent(self) -> bool:
        """Whether it wakes people: red does."""
        return self.alert.color == Color.RED

    @property
    def rank(self) -> int:
        """The hottest and soonest first: by color, then by the maximum, then by the minutes until it is hot."""
        severity = SEVERITY[self.alert.color]
        maximum = max([BASE[severity], *(each.maximum for each in self.outlooks.values() if each.maximum is not None)])
        zone = self.stations.zone
        begins = min((each.at(each.begins, zone) for each in self.outlooks.values()), default=self.now)
        minutes = max(0, round((begins - self.now).total_seconds() / 60))
        return (3 - severity) * 10**7 + round((60 - min(maximum, 60)) * 10) * 10**4 + min(minutes, 9_999)


async def view_of(
    session: AsyncSession, stations: StationFinder, alert: HeatAlert, places: Iterable[Place], now: datetime
) -> View:
    """How a warning looks from these places."""
    places = dict.fromkeys(places)
    areas = sorted({place.area for place in places})
    forecasts = await forecasts_for(session, alert, areas, stations.zone, now)
    outlooks = {area: outlook_of(alert, area, forecasts, stations.zone, now) for area in areas}
    doors = await cool_doors(session, stations, places, outlooks, now)
    charts = {area: await chart_of(outlook) for area, outlook in outlooks.items()}
    return View(alert, outlooks, doors, charts, stations, now)


def is_picture(notice: Notice) -> bool:
    """Whether a notice went out as a picture: what edits it can only be one, too."""
    return notice.method == SEND_PICTURE


def _picture_of(notice: Notice) -> str:
    """The picture that a notice went out with."""
    letters = json.loads(notice.letters or "{}")
    return str(next(iter(letters.values()))["photo"]["png"]) if letters else ""
