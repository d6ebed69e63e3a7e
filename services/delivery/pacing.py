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
REPLY_BURST = 3.0
REPLY_SECONDS = 1.0
NOTICE_SECONDS = 1.1
GROUP_SECONDS = 3.1
BULK_SHARE = 1 / 1.05  # bulk leaves a twentieth of the rate to replies: 35 ms apart at 30 a second
KEPT_FOR_REPLIES = 1  # slots that bulk leaves free, so that a reply finds one the moment it comes
TIDY_SECONDS = 10.0
BULK_LAG_SECONDS = 0.1  # what a late timer may catch up; more would be a burst


@dataclass(slots=True)
class ChatPace:
    """What a chat received lately: `burst` replies were left at `last_at`; no call before `not_before`."""

    last_at: float = -math.inf
    burst: float = REPLY_BURST
    not_before: float = -math.inf


class Pace:
    """The limits of one bot; it knows no delivery, only chats and lanes."""

    def __init__(self, per_second: float) -> None:
        """`per_second` is Telegram's limit for the whole bot: 30 unless it is paid for more."""
        self.slots = max(1, math.floor(per_second))
        self._hold = self.slots / per_second
        self._bulk_gap = 1 / (per_second * BULK_SHARE)
        self._under_way = 0
        self._resting: deque[float] = deque()
        self._bulk_at = -math.inf
        self._paused_until = -math.inf
        self._chats: dict[int, ChatPace] = {}
        self._tidy_at = -math.inf

    def ready_at(self, chat_id: int, lane: int, now: float) -> float:
        """The moment this chat may be written to in this lane: `now` if at once, infinity while all slots are used."""
        return max(self._slot_at(lane, now), self.chat_ready_at(chat_id, lane, now), self._lane_at(lane), now)

    def chat_ready_at(self, chat_id: int, lane: int, now: float) -> float:
        """The same for the chat's own limits alone."""
        chat = self._chats.get(chat_id)
        if chat is None:
            return now
        if chat_id < 0:
            return max(chat.not_before, chat.last_at + GROUP_SECONDS)
        if lane == Lane.REPLY:
            missing = 1 - self._burst(chat, now)
            return max(chat.not_before, now + max(0.0, missing) * REPLY_SECONDS)
        return max(chat.not_before, chat.last_at + NOTICE_SECONDS)

    def start(self, chat_id: int, lane: int, now: float) -> None:
        """A call begins."""
        self._under_way += 1
        chat = self._chats.setdefault(chat_id, ChatPace())
        chat.burst = max(0.0, self._burst(chat, now) - 1)
        chat.last_at = now
        if lane == Lane.BULK:
            self._bulk_at = max(self._bulk_at + self._bulk_gap, now - BULK_LAG_SECONDS)

    def undo(self, chat_id: int) -> None:
        """A call that began never went out: its transaction was rolled back."""
        self._under_way -= 1
        chat = self._chats.get(chat_id)
        if chat:
            chat.burst += 1

    def answered(self, now: float) -> None:
        """A call came to its end, whatever the end was."""
        self._under_way -= 1
        self._resting.append(now + self._hold)
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

    def _slot_at(self, lane: int, now: float) -> float:
        while self._resting and self._resting[0] <= now:
            self._resting.popleft()
        if self._under_way >= AT_ONCE:
            return math.inf
        kept = KEPT_FOR_REPLIES if lane == Lane.BULK and self.slots > KEPT_FOR_REPLIES else 0
        missing = self._under_way + len(self._resting) + kept - self.slots
        if missing < 0:
            return self._paused_until
        return max(self._paused_until, self._resting[missing]) if missing < len(self._resting) else math.inf

    def _lane_at(self, lane: int) -> float:
        return self._bulk_at + self._bulk_gap if lane == Lane.BULK else -math.inf

    @staticmethod
    def _burst(chat: ChatPace, now: float) -> float:
        return min(REPLY_BURST, chat.burst + (now - chat.last_at) / REPLY_SECONDS)

    def _forget_the_rested(self, now: float) -> None:
        quiet = now - REPLY_BURST * REPLY_SECONDS - GROUP_SECONDS
        self._chats = {k: c for k, c in self._chats.items() if c.last_at > quiet or c.not_before > now}
