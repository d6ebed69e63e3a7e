"""Geocoders over geopy: their addresses, limits, datums and errors, made ours."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from geopy.adapters import AdapterHTTPError, AioHTTPAdapter
from geopy.exc import GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges, GeopyError
from geopy.geocoders import BaiduV3, Nominatim, Photon
from geopy.location import Location

from services.errors import InputFault, StateFault, Unreachable
from services.places.datum import Datum, to_wgs84
from services.places.geocoding import Place
from services.places.position import Position, is_in_china
from services.station_words import fold

log = structlog.get_logger(__name__)

NONE: Final = "none"
USER_AGENT: Final = "nuanyi/0.1 (a trade union's bot that finds service stations)"
PUBLIC_NOMINATIM: Final = "nominatim.openstreetmap.org"
PUBLIC_SPACING_SECONDS: Final = 1.0  # operations.osmfoundation.org/policies/nominatim: one request a second at most
ANSWER_SECONDS: Final = 5.0
LONGEST_QUEUE_SECONDS: Final = 3.0  # then the rest of ANSWER_SECONDS is left for the answer
HITS: Final = 8
COUNTRIES: Final = ("cn", "hk", "mo", "tw")
SAME_DEGREES: Final = 0.003  # two hits of one name some 300 meters apart are the ends of one street
VAGUE_CONFIDENCE: Final = 40  # of Baidu: the true place may be more than 2 km away
REMEMBERED: Final = 1_000
REMEMBERED_SECONDS: Final = 3_600.0

# What geopy raises on purpose, and what its readers stumble over in an answer that is none.
_FAULTS = (GeopyError, AdapterHTTPError, InputFault, LookupError, TypeError, ValueError, AttributeError)

Ask = Callable[[str], Awaitable[Any]]
"""Asks one service, which gives a location, a list of them, or None."""
Read = Callable[[str, Location], Place | None]
"""Makes a place of what a service found for a text; None if that is too vague."""


class Geocoder:
    """One service, asked no oftener than it allows; what it said is remembered for an hour."""

    def __init__(self, ask: Ask, read: Read, spacing_seconds: float) -> None:
        """`spacing_seconds` lie between the beginnings of two requests."""
        self._ask, self._read, self._spacing = ask, read, spacing_seconds
        self._next_at = 0.0
        self._known: OrderedDict[str, tuple[float, Sequence[Place]]] = OrderedDict()

    async def places(self, text: str) -> Sequence[Place]:
        """The places in China that a text may mean, best first; raises Unreachable."""
        key, now = fold(text), _seconds()
        until, known = self._known.get(key, (0.0, ()))
        if until > now:
            return known
        await self._wait_for_its_turn()
        found = tuple(_distinct(self._read_all(text, await self._locations(text))))
        self._remember(key, found)
        return found

    async def _wait_for_its_turn(self) -> None:
        """Whose turn comes too late takes none: else those who left would keep everybody waiting after them."""
        now = _seconds()
        at = max(self._next_at, now)
        if at - now > LONGEST_QUEUE_SECONDS:
            raise Unreachable("too many ask the geocoder at once", again=False)
        self._next_at = at + self._spacing
        await asyncio.sleep(at - now)

    async def _locations(self, text: str) -> Sequence[Location]:
        """What the service says; its own words may quote the text or the key, so only their kind is told."""
        try:
            answer = await self._ask(text)
        except (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges) as error:
            log.error("the geocoder refuses us: is NUANYI_GEOCODER_KEY right?", error=type(error).__name__)
            raise Unreachable("the geocoder refuses us", again=False) from None
        except _FAULTS as error:
            raise Unreachable(f"the geocoder failed: {type(error).__name__}") from None
        return answer if isinstance(answer, list) else [answer] if answer else []

    def _read_all(self, text: str, locations: Sequence[Location]) -> Iterator[Place]:
        try:
            for location in locations:
                place = self._read(text, location)
                if place and is_in_china(place.position):
                    yield place
        except _FAULTS as error:
            raise Unreachable(f"an answer that is none: {type(error).__name__}") from None

    def _remember(self, key: str, found: Sequence[Place]) -> None:
        self._known[key] = _seconds() + REMEMBERED_SECONDS, found
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


@asynccontextmanager
async def open_geocoder(name: str, url: str, key: str) -> AsyncIterator[Geocoder | None]:
    """The geocoder of that name, None for "none"; `url` is the base address of a server of one's own, or empty."""
    if name == NONE:
        yield None
        return
    if name == "baidu" and not key:
        raise StateFault("NUANYI_GEOCODER_KEY is not set: lbsyun.baidu.com gives one (or NUANYI_GEOCODER_KEY_FILE)")
    service, ask, read = {"nominatim": _nominatim, "photon": _photon, "baidu": _baidu}[name](url.rstrip("/"), key)
    is_public = getattr(service, "domain", "") == PUBLIC_NOMINATIM
    async with service:
        yield Geocoder(ask, read, PUBLIC_SPACING_SECONDS if is_public else 0.0)


