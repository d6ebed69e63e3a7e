"""Telegram's answers, lost answers and refusals, each under our own name; through proxies too."""

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from gateways.telegram import Telegram, UpdatesRefused, open_bot
from gateways.telegram_wire import AiohttpRequest
from playground import (
    BadRequest,
    CutAfter,
    CutBefore,
    Fault,
    Forbidden,
    Hang,
    Migrated,
    Phone,
    Playground,
    ServerError,
    TooManyRequests,
    Unauthorized,
)
from services.errors import (
    AnswerLost,
    Blocked,
    ChatMoved,
    DeliveryError,
    MarkupRefused,
    MessageGone,
    NotFound,
    NoTopics,
    Refused,
    StateFault,
    TokenRefused,
    TopicClosed,
    TopicGone,
    TryLater,
)
from tests.answering import listening
from tests.gateways.proxies import http_proxy, socks_proxy

TOKEN = "1234567:SECRET-canary"  # nobody's


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(TOKEN) as playground:
        yield playground


@pytest.fixture
def ana(playground: Playground) -> Phone:
    return playground.phone(first_name="Ana")


@contextlib.asynccontextmanager
async def line_to(url: str, proxy: str | None = None, answer_seconds: float = 20) -> AsyncIterator[Telegram]:
    """Telegram at an address, perhaps through a proxy."""
    request = AiohttpRequest(proxy)
    await request.initialize()
    try:
        yield Telegram(request, url, TOKEN, answer_seconds)
    finally:
        await request.shutdown()


@contextlib.asynccontextmanager
async def answering(status: int, body: str) -> AsyncIterator[str]:
    """The address of something that gives this answer to everything."""

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, text=body)

    async with listening(answer) as address:
        yield address


def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


def message(chat_id: int, text: str = "你好") -> str:
    return json.dumps({"chat_id": chat_id, "text": text}, ensure_ascii=False)


async def test_a_message_that_arrived_tells_its_number(playground: Playground, ana: Phone) -> None:
    async with line_to(playground.url) as telegram:
        assert await telegram.deliver("sendMessage", message(ana.person.id)) == ana.last_card.id


async def test_a_topic_and_an_album_tell_their_numbers(playground: Playground, ana: Phone) -> None:
    desk = playground.group("办事群", [ana.person], is_forum=True)
    photo = (await ana.sends_photo()).data["photo"][-1]["file_id"]
    async with line_to(playground.url) as telegram:
        topic = await telegram.deliver("createForumTopic", json.dumps({"chat_id": desk.id, "name": "A17"}))
        assert topic in desk.topics
        album = {"chat_id": desk.id, "message_thread_id": topic, "media": [{"type": "photo", "media": photo}] * 3}
        first = await telegram.deliver("sendMediaGroup", json.dumps(album))
        assert [message.id for message in desk.visible(topic)][-3:] == [first, (first or 0) + 1, (first or 0) + 2]
        renamed = {"chat_id": desk.id, "message_thread_id": topic, "name": "A17"}
        assert await telegram.deliver("editForumTopic", json.dumps(renamed)) is None, "it is called so already"


