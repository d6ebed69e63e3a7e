"""The courier: what is owed arrives, in order, within the limits, and is accounted for."""

import asyncio
import time
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from models import CaseMessage, Delivery, DeliveryState, Kind, Lane, Worker
from playground import (
    BadRequest,
    CutAfter,
    CutBefore,
    Fault,
    Forbidden,
    Hang,
    Limits,
    Migrated,
    Playground,
    ServerError,
    TooManyRequests,
    Unauthorized,
)
from playground.phones.phone import Phone
from services.cases.copies import copies_of
from services.delivery import outbox
from services.delivery.parcel import Parcel, reply
from tests.city import City


class Broken:
    """A messenger with a fault that nobody thought of."""

    async def deliver(self, method: str, body: str) -> int | None:
        raise ZeroDivisionError


LANES = {Kind.REPLY: Lane.REPLY, Kind.LIVE: Lane.REPLY, Kind.CASE: Lane.REPLY, Kind.ALERT: Lane.ALERT}


def parcel(city: City, chat_id: int, text: str = "早上好", kind: str = Kind.REPLY, **how: Any) -> Parcel:
    """Something owed to a chat now."""
    made = reply(chat_id, "sendMessage", {"text": text, **how.pop("params", {})}, city.clock.now())
    made.kind, made.lane = kind, LANES.get(Kind(kind), Lane.BULK)
    for name, value in how.items():
        setattr(made, name, value)
    return made


async def owe(city: City, *parcels: Parcel) -> None:
    """Commit what is owed, then tell the courier, as every cause does."""
    house = city._house
    async with house.database.writing() as session, session.begin():
        await outbox.store(session, parcels)
    house.courier.hand_over(parcels)


async def settled(city: City, within: float = 10, but: tuple[str, ...] = ()) -> list[Delivery]:
    """The outbox once something is owed and nothing of it waits, but for these states."""
    async with asyncio.timeout(within):
        while True:
            rows = await city.deliveries()
            if rows and all(row.finished_at or row.state in but for row in rows):
                return list(rows)
            await asyncio.sleep(0.02)


def texts(city: City, phone: Phone) -> list[str]:
    return [call.parameters["text"] for call in city.playground.ledger.messages_to(phone.person.id)]


# --- every end -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "faults", "state", "copies"),
    [
        (Kind.REPLY, [], DeliveryState.SENT, 1),
        (Kind.REPLY, [CutBefore()], DeliveryState.SENT, 1),
        (Kind.REPLY, [CutAfter()], DeliveryState.SENT, 2),
        (Kind.CASE, [CutAfter()], DeliveryState.SENT, 2),
        (Kind.LIVE, [CutAfter()], DeliveryState.SENT, 2),
        (Kind.ALERT, [CutAfter()], DeliveryState.SENT, 2),
        (Kind.ALERT, [CutAfter(), CutAfter()], DeliveryState.UNCERTAIN, 2),
        (Kind.ALERT, [CutAfter(), ServerError(502), CutBefore()], DeliveryState.UNCERTAIN, 1),
        (Kind.ANNOUNCEMENT, [CutAfter()], DeliveryState.UNCERTAIN, 1),
        (Kind.ANNOUNCEMENT, [Hang(accepted=False, seconds=0.05)], DeliveryState.UNCERTAIN, 0),
        (Kind.MEAL, [CutBefore()], DeliveryState.UNCERTAIN, 0),
        (Kind.MEAL, [ServerError(500)], DeliveryState.SENT, 1),
        (Kind.ANNOUNCEMENT, [TooManyRequests(1)], DeliveryState.SENT, 1),
        (Kind.ANNOUNCEMENT, [Forbidden("user is deactivated")], DeliveryState.BLOCKED, 0),
        (Kind.REPLY, [BadRequest("chat not found")], DeliveryState.NOT_FOUND, 0),
        (Kind.REPLY, [BadRequest("BUTTON_DATA_INVALID")], DeliveryState.FAILED, 0),
    ],
    ids=repr,
)
async def test_every_delivery_comes_to_its_end(
    city: City, ana: Phone, kind: str, faults: list[Fault], state: DeliveryState, copies: int
) -> None:
    for fault in faults:
        city.playground.faults.next("sendMessage", fault)
    await owe(city, parcel(city, ana.person.id, kind=kind))
    [row] = await settled(city)
    assert (row.state, len(texts(city, ana))) == (state, copies)
    assert row.body is None


