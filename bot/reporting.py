"""Reporting: how an announcement stands, for the card of its author."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.broadcast.pages import Desk
from models import Broadcast
from services.broadcasts.decisions import Terms
from services.clock import Clock
from services.staff.people import words_of


@dataclass(frozen=True)
class Reporting:
    """The Announcer's reporter; `language` is that of who has chosen none."""

    terms: Terms
    clock: Clock
    language: str
    per_second: float

    async def report(self, session: AsyncSession, broadcast: Broadcast) -> Mapping[str, Any]:
        """The page of the state it is in, in the words of its author."""
        words = await words_of(session, broadcast.author_id, self.language)
        desk = Desk(session, self.terms, self.clock.now(), words, self.per_second)
        page = await desk.page(broadcast, broadcast.author_id)
        return page.message(words, broadcast)
