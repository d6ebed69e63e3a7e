"""The courier: takes what is owed out of the outbox and delivers it, within the limits, one process at a time."""

import asyncio
import contextlib
import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from models import Delivery, DeliveryState
from models.calling import listen
from models.database import Database
from services.clock import Clock, machine_now
from services.delivery import outbox
from services.delivery.account import Account
from services.delivery.doubts import Doubts
from services.delivery.lease import LASTS_SECONDS, RENEW_SECONDS, CourierLease
from services.delivery.notices import Gate, OpenGate, ask_again, letters_for
from services.delivery.pacing import TELEGRAMS, Gaps
from services.delivery.parcel import PROBE_SECONDS, Messenger, Outcome, Parcel, carry, held_back
from services.delivery.rounds import Rounds
from services.errors import PaymentRefused, TokenRefused

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
TAKE_OVER_SECONDS = 1.0
TURNED = timedelta(minutes=1)  # by so much no clock goes wrong by itself


class Courier:
    """Delivers while this process holds the lease; otherwise waits for its turn."""

    def __init__(
        self, database: Database, messenger: Messenger, clock: Clock, per_second: float,
        tell: Callable[[Outcome], None] = lambda _: None, gate: Gate | None = None, paid_per_second: float = 0.0,
        gaps: Gaps = TELEGRAMS,
    ) -> None:  # fmt: skip
        """`per_second` is Telegram's limit for the bot; `tell` hears of every outcome; `gate` judges notices.

        With `paid_per_second` bulk is paid for, up to so many a second. `gaps` are those of one chat.
        """
        self._database = database
        self._messenger = messenger
        self._clock = clock
        self._tell = tell
        self._gate = gate or OpenGate()
        self._rounds = Rounds(per_second, paid_per_second, gaps)
        self._lease = CourierLease(database.writing)
        self._account = Account()
        self._epoch = 0
        self._held_until = -math.inf
        self._closing = False
        self._sends: set[asyncio.Task[None]] = set()
        self._on_the_wire: set[int] = set()  # parcels whose answer is not known yet
        self._doubts = Doubts()
        self._work = asyncio.Event()
        self._look_at = -math.inf
        self._ahead = timedelta()  # of the machine's clock, when it was last looked at
        self.token_is_refused = False
        self.stars_ran_out = False

    # --- the side of those who owe -----------------------------------------------------------------

    @property
    def is_courier(self) -> bool:
        """Whether this process delivers now."""
        return self._epoch > 0 and _seconds() < self._held_until and not self._closing

    def take_at_once(self, parcels: Iterable[Parcel]) -> list[Parcel]:
        """Mark as being sent those that may go the moment their transaction is committed, and give them.

        Hand them over after the commit or put them back after a rollback.
        """
        taken: list[Parcel] = []
        chats: set[int] = set()  # what one update says twice to a chat goes in one run
        for parcel in parcels if self.is_courier else ():
            if self._rounds.takes(parcel, self._epoch, goes_on=parcel.chat_id in chats):
                chats.add(parcel.chat_id)
                taken.append(parcel)
            else:
                chats.discard(parcel.chat_id)
        return taken

    def put_back(self, taken: Iterable[Parcel]) -> None:
        """The transaction of these failed: nothing of them exists, or the answer to its commit was lost."""
        for parcel in taken:
            self._rounds.put_back(parcel)
            self._doubts.about(parcel.id)

    def hand_over(self, parcels: Iterable[Parcel]) -> None:
        """These are committed: send those taken at once, let the others wait their turn."""
        runs: dict[int, list[Parcel]] = {}
        for parcel in parcels:
            if parcel.epoch:
                runs.setdefault(parcel.chat_id, []).append(parcel)
            elif self.is_courier:
                self._rounds.add(parcel)
            else:
                self._rounds.leave(parcel)
        for parcels in runs.values():
            self._send(parcels)
        self._stir()

    def wake(self) -> None:
        """Something is owed that was not handed over."""
        self._look_at = -math.inf
        self._work.set()

    async def record(self, session: AsyncSession) -> None:
        """Write the outcomes known so far in this transaction."""
        await self._account.write(session, self._clock.now())

    # --- life --------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_lease())
            tasks.create_task(self._deliver())
            tasks.create_task(self._account.keep(self._database, self._clock))
            tasks.create_task(listen(self._database, outbox.OWED, self.wake))

    async def close(self, patience: float = 5.0) -> None:
        """Begin nothing new, wait for the answers under way, write them down and give the lease back."""
        self._closing = True
        if self._sends:
            await asyncio.wait(self._sends, timeout=patience)
        for send in self._sends:
            send.cancel()
        with contextlib.suppress(SQLAlchemyError):
            async with self._database.writing() as session, session.begin():
                await self.record(session)
                await outbox.unclaim(session, self._epoch, Delivery.id.not_in(self._on_the_wire))
            if self._epoch:
                await self._lease.give_up()

    async def _keep_lease(self) -> None:
        while True:
            asked_at = _seconds()
            try:
                epoch = await self._lease.take_or_renew()
                if epoch and epoch == self._epoch:
                    await self._judge(epoch)  # a commit that was under way when the last courier fell lands late
                elif epoch:
                    await self._take_over(epoch)
                elif self._epoch:
                    self._step_down()
                self._held_until = asked_at + LASTS_SECONDS
            except SQLAlchemyError as error:
                log.warning("lease not renewed", error=type(error).__name__)
            await asyncio.sleep(RENEW_SECONDS)

    async def _take_over(self, epoch: int) -> None:
        """Begin an epoch: who sent before has a second to fall silent, then what it left half sent is judged."""
        if epoch > 1:
            await asyncio.sleep(TAKE_OVER_SECONDS)
        judged = await self._judge(epoch)
        self._rounds.forget()
        self._epoch = epoch
        log.info("this process is the courier", epoch=epoch, judged=judged)
        self.wake()

    async def _judge(self, epoch: int) -> int:
        async with self._database.writing() as session, session.begin():
            return await outbox.judge_abandoned(session, epoch, self._clock.now())

    def _step_down(self) -> None:
        log.warning("another process is the courier now", epoch=self._epoch)
        self._epoch = 0
        self._rounds.forget()

    # --- delivering --------------------------------------------------------------------------------

    async def _deliver(self) -> None:
        """Claim what is due, send what may go, sleep until the next of either."""
        while True:
            self._work.clear()
            next_at = _seconds() + LOOK_SECONDS
            if self.is_courier:
                try:
                    self._doubts.about(*self._rounds.give_back())
                    await self._clear_doubts()
                    await self._look()
                    await self._drop_expired()
                    next_at = min(next_at, await self._claim(), self._send_claimed())
                except SQLAlchemyError as error:
                    log.warning("outbox out of reach", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, next_at - _seconds())):
                    await self._work.wait()

    async def _look(self) -> None:
        """Learn of due rows that nobody handed over: of other processes, of retries, of a backlog."""
        if _seconds() < self._look_at and not self._rounds.is_low:
            return
        self._look_at = _seconds() + LOOK_SECONDS
        await self._follow_clock()
        for lane, window, claimed in self._rounds.windows_with_room():
            async with self._database.reading() as session:
                await window.look(partial(outbox.due, session, lane, claimed), self._rounds.set_aside())

    async def _follow_clock(self) -> None:
        """Notices that wait for a morning wait by the machine's clock; where the world's was turned, ask anew."""
        ahead = self._clock.now() - machine_now()
        if abs(ahead - self._ahead) > TURNED:
            async with self._database.writing() as session, session.begin():
                await ask_again(session)
            self._ahead = ahead

    async def _clear_doubts(self) -> None:
        """What a lost answer left marked as being sent, and nobody sends, waits again."""
        doubtful = self._doubts.now()
        if doubtful:
            async with self._database.writing() as session, session.begin():
                found = await outbox.unclaim(session, self._epoch, Delivery.id.in_(doubtful))
            self._doubts.clear(found)

    async def _drop_expired(self) -> None:
        """What came too late while it waited takes nobody's place."""
        now = self._clock.now()
        late = [parcel for parcel in self._rounds.waiting() if parcel.expires_at <= now]
        if not late:
            return
        async with self._database.writing() as session, session.begin():
            await outbox.expire(session, [parcel.id for parcel in late], now)
        self._rounds.drop(late)
        self._work.set()

    async def _claim(self) -> float:
        """Mark a batch as being sent, in one commit; give the moment when more can be claimed."""
        chosen, next_at = self._rounds.choose()
        if not chosen:
            return next_at
        epoch = self._epoch
        try:
            async with self._database.writing() as session, session.begin():
                await self.record(session)
                claimed = await outbox.claim(session, [parcel.id for parcel in chosen], epoch)
                of_notices = [parcel for parcel in chosen if parcel.notice_id and parcel.id in claimed]
                letters = await letters_for(session, of_notices, self._gate, self._clock.now())
        except SQLAlchemyError:
            self._rounds.unchoose(chosen)
            self._doubts.about(*(parcel.id for parcel in chosen))
            raise
        self._doubts.clear(claimed)
        own = {parcel.id: claimed[parcel.id] for parcel in chosen if parcel.id in claimed and not parcel.notice_id}
        bodies = own | letters
        # Of another epoch by now: its courier judges them.
        self._rounds.claim(chosen, bodies if epoch == self._epoch else {}, epoch)
        return next_at

    def _send_claimed(self) -> float:
        """Send every claimed parcel that may go now; give the moment of the next one."""
        going, next_at = self._rounds.due()
        for parcel in going:
            self._send([parcel])
        return next_at

    def _stir(self) -> None:
        """Have the loop look at what waits; where nothing does, a turn of it would only cost time."""
        if self._rounds.has_work:
            self._work.set()

    def _send(self, parcels: list[Parcel]) -> None:
        task = asyncio.create_task(self._carry(parcels))
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _carry(self, parcels: list[Parcel]) -> None:
        """Send what goes to one chat, in order; what follows one that must be tried again waits for it."""
        waits_for: Outcome | None = None
        try:
            for parcel in parcels:
                outcome = replace(waits_for, parcel=parcel) if waits_for else await self._carry_one(parcel)
                self._rounds.answered(parcel)
                if not waits_for:
                    self._learn(outcome)
                if not outcome.is_final:
                    waits_for = outcome
                self._account.note(outcome)
        finally:
            self._rounds.free(parcels[0].chat_id)
            self._stir()

    async def _carry_one(self, parcel: Parcel) -> Outcome:
        """Send one, unless the lease was lost since it was taken: then another process may be sending it."""
        if parcel.epoch != self._epoch or _seconds() >= self._held_until:
            return held_back(parcel)
        self._on_the_wire.add(parcel.id)
        outcome = await carry(parcel, self._messenger, self._clock.now)
        self._on_the_wire.discard(parcel.id)
        return outcome

    def _learn(self, outcome: Outcome) -> None:
        """Take from an answer what it means for the next ones."""
        self._rounds.learn(outcome)
        self._tell(outcome)
        if outcome.state == DeliveryState.SENT:
            self.token_is_refused = False
            # One that was under way when another was refused proves nothing.
            self.stars_ran_out = self.stars_ran_out and not (outcome.parcel.is_paid and self._rounds.is_paying)
        if isinstance(outcome.error, PaymentRefused) and not self.stars_ran_out:
            self.stars_ran_out = True
            log.error("Telegram takes no payment: broadcasts go on at the free rate", reason=str(outcome.error))
        if isinstance(outcome.error, TokenRefused):
            self.token_is_refused = True
            log.critical("Telegram refuses the token: nothing can be sent", next_try_seconds=PROBE_SECONDS)


def _seconds() -> float:
    return asyncio.get_running_loop().time()
