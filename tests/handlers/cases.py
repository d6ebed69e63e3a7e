"""Cases on a desk: how tests file one for Ana and find its topic."""

import asyncio

from sqlalchemy import select

from models import Case, CaseKind, CaseMessage, CaseTopic, Side, Union
from playground.memory.chats import Chat
from playground.phones.card import Card
from playground.phones.phone import Phone
from services.cases.filing import Filing, file_case
from services.cases.talk import Said
from tests.cases import Targets
from tests.city import City
from tests.handlers.hearing import hears
from tests.unions import found_unions


async def bound_group(city: City, *phones: Phone, of: str = "鹿城区") -> Chat:
    """The union's group, with these people in it."""
    chat: Chat = city.playground.group("办事群", [phone.person for phone in phones], is_forum=True)
    unions = await found_unions(city._house.database)
    async with city._house.database.writing() as session, session.begin():
        union = await session.get_one(Union, unions[of])
        union.desk_chat_id = chat.id
    return chat


async def files(
    city: City, worker: Phone, words: str = "微波炉不通电", kind: CaseKind = CaseKind.COMPLAINT, adcode: str = "330302"
) -> Case:
    """The worker's case, filed with the union of the district."""
    await found_unions(city._house.database)
    category = "injury" if kind == CaseKind.LEGAL_AID else "broken"
    filing = Filing(kind, worker.person.id, adcode, category=category, said=[Said(words)])
    async with city._house.database.writing() as session, session.begin():
        return await file_case(session, filing, Targets(), city.clock.now())


async def topic_of(city: City, case: Case, chat: Chat) -> int:
    """The topic in which the group shows a case, as soon as its card is there."""
    async with asyncio.timeout(10):
        while True:
            async with city._house.database.reading() as session:
                row = await session.get_one(CaseTopic, (case.id, chat.id))
            if row.topic_id and row.card_message_id:
                return row.topic_id
            await asyncio.sleep(0.02)


async def card_with(phone: Phone, words: str) -> Card:
    """The newest message of the bot with these words in it, as soon as it is there."""
    await hears(phone, words)
    return next(card for card in reversed(phone.screen()) if card.is_from_bot and words in card.text)


def how_often(phone: Phone, words: str) -> int:
    """In how many messages of the bot these words stand."""
    return sum(card.is_from_bot and words in card.text for card in phone.screen())


async def case_now(city: City, case: Case) -> Case:
    """The case as it stands."""
    async with city._house.database.reading() as session:
        return await session.get_one(Case, case.id)


async def said(city: City, case: Case, *sides: Side) -> list[CaseMessage]:
    """What these sides said in it."""
    query = select(CaseMessage).where(CaseMessage.case_id == case.id, CaseMessage.side.in_(sides))
    async with city._house.database.reading() as session:
        return list(await session.scalars(query.order_by(CaseMessage.id)))
