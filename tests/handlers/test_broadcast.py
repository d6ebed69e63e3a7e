"""Broadcast: Dina writes, sees it as workers will, and sends it; a stranger learns nothing."""

import pytest
from sqlalchemy import delete

from models import StaffMember
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.announcing import TEXT, broadcasts, drafted, trail
from tests.handlers.conftest import Says, Waits
from tests.handlers.hearing import carried, hears
from tests.handlers.staff import hire


def keys(phone: Phone) -> list[list[str]]:
    """The keys under the newest card."""
    return phone.last_card.buttons


# --- the plain way ---------------------------------------------------------------------------------


async def test_dina_writes_sees_the_message_as_workers_will_and_sends_it(
    city: City, dina: Phone, readers: list[Phone]
) -> None:
    await drafted(dina)
    copy, card = [shown for shown in dina.screen() if shown.is_from_bot][-2:]
    assert copy.text == TEXT
    assert copy.buttons == [["今天别再发", "少发点"]]
    assert card.text.splitlines() == [
        "上面就是师傅收到的样子。", "发给2人：鹿城区，工会通知", "现在发，24:00后不再发", "约1秒发完",
    ]  # fmt: skip
    assert keys(dina) == [["现在发"], ["改内容", "换人群", "换时间"], ["存草稿", "不要了"]]
    await dina.taps("现在发")
    assert "号通知30秒后发，14:30:30开始" in await dina.reads()
    assert keys(dina) == [["撤回"]]
    [broadcast] = await broadcasts(city)
    assert (broadcast.state, broadcast.head_count) == ("waiting", 2)
    assert await trail(city) == [("sent_broadcast", str(broadcast.id))]


async def test_half_a_minute_is_enough_to_take_it_back(city: City, dina: Phone, readers: list[Phone]) -> None:
    await drafted(dina)
    await dina.taps("现在发")
    await dina.reads()
    await dina.taps("撤回")
    assert "上面就是师傅收到的样子" in await dina.reads()
    assert "撤回了" in await dina.reads_toast()
    assert [broadcast.state for broadcast in await broadcasts(city)] == ["draft"]


async def test_formatting_goes_out_as_it_was_written(city: City, dina: Phone, says: Says) -> None:
    await dina.types("/broadcast")
    await dina.reads()
    says(dina, {"text": "停水 & 停电", "entities": [{"type": "bold", "offset": 0, "length": 2}]})
    await hears(dina, "上面就是师傅收到的样子")
    [broadcast] = await broadcasts(city)
    assert '"text": "<b>停水</b> &amp; 停电"' in broadcast.content


async def test_a_photo_with_words_a_station_and_a_link_make_one_message(city: City, dina: Phone) -> None:
    await dina.types("/broadcast")
    await dina.reads()
    await dina.sends_photo("明早免费早餐")
    await hears(dina, "上面就是师傅收到的样子")
    for words in ("d0127", "报名 https://example.com/sign?a=1&b=2"):
        await dina.taps("改内容")
        assert "新的文字换掉旧的" in await dina.reads()
        await dina.types(words)
        await hears(dina, "上面就是师傅收到的样子")
    copy = [shown for shown in dina.screen() if shown.is_from_bot][-2]
    assert copy.text == "明早免费早餐"
    assert copy.buttons == [["导航", "看站"], ["报名"], ["今天别再发", "少发点"]]
    assert await dina.taps_on(copy, "报名") == "https://example.com/sign?a=1&b=2"
    await dina.taps_on(copy, "看站")
    assert "红旗路驿站" in await dina.reads()


async def test_a_stations_place_is_the_station_and_a_sentence_is_asked_for(city: City, dina: Phone) -> None:
    await dina.types("/broadcast")
    await dina.reads()
    await dina.shares_location()
    assert "收下了，再写一句" in await dina.reads()
    await dina.types(TEXT)
    await hears(dina, "上面就是师傅收到的样子")
    copy = [shown for shown in dina.screen() if shown.is_from_bot][-2]
    assert copy.buttons[0] == ["导航", "看站"]
    await dina.taps("改内容")
    await dina.reads()
    await dina.taps("去掉驿站")
    await dina.reads()
    await hears(dina, "上面就是师傅收到的样子")
    assert [shown for shown in dina.screen() if shown.is_from_bot][-2].buttons == [["今天别再发", "少发点"]]


