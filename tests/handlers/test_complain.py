"""Complaining: three taps from the key to the receipt, with what was photographed and said on the way."""

import pytest

from playground.phones.phone import Phone
from tests.cases import files
from tests.city import City, station
from tests.handlers.complaining import cases_in, said_of, taps_through
from tests.handlers.conftest import Kept, Known, Waits
from tests.handlers.hearing import carried, hears
from tests.handlers.staff import hire


@pytest.fixture
async def doors(city: City) -> City:
    """A city with two stations, and Chidi at the desk of the district and of the city above."""
    await city.has(
        station("红旗路驿站", code="D0127", adcode="330302", host="红旗路营业厅"),
        station("新桥驿站", code="D0128", adcode="330304", meters_east=4000),
    )
    chidi = city.phone("Chidi")
    for union in ("鹿城区", "温州市"):
        await hire(city, chidi, "caseworker", union)
    return city


@pytest.fixture
async def rider(doors: City, ana: Phone, known: Known) -> Phone:
    """Ana, who agreed before."""
    return await known(ana, cases_agreed_at=doors.clock.now())


IDENTITY = "11010519491231002X"


async def begun(phone: Phone) -> None:
    """Begin with the key."""
    await phone.types("📣 投诉建议")
    assert "哪儿不对劲？" in await phone.reads()


async def test_three_taps_file_a_complaint_about_the_station_one_went_to(doors: City, rider: Phone) -> None:
    await rider.shares_location()
    await rider.reads()
    await rider.taps("导航1")
    await rider.reads()
    doors.clock.goes_on(minutes=20)
    await begun(rider)
    check = await taps_through(rider, "东西坏了")
    assert check.splitlines() == [
        "东西坏了 · 红旗路驿站", "您14:30导航过，猜是这个站", "不署名，办事的人只看到一个号。"
    ]  # fmt: skip
    assert rider.last_card.buttons == [["发送"], ["换个站", "换类别"], ["再加一句", "不要了"]]
    receipt = await taps_through(rider, "发送")
    assert receipt.startswith("A1 收到，这是编号。\n谁办：红旗路营业厅，谁建谁管\n谁盯着：鹿城区")
    assert "自动转温州市" in receipt
    (case,) = await cases_in(doors)
    assert (case.category, case.worker_id, case.adcode) == ("broken", rider.person.id, "330302")


async def test_who_writes_for_the_first_time_is_told_first_what_becomes_of_it(
    doors: City, ana: Phone, kept: Kept
) -> None:
    await ana.types("/complain")
    consent = await ana.reads()
    assert "写之前先说清楚" in consent
    assert "办完180天后删掉" in consent
    assert ana.last_card.buttons == [["同意，开始写"], ["不同意，打12351"], ["看全文"]]
    assert await ana.taps("不同意，打12351") == "12351"
    assert (await kept(ana)) is None
    assert "哪儿不对劲？" in await taps_through(ana, "同意，开始写")
    assert (await kept(ana)).cases_agreed_at == doors.clock.now()


async def test_a_photo_out_of_the_blue_becomes_a_complaint_in_three_taps(doors: City, rider: Phone) -> None:
    await rider.sends_photo("微波炉不通电")
    assert "照片收到" in await rider.reads()
    assert "哪个站？" in await taps_through(rider, "拿它投诉")
    assert "“微波炉不通电”\n照片1张" in await answered(rider, "D0127")
    assert (await taps_through(rider, "发送")).startswith("A1")
    (case,) = await cases_in(doors)
    (said,) = await said_of(doors, case)
    assert (said.text, said.file_kind, bool(said.file_id)) == ("微波炉不通电", "photo", True)


async def test_words_out_of_the_blue_become_a_complaint(doors: City, rider: Phone) -> None:
    await rider.types("红旗路的微波炉坏了")
    assert "是站里有问题吗？" in await rider.reads()
    assert await cases_in(doors) == []
    assert "“红旗路的微波炉坏了”" in await taps_through(rider, "拿它投诉")


async def test_every_kind_of_trouble_begins_alike_on_an_english_key(doors: City, ana: Phone, known: Known) -> None:
    await known(ana, cases_agreed_at=doors.clock.now(), language="en")
    await answered(ana, "/complain")
    assert ana.last_card.buttons[:2] == [["1 Locked"], ["2 Something broken"]]
    assert ana.last_card.buttons[-1] == ["9 Employer or platform"]


async def test_two_taps_file_what_plain_words_say_of_the_station_one_went_to(doors: City, rider: Phone) -> None:
    await rider.shares_location()
    await rider.reads()
    await taps_through(rider, "导航1")
    await answered(rider, "红旗路的微波炉坏了")
    check = await taps_through(rider, "拿它投诉")
    assert check.splitlines()[:2] == ["东西坏了 · 红旗路驿站", "照写的猜是这类，不对点“换类别”"]
    await taps_through(rider, "发送")
    (case,) = await cases_in(doors)
    assert case.category == "broken"


