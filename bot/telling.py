"""Telling how an errand ended: a context of its own, the teller of its kind, an apology where that breaks."""

import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.ext import Application

from handlers import TELLERS
from handlers.context import Context, Services
from handlers.errors import apologize
from handlers.people import People
from models import DeadLetter
from services.delivery.parcel import Parcel
from services.errands.owing import Asked
from services.errands.runner import Answer


class Telling:
    """The runner's way to the handlers."""

    def __init__(self, application: "Application[Any, Context, Any, Any, Any, Any]", services: Services) -> None:
        """The same application and services as intake's."""
        self._application = application
        self._services = services

    async def hold_on(self, asked: Asked, session: AsyncSession, now: datetime) -> Sequence[Parcel]:
        """Say that it takes a moment."""
        context = await self._context(asked, session, now)
        context.say("hold-on")
        return context.owed

    async def tell(self, asked: Asked, answer: Answer, session: AsyncSession, now: datetime) -> Sequence[Parcel]:
        """Have the teller of its kind say the answer."""
        context = await self._context(asked, session, now)
        await TELLERS[asked.kind](asked.body or {}, answer, context)
        return context.owed

    async def apologize(self, asked: Asked, error: Exception, session: AsyncSession, now: datetime) -> Sequence[Parcel]:
        """Say that it was our fault, with an incident number; what was asked is not kept."""
        letter = _letter(asked, error, self._application.bot.id, now)
        incident = await session.scalar(insert(DeadLetter).returning(DeadLetter.incident), [letter])
        context = await self._context(asked, session, now)
        apologize(context, incident or 0)
        return context.owed

    async def _context(self, asked: Asked, session: AsyncSession, now: datetime) -> Context:
        people = await People.read(session, [asked.chat_id] if asked.chat_id > 0 else [])
        return Context.after_errand(self._application, self._services, session, asked, people, now)


def _letter(asked: Asked, error: Exception, bot_id: int, now: datetime) -> Mapping[str, Any]:
    return {
        "person_id": asked.chat_id if asked.chat_id > 0 else None,
        "bot_id": bot_id,
        "update_id": asked.id,
        "kind": f"errand: {asked.kind}",
        "traceback": "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__,
        "body": None,
        "died_at": now,
    }
