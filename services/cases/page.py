"""Page: all of a case, as it comes to the private chat of somebody who may read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Locale
from models import Case, CaseMessage, Kind, Side, Station
from services.cases.conversation import frame_for_staff
from services.cases.copies import copies_of
from services.cases.parts import FRAME_UNITS, TEXT_UNITS, split
from services.cases.people import author_called, worker_called
from services.cases.talk import said_in
from services.cases.telling import Speech, message_of
from services.cases.titles import subject
from services.delivery.parcel import Parcel, reply
from services.staff.people import words_of


async def page_of(
    session: AsyncSession, case: Case, person: int, speech: Speech, now: datetime, keyboard: Mapping[str, Any],
    told: object = None,
) -> list[Parcel]:  # fmt: skip
    """The calls that bring it: the words in as few messages as hold them, then the files; keys under the first.

    `told` is what was answered in the form of legal aid, None of other cases.
    """
    words = await words_of(session, person, speech.language)
    station = await session.get(Station, case.station_id) if case.station_id else None
    messages = await said_in(session, case, Side.WORKER, Side.STAFF, Side.NOTE)
    said = Markup("\n\n").join([await _line(session, case, each, words, speech) for each in messages if each.text])
    values = {
        "reference": case.reference, "subject": subject(words, case), "is_urgent": case.is_urgent,
        "who": await worker_called(session, case, case.worker_id, words), "filed": case.filed_at,
        "due": case.first_due_at, "now": now, "place": station.name if station else "", "told": told,
    }  # fmt: skip
    parts = split(said, TEXT_UNITS - FRAME_UNITS) or [Markup()]
    texts = [
        words.render("desk-page", quote=part, part=at, parts=len(parts), **speech.local(values))
        for at, part in enumerate(parts, start=1)
    ]
    parcels = [
        reply(person, "sendMessage", message_of(text) | ({"reply_markup": keyboard} if at == 0 else {}), now, Kind.CASE)
        for at, text in enumerate(texts)
    ]
    return parcels + await _files(session, case, messages, person, words, now)


async def _line(session: AsyncSession, case: Case, message: CaseMessage, words: Locale, speech: Speech) -> Markup:
    """Who said it, and what."""
    who = await author_called(session, case, message, words)
    at = message.said_at.astimezone(speech.zone)
    head = Markup("<b>{}</b> {}\n").format(who, f"{at:%H:%M}")
    return head + Markup("").join(split(message.text, len(message.text)))


async def _files(
    session: AsyncSession, case: Case, messages: Sequence[CaseMessage], person: int, words: Locale, now: datetime
) -> list[Parcel]:
    """The files, each with its reference; the words under them stand above."""
    parcels = list[Parcel]()
    for message in messages:
        if message.file_id:
            alone = CaseMessage(
                text="", file_kind=message.file_kind, file_id=message.file_id, side=message.side, revision=0,
                author_id=message.author_id,
            )  # fmt: skip
            frame = await frame_for_staff(session, case, alone, words)
            parcels += copies_of(person, alone, frame, now, is_silent=True)
    return parcels
