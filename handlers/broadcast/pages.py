"""Pages: what the card of a broadcast shows in each state, and the keys under it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.keyboards import Key, inline, press
from locales import Locale, cut
from models import Broadcast, BroadcastState, Station, Union
from services.broadcasts.audience import head_count
from services.broadcasts.decisions import Terms
from services.broadcasts.drafts import whole_area
from services.broadcasts.plan import Plan, after_quiet_hours, plan_of
from services.broadcasts.progress import Accounts, accounts
from services.delivery.pacing import BULK_SHARE
from services.places.districts import districts
from services.staff.people import name_of
from services.staff.unions import union_of

Values = dict[str, Any]

CHANGES: Final = (("text", "whom", "when"), ("save", "drop"))
CORRECTED: Final = (("text", "when"), ("save", "drop"))  # whom a correction is for is settled
AFTERWARDS: Final = (("amend", "withdraw"), ("correct", "reasons"))
SOON: Final = timedelta(seconds=35)  # what begins within it began with the half minute to undo


@dataclass(frozen=True)
class Page:
    """A template with its values; `rows` are the words of the keys, by which presses are known, too."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Sequence[str]] = ()

    def keyboard(self, words: Locale, broadcast: Broadcast) -> Mapping[str, Any]:
        """The keys, each with the broadcast's number and version."""
        return inline(*([key(words, broadcast, word) for word in row] for row in self.rows))

    def message(self, words: Locale, broadcast: Broadcast) -> Values:
        """The parameters of a message in somebody's words."""
        text = words.render(self.template, **self.values)
        return {"text": text, "parse_mode": "HTML", "reply_markup": self.keyboard(words, broadcast)}


def key(words: Locale, broadcast: Broadcast, word: str) -> Key:
    """A key of a broadcast as it stands now; pressed when that has changed, it says how it stands then."""
    return press(words.word("announce", word), f"b:{broadcast.id}:{broadcast.version}:{word}")


