"""Cases that tests look at: a city and a district with their desks, what Ana files there, and the Clerk's calls."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from gateways.pictures import Pictures
from gateways.telegram import Telegram
from gateways.telegram_wire import AiohttpRequest
from models import Case, CaseKind, Delivery, Side, Union
from models.database import Database
from models.delivery import UNBEGUN_STATES
from playground.memory.chats import Chat
from playground.phones.phone import Phone
from playground.playground import Playground
from playground.rules.limits import Limits
from services.cases.clerk import Clerk
from services.cases.filing import Filing, file_case
from services.cases.talk import Said, note_down
from services.cases.telling import Speech
from services.delivery import outbox
from services.delivery.account import Account
from services.delivery.courier import Courier
from services.delivery.parcel import Parcel, carry
from tests.cases import Targets
from tests.city import StoppedClock

CITY, EAST = "330300", "330302"
ZONE = ZoneInfo("Asia/Shanghai")


class UnpacedCourier(Courier):
    """Carries all that is owed when it is told to, as if minutes had passed: pacing is tested elsewhere."""

    @property
    def is_courier(self) -> bool:
        return True

    def hand_over(self, parcels: Iterable[Parcel]) -> None:
        """It looks into the outbox by itself."""

    async def carries(self, *, dies: bool = False) -> int:
        """Everything that waits, one after the other; how many calls that was. One that dies writes nothing down."""
        async with self._database.writing() as session, session.begin():
            waits = select(Delivery).where(Delivery.state.in_(UNBEGUN_STATES)).order_by(Delivery.id)
            parcels = [Parcel.of(row) for row in await session.scalars(waits)]
            bodies = await outbox.claim(session, [parcel.id for parcel in parcels], epoch=1)
        for parcel in parcels:
            sent = replace(parcel, body=bodies[parcel.id], epoch=1)
            self._account.note(await carry(sent, self._messenger, self._clock.now))
        if dies:
            self._account = Account()
            return len(parcels)
        async with self._database.writing() as session, session.begin():
            await self.record(session)
        return len(parcels)


class Office:
    """A union's office: its database, its Telegram, and the Clerk at work without waiting."""

    def __init__(
        self, database: Database, playground: Playground, clock: StoppedClock, courier: UnpacedCourier
    ) -> None:
        self.database = database
        self.playground = playground
        self.clock = clock
        self.courier = courier
        self.clerk = Clerk(database, courier, clock, Speech("zh-Hans", ZONE))

    async def settles(self, calls: int = 1000) -> int:
        """The Clerk works until nothing is lacking, or so many calls were made; how many that were."""
        made = 0
        while made < calls:
            self.clerk._ways_at = 0.0
            await self.clerk.look()
            carried = await self.courier.carries()
            if not carried:
                return made
            made += carried
        return made

    async def dies(self, *, before_its_calls: bool) -> None:
        """The process is killed after the Clerk owed what comes next, or after that was sent; another one begins."""
        await self.clerk.look()
        if not before_its_calls:
            await self.courier.carries(dies=True)
        async with self.database.writing() as session, session.begin():
            await outbox.judge_abandoned(session, 2, self.clock.now())
        self.clerk = Clerk(self.database, self.courier, self.clock, self.clerk._speech)

    def forum(self, *members: Phone, title: str = "办事群") -> Chat:
        """A group with topics."""
        group: Chat = self.playground.group(title, [each.person for each in members], is_forum=True)
        return group

    async def files(self, worker: Phone, *said: Said | str, adcode: str = EAST, **what: Any) -> Case:
        """A worker files something; it is a complaint about a broken thing unless said."""
        async with self.database.writing() as session, session.begin():
            return await file_case(session, filing(worker, *said, adcode=adcode, **what), Targets(), self.clock.now())

    async def sets(self, case: Case, **columns: Any) -> None:
        """Somebody changes the case."""
        async with self.database.writing() as session, session.begin():
            fresh = await session.get_one(Case, case.id)
            for name, value in columns.items():
                setattr(fresh, name, value)

    async def hears(self, case: Case, *said: Said | str, side: Side = Side.WORKER, author: int | None = None) -> None:
        """Somebody, the worker unless said, says something in a case, a minute later."""
        self.clock.goes_on(minutes=1)
        async with self.database.writing() as session, session.begin():
            fresh = await session.get_one(Case, case.id)
            for each in said:
                words = Said(each) if isinstance(each, str) else each
                await note_down(session, fresh, side, words, self.clock.now(), author_id=author or case.worker_id)


@asynccontextmanager
async def office(database: Database, playground: Playground) -> AsyncIterator[Office]:
    """An office in a playground without limits."""
    playground.limits = Limits("off")
    request, clock = AiohttpRequest(None), StoppedClock()
    await request.initialize()
    messenger = Pictures(Telegram(request, playground.url, playground.token))
    try:
        yield Office(database, playground, clock, UnpacedCourier(database, messenger, clock, 1000))
    finally:
        await request.shutdown()


async def found_desks(database: Database, **desks: int | None) -> dict[str, int]:
    """The city's union and below it that of a district, with these groups; their ids."""
    async with database.writing() as session, session.begin():
        city = Union(adcode=CITY, name="温州市总工会", desk_chat_id=desks.get("city"))
        session.add(city)
        await session.flush()
        east = Union(adcode=EAST, name="鹿城区总工会", parent_id=city.id, desk_chat_id=desks.get("east"))
        session.add(east)
        await session.flush()
        return {"city": city.id, "east": east.id}


def filing(worker: Phone, *said: Said | str, adcode: str = EAST, **what: Any) -> Filing:
    """What a worker files; a complaint about a broken thing unless said."""
    words = [Said(each) if isinstance(each, str) else each for each in said]
    wanted = {"kind": CaseKind.COMPLAINT, "category": "broken", **what}
    return Filing(worker_id=worker.person.id, adcode=adcode, said=words, **wanted)


def topic_called(chat: Chat, reference: str) -> int | None:
    """The topic whose title names a case, the newest of them."""
    return next((number for number, topic in reversed(chat.topics.items()) if f"{reference} " in topic.name), None)


def title(chat: Chat, reference: str) -> str:
    """The name of its topic."""
    number = topic_called(chat, reference)
    assert number is not None, f"no topic for {reference}"
    return chat.topics[number].name


def shown(chat: Chat, reference: str) -> list[str]:
    """What stands in the topic of a case, the oldest first; files as their kind."""
    number = topic_called(chat, reference)
    messages = [] if number is None else [each for each in chat.visible(number) if each.service is None]
    return [each.data.get("text") or _file_in(each.data) for each in messages]


def _file_in(data: dict[str, Any]) -> str:
    kind = next(kind for kind in ("photo", "video", "voice", "document") if kind in data)
    return f"[{kind}] {data.get('caption', '')}".strip()
