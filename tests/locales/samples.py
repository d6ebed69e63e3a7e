"""Every message of the bot with what a hard day puts into it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from handlers.question import LETTERS
from handlers.rights import Refusal
from locales import ROOM, locale
from models import Case, CaseKind, CaseState, Role, StaffMember, Station, Topic, Union, Worker
from models.worker import newcomer
from services.cases.forgetting import KeptCase, Reading
from services.finding import Finding
from services.forgetting import Kept
from services.heat.silence import Silence
from services.hours.week import week_of
from services.occupations import OCCUPATIONS, named_first
from services.places.districts import District
from services.places.geocoding import Place
from services.places.position import Position
from services.places.travel import Travel
from services.retention import Keep
from services.staff import invitations
from services.station_words import AMENITIES, ENTRIES
from services.stations.full import Today
from services.stations.offer import DoorState, Found, Noon, Offer
from tests.locales.announcements import announcement_values
from tests.locales.cases import case_values
from tests.locales.complaints import complaint_values
from tests.locales.desk import desk_values
from tests.locales.desk_cards import desk_card_values
from tests.locales.heat import heat_values
from tests.locales.keeping import keeping_values, supplies_of
from tests.locales.legal import legal_values, service_values
from tests.locales.meals import meal_values
from tests.locales.my_cases import my_case_values
from tests.locales.reminders import reminder_values
from tests.locales.servings import serving_values

NOW = datetime(2026, 7, 14, 14, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
LONG = "清渡市新闻出版科技信息大厦户外劳动者服务驿站"
NAMES = ("红旗路驿站", LONG, "<3 & </b>", "\u202e倒着\u202c", "驿站🍚🏍️", "Kaffee & Kuchen GmbH Werk 2")
PHONES = ("", "0000-88000312", "0000-88000312转801、0000-88000313", "13800000000 陈师傅（白天）或13900000000")
WAYS = (("walk_in",), (), ("qr",), ("code", "id_card", "face"), tuple(ENTRIES), ("刷工会卡或找门卫登记以后从侧门进",))
THINGS = (
    (),
    ("water", "phone_charging"),
    tuple(AMENITIES),
    ("雨衣免费借",),
    ("全市最大的户外劳动者综合服务休息阅览中心",),
)
DISTRICTS = (
    District("330302", "鹿城区", "温州市"),
    District("622927", "积石山保安族东乡族撒拉族自治县", "临夏回族自治州"),
    District("330300", "温州市", "浙江省"),
)
JOBS = tomllib.loads((ROOM / "en" / "words.toml").read_text("utf-8"))["job"]
KINDS = (("district",), ("key",), ("key", "day"), ("key", "text"), ("number",), ("text",), ("place",))


@dataclass(frozen=True)
class Sample:
    """A message with its values."""

    template: str
    values: dict[str, Any]

    def rendered(self, language: str) -> str:
        """What goes to Telegram."""
        return locale(language).render(self.template, **self.values)


def template_names(language: str) -> set[str]:
    """All messages of a language, without the parts that they are made of."""
    return {path.stem for path in (ROOM / language).glob("*.html") if not path.stem.startswith("_")}


def an_offer(**more: Any) -> Offer:
    """An open station half a kilometer away."""
    fields: dict[str, Any] = {
        "station_id": 10**9, "code": "D0127", "name": "红旗路驿站", "position": Position(30.27, 120.15),
        "address": "红旗路88号", "phone": "", "entry": ("walk_in",), "amenities": ("water",),
        "meters": 500.0, "minutes": 9,
        "state": DoorState.OPEN, "opens_at": None, "closes_at": NOW.replace(hour=18), "wait_minutes": 0,
        "minutes_left_on_arrival": 200, "around_the_clock": False, "calendar_known": True, "is_override": False,
        "is_makeup": False, "is_holiday": False,
    }  # fmt: skip
    return Offer(**fields | more)


def states() -> Iterator[Offer]:
    """A station in every state its door can be in."""
    tomorrow, midnight = NOW + timedelta(days=1), NOW.replace(hour=0) + timedelta(days=1)
    for offer in (
        an_offer(),
        an_offer(closes_at=midnight.replace(minute=0)),
        an_offer(closes_at=NOW + timedelta(days=3)),
        an_offer(closes_at=NOW + timedelta(days=9)),
        an_offer(is_override=True),
        an_offer(noon=Noon(12 * 60, 15 * 60, NOW.replace(hour=10, minute=40))),
        an_offer(noon=Noon(12 * 60, 15 * 60, NOW - timedelta(hours=19))),
        an_offer(is_makeup=True),
        an_offer(is_holiday=True),
        an_offer(calendar_known=False),
        an_offer(around_the_clock=True, closes_at=None, minutes_left_on_arrival=None),
        an_offer(state=DoorState.CLOSING, minutes_left_on_arrival=24),
        an_offer(state=DoorState.OPENING, opens_at=NOW + timedelta(minutes=15), wait_minutes=6),
        an_offer(state=DoorState.OPENING, opens_at=NOW + timedelta(minutes=9), wait_minutes=0),
        an_offer(state=DoorState.OPENING, opens_at=NOW + timedelta(minutes=15), wait_minutes=6, calendar_known=False),
        an_offer(state=DoorState.LATER, opens_at=tomorrow, wait_minutes=1400),
        an_offer(state=DoorState.LATER, opens_at=NOW + timedelta(days=9), wait_minutes=1400),
        an_offer(state=DoorState.LATER, closes_at=None, minutes_left_on_arrival=None),
        an_offer(state=DoorState.UNKNOWN, closes_at=None, minutes_left_on_arrival=None),
    ):
        for phone in PHONES:
            yield replace(offer, phone=phone)


def found(offers: tuple[Offer, ...], beyond: tuple[Offer, ...] = (), **more: Any) -> Found:
    """An answer with these stations."""
    fields: dict[str, Any] = {"earliest": None, "nearest_meters": 500.0, "has_more": False, "travel": Travel.EBIKE}
    return Found(offers=offers, beyond=beyond, at=NOW, **fields | more)


def card(
    template: str, answer: Found, skip: int = 0, note: str = "", shown: int = 3, needs: tuple[str, ...] = ()
) -> Sample:
    """A card that shows an answer."""
    first = skip + 1 + (answer.earliest is not None)
    return Sample(template, {
        "found": answer,
        "entries": list(enumerate((*answer.offers, *answer.beyond), start=first))[:shown],
        "wanted": partial(named_first, occupation="food_delivery"),
        "reach": 30, "few": 1, "without": answer.confirmed, "needs": needs, "accuracy": 1500.0,
        "note": note or ("filter" if needs else "few" if len(answer.offers) < 3 else ""),
    })  # fmt: skip


def cards() -> Iterator[Sample]:
    """Cards with every door, name, way in and distance."""
    far = an_offer(meters=123_456.0, minutes=1075, name=LONG, entry=("qr",), amenities=tuple(AMENITIES))
    for offer, name in product(states(), NAMES):
        yield card("nearest", found((replace(offer, name=name),) * 3), skip=93)
    for entry, things in product(WAYS, THINGS):
        offer = an_offer(entry=entry, amenities=things, name=LONG, meters=999.6, minutes=60)
        yield card("nearest", found((offer,), (far, far), travel=Travel.CAR, has_more=True), note="imprecise")
        yield card("nearest", found((offer,), (far, far)))
        yield card("nearest", found((offer, offer), travel=Travel.WALK))
        for earliest in (offer, replace(offer, opens_at=NOW + timedelta(days=9), calendar_known=False), None):
            opening = replace(earliest, opens_at=earliest.opens_at or NOW) if earliest else None
            yield card("nearest-none", found((offer,), (far, far), earliest=opening), shown=2)
            yield card("nearest-none", found((), (), earliest=opening), note="late")
    for needs in (("24h",), ("air_conditioning",), ("24h", "battery_swap"), tuple(LETTERS)):
        wanted = an_offer(name=LONG, entry=("qr",), amenities=tuple(AMENITIES), calendar_known=False)
        yield card("nearest", found((wanted,) * 3), needs=needs)
        yield card("nearest-filter-none", found((replace(wanted, state=DoorState.UNKNOWN),), (far,)), needs=needs)
        yield card(
            "nearest-filter-none", found((), (far, far), earliest=replace(wanted, opens_at=NOW)), shown=1, needs=needs
        )
        yield card("nearest-filter-none", found((), ()), needs=needs)
    for note in ("live", "ended", "late"):
        yield card("nearest", found((an_offer(),) * 3), note=note)
    for name, area in product((*NAMES, "长" * 4096), ("", "东岸区体育路", "长" * 99)):
        place = Place(name, area, Position(30.27, 120.15))
        for template in ("nearest", "nearest-none", "nearest-far"):
            typed = card(template, found((far,), (far,)), note="typed")
            yield replace(typed, values=typed.values | {"place": place})
    yield card("nearest-far", found((), (far, far), nearest_meters=12_345.0), shown=2)
    yield card("nearest-far", found((), (), nearest_meters=12_345.0))


def stations() -> Iterator[Sample]:
    """Full cards, from everything to nothing."""
    full = Station(name=LONG, address="红旗路88号", note="左手第一间", host="红旗路营业厅", phone=PHONES[1])
    bare = Station(name="驿站", address="", note="", host="", phone="")
    things = [*locale("zh-Hans").labels("amenity").values()]
    hours = ("24/7", "Mo-Fr 08:00-12:00,13:30-26:00; Sa[1,3] 09:00-12:00; PH off", "")
    for offer, text, station, name in product(states(), hours, (full, bare), ("", "清渡市总工会")):
        noon = (720, 900) if offer.noon else None
        yield Sample("station", {
            "station": station, "door": offer, "now": NOW, "week": week_of(text, NOW.date()),
            "facts": ["三星", "站号D0127"], "things": things if station is full else [],
            "today": Today(((480, 720),) if name else (), NOW, noon) if station is full else None,
            "union": Union(name=name) if name else None, "supplies": supplies_of(LONG, NOW) if name else (),
        })  # fmt: skip
    yield Sample("station-photo-kept", {"station": full})


def staff_messages() -> Iterator[Sample]:
    """What staff read of invitations, desks and rights."""
    for role, name, inviter in product(Role, NAMES, ("", LONG)):
        offer = invitations.Offer("0" * 40, role, Union(name=name), inviter, is_held=False)
        yield Sample("invitation", {"offer": offer, "name": name})
        yield Sample("invitation-accepted", {"offer": offer})
        yield Sample("no-right", {"refusal": Refusal(role, name, role, name, inviter)})
        values = {"union": Union(name=name), "link": "https://t.me/x", "until": NOW + timedelta(hours=24), "now": NOW}
        yield Sample("invite-link", {"role": role, **values})
    yield from (Sample("invite-union", {"answers": {"role": role}}) for role in Role)
    bound = ("bind-done", "bind-moved", "bind-same", "bind-taken")
    yield from (Sample(template, {"union": name}) for template in bound for name in NAMES)
    yield from (Sample("bind-unknown", {"adcode": name}) for name in NAMES)


def announcements() -> Iterator[Sample]:
    """What is read around an announcement."""
    yield from (Sample(template, values) for template, values in announcement_values(NOW, NAMES))


def meals() -> Iterator[Sample]:
    """What is read of meals and other events."""
    values = (*meal_values(NOW, NAMES), *serving_values(NOW, NAMES), *desk_values(NOW, NAMES))
    yield from (Sample(template, each) for template, each in values)


def complaints() -> Iterator[Sample]:
    """What is read around a complaint."""
    yield from (Sample(template, values) for template, values in complaint_values(NOW, NAMES))


def cases() -> Iterator[Sample]:
    """What is read around a case by its worker and by staff."""
    yield from (Sample(template, values) for template, values in case_values(NOW, NAMES))
    yield from (Sample(template, values) for template, values in desk_card_values(NOW, NAMES))


def keepers_messages() -> Iterator[Sample]:
    """What keepers read."""
    yield from (Sample(template, values) for template, values in keeping_values(NOW, NAMES))


def list_messages() -> Iterator[Sample]:
    """What an admin hears of a list that they sent."""
    for many in (0, 187_654):
        counts = dict.fromkeys(("added", "changed", "unchanged", "missing", "notes"), many)
        yield from (Sample(template, {"counts": counts}) for template in ("list-done", "list-nothing-new"))
        yield Sample("apply-sure", {"answers": {"counts": counts}})
    fault = Finding(18, "纬度", "150.12", "经纬度写反了？")
    for number in (0, 1, 187_654):
        faults = [fault] * min(number, 5)
        yield Sample("list-refused", {"sentence": f"名单有{number}处错误", "faults": faults, "number": number})
    yield from (Sample("list-not-yours", {"code": code}) for code in ("D0127", "长" * 64))


def own_data() -> Iterator[Sample]:
    """What is kept of a person and what the bot says about it."""
    nothing = Kept(None, (), 0, False, 0, ())
    held = zip(Role, NAMES, strict=True)
    posts = tuple((StaffMember(role=role, name=name), Union(name=name)) for role, name in held)
    everything: dict[str, Any] = {
        "forms": ("area", "start"),
        "errands": 3,
        "is_followed": True,
        "dead_letters": 2,
        "posts": posts,
        "topics": tuple(Topic),
        "keeps": NAMES * 8,
        "cases": kept_cases(),
        "went_to": LONG,
        "follows": tuple(f"A{number}" for number in range(990, 1010)),
    }
    yield Sample("forget-done", {"now": NOW, "receipt": "F123456"})
    for template in ("desk-forgotten", "case-forgotten"):
        yield Sample(template, {"reference": "A123456"})
    for kept in (nothing, replace(nothing, posts=posts)):
        yield Sample("my-data", {"kept": kept, "district": None, "language": "en", **wishes(None, "")})
    for trade, travel, year in product(("", "taxi"), ("", "car"), (2024, 2026)):
        began = NOW.replace(year=year)
        worker = newcomer(1, began)
        worker.occupation, worker.travel = trade, travel
        worker.area_agreed_at, worker.area_refused_at = began, began if trade else None
        worker.cases_agreed_at = began if trade else None
        for kept, district in product((nothing, replace(nothing, **everything)), (None, *DISTRICTS)):
            values = {"kept": replace(kept, worker=worker), "district": district, "language": "zh-Hans"}
            values |= wishes(worker, LONG if trade else "")
            yield Sample("my-data", values)
            yield Sample("forget", {"kept": kept})
    for district in DISTRICTS:
        notice = {"version": 12, "dated": NOW.date(), "is_first": district is not DISTRICTS[0]}
        yield Sample("area-check", {"answers": {}, "district": district, "union": "", "hotline": "", **notice})
        yield Sample("area-check", {"answers": {}, "district": district, "union": LONG, "hotline": PHONES[1], **notice})
        yield from (Sample("area-done", {"district": district, "topics": on}) for on in ((), tuple(Topic)))
        yield Sample("area-refused", {"district": district})
    yield Sample("area-refused", {"district": None})
    for union, hotline, in_china in (("", "", False), (LONG, "", True), (NAMES[2], PHONES[2], True)):
        live: dict[str, Any] = {
            "keep": Keep(),
            "in_china": in_china,
            "geocodes": in_china,
            "union": union,
            "hotline": hotline,
        }
        yield Sample("privacy", live | {"version": 3, "dated": NOW.date()})


def kept_cases() -> tuple[KeptCase, ...]:
    """One of each kind in each state, and what is private in them was read often."""
    return tuple(
        KeptCase(
            Case(letter="A", number=100_000 + number, kind=kind, state=state),
            [Reading(name, NOW - timedelta(days=300)) for name in ("", *NAMES)] if kind == CaseKind.LEGAL_AID else [],
        )
        for number, (kind, state) in enumerate(product(CaseKind, CaseState))
        if state != CaseState.FORGOTTEN
    )


def wishes(worker: Worker | None, near: str) -> dict[str, Any]:
    """What somebody wants of notices, as `wishes_of` gives it."""
    hushed = NOW + timedelta(hours=16) if near else None
    return {"worker": worker, "quiet": "22:00–06:00" if near else "", "hushed": hushed, "near": near, "now": NOW}


def notice_messages() -> Iterator[Sample]:
    """What a worker reads of their notices."""
    worker = newcomer(1, NOW)
    worker.area_agreed_at, worker.near_station_id = NOW.replace(year=2024), 1
    for topics, near, district in product(((), tuple(Topic)), ("", *NAMES), (None, *DISTRICTS)):
        yield Sample("notices", {"topics": topics, "district": district, **wishes(worker, near)})
    yield Sample("notices", {"topics": (), "district": None, **wishes(None, "")})
    for topics in ((), tuple(Topic)):
        yield Sample("notices-today-off", {"until": NOW + timedelta(hours=16), "now": NOW, "topics": topics})
        yield from (Sample("notices-fewer", {"topics": topics, "near": near, "meters": 1000}) for near in ("", LONG))
    for name in NAMES:
        yield Sample("nearby-meters", {"station": name})
    for given, name in product(({}, {"missed": ""}, {"missed": "长" * 60}), ("", *NAMES)):
        yield Sample("near-place", {"answers": given, "near": name})


def silences() -> Iterator[Sample]:
    """A source of the weather that is silent."""
    for source, heard_at in product(("qweather", "cap", "open-meteo"), (None, NOW - timedelta(days=400))):
        silence = Silence(source, 99_999, source == "open-meteo")
        yield Sample("heat-stale", {"silence": silence, "heard_at": heard_at, "now": NOW})


def heat() -> Iterator[Sample]:
    """What workers read of heat."""
    yield from (Sample(template, values) for template, values in heat_values(NOW))


def case_messages() -> Iterator[Sample]:
    """What workers and staff read of cases."""
    values = (*my_case_values(NOW, NAMES), *reminder_values(NOW, NAMES))
    yield from (Sample(template, each) for template, each in values)


def legal() -> Iterator[Sample]:
    """What workers read around legal aid."""
    yield from (Sample(template, values) for template, values in legal_values(NOW, NAMES))
    yield from (Sample(template, values) for template, values in service_values(NOW, NAMES))
    for union, hotline in (("", ""), *product(NAMES, PHONES[2:])):
        for door in (None, an_offer(name=LONG)):
            values = {"reference": "L999999", "union": union, "hotline": hotline, "door": door, "now": NOW}
            yield Sample("legal-documents", values)


def messages() -> Iterator[Sample]:
    """All messages; those about a station in every state of its door."""
    yield from cards()
    for offer, name in product(states(), NAMES):
        yield Sample("navigate", {"offer": replace(offer, name=name), "now": NOW})
    yield Sample("navigate", {"offer": an_offer(address="", phone=PHONES[2], entry=tuple(ENTRIES)), "now": NOW})
    yield from (Sample("thing", {"thing": code}) for code in LETTERS)
    yield from list_messages()
    yield from (Sample("place-which", {"answers": {"name": text, "places": [1, 2]}}) for text in (*NAMES, "长" * 30))
    yield from (Sample("start-travel", {"answers": {"occupation": trade}}) for trade in ("", *OCCUPATIONS))
    for template in ("unknown-text", "place-not-found", "place-too-many", "place-late", "place-service-down"):
        yield from (Sample(template, {"text": text}) for text in (*NAMES, "一\n二", "长" * 4096))
    yield from stations()
    yield Sample("absence", {"since": NOW - timedelta(days=400), "now": NOW})
    yield from (Sample("missed", {"job": job, "slot": NOW - timedelta(days=1), "now": NOW}) for job in JOBS)
    yield from silences()
    yield from (Sample(template, {"incident": 987_654}) for template in ("error", "error-form"))
    yield from (Sample("form-unclear", {"text": text, "kinds": kinds}) for text in NAMES for kinds in KINDS)
    yield Sample("form-paused", {"days": 365})
    yield from staff_messages()
    yield from announcements()
    yield from meals()
    yield from keepers_messages()
    yield from complaints()
    yield from cases()
    yield from legal()
    yield from own_data()
    yield from notice_messages()
    yield from heat()
    yield from case_messages()
    told = (
        *cards(), *staff_messages(), *list_messages(), *announcements(), *meals(), *keepers_messages(), *complaints(),
        *cases(), *legal(), *own_data(), *notice_messages(), *heat(), *case_messages(),
    )  # fmt: skip
    own = {sample.template for sample in told}
    given = own | {
        "navigate", "start-travel", "unknown-text", "place-not-found", "place-late", "place-service-down",
        "place-too-many", "place-which", "station", "station-photo-kept", "error", "error-form", "form-unclear",
        "form-paused", "absence", "missed", "heat-stale", "thing",
    }  # fmt: skip
    yield from (Sample(template, {}) for template in sorted(template_names("zh-Hans") - given))
