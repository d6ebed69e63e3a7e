"""Media: pictures, spoken messages and files, by file id, by address or uploaded, alone and as an album."""

import json
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData

from playground import Limits, Phone, Playground
from playground.memory.files import PHOTO, VOICE
from playground.rules.formats import kind_of, seconds_of, size_of
from tests.playground.calling import Bot

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (320).to_bytes(4, "big") + (200).to_bytes(4, "big") + bytes(5)


async def uploads(bot: Bot, method: str, files: dict[str, tuple[str, bytes]], **fields: Any) -> Any:
    """Call with a form that carries files: the field's name, the file's name, its bytes."""
    form = FormData({name: str(value) for name, value in fields.items()}, quote_fields=False)
    for field, (name, content) in files.items():
        form.add_field(field, BytesIO(content), filename=name)
    async with bot.session.post(f"{bot.url}/bot{bot.token}/{method}", data=form) as response:
        return await response.json()


def test_the_samples_are_what_they_say() -> None:
    assert (kind_of(PHOTO), size_of(PHOTO)) == ("image/jpeg", (640, 480))
    assert (kind_of(VOICE), seconds_of(VOICE)) == ("audio/ogg", 3)
    assert len(PHOTO) + len(VOICE) < 10_000


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (PNG, "image/png", (320, 200)),
        (b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0", "image/webp", (640, 480)),
        (b"RIFF\0\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x7f\xc2\x77\x00", "image/webp", (640, 480)),
        (b"RIFF\0\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01", "image/webp", (640, 480)),
        (PHOTO[:100], "image/jpeg", None),
        (PNG[:18], "image/png", None),
        (b"%PDF-1.7", "application/octet-stream", None),
        (b"", "application/octet-stream", None),
    ],
)
def test_a_file_is_known_by_its_first_bytes(content: bytes, kind: str, size: tuple[int, int] | None) -> None:
    assert (kind_of(content), size_of(content)) == (kind, size)


@pytest.mark.parametrize("kind", ["video", "audio", "animation", "video_note"])
async def test_a_film_or_a_tune_goes_out_again_by_its_id_and_no_other_way(bot: Bot, ana: Phone, kind: str) -> None:
    card = await getattr(ana, f"sends_{kind}")()
    method = "send" + kind.title().replace("_", "")
    sent = await bot.does(method, chat_id=ana.person.id, **{kind: card.data[kind]["file_id"]})
    assert sent[kind] == card.data[kind]
    elsewhere = await bot.calls(method, chat_id=ana.person.id, **{kind: "https://example.com/a.mp4"})
    assert elsewhere["error_code"] == 501


async def test_a_film_stands_among_pictures_and_a_tune_does_not(bot: Bot, ana: Phone) -> None:
    pieces = [await ana.sends_photo(), await ana.sends_video(), await ana.sends_audio()]
    kinds = ("photo", "video", "audio")
    named = [(each.data[kind][-1] if kind == "photo" else each.data[kind])["file_id"] for each, kind in zip(
        pieces, kinds, strict=True)]  # fmt: skip
    photo, video, audio = [{"type": kind, "media": file_id} for kind, file_id in zip(kinds, named, strict=True)]
    sent = await bot.does("sendMediaGroup", chat_id=ana.person.id, media=[photo, video])
    assert [{*kinds} & {*each} for each in sent] == [{"photo"}, {"video"}]
    refused = await bot.is_refused("sendMediaGroup", chat_id=ana.person.id, media=[photo, audio])
    assert refused == "Bad Request: audio can't be mixed with other media types"


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
async def test_what_came_in_goes_out_again_by_its_id(bot: Bot, ana: Phone, kind: str) -> None:
    card = await getattr(ana, f"sends_{kind}")(caption="看 https://example.com")
    part = card.data[kind][-1] if kind == "photo" else card.data[kind]
    method = f"send{kind.title()}"
    sent = await bot.does(
        method, chat_id=ana.person.id, caption="<b>好</b>", parse_mode="HTML", **{kind: part["file_id"]}
    )
    assert sent[kind] == card.data[kind]
    assert (sent["caption"], sent["caption_entities"][0]["type"]) == ("好", "bold")
    assert card.data["caption_entities"][0]["type"] == "url"