@pytest.mark.parametrize(
    ("fault", "error", "arrived"),
    [
        (TooManyRequests(35), TryLater, 0),
        (ServerError(500), TryLater, 0),
        (ServerError(502, is_html=True), TryLater, 0),
        (ServerError(504), TryLater, 0),
        (Forbidden(), Blocked, 0),
        (Forbidden("user is deactivated"), Blocked, 0),
        (Forbidden("bot was kicked from the supergroup chat"), Blocked, 0),
        (Forbidden("bot can't initiate conversation with a user"), Blocked, 0),
        (Forbidden("words that Telegram has never used"), Blocked, 0),
        (BadRequest("chat not found"), NotFound, 0),
        (BadRequest("PEER_ID_INVALID"), NotFound, 0),
        (BadRequest("can't parse entities: Unsupported start tag"), MarkupRefused, 0),
        (BadRequest("BUTTON_DATA_INVALID"), Refused, 0),
        (BadRequest("message thread not found"), TopicGone, 0),
        (BadRequest("TOPIC_DELETED"), TopicGone, 0),
        (BadRequest("TOPIC_ID_INVALID"), TopicGone, 0),
        (BadRequest("TOPIC_CLOSED"), TopicClosed, 0),
        (BadRequest("message to edit not found"), MessageGone, 0),
        (BadRequest("the chat is not a forum"), NoTopics, 0),
        (BadRequest("not enough rights to create a topic"), NoTopics, 0),
        (BadRequest("not enough rights to send text messages to the chat"), NoTopics, 0),
        (Migrated(-1001234567890), ChatMoved, 0),
        (Unauthorized(), TokenRefused, 0),
        (CutBefore(), AnswerLost, 0),
        (CutAfter(), AnswerLost, 1),
        (Hang(accepted=True, seconds=0.05), AnswerLost, 1),
        (Hang(accepted=False, seconds=0.05), AnswerLost, 0),
    ],
    ids=repr,
)
async def test_every_refusal_has_its_name_and_none_tells_the_token(
    playground: Playground, ana: Phone, fault: Fault, error: type[DeliveryError], arrived: int
) -> None:
    playground.faults.next("sendMessage", fault)
    async with line_to(playground.url) as telegram:
        with pytest.raises(error) as raised:
            await telegram.deliver("sendMessage", message(ana.person.id))
    assert type(raised.value) is error
    assert len(playground.ledger.messages_to(ana.person.id)) == arrived
    assert "canary" not in str(raised.value)


async def test_the_wait_that_telegram_names_is_handed_on(playground: Playground, ana: Phone) -> None:
    playground.faults.next("sendMessage", TooManyRequests(10_072))
    async with line_to(playground.url) as telegram:
        with pytest.raises(TryLater) as raised:
            await telegram.deliver("sendMessage", message(ana.person.id))
    assert raised.value.seconds == 10_072


async def test_a_failing_telegram_names_no_wait(playground: Playground, ana: Phone) -> None:
    playground.faults.next("sendMessage", ServerError(502))
    async with line_to(playground.url) as telegram:
        with pytest.raises(TryLater) as raised:
            await telegram.deliver("sendMessage", message(ana.person.id))
    assert raised.value.seconds is None


async def test_a_group_that_moved_says_where_to(playground: Playground, ana: Phone) -> None:
    playground.faults.next("sendMessage", Migrated(-1001234567890))
    async with line_to(playground.url) as telegram:
        with pytest.raises(ChatMoved) as raised:
            await telegram.deliver("sendMessage", message(ana.person.id))
    assert raised.value.new_chat_id == -1001234567890


async def test_an_answer_that_does_not_come_in_time_is_lost(playground: Playground, ana: Phone) -> None:
    playground.faults.next("sendMessage", Hang(accepted=True, seconds=30))
    async with line_to(playground.url, answer_seconds=0.1) as telegram:
        with pytest.raises(AnswerLost):
            await telegram.deliver("sendMessage", message(ana.person.id))


async def test_a_card_that_says_it_already_is_no_failure(playground: Playground, ana: Phone) -> None:
    async with line_to(playground.url) as telegram:
        number = await telegram.deliver("sendMessage", message(ana.person.id))
        edit = {"chat_id": ana.person.id, "message_id": number, "text": "你好"}
        assert await telegram.deliver("editMessageText", json.dumps(edit)) is None


async def test_nobody_listening_is_certainly_not_sent() -> None:
    async with line_to(f"http://{nobody()}") as telegram:
        with pytest.raises(TryLater) as raised:
            await telegram.deliver("sendMessage", message(1))
    assert raised.value.seconds is None


