"""Reporting: how an announcement stands, for the card of its author."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models import Broadcast


class Reporting:
    """The Announcer's reporter."""

    async def report(self, session: AsyncSession, broadcast: Broadcast) -> Mapping[str, Any]:
        """Nothing yet: the cards of announcements are not written."""
        return {}
