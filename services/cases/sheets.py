"""Sheets: what is said in a case as its topic in the group shows it, gathered into as few calls as hold it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any, Final

from markupsafe import Markup, escape

from locales import Locale
from models import CaseMessage, Side
from services.cases.copies import METHODS, WORDLESS
from services.cases.parts import CAPTION_UNITS, TEXT_UNITS, split, units
from services.cases.telling import Speech, message_of

Params = dict[str, Any]

AS_WORDS: Final = -1
"""The part of a message whose file Telegram did not take: its words go alone."""
TOGETHER: Final = ({"photo", "video"}, {"document"}, {"audio"})
"""What may stand in one album. core.telegram.org/bots/api#sendmediagroup"""
ALBUM: Final = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A message and the name of who said it."""

    message: CaseMessage
    who: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One call that shows these messages, `is_last` of the parts that show them."""

    method: str
    params: Params
    shows: Sequence[CaseMessage]
    is_last: bool = True


class Sheets:
    """In whose words and by which clock it is written, and when."""

    def __init__(self, words: Locale, speech: Speech, now: datetime) -> None:
        """`now` decides whether a clock needs its day."""
        self._words, self._zone, self._now = words, speech.zone, now.astimezone(speech.zone)

    def next(self, waiting: Sequence[Line], part: int) -> Sheet:
        """The next call for what waits, the oldest first; `part` counts those that showed of the first one already."""
        if part == 0 and len(waiting) > 1:
            together = self._words_together(waiting) or self._files_together(waiting)
            if together:
                return together
        parts = self._parts(waiting[0], as_words=part == AS_WORDS)
        at = max(part, 0)
        method, params = parts[min(at, len(parts) - 1)]
        return Sheet(method, params, [waiting[0].message], is_last=at + 1 >= len(parts))

    def changed(self, line: Line) -> Sheet:
        """What somebody changed in what was shown already: said anew, below the old words."""
        head = Markup("<b>{}</b>").format(self._words.word("desk_said", "changed", who=line.who))
        params = message_of(_under(head, line.message.text, TEXT_UNITS)[0])
        if line.message.desk_message_id:
            old = {"message_id": line.message.desk_message_id, "allow_sending_without_reply": True}
            params |= {"reply_parameters": old}
        return Sheet("sendMessage", params, [line.message])

    # --- several in one call -----------------------------------------------------------------------

    def _words_together(self, waiting: Sequence[Line]) -> Sheet | None:
        """As many of the first ones as are words alone and fit into one message."""
        texts: list[Markup] = []
        for line in takewhile(lambda each: not each.message.file_id, waiting):
            block = self._block(line)
            if units(_joined([*texts, block])) > TEXT_UNITS:
                break
            texts.append(block)
        shown = [line.message for line in waiting[: len(texts)]]
        return Sheet("sendMessage", message_of(_joined(texts)), shown) if len(texts) > 1 else None

    def _files_together(self, waiting: Sequence[Line]) -> Sheet | None:
        """As many of the first ones as make one album, their words under the first of them."""
        kinds = next((kinds for kinds in TOGETHER if waiting[0].message.file_kind in kinds), set[str]())
        album: list[Line] = []
        for line in takewhile(lambda each: each.message.file_kind in kinds, waiting[:ALBUM]):
            if units(self._caption([*album, line])) > CAPTION_UNITS:
                break
            album.append(line)
        if len(album) < 2:
            return None
        media = [{"type": line.message.file_kind, "media": line.message.file_id} for line in album]
        media[0] |= {"caption": self._caption(album), "parse_mode": "HTML"}
        return Sheet("sendMediaGroup", {"media": media}, [line.message for line in album])

    def _caption(self, album: Sequence[Line]) -> str:
        words = [self._block(line) for line in album if line.message.text]
        return _joined(words) if words else str(self._head(album[0]))

    # --- one alone ---------------------------------------------------------------------------------

    def _parts(self, line: Line, *, as_words: bool) -> list[tuple[str, Params]]:
        """The calls that one message takes: usually one."""
        message, head = line.message, self._head(line)
        if message.side == Side.BOT:
            return [("sendMessage", message_of(self._block(line)))]
        texts = [("sendMessage", message_of(text)) for text in _under(head, message.text, TEXT_UNITS)]
        if not message.file_id:
            return texts
        if as_words or message.file_kind not in METHODS:
            lost = Markup("{}\n{}").format(head, self._words.word("desk_said", "lost"))
            return [("sendMessage", message_of(text)) for text in _under(lost, message.text, TEXT_UNITS)]
        file = {message.file_kind: message.file_id}
        caption = self._block(line)
        if message.file_kind in WORDLESS:
            return [(METHODS[message.file_kind], file)]
        if units(caption) <= CAPTION_UNITS:
            return [(METHODS[message.file_kind], {**file, "caption": caption, "parse_mode": "HTML"})]
        return [(METHODS[message.file_kind], {**file, "caption": head, "parse_mode": "HTML"}), *texts]

    def _block(self, line: Line) -> Markup:
        if line.message.side == Side.BOT:  # our own words: short, and they may call somebody by a link
            return Markup(line.message.text)  # noqa: S704 - a template wrote it, and escaped what it was given
        whole = Markup("").join(split(line.message.text, max(1, len(line.message.text))))
        return Markup("\n").join(part for part in (self._head(line), whole) if part)

    def _head(self, line: Line) -> Markup:
        """Who said it, and when; what the bot says itself needs no name."""
        side, said_at = line.message.side, line.message.said_at.astimezone(self._zone)
        if side == Side.BOT:
            return Markup("")
        sign = "note" if side == Side.NOTE else "said"
        at = self._words.moment(said_at, self._now)
        return Markup("<b>{}</b>").format(self._words.word("desk_said", sign, who=line.who, at=at))


def _under(head: Markup, html: str, most: int) -> list[Markup]:
    """A text below its head, in parts; where only the head makes it too long, it goes without."""
    headed = head + "\n" if head else head
    parts = split(html, most)
    if not parts:
        return [head]
    if len(parts) == 1 and units(headed + parts[0]) <= most:
        return [headed + parts[0]]
    return parts


def _joined(blocks: Sequence[Markup]) -> Markup:
    return Markup("\n\n").join(escape(block) for block in blocks)