async def test_a_reply_that_is_old_when_its_answer_is_lost_is_not_said_again(city: City, ana: Phone) -> None:
    city.playground.faults.next("sendMessage", CutAfter())
    await owe(city, parcel(city, ana.person.id, owed_at=city.clock.now() - timedelta(minutes=6)))
    [row] = await settled(city)
    assert (row.state, len(texts(city, ana))) == (DeliveryState.UNCERTAIN, 1)


async def test_what_is_too_late_is_not_sent(city: City, ana: Phone) -> None:
    late = city.clock.now() - timedelta(seconds=1)
    await owe(city, parcel(city, ana.person.id, kind=Kind.ALERT, expires_at=late))
    [row] = await settled(city)
    assert (row.state, row.body, texts(city, ana)) == (DeliveryState.EXPIRED, None, [])


async def test_a_thousand_late_notices_hold_nobody_up(city: City, ana: Phone) -> None:
    late = city.clock.now() - timedelta(seconds=1)
    strangers = [parcel(city, 900_000 + n, kind=Kind.ALERT, expires_at=late) for n in range(1000)]
    await owe(city, *strangers, parcel(city, ana.person.id, kind=Kind.ALERT))
    await ana.reads(timeout=5)
    rows = await settled(city)
    assert sum(row.state == DeliveryState.EXPIRED for row in rows) == 1000


async def test_what_is_cancelled_while_it_waits_is_not_sent(city: City, ana: Phone, bao: Phone) -> None:
    first, second = parcel(city, ana.person.id, "一", Kind.ALERT), parcel(city, ana.person.id, "二", Kind.ALERT)
    await owe(city, first, second)
    await ana.reads()
    async with city._house.database.writing() as session, session.begin():
        cancelled = update(Delivery).where(Delivery.id == second.id)
        await session.execute(cancelled.values(state=DeliveryState.CANCELLED, finished_at=city.clock.now()))
    await ana.hears_nothing(1.5)
    await owe(city, parcel(city, ana.person.id, "三", Kind.ALERT))
    assert await ana.reads() == "三"


