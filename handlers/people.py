"""People: what is kept of those who sent a batch of updates, read at once for all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Form, Worker
from services.forms.store import waiting_forms

_WORKERS = select(Worker).where(Worker.id.in_(bindparam("ids", expanding=True)))


@dataclass
class People:
    """By id: None is somebody of whom nothing is kept; of a person's forms the one asked last is at the end."""

    workers: dict[int, Worker | None] = field(default_factory=dict)
    forms: dict[int, list[Form]] = field(default_factory=dict)

    @classmethod
    async def read(cls, session: AsyncSession, ids: Collection[int]) -> "People":
        """Look them up in two queries at most; those who are no workers yet are remembered as absent."""
        workers: dict[int, Worker | None] = dict.fromkeys(ids)
        if not workers:
            return cls()
        for worker in await session.scalars(_WORKERS, {"ids": list(workers)}):
            workers[worker.id] = worker
        return cls(workers, await waiting_forms(session, [number for number in ids if workers[number]]))