async def test_an_upload_keeps_its_name_and_is_fetched_back(bot: Bot, ana: Phone) -> None:
    answer = await uploads(bot, "sendDocument", {"document": ("名单.csv", b"a,b")}, chat_id=ana.person.id)
    assert answer["result"]["document"]["file_name"] == "名单.csv"
    file = await bot.does("getFile", file_id=answer["result"]["document"]["file_id"])
    async with bot.session.get(f"{bot.url}/file/bot{bot.token}/{file['file_path']}") as response:
        assert await response.read() == b"a,b"
    named = await uploads(
        bot, "sendVoice", {"mine": ("v.ogg", VOICE)}, chat_id=ana.person.id, voice="attach://mine", caption="听"
    )
    assert named["result"]["voice"]["duration"] == 3


async def test_a_voice_that_is_no_ogg_becomes_a_file(bot: Bot, ana: Phone) -> None:
    answer = await uploads(bot, "sendVoice", {"voice": ("v.wav", b"RIFF")}, chat_id=ana.person.id)
    assert "voice" not in answer["result"]
    async with bot.session.get(f"{bot.url}/playground/calls") as response:
        assert (await response.json())["calls"][0]["parameters"]["voice"] == "4 bytes"
    assert answer["result"]["document"]["file_name"] == "v.wav"


@pytest.mark.parametrize(
    ("method", "wrong", "description"),
    [
        ("sendPhoto", {"photo": "photo-1"}, "wrong remote file identifier specified: can't unserialize it"),
        ("sendPhoto", {"photo": ""}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "http://127.0.0.1/x.jpg"}, "failed to get HTTP URL content"),
        ("sendPhoto", {"photo": "ftp://example.com/x.jpg"}, "failed to get HTTP URL content"),
        ("sendPhoto", {"photo": "https://intranet/x.jpg"}, "failed to get HTTP URL content"),
        ("sendPhoto", {"photo": "https://example.com/"}, "wrong type of the web page content"),
        ("sendDocument", {"document": "https://example.com/x.xlsx"}, "wrong type of the web page content"),
        ("sendContact", {"phone_number": " ", "first_name": "x"}, "PHONE_NUMBER_INVALID"),
        ("sendContact", {"phone_number": "12348", "first_name": " "}, "first name must be non-empty"),
        ("sendMediaGroup", {"media": []}, "there are no messages to send"),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    bot: Bot, ana: Phone, method: str, wrong: dict[str, Any], description: str
) -> None:
    assert await bot.is_refused(method, chat_id=ana.person.id, **wrong) == f"Bad Request: {description}"
    assert ana.screen() == []


