"""Who may do what where: the one place that decides it, anew for every act."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Role, StaffMember, Station, Union
from services.staff.unions import covering_union, line_of

# Telegram's stand-ins for an admin who hides and for a channel: anybody may be behind them.
# core.telegram.org/bots/api#message, sender_chat
NOBODY: Final = frozenset({1087968824, 136817688})


class Action(StrEnum):
    """What staff do."""

    INVITE = "invite"
    REMOVE_STAFF = "remove_staff"
    BIND_DESK = "bind_desk"
    EDIT_STATION = "edit_station"
    IMPORT_STATIONS = "import_stations"
    KEEP_MEALS = "keep_meals"
    INSPECT = "inspect"
    ANNOUNCE = "announce"
    APPROVE = "approve"
    POST_HEAT = "post_heat"
    READ_CASE = "read_case"
    READ_LEGAL_AID = "read_legal_aid"
    ANSWER_CASE = "answer_case"
    EXPORT = "export"
    SEE_AUDIT = "see_audit"


ROLES: Final[Mapping[Action, frozenset[Role]]] = {
    Action.INVITE: frozenset({Role.ADMIN}),
    Action.REMOVE_STAFF: frozenset({Role.ADMIN}),
    Action.BIND_DESK: frozenset({Role.ADMIN}),
    Action.EDIT_STATION: frozenset({Role.KEEPER, Role.ADMIN}),
    Action.IMPORT_STATIONS: frozenset({Role.ADMIN}),
    Action.KEEP_MEALS: frozenset({Role.KEEPER, Role.ANNOUNCER}),
    Action.INSPECT: frozenset({Role.INSPECTOR}),
    Action.ANNOUNCE: frozenset({Role.ANNOUNCER}),
    Action.APPROVE: frozenset({Role.ANNOUNCER, Role.ADMIN}),
    Action.POST_HEAT: frozenset({Role.ANNOUNCER}),
    Action.READ_CASE: frozenset({Role.CASEWORKER}),
    Action.READ_LEGAL_AID: frozenset({Role.LAWYER}),
    Action.ANSWER_CASE: frozenset({Role.CASEWORKER, Role.LAWYER}),
    Action.EXPORT: frozenset({Role.ADMIN}),
    Action.SEE_AUDIT: frozenset({Role.ADMIN}),
}
"""Which roles an action takes. An admin manages people and does not read cases by that; who does both has two roles."""


class Post(NamedTuple):
    """A role that somebody has in a union, and in all below it."""

    role: str
    union_id: int


class Verdict(StrEnum):
    """Whether an act is allowed, and why it is not."""

    YES = "yes"
    STRANGER = "stranger"
    """Not staff at all: such a person does not even learn that there is something to do."""
    OTHER_ROLE = "other_role"
    OTHER_PLACE = "other_place"
    """The role is right, but not here."""

    @property
    def is_yes(self) -> bool:
        """Whether it is allowed."""
        return self is Verdict.YES


def judge(posts: Collection[Post], action: Action, line: Collection[int]) -> Verdict:
    """Whether somebody with these posts may do this in a union; `line` are its id and the ids of those above it."""
    if not posts:
        return Verdict.STRANGER
    fitting = [post for post in posts if post.role in ROLES[action]]
    if not fitting:
        return Verdict.OTHER_ROLE
    return Verdict.YES if any(post.union_id in line for post in fitting) else Verdict.OTHER_PLACE


async def posts_of(session: AsyncSession, telegram_id: int) -> list[Post]:
    """What somebody is, as it stands in this transaction; never kept, so that a removal holds at once."""
    if telegram_id in NOBODY:
        return []
    rows = await session.execute(
        select(StaffMember.role, StaffMember.union_id).where(StaffMember.telegram_id == telegram_id)
    )
    return [Post(row.role, row.union_id) for row in rows]


async def may(session: AsyncSession, telegram_id: int, action: Action, union: Union | None) -> Verdict:
    """Whether somebody may do this in a union; where there is no union, nobody may."""
    return judge(await posts_of(session, telegram_id), action, await line_of(session, union))


async def unions_for(session: AsyncSession, telegram_id: int, action: Action) -> list[Union]:
    """The unions in which somebody has a role that this action takes; they may do it in those below, too."""
    ids = [post.union_id for post in await posts_of(session, telegram_id) if post.role in ROLES[action]]
    return list(await session.scalars(select(Union).where(Union.id.in_(ids)).order_by(Union.adcode)))


async def may_edit_station(session: AsyncSession, telegram_id: int, station: Station) -> bool:
    """Whether somebody may change what is said of a station: the keepers and admins of the unions around it."""
    union = await covering_union(session, station.adcode)
    return (await may(session, telegram_id, Action.EDIT_STATION, union)).is_yes
