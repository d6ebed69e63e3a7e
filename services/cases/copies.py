"""Copies: what was said in a case as a private chat gets it: by kind of file, in parts where it is long."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup

from models import CaseMessage, Kind
from services.cases.parts import CAPTION_UNITS, FRAME_UNITS, TEXT_UNITS, split, units
from services.cases.telling import message_of
from services.delivery.parcel import Parcel, reply

METHODS: Final = {
    "photo": "sendPhoto", "voice": "sendVoice", "video": "sendVideo", "document": "sendDocument", "audio": "sendAudio",
    "animation": "sendAnimation", "video_note": "sendVideoNote",
}  # fmt: skip
"""What sends a file of each kind; it travels by its file_id, so that nobody sees where it came from."""
WORDLESS: Final = frozenset({"video_note"})
"""What takes no words under it."""

Frame = Callable[[Markup, int, int], str]
"""Our words around a part of theirs: the part, its number from 1, how many there are; gives HTML."""


def copies_of(
    chat_id: int, message: CaseMessage, frame: Frame, now: datetime, *, is_silent: bool = False
) -> list[Parcel]:
    """The calls that bring it, in order; each stands on its own, so that one that fails repeats no other."""
    fits = units(message.text) <= (CAPTION_UNITS if message.file_id else TEXT_UNITS) - FRAME_UNITS
    parts = split(message.text, TEXT_UNITS - FRAME_UNITS) or [Markup()]
    if not message.file_id:
        calls = [("sendMessage", message_of(frame(part, at, len(parts)))) for at, part in enumerate(parts, start=1)]
    elif message.file_kind in WORDLESS:
        calls = [_file(message, ""), ("sendMessage", message_of(frame(parts[0], 1, 1)))]
    elif fits:
        calls = [_file(message, frame(parts[0], 1, 1))]
    else:
        number = len(parts) + 1
        texts = [("sendMessage", message_of(frame(part, at, number))) for at, part in enumerate(parts, start=2)]
        calls = [_file(message, frame(Markup(), 1, number)), *texts]
    quietly = {"disable_notification": True} if is_silent else {}
    return [reply(chat_id, method, params | quietly, now, Kind.CASE) for method, params in calls]


def _file(message: CaseMessage, caption: str) -> tuple[str, dict[str, Any]]:
    words = {"caption": caption, "parse_mode": "HTML"} if caption else {}
    return METHODS[message.file_kind], {message.file_kind: message.file_id, **words}
