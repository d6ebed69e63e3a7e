"""Asking: in the transaction that tells of a hot day, the keepers of cool doors that would shut are owed a question."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import BindParameter, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import LANGUAGES, Locale, locale
from models import NoonCard, Station, Subscription, Topic, Worker
from services.delivery.outbox import store
from services.delivery.parcel import Parcel, alert
from services.keeping.keepers import free_keepers, keepers_of
from services.keeping.noon import HotHours, is_time_to_ask, questions_for
from services.keeping.noon_cards import Card, Reader, Why, asked, which
from services.places.adcode import area_of
from services.stations.finder import StationFinder

NEAR_METERS: Final = 3_000.0
MOST_STATIONS: Final = 8
"""On the keys of somebody who has not said yet which is theirs."""

Wanted = Mapping[tuple[str, int | None], int]
"""How many want to hear of heat, by their district and the station they named."""


async def ask(
    session: AsyncSession, stations: StationFinder, area: str, hot: HotHours, why: Why, now: datetime, language: str
) -> int:
    """Ask about the hot hours in an area (its code), each station once; gives how many messages are owed for it.

    At night nobody is asked: whoever owes the question calls again when keepers wake. `language` is for who chose none.
    """
    if not is_time_to_ask(hot, now, stations.zone):
        return 0
    questions = await questions_for(session, stations, area, hot, now)
    places = [station for station, _ in questions]
    keepers = await keepers_of(session, places)
    free = await free_keepers(session, [station for station in places if station.id not in keepers])
    words = await words_of(session, {*free, *(each for some in keepers.values() for each in some)}, language)
    wanted = await _wanted(session, area)
    parcels, cards, expires_at = [], [], hot.end(stations.zone)

    def owe(person: int, card: Card) -> int:
        parcels.append(_parcel(person, card, words[person], now, expires_at))
        return parcels[-1].id

    for station, question in questions:
        number = _wanted_near(stations, station, wanted)
        for person in keepers.get(station.id, ()):
            card = asked(Reader(words[person], stations.zone, now), station, question, why, number)
            cards.append(NoonCard(question_id=question.id, telegram_id=person, delivery_id=owe(person, card)))
    for person, some in free.items():
        owe(person, which(Reader(words[person], stations.zone, now), some[:MOST_STATIONS], hot, why))
    await _replace_cards(session, [question.id for _, question in questions], cards)
    await store(session, parcels)
    return len(parcels)


async def words_of(session: AsyncSession, people: Collection[int], language: str) -> dict[int, Locale]:
    """The words that each of these people reads."""
    rows = await session.execute(select(Worker.id, Worker.language).where(Worker.id.in_(people)))
    chosen = {row.id: row.language for row in rows}
    return {person: locale(chosen[person] if chosen.get(person) in LANGUAGES else language) for person in people}


async def _replace_cards(session: AsyncSession, question_ids: Sequence[int], cards: Sequence[NoonCard]) -> None:
    """What was asked the evening before is asked anew, in new messages."""
    ids: BindParameter[list[int]] = bindparam("ids", [*question_ids], expanding=True, literal_execute=True)
    await session.execute(delete(NoonCard).where(NoonCard.question_id.in_(ids)))
    session.add_all(cards)
    await session.flush()


def _parcel(person: int, card: Card, words: Locale, now: datetime, expires_at: datetime) -> Parcel:
    return alert(person, "sendMessage", card.message(words), now, expires_at)


async def _wanted(session: AsyncSession, area: str) -> Wanted:
    columns = (Worker.area, Worker.near_station_id)
    counted = (
        select(*columns, func.count().label("number"))
        .join(Subscription, Subscription.worker_id == Worker.id)
        .where(Subscription.topic == Topic.HEAT, Worker.blocked_at.is_(None))
        .where(Worker.area.startswith(area_of(area) or ""))
        .group_by(*columns)
    )
    return {(row.area, row.near_station_id): row.number for row in await session.execute(counted)}


def _wanted_near(stations: StationFinder, station: Station, wanted: Wanted) -> int:
    """Those of its district who named no station, and those who named one near it."""
    around = {*stations.ids_around(station.id, NEAR_METERS)}
    district = station.adcode[:6]
    return sum(
        number for (area, named), number in wanted.items() if (area == district if named is None else named in around)
    )
