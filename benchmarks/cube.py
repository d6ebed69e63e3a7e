"""PostgreSQL's cube as a peer: the nearest open stations by KNN over a GiST index."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import asyncpg

from services.places.position import Position, ecef
from services.stations.open_stations import OpenStations
from tests.postgresql import running

NEAREST = "select id from place order by at <-> cube(array[$1::float8, $2, $3]) limit {wanted}"


class Cube:
    """A connection whose one table holds the stations that are open."""

    def __init__(self, loop: asyncio.AbstractEventLoop, connection: asyncpg.Connection) -> None:
        """`loop` is where the connection lives; questions are asked one at a time."""
        self._loop = loop
        self._connection = connection

    def holding(self, ready: OpenStations, wanted: int) -> Callable[[Position, int], object]:
        """Store these open stations; give the way to ask for the `wanted` nearest."""
        self._loop.run_until_complete(self._store(ready))
        question = self._loop.run_until_complete(self._connection.prepare(NEAREST.format(wanted=wanted)))

        def ask(place: Position, _: int) -> object:
            return self._loop.run_until_complete(question.fetch(*ecef(place).tolist()))

        return ask

    async def _store(self, ready: OpenStations) -> None:
        points = ready.index.ecef[ready.open.rows].tolist()
        rows = ((int(row), x, y, z) for row, (x, y, z) in zip(ready.open.rows, points, strict=True))
        await self._connection.execute("drop table if exists place, point")
        await self._connection.execute("create table point (id int, x float8, y float8, z float8)")
        await self._connection.copy_records_to_table("point", records=rows)
        await self._connection.execute("create table place as select id, cube(array[x, y, z]) as at from point")
        await self._connection.execute("create index on place using gist (at)")
        await self._connection.execute("vacuum analyze place")


@contextmanager
def cube() -> Iterator[Cube]:
    """A server of the benchmark's own."""
    loop = asyncio.new_event_loop()
    with running() as server:
        url = server.url(server.make()).replace("+asyncpg", "")
        connection = loop.run_until_complete(asyncpg.connect(url))
        loop.run_until_complete(connection.execute("create extension cube"))
        yield Cube(loop, connection)
        loop.run_until_complete(connection.close())
    loop.close()
