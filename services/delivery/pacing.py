"""When the next message may go: Telegram's limits, kept on our side of the wire.

A slot is busy while its call is under way and for a second after the answer came, so no second, however it is cut,
holds more calls than slots: that holds under a sliding window and under a token bucket alike. Times are the event
loop's, in seconds. Sources: core.telegram.org/bots/faq (30 a second, 1 a second per chat, 20 a minute per group).
"""

import math
from collections import deque
from dataclasses import dataclass

from models import Lane

AT_ONCE = 100  # calls under way at most, however high the rate: what a crash may leave uncertain
PAID_AT_ONCE = 150  # the same for what is paid for: 900 a second, at an eighth of a second to Telegram and back
PAYS_STILL_SECONDS = 1.5  # after the last paid bulk call: so long Telegram may hold it against the free ones
REPLY_BURST = 3.0
BULK_SHARE = 1 / 1.05  # bulk leaves a twentieth of the rate to replies: 35 ms apart at 30 a second
KEPT_FOR_REPLIES = 1  # slots that bulk leaves free, so that a reply finds one the moment it comes
TIDY_SECONDS = 10.0
BULK_LAG_SECONDS = 0.1  # what a late timer may catch up; more would be a burst


@dataclass(frozen=True, slots=True)
class Gaps:
    """So many seconds lie between what one chat gets: replies after their burst, notices, all that a group gets."""

    reply: float = 1.0
    notice: float = 1.1
    group: float = 3.1


TELEGRAMS = Gaps()


@dataclass(slots=True)
class ChatPace:
    """What a chat received lately: `burst` replies were left at `last_at`; no call before `not_before`."""

    last_at: float = -math.inf
    burst: float = REPLY_BURST
    not_before: float = -math.inf


class Slots:
    """A rate: so many calls in any second, however it is cut."""

    def __init__(self, per_second: float, at_once: int) -> None:
        """At most `at_once` are under way, however high the rate."""
        self.number = max(1, math.floor(per_second))
        self._hold = self.number / per_second
        self._at_once = at_once
        self._under_way = 0
        self._resting: deque[float] = deque()

    def free_at(self, kept: int, now: float) -> float:
        """The moment when more than `kept` are free: `now` if at once, infinity while too many are under way."""
        while self._resting and self._resting[0] <= now:
            self._resting.popleft()
        if self._under_way >= self._at_once:
            return math.inf
        missing = self._under_way + len(self._resting) + min(kept, self.number - 1) - self.number
        if missing < 0:
            return now
        return self._resting[missing] if missing < len(self._resting) else math.inf

    def take(self) -> None:
        """A call begins."""
        self._under_way += 1

    def put_back(self) -> None:
        """A call that began never went out."""
        self._under_way -= 1

    def rest(self, now: float) -> None:
        """A call came to its end."""
        self._under_way -= 1
        self._resting.append(now + self._hold)


