"""A notice to a million, measured from within: `python -m benchmarks.addressing VERB` prints JSON.

The verbs: `people` puts the workers there, `address` owes it to them, held; `release` lets it go, `look` finds and
claims what is due, `stop` ends it. The database is that of the settings. While addressing and stopping, another writer
comes by again and again.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import insert, literal, select, true, update

from bot.keys import use_secret_key
from bot.opening import connect
from bot.settings import Settings
from models import Kind, Lane, Notice, Subscription, Topic, Worker
from models.database import Database
from models.schema import UtcDateTime
from models.worker import newcomer
from playground.playground import FIRST_PERSON
from services.broadcasts.progress import accounts_of_notice
from services.delivery import outbox
from services.delivery.notices import PORTION, OpenGate, Reached, address, cancel_some, letters_for
from services.delivery.parcel import Parcel

PEOPLE = 1_000_000
STORED_AT_ONCE = 100_000
LOOKS, WINDOW, BATCH = 50, 200, 30
PAUSE_SECONDS = 0.005

Json = dict[str, Any]


async def people(database: Database) -> Json:
    """Workers with the numbers that a playground gives to the first so many people."""
    known = newcomer(0, datetime.now(UTC))
    columns = {c.name: getattr(known, c.name) for c in Worker.__table__.columns if getattr(known, c.name) is not None}
    del columns["id"]
    for first in range(FIRST_PERSON, FIRST_PERSON + PEOPLE, STORED_AT_ONCE):
        numbers = select(literal(first).label("id")).cte("numbers", recursive=True)
        numbers = numbers.union_all(select(numbers.c.id + 1).where(numbers.c.id < first + STORED_AT_ONCE - 1))
        told = [literal(value, Worker.__table__.c[name].type) for name, value in columns.items()]
        async with database.writing() as session, session.begin():
            await session.execute(insert(Worker).from_select(["id", *columns], select(numbers.c.id, *told)))
            wish = select(numbers.c.id, literal(Topic.ANNOUNCEMENTS.value), literal(known.started_at, UtcDateTime))
            await session.execute(insert(Subscription).from_select(["worker_id", "topic", "since"], wish))
    return {"people": PEOPLE}


async def owe(database: Database) -> Json:
    """A notice to all of them, in short transactions."""
    now = datetime.now(UTC)
    notice = Notice(
        topic=Topic.ANNOUNCEMENTS, kind=Kind.ANNOUNCEMENT, lane=Lane.BULK, method="sendMessage",
        letters=json.dumps({"zh-Hans": {"text": "今晚有热汤，欢迎来驿站。"}}),
        made_at=now, expires_at=now + timedelta(hours=9), is_urgent=True, is_held=True,
    )  # fmt: skip
    async with database.writing() as session, session.begin():
        session.add(notice)
    reached = Reached()

    async def portion() -> bool:
        nonlocal reached
        before = reached
        async with database.writing() as session, session.begin():
            reached = await address(session, notice, true(), reached, PORTION, now)
        return reached != before

    measured = await beside_another_writer(database, portion)
    return measured | {"notice": notice.id, "account": await account(database, notice.id)}


async def release(database: Database) -> Json:
    """Let the newest notice go."""
    async with database.writing() as session, session.begin():
        (await session.get_one(Notice, await newest(database))).is_held = False
    return {}


async def stop(database: Database) -> Json:
    """End what nobody has begun of the newest notice, in portions."""
    number = await newest(database)

    async def portion() -> bool:
        async with database.writing() as session, session.begin():
            return await cancel_some(session, number, "stopped", PORTION, datetime.now(UTC)) > 0

    measured = await beside_another_writer(database, portion)
    return measured | {"account": await account(database, number)}


async def look(database: Database) -> Json:
    """The two questions of the courier while all of it waits: milliseconds."""
    looks, claims = [], []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        async with database.reading() as session:
            rows = await outbox.due(session, Lane.BULK, [], WINDOW, [], ())
        looks.append((time.perf_counter() - begun) * 1000)
        parcels = [Parcel.of(row) for row in rows[:BATCH]]
        begun = time.perf_counter()
        async with database.writing() as session, session.begin():
            await outbox.claim(session, [parcel.id for parcel in parcels], 1)
            await letters_for(session, parcels, OpenGate(), datetime.now(UTC))
        claims.append((time.perf_counter() - begun) * 1000)
    return {"look": median(looks), "claim": median(claims)}


async def beside_another_writer(database: Database, portion: Callable[[], Awaitable[bool]]) -> Json:
    """One portion after the other until one was empty; how long all took, and how long another writer waited."""
    waits: list[float] = []
    other = asyncio.create_task(_write_now_and_then(database, waits))
    begun = time.monotonic()
    while await portion():
        pass
    seconds = time.monotonic() - begun
    other.cancel()
    with suppress(asyncio.CancelledError):
        await other
    return {"seconds": seconds, "longest_wait": max(waits) * 1000, "writes": len(waits)}


async def _write_now_and_then(database: Database, waits: list[float]) -> None:
    while True:
        begun = time.monotonic()
        async with database.writing() as session, session.begin():
            await session.execute(update(Worker).where(Worker.id == FIRST_PERSON).values(language="zh-Hans"))
        waits.append(time.monotonic() - begun)
        await asyncio.sleep(PAUSE_SECONDS)


async def newest(database: Database) -> int:
    """The number of the last notice."""
    async with database.reading() as session:
        return int(await session.scalar(select(Notice.id).order_by(Notice.id.desc()).limit(1)) or 0)


async def account(database: Database, notice_id: int) -> dict[str, int]:
    """Where its deliveries stand."""
    async with database.reading() as session:
        return asdict(await accounts_of_notice(session, notice_id))


VERBS = {"people": people, "address": owe, "release": release, "look": look, "stop": stop}


async def main(verb: str) -> None:
    """Do it and say how it went."""
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    use_secret_key(settings, make=False)
    database = connect(settings)
    measured = await VERBS[verb](database)
    if "account" in measured:
        assert sum(measured["account"].values()) == PEOPLE
    await database.close()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(measured | {"megabytes": most}) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
