"""Seals anew with the first key what an older one sealed, in every column of every model that is sealed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, LargeBinary, Row, Table, Update, literal, or_, select, tuple_, type_coerce, update

from models.database import Database
from models.schema import Model, Sealed
from models.secrets import WrongKey, is_newest, reseal

ROWS_AT_ONCE: Final = 100  # a longer transaction would keep a worker waiting


@dataclass(frozen=True)
class Resealed:
    """How many texts were sealed anew, and how many no key opens."""

    anew: int = 0
    unopened: int = 0

    def __add__(self, other: "Resealed") -> "Resealed":
        """Both together."""
        return Resealed(self.anew + other.anew, self.unopened + other.unopened)


def sealed_tables() -> Iterator[Table]:
    """Every table that holds something sealed."""
    return (table for table in Model.metadata.sorted_tables if _sealed(table))


async def reseal_table(database: Database, table: Table) -> Resealed:
    """Go through a table by its primary key, in short transactions; what is under the first key is left as it is.

    So it can be begun again after a kill. What somebody changes meanwhile is theirs: it is written only where the
    same seal still stands.
    """
    done, last = Resealed(), None
    while rows := await _after(database, table, last):
        done += await _reseal(database, table, rows)
        last = rows[-1]
    return done


def _sealed(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Sealed)]


async def _after(database: Database, table: Table, last: Row[Any] | None) -> Sequence[Row[Any]]:
    """The next rows with a seal, as they stand: their primary key, then what is sealed."""
    keys = list(table.primary_key)
    seals = [type_coerce(column, LargeBinary).label(column.name) for column in _sealed(table)]
    query = select(*keys, *seals).where(or_(*(column.is_not(None) for column in _sealed(table))))
    if last is not None:
        query = query.where(tuple_(*keys) > tuple_(*(literal(last[i], key.type) for i, key in enumerate(keys))))
    async with database.reading() as session:
        return (await session.execute(query.order_by(*keys).limit(ROWS_AT_ONCE))).all()


async def _reseal(database: Database, table: Table, rows: Iterable[Row[Any]]) -> Resealed:
    changes, unopened = [], 0
    for row in rows:
        for column, seal in zip(_sealed(table), row[len(table.primary_key) :], strict=True):
            if seal is None or is_newest(seal):
                continue
            try:
                changes.append(_change(table, row, column, seal, reseal(seal)))
            except WrongKey:
                unopened += 1
    if not changes:
        return Resealed(unopened=unopened)
    async with database.writing() as session, session.begin():
        connection = await session.connection()
        anew = sum([(await connection.execute(change)).rowcount for change in changes])
    return Resealed(anew, unopened)


def _change(table: Table, row: Row[Any], column: Column[Any], old: bytes, new: bytes) -> Update:
    is_it = (key == row[i] for i, key in enumerate(table.primary_key))
    stands = type_coerce(column, LargeBinary) == old
    return update(table).where(*is_it, stands).values({column: literal(new, LargeBinary)})