class Pace:
    """The limits of one bot; it knows no delivery, only chats and lanes, and whether a call is paid for."""

    def __init__(self, per_second: float, paid_per_second: float = 0.0, gaps: Gaps = TELEGRAMS) -> None:
        """`per_second` is Telegram's limit for the whole bot; for `paid_per_second` more it is paid, if for any."""
        self._gaps = gaps
        self._free = Slots(per_second, AT_ONCE)
        self._paid = Slots(paid_per_second, PAID_AT_ONCE) if paid_per_second else None
        self._bulk_gap = 1 / (per_second * BULK_SHARE)
        self._paid_gap = 1 / paid_per_second if paid_per_second else math.inf
        self._bulk_at = -math.inf
        self._paid_at = -math.inf
        self._unpaid_until = -math.inf
        self._paused_until = -math.inf
        self._chats: dict[int, ChatPace] = {}
        self._tidy_at = -math.inf

    def pays(self, lane: int, now: float) -> bool:
        """Whether a call of this lane is paid for now: bulk if that may be, and beside it everything else.

        Paid calls count among the free ones, so what is not paid for would be refused while they go out.
        """
        may_pay = self._paid is not None and now >= self._unpaid_until
        return may_pay and (lane == Lane.BULK or now < self._paid_at + PAYS_STILL_SECONDS)

    def pay_nothing(self, seconds: float, now: float) -> None:
        """Telegram took no payment: pay for nothing for so long, and begin when the last paid ones do not count."""
        self._unpaid_until = max(self._unpaid_until, now + seconds)
        self.pause(PAYS_STILL_SECONDS, now)

    def is_paused_for(self, seconds: float, now: float) -> bool:
        """Whether nobody may be written to for longer than so long."""
        return self._paused_until > now + seconds

    def ready_at(self, chat_id: int, lane: int, now: float, *, is_paid: bool = False) -> float:
        """The moment this chat may be written to in this lane: `now` if at once, infinity while all slots are used."""
        kept = KEPT_FOR_REPLIES if lane == Lane.BULK else 0
        free_at = self._slots(is_paid).free_at(kept, now)
        return max(free_at, self._paused_until, self.chat_ready_at(chat_id, lane, now), self._lane_at(lane, is_paid))

    def chat_ready_at(self, chat_id: int, lane: int, now: float) -> float:
        """The same for the chat's own limits alone."""
        chat = self._chats.get(chat_id)
        if chat is None:
            return now
        if chat_id < 0:
            return max(chat.not_before, chat.last_at + self._gaps.group)
        if lane == Lane.REPLY:
            missing = 1 - self._burst(chat, now)
            return max(chat.not_before, now + max(0.0, missing) * self._gaps.reply)
        return max(chat.not_before, chat.last_at + self._gaps.notice)

    def start(self, chat_id: int, lane: int, now: float, *, is_paid: bool = False) -> None:
        """A call begins."""
        self._slots(is_paid).take()
        chat = self._chats.setdefault(chat_id, ChatPace())
        chat.burst = max(0.0, self._burst(chat, now) - 1)
        chat.last_at = now
        if lane == Lane.BULK:
            self._bulk_at = max(self._lane_at(lane, is_paid), now - BULK_LAG_SECONDS)
            self._paid_at = now if is_paid else self._paid_at

    def undo(self, chat_id: int, *, is_paid: bool = False) -> None:
        """A call that began never went out: its transaction was rolled back."""
        self._slots(is_paid).put_back()
        chat = self._chats.get(chat_id)
        if chat:
            chat.burst += 1

    def answered(self, now: float, chat_id: int, *, is_paid: bool = False, pieces: int = 1) -> None:
        """A call came to its end, whatever the end was; an album of so many `pieces` counts as so many messages.

        From now on counts the chat's second, not from the beginning: Telegram may have heard of it at any moment since.
        """
        self._slots(is_paid).rest(now)
        chat = self._chats.get(chat_id)
        if chat:
            chat.last_at = max(chat.last_at, now)
            if pieces > 1:
                rest = pieces * (self._gaps.group if chat_id < 0 else self._gaps.reply)
                chat.not_before = max(chat.not_before, now + rest)
        if now > self._tidy_at:
            self._tidy_at = now + TIDY_SECONDS
            self._forget_the_rested(now)

    def pause(self, seconds: float, now: float) -> None:
        """Telegram named a time before which nobody may be written to."""
        self._paused_until = max(self._paused_until, now + seconds)

    def pause_chat(self, chat_id: int, seconds: float, now: float) -> None:
        """Telegram named a time before which this chat may not be written to."""
        chat = self._chats.setdefault(chat_id, ChatPace())
        chat.not_before = max(chat.not_before, now + seconds)

    def _slots(self, is_paid: bool) -> Slots:
        return self._paid if is_paid and self._paid else self._free

    def _lane_at(self, lane: int, is_paid: bool) -> float:
        if lane != Lane.BULK:
            return -math.inf
        return self._bulk_at + (self._paid_gap if is_paid else self._bulk_gap)

    def _burst(self, chat: ChatPace, now: float) -> float:
        return min(REPLY_BURST, chat.burst + (now - chat.last_at) / self._gaps.reply)

    def _forget_the_rested(self, now: float) -> None:
        quiet = now - REPLY_BURST * self._gaps.reply - self._gaps.group
        self._chats = {k: c for k, c in self._chats.items() if c.last_at > quiet or c.not_before > now}
