"""Supplies: what stations give away while it lasts, and how it is counted down."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import BindParameter, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Station, Supply
from services.staff.audit import Act, write_down

USUAL: Final = ("mung_bean_soup", "watermelon", "huoxiang", "water", "salt_soda", "ice")
"""Codes of what is given away in the heat; their words are in words.toml, what a keeper typed stands for itself."""
MOST: Final = 9_999
LONGEST: Final = 20
"""Characters of a name."""


async def standing(
    session: AsyncSession, station_ids: Collection[int], now: datetime
) -> Mapping[int, Sequence[Supply]]:
    """What these stations give away now, by station, the oldest first; stations without anything are left out."""
    ids: BindParameter[list[int]] = bindparam("ids", [*station_ids], expanding=True, literal_execute=True)
    query = select(Supply).where(Supply.station_id.in_(ids), Supply.gone_at.is_(None), Supply.until > now)
    found: defaultdict[int, list[Supply]] = defaultdict(list)
    for supply in await session.scalars(query.order_by(Supply.id)):
        found[supply.station_id].append(supply)
    return dict(found)


async def changed_at(session: AsyncSession, since: datetime, now: datetime) -> list[int]:
    """The stations where something was counted, put out or ran out since then."""
    is_new = or_(Supply.said_at > since, and_(Supply.until > since, Supply.until <= now))
    return list(await session.scalars(select(Supply.station_id).where(is_new).distinct().order_by(Supply.station_id)))


async def put_out(
    session: AsyncSession, station: Station, what: str, left: int | None, until: datetime, by: int, now: datetime
) -> Supply:
    """Post what a station gives away; of the same thing that stands there already this is the newer word."""
    there = (await standing(session, [station.id], now)).get(station.id, ())
    supply = next((each for each in there if each.what == what), None)
    if supply is None:
        supply = Supply(station_id=station.id, what=what)
        session.add(supply)
    supply.left, supply.until, supply.said_at, supply.said_by = left, until, now, by
    write_down(session, Act.PUT_OUT_SUPPLY, station.code, now, actor_id=by)
    await session.flush()
    return supply


async def count_down(
    session: AsyncSession, supply: Supply, seen: int | None, less: int | None, by: int, now: datetime
) -> bool:
    """Take `less` from what somebody saw was left, or all of it (None); False if it was not so any more.

    So a second tap takes nothing twice, and of two keepers at one moment one counts.
    """
    left = 0 if less is None else max(0, (seen or 0) - less)
    is_gone = less is None or left == 0
    values = {"left": None if seen is None else left, "said_at": now, "said_by": by}
    counted = await session.execute(
        update(Supply)
        .where(Supply.id == supply.id, Supply.left.is_not_distinct_from(seen))
        .where(Supply.gone_at.is_(None), Supply.until > now)
        .values(values | ({"gone_at": now} if is_gone else {}))
        .returning(Supply.id)
        .execution_options(synchronize_session=False)
    )
    is_counted = counted.first() is not None
    await session.refresh(supply)
    if is_counted and is_gone:
        station = await session.get_one(Station, supply.station_id)
        write_down(session, Act.ENDED_SUPPLY, station.code, now, actor_id=by)
    return is_counted
