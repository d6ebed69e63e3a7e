"""What travels in a case: nothing that carries a place or a paper, and the words always."""

from typing import Any

import pytest
from telegram import Message

from handlers.case_content import Content, content_of
from models import Side
from playground.memory import contents
from services.cases.talk import Said

WORDS = "门 <锁> 着"
ANA = {"id": 7, "type": "private"}


def written(content: dict[str, Any], **more: Any) -> Message:
    message = Message.de_json({"message_id": 5, "date": 1, "chat": ANA, **content, **more})
    assert message is not None
    return message


def picture(name: str = "IMG_0127.jpg", **file: Any) -> dict[str, Any]:
    content = contents.document(name, WORDS)
    return content | {"document": content["document"] | file}


@pytest.mark.parametrize(
    ("content", "kind"),
    [(contents.photo(WORDS), "photo"), (contents.voice(WORDS), "voice"), (contents.video_note(), "video_note")],
)
def test_a_photo_and_a_voice_travel_with_the_words_under_them(content: dict[str, Any], kind: str) -> None:
    for side in (Side.WORKER, Side.STAFF):
        found = content_of(written(content, media_group_id="9"), side)
        assert found.stays == ""
        assert found.said is not None
        assert (found.said.file_kind, found.said.album) == (kind, "9")
        assert (found.said.chat_id, found.said.message_id) == (7, 5)
        assert found.said.html == ("" if kind == "video_note" else "门 &lt;锁&gt; 着")
        assert found.said.file_id


def test_of_a_photo_the_large_size_travels() -> None:
    photo = contents.photo()
    said = content_of(written(photo), Side.WORKER).said
    assert said is not None
    assert said.file_id == photo["photo"][-1]["file_id"]


@pytest.mark.parametrize(
    ("content", "stays"),
    [
        (picture(), "picture-as-file"),
        (picture("IMG_0127.HEIC", mime_type="application/octet-stream"), "picture-as-file"),
        (picture("x", mime_type="image/jpeg"), "picture-as-file"),
        (contents.document("MOV_1.mov", WORDS), "case-film"),
        (contents.document("身份证.pdf", WORDS), "case-paper"),
        (contents.video(WORDS), "case-film"),
    ],
)
def test_what_may_carry_a_place_or_is_a_paper_stays_and_its_words_travel(content: dict[str, Any], stays: str) -> None:
    found = content_of(written(content), Side.WORKER)
    assert found == Content(Said("门 &lt;锁&gt; 着", chat_id=7, message_id=5), stays)


@pytest.mark.parametrize(
    ("content", "stays"),
    [
        (contents.animation(), "case-film"), (contents.audio(), "case-sound"), (contents.contact(), "case-other"),
        (contents.sticker(), "case-other"), (contents.poll(), "case-other"),
        (contents.located(28.0, 120.6), "case-other"),
    ],
)  # fmt: skip
def test_of_other_kinds_nothing_travels(content: dict[str, Any], stays: str) -> None:
    assert content_of(written(content), Side.WORKER) == Content(None, stays)


@pytest.mark.parametrize(
    ("content", "stays"),
    [
        (contents.photo(), "legal-photo"), (contents.document("IMG_0127.jpg"), "legal-photo"),
        (contents.video_note(), "legal-film"), (contents.video(), "legal-film"), (contents.animation(), "legal-film"),
        (contents.document("MOV_1.mov"), "legal-film"), (contents.document("身份证.pdf"), "case-paper"),
        (contents.audio(), "case-sound"), (contents.contact(), "legal-other"),
    ],
)  # fmt: skip
def test_in_legal_aid_no_picture_travels_and_none_is_asked_for(content: dict[str, Any], stays: str) -> None:
    assert content_of(written(content), Side.WORKER, is_private=True) == Content(None, stays)
    assert content_of(written(contents.voice()), Side.WORKER, is_private=True).stays == ""


def test_words_alone_travel_as_they_were_formatted() -> None:
    bold = {"entities": [{"type": "bold", "offset": 0, "length": 1}]}
    said = Said("<b>门</b> &lt;锁&gt; 着", chat_id=7, message_id=5)
    assert content_of(written({"text": WORDS} | bold), Side.WORKER) == Content(said)


def test_staff_send_papers_and_films_to_a_worker() -> None:
    sent = {"document": contents.document(), "video": contents.video(), "audio": contents.audio()}
    sent |= {"animation": contents.animation()}
    for kind, content in sent.items():
        found = content_of(written(content), Side.STAFF)
        assert found.said is not None
        assert (found.said.file_kind, found.stays) == (kind, "")
    assert content_of(written(contents.contact()), Side.STAFF) == Content(None, "case-other")