@dataclass(frozen=True)
class Desk:
    """What the pages of a broadcast are made from: where it is stored, the terms, the moment, and a reader's words."""

    session: AsyncSession
    terms: Terms
    now: datetime
    words: Locale
    per_second: float = 30.0

    async def page(self, broadcast: Broadcast, reader: int) -> Page:
        """The page of the state it is in, for somebody who reads it."""
        match broadcast.state:
            case BroadcastState.DRAFT:
                return await self.preview(broadcast)
            case BroadcastState.ASKED:
                is_author = reader == broadcast.author_id
                return await (self.asked(broadcast) if is_author else self.approval(broadcast))
            case BroadcastState.WAITING:
                return self.undo(broadcast, is_author=reader == broadcast.author_id)
            case BroadcastState.DROPPED:
                return Page("broadcast-dropped")
        return self.progress(broadcast, await accounts(self.session, broadcast))

    async def preview(self, broadcast: Broadcast) -> Page:
        """A draft: to whom, when, how long it takes and who must agree."""
        plan = plan_of(broadcast, self.now, self.terms.zone)
        heads = await head_count(self.session, broadcast, self.terms.stations, plan.starts_at)
        above = self.terms.approval_above if heads.chosen > self.terms.approval_above else None
        values = self._planned(broadcast, plan) | {
            "count": heads.chosen,
            "hushed": heads.hushed,
            "blocked": heads.blocked,
            "whom": await audience_words(self.session, broadcast, self.words),
            "seconds": self._seconds(heads.chosen),
            "above": above,
        }
        changes = CORRECTED if broadcast.corrects_id else CHANGES
        return Page("broadcast-preview", values, (("send" if above is None else "ask",), *changes))

    async def asked(self, broadcast: Broadcast, names: Sequence[str] = ()) -> Page:
        """What the author reads while others are asked."""
        plan = plan_of(broadcast, self.now, self.terms.zone)
        values = self._planned(broadcast, plan) | {"count": broadcast.head_count, "names": names}
        return Page("broadcast-asked", values, (("recall", "drop"),))

    async def approval(self, broadcast: Broadcast) -> Page:
        """What a second person is asked; in quiet hours with the key that lets it through them."""
        plan = plan_of(broadcast, self.now, self.terms.zone)
        values = self._planned(broadcast, plan) | {
            "count": broadcast.head_count,
            "whom": await audience_words(self.session, broadcast, self.words),
            "author": await name_of(self.session, broadcast.author_id),
        }
        urgent = ("urgent",) if plan.is_quiet else ()
        return Page("broadcast-approve", values, (("approve", *urgent), ("look", "back")))

    def undo(self, broadcast: Broadcast, *, is_author: bool) -> Page:
        """What waits for its time: the half minute, the hour that was chosen, or the end of the quiet hours.

        Through these a second person can let it; its author can ask for that.
        """
        starts_at, expires_at = broadcast.starts_at or self.now, broadcast.expires_at or self.now
        values = {
            "number": broadcast.id,
            "count": broadcast.head_count,
            "starts": self._local(starts_at),
            "expires": self._local(expires_at),
            "is_soon": starts_at - self.now <= SOON,
            "now": self._local(self.now),
        }
        return Page("broadcast-undo", values, (("undo", *self._hurries(broadcast, is_author)),))

    async def hurrying(self, broadcast: Broadcast) -> Page:
        """What a second person is asked when the quiet hours are too long to wait."""
        author = await name_of(self.session, broadcast.author_id)
        starts = self._local(broadcast.starts_at or self.now)
        values = {"number": broadcast.id, "author": author, "starts": starts, "now": self._local(self.now)}
        return Page("broadcast-hurry", values, (("hasten", "look"),))

    def _hurries(self, broadcast: Broadcast, is_author: bool) -> Sequence[str]:
        """The key for what waits because it is night."""
        awake_at = after_quiet_hours(self.now, self.terms.zone)
        waits = broadcast.starts_at is not None and self.now + SOON < broadcast.starts_at <= awake_at
        return () if not waits else ("hurry",) if is_author else ("hasten",)

    def progress(self, broadcast: Broadcast, of: Accounts) -> Page:
        """What has begun: its accounts, all of them, zero or not; when it is over, what can be done about it."""
        values = {"number": broadcast.id, "accounts": of}
        if broadcast.finished_at is not None:
            is_stopped = broadcast.state == BroadcastState.STOPPED
            over = {"finished": self._local(broadcast.finished_at), "is_stopped": is_stopped}
            return Page("broadcast-result", values | over, AFTERWARDS)
        if broadcast.state == BroadcastState.STOPPED:
            return Page("broadcast-stopped", values | {"now": self._local(self.now)})
        is_paused = broadcast.state == BroadcastState.PAUSED
        running = {"is_paused": is_paused, "seconds": 0 if is_paused else self._seconds(of.waiting)}
        return Page("broadcast-progress", values | running, (("stop", "resume" if is_paused else "pause"),))

    def _planned(self, broadcast: Broadcast, plan: Plan) -> Values:
        """When it goes out; `starts` is None for at once."""
        starts = self._local(plan.starts_at)
        return {
            "number": broadcast.id,
            "starts": starts if plan.starts_at - self.now > SOON else None,
            "expires": self._local(plan.expires_at),
            "quiet_until": starts if plan.is_quiet else None,
            "now": self._local(self.now),
        }

    def _seconds(self, number: int) -> int:
        """How long so many messages take at the pace of those that are not replies."""
        return math.ceil(number / (self.per_second * BULK_SHARE))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.terms.zone)


async def audience_words(session: AsyncSession, broadcast: Broadcast, words: Locale) -> list[str]:
    """For whom a broadcast is: the area, then what narrows it, then the topic."""
    if broadcast.corrects_id is not None:
        return [words.word("announce_to", "reached", number=broadcast.corrects_id)]
    said = [await _area_name(session, broadcast)]
    if broadcast.occupation:
        said.append(words.word("occupation", broadcast.occupation))
    if broadcast.station_id is not None:
        station = await session.get_one(Station, broadcast.station_id)
        near = words.distance(broadcast.meters or 0)
        said.append(words.word("announce_to", "near", station=cut(station.name), distance=near))
    return [*said, words.word("topic", broadcast.topic)]


async def _area_name(session: AsyncSession, broadcast: Broadcast) -> str:
    union = await session.get_one(Union, broadcast.union_id)
    if broadcast.area == whole_area(union):
        return cut(union.name)
    of_area = await union_of(session, broadcast.area)
    district = districts().of(broadcast.area)
    return cut(of_area.name if of_area else district.name if district else broadcast.area)
