"""Media: the methods that put pictures, spoken messages and files into a chat, alone or as an album."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from playground.bot_api.sending import post, post_all, read_caption
from playground.bot_api.uploads import Upload
from playground.memory import contents
from playground.memory.files import PHOTO, VOICE
from playground.memory.state import State
from playground.rules.formats import kind_of, size_of
from playground.rules.refusals import Refusal, bad_request

Json = dict[str, Any]

LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_SIDES = 10_000
"""Width and height of a photo together, in pixels."""
LEANEST = 20
"""A photo is at most so many times as long as it is wide."""
ALBUM = range(2, 11)
ENDINGS = {
    "photo": ("jpg", "jpeg", "png", "webp"),
    "voice": ("ogg", "oga"),
    "document": ("pdf", "zip", "gif"),
}
"""What Telegram takes from an address for what it is."""
FOUND = {"photo": PHOTO, "voice": VOICE, "document": b"%PDF-1.7"}
"""What lies at every address on earth: nothing is fetched here."""


def send_photo(state: State, call: Json) -> Json:
    """Put a picture into a chat; it is named by file id or address, or uploaded."""
    return _send(state, call, "photo")


def send_video(state: State, call: Json) -> Json:
    """Put a film into a chat."""
    return _send(state, call, "video")


def send_audio(state: State, call: Json) -> Json:
    """Put a piece of music into a chat."""
    return _send(state, call, "audio")


def send_animation(state: State, call: Json) -> Json:
    """Put a film without sound into a chat, which also comes as a document."""
    sent = attachment(state, "animation", call["animation"])
    chat = state.writable_chat(call["chat_id"])
    content = read_caption(call) | sent | {"document": sent["animation"]}
    return post(state, chat, call, content, html=call.get("caption", ""))


def send_video_note(state: State, call: Json) -> Json:
    """Put a round film into a chat."""
    return _send(state, call, "video_note")


def send_voice(state: State, call: Json) -> Json:
    """Put a spoken message into a chat; an upload that is no Ogg becomes a file."""
    return _send(state, call, "voice")


def send_document(state: State, call: Json) -> Json:
    """Put a file into a chat."""
    return _send(state, call, "document")


def send_media_group(state: State, call: Json) -> list[Json]:
    """Put an album into a chat: two to ten pictures and films, as many files, or as many pieces of music."""
    chat, album = state.writable_chat(call["chat_id"]), call["media"]
    if len(album) not in ALBUM:
        raise bad_request(
            "group send failed: an album holds 2 to 10 pieces" if album else "there are no messages to send"
        )
    kinds = {one["type"] for one in album}
    if len(kinds) > 1 and (alone := kinds & {"document", "audio"}):
        raise bad_request(f"{min(alone)} can't be mixed with other media types")
    together = {"media_group_id": str(state.dice.getrandbits(53))}
    parts = [content_of(state, one) | together for one in album]
    sent = post_all(state, chat, call, parts, [one.get("caption", "") for one in album])
    return [message.data for message in sent]


def content_of(state: State, media: Json) -> Json:
    """The fields of a Message that hold an InputMedia: a photo, a film, a piece of music or a document."""
    if media["type"] not in ("photo", "video", "audio", "document"):
        raise Refusal(501, f"Not Implemented: this playground sends no {media['type']} yet")
    return read_caption(media) | attachment(state, media["type"], media["media"])


def attachment(state: State, kind: str, named: str | bytes) -> Json:
    """The field of a Message that holds a file, which is named by file id or address, or uploaded."""
    if kind not in ENDINGS and (isinstance(named, bytes) or "://" in named):
        raise Refusal(501, f"Not Implemented: this playground takes a {kind} by its file id only")
    if isinstance(named, bytes):
        return _uploaded(state, kind, named)
    if not named:
        raise bad_request(f"there is no {kind} in the request")
    if "://" in named:
        return _uploaded(state, kind, _fetched(kind, named))
    file = state.files.known(named)
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return {kind: file.part}


def _send(state: State, call: Json, kind: str) -> Json:
    chat = state.writable_chat(call["chat_id"])
    content = read_caption(call) | attachment(state, kind, call[kind])
    return post(state, chat, call, content, html=call.get("caption", ""))


def _uploaded(state: State, kind: str, content: bytes) -> Json:
    if not content:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        _check_photo(content)
        said = contents.photo(content=content)
    elif kind == "voice" and kind_of(content) == "audio/ogg":
        said = contents.voice(content=content)
    else:
        said = contents.document(getattr(content, "name", "") or "file", content=content)
    for name, part in said.items():
        state.files.keep(name, part, content)
    return said


def _check_photo(content: bytes) -> None:
    if len(content) > LARGEST_PHOTO:
        limit = f"the maximum size is {LARGEST_PHOTO} bytes"
        raise bad_request(f"file of size {len(content)} bytes is too big for a photo; {limit}")
    size = size_of(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > LARGEST_SIDES or max(size) > LEANEST * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _fetched(kind: str, url: str) -> Upload:
    """What lies at an address, as far as Telegram's servers would reach it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not _is_public(parts.hostname or ""):
        raise bad_request("failed to get HTTP URL content")
    if parts.path.rpartition(".")[2].lower() not in ENDINGS[kind]:
        raise bad_request("wrong type of the web page content")
    found = Upload(FOUND[kind])
    found.name = parts.path.rpartition("/")[2]
    return found


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and host.rpartition(".")[2] not in ("local", "localhost", "internal", "invalid", "test")