async def test_a_category_guessed_from_words_added_is_corrected_with_a_tap(doors: City, rider: Phone) -> None:
    await begun(rider)
    assert "哪儿不对劲？" in await answered(rider, "门口有水")
    assert "哪个站？" in await answered(rider, "饮水机没水了，在漏")
    assert (await answered(rider, "D0127")).startswith("缺水缺东西 · 红旗路驿站\n照写的猜")
    await taps_through(rider, "换类别")
    assert "哪儿不对劲？" in await answered(rider, "旁边还锁着一台"), "what is being corrected waits for its own answer"
    check = await taps_through(rider, "东西坏了")
    assert check.startswith("东西坏了 · 红旗路驿站\n“门口有水")


async def test_a_photo_is_brought_along_through_the_consent(doors: City, ana: Phone) -> None:
    await ana.sends_voice()
    await ana.reads()
    assert "写之前先说清楚" in await taps_through(ana, "拿它投诉")
    assert "语音1条" in await taps_through(ana, "同意，开始写")


async def test_a_photo_sent_by_mistake_leads_nowhere_and_is_not_kept(doors: City, rider: Phone) -> None:
    await rider.sends_photo()
    await rider.reads()
    assert await taps_through(rider, "发错了") == "好，没存。"


async def test_a_stations_card_carries_the_station(doors: City, rider: Phone) -> None:
    await rider.types("D0128")
    await rider.reads()
    await taps_through(rider, "报这个站", "脏")
    assert rider.last_card.text.startswith("脏 · 新桥驿站\n不署名")
    assert any("新桥驿站" in card.text and "怎么进" in card.text for card in rider.screen()), "the card stays"


async def answered(phone: Phone, words: str) -> str:
    """Type an answer, and read what it led to."""
    await phone.types(words)
    return await phone.reads()


async def test_words_pictures_and_voices_are_added_in_any_order(doors: City, rider: Phone) -> None:
    await begun(rider)
    await answered(rider, "门口有水")
    await rider.sends_album(3)
    assert "照片1组" in await rider.reads()
    await rider.hears_nothing()
    await taps_through(rider, "脏")
    await answered(rider, "D0127")
    await rider.sends_voice()
    check = await rider.reads()
    assert check.splitlines()[1:-1] == ["“门口有水”", "照片1组", "语音1条"]
    await taps_through(rider, "发送")
    (case,) = await cases_in(doors)
    assert [said.file_kind for said in await said_of(doors, case)] == ["", "photo", "photo", "photo", "voice"]


async def test_an_album_s_card_can_still_be_sent_when_its_other_pictures_came_later(doors: City, rider: Phone) -> None:
    await begun(rider)
    await taps_through(rider, "脏")
    await answered(rider, "D0127")
    await rider.sends_album(4)
    await rider.reads()
    await rider.taps("发送")
    assert (await rider.reads()).startswith("A1")
    assert await rider.reads_toast() == ""


@pytest.mark.parametrize("send", ["document", "video"])
async def test_what_may_not_travel_is_refused_in_one_sentence_and_the_words_stay(
    doors: City, rider: Phone, send: str
) -> None:
    await begun(rider)
    await (rider.sends_document(caption="看看") if send == "document" else rider.sends_video("看看"))
    heard = await hears(rider, "没收")
    assert ("材料别发这里" in heard) == (send == "document")
    assert "“看看”" in await hears(rider, "“看看”")


async def test_the_eleventh_picture_is_refused_once(doors: City, rider: Phone) -> None:
    await begun(rider)
    await rider.sends_album(9)
    await rider.reads()
    await rider.sends_album(4)
    heard = await hears(rider, "装不下了")
    assert "最多10张照片" in heard
    assert sum("装不下了" in card.text for card in rider.screen()) == 1


async def test_a_station_is_named_or_lies_near_a_place_or_is_none(doors: City, rider: Phone, known: Known) -> None:
    await begun(rider)
    assert "哪个站？" in await taps_through(rider, "门锁着")
    assert "没找到“哪里哪里”" in await answered(rider, "哪里哪里")
    await rider.shares_location()
    assert (await rider.reads()).startswith("哪个站？点一个")
    assert rider.last_card.buttons[0] == ["1 红旗路驿站", "2 新桥驿站"]
    assert (await answered(rider, "2")).startswith("门锁着 · 新桥驿站\n离发的位置近")
    await taps_through(rider, "换个站", "不是某个站")
    assert "哪个区县？" in rider.last_card.text
    assert (await answered(rider, "瓯海区")).startswith("门锁着 · 不是某个站")
    await taps_through(rider, "发送")
    (case,) = await cases_in(doors)
    assert (case.station_id, case.adcode) == (None, "330304")


