"""Telling: what the union's side of a case says to the worker, in the worker's words, with the reference in front."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, Kind, Union
from services.cases.course import Heard
from services.cases.followers import followers_of
from services.delivery.parcel import Parcel, reply
from services.staff.people import words_of

FOLLOWED: Final = ("complaint-progress", "complaint-late", "case-passed")
"""What followers hear of a case: that it was taken up, is late, went on; not what is asked of its worker."""


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
    """What is owed to the worker for this, and to who follows the case if it is theirs to hear too.

    Nothing where there is nothing to hear, or nobody any more. The keys are for the worker alone.
    """
    if heard is None:
        return []
    own = [case.worker_id] if case.worker_id is not None else []
    told = await _tell(session, case, own, heard, speech, now, {"reply_markup": keyboard} if keyboard else {})
    return told + (await tell_followers(session, case, heard, speech, now) if heard.template in FOLLOWED else [])


async def tell_followers(
    session: AsyncSession, case: Case, heard: Heard, speech: Speech, now: datetime
) -> list[Parcel]:
    """What is owed to those who follow a case, and not to its worker."""
    return await _tell(session, case, await followers_of(session, case), heard, speech, now)


async def _tell(
    session: AsyncSession, case: Case, people: Sequence[int], heard: Heard, speech: Speech, now: datetime,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> list[Parcel]:  # fmt: skip
    union = await session.get_one(Union, case.union_id)
    values = speech.local({"reference": case.reference, "union": union.name, "now": now, **heard.values})
    parcels = []
    for person in people:
        words = await words_of(session, person, speech.language)
        message = message_of(words.render(heard.template, **values))
        parcels.append(reply(person, "sendMessage", {**message, **more}, now, Kind.CASE))
    return parcels


def message_of(html: str) -> dict[str, Any]:
    """The parameters of a message of a case."""
    return {"text": html, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
