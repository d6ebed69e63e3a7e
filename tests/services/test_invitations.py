"""Invitations: one person, once, within a day, and never worth more than the one who made it."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models import AuditEntry, Invitation, Role, StaffMember, Union
from models.database import Database
from services.staff.invitations import Offer, accept, decline, invite, open_invitation
from services.staff.people import remove_staff
from services.staff.rights import NOBODY
from tests.city import StoppedClock
from tests.homes import Home
from tests.unions import appoint, found_unions

ADMIN, CHIDI, DINA, EVE = 700_000, 700_001, 700_002, 700_003
NOW = StoppedClock().now()
LATER = NOW + timedelta(hours=24)


async def invited(database: Database, role: Role = Role.KEEPER, of: str = "鹿城区", by: int | None = None) -> str:
    unions = await found_unions(database)
    if by:
        await appoint(database, by, "admin", unions["温州市"], name="赵主席")
    async with database.writing() as session, session.begin():
        return await invite(session, role, await session.get_one(Union, unions[of]), NOW, by)


async def opens(database: Database, token: str, who: int = CHIDI, now: datetime = NOW) -> Offer | None:
    async with database.writing() as session, session.begin():
        return await open_invitation(session, token, who, now)


async def accepts(database: Database, number: str, who: int = CHIDI, now: datetime = NOW) -> Offer | None:
    async with database.writing() as session, session.begin():
        return await accept(session, number, who, "Chidi", now)


async def posts(database: Database) -> list[tuple[int, str]]:
    async with database.reading() as session:
        return [(post.telegram_id, post.role) for post in await session.scalars(select(StaffMember))]


async def test_whoever_opens_it_and_says_yes_has_the_post(database: Database) -> None:
    token = await invited(database, by=ADMIN)
    offer = await opens(database, token)
    assert offer is not None
    assert (offer.role, offer.union.name, offer.inviter, offer.is_held) == (Role.KEEPER, "鹿城区", "赵主席", False)
    assert await posts(database) == [(ADMIN, "admin")]
    assert await accepts(database, offer.number)
    assert await posts(database) == [(ADMIN, "admin"), (CHIDI, "keeper")]


async def test_a_link_fits_telegram_and_its_token_is_kept_nowhere(database: Database, home: Home) -> None:
    token = await invited(database)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token)
    secret = token.removeprefix("invite_")
    assert len(secret) == 43
    await opens(database, token)
    assert not any(secret.encode() in content for content in home.on_the_disk())


async def test_it_belongs_to_the_first_who_opened_it(database: Database) -> None:
    token = await invited(database)
    offer = await opens(database, token)
    assert offer is not None
    assert await opens(database, token, DINA) is None
    assert await accepts(database, offer.number, DINA) is None
    assert await opens(database, token)
    assert await posts(database) == []


async def test_who_reads_its_number_in_a_backup_can_neither_take_nor_end_it(database: Database) -> None:
    token = await invited(database)
    async with database.writing() as session, session.begin():
        [kept] = await session.scalars(select(Invitation))
        assert await accept(session, kept.token_hash, EVE, "Eve", NOW) is None
        assert not await decline(session, kept.token_hash, EVE, NOW)
    assert await posts(database) == []
    assert await opens(database, token)


async def test_of_two_who_open_it_at_one_moment_one_gets_it(database: Database) -> None:
    token = await invited(database)
    people = range(CHIDI, CHIDI + 8)
    offers = await asyncio.gather(*(opens(database, token, who) for who in people))
    [winner] = [(who, offer) for who, offer in zip(people, offers, strict=True) if offer]
    assert (
        await asyncio.gather(*(accepts(database, winner[1].number, who) for who in people if who != winner[0]))
        == [None] * 7
    )
    assert await accepts(database, winner[1].number, winner[0])
    assert await posts(database) == [(winner[0], "keeper")]


async def test_it_is_over_after_a_day(database: Database) -> None:
    token = await invited(database)
    assert await opens(database, token, now=LATER) is None
    offer = await opens(database, token, now=LATER - timedelta(seconds=1))
    assert offer is not None
    assert await accepts(database, offer.number, now=LATER) is None
    assert await posts(database) == []


async def test_a_second_yes_says_the_same_and_adds_nothing(database: Database) -> None:
    offer = await opens(database, await invited(database))
    assert offer is not None
    await accepts(database, offer.number)
    again = await accepts(database, offer.number)
    assert again is not None
    assert again.is_held
    assert await posts(database) == [(CHIDI, "keeper")]


async def test_a_no_ends_it(database: Database) -> None:
    token = await invited(database)
    offer = await opens(database, token)
    assert offer is not None
    async with database.writing() as session, session.begin():
        await decline(session, offer.number, DINA, NOW)
    assert await opens(database, token)
    async with database.writing() as session, session.begin():
        await decline(session, offer.number, CHIDI, NOW)
    assert await opens(database, token) is None
    assert await accepts(database, offer.number) is None


async def test_who_has_the_post_already_uses_nothing_up(database: Database) -> None:
    token = await invited(database)
    async with database.reading() as session:
        union_id = await session.scalar(select(Union.id).where(Union.name == "鹿城区"))
    assert union_id
    await appoint(database, CHIDI, "keeper", union_id)
    offer = await opens(database, token)
    assert offer is not None
    assert offer.is_held
    assert await opens(database, token, DINA)


async def test_nobody_raises_their_own_rights(database: Database) -> None:
    token = await invited(database, by=ADMIN)
    assert await opens(database, token, ADMIN) is None
    assert await opens(database, token, CHIDI)


async def test_an_invitation_falls_with_the_admin_who_made_it(database: Database) -> None:
    token = await invited(database, by=ADMIN)
    offer = await opens(database, token)
    assert offer is not None
    async with database.writing() as session, session.begin():
        await remove_staff(session, ADMIN, None, None, NOW)
    assert await accepts(database, offer.number) is None
    assert await opens(database, token) is None
    assert await posts(database) == []


@pytest.mark.parametrize("stand_in", sorted(NOBODY))
async def test_a_stand_in_for_whoever_hides_opens_nothing(database: Database, stand_in: int) -> None:
    token = await invited(database)
    assert await opens(database, token, stand_in) is None
    assert await opens(database, token)


async def test_an_unknown_link_is_worth_nothing(database: Database) -> None:
    await invited(database)
    assert await opens(database, "invite_" + "A" * 43) is None


async def test_the_trail_tells_who_invited_and_who_came_and_no_name(database: Database) -> None:
    offer = await opens(database, await invited(database, by=ADMIN))
    assert offer is not None
    await accepts(database, offer.number)
    async with database.reading() as session:
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
        [invitation] = await session.scalars(select(Invitation))
    told = [(entry.actor_id, entry.action, entry.subject, entry.union_id) for entry in entries]
    union_id = offer.union.id
    assert told == [(ADMIN, "invited", "keeper", union_id), (CHIDI, "accepted", "keeper", union_id)]
    assert invitation.token_hash not in repr(told)
