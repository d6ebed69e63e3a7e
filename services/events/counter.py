"""The counter: the card on which keepers count a serving, who gets one, and how all of them stay the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Locale
from models import Delivery, Reservation, Serving, ServingCard, StaffMember, Station, StationKeeper
from services.delivery.outbox import store
from services.delivery.parcel import Parcel, reply
from services.events.course import Course, Stage
from services.events.reservations import kept_for
from services.staff.people import words_of
from services.staff.rights import NOBODY, ROLES, Action, may
from services.staff.unions import covering_union

Params = Mapping[str, Any]
STEPS: Final = (1, 5, 10)
IN_A_ROW: Final = 3
MOST_NUMBERS: Final = 12
"""Kept numbers with a key of their own; who comes with a later one is counted off by hand."""


def values_of(course: Course, kept: Sequence[Reservation]) -> Params:
    """What `meal-counter` says: how many there are, and which are kept until when."""
    zone = course.now.tzinfo
    numbers = [(each.number, each.held_until.astimezone(zone)) for each in kept[:MOST_NUMBERS]]
    return {"course": course, "kept": numbers, "now": course.now}


def keys_of(course: Course, version: int, kept: Sequence[Reservation], words: Locale) -> Params:
    """The keys to count with."""

    def key(word: str, label: str = "") -> Params:
        text = label or words.word("counter", word)
        return {"text": text, "callback_data": f"count:{course.serving_id}:{version}:{word}"}

    if course.stage in (Stage.OVER, Stage.OFF):
        return {"inline_keyboard": []}
    if course.stage is Stage.GONE:
        return {"inline_keyboard": [[key("more")]]}
    steps = [key(str(step), f"-{step}") for step in STEPS] if course.portions.left is not None else []
    fetched = [
        {"text": words.word("counter", "fetched", number=each.number), "callback_data": f"fetched:{each.id}"}
        for each in kept[:MOST_NUMBERS]
    ]
    rows = [steps, [key("say"), key("gone")], *(fetched[at : at + IN_A_ROW] for at in range(0, len(fetched), IN_A_ROW))]
    return {"inline_keyboard": [row for row in rows if row]}


def card_of(course: Course, version: int, kept: Sequence[Reservation], words: Locale) -> Params:
    """The parameters of a keeper's message, without a chat."""
    return {
        "text": words.render("meal-counter", **values_of(course, kept)),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keys_of(course, version, kept, words),
    }


async def counters_of(session: AsyncSession, station: Station) -> list[int]:
    """Who counts what a station gives away: who said that they keep it, else those of the union around it; who may."""
    named = await session.scalars(
        select(StationKeeper.telegram_id).where(StationKeeper.station_id == station.id).order_by(StationKeeper.since)
    )
    keepers = [person for person in named if await may_count(session, person, station)]
    if keepers:
        return keepers
    union = await covering_union(session, station.adcode)
    if union is None:
        return []
    posts = select(StaffMember.telegram_id).where(
        StaffMember.union_id == union.id, StaffMember.role.in_(ROLES[Action.KEEP_MEALS])
    )
    return sorted({*await session.scalars(posts)} - NOBODY)


async def may_count(session: AsyncSession, person: int, station: Station) -> bool:
    """Whether somebody may (still) look after the meals of a station."""
    union = await covering_union(session, station.adcode)
    return (await may(session, person, Action.KEEP_MEALS, union)).is_yes


async def ask_to_count(session: AsyncSession, course: Course, serving: Serving, language: str, now: datetime) -> None:
    """Bring the card to everybody who counts, once; what was not delivered when it is over comes no more."""
    serving.asked_at = now
    station = await session.get_one(Station, course.station_id)
    kept = await kept_for(session, serving.id, now)
    parcels: list[Parcel] = []
    for person in await counters_of(session, station):
        words = await words_of(session, person, language)
        params = card_of(course, serving.version, kept, words)
        parcels.append(replace(reply(person, "sendMessage", params, now), expires_at=serving.ends_at))
        await remember_card(session, serving.id, person, parcels[-1].id)
    await store(session, parcels)


async def remember_card(session: AsyncSession, serving_id: int, person: int, delivery_id: int) -> None:
    """The newest card of somebody is the one that is kept true."""
    await session.merge(ServingCard(serving_id=serving_id, telegram_id=person, delivery_id=delivery_id))
    await session.flush()


async def show_to_all(
    session: AsyncSession, course: Course, serving: Serving, language: str, now: datetime, *, but: Collection[int] = ()
) -> None:
    """Turn the cards of those who may (still) count to how it stands; what has not arrived yet stays as it is."""
    station = await session.get_one(Station, course.station_id)
    kept = await kept_for(session, serving.id, now)
    cards = await session.execute(
        select(ServingCard.telegram_id, Delivery.message_id)
        .join(Delivery, Delivery.id == ServingCard.delivery_id)
        .where(ServingCard.serving_id == serving.id, Delivery.message_id.is_not(None))
    )
    parcels = []
    for person, message_id in cards:
        if person not in but and await may_count(session, person, station):
            words = await words_of(session, person, language)
            params = {"message_id": message_id, **card_of(course, serving.version, kept, words)}
            parcels.append(reply(person, "editMessageText", params, now))
    await store(session, parcels)
