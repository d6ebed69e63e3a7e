"""Telling: what the union's side of a case says to the worker, in the worker's words, with the reference in front."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, Kind, Union
from services.cases.course import Heard
from services.delivery.parcel import Parcel, reply
from services.staff.people import words_of


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language to speak to who has chosen none, and by which clock."""

    language: str
    zone: ZoneInfo

    def local(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with their moments by this clock."""
        return {
            name: value.astimezone(self.zone) if isinstance(value, datetime) else value
            for name, value in values.items()
        }


async def tell(
    session: AsyncSession, case: Case, heard: Heard | None, speech: Speech, now: datetime,
    keyboard: Mapping[str, Any] | None = None,
) -> list[Parcel]:  # fmt: skip
    """What is owed to the worker for this; nothing where there is nothing to hear, or nobody any more."""
    if heard is None or case.worker_id is None:
        return []
    words = await words_of(session, case.worker_id, speech.language)
    union = await session.get_one(Union, case.union_id)
    values = speech.local({"reference": case.reference, "union": union.name, "now": now, **heard.values})
    message = message_of(words.render(heard.template, **values))
    keys = {"reply_markup": keyboard} if keyboard else {}
    return [reply(case.worker_id, "sendMessage", message | keys, now, Kind.CASE)]


def message_of(html: str) -> dict[str, Any]:
    """The parameters of a message of a case."""
    return {"text": html, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
