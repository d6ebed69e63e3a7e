"""The page's own door: what it hands out, to whom, and how a page hears of changes."""

import pytest

from playground import Phone, Playground
from playground.browser import PAGE
from tests.playground.calling import Bot
from tests.playground.watching import picture


@pytest.mark.parametrize("path", ["/", *(f"/page/{file.name}" for file in PAGE.iterdir() if file.name != "index.html")])
async def test_the_page_may_fetch_and_run_only_its_own(bot: Bot, path: str) -> None:
    async with bot.session.get(f"{bot.url}{path}") as response:
        policy = response.headers["Content-Security-Policy"]
        assert response.status == 200
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "style=" not in (text := await response.text())
        assert "innerHTML" not in text


@pytest.mark.parametrize("path", ["/page/../server.py", "/page/%2e%2e/server.py", "/page/", "/page/events?person=7"])
async def test_nothing_else_is_handed_out(bot: Bot, path: str) -> None:
    async with bot.session.get(f"{bot.url}{path}") as response:
        assert response.status in (200, 404)
        assert "import" not in await response.text()


@pytest.mark.parametrize("header", [{"Origin": "http://elsewhere.example"}, {"Host": "elsewhere.example"}])
async def test_a_page_of_elsewhere_in_the_same_browser_is_sent_away(
    bot: Bot, ana: Phone, header: dict[str, str]
) -> None:
    order = {"person": ana.person.id, "does": "types", "with": {"text": "hello"}}
    for path in ("/playground/phone", "/page/events", "/"):
        async with bot.session.post(f"{bot.url}{path}", json=order, headers=header) as response:
            assert response.status == 403
    assert not ana.screen()


async def test_the_page_sees_what_comes_what_changes_and_what_goes(
    bot: Bot, ana: Phone, playground: Playground
) -> None:
    chat_id = ana.person.id
    async with bot.session.get(f"{bot.url}/page/events?person={chat_id}") as events:
        assert (await picture(events))["cards"] == []
        await bot.does("sendChatAction", chat_id=chat_id, action="typing")
        assert (await picture(events))["is_typing"]
        said = await bot.does(
            "sendMessage", chat_id=chat_id, text="<b>hello</b> & <3".replace("<3", "&lt;3"), parse_mode="HTML"
        )
        shown = await picture(events)
        assert not shown["is_typing"]
        assert shown["cards"][0]["text"] == "hello & <3"
        assert shown["cards"][0]["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
        await bot.does("editMessageText", chat_id=chat_id, message_id=said["message_id"], text="bye")
        assert (await picture(events))["cards"][0]["edited"]
        await bot.does("deleteMessage", chat_id=chat_id, message_id=said["message_id"])
        assert (await picture(events))["cards"] == []
        playground.state.draw({"type": "FeatureCollection", "features": []})
        playground.state.draw({"type": "FeatureCollection", "name": "x", "features": []})
        assert (await picture(events))["map_number"] == 1


async def test_a_press_by_place_reaches_the_bot_and_its_answer_the_page(bot: Bot, ana: Phone) -> None:
    keys = {"inline_keyboard": [[{"text": "a", "callback_data": "1"}, {"text": "a", "callback_data": "2"}]]}
    said = await bot.does("sendMessage", chat_id=ana.person.id, text="which?", reply_markup=keys)
    press = {"message_id": said["message_id"], "row": 0, "column": 1}
    order = {"person": ana.person.id, "does": "presses", "with": press}
    async with bot.session.get(f"{bot.url}/page/events?person={ana.person.id}") as events:
        await picture(events)
        await bot.session.post(f"{bot.url}/playground/phone", json=order)
        [update] = await bot.does("getUpdates", timeout=5)
        assert update["callback_query"]["data"] == "2"
        await bot.does("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="yes")
        assert (await picture(events))["toasts"] == [{"text": "yes", "is_alert": False}]
