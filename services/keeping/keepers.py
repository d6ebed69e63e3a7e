"""Keepers: who said that they keep which station; whether they may is judged anew each time anybody asks."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Role, StaffMember, Station, StationKeeper
from services.staff.audit import Act, write_down
from services.staff.rights import NOBODY, Action, Post, judge, posts_of
from services.staff.unions import covering_union, line_of

Lines = Mapping[str, Sequence[int]]
"""By a station's code of its district: the ids of the unions that answer for it, the nearest first."""


async def stations_of(session: AsyncSession, telegram_id: int) -> list[Station]:
    """The listed stations that somebody keeps and may, in the order in which they took them."""
    query = select(Station).join(StationKeeper, StationKeeper.station_id == Station.id)
    mine = query.where(StationKeeper.telegram_id == telegram_id, Station.listed)
    kept = await session.scalars(mine.order_by(StationKeeper.since, Station.id))
    return await allowed_of(session, telegram_id, kept.all())


async def allowed_of(
    session: AsyncSession, telegram_id: int, stations: Collection[Station], action: Action = Action.EDIT_STATION
) -> list[Station]:
    """Those of these stations that somebody may keep, or for which they may do something else."""
    posts, lines = await posts_of(session, telegram_id), await _lines(session, stations)
    return [each for each in stations if judge(posts, action, lines[each.adcode]).is_yes]


async def keep(session: AsyncSession, telegram_id: int, station: Station, now: datetime) -> bool:
    """Note that somebody keeps a station, which they may; whether that is new."""
    if await session.get(StationKeeper, (telegram_id, station.id)):
        return False
    session.add(StationKeeper(telegram_id=telegram_id, station_id=station.id, since=now))
    write_down(session, Act.KEPT_STATION, station.code, now, actor_id=telegram_id)
    await session.flush()
    return True


async def give_up(session: AsyncSession, telegram_id: int, station: Station, now: datetime) -> None:
    """Note that somebody keeps a station no more."""
    kept = await session.get(StationKeeper, (telegram_id, station.id))
    if kept is not None:
        await session.delete(kept)
        write_down(session, Act.GAVE_UP_STATION, station.code, now, actor_id=telegram_id)
        await session.flush()


async def keepers_of(session: AsyncSession, stations: Collection[Station]) -> dict[int, list[int]]:
    """By station, who keeps it and may; stations that nobody keeps are left out."""
    ids: BindParameter[list[int]] = bindparam(
        "ids", [each.id for each in stations], expanding=True, literal_execute=True
    )
    kept = (await session.scalars(select(StationKeeper).where(StationKeeper.station_id.in_(ids)))).all()
    posts, lines = await _posts(session, {each.telegram_id for each in kept}), await _lines(session, stations)
    adcodes = {each.id: each.adcode for each in stations}
    found: defaultdict[int, list[int]] = defaultdict(list)
    for each in sorted(kept, key=lambda one: (one.since, one.telegram_id)):
        if judge(posts[each.telegram_id], Action.EDIT_STATION, lines[adcodes[each.station_id]]).is_yes:
            found[each.station_id].append(each.telegram_id)
    return dict(found)


async def free_keepers(session: AsyncSession, stations: Collection[Station]) -> dict[int, list[Station]]:
    """By person, the stations among these that they might keep: the nearest union's keepers who chose none yet."""
    lines = await _lines(session, stations)
    unions = {union_id for line in lines.values() for union_id in line}
    query = select(StaffMember.union_id, StaffMember.telegram_id)
    hired: defaultdict[int, set[int]] = defaultdict(set)
    for union_id, person in await session.execute(query.where(StaffMember.role == Role.KEEPER)):
        if union_id in unions and person not in NOBODY:
            hired[union_id].add(person)
    chose = set(await session.scalars(select(StationKeeper.telegram_id).distinct()))
    free: defaultdict[int, list[Station]] = defaultdict(list)
    for station in stations:
        nearest = next((hired[union_id] for union_id in lines[station.adcode] if union_id in hired), set[int]())
        for person in nearest - chose:
            free[person].append(station)
    return dict(free)


async def _lines(session: AsyncSession, stations: Collection[Station]) -> Lines:
    adcodes = {station.adcode for station in stations}
    return {adcode: await line_of(session, await covering_union(session, adcode)) for adcode in adcodes}


async def _posts(session: AsyncSession, people: Collection[int]) -> defaultdict[int, list[Post]]:
    query = select(StaffMember.telegram_id, StaffMember.role, StaffMember.union_id)
    posts: defaultdict[int, list[Post]] = defaultdict(list)
    for person, role, union_id in await session.execute(query.where(StaffMember.telegram_id.in_(people))):
        posts[person].append(Post(role, union_id))
    return posts
