"""The lease of the courier: one process at a time holds it, its epoch marks what that process did."""

import os
import secrets
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import Lease
from models.database import Sessions
from services.clock import machine_seconds

LASTS_SECONDS = 10.0
RENEW_SECONDS = 3.0
COURIER = "courier"


def _machine() -> str:
    """This machine, or this container on it: only within one of them do process numbers tell who is alive."""
    try:
        numbering = os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        numbering = 0
    return f"{socket.gethostname()[:24]}/{numbering}"


def _holder() -> str:
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass
class CourierLease:
    """This process's side of the lease; `epoch` is 0 while another holds it."""

    sessions: Sessions
    holder: str = field(default_factory=_holder)
    epoch: int = 0

    async def take_or_renew(self) -> int:
        """Try to hold the lease for another ten seconds; give the epoch, 0 if another process holds it."""
        async with self.sessions() as session, session.begin():
            lease = await session.scalar(select(Lease).where(Lease.name == COURIER).with_for_update())
            now = machine_seconds()
            if lease is None:
                lease = Lease(name=COURIER, holder="", epoch=0, expires=0.0)
                session.add(lease)
            if lease.holder != self.holder:
                if lease.expires > now and not self._is_dead(lease.holder):
                    self.epoch = 0
                    return 0
                lease.holder, lease.epoch = self.holder, lease.epoch + 1
            lease.expires = now + LASTS_SECONDS
            self.epoch = lease.epoch
            try:
                await session.flush()
            except IntegrityError:  # another process made the row in the same moment
                await session.rollback()
                self.epoch = 0
        return self.epoch

    async def give_up(self) -> None:
        """Let the next process begin at once."""
        async with self.sessions() as session, session.begin():
            await session.execute(
                update(Lease)
                .where(Lease.name == COURIER, Lease.holder == self.holder)
                .values(expires=machine_seconds() - LASTS_SECONDS)  # for a clock that is a little slow it ran out too
                .execution_options(synchronize_session=False)
            )
        self.epoch = 0

    def _is_dead(self, holder: str) -> bool:
        """Whether a holder on this very machine is certainly gone, so that nobody waits for its lease to run out."""
        machine, _, rest = holder.partition(":")
        process, _, _ = rest.partition(":")
        if machine != _machine() or not process.isdigit():
            return False
        if int(process) == os.getpid():
            return True  # an earlier life with our process number
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False


async def last_held(session: AsyncSession) -> datetime | None:
    """When some process was last the courier, within ten seconds; None if none ever was."""
    expires = await session.scalar(select(Lease.expires).where(Lease.name == COURIER))
    return datetime.fromtimestamp(expires, UTC) if expires else None
