"""Anything else a person sends: helpful words for every kind of message, once."""

from typing import Any

import pytest

from playground.memory import contents
from playground.memory.rank import KICKED, MEMBER
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.conftest import Known, Says
from tests.homes import stores_nothing

pytestmark = stores_nothing

FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 1000}
EVE = {"id": 7, "is_bot": False, "first_name": "Eve"}
CHAT = {"id": -1001, "type": "channel", "title": "新闻"}
TASK = {"id": 1, "text": "喝水"}
GIFT = {"id": "1", "sticker": contents.sticker()["sticker"], "star_count": 1}
PAYMENT = {
    "currency": "XTR", "total_amount": 1, "invoice_payload": "p",
    "telegram_payment_charge_id": "t", "provider_payment_charge_id": "p",
}  # fmt: skip

HEARD: dict[str, tuple[dict[str, Any], str]] = {
    "voice": (contents.voice(), "收到，还没存。要给谁听"),
    "photo": (contents.photo("看看"), "照片收到"),
    "video": (contents.video(), "视频我看不了"),
    "video note": (contents.video_note(), "收到，还没存。要给谁听"),
    "sticker": (contents.sticker(), "收到。"),
    "animation": (contents.animation(), "收到。"),
    "dice": (contents.dice(), "收到。"),
    "game": ({"game": {"title": "g", "description": "d", "photo": contents.photo()["photo"]}}, "收到。"),
    "document": (contents.document(), "文件没打开"),
    "picture as a file": (contents.document("IMG_0127.HEIC"), "这张图没收"),
    "contact": (contents.contact(), "名片没存"),
    "audio": (contents.audio(), "这是音频文件"),
    "poll": (contents.poll(), "这种消息我不会看"),
    "story": ({"story": {"chat": CHAT, "id": 1}}, "这种消息我不会看"),
    "paid media": ({"paid_media": {"star_count": 1, "paid_media": []}}, "这种消息我不会看"),
    "checklist": ({"checklist": {"title": "t", "tasks": [TASK]}}, "这种消息我不会看"),
    "invoice": (
        {"invoice": {"title": "t", "description": "d", "start_parameter": "", "currency": "XTR", "total_amount": 1}},
        "这种消息我不会看",
    ),
    "giveaway": (
        {"giveaway": {"chats": [CHAT], "winners_selection_date": 1, "winner_count": 1}}, "这种消息我不会看"
    ),
    "payment": ({"successful_payment": PAYMENT}, "这种消息我不会看"),
    "people picked": ({"users_shared": {"request_id": 1, "users": [{"user_id": 7}]}}, "这种消息我不会看"),
    "chat picked": ({"chat_shared": {"request_id": 1, "chat_id": -1001}}, "这种消息我不会看"),
    "mini app": ({"web_app_data": {"data": "x", "button_text": "y"}}, "这种消息我不会看"),
    "gift": ({"gift": {"gift": GIFT}}, "这种消息我不会看"),
    "a kind of next year": ({"hologram": {"depth": 3}}, "这种消息我不会看"),
    "a file in a forward": (contents.forwarded(contents.document(), EVE, 1), "文件没打开"),
    "command with a caption": (contents.photo("/start"), "照片收到"),
}  # fmt: skip

UNHEARD: dict[str, dict[str, Any]] = {
    "pinned message": {"pinned_message": {"chat": CHAT, "message_id": 1, "date": 0}},
    "auto delete": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    "write access": {"write_access_allowed": {}},
    "background": {"chat_background_set": {"type": {"type": "chat_theme", "theme_name": "x"}}},
    "topic": {"forum_topic_created": {"name": "t", "icon_color": 1}},
    "topic closed": {"forum_topic_closed": {}},
    "tasks done": {"checklist_tasks_done": {"marked_as_done_task_ids": [1]}},
    "giveaway over": {"giveaway_completed": {"winner_count": 1}},
    "video chat": {"video_chat_ended": {"duration": 3}},
    "near somebody": {"proximity_alert_triggered": {"traveler": EVE, "watcher": EVE, "distance": 5}},
    "refund": {"refunded_payment": PAYMENT | {"currency": "XTR"}},
}


async def test_every_kind_of_message_is_answered_with_words_of_its_own(city: City, says: Says) -> None:
    wrong = {}
    for kind, (content, words) in HEARD.items():
        phone = city.phone("Ana")
        says(phone, content)
        heard = await phone.reads()
        if not heard.startswith(words) or not (phone.keyboard or phone.last_card.buttons):
            wrong[kind] = heard
    assert wrong == {}


async def test_what_telegram_itself_tells_in_a_chat_is_not_answered(city: City, says: Says) -> None:
    phones = {kind: city.phone(kind) for kind in UNHEARD}
    for kind, content in UNHEARD.items():
        says(phones[kind], content)
    last = city.phone("Zoe")
    await last.types("hello")
    await last.reads()
    assert {kind: len(phone.screen()) for kind, phone in phones.items() if len(phone.screen()) > 1} == {}


