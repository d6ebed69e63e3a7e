"""People: what staff call the workers of a case, and what workers call the staff who write to them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Locale
from models import Case, CaseMessage, Role, Side, StaffMember, Union
from services.cases.followers import followers_of
from services.staff.people import name_of
from services.staff.rights import ROLES, Action
from services.staff.unions import line_of


async def worker_called(session: AsyncSession, case: Case, author_id: int | None, words: Locale) -> str:
    """师傅#17, by the case's number; who follows it is 师傅#17-1. Nobody can tell that two cases are one person's."""
    if author_id in (None, case.worker_id):
        return words.word("desk", "worker", number=str(case.number))
    followers = await followers_of(session, case)
    place = followers.index(author_id) + 1 if author_id in followers else 0
    return words.word("desk", "worker", number=f"{case.number}-{place}")


async def author_called(session: AsyncSession, case: Case, message: CaseMessage, words: Locale) -> str:
    """Who said something, for staff: a colleague by their name, a worker by their number."""
    if message.side == Side.WORKER:
        return await worker_called(session, case, message.author_id, words)
    return await name_of(session, message.author_id)


async def signed_by(session: AsyncSession, person: int, case: Case) -> tuple[str, Role]:
    """The name and the role with which somebody answers a case: of two roles the lawyer's."""
    union = await session.get(Union, case.union_id)
    posts = select(StaffMember.name, StaffMember.role).where(
        StaffMember.telegram_id == person, StaffMember.union_id.in_(await line_of(session, union)),
        StaffMember.role.in_(ROLES[Action.ANSWER_CASE]),
    )  # fmt: skip
    found = {Role(row.role): row.name for row in await session.execute(posts.order_by(StaffMember.id.desc()))}
    role = Role.LAWYER if Role.LAWYER in found else Role.CASEWORKER
    return found.get(role, ""), role
