"""`nuanyi stations near`: the answer that a worker at a place would get."""

import asyncio
import json
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.opening import open_calendar, open_database
from bot.settings import Settings, read_settings
from services.clock import SystemClock
from services.errors import InputFault
from services.places.position import EAST, NORTH, SOUTH, WEST, Position, is_in_china
from services.places.travel import Travel
from services.station_words import AMENITIES, AMENITY_CODES, fold
from services.stations.finder import ALL_DAY, StationFinder
from services.stations.offer import DoorState, Found, Offer

BY: dict[Travel, str] = {Travel.WALK: "on foot", Travel.EBIKE: "by e-bike", Travel.CAR: "by car"}


def near(
    latitude: Annotated[str, typer.Argument(metavar="LAT", help="Degrees of WGS-84.")],
    longitude: Annotated[str, typer.Argument(metavar="LNG", help="Degrees of WGS-84.")],
    travel: Annotated[Travel, typer.Option(help="How the worker gets around.")] = Travel.WALK,
    at: Annotated[str, typer.Option(metavar="ISO-TIME", help="Another moment than now.")] = "",
    need: Annotated[list[str] | None, typer.Option(metavar="AMENITY", help="What must be there; repeatable.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Print the stations that a worker at this place would be offered, best first."""
    settings = read_settings()
    position = position_of(latitude, longitude)
    moment = moment_of(at, settings.zone) if at else SystemClock().now()
    needed = [amenity_of(word) for word in need or ()]
    if not is_in_china(position):
        typer.echo("[]" if as_json else "That point is outside China.")
        return
    found = asyncio.run(_found(settings, position, travel, moment, needed))
    typer.echo(json.dumps(rows(found), ensure_ascii=False) if as_json else text(found))


def position_of(latitude: str, longitude: str) -> Position:
    """The point; InputFault if it is no point or the two are swapped."""
    try:
        first, second = float(latitude), float(longitude)
    except ValueError:
        raise InputFault(f"“{latitude} {longitude}” is no position: two numbers such as 30.27 120.15") from None
    if WEST <= first <= EAST and SOUTH <= second <= NORTH:
        raise InputFault(f"the latitude comes first: {longitude} {latitude}")
    return Position(first, second)


def moment_of(at: str, zone: ZoneInfo, option: str = "--at") -> datetime:
    """The moment, in `zone` unless it names its own; InputFault if it cannot be read."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise InputFault(f"“{at}” is no time such as 2026-07-14T14:19 ({option})") from None
    if not 1970 <= moment.year <= 9990:
        raise InputFault(f"the year {moment.year} is too far from ours ({option})")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def amenity_of(word: str) -> str:
    """The code of an amenity given as code or in Chinese; InputFault if there is none."""
    code = word if word == ALL_DAY else AMENITY_CODES.get(fold(word))
    if code is None:
        raise InputFault(f"there is no amenity “{word}”; take one of {', '.join((*AMENITIES, ALL_DAY))}")
    return code


async def _found(settings: Settings, position: Position, travel: Travel, moment: datetime, need: list[str]) -> Found:
    finder = StationFinder(settings.zone, open_calendar(settings))
    async with open_database(settings) as database, database.reading() as session:
        await finder.load(session, moment)
    return finder.near(position, travel, moment, need=need)


def rows(found: Found) -> list[dict[str, Any]]:
    """The offers for programs, best first; moments as ISO text with offset."""
    return [
        {
            "code": offer.code,
            "name": offer.name,
            "meters": round(offer.meters),
            "minutes": offer.minutes,
            "opens_at": offer.opens_at.isoformat() if offer.opens_at else None,
            "closes_at": offer.closes_at.isoformat() if offer.closes_at else None,
            "open_on_arrival": offer.open_on_arrival,
        }
        for offer in (*found.offers, *found.beyond)
    ]


def text(found: Found) -> str:
    """The answer in plain lines."""
    lines = [_line(number, offer, found) for number, offer in enumerate(found.offers, 1)]
    if not any(offer.hours_known for offer in found.offers):
        lines.append("Nothing within 30 minutes is known to be open on arrival.")
    if found.earliest:
        lines.append(f"Opens first: {_line(0, found.earliest, found)}")
    if found.beyond:
        lines.append("Farther away:")
        lines += [_line(number, offer, found) for number, offer in enumerate(found.beyond, len(found.offers) + 1)]
    if found.nearest_meters is None:
        lines.append("No station is listed.")
    return "\n".join(lines)


def _line(number: int, offer: Offer, found: Found) -> str:
    name = f"{number} {offer.name}" if number else offer.name
    hours, minutes = divmod(offer.minutes, 60)
    time = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    distance = f"{offer.meters / 1000:.1f} km" if offer.meters >= 1000 else f"{round(offer.meters)} m"
    way = f"about {time} {BY[found.travel]}, {distance}"
    return f"{name} ({offer.code}) · {way} · {_hours(offer, found.at)}"


def _hours(offer: Offer, now: datetime) -> str:
    if not offer.hours_known:
        return f"hours unconfirmed, call {offer.phone} first" if offer.phone else "hours unconfirmed"
    if offer.opens_at:
        opens = _clock(offer.opens_at, now)
        return f"opens {opens}" + (f", {offer.wait_minutes} min to wait" if offer.state is DoorState.OPENING else "")
    till = f"open till {_clock(offer.closes_at, now)}" if offer.closes_at else "open round the clock"
    return till if offer.calendar_known else f"{till} unless the day becomes a holiday, which is not published"


def _clock(moment: datetime, now: datetime) -> str:
    return moment.strftime("%H:%M" if moment.date() == now.date() else "%d %b %H:%M")