async def test_in_english_too_nothing_is_met_with_silence(city: City, says: Says) -> None:
    for content, words in HEARD.values():
        phone = city.phone("Eve", language_code="en")
        says(phone, content)
        assert (await phone.reads()).isascii() or words == "收到。"


async def test_an_album_is_answered_once(city: City, ana: Phone) -> None:
    await ana.sends_album(5, caption="门锁着")
    assert "一组里只能带上第一张" in await ana.reads()
    await ana.hears_nothing()
    assert len(await city.deliveries()) == 1


async def test_two_albums_are_answered_twice(city: City, ana: Phone) -> None:
    await ana.sends_album(2)
    await ana.reads()
    await ana.sends_album(2)
    assert "照片收到" in await ana.reads()
    assert len(await city.deliveries()) == 2


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("老王在哪", "“老王在哪”"),
        ("<b>x</b> & <3", "“<b>x</b> & <3”"),
        ("一\n\n二", "“一 二”"),
        ("长" * 4096, f"“{'长' * 15}…”"),
        ("\u202etfel \x00", "“tfel”"),
        ("👍🏽", "“👍🏽”"),
    ],
    ids=["words", "tags", "lines", "longest", "turned", "sign"],
)
async def test_words_we_do_not_know_are_quoted_and_pointed_to_the_key(ana: Phone, text: str, quoted: str) -> None:
    await ana.types(text)
    assert (await ana.reads()).splitlines()[0] == f"没听懂{quoted}。"


async def test_who_was_hit_reads_the_ambulance_first(ana: Phone) -> None:
    await ana.types("我被撞了")
    assert (await ana.reads()).splitlines()[0] == "有人受伤、不舒服，先打120"


async def test_who_is_not_paid_reads_whom_to_call_and_that_nothing_was_kept(ana: Phone) -> None:
    await ana.types("老板三个月没发工资")
    heard = await ana.reads()
    assert "12351" in heard
    assert "12348" in heard
    assert "没存" in heard


async def test_who_asks_for_a_toilet_is_told_which_keys_lead_there(ana: Phone) -> None:
    await ana.types("哪里有厕所")
    heard = await ana.reads()
    assert "📍 最近能进的驿站" in heard
    assert "“厕所”" in heard


async def test_somebody_hurt_is_heard_in_the_middle_of_the_set_up(ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    await ana.types("我被撞了")
    assert "先打120" in await ana.reads()


@pytest.mark.parametrize("command", ["/foo", "/desk", "/broadcast", "/heat", "/invite x", "/start@other_bot", "/"])
async def test_a_command_that_is_not_for_workers_is_unknown(ana: Phone, command: str) -> None:
    await ana.types(command)
    heard = await ana.reads()
    assert heard.startswith(("没有这个命令", "没听懂“/”"))


@pytest.mark.parametrize(
    "typed",
    ["⚖ 法律援助", "⚖️法律援助", "/legal"],
)
async def test_wishes_that_are_not_open_yet_name_the_number_that_helps(ana: Phone, typed: str) -> None:
    await ana.types(typed)
    assert "12351" in await ana.reads()


async def test_legal_aid_names_the_ambulance_too(ana: Phone) -> None:
    await ana.types("⚖️ 法律援助")
    assert (await ana.reads()).splitlines()[1:] == ["现在就打12348法律援助，或12351工会。", "受伤先打120。"]


@pytest.mark.parametrize("typed", ["/help", "⚙️ 更多", "更多", "More", "⚙️ more"])
async def test_help_is_the_keyboard_in_words(ana: Phone, typed: str) -> None:
    await ana.types(typed)
    assert "点下面的按钮就行" in await ana.reads()


async def test_more_leads_to_what_is_kept_and_to_its_deletion(ana: Phone, known: Known) -> None:
    await known(ana)
    await ana.types("⚙️ 更多")
    await ana.reads()
    await ana.taps("我的数据")
    assert "行当：外卖跑腿\n走法：电动车\n语言：中文\n从7月14日用起" in await ana.reads()
    await ana.taps("删掉我的")
    assert "行当、走法、语言" in await ana.reads()


async def test_a_changed_text_is_answered_honestly(ana: Phone) -> None:
    card = await ana.types("老王在哪")
    await ana.reads()
    await ana.edits(card, "老李在哪")
    assert "改过的话我没重看" in await ana.reads()


async def test_a_press_in_a_group_is_answered_with_a_toast_only(city: City, ana: Phone) -> None:
    await ana.shares_location()
    await ana.reads()
    there = ana.in_chat(city.playground.group("骑手群", [ana.person]))
    await there.presses_forged(ana.last_card, "nothing")
    assert "按钮过期了" in await ana.reads_toast()
    await there.hears_nothing()


async def test_a_group_that_takes_the_bot_in_hears_one_line(city: City, ana: Phone) -> None:
    group = city.playground.group("骑手群", [ana.person])
    there = ana.in_chat(group)
    group.ranks.clear()
    city.playground.state.rank(group, None, MEMBER, ana.person)
    assert await there.reads() == "我在私聊里给师傅找驿站，点我的头像发消息。"
    city.playground.state.rank(group, None, KICKED, ana.person)
    await there.types("大家好")
    await there.hears_nothing()