async def test_of_an_album_the_first_picture_is_taken_with_one_sentence(city: City, dina: Phone) -> None:
    await dina.types("/broadcast")
    await dina.reads()
    await dina.sends_album(3, "看图")
    await hears(dina, "上面就是师傅收到的样子")
    await hears(dina, "一次带一张照片")
    assert sum("一次带一张照片" in shown.text for shown in dina.screen()) == 1
    assert [broadcast.state for broadcast in await broadcasts(city)] == ["draft"]


async def test_words_too_long_for_a_picture_are_counted_and_nothing_is_lost(city: City, dina: Phone) -> None:
    await drafted(dina, "长" * 1500)
    await dina.taps("改内容")
    await dina.reads()
    await dina.sends_photo()
    assert "最多1,024个字，这样有1,500个" in await hears(dina, "没有收")
    await hears(dina, "新的文字换掉旧的")
    [broadcast] = await broadcasts(city)
    assert "长" * 1500 in broadcast.content
    await dina.types("短的")
    await hears(dina, "上面就是师傅收到的样子")


# --- to whom, and when -----------------------------------------------------------------------------


async def test_the_audience_is_narrowed_and_counted_at_every_step(
    city: City, dina: Phone, readers: list[Phone]
) -> None:
    await drafted(dina)
    await dina.taps("换人群")
    assert "发给2人：鹿城区，工会通知" in await dina.reads()
    await dina.taps("哪一行")
    assert "发给哪一行" in await dina.reads()
    await dina.types("快递")
    assert "发给1人：鹿城区，快递，工会通知" in await dina.reads()
    await dina.taps("哪个站附近")
    await dina.reads()
    await dina.types("红旗路驿站")
    assert "发给0人：鹿城区，快递，红旗路驿站3公里内，工会通知" in await dina.reads()
    await dina.taps("哪个站附近")
    await dina.reads()
    await dina.taps("不限")
    await dina.reads()
    await dina.taps("好了")
    assert "发给1人：鹿城区，快递，工会通知" in await dina.reads()
    assert keys(dina)[0] == ["现在发"]


async def test_an_area_of_another_union_is_refused(city: City, dina: Phone) -> None:
    await drafted(dina)
    await dina.taps("换人群")
    await dina.reads()
    await dina.taps("哪一片")
    await dina.reads()
    await dina.types("瓯海区")
    await dina.reads()
    await dina.taps("好了")
    await hears(dina, "这一片不归")
    assert [broadcast.area for broadcast in await broadcasts(city)] == ["330302"]


@pytest.mark.parametrize(
    ("start", "until", "line"),
    [
        ("明天07:00", "当天22:00", "明天07:00发，明天22:00后不再发"),
        ("明天7点", "明天9点半", "明天07:00发，明天09:30后不再发"),
        ("18:30", "20:00", "18:30发，20:00后不再发"),
        ("一小时后", "发出两小时后", "15:30发，17:30后不再发"),
        ("现在", "一天后", "现在发，明天14:30后不再发"),
    ],
)
async def test_the_time_is_tapped_or_typed(city: City, dina: Phone, start: str, until: str, line: str) -> None:
    await drafted(dina)
    await dina.taps("换时间")
    assert "什么时候发" in await dina.reads()
    await dina.types(start)
    assert "几点以后就不用发了" in await dina.reads()
    await dina.types(until)
    assert line in await hears(dina, "发给0人")


async def test_an_end_before_the_beginning_is_asked_for_once_more(city: City, dina: Phone) -> None:
    await drafted(dina)
    await dina.taps("换时间")
    await dina.reads()
    await dina.types("明天9点")
    await dina.reads()
    await dina.types("今晚8点")
    assert "20:00就不再发了，比明天09:00早" in await hears(dina, "发不成")
    await hears(dina, "几点以后就不用发了")


