"""What of a message may travel in a case: between a worker who need not be known, and staff."""

import re
from dataclasses import dataclass
from typing import Final

from telegram import Document, Message

from models import Side
from services.cases.talk import Said

# What Telegram itself makes smaller, or records: nothing of the phone is left in it. A file comes as it is, a picture
# and a film with the place where they were taken, and papers are handed over in person.
FROM_WORKERS: Final = ("photo", "voice", "video_note")
FROM_STAFF: Final = (*FROM_WORKERS, "video", "animation", "audio", "document")
# In legal aid a picture is nearly always one of a paper, and its form gathers none either.
FROM_WORKERS_IN_PRIVATE: Final = ("voice",)
STAYS: Final = {
    "photo": "legal-photo", "video_note": "legal-film", "video": "case-film", "animation": "case-film",
    "audio": "case-sound",
}  # fmt: skip
STAYS_IN_PRIVATE: Final = {"picture-as-file": "legal-photo", "case-film": "legal-film", "case-other": "legal-other"}
_PICTURE: Final = re.compile(r"image/.*|.*\.(?:jpe?g|png|webp|heic|heif|avif|tiff?|bmp|dng)", re.IGNORECASE)
_FILM: Final = re.compile(r"video/.*|.*\.(?:mp4|mov|m4v|3gp|mkv|avi)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """`said` is what may travel, None if nothing may; `stays` is the template that says what may not, "" if all may.

    The words under a file that may not travel do.
    """

    said: Said | None
    stays: str = ""


def content_of(message: Message, side: Side, *, is_private: bool = False) -> Content:
    """Split a message of a worker, or of staff, into what may travel and what may not; of legal aid it `is_private`."""
    html = message.text_html or message.caption_html or ""
    kind = next((kind for kind in FROM_STAFF if getattr(message, kind)), "")
    from_workers = FROM_WORKERS_IN_PRIVATE if is_private else FROM_WORKERS
    if kind in (from_workers if side is Side.WORKER else FROM_STAFF):
        return Content(_said(message, html, kind, _file_id(message, kind)))
    stays = "" if message.text else _why(message, kind)
    return Content(_said(message, html) if html else None, STAYS_IN_PRIVATE.get(stays, stays) if is_private else stays)


def comes_as_file(document: Document | None) -> bool:
    """Whether it is a picture that was sent as a file: with the place where it was taken, if the phone noted that."""
    return document is not None and _is(_PICTURE, document)


def _said(message: Message, html: str, kind: str = "", file_id: str | None = None) -> Said:
    return Said(html, kind, file_id, message.media_group_id or "", message.chat_id, message.message_id)


def _file_id(message: Message, kind: str) -> str:
    file = message.photo[-1] if kind == "photo" else getattr(message, kind)
    file_id: str = file.file_id
    return file_id


def _why(message: Message, kind: str) -> str:
    document = message.document
    if kind == "document" and document is not None:
        return "picture-as-file" if comes_as_file(document) else "case-film" if _is(_FILM, document) else "case-paper"
    return STAYS.get(kind, "case-other")


def _is(form: re.Pattern[str], document: Document) -> bool:
    return any(form.fullmatch(name or "") for name in (document.mime_type, document.file_name))