async def test_a_worker_who_blocked_the_bot_is_remembered_and_kept(city: City, ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    city.playground.faults.next("sendMessage", Forbidden())
    await owe(city, parcel(city, ana.person.id))
    await settled(city)
    async with city._house.database.reading() as session:
        worker = await session.get(Worker, ana.person.id)
    assert worker is not None
    assert worker.blocked_at == city.clock.now()


async def test_markup_that_telegram_cannot_read_goes_as_plain_words(city: City, ana: Phone) -> None:
    broken = parcel(city, ana.person.id, "<b>热 &lt;3", params={"parse_mode": "HTML"})
    await owe(city, broken)
    assert await ana.reads() == "热 <3"
    [row] = await settled(city)
    assert row.state == DeliveryState.SENT
    assert "can't parse entities" in (row.reason or "")


async def test_a_fault_of_ours_in_one_delivery_silences_nobody(city: City, ana: Phone) -> None:
    house = city._house
    honest, house.courier._messenger = house.courier._messenger, Broken()
    await owe(city, parcel(city, ana.person.id, kind=Kind.MEAL))
    [row] = await settled(city)
    assert (row.state, row.reason) == (DeliveryState.UNCERTAIN, "a fault of ours: ZeroDivisionError")
    house.courier._messenger = honest
    await owe(city, parcel(city, ana.person.id))
    assert await ana.reads() == "早上好"


async def test_nothing_is_lost_to_a_token_that_is_refused(city: City, ana: Phone) -> None:
    city.playground.faults.always("sendMessage", Unauthorized())
    await owe(city, *(parcel(city, ana.person.id, f"第{n}句") for n in range(3)))
    rows = await settled(city, but=(DeliveryState.RETRY, DeliveryState.QUEUED))
    await asyncio.sleep(0.5)
    assert [row.state for row in rows if row.body] == [row.state for row in rows]
    assert city._house.courier.token_is_refused
    assert len(city.playground.ledger.of("sendMessage")) == 1


async def test_nobody_listening_means_once_and_later(city: City, ana: Phone) -> None:
    """Connections refused: certainly not sent, so the ledger shows one copy when Telegram is back."""
    port = city.playground.url.rpartition(":")[2]
    await city.playground.stop()
    await owe(city, parcel(city, ana.person.id, kind=Kind.ANNOUNCEMENT))
    await asyncio.sleep(0.3)
    async with Playground(port=int(port)) as back:
        back.person(ana.person.id)
        [row] = await settled(city)
    assert (row.state, len(back.ledger.messages_to(ana.person.id))) == (DeliveryState.SENT, 1)


# --- waits -----------------------------------------------------------------------------------------------


async def test_when_telegram_says_wait_nothing_is_tried_before(city: City, ana: Phone, bao: Phone) -> None:
    city.playground.faults.next("sendMessage", TooManyRequests(2), chat_id=ana.person.id)
    begun = time.time()
    await owe(city, parcel(city, ana.person.id, kind=Kind.ANNOUNCEMENT))
    await asyncio.sleep(0.2)
    await owe(city, *(parcel(city, 900_000 + n, kind=Kind.ANNOUNCEMENT) for n in range(5)), parcel(city, bao.person.id))
    rows = await settled(city)
    calls = [call.at - begun for call in city.playground.ledger.of("sendMessage")]
    assert min(calls[1:]) >= 2
    assert [row.attempts for row in rows if row.chat_id == ana.person.id] == [0]


async def test_a_group_that_must_wait_stops_nobody_else(city: City, ana: Phone) -> None:
    desk = city.playground.group("值班", [ana.person])
    city.playground.faults.next("sendMessage", TooManyRequests(30), chat_id=desk.id)
    await owe(city, parcel(city, desk.id, kind=Kind.CASE))
    await asyncio.sleep(0.2)
    await owe(city, parcel(city, ana.person.id))
    assert await ana.reads(timeout=2) == "早上好"


@pytest.mark.slow
async def test_messages_to_a_group_are_three_seconds_apart(city: City, ana: Phone) -> None:
    desk = city.playground.group("值班", [ana.person])
    await owe(city, *(parcel(city, desk.id, f"第{n}句", Kind.CASE) for n in range(3)))
    await settled(city)
    calls = city.playground.ledger.messages_to(desk.id)
    gaps = [later.at - earlier.at for earlier, later in pairwise(calls)]
    assert len(gaps) == 2
    assert min(gaps) >= 3.05


async def test_a_group_that_moved_is_followed_with_all_that_waits_for_it(city: City, ana: Phone) -> None:
    desk = city.playground.group("值班", [ana.person], type="group")
    new = city.playground.group("值班", [ana.person])
    city.playground.faults.always("sendMessage", Migrated(new.id), chat_id=desk.id)
    await owe(city, parcel(city, desk.id, "一", Kind.CASE), parcel(city, desk.id, "二", Kind.CASE))
    rows = await settled(city, within=15)
    assert [row.chat_id for row in rows] == [new.id, new.id]
    assert [call.parameters["text"] for call in city.playground.ledger.messages_to(new.id)] == ["一", "二"]


# --- order and fairness ------------------------------------------------------------------------------------


async def test_replies_stay_in_order_when_the_first_must_be_tried_again(city: City, ana: Phone) -> None:
    city.playground.faults.next("sendMessage", ServerError(500), times=2, chat_id=ana.person.id)
    for number in range(4):
        await owe(city, parcel(city, ana.person.id, f"第{number}句"))
    await settled(city, within=15)
    assert texts(city, ana) == [f"第{number}句" for number in range(4)]


async def test_two_sentences_of_one_answer_stay_in_order_when_the_first_is_lost(city: City, ana: Phone) -> None:
    city.playground.faults.next("sendMessage", CutBefore())
    await ana.types("/start")
    await settled(city)
    await ana.reads()
    assert [call.outcome for call in city.playground.ledger.of("sendMessage")] == ["CutBefore", "ok", "ok"]
    said = texts(city, ana)
    rows = await city.deliveries()
    assert [row.message_id for row in rows] == sorted(row.message_id or 0 for row in rows)
    assert len(said) == 2


async def test_of_a_long_answer_no_part_that_arrived_is_repeated_and_the_others_follow_in_order(
    city: City, ana: Phone
) -> None:
    long = CaseMessage(text="一" * 3600 + "\n" + "二" * 3600 + "\n" + "三" * 900)
    parts = copies_of(ana.person.id, long, lambda quote, part, parts: f"{part}/{parts} {quote}", city.clock.now())
    for fault in (TooManyRequests(1), CutAfter()):
        city.playground.faults.next("sendMessage", fault, chat_id=ana.person.id, after=1)
    await owe(city, *parts)
    await settled(city, within=15)
    outcomes = [call.outcome for call in city.playground.ledger.of("sendMessage")]
    assert len(outcomes) == 5, outcomes
    assert [text[:3] for text in texts(city, ana)] == ["1/3", "2/3", "2/3", "3/3"]


async def test_a_person_who_asks_three_hundred_times_silences_nobody(city: City, ana: Phone, bao: Phone) -> None:
    await owe(city, *(parcel(city, ana.person.id, f"第{n}句") for n in range(300)))
    await asyncio.sleep(0.5)
    await bao.shares_location()
    await bao.reads()
    heard = texts(city, ana)
    assert heard == [f"第{n}句" for n in range(len(heard))]
    assert len(heard) < 100, "Bao did not wait until Ana had heard all of hers"
    assert city.playground.ledger.refusals() == 0


@pytest.mark.parametrize("form", ["window", "bucket"])
async def test_answers_stay_fast_while_thousands_wait_for_news(city: City, ana: Phone, form: str) -> None:
    city.playground.limits = Limits(form)
    people = [city.playground.person(first_name="W").id for _ in range(2000)]
    await owe(city, *(parcel(city, person, kind=Kind.ANNOUNCEMENT) for person in people))
    await asyncio.sleep(1.2)
    waits = []
    for _ in range(6):
        begun = time.monotonic()
        bao = city.phone("Bao")
        await bao.shares_location()
        while not bao.chat.visible()[1:]:  # noqa: ASYNC110 - to the millisecond
            await asyncio.sleep(0.002)
        waits.append(time.monotonic() - begun)
        await asyncio.sleep(0.25)
    assert sorted(waits)[-2] < 0.5
    assert city.playground.ledger.refusals() == 0
    assert city.playground.ledger.most_in_a_window() <= 30


async def test_a_bad_day_leaves_no_chat_silent_and_no_delivery_without_an_end(city: City) -> None:
    """Every fault by chance, the seed fixed; then the day is over and everybody is written to once more."""
    faults: list[Fault] = [ServerError(500), CutBefore(), CutAfter(), Forbidden(), BadRequest("x")]
    for seed, fault in enumerate(faults):
        city.playground.faults.sometimes("sendMessage", fault, 0.12, seed=seed)
    people = [city.phone("Ana") for _ in range(25)]
    for _ in range(2):
        await owe(city, *(parcel(city, phone.person.id) for phone in people))
    await settled(city, within=25)
    city.playground.faults.clear()
    await owe(city, *(parcel(city, phone.person.id, "终于") for phone in people))
    await settled(city)
    assert [texts(city, phone)[-1] for phone in people] == ["终于"] * 25


# --- stopping and going on -----------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_bot_that_is_stopped_gives_back_what_it_had_not_sent(quiet_city: City) -> None:
    people = [quiet_city.playground.person(first_name="W").id for _ in range(200)]
    async with quiet_city.at_work():
        await owe(quiet_city, *(parcel(quiet_city, person, kind=Kind.ANNOUNCEMENT) for person in people))
        await asyncio.sleep(0.5)
        house = quiet_city._house
    async with quiet_city.at_work() as house:
        async with house.database.reading() as session:
            states = await session.scalars(select(Delivery.state))
        assert set(states) <= {DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.SENDING}
        rows = await settled(quiet_city, within=15)
    assert {row.state for row in rows} == {DeliveryState.SENT}
    assert set(quiet_city.playground.ledger.messages_per_chat().values()) == {1}


async def test_what_another_process_owes_is_found(city: City, ana: Phone) -> None:
    async with city._house.database.writing() as session, session.begin():
        await outbox.store(session, [parcel(city, ana.person.id)])
    assert await ana.reads(timeout=3) == "早上好"


async def test_what_a_dead_courier_left_half_sent_is_judged_by_its_kind(quiet_city: City) -> None:
    chats = {kind: quiet_city.phone("Bao").person.id for kind in Kind}
    old = parcel(quiet_city, quiet_city.phone("Bao").person.id, owed_at=quiet_city.clock.now() - timedelta(minutes=6))
    left = [*(parcel(quiet_city, chat, kind=kind) for kind, chat in chats.items()), old]
    async with quiet_city.at_work() as house:
        async with house.database.writing() as session, session.begin():
            for one in left:
                one.epoch = house.courier._epoch
            await outbox.store(session, left)
        house.courier._on_the_wire |= {one.id for one in left}
    async with quiet_city.at_work():
        rows = {row.id: row.state for row in await settled(quiet_city)}
    sent, held = DeliveryState.SENT, DeliveryState.UNCERTAIN
    assert [rows[one.id] for one in left] == [sent, sent, sent, sent, held, held, held]
