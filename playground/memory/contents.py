"""Contents: what a phone can put into a message, as the bot will see it."""

import re
import time
from itertools import count
from mimetypes import guess_type
from typing import Any

from playground.memory.files import PHOTO, VOICE
from playground.rules.formats import kind_of, seconds_of, size_of
from playground.rules.markup import length

Json = dict[str, Any]

_numbers = count(int(time.time() * 1000))
"""From the clock, so that a file id of another run, which a bot may have kept, is nobody else's now."""
FOUND = (
    ("bot_command", re.compile(r"(?<![\w/@])/[a-zA-Z0-9_]{1,32}(?:@\w{3,32})?")),
    ("url", re.compile(r"https?://[^\s]+")),
)


def typed(text: str) -> Json:
    """A text, in which Telegram finds commands and addresses by itself."""
    entities = [
        {"type": kind, "offset": length(text[: found.start()]), "length": length(found[0])}
        for kind, pattern in FOUND
        for found in pattern.finditer(text)
    ]
    return {"text": text, "entities": entities} if entities else {"text": text}


def located(
    latitude: float, longitude: float, horizontal_accuracy: float | None = None, live_period: int | None = None
) -> Json:
    """A position; `live_period` seconds long it goes along with the person."""
    extra = {"horizontal_accuracy": horizontal_accuracy, "live_period": live_period}
    point: Json = {"latitude": latitude, "longitude": longitude}
    return {"location": point | {name: value for name, value in extra.items() if value is not None}}


def venue(latitude: float, longitude: float, title: str, address: str) -> Json:
    """A place with a name, picked from the map."""
    point = located(latitude, longitude)
    return point | {"venue": point | {"title": title, "address": address}}


def forwarded(content: Json, author: Json, date: int) -> Json:
    """The same, taken from somebody else's message of that date."""
    return content | {"forward_origin": {"type": "user", "date": date, "sender_user": author}}


def photo(caption: str | None = None, content: bytes = PHOTO) -> Json:
    """A picture in two sizes, of which nobody looks at the small one; ValueError if the content is none."""
    size = size_of(content)
    if size is None:
        raise ValueError("a photo is a JPEG, PNG or WebP")
    sides = [tuple(max(1, side * 90 // max(size)) for side in size), size]
    sizes = [_file("photo", len(content)) | {"width": width, "height": height} for width, height in sides]
    return {"photo": sizes} | captioned(caption)


def voice(caption: str | None = None, content: bytes = VOICE) -> Json:
    """A spoken message; ValueError if the content is none."""
    if kind_of(content) != "audio/ogg":
        raise ValueError("a voice note is an Ogg file")
    spoken = _file("voice", len(content)) | {"duration": seconds_of(content), "mime_type": "audio/ogg"}
    return {"voice": spoken} | captioned(caption)


def audio() -> Json:
    """A piece of music."""
    return {"audio": _file("audio") | {"duration": 180, "title": "茉莉花"}}


def video(caption: str | None = None) -> Json:
    """A film."""
    film = _file("video") | {"width": 640, "height": 480, "duration": 5}
    return {"video": film} | captioned(caption)


def video_note() -> Json:
    """A round film."""
    return {"video_note": _file("video_note") | {"length": 240, "duration": 5}}


def animation() -> Json:
    """A film without sound, which also comes as a document."""
    film = _file("animation")
    return {"animation": film | {"width": 320, "height": 240, "duration": 2}, "document": film}


def document(file_name: str = "表格.pdf", caption: str | None = None, content: bytes = b"%PDF-1.7") -> Json:
    """A file."""
    kind, _ = guess_type(file_name)
    file = _file("document", len(content)) | {"file_name": file_name} | ({"mime_type": kind} if kind else {})
    return {"document": file} | captioned(caption)


def captioned(caption: str | None) -> Json:
    """The words under a picture, in which Telegram finds commands and addresses as in a text."""
    if not caption:
        return {}
    said = typed(caption)
    found = {"caption_entities": said["entities"]} if "entities" in said else {}
    return {"caption": said["text"]} | found


def sticker(emoji: str = "👍") -> Json:
    """A sticker."""
    looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": emoji}
    return {"sticker": _file("sticker") | looks}


def contact(phone_number: str = "0000-88000127", first_name: str = "Bao") -> Json:
    """A card with a number."""
    return {"contact": {"phone_number": phone_number, "first_name": first_name}}


def poll(question: str = "热吗？", options: tuple[str, ...] = ("热", "不热")) -> Json:
    """A question with answers to choose from."""
    choices = [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(options)]
    rules = {"total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular"}
    more = {"allows_multiple_answers": False, "allows_revoting": False, "members_only": False}
    return {"poll": {"id": str(next(_numbers)), "question": question, "options": choices} | rules | more}


def dice(value: int = 4, emoji: str = "🎲") -> Json:
    """A die that has been thrown."""
    return {"dice": {"emoji": emoji, "value": value}}


def _file(kind: str, size: int = 1000) -> Json:
    number = next(_numbers)
    return {"file_id": f"{kind}-{number}", "file_unique_id": f"unique-{number}", "file_size": size}
