"""Pictures of our own: uploaded once, then named; and the words under them change wherever they stand."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateways.pictures import Pictures
from gateways.telegram import Telegram
from gateways.telegram_wire import AiohttpRequest
from playground import BadRequest, Playground, TooManyRequests
from playground.memory.files import PHOTO
from playground.phones.phone import Phone
from services.errors import TryLater


@pytest.fixture
async def pictures(playground: Playground) -> AsyncIterator[Pictures]:
    request = AiohttpRequest()
    await request.initialize()
    yield Pictures(Telegram(request, playground.url, playground.token))
    await request.shutdown()


@pytest.fixture
def ana(playground: Playground) -> Phone:
    return playground.phone(first_name="Ana")


@pytest.fixture
def bao(playground: Playground) -> Phone:
    return playground.phone(first_name="Bao")


def call_for(phone: Phone, **params: Any) -> str:
    picture = {"png": base64.b64encode(PHOTO).decode(), "name": "heat.png"}
    keys = {"inline_keyboard": [[{"text": "导航", "callback_data": "go"}]]}
    call = {"chat_id": phone.person.id, "photo": picture, "caption": "<b>今天38℃</b>", "parse_mode": "HTML"}
    return json.dumps(call | {"reply_markup": keys} | params, ensure_ascii=False)


def uploads(playground: Playground) -> int:
    return sum(isinstance(call.parameters["photo"], bytes) for call in playground.ledger.of("sendPhoto"))


async def test_a_picture_arrives_with_its_words_and_keys(
    playground: Playground, pictures: Pictures, ana: Phone
) -> None:
    assert await pictures.deliver("sendPhoto", call_for(ana)) == ana.last_card.id
    card = ana.last_card
    assert (await ana.reads(), card.buttons) == ("今天38℃", [["导航"]])
    assert playground.state.files.known(card.data["photo"][-1]["file_id"]).content == PHOTO


async def test_the_next_to_get_it_gets_it_by_its_name(
    playground: Playground, pictures: Pictures, ana: Phone, bao: Phone
) -> None:
    for phone in (ana, bao, ana):
        await pictures.deliver("sendPhoto", call_for(phone))
    assert uploads(playground) == 1
    assert bao.last_card.data["photo"] == ana.last_card.data["photo"]


async def test_a_picture_that_telegram_has_lost_is_uploaded_again(
    playground: Playground, pictures: Pictures, ana: Phone
) -> None:
    await pictures.deliver("sendPhoto", call_for(ana))
    playground.state.files.clear()
    await pictures.deliver("sendPhoto", call_for(ana))
    assert uploads(playground) == 2


@pytest.mark.parametrize("earlier", [0, 1], ids=["uploaded", "named"])
async def test_where_a_picture_is_refused_its_words_and_keys_arrive_alone(
    playground: Playground, pictures: Pictures, ana: Phone, earlier: int
) -> None:
    for _ in range(earlier):
        await pictures.deliver("sendPhoto", call_for(ana))
    playground.faults.next("sendPhoto", BadRequest("not enough rights to send photos to the chat"))
    assert await pictures.deliver("sendPhoto", call_for(ana)) == ana.last_card.id
    assert (ana.last_card.text, ana.last_card.buttons) == ("今天38℃", [["导航"]])
    assert "photo" not in ana.last_card.data
    assert len(playground.ledger.of("sendPhoto")) == earlier + 1


async def test_another_error_is_not_answered_by_sending_words(
    playground: Playground, pictures: Pictures, ana: Phone
) -> None:
    playground.faults.next("sendPhoto", TooManyRequests(35))
    with pytest.raises(TryLater):
        await pictures.deliver("sendPhoto", call_for(ana))
    assert not ana.screen()


async def test_half_a_character_in_the_words_does_not_hold_the_picture_back(pictures: Pictures, ana: Phone) -> None:
    await pictures.deliver("sendPhoto", call_for(ana, caption="去\ud83d哪"))
    assert await ana.reads() == "去?哪"


@pytest.mark.parametrize("method", ["sendPhoto", "sendMessage"], ids=["under a picture", "sent without it"])
async def test_words_are_changed_where_they_stand(pictures: Pictures, ana: Phone, method: str) -> None:
    words = call_for(ana) if method == "sendPhoto" else json.dumps({"chat_id": ana.person.id, "text": "今天38℃"})
    number = await pictures.deliver(method, words)
    changed = {"chat_id": ana.person.id, "message_id": number, "caption": "今天39℃", "parse_mode": "HTML"}
    await pictures.deliver("editMessageCaption", json.dumps(changed))
    assert ana.last_card.text == "今天39℃"
    assert ("photo" in ana.last_card.data) is (method == "sendPhoto")
