"""`nuanyi staff`: who works for which union, from the operator's desk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Final

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.keys import check_seal, use_secret_key
from bot.opening import open_database
from bot.settings import read_settings, token_of
from models import Role, StaffMember, Union
from models.schema import LARGEST_ID
from services.clock import SystemClock
from services.errors import InputFault, StateFault, TryLater
from services.staff.audit import Act, latest_entries, write_down
from services.staff.invitations import VALID_FOR, invite
from services.staff.people import add_staff, remove_staff, staff_of
from services.staff.unions import root_union, union_of, unions_within

ENTRIES_SHOWN: Final = 100
LONGEST_NAME: Final = 60

TelegramId = Annotated[int, typer.Argument(metavar="TELEGRAM_ID", help="The person's number at Telegram.")]
RoleOption = Annotated[Role, typer.Option(help="What they are for.")]
UnionOption = Annotated[str, typer.Option("--union", metavar="ADCODE", help="The union's code, such as 330302.")]

staff = typer.Typer(no_args_is_help=True)


@staff.command("add")
def add_command(
    telegram_id: TelegramId,
    name: Annotated[str, typer.Option(help="What colleagues call them; stored encrypted.")],
    role: RoleOption,
    union: UnionOption,
) -> None:
    """Give a person a role in a union and in all below it; at once, also in a running bot."""
    asyncio.run(_add(person(telegram_id), name_of(name), role, union))


@staff.command("list")
def list_command(
    union: Annotated[str, typer.Option("--union", metavar="ADCODE", help="Only this union and those below.")] = "",
) -> None:
    """Print who has which role where: number, role, union, name."""
    asyncio.run(_list(union))


@staff.command("remove")
def remove_command(
    telegram_id: TelegramId,
    role: Annotated[Role | None, typer.Option(help="Only this role; else all.")] = None,
    union: Annotated[str, typer.Option("--union", metavar="ADCODE", help="Only in this union; else in all.")] = "",
) -> None:
    """Take roles away from a person: all they have, or those named; at once, also in a running bot."""
    asyncio.run(_remove(person(telegram_id), role, union))


@staff.command("invite")
def invite_command(role: RoleOption, union: UnionOption) -> None:
    """Print a link that gives one person a role: whoever opens it first, once, within 24 hours."""
    asyncio.run(_invite(role, union))


@staff.command("audit")
def audit_command(
    last: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest acts.")] = ENTRIES_SHOWN,
) -> None:
    """Print what staff and operators did: when, who (a number, or - for the command line), what, to what, where."""
    asyncio.run(_audit(last))


def person(telegram_id: int) -> int:
    """The number of a person; InputFault if it cannot be one: those of groups are negative."""
    if not 0 < telegram_id < LARGEST_ID:
        raise InputFault(f"{telegram_id} is no person's number at Telegram: those of groups are negative")
    return telegram_id


def name_of(name: str) -> str:
    """A name on one line; InputFault if there is none."""
    line = " ".join(name.split())
    if not 0 < len(line) <= LONGEST_NAME:
        raise InputFault(f"a name has 1 to {LONGEST_NAME} letters (--name)")
    return line


@asynccontextmanager
async def _at_the_desk() -> AsyncIterator[AsyncSession]:
    """One transaction, with the key that opens names."""
    settings = read_settings()
    use_secret_key(settings, make=False)
    async with open_database(settings) as database:
        await check_seal(database)
        async with database.writing() as session, session.begin():
            yield session


async def _union(session: AsyncSession, adcode: str) -> Union:
    union = await union_of(session, adcode.strip())
    if union is None:
        raise InputFault(f"there is no union with the code {adcode} (--union): `nuanyi unions import FILE` brings it")
    return union


async def _add(telegram_id: int, name: str, role: Role, adcode: str) -> None:
    async with _at_the_desk() as session:
        union, is_new = await take_on(session, telegram_id, name, role, adcode)
    typer.echo(f"{telegram_id} is {'now' if is_new else 'already'} {role} of {union.name} {union.adcode}")


async def take_on(session: AsyncSession, telegram_id: int, name: str, role: Role, adcode: str) -> tuple[Union, bool]:
    """Give a person a role, which is written down; the union, and whether the post is a new one."""
    now, union = SystemClock().now(), await _union(session, adcode)
    is_new = await add_staff(session, telegram_id, name, role, union, now)
    if is_new:
        write_down(session, Act.ADDED_STAFF, f"{telegram_id} {role}", now, union_id=union.id)
    return union, is_new


async def _list(adcode: str) -> None:
    async with _at_the_desk() as session:
        top = await _union(session, adcode) if adcode else await root_union(session)
        unions = await unions_within(session, [top.id]) if top else []
        by_id = {union.id: union for union in unions}
        for post in await staff_of(session, unions):
            typer.echo(line_of_post(post, by_id[post.union_id]))


def line_of_post(post: StaffMember, union: Union) -> str:
    """One post, in columns that a script can split at tabs."""
    return "\t".join((str(post.telegram_id), post.role, union.adcode, union.name, post.name))


async def _remove(telegram_id: int, role: Role | None, adcode: str) -> None:
    async with _at_the_desk() as session:
        union = await _union(session, adcode) if adcode else None
        gone = await remove_staff(session, telegram_id, role, union, SystemClock().now())
        if not gone:
            raise InputFault(f"{telegram_id} has no such role: `nuanyi staff list` shows who has which")
        removed = [(post, await session.get_one(Union, post.union_id)) for post in gone]
    for post, where in removed:
        typer.echo(f"{telegram_id} is no longer {post.role} of {where.name} {where.adcode}")


async def _invite(role: Role, adcode: str) -> None:
    bot_name = await _bot_name()
    async with _at_the_desk() as session:
        token = await invite(session, role, await _union(session, adcode), SystemClock().now())
    typer.echo(f"https://t.me/{bot_name}?start={token}")
    hours = round(VALID_FOR.total_seconds() / 3600)
    typer.echo(f"for one person, within {hours} hours: whoever opens it first", err=True)


async def _bot_name() -> str:
    """The bot's name at Telegram, which links to it begin with; StateFault if Telegram cannot be asked."""
    from gateways.telegram import open_bot  # Telegram's library takes a second, and only this command needs it
    from gateways.telegram_wire import AiohttpRequest

    settings = read_settings()
    request = AiohttpRequest(settings.telegram_proxy or None)
    try:
        bot = await open_bot(request, settings.telegram_api_url, token_of(settings))
    except TryLater as error:
        raise StateFault(f"Telegram cannot be asked for the bot's name ({error}): try again") from None
    finally:
        await request.shutdown()
    return bot.username


async def _audit(last: int) -> None:
    zone = read_settings().zone
    async with open_database() as database, database.reading() as session:
        for entry, adcode in await latest_entries(session, last):
            moment = f"{entry.done_at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
            who = str(entry.actor_id) if entry.actor_id else "-"
            typer.echo("\t".join((moment, who, entry.action, entry.subject, adcode)))