@pytest.mark.parametrize(
    ("content", "description"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (PNG[:16] + (9000).to_bytes(4, "big") + (2000).to_bytes(4, "big"), "PHOTO_INVALID_DIMENSIONS"),
        (PNG[:16] + (2100).to_bytes(4, "big") + (100).to_bytes(4, "big"), "PHOTO_INVALID_DIMENSIONS"),
        (
            PNG + bytes(10 * 1024 * 1024),
            f"file of size {len(PNG) + 10485760} bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ],
    ids=["nothing", "no picture", "huge", "a ribbon", "too heavy"],
)
async def test_a_picture_that_is_none_is_refused(bot: Bot, ana: Phone, content: bytes, description: str) -> None:
    answer = await uploads(bot, "sendPhoto", {"photo": ("x.png", content)}, chat_id=ana.person.id)
    assert answer["description"] == f"Bad Request: {description}"


async def test_more_than_a_bot_may_send_is_refused(bot: Bot, ana: Phone) -> None:
    heavy = {"document": ("x.bin", bytes(50 * 1024 * 1024 + 1))}
    assert (await uploads(bot, "sendDocument", heavy, chat_id=ana.person.id))["error_code"] == 413


async def test_a_file_of_one_kind_is_none_of_another(bot: Bot, ana: Phone) -> None:
    card = await ana.sends_document()
    refused = await bot.is_refused("sendPhoto", chat_id=ana.person.id, photo=card.data["document"]["file_id"])
    assert refused == "Bad Request: can't use file of type Document as Photo"


async def test_a_contact_comes_as_a_card(bot: Bot, ana: Phone) -> None:
    sent = await bot.does("sendContact", chat_id=ana.person.id, phone_number="12348", first_name="法律援助")
    assert sent["contact"] == {"phone_number": "12348", "first_name": "法律援助"}


async def test_an_album_comes_as_its_pieces_under_one_number(bot: Bot, playground: Playground, ana: Phone) -> None:
    known = (await ana.sends_photo()).data["photo"][-1]["file_id"]
    media = [
        {"type": "photo", "media": known, "caption": "<i>门</i>", "parse_mode": "HTML"},
        {"type": "photo", "media": "attach://second"},
        {"type": "photo", "media": "https://example.com/x.png"},
    ]
    files = {"second": ("x.jpg", PHOTO)}
    answer = await uploads(bot, "sendMediaGroup", files, chat_id=ana.person.id, media=json.dumps(media))
    album = answer["result"]
    assert len({one["media_group_id"] for one in album}) == 1
    assert [one["message_id"] for one in album] == [2, 3, 4]
    assert (album[0]["caption"], "caption" in album[1]) == ("门", False)
    assert playground.ledger.verdicts() == []
    assert playground.ledger.messages_per_chat() == {ana.person.id: 3}
    assert playground.ledger.most_in_a_window(1.0) == 3


async def test_an_album_counts_as_its_pieces(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.limits = Limits("window", group_per_minute=5)
    desk = playground.group("办事群", [ana.person])
    known = (await ana.sends_photo()).data["photo"][-1]["file_id"]
    album = {"chat_id": desk.id, "media": [{"type": "photo", "media": known}] * 3}
    await bot.does("sendMediaGroup", **album)
    assert (await bot.calls("sendMediaGroup", **album))["error_code"] == 429
    assert len(ana.in_chat(desk).screen()) == 3
    await bot.does("sendMessage", chat_id=desk.id, text="x")


async def test_an_album_is_all_of_one_sort(bot: Bot, ana: Phone) -> None:
    photo = {"type": "photo", "media": (await ana.sends_photo()).data["photo"][0]["file_id"]}
    document = {"type": "document", "media": (await ana.sends_document()).data["document"]["file_id"]}
    refused = await bot.is_refused("sendMediaGroup", chat_id=ana.person.id, media=[photo, document])
    assert refused == "Bad Request: document can't be mixed with other media types"
    for media in ([photo], [photo] * 11):
        refused = await bot.is_refused("sendMediaGroup", chat_id=ana.person.id, media=media)
        assert "an album holds 2 to 10" in refused


async def test_words_under_a_picture_change(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.limits = Limits("off")
    known = (await ana.sends_photo()).data["photo"][0]["file_id"]
    sent = await bot.does("sendPhoto", chat_id=ana.person.id, photo=known, caption="一")
    place = {"chat_id": ana.person.id, "message_id": sent["message_id"]}
    await bot.does("editMessageCaption", **place, caption="<b>二</b>", parse_mode="HTML")
    assert await ana.reads() == "二"
    assert "not modified" in await bot.is_refused("editMessageCaption", **place, caption="<b>二</b>", parse_mode="HTML")
    assert "caption is too long" in await bot.is_refused("editMessageCaption", **place, caption="x" * 1025)
    await bot.does("editMessageCaption", **place)
    assert ana.last_card.text == ""
    text = await bot.does("sendMessage", chat_id=ana.person.id, text="x")
    place = {"chat_id": ana.person.id, "message_id": text["message_id"]}
    assert "no caption in the message to edit" in await bot.is_refused("editMessageCaption", **place, caption="x")


async def test_a_picture_gives_way_to_another(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.limits = Limits("off")
    one, other = [(await ana.sends_photo()).data["photo"][0]["file_id"] for _ in range(2)]
    sent = await bot.does("sendPhoto", chat_id=ana.person.id, photo=one, caption="一")
    place = {"chat_id": ana.person.id, "message_id": sent["message_id"]}
    edited = await bot.does("editMessageMedia", **place, media={"type": "photo", "media": other})
    assert edited["photo"][0]["file_id"] == other
    assert "caption" not in edited
    where = await bot.does("sendLocation", chat_id=ana.person.id, latitude=28.0, longitude=120.0)
    place["message_id"] = where["message_id"]
    refused = await bot.is_refused("editMessageMedia", **place, media={"type": "photo", "media": other})
    assert refused == "Bad Request: there is no media in the message to edit"


async def test_a_person_changes_the_words_under_a_picture(bot: Bot, ana: Phone) -> None:
    card = await ana.sends_photo("门锁")
    await ana.edits(card, "门锁着 /start")
    _, update = await bot.does("getUpdates")
    edited = update["edited_message"]
    assert (edited["caption"], edited["caption_entities"][0]["type"]) == ("门锁着 /start", "bot_command")
    assert edited["photo"]
    assert "text" not in edited


@pytest.mark.parametrize("kind", ["sticker", "video", "video_note", "audio", "animation"])
async def test_whatever_is_sent_can_be_fetched(bot: Bot, ana: Phone, kind: str) -> None:
    card = await getattr(ana, f"sends_{kind}")()
    assert (await bot.does("getFile", file_id=card.data[kind]["file_id"]))["file_size"] == 1000