async def test_a_name_that_leads_nowhere_is_certainly_not_sent() -> None:
    async with line_to("http://telegram.invalid") as telegram:
        with pytest.raises(TryLater):
            await telegram.deliver("sendMessage", message(1))


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, "<html>Welcome to the station's Wi-Fi</html>", AnswerLost),
        (200, '{"ok": tr', AnswerLost),
        (200, '{"ok": true}', AnswerLost),
        (200, "[]", AnswerLost),
        (403, "<h1>the company's proxy forbids this</h1>", TryLater),
        (407, "", TryLater),
        (404, "<h1>nginx</h1>", TryLater),
        (429, "slow down", TryLater),
        (503, '{"ok": false, "error_code": 503, "description": "Bad Gateway"}', TryLater),
        (429, '{"ok": false, "error_code": 429, "description": "Too Many Requests"}', TryLater),
    ],
)
async def test_what_telegram_would_not_say_is_no_judgement_of_a_chat(
    status: int, body: str, error: type[DeliveryError]
) -> None:
    async with answering(status, body) as url, line_to(url) as telegram:
        with pytest.raises(error) as raised:
            await telegram.deliver("sendMessage", message(1))
    assert type(raised.value) is error


async def test_half_a_character_does_not_hold_the_rest_back(playground: Playground, ana: Phone) -> None:
    async with line_to(playground.url) as telegram:
        await telegram.deliver("sendMessage", message(ana.person.id, "去\ud83d哪"))
    assert await ana.reads() == "去?哪"


# --- updates ---------------------------------------------------------------------------------------


async def test_another_process_that_takes_the_updates_is_named(playground: Playground) -> None:
    async with line_to(playground.url) as telegram:
        first = asyncio.create_task(telegram.updates(0, ["message"]))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(telegram.updates(0, ["message"]))
        with pytest.raises(UpdatesRefused, match="another process"):
            await first
        second.cancel()
        await asyncio.wait([second])


@pytest.mark.parametrize("status", [200, 400, 403, 500])
async def test_an_answer_that_is_none_gives_no_updates_and_no_crash(status: int) -> None:
    async with answering(status, "<html>") as url, line_to(url) as telegram:
        with pytest.raises(DeliveryError):
            await telegram.updates(0, ["message"])


@pytest.mark.parametrize("result", ["null", "true", '"abc"', "[1]", '{"a": 1}'])
async def test_who_only_looks_like_telegram_gives_no_updates_and_no_crash(result: str) -> None:
    async with answering(200, f'{{"ok": true, "result": {result}}}') as url, line_to(url) as telegram:
        with pytest.raises(AnswerLost):
            await telegram.updates(0, [])


@pytest.mark.parametrize(
    "refusal",
    [
        '"error_code": null', '"error_code": "x"', '"error_code": 429, "parameters": [1]',
        '"error_code": 429, "parameters": {"retry_after": null}',
        '"error_code": 429, "parameters": {"retry_after": NaN}',
        '"error_code": 429, "parameters": {"retry_after": 1000000000000}',
    ],
)  # fmt: skip
async def test_a_refusal_that_makes_no_sense_is_tried_later(refusal: str) -> None:
    async with answering(502, f'{{"ok": false, {refusal}}}') as url, line_to(url) as telegram:
        with pytest.raises(TryLater):
            await telegram.deliver("sendMessage", "{}")


@pytest.mark.parametrize("message_id", ['"x"', "[1]", str(2**70)])
async def test_a_message_whose_number_is_none_arrived_all_the_same(message_id: str) -> None:
    answer = f'{{"ok": true, "result": {{"message_id": {message_id}}}}}'
    async with answering(200, answer) as url, line_to(url) as telegram:
        assert await telegram.deliver("sendMessage", "{}") is None


async def test_what_a_person_reads_is_not_sent_on_to_whom_the_answer_points_at(playground: Playground) -> None:
    async def point(_: web.BaseRequest) -> web.Response:
        raise web.HTTPTemporaryRedirect(f"{playground.url}/bot{TOKEN}/sendMessage")

    async with listening(point) as address, line_to(address) as telegram:
        with pytest.raises(TryLater, match="HTTP 307"):
            await telegram.deliver("sendMessage", "{}")
    assert playground.ledger.calls == []


