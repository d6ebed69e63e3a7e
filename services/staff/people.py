"""The people who work for the unions: who comes, who goes, who is there."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import LANGUAGES, Locale, locale
from models import Role, StaffMember, StationKeeper, Union, Worker
from services.errors import InputFault
from services.staff.audit import Act, write_down
from services.staff.rights import NOBODY, posts_of


class LastAdmin(InputFault):
    """Without this admin of the root union nobody could invite any more."""


async def add_staff(
    session: AsyncSession, telegram_id: int, name: str, role: Role, union: Union, now: datetime,
) -> bool:  # fmt: skip
    """Give somebody a post; whether it is a new one: of an old one only the name is written anew."""
    if telegram_id in NOBODY:
        raise InputFault(f"{telegram_id} is Telegram's own stand-in for whoever hides, and no person")
    post = await session.scalar(_posts(telegram_id, role, union))
    if post is not None:
        post.name = name
        return False
    session.add(StaffMember(telegram_id=telegram_id, name=name, role=role, union_id=union.id, added_at=now))
    await session.flush()
    return True


async def remove_staff(
    session: AsyncSession, telegram_id: int, role: Role | None, union: Union | None, now: datetime,
    *, actor_id: int | None = None,
) -> Sequence[StaffMember]:  # fmt: skip
    """Take a person's posts away: all, or those of a role, in a union; give what was taken.

    With the last one goes which stations they kept. Raises LastAdmin, and takes none, if the root would be left
    without an admin.
    """
    await _keep_an_admin(session, telegram_id, role, union)
    gone = (await session.scalars(_posts(telegram_id, role, union))).all()
    for post in gone:
        await session.delete(post)
        write_down(session, Act.REMOVED_STAFF, subject_of(post), now, actor_id=actor_id, union_id=post.union_id)
    await session.flush()
    if gone and not await posts_of(session, telegram_id):
        await session.execute(delete(StationKeeper).where(StationKeeper.telegram_id == telegram_id))
    return gone


def subject_of(post: StaffMember) -> str:
    """A post as the audit trail names it."""
    return f"{post.telegram_id} {post.role}"


async def staff_of(session: AsyncSession, unions: Sequence[Union]) -> Sequence[StaffMember]:
    """Everybody who has a post in one of these unions, by union and in the order they came."""
    ids = [union.id for union in unions]
    order = (StaffMember.union_id, StaffMember.id)
    return (await session.scalars(select(StaffMember).where(StaffMember.union_id.in_(ids)).order_by(*order))).all()


async def posts_with_unions(session: AsyncSession, telegram_id: int) -> list[tuple[StaffMember, Union]]:
    """All posts of a person, each with its union, in the order they came."""
    query = select(StaffMember, Union).join(Union, StaffMember.union_id == Union.id)
    rows = await session.execute(query.where(StaffMember.telegram_id == telegram_id).order_by(StaffMember.id))
    return [(post, union) for post, union in rows]


async def name_of(session: AsyncSession, telegram_id: int | None) -> str:
    """The name that colleagues see of somebody; "" of who is no staff."""
    query = select(StaffMember.name).where(StaffMember.telegram_id == telegram_id).order_by(StaffMember.id)
    return await session.scalar(query.limit(1)) or ""


async def words_of(session: AsyncSession, person: int, language: str) -> Locale:
    """The words that somebody reads: as they chose, else in `language`."""
    worker = await session.get(Worker, person)
    chosen = worker.language if worker else ""
    return locale(chosen if chosen in LANGUAGES else language)


async def roles_of_all(session: AsyncSession) -> dict[int, set[str]]:
    """By their Telegram ids, the roles that people have anywhere."""
    roles: defaultdict[int, set[str]] = defaultdict(set)
    for telegram_id, role in await session.execute(select(StaffMember.telegram_id, StaffMember.role)):
        roles[telegram_id].add(role)
    return dict(roles)


def _posts(telegram_id: int, role: Role | None, union: Union | None) -> Select[StaffMember]:
    query = select(StaffMember).where(StaffMember.telegram_id == telegram_id)
    query = query.where(StaffMember.role == role) if role else query
    return query.where(StaffMember.union_id == union.id) if union else query


async def _keep_an_admin(session: AsyncSession, telegram_id: int, role: Role | None, union: Union | None) -> None:
    """Raises LastAdmin if this removal would leave the root without one; two removals at once wait for each other."""
    root_id = await session.scalar(select(Union.id).where(Union.parent_id.is_(None)).with_for_update())
    if role not in (None, Role.ADMIN) or (union is not None and union.id != root_id):
        return
    admins = await session.scalars(
        select(StaffMember.telegram_id).where(StaffMember.role == Role.ADMIN, StaffMember.union_id == root_id)
    )
    if set(admins) == {telegram_id}:
        raise LastAdmin("the root union's last admin stays: add another one first")
