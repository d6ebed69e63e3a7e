"""The Announcer at work: people get what staff announce, once, and the accounts add up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import LargeBinary, delete, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from bot.house import House
from models import Broadcast, Delivery, DeliveryState, StaffMember, Union
from models.database import Database
from playground.phones.phone import Phone
from playground.rules.faults import CutAfter, CutBefore
from services.broadcasts import afterwards, decisions, drafts
from services.broadcasts.announcer import Announcer
from services.broadcasts.content import Content
from services.broadcasts.progress import Accounts, accounts, accounts_of_notice
from services.broadcasts.ruling import Decision, Ruling
from services.clock import machine_now
from tests.announcing import DINA, WORDS, draft, open_office, terms
from tests.announcing import readers as listed
from tests.city import City, station
from tests.unions import appoint


class Counting:
    """A reporter that says how many have it."""

    async def report(self, session: AsyncSession, broadcast: Broadcast) -> Mapping[str, Any]:
        now = await accounts(session, broadcast)
        return {"text": f"{broadcast.state} {now.sent} of {now.total}"}


Press = Callable[..., Awaitable[Decision]]


@pytest.fixture
async def house(quiet_city: City) -> AsyncIterator[House]:
    """A bot at work, in an office of the union."""
    async with quiet_city.at_work() as house:
        await open_office(house.database)
        yield house


async def readers(city: City, number: int) -> list[Phone]:
    """The phones of so many workers who want announcements."""
    assert city.house is not None
    phones = [city.phone(f"worker {each}") for each in range(number)]
    for phone in phones:
        await listed(city.house.database, 1, phone.person.id)
    return phones


async def announced(city: City, content: Content = WORDS, **columns: object) -> int:
    """What Dina sent just now; it begins."""
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        broadcast = await draft(session, content=content)
        assert await drafts.change(session, broadcast, **columns)
        assert (await decisions.send(session, broadcast, DINA, city.clock.now(), terms())).is_done
    city.clock.goes_on(seconds=30)
    return broadcast.id


async def presses(city: City, press: Press, number: int, *more: object) -> Decision:
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        broadcast = await session.get_one(Broadcast, number)
        return await press(session, broadcast, DINA, *more, city.clock.now())


async def standing(city: City, number: int) -> tuple[Broadcast, Accounts]:
    assert city.house is not None
    async with city.house.database.reading() as session:
        broadcast = await session.get_one(Broadcast, number)
        return broadcast, await accounts(session, broadcast)


async def until(city: City, number: int, state: str) -> tuple[Broadcast, Accounts]:
    """How it stands once it has come so far."""
    async with asyncio.timeout(15):
        while True:
            broadcast, now = await standing(city, number)
            if broadcast.state == state and (broadcast.finished_at is not None or state in ("running", "paused")):
                return broadcast, now
            await asyncio.sleep(0.05)


def read_on(phone: Phone) -> list[str]:
    """What stands on a phone."""
    return [card.text for card in phone.screen()]


async def test_everybody_gets_it_once_and_the_accounts_add_up(quiet_city: City, house: House) -> None:
    phones = await readers(quiet_city, 5)
    number = await announced(quiet_city)
    broadcast, result = await until(quiet_city, number, "done")
    assert result == Accounts(sent=5)
    assert (broadcast.head_count, result.total) == (5, 5)
    assert [read_on(phone) for phone in phones] == [["鹿城区今晚停水"]] * 5


async def test_nothing_goes_out_before_its_time_or_after_it_was_taken_back(quiet_city: City, house: House) -> None:
    [phone] = await readers(quiet_city, 1)
    async with house.database.writing() as session, session.begin():
        broadcast = await draft(session)
        await decisions.send(session, broadcast, DINA, quiet_city.clock.now(), terms())
    quiet_city.clock.goes_on(seconds=29)
    await asyncio.sleep(1.2)
    assert (await presses(quiet_city, decisions.undo, broadcast.id)).is_done
    quiet_city.clock.goes_on(seconds=29)
    await asyncio.sleep(1.2)
    assert read_on(phone) == []


async def test_what_its_author_may_not_say_any_more_is_not_begun(quiet_city: City, house: House) -> None:
    [phone] = await readers(quiet_city, 1)
    async with house.database.writing() as session, session.begin():
        broadcast = await draft(session)
        await decisions.send(session, broadcast, DINA, quiet_city.clock.now(), terms())
        await session.execute(delete(StaffMember).where(StaffMember.telegram_id == DINA))
    quiet_city.clock.goes_on(seconds=30)
    await until(quiet_city, broadcast.id, "dropped")
    assert read_on(phone) == []


async def test_stopped_means_stopped_and_everybody_is_accounted_for(quiet_city: City, house: House) -> None:
    phones = await readers(quiet_city, 90)
    number = await announced(quiet_city)
    await until(quiet_city, number, "running")
    await asyncio.sleep(0.5)
    assert (await presses(quiet_city, decisions.stop, number)).is_done
    _, result = await until(quiet_city, number, "stopped")
    assert result.waiting == 0
    assert result.total == 90
    assert 0 < result.sent < 75
    assert result.sent == sum(len(read_on(phone)) for phone in phones)
    assert not (await presses(quiet_city, decisions.resume, number)).is_done


async def test_what_is_paused_waits_until_it_goes_on(quiet_city: City, house: House) -> None:
    await readers(quiet_city, 90)
    number = await announced(quiet_city)
    await until(quiet_city, number, "running")
    assert (await presses(quiet_city, decisions.pause, number)).is_done
    await asyncio.sleep(2)
    _, paused = await standing(quiet_city, number)
    await asyncio.sleep(1)
    assert (await standing(quiet_city, number))[1] == paused
    assert paused.waiting > 0
    assert (await presses(quiet_city, decisions.resume, number)).is_done
    assert (await until(quiet_city, number, "done"))[1] == Accounts(sent=90)


async def test_what_was_not_delivered_in_time_is_not_delivered(quiet_city: City, house: House) -> None:
    phones = await readers(quiet_city, 60)
    number = await announced(quiet_city, expires_at=quiet_city.clock.now() + timedelta(hours=1))
    await until(quiet_city, number, "running")
    await presses(quiet_city, decisions.pause, number)
    await asyncio.sleep(1.5)
    quiet_city.clock.goes_on(hours=1)
    _, result = await until(quiet_city, number, "done")
    assert result.expired > 0
    assert result.sent == sum(len(read_on(phone)) for phone in phones)
    assert result.total == 60


async def test_what_was_due_while_the_bot_was_away_too_long_is_counted_and_not_sent(quiet_city: City) -> None:
    async with quiet_city.at_work() as house:
        await open_office(house.database)
        [phone] = await readers(quiet_city, 1)
        async with house.database.writing() as session, session.begin():
            broadcast = await draft(session)
            await decisions.send(session, broadcast, DINA, quiet_city.clock.now(), terms())
    quiet_city.clock.goes_on(days=1)
    async with quiet_city.at_work():
        _, result = await until(quiet_city, broadcast.id, "done")
    assert result == Accounts(expired=1)
    assert read_on(phone) == []


async def test_a_slip_is_mended_where_it_was_read_and_where_it_still_waits(quiet_city: City, house: House) -> None:
    phones = await readers(quiet_city, 60)
    number = await announced(quiet_city)
    await until(quiet_city, number, "running")
    await asyncio.sleep(0.5)
    mended = Content("<b>瓯海区</b>今晚停水")
    assert (await presses(quiet_city, afterwards.amend_words, number, mended, 500)).is_done
    await until(quiet_city, number, "done")
    notice = await amended(quiet_city, number)
    assert [read_on(phone) for phone in phones] == [["瓯海区今晚停水"]] * 60
    assert 0 < notice.sent < 60


async def test_one_person_alone_mends_only_letters_of_what_two_agreed_to(quiet_city: City, house: House) -> None:
    await readers(quiet_city, 2)
    number = await announced(quiet_city)
    await until(quiet_city, number, "done")
    other = Content("<b>鹿城区</b>请把钱汇到这里")
    decision = await presses(quiet_city, afterwards.amend_words, number, other, 1)
    assert decision.ruling is Ruling.MORE_THAN_A_SLIP
    slip = Content("<b>鹿城区</b>明晚停水")
    assert (await presses(quiet_city, afterwards.amend_words, number, slip, 1)).is_done
    assert (await presses(quiet_city, afterwards.withdraw, number)).is_done
    assert (await presses(quiet_city, afterwards.amend_words, number, slip, 1)).ruling is Ruling.TOO_LATE


async def test_what_should_never_have_gone_out_is_taken_back_where_it_is_young_enough(
    quiet_city: City, house: House
) -> None:
    phones = await readers(quiet_city, 4)
    number = await announced(quiet_city)
    broadcast, _ = await until(quiet_city, number, "done")
    long_ago = quiet_city.clock.now() - timedelta(hours=49)
    async with house.database.writing() as session, session.begin():
        of_the_first = (Delivery.notice_id == broadcast.notice_id) & (Delivery.chat_id == phones[0].person.id)
        await session.execute(update(Delivery).where(of_the_first).values(finished_at=long_ago))
        assert await afterwards.withdrawable(session, broadcast, quiet_city.clock.now()) == (3, 1, 0)
    assert (await presses(quiet_city, afterwards.withdraw, number)).is_done
    assert (await amended(quiet_city, number)) == Accounts(sent=3)
    assert [len(read_on(phone)) for phone in phones] == [1, 0, 0, 0]
    assert not (await presses(quiet_city, afterwards.withdraw, number)).is_done


async def amended(city: City, number: int) -> Accounts:
    """The accounts of the one amendment of a broadcast, once it is over."""
    assert city.house is not None
    async with asyncio.timeout(15):
        while True:
            async with city.house.database.reading() as session:
                broadcast = await session.get_one(Broadcast, number)
                [notice] = await afterwards.amendments_of(session, broadcast)
                if notice.ended_at is not None:
                    return await accounts_of_notice(session, notice.id)
            await asyncio.sleep(0.05)


async def test_two_who_both_believe_they_announce_write_to_everybody_once(quiet_city: City, house: House) -> None:
    phones = await readers(quiet_city, 40)
    elsewhere = Database(quiet_city.home.database_url)
    second = Announcer(elsewhere, house.courier, house.stations, house.announcer._reporter, quiet_city.clock)
    working = asyncio.create_task(second.run())
    number = await announced(quiet_city)
    _, result = await until(quiet_city, number, "done")
    working.cancel()
    await elsewhere.close()
    assert result == Accounts(sent=40)
    assert [len(read_on(phone)) for phone in phones] == [1] * 40


async def test_those_whose_answer_never_came_are_written_to_again_only_when_somebody_says_so(
    quiet_city: City, house: House
) -> None:
    lost, never, well = await readers(quiet_city, 3)
    quiet_city.playground.faults.next("sendMessage", CutAfter(), chat_id=lost.person.id)
    quiet_city.playground.faults.next("sendMessage", CutBefore(), chat_id=never.person.id)
    number = await announced(quiet_city)
    _, first = await until(quiet_city, number, "done")
    assert first == Accounts(sent=1, uncertain=2)
    assert [len(read_on(phone)) for phone in (lost, never, well)] == [1, 0, 1]
    assert (await presses(quiet_city, afterwards.resend_uncertain, number)).is_done
    async with asyncio.timeout(15):
        while (await standing(quiet_city, number))[1] != Accounts(sent=3):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)
    assert [len(read_on(phone)) for phone in (lost, never, well)] == [2, 1, 1]


async def test_a_picture_goes_out_with_its_station_and_keys_and_is_mended_in_place(
    quiet_city: City, house: House
) -> None:
    await quiet_city.has(station("红旗路", code="HQ1"))
    [phone] = await readers(quiet_city, 1)
    photo = (await phone.sends_photo()).data["photo"][-1]["file_id"]
    content = Content("<b>免费早餐</b>", photo=photo, station_code="HQ1", links=(("报名", "https://example.org/a"),))
    number = await announced(quiet_city, content)
    await until(quiet_city, number, "done")
    rows = phone.last_card.data["reply_markup"]["inline_keyboard"]
    assert [[key["text"] for key in row] for row in rows] == [["导航", "看站"], ["报名"], ["今天别再发", "少发点"]]
    assert "photo" in phone.last_card.data
    mended = Content("<b>免费晚餐</b>", station_code="HQ1")
    assert (await presses(quiet_city, afterwards.amend_words, number, mended, 500)).is_done
    assert await amended(quiet_city, number) == Accounts(sent=1)
    assert (phone.last_card.data["caption"], "photo" in phone.last_card.data) == ("免费晚餐", True)


async def test_the_author_sees_it_go_on_one_card_that_is_edited_at_a_pace(quiet_city: City, house: House) -> None:
    dina = quiet_city.phone("Dina")
    async with house.database.reading() as session:
        [district] = await session.scalars(select(Union).where(Union.name == "鹿城区"))
    await appoint(house.database, dina.person.id, "announcer", district.id)
    house.announcer._reporter = Counting()
    await readers(quiet_city, 150)
    async with house.database.writing() as session, session.begin():
        broadcast = await draft(session, author=dina.person.id)
        await decisions.send(session, broadcast, dina.person.id, quiet_city.clock.now(), terms())
    quiet_city.clock.goes_on(seconds=30)
    await until(quiet_city, broadcast.id, "done")
    async with asyncio.timeout(5):
        while read_on(dina)[-1:] != ["done 150 of 150"]:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)
    assert len(read_on(dina)) == 1
    edits = quiet_city.playground.ledger.of("editMessageText")
    assert 1 <= len(edits) <= 4


async def changed(house: House, change: ReturningUpdate[Any]) -> bool:
    async with house.database.writing() as session, session.begin():
        return (await session.execute(change)).first() is not None


async def test_a_card_that_cannot_be_read_holds_no_announcement_back(quiet_city: City, house: House) -> None:
    house.announcer._reporter = Counting()
    await readers(quiet_city, 90)
    held = await announced(quiet_city)
    await until(quiet_city, held, "running")
    spoilt = {"body": type_coerce(b"\0", LargeBinary), "due_at": machine_now() + timedelta(hours=1)}
    card = update(Delivery).where(Delivery.chat_id == DINA, Delivery.finished_at.is_not(None)).returning(Delivery.id)
    async with asyncio.timeout(5):
        while not await changed(house, card.values(state=DeliveryState.RETRY, finished_at=None, **spoilt)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (await presses(quiet_city, decisions.pause, held)).is_done
    fine = await announced(quiet_city)
    assert (await until(quiet_city, fine, "done"))[1] == Accounts(sent=90)