Opened = tuple[Any, Ask, Read]


def _nominatim(url: str, key: str) -> Opened:
    service = Nominatim(**_common(url, PUBLIC_NOMINATIM))

    def ask(text: str) -> Awaitable[Any]:
        found: Awaitable[Any] = service.geocode(
            text, exactly_one=False, limit=HITS, country_codes=COUNTRIES, language="zh-CN", addressdetails=True
        )
        return found

    return service, ask, _read_nominatim


def _photon(url: str, key: str) -> Opened:
    service = Photon(**_common(url, "photon.komoot.io"))

    def ask(text: str) -> Awaitable[Any]:
        found: Awaitable[Any] = service.geocode(text, exactly_one=False, limit=HITS)
        return found

    return service, ask, _read_photon


def _baidu(url: str, key: str) -> Opened:
    service = BaiduV3(
        key, scheme="https", timeout=ANSWER_SECONDS, user_agent=USER_AGENT, adapter_factory=AioHTTPAdapter
    )
    if url:
        service.api = url + service.api_path

    def ask(text: str) -> Awaitable[Any]:
        found: Awaitable[Any] = service.geocode(text)  # it answers with one place at most
        return found

    return service, ask, _read_baidu


def _common(url: str, public: str) -> Mapping[str, Any]:
    parts = urlsplit(url or f"https://{public}")
    return {
        "domain": parts.netloc + parts.path,
        "scheme": parts.scheme,
        "timeout": ANSWER_SECONDS,
        "user_agent": USER_AGENT,
        "adapter_factory": AioHTTPAdapter,
    }


def _read_nominatim(text: str, location: Location) -> Place:
    address = location.raw.get("address", {})
    parts = ("city", "county", "city_district", "district", "suburb", "road")
    name = location.raw.get("name") or location.address.partition(",")[0]
    return Place(name, _area(name, [address.get(part) for part in parts]), _position(location))


def _read_photon(text: str, location: Location) -> Place | None:
    found = location.raw["properties"]
    if found.get("countrycode", "CN").lower() not in COUNTRIES:
        return None
    name = found.get("name") or text
    parts = ("city", "county", "district", "street")
    return Place(name, _area(name, [found.get(part) for part in parts]), _position(location))


def _read_baidu(text: str, location: Location) -> Place | None:
    """Baidu names nothing: the person's own words stand for it."""
    if location.raw.get("confidence", 100) < VAGUE_CONFIDENCE:
        return None
    latitude, longitude = to_wgs84(location.latitude, location.longitude, Datum.BD09)
    return Place(text, "", Position(float(latitude), float(longitude)))


def _position(location: Location) -> Position:
    return Position(location.latitude, location.longitude)


def _area(name: str, parts: Sequence[str | None]) -> str:
    """The last two that say more than the name does, such as 东岸区体育路."""
    said = [part for part in dict.fromkeys(parts) if part and part != name]
    return "".join(said[-2:])


def _distinct(places: Iterator[Place]) -> Iterator[Place]:
    given: list[Place] = []
    for place in places:
        if not any(_is_same(place, other) for other in given):
            given.append(place)
            yield place


def _is_same(one: Place, other: Place) -> bool:
    here, there = one.position, other.position
    apart = max(abs(here.latitude - there.latitude), abs(here.longitude - there.longitude))
    return one.name == other.name and (apart < SAME_DEGREES or one.area == other.area)


def _seconds() -> float:
    return asyncio.get_running_loop().time()
