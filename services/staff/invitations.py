"""Invitations: a link that makes one person staff, once, within a day."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Invitation, Role, Union
from services.staff.audit import Act, write_down
from services.staff.people import add_staff, name_of
from services.staff.rights import NOBODY, Action, may, posts_of

VALID_FOR: Final = timedelta(hours=24)
PREFIX: Final = "invite_"
TOKEN_BYTES: Final = 32  # 43 letters; with the prefix they are within the 64 that a start link takes
HASH_BYTES: Final = 20  # in hexadecimal letters it fits into a key


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers to the person who opened it; `inviter` is "" for the command line."""

    number: str
    role: Role
    union: Union
    inviter: str
    is_held: bool
    """Whether they have that post already."""


async def invite(session: AsyncSession, role: Role, union: Union, now: datetime, made_by: int | None = None) -> str:
    """Make an invitation and give the payload of its link, which is kept nowhere; whether they may, is asked before."""
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    kept = Invitation(token_hash=_hashed(token), role=role, union_id=union.id, made_by=made_by)
    kept.made_at, kept.expires_at = now, now + VALID_FOR
    session.add(kept)
    write_down(session, Act.INVITED, role, now, actor_id=made_by, union_id=union.id)
    return token


async def open_invitation(session: AsyncSession, token: str, telegram_id: int, now: datetime) -> Offer | None:
    """Bind an invitation to the first who opens it; None if there is nothing in it for this person (any more)."""
    number = _hashed(token)
    offer = await _offer(session, number, telegram_id)
    is_free = Invitation.opened_by.is_(None) | (Invitation.opened_by == telegram_id)
    if offer is None or offer.is_held or await _take(session, number, is_free, now, opened_by=telegram_id):
        return offer
    return None


async def accept(session: AsyncSession, number: str, telegram_id: int, name: str, now: datetime) -> Offer | None:
    """Give the post to the one who opened the invitation; None if it is over. A second yes says the same again."""
    offer = await _offer(session, number, telegram_id)
    if offer is None or offer.is_held:
        return offer
    if not await _take(session, number, Invitation.opened_by == telegram_id, now, closed_at=now):
        return None
    await add_staff(session, telegram_id, name, offer.role, offer.union, now)
    write_down(session, Act.ACCEPTED, offer.role, now, actor_id=telegram_id, union_id=offer.union.id)
    return offer


async def decline(session: AsyncSession, number: str, telegram_id: int, now: datetime) -> bool:
    """End an invitation: its link is worth nothing any more. Whether there was something to decline."""
    offer = await _offer(session, number, telegram_id)
    is_theirs = Invitation.opened_by == telegram_id
    if offer is None or offer.is_held or not await _take(session, number, is_theirs, now, closed_at=now):
        return False
    write_down(session, Act.DECLINED, offer.role, now, actor_id=telegram_id, union_id=offer.union.id)
    return True


async def _offer(session: AsyncSession, number: str, telegram_id: int) -> Offer | None:
    """What an invitation is worth today: nothing to its own maker, and nothing once the maker may not invite.

    Nobody raises their own rights, and a removal holds at once.
    """
    invitation = await session.get(Invitation, number)
    if invitation is None or telegram_id in NOBODY or invitation.made_by == telegram_id:
        return None
    union, maker = await session.get_one(Union, invitation.union_id), invitation.made_by
    if maker is not None and not (await may(session, maker, Action.INVITE, union)).is_yes:
        return None
    is_held = (invitation.role, union.id) in await posts_of(session, telegram_id)
    return Offer(number, Role(invitation.role), union, await name_of(session, maker), is_held)


async def _take(
    session: AsyncSession, number: str, belongs: ColumnElement[bool], now: datetime, **values: object
) -> bool:
    """Write to an invitation that is open and `belongs`, in one statement: of two at one moment one does.

    Its number opens nothing by itself: it stands in the database and its backups, and a key can be forged.
    """
    taken = await session.execute(
        update(Invitation)
        .where(Invitation.token_hash == number, Invitation.closed_at.is_(None), Invitation.expires_at > now, belongs)
        .values(**values)
        .returning(Invitation.token_hash)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _hashed(token: str) -> str:
    return blake2b(token.encode(), digest_size=HASH_BYTES).hexdigest()
