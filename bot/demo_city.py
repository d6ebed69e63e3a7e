"""The demo's city gets ready: lists and staff in the database, people and their group in the playground."""

from typing import Any

from aiohttp import ClientError, ClientSession
from sqlalchemy.exc import DBAPIError

from bot.keys import check_seal, use_secret_key
from bot.meal_commands import bring_in_events
from bot.opening import connect
from bot.settings import Settings
from bot.staff_commands import take_on
from bot.station_commands import bring_in, checked
from bot.union_commands import bring_in_unions
from demo.country import districts
from demo.lists import write_lists
from demo.people import DESK_ID, DESK_TITLE, INHABITANTS, INVENTED, STAFF, WORKERS
from demo.steps import steps
from models import Role, Worker
from models.database import Database
from models.upgrading import upgrade
from models.worker import newcomer
from services.clock import SystemClock
from services.errors import StateFault
from services.events.event_file import read_events
from services.keeping.keepers import keep
from services.lists.union_file import read_unions
from services.notices.subscriptions import WITH_AREA, switch_on
from services.places.datum import Datum
from services.places.districts import use_districts
from services.stations.full import station_with_code


async def make_ready(settings: Settings) -> None:
    """Bring the database to this version, and into it what a union would send; what is there already stays."""
    from alembic.util.exc import CommandError  # Alembic stays out of a running bot

    use_districts(districts())
    use_secret_key(settings, make=True)
    database = connect(settings)
    try:
        await upgrade(database)
        await check_seal(database)
        await _bring_lists_in(database, settings)
        await _take_staff_on(database)
        await _take_workers_on(database)
    except (CommandError, DBAPIError, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        anew = f"make room, or delete {settings.data_dir} to begin anew"
        raise StateFault(f"the demo's database takes nothing ({reason}): {anew}") from None
    finally:
        await database.close()


async def _bring_lists_in(database: Database, settings: Settings) -> None:
    stations_file, unions_file, meals_file = write_lists(settings.data_dir)
    await bring_in(database, checked(stations_file, Datum.GCJ02), dry_run=False)
    await bring_in_unions(database, read_unions(unions_file))
    await bring_in_events(database, read_events(meals_file), settings)


async def _take_staff_on(database: Database) -> None:
    async with database.writing() as session, session.begin():
        for person in STAFF:
            for role, adcode in person.posts:
                await take_on(session, person.id, person.name + INVENTED, Role(role), adcode)
            for code in person.keeps:
                station = await station_with_code(session, code)
                if station:
                    await keep(session, person.id, station, SystemClock().now())


async def _take_workers_on(database: Database) -> None:
    """Who has agreed to notices gets them from the first hour; what they changed in an earlier run stays."""
    now = SystemClock().now()
    async with database.writing() as session, session.begin():
        for person in WORKERS:
            if person.area and await session.get(Worker, person.id) is None:
                worker = newcomer(person.id, now)
                worker.area, worker.area_agreed_at = person.area, now
                session.add(worker)
                await session.flush()
                await switch_on(session, person.id, WITH_AREA, now)


async def people_it(url: str) -> None:
    """Give the people their phones, the same in every run, the union its group, and the page its steps."""
    async with ClientSession(raise_for_status=True) as session:
        for person in INHABITANTS:
            await _order(session, url, "people", id=person.id, first_name=person.name, last_name=INVENTED)
        members = [person.id for person in STAFF]
        await _order(session, url, "groups", id=DESK_ID, title=DESK_TITLE, members=members, is_forum=True)
        await _order(session, url, "steps", steps=steps())


async def _order(session: ClientSession, url: str, verb: str, **what: Any) -> None:
    try:
        await session.post(f"{url}/playground/{verb}", json=what)
    except ClientError as error:
        raise StateFault(f"the playground did not take {verb}: {error}") from error