async def test_a_call_that_may_be_lost_is_lost_quietly(playground: Playground) -> None:
    async with line_to(f"http://{nobody()}") as telegram:
        await telegram.attempt("answerCallbackQuery", {"callback_query_id": "1"})
    async with line_to(playground.url) as telegram:
        await telegram.attempt("answerCallbackQuery", {"callback_query_id": "long ago"})
    assert next(iter(playground.ledger.outcomes())).startswith("400 Bad Request: query is too old")


# --- proxies ---------------------------------------------------------------------------------------


async def test_a_message_goes_through_an_http_proxy(playground: Playground, ana: Phone) -> None:
    async with http_proxy() as proxy, line_to(playground.url, proxy.address) as telegram:
        await telegram.deliver("sendMessage", message(ana.person.id))
    assert await ana.reads() == "你好"
    assert proxy.asked == [f"POST {playground.url.removeprefix('http://')}"]


async def test_a_message_goes_through_a_socks_proxy(playground: Playground, ana: Phone) -> None:
    async with socks_proxy() as proxy, line_to(playground.url, proxy.address) as telegram:
        await telegram.deliver("sendMessage", message(ana.person.id))
        await telegram.deliver("sendMessage", message(ana.person.id, "再见"))
    assert await ana.reads() == "再见"
    assert proxy.asked == [playground.url.removeprefix("http://")]


async def test_the_library_goes_through_the_same_proxy(playground: Playground) -> None:
    async with socks_proxy() as proxy:
        request = AiohttpRequest(proxy.address)
        bot = await open_bot(request, playground.url, TOKEN)
        await request.shutdown()
    assert bot.username == "nuanyi_bot"
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_a_proxy_that_is_away_is_certainly_not_sent(playground: Playground, kind: str) -> None:
    async with line_to(playground.url, f"{kind}://{nobody()}") as telegram:
        with pytest.raises(TryLater):
            await telegram.deliver("sendMessage", message(1))
        with pytest.raises(TryLater):
            await telegram.updates(0, ["message"])


async def test_a_proxy_that_refuses_blocks_nobody(playground: Playground, ana: Phone) -> None:
    for opening in (http_proxy, socks_proxy):
        async with opening() as proxy:
            proxy.refuses = True
            async with line_to(playground.url, proxy.address) as telegram:
                with pytest.raises(TryLater):
                    await telegram.deliver("sendMessage", message(ana.person.id))
    assert ana.screen() == []


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_an_http_proxy_that_will_not_tunnel_is_certainly_not_sent(kind: str) -> None:
    """To https a proxy is asked to CONNECT; here it refuses."""
    opening: Any = http_proxy if kind == "http" else socks_proxy
    async with opening() as proxy:
        proxy.refuses = True
        async with line_to("https://telegram.invalid", proxy.address) as telegram:
            with pytest.raises(TryLater):
                await telegram.deliver("sendMessage", message(1))
    assert len(proxy.asked) == 1


async def test_a_token_that_nobody_owns_is_one_line(playground: Playground) -> None:
    request = AiohttpRequest()
    with pytest.raises(StateFault, match="NUANYI_TELEGRAM_TOKEN") as raised:
        await open_bot(request, playground.url, "1:other-canary")
    await request.shutdown()
    assert "canary" not in str(raised.value)


async def test_a_telegram_that_is_away_at_the_start_is_tried_later() -> None:
    request = AiohttpRequest()
    with pytest.raises(TryLater) as raised:
        await open_bot(request, f"http://{nobody()}", TOKEN)
    await request.shutdown()
    assert "canary" not in str(raised.value)


async def test_no_log_line_tells_the_token(
    playground: Playground, ana: Phone, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in (CutBefore(), ServerError(502, is_html=True), Unauthorized(), TooManyRequests(1)):
        playground.faults.next("sendMessage", fault)
        async with line_to(playground.url) as telegram:
            with pytest.raises(DeliveryError):
                await telegram.deliver("sendMessage", message(ana.person.id))
    printed = capsys.readouterr()
    assert "canary" not in caplog.text + printed.out + printed.err
