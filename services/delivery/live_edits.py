"""The edits of a live card: what became of the message they change, and at most one of them waiting."""

from dataclasses import dataclass

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models import Delivery, DeliveryState, Kind, LiveCard
from services.delivery.parcel import Parcel


@dataclass(frozen=True, slots=True)
class Carrier:
    """The message that carries a live card; its id is None until it was sent.

    `is_gone`: an edit of it was refused, so its person has deleted it. `is_second`: it stands for one that was gone.
    """

    message_id: int | None
    is_gone: bool
    is_second: bool


async def carrier_of(session: AsyncSession, card: LiveCard) -> Carrier:
    """What became of the card's message and of the edits so far."""
    edit = aliased(Delivery)
    refused = exists().where(
        edit.chat_id == card.chat_id, edit.kind == Kind.LIVE, edit.id > card.delivery_id,
        edit.state == DeliveryState.FAILED,
    )  # fmt: skip
    query = select(Delivery.message_id, Delivery.kind, refused.label("is_gone")).where(Delivery.id == card.delivery_id)
    found = (await session.execute(query)).one_or_none()
    if found is None:  # not stored yet: it is owed in this very transaction
        return Carrier(None, is_gone=False, is_second=False)
    return Carrier(found.message_id, found.is_gone, found.kind == Kind.LIVE)


async def says_instead(session: AsyncSession, parcel: Parcel) -> bool:
    """Whether an edit still waits in this chat; then it says from now on what the parcel says, which need not go."""
    waiting = await session.scalars(
        update(Delivery)
        .where(Delivery.chat_id == parcel.chat_id, Delivery.kind == Kind.LIVE, Delivery.method == parcel.method)
        .where(Delivery.state.in_((DeliveryState.QUEUED, DeliveryState.RETRY)))
        .values(body=parcel.body, owed_at=parcel.owed_at, expires_at=parcel.expires_at)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return bool(waiting.all())