async def test_the_station_named_for_notices_is_proposed(doors: City, ana: Phone, known: Known) -> None:
    number = doors.house.stations.names.with_code("D0128")  # type: ignore[union-attr]
    await known(ana, cases_agreed_at=doors.clock.now(), near_station_id=number)
    await begun(ana)
    assert "收提醒选的是这个站" in await taps_through(ana, "态度不好")


async def test_what_an_employer_does_leads_to_who_can_help(doors: City, rider: Phone) -> None:
    await begun(rider)
    assert "驿站管不了" in await taps_through(rider, "单位或平台的事")
    assert rider.last_card.buttons[0] == ["1 法律援助", "2 政策咨询"]
    await taps_through(rider, "法律援助")
    assert carried(rider.last_card, "法律援助") == "legal"
    await begun(rider)
    await taps_through(rider, "单位或平台的事", "政策咨询", "政策咨询")
    assert rider.last_card.text.startswith("政策咨询")
    assert await cases_in(doors) == []


async def test_a_second_tap_on_send_files_once(doors: City, rider: Phone) -> None:
    await begun(rider)
    await taps_through(rider, "脏")
    await answered(rider, "D0127")
    card = rider.last_card
    sent = carried(card, "发送")
    await rider.taps_on(card, "发送")
    await rider.presses_forged(card, sent)
    assert (await hears(rider, "收到，这是编号")).startswith("A1")
    assert len(await cases_in(doors)) == 1


async def test_who_wants_to_add_something_hears_how_and_the_card_stays_below(doors: City, rider: Phone) -> None:
    await begun(rider)
    await taps_through(rider, "脏")
    await answered(rider, "D0127")
    await rider.taps("再加一句")
    assert "打字、拍照、按住说话都行" in await rider.reads_toast()
    assert rider.last_card.buttons[0] == ["发送"]


async def test_somebody_hurt_reads_120_first(doors: City, rider: Phone) -> None:
    await begun(rider)
    assert (await answered(rider, "地滑，我摔伤了")).startswith("有人受伤、不舒服，先打120")


async def test_words_of_another_hour_are_no_part_of_a_complaint(doors: City, rider: Phone) -> None:
    await begun(rider)
    doors.clock.goes_on(minutes=61)
    assert "没听懂" in await answered(rider, "老王在哪")


async def test_who_begins_again_goes_on_with_what_was_gathered(doors: City, rider: Phone) -> None:
    await begun(rider)
    await answered(rider, "门口有水")
    await rider.types("/complain")
    assert "“门口有水”" in await rider.reads()


async def test_the_sixth_of_a_day_hears_whom_to_call_and_the_next_day_goes_on(doors: City, rider: Phone) -> None:
    for _ in range(5):
        await files(doors, rider)
    await rider.types("/complain")
    assert "一天最多报5件" in await rider.reads()
    assert "12351" in rider.last_card.text
    doors.clock.goes_on(days=1)
    await begun(rider)


async def test_who_takes_the_yes_back_leaves_no_words_behind(
    doors: City, rider: Phone, waits: Waits, kept: Kept
) -> None:
    await begun(rider)
    await answered(rider, "门口有水")
    await rider.types("/mydata")
    await rider.reads()
    await taps_through(rider, "不再存我写的")
    assert await waits(rider) == []
    await rider.types("/complain")
    assert "写之前先说清楚" in await rider.reads()
    assert "门口有水" not in await taps_through(rider, "同意，开始写")


async def test_an_identity_number_is_not_kept_wherever_it_is_sent(doors: City, rider: Phone) -> None:
    await begun(rider)
    await rider.types(f"我是{IDENTITY}")
    await rider.reads()
    assert IDENTITY not in str([card.text for card in rider.screen() if card.is_from_bot])
    await rider.types("/complain")
    assert "我是" not in await rider.reads()


async def test_where_no_union_is_nothing_is_taken(city: City, ana: Phone) -> None:
    await ana.types("/complain")
    assert "还没有工会接着" in await ana.reads()


async def test_a_complaint_that_cannot_be_filed_now_is_still_there(doors: City, rider: Phone) -> None:
    await begun(rider)
    await answered(rider, "门口有水")
    await taps_through(rider, "脏")
    await answered(rider, "D0127")
    for _ in range(5):
        await files(doors, rider)
    await rider.taps("发送")
    assert "一天最多报5件" in await hears(rider, "一天最多报5件")
    doors.clock.goes_on(days=1)
    await rider.taps("发送")
    await hears(rider, "收到，这是编号")
    assert [said.text for said in await said_of(doors, (await cases_in(doors))[-1])] == ["门口有水"]
