"""What a form for the union gathered so far: in a few words for its card, and as it goes into the case."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.cases.parts import words_alone
from services.cases.talk import Said
from services.forms.gathering import Item
from services.pleas import is_heatstroke, is_hurt


@dataclass(frozen=True, slots=True)
class Told:
    """The words in a row, how many files of each kind, and whether somebody is hurt; an album counts as one."""

    words: str
    photos: int
    albums: int
    voices: int
    films: int
    is_hurt: bool


def told_in(gathered: Sequence[Item]) -> Told:
    """What a card says of it."""
    words = [words_alone(item["html"]) for item in gathered if item["html"]]
    photos = [item["album"] for item in gathered if item["kind"] == "photo"]
    kinds = [item["kind"] for item in gathered]
    return Told(
        " ".join(words), photos.count(""), len({*photos} - {""}), kinds.count("voice"), kinds.count("video_note"),
        any(is_hurt(text) or is_heatstroke(text) for text in words),
    )  # fmt: skip


def said_in(gathered: Sequence[Item]) -> list[Said]:
    """The same for the case, one for each message."""
    return [Said(item["html"], item["kind"], item["file_id"] or None, item["album"]) for item in gathered]
