"""My data: all of it is shown, and goes when asked."""

import pytest

from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.conftest import Kept, Known, Waits
from tests.handlers.hearing import hears
from tests.handlers.staff import hire


async def test_a_stranger_reads_that_nothing_is_kept(ana: Phone) -> None:
    await ana.types("/mydata")
    assert (await ana.reads()).startswith("我这里没记您什么。")
    assert ana.last_card.buttons == []


async def test_who_works_for_a_union_reads_that_too(city: City, ana: Phone) -> None:
    await hire(city, ana, "keeper", "鹿城区", "陈师傅")
    await ana.types("/mydata")
    assert (await ana.reads()).startswith("站长，鹿城区，名字“陈师傅”\n工会里的角色，由管理员收回。")


@pytest.mark.parametrize("typed", ["/forget", "删掉我的", "Delete mine"])
async def test_a_stranger_has_nothing_to_delete(ana: Phone, typed: str) -> None:
    await ana.types(typed)
    assert (await ana.reads()).startswith("我这里没记您什么。")


async def test_what_was_not_chosen_is_shown_as_not_chosen(ana: Phone, known: Known) -> None:
    await known(ana, "", "")
    await ana.types("/mydata")
    assert "行当：没选\n走法：没选，按走路算" in await ana.reads()


async def test_deleting_is_asked_once_and_done(ana: Phone, known: Known, kept: Kept) -> None:
    await known(ana)
    await ana.types("/forget")
    assert "删了找不回来" in await ana.reads()
    await ana.taps("删掉")
    assert (await ana.reads()).startswith("删好了，7月14日14:30，凭据号F001。")
    assert await kept(ana) is None


async def test_deleting_can_be_dropped(ana: Phone, known: Known, kept: Kept) -> None:
    await known(ana)
    await ana.types("/forget")
    await ana.reads()
    await ana.taps("不删")
    assert "行当：外卖跑腿" in await ana.reads()
    assert await kept(ana) is not None


async def test_the_word_alone_deletes_nothing(ana: Phone, known: Known, kept: Kept) -> None:
    await known(ana)
    await ana.types("删掉")
    assert "删了找不回来" in await ana.reads()
    assert await kept(ana) is not None


async def test_deleting_twice_is_deleting_once(ana: Phone, known: Known, kept: Kept) -> None:
    await known(ana)
    await ana.types("/forget")
    await ana.reads()
    card = ana.last_card
    await ana.taps_on(card, "删掉")
    await ana.presses_forged(card, "forget:yes")
    assert (await ana.reads()).startswith("删好了")
    assert await kept(ana) is None


async def test_after_deleting_one_may_begin_anew(ana: Phone, known: Known, kept: Kept) -> None:
    await known(ana, language="en")
    await ana.types("/forget")
    await ana.reads()
    await ana.taps("Delete")
    assert (await ana.reads()).startswith("Deleted, 14 July 14:30, receipt F001.")
    await ana.types("环卫")
    assert "没听懂" in await ana.reads()
    assert await kept(ana) is None


@pytest.mark.parametrize("typed", ["/language", "语言 Language", "language 语言"])
async def test_the_language_is_chosen_and_reaches_the_keys(ana: Phone, typed: str) -> None:
    await ana.types(typed)
    assert (await ana.reads()).startswith("想看哪种文字？")
    await ana.taps("English")
    assert await ana.reads() == "English from now on."
    assert ana.keyboard[0] == ["📍 Nearest open station"]


@pytest.mark.parametrize(("typed", "said"), [("english", "English from now on."), ("中文", "好，用中文。")])
async def test_a_language_is_spoken_when_it_is_named(ana: Phone, typed: str, said: str) -> None:
    await ana.types(typed)
    assert await ana.reads() == said


async def test_everything_that_is_kept_is_shown_with_the_day_of_the_consent(
    city: City, ana: Phone, known: Known
) -> None:
    await known(ana, "taxi", "", asks="travel", area="330302", area_agreed_at=city.clock.now())
    await hire(city, ana, "keeper", "鹿城区", "陈师傅")
    await ana.types("/mydata")
    said = await ana.reads()
    for line in ("提醒的区：温州市鹿城区，7月14日同意的", "没答完的：行当和走法", "站长，鹿城区，名字“陈师傅”"):
        assert line in said
    await ana.types("/forget")
    assert "工会里的角色，由管理员收回" in await ana.reads()


async def test_forgetting_ends_the_form_that_waited_and_its_keys_are_old(city: City, ana: Phone, waits: Waits) -> None:
    await ana.types("/start")
    await ana.reads()
    question = ana.last_card
    await ana.types("/forget")
    await ana.reads()
    await ana.taps("删掉")
    assert (await ana.reads()).startswith("删好了")
    await ana.taps_on(question, "快递")
    assert "按钮过期了" in await ana.reads_toast()
    assert await waits(ana) == []
    city.clock.goes_on(seconds=1)
    await ana.types("/start")
    await hears(ana, "跑哪一行")
    await ana.taps_on(question, "快递")
    assert "按钮过期了" in await ana.reads_toast()
    assert await waits(ana) == ["occupation"]
