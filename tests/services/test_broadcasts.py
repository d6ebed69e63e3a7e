"""Broadcasts: what staff decide about an announcement, who may, and which of two presses counts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from models import AuditEntry, Broadcast, StaffMember
from models.database import Database
from services.broadcasts import decisions, drafts
from services.broadcasts.content import Content, ContentRefused, Flaw
from services.broadcasts.ruling import Decision, Ruling
from services.errors import InputFault
from tests.announcing import CHIDI, DINA, MEI, NOW, WORDS, draft, open_office, readers, terms
from tests.city import ZONE, StoppedClock
from tests.unions import appoint

Press = Callable[..., Awaitable[Decision]]


async def written(database: Database, union: str = "鹿城区", **columns: Any) -> int:
    """The number of an announcement that Dina has written."""
    async with database.writing() as session, session.begin():
        broadcast = await draft(session, union)
        if columns:
            assert await drafts.change(session, broadcast, **columns)
        return broadcast.id


async def presses(
    database: Database, press: Press, number: int, who: int, now: datetime = NOW, *more: Any, **options: Any
) -> Decision:
    async with database.writing() as session, session.begin():
        return await press(session, await session.get_one(Broadcast, number), who, now, *more, **options)


async def standing(database: Database, number: int) -> Broadcast:
    async with database.reading() as session:
        return await session.get_one(Broadcast, number)


async def acts(database: Database) -> list[tuple[int | None, str, str]]:
    async with database.reading() as session:
        lines = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(line.actor_id, line.action, line.subject) for line in lines]


async def test_what_was_sent_waits_half_a_minute_and_can_be_taken_back(database: Database) -> None:
    await open_office(database)
    await readers(database, 3)
    number = await written(database)
    assert (await presses(database, decisions.send, number, DINA, NOW, terms())).is_done
    sent = await standing(database, number)
    assert (sent.state, sent.head_count, sent.starts_at) == ("waiting", 3, NOW + timedelta(seconds=30))
    assert sent.expires_at == datetime(2026, 7, 15, tzinfo=ZONE)
    assert (await presses(database, decisions.undo, number, DINA)).is_done
    assert (await standing(database, number)).state == "draft"
    assert await acts(database) == [
        (DINA, "sent_broadcast", str(number)),
        (DINA, "undid_broadcast", str(number)),
    ]


async def test_of_two_who_press_send_at_once_one_sends_and_the_other_learns_who_it_was(database: Database) -> None:
    await open_office(database)
    await readers(database, 3)
    number = await written(database)
    rulings = await asyncio.gather(
        presses(database, decisions.send, number, DINA, NOW, terms()),
        presses(database, decisions.send, number, CHIDI, NOW, terms()),
    )
    [late] = [decision for decision in rulings if not decision.is_done]
    [(first, _, _)] = await acts(database)
    assert (late.ruling, late.by, late.at, late.act) == (Ruling.TOO_LATE, first, NOW, "sent_broadcast")


async def test_above_the_number_a_second_person_agrees_to_what_they_saw(database: Database) -> None:
    await open_office(database)
    await readers(database, 3)
    number = await written(database)
    assert (await presses(database, decisions.send, number, DINA, NOW, terms(2))).is_done
    asked = await standing(database, number)
    assert asked.state == "asked"
    assert (await presses(database, decisions.approve, number, DINA, NOW, terms(2))).ruling is Ruling.OWN
    assert (await presses(database, decisions.approve, number, MEI, NOW, terms(2))).ruling is Ruling.FORBIDDEN
    old = await presses(database, decisions.approve, number, CHIDI, NOW, terms(2), seen=asked.version - 1)
    assert old.ruling is Ruling.TOO_LATE
    assert (await presses(database, decisions.approve, number, CHIDI, NOW, terms(2), seen=asked.version)).is_done
    agreed = await standing(database, number)
    assert (agreed.state, agreed.approver_id, agreed.approved_at) == ("waiting", CHIDI, NOW)


async def test_who_changed_and_sent_the_draft_of_another_does_not_agree_to_it_alone(database: Database) -> None:
    unions = await open_office(database)
    await appoint(database, DINA, "announcer", unions["温州市"], "Dina")
    await readers(database, 3)
    number = await written(database)
    async with database.writing() as session, session.begin():
        theirs = Content("别人换掉的话")
        assert await drafts.change(session, await session.get_one(Broadcast, number), content=theirs)
    assert (await presses(database, decisions.send, number, CHIDI, NOW, terms(2))).is_done
    assert (await presses(database, decisions.approve, number, CHIDI, NOW, terms(2))).ruling is Ruling.OWN
    assert (await presses(database, decisions.approve, number, DINA, NOW, terms(2))).is_done


async def test_where_nobody_could_agree_nothing_is_asked(database: Database) -> None:
    await open_office(database)
    await readers(database, 3)
    number = await written(database)
    async with database.writing() as session, session.begin():
        await session.execute(delete(StaffMember).where(StaffMember.telegram_id == CHIDI))
    assert (await presses(database, decisions.send, number, DINA, NOW, terms(2))).ruling is Ruling.NOBODY_TO_ASK
    assert (await standing(database, number)).state == "draft"


async def test_who_was_removed_decides_nothing_any_more(database: Database) -> None:
    await open_office(database)
    await readers(database, 3)
    number = await written(database)
    async with database.writing() as session, session.begin():
        await session.execute(delete(StaffMember).where(StaffMember.telegram_id == DINA))
    assert (await presses(database, decisions.send, number, DINA, NOW, terms())).ruling is Ruling.FORBIDDEN


async def test_in_quiet_hours_it_waits_for_the_morning_unless_a_second_person_says_it_is_urgent(
    database: Database,
) -> None:
    await open_office(database)
    await readers(database, 3)
    number, clock = await written(database), StoppedClock()
    clock.reads("23:10")
    assert (await presses(database, decisions.send, number, DINA, clock.now(), terms())).is_done
    waiting = await standing(database, number)
    assert waiting.starts_at == datetime(2026, 7, 15, 6, tzinfo=ZONE)
    assert waiting.expires_at == datetime(2026, 7, 16, tzinfo=ZONE)
    assert (await presses(database, decisions.hasten, number, DINA, clock.now())).ruling is Ruling.OWN
    old = await presses(database, decisions.hasten, number, CHIDI, clock.now(), seen=waiting.version - 1)
    assert old.ruling is Ruling.TOO_LATE  # another text may have waited under that key
    assert (await presses(database, decisions.hasten, number, CHIDI, clock.now(), seen=waiting.version)).is_done
    assert (await standing(database, number)).starts_at == clock.now() + timedelta(seconds=30)


async def test_what_nobody_would_get_is_not_sent(database: Database) -> None:
    await open_office(database)
    number = await written(database)
    assert (await presses(database, decisions.send, number, DINA, NOW, terms())).ruling is Ruling.NOBODY
    await readers(database, 1)
    late = await written(database, expires_at=NOW)
    assert (await presses(database, decisions.send, late, DINA, NOW, terms())).ruling is Ruling.EXPIRED


async def test_nothing_is_delivered_later_than_two_days_after_it_began(database: Database) -> None:
    await open_office(database)
    await readers(database, 1)
    number = await written(database, expires_at=NOW + timedelta(days=9))
    await presses(database, decisions.send, number, DINA, NOW, terms())
    sent = await standing(database, number)
    assert sent.expires_at == NOW + timedelta(hours=48, seconds=30)


async def test_a_draft_is_changed_until_it_is_sent_and_stays_within_the_area_of_its_union(database: Database) -> None:
    await open_office(database)
    await readers(database, 3)
    number = await written(database)
    async with database.writing() as session, session.begin():
        broadcast = await session.get_one(Broadcast, number)
        assert [each.id for each in await drafts.drafts_of(session, DINA)] == [number]
        assert await drafts.change(session, broadcast, area="330302001", content=Content("改了"))
        for outside in ("330304", "330300", ""):
            with pytest.raises(InputFault):
                await drafts.change(session, broadcast, area=outside)
        assert await drafts.change(session, broadcast, area="330302")
        assert (await decisions.send(session, broadcast, DINA, NOW, terms())).is_done
        assert not await drafts.change(session, broadcast, content=WORDS)
    assert Content.from_json((await standing(database, number)).content).text == "改了"


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (Content(), Flaw.EMPTY),
        (Content("<b> </b>"), Flaw.EMPTY),
        (Content("水" * 4097), Flaw.TEXT_TOO_LONG),
        (Content("😀" * 2049), Flaw.TEXT_TOO_LONG),
        (Content("水" * 1025, photo="a"), Flaw.CAPTION_TOO_LONG),
        (Content("水", links=(("看", "http://a.cn"),)), Flaw.NO_HTTPS),
        (Content("水", links=(("看", "javascript:1"),)), Flaw.NO_HTTPS),
        (Content("水", links=(("", "https://a.cn"),)), Flaw.NO_LABEL),
        (Content("水", links=(("看", "https://a.cn"),) * 6), Flaw.TOO_MANY_LINKS),
    ],
)
def test_what_telegram_would_refuse_to_everybody_is_refused_to_its_author(content: Content, flaw: Flaw) -> None:
    with pytest.raises(ContentRefused) as refused:
        content.check()
    assert refused.value.flaw is flaw


def test_markup_and_escapes_are_not_counted_as_text() -> None:
    Content("<b>" + "&lt;" * 1024 + "</b>", photo="a").check()
    Content("<a href='https://x.cn'>" + "水" * 4096 + "</a>").check()