async def test_in_quiet_hours_the_preview_says_until_when_it_waits(city: City, dina: Phone) -> None:
    city.clock.reads("23:10")
    await drafted(dina)
    assert "安静时间不打扰，等到明天06:00" in dina.last_card.text


async def test_nobody_in_the_audience_means_nothing_is_sent(city: City, dina: Phone) -> None:
    await drafted(dina)
    await dina.taps("现在发")
    assert "没有人，没发" in await dina.reads_toast()
    assert [broadcast.state for broadcast in await broadcasts(city)] == ["draft"]


# --- drafts ----------------------------------------------------------------------------------------


async def test_the_last_draft_waits_for_its_author(city: City, dina: Phone) -> None:
    await drafted(dina)
    await dina.taps("存草稿")
    assert "草稿存着" in await dina.reads()
    await dina.types("/broadcast")
    await dina.reads()
    assert keys(dina) == [["上次的草稿"], ["不要了"]]
    await dina.taps("上次的草稿")
    await hears(dina, "上面就是师傅收到的样子")
    assert len(await broadcasts(city)) == 1
    await dina.taps("不要了")
    assert "不要了，没发" in await dina.reads()
    assert [broadcast.state for broadcast in await broadcasts(city)] == ["dropped"]


async def test_a_key_of_an_earlier_card_answers_with_how_it_stands_now(
    city: City, dina: Phone, readers: list[Phone]
) -> None:
    await drafted(dina)
    card = dina.last_card
    send = carried(card, "现在发")
    await dina.taps("现在发")
    await dina.reads()
    await dina.presses_forged(card, send)
    assert "现在等着发，14:30由Dina点的。\n没有发第二遍" in await dina.reads_toast()
    assert [broadcast.state for broadcast in await broadcasts(city)] == ["waiting"]
    assert len(await trail(city)) == 1


# --- who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["/broadcast", "/broadcast 330302"])
async def test_a_stranger_learns_nothing(city: City, dina: Phone, eve: Phone, words: str, waits: Waits) -> None:
    await eve.types(words)
    heard = await eve.reads()
    await eve.types("/nonsense")
    assert await eve.reads() == heard
    assert await waits(eve) == []


async def test_a_stranger_who_forges_a_key_learns_nothing(city: City, dina: Phone, eve: Phone) -> None:
    await drafted(dina)
    [broadcast] = await broadcasts(city)
    await eve.types("/start")
    await eve.reads()
    await eve.presses_forged(eve.last_card, f"b:{broadcast.id}:{broadcast.version}:send")
    forged = await eve.reads_toast()
    await eve.presses_forged(eve.last_card, "b:999:1:send")
    assert await eve.reads_toast() == forged
    assert [broadcast.state for broadcast in await broadcasts(city)] == ["draft"]


async def test_who_has_another_role_hears_whom_to_ask(city: City, dina: Phone, bao: Phone) -> None:
    await hire(city, bao, "keeper", "鹿城区")
    await bao.types("/broadcast")
    assert "这件事要“发布员”，鹿城区。" in await bao.reads()


async def test_whose_role_was_taken_away_between_two_taps_sends_nothing(
    city: City, dina: Phone, readers: list[Phone]
) -> None:
    await drafted(dina)
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        await session.execute(delete(StaffMember))
    await dina.taps("现在发")
    await dina.reads_toast()
    assert [broadcast.state for broadcast in await broadcasts(city)] == ["draft"]


async def test_in_a_group_it_is_said_that_it_goes_in_private(city: City, dina: Phone) -> None:
    group = city.playground.group("办事群", [dina.person])
    there = dina.in_chat(group)
    await there.types("/broadcast")
    assert "通知在私聊里写" in await there.reads()


async def test_an_anonymous_admin_is_refused_kindly(city: City, dina: Phone, says: Says) -> None:
    chat = city.playground.group("办事群", [dina.person])
    there = dina.in_chat(chat)
    entities = [{"type": "bot_command", "offset": 0, "length": 10}]
    says(there, {"text": "/broadcast", "entities": entities, "sender_chat": chat.face})
    assert "您现在是匿名发言" in await there.reads()
