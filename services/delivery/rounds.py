"""Rounds: what waits, what is claimed, and whose turn it is; all in memory, nothing of it is lost with the process."""

import asyncio
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import structlog

from models import Lane
from services.clock import machine_now
from services.delivery.pacing import TELEGRAMS, Gaps, Pace
from services.delivery.parcel import PROBE_SECONDS, Outcome, Parcel, pieces_of
from services.delivery.window import PAID_SIZE, Window
from services.errors import PaymentRefused, TokenRefused, TryLater

log = structlog.get_logger(__name__)

BATCH = 30
PAID_BATCH = 300  # a third of a second's worth: what is claimed and not sent yet is uncertain after a kill
GIVE_BACK_SECONDS = 2.0  # what is claimed and would wait longer goes back: it may be stopped or unwelcome by then
FREE_AGAIN_SECONDS = 600.0  # after Telegram took no payment: then it is asked once more
CAREFUL_SECONDS = 60.0  # the same after it asked to wait, as it does where it does not know of a payment
RETRY_LAG_SECONDS = 0.05  # until what is due by the wall's clock is due by the loop's
RETRY_FORGOTTEN_SECONDS = 3.0


class Rounds:
    """The courier's order of work. Of each chat at most one parcel is claimed or under way, so all stay in order."""

    def __init__(self, per_second: float, paid_per_second: float = 0.0, gaps: Gaps = TELEGRAMS) -> None:
        """`per_second` is Telegram's limit for the whole bot, `paid_per_second` what bulk may be paid for."""
        self._pace = Pace(per_second, paid_per_second, gaps)
        self._waiting: dict[int, Window] = {lane: Window() for lane in Lane}  # due, not ours yet
        if paid_per_second:
            self._waiting[Lane.BULK] = Window(PAID_SIZE)
        self._claimed: dict[int, dict[int, Parcel]] = {lane: {} for lane in Lane}  # ours, not on the wire yet
        self._busy: set[int] = set()  # chats with a parcel claimed or under way
        self._retrying: dict[int, tuple[int, float]] = {}  # chats whose next parcel must be this one, not before then

    @property
    def has_work(self) -> bool:
        """Whether anything waits here."""
        return any(map(len, self._waiting.values())) or any(self._claimed.values())

    def forget(self) -> None:
        """Another process is the courier: it finds in the database what was here."""
        for lane in Lane:
            self._busy.difference_update(parcel.chat_id for parcel in self._claimed[lane].values())
            self._waiting[lane].clear()
            self._claimed[lane].clear()
        self._retrying.clear()

    # --- what may go at once -----------------------------------------------------------------------

    def takes(self, parcel: Parcel, epoch: int, *, goes_on: bool) -> bool:
        """Whether a new parcel may go the moment it is committed; then it is counted as under way.

        It `goes_on` if the one before it to the same chat was taken just now.
        """
        now, chat_id = _seconds(), parcel.chat_id
        is_free = goes_on or (chat_id not in self._busy and chat_id not in self._retrying)
        if not is_free or not self._waiting[parcel.lane].has_nothing_of(chat_id):
            return False
        is_paid = self._is_paid(parcel, now)
        if self._pace.ready_at(chat_id, parcel.lane, now, is_paid=is_paid) > now:
            return False
        parcel.epoch, parcel.is_paid = epoch, is_paid
        self._busy.add(chat_id)
        self._pace.start(chat_id, parcel.lane, now, is_paid=is_paid)
        return True

    def put_back(self, parcel: Parcel) -> None:
        """It was taken, and its transaction rolled back."""
        self._busy.discard(parcel.chat_id)
        self._pace.undo(parcel.chat_id, is_paid=parcel.is_paid)

    # --- what waits --------------------------------------------------------------------------------

    def add(self, parcel: Parcel) -> None:
        """It was committed just now and waits its turn."""
        self._waiting[parcel.lane].add(parcel)

    def leave(self, parcel: Parcel) -> None:
        """It was committed just now and is left in the database for whoever is the courier."""
        self._waiting[parcel.lane].is_behind = True

    @property
    def is_low(self) -> bool:
        """Whether the database holds more of a lane than the little that is left here."""
        return any(window.is_behind and len(window) < self._batch(lane) for lane, window in self._waiting.items())

    def windows_with_room(self) -> Iterator[tuple[int, Window, list[int]]]:
        """The lanes worth a look into the database, each with its window and the ids that are claimed."""
        for lane, window in self._waiting.items():
            if len(window) + self._batch(lane) <= window.size:
                yield lane, window, list(self._claimed[lane])

    def set_aside(self) -> set[int]:
        """Chats of which nothing may go yet: one of theirs must be tried again first.

        Who is long overdue is forgotten: it was cancelled or expired, or stands first in the window anyway.
        """
        now = _seconds()
        known = self._retrying.items()
        self._retrying = {chat_id: kept for chat_id, kept in known if now < kept[1] + RETRY_FORGOTTEN_SECONDS}
        return {chat_id for chat_id, (_, again_at) in self._retrying.items() if now < again_at}

    def waiting(self) -> Iterator[Parcel]:
        """All that wait here."""
        for window in self._waiting.values():
            yield from window

    def drop(self, parcels: Iterable[Parcel]) -> None:
        """These wait no longer."""
        for parcel in parcels:
            self._waiting[parcel.lane].remove(parcel)

    @property
    def is_paying(self) -> bool:
        """Whether what goes out to many is paid for now."""
        return self._pace.pays(Lane.BULK, _seconds())

    # --- claiming ----------------------------------------------------------------------------------

    def choose(self) -> tuple[list[Parcel], float]:
        """Up to a batch of each lane to be claimed, and the moment when more could be; their chats are busy now."""
        chosen: list[Parcel] = []
        next_at = min(self._choose(lane, chosen) for lane in Lane)
        self._busy.update(parcel.chat_id for parcel in chosen)
        return chosen, next_at

    def _choose(self, lane: int, chosen: list[Parcel]) -> float:
        batch = self._batch(lane)
        room = batch - len(self._claimed[lane])
        if room < (batch // 2 if lane == Lane.BULK else 1) or self._is_paused:
            return math.inf  # a send makes room, and wakes us
        now, next_at = _seconds(), math.inf
        chats = {parcel.chat_id for parcel in chosen} | self._busy
        for parcel in self._waiting[lane]:
            first, _ = self._retrying.get(parcel.chat_id, (parcel.id, now))
            if parcel.chat_id in chats or first != parcel.id:
                continue
            ready_at = self._pace.chat_ready_at(parcel.chat_id, lane, now)
            if ready_at > now:
                next_at = min(next_at, ready_at)
                continue
            chosen.append(parcel)
            chats.add(parcel.chat_id)
            room -= 1
            if not room:
                break
        return next_at

    def unchoose(self, chosen: Iterable[Parcel]) -> None:
        """The database refused to have them claimed: they wait as before."""
        self._busy.difference_update(parcel.chat_id for parcel in chosen)

    def claim(self, chosen: Iterable[Parcel], bodies: Mapping[int, str], epoch: int) -> None:
        """These are ours, with their bodies; one without was cancelled meanwhile."""
        for parcel in chosen:
            self._waiting[parcel.lane].remove(parcel)
            self._retrying.pop(parcel.chat_id, None)
            if parcel.id in bodies:
                self._claimed[parcel.lane][parcel.id] = replace(parcel, body=bodies[parcel.id], epoch=epoch)
            else:
                self._busy.discard(parcel.chat_id)

    # --- sending -----------------------------------------------------------------------------------

    def due(self) -> tuple[list[Parcel], float]:
        """The claimed ones that may go now, counted as under way from here; and the moment of the next one."""
        going: list[Parcel] = []
        next_at = math.inf
        for lane, claimed in self._claimed.items():
            for parcel in list(claimed.values()):
                now = _seconds()
                parcel.is_paid = self._is_paid(parcel, now)
                ready_at = self._pace.ready_at(parcel.chat_id, lane, now, is_paid=parcel.is_paid)
                if ready_at > now:
                    next_at = min(next_at, ready_at)
                    break
                del claimed[parcel.id]
                self._pace.start(parcel.chat_id, lane, now, is_paid=parcel.is_paid)
                going.append(parcel)
        return going, next_at

    def give_back(self) -> list[int]:
        """Let go what is claimed and could not go for long, in a pause all of it; they still have to be unclaimed."""
        claimed = [parcel for lane in self._claimed.values() for parcel in lane.values()]
        early = claimed if self._is_paused else list(self._claimed[Lane.BULK].values())[self._batch(Lane.BULK) :]
        for parcel in early:
            del self._claimed[parcel.lane][parcel.id]
            self._busy.discard(parcel.chat_id)
            self._waiting[parcel.lane].set_aside(parcel.chat_id)
            self.leave(parcel)
        return [parcel.id for parcel in early]

    @property
    def _is_paused(self) -> bool:
        """Whether nobody may be written to for long."""
        return self._pace.is_paused_for(GIVE_BACK_SECONDS, _seconds())

    def answered(self, parcel: Parcel) -> None:
        """A call came to its end, whatever the end was."""
        self._pace.answered(_seconds(), parcel.chat_id, is_paid=parcel.is_paid, pieces=pieces_of(parcel))

    def _batch(self, lane: int) -> int:
        """How many of a lane are claimed together."""
        return PAID_BATCH if lane == Lane.BULK and self._pace.pays(lane, _seconds()) else BATCH

    def _is_paid(self, parcel: Parcel, now: float) -> bool:
        """Whether this one goes as a paid one; edits and deletions cannot."""
        return parcel.method.startswith("send") and self._pace.pays(parcel.lane, now)

    def free(self, chat_id: int) -> None:
        """Nothing is under way to this chat any more."""
        self._busy.discard(chat_id)

    def learn(self, outcome: Outcome) -> None:
        """Take from an answer what it means for the next ones."""
        chat_id, now = outcome.parcel.chat_id, _seconds()
        if isinstance(outcome.error, TokenRefused):
            self._pace.pause(PROBE_SECONDS, now)
        elif isinstance(outcome.error, PaymentRefused):
            self._pace.pay_nothing(FREE_AGAIN_SECONDS, now)
        elif isinstance(outcome.error, TryLater) and outcome.error.seconds is not None:
            log.warning("Telegram asks to wait", seconds=outcome.error.seconds, lane=outcome.parcel.lane)
            if chat_id < 0:  # a group has a limit of its own, which says nothing about the bot's
                self._pace.pause_chat(chat_id, outcome.error.seconds, now)
            else:
                self._pace.pause(outcome.error.seconds, now)
                if outcome.parcel.is_paid:
                    self._pace.pay_nothing(CAREFUL_SECONDS, now)
        if not outcome.is_final:
            wait = (outcome.due_at - machine_now()).total_seconds()
            self._retrying[chat_id] = (outcome.parcel.id, now + wait + RETRY_LAG_SECONDS)
            for window in self._waiting.values():
                window.set_aside(chat_id)


def _seconds() -> float:
    return asyncio.get_running_loop().time()
