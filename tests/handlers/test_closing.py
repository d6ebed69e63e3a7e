"""Closing: Chidi says that it is mended, Ana says whether it is; who hears no is the union above."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Case, CaseKind, CaseState, Delivery, Side, Union
from playground.phones.phone import Phone
from services.cases.closing import Closing
from services.cases.telling import Speech
from tests.city import ZONE, City
from tests.handlers.cases import bound_group, case_now, files, said, topic_of
from tests.handlers.conftest import Known
from tests.handlers.hearing import carried, hears
from tests.handlers.staff import hire

Desk = tuple[Phone, Case]


@pytest.fixture
async def desk(city: City, known: Known, ana: Phone) -> Desk:
    """Chidi's phone in the topic of Ana's complaint; above the district the city has staff as well."""
    chidi = city.phone("Chidi")
    await hire(city, chidi, "caseworker", "鹿城区", "李敏")
    await hire(city, city.phone("Fang"), "caseworker", "温州市")
    await known(chidi)
    await known(ana)
    chat = await bound_group(city, chidi)
    case = await files(city, ana)
    return chidi.in_chat(chat, await topic_of(city, case, chat)), case


async def is_asked(city: City, ana: Phone, desk: Desk) -> None:
    """Chidi closes it with a word; Ana is asked."""
    chidi, case = desk
    await chidi.presses_forged(chidi.screen()[0], f"desk:close:{case.reference}")
    await hears(chidi, "怎么办的")
    await chidi.replies(chidi.last_card, "插座换了")
    await hears(chidi, "还差一张照片")
    await chidi.taps("没照片，照样关")
    await hears(ana, "您看修好了吗")


async def test_a_repair_is_asked_about_and_ana_closes_it(city: City, ana: Phone, desk: Desk) -> None:
    await is_asked(city, ana, desk)
    assert [card.text for card in ana.screen()][-2:] == [
        "A1 有回话 鹿城区\n插座换了\n直接回这条，就接着说。",
        "A1 站里说修好了，14:30。\n您看修好了吗？没路过就先不点。",
    ]  # fmt: skip
    assert ana.last_card.buttons == [["好了", "一半", "没有"]]
    await ana.taps("好了")
    assert await ana.reads() == "A1办完了。办得怎么样？不点也行。\n又有问题，回这条就重开。"
    now = await case_now(city, desk[1])
    assert (now.state, now.verdict, now.closed_at) == (CaseState.CLOSED, "yes", city.clock.now())
    await ana.taps("不满意")
    assert "记下了：不满意" in await ana.reads()
    assert (await case_now(city, desk[1])).rating == "bad"
    assert (await said(city, desk[1], Side.BOT))[-1].text == "师傅不满意这件办的结果。"


async def test_what_the_keys_say_can_be_typed(city: City, ana: Phone, desk: Desk) -> None:
    await ana.types("好了")
    assert "没听懂“好了”" in await ana.reads()
    await is_asked(city, ana, desk)
    await ana.types("好了")
    assert "A1办完了" in await ana.reads()
    await ana.types("满意")
    assert "记下了：满意" in await ana.reads()
    now = await case_now(city, desk[1])
    assert (now.verdict, now.rating) == ("yes", "good")


async def test_with_a_picture_no_second_tap_is_needed(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    await chidi.presses_forged(chidi.screen()[0], f"desk:close:{case.reference}")
    await hears(chidi, "怎么办的")
    await chidi.replies(chidi.last_card, "插座换了")
    await hears(chidi, "还差一张照片")
    await chidi.answering(chidi.last_card).sends_photo(caption="换好的插座")
    assert "照片在上面" in await hears(ana, "您看修好了吗")
    assert (await case_now(city, case)).state == CaseState.CHECKING


async def test_half_mended_stays_with_the_same_union(city: City, ana: Phone, desk: Desk) -> None:
    await is_asked(city, ana, desk)
    await ana.taps("一半")
    assert "A1还开着" in await ana.reads()
    now = await case_now(city, desk[1])
    assert (now.state, now.level, now.verdict, now.union_id) == (CaseState.TAKEN, 0, "half", desk[1].union_id)
    assert now.clock_from == city.clock.now()


async def test_not_mended_goes_one_level_up_and_an_old_key_says_how_it_stands(
    city: City, ana: Phone, desk: Desk
) -> None:
    await is_asked(city, ana, desk)
    asked = ana.last_card
    good = carried(asked, "好了")
    await ana.taps("没有")
    assert (await ana.reads()).splitlines()[:2] == ["好，A1重新打开，交到上一级。", "谁办：温州市"]
    now = await case_now(city, desk[1])
    assert (now.state, now.level, now.verdict, now.taken_by) == (CaseState.NEW, 1, "no", None)
    await ana.presses_forged(ana.last_card, good)
    assert "前面问的" in await ana.reads_toast()
    assert "温州市看着" in await ana.reads()
    assert (await case_now(city, desk[1])).state == CaseState.NEW


async def test_at_the_root_it_opens_again_where_it_is_and_the_admins_hear(city: City, ana: Phone, desk: Desk) -> None:
    fang = city.phone("Fang")
    await hire(city, fang, "admin", "浙江省")
    async with city._house.database.writing() as session, session.begin():
        case = await session.get_one(Case, desk[1].id)
        root = await session.scalar(select(Union).where(Union.parent_id.is_(None)))
        assert root is not None
        case.union_id, case.state, case.asked_at = root.id, CaseState.CHECKING, city.clock.now()
    await ana.types("/cases")
    await hears(ana, "该看一眼")
    await ana.presses_forged(ana.last_card, "case:fixed:A1:no")
    assert "重新打开。" in await hears(ana, "重新打开")
    assert "师傅说没办好" in await hears(fang, "没办好")
    assert (await case_now(city, desk[1])).level == 0


async def test_who_gives_no_word_in_seven_days_has_it_closed_and_may_open_it_again(
    city: City, ana: Phone, desk: Desk
) -> None:
    await is_asked(city, ana, desk)
    closing = Closing(city._house.intake._services.desk, Speech("zh-Hans", ZONE))
    for day, state in ((6, CaseState.CHECKING), (7, CaseState.CLOSED), (8, CaseState.CLOSED)):
        now = desk[1].filed_at + timedelta(days=day)
        await closing.close_the_silent(city._house.database.writing, now)
        assert (await case_now(city, desk[1])).state == state
    async with city._house.database.reading() as session:
        mine = select(Delivery).where(Delivery.chat_id == ana.person.id)
        assert len((await session.scalars(mine)).all()) == 3, "the word, the question, the end"
    await ana.reads()
    await ana.replies(ana.last_card, "又坏了")
    assert "重新打开" in await hears(ana, "重新打开")


async def test_what_is_no_repair_is_closed_at_once(city: City, ana: Phone, desk: Desk) -> None:
    chidi, _ = desk
    case = await files(city, ana, "想学电工", CaseKind.JOBS)
    chidi = chidi.in_chat(chidi.chat, await topic_of(city, case, chidi.chat))
    await chidi.presses_forged(chidi.screen()[0], f"desk:close:{case.reference}")
    await hears(chidi, "怎么办的")
    await chidi.replies(chidi.last_card, "下周二有班")
    assert "办完了" in await hears(ana, "办得怎么样")
    assert (await case_now(city, case)).state == CaseState.CLOSED
    await ana.taps("满意 🙂")
    assert "记下了：满意" in await ana.reads()
    await ana.presses_forged(ana.last_card, f"case:rate:{case.reference}:bad")
    assert "记下了：满意" in (await hears(ana, "记下了"))
    assert (await case_now(city, case)).rating == "good"


async def test_nobody_else_can_say_that_it_is_mended(city: City, ana: Phone, bao: Phone, desk: Desk) -> None:
    await is_asked(city, ana, desk)
    await bao.types("/cases")
    await bao.reads()
    for data in ("case:fixed:A1:yes", "case:rate:A1:bad"):
        await bao.presses_forged(bao.last_card, data)
        assert "按钮过期" in await bao.reads_toast()
    assert (await case_now(city, desk[1])).state == CaseState.CHECKING
