"""An arrival: an update on its way through intake, and what can be told of it before it is understood."""

import asyncio
import json
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import ExtBot

from models.schema import LARGEST_ID

PLACES = ("location", "venue", "latitude", "longitude", "data")  # where a person was; the data of a key may say it too


def is_numbered(raw: Mapping[str, Any]) -> bool:
    """Whether an update can be told from others; without, it can be neither kept nor confirmed."""
    update_id = raw.get("update_id")
    return type(update_id) is int and abs(update_id) < LARGEST_ID


@dataclass
class Arrival:
    """A raw update; `committed` is done when it may be confirmed to Telegram. It came `came_at` on the loop's clock."""

    raw: Mapping[str, Any]
    committed: asyncio.Future[None]
    came_at: float
    update: Update | None = None

    @property
    def update_id(self) -> int:
        """Telegram's number of it."""
        return int(self.raw["update_id"])

    @property
    def kind(self) -> str:
        """What it is, by the name of its part."""
        return next((ascii(key).strip("'")[:64] for key in self.raw if key != "update_id"), "empty")

    @property
    def chat_id(self) -> int:
        """The chat it belongs to, 0 where there is none: it decides about order."""
        for part in self.raw.values():
            if isinstance(part, Mapping):
                message = part.get("message", part)
                chat = message.get("chat") if isinstance(message, Mapping) else None
                chat = chat or part.get("from")
                if isinstance(chat, Mapping) and isinstance(chat.get("id"), int):
                    return int(chat["id"])
        return 0

    @property
    def person_id(self) -> int | None:
        """Who sent it, as far as that is known."""
        user = self.update.effective_user if self.update else None
        return user.id if user else None

    def understand(self, bot: ExtBot[None]) -> None:
        """Parse it; the library looks at no value, so ids are looked at here; raises ValueError if they are none."""
        update = Update.de_json(dict(self.raw), bot)
        if not all(type(number) is int and abs(number) < LARGEST_ID for number in _ids(update)):
            raise ValueError("an id that is none")
        self.update = update

    def refuse(self, error: Exception) -> None:
        """Nothing of it was kept: it must come again."""
        if not self.committed.done():
            self.committed.set_exception(error)

    def letter(self, error: Exception, bot_id: int, now: datetime) -> dict[str, Any]:
        """The row of a dead letter: what broke on it, and what it was but for where the person stood."""
        return {
            "person_id": self.person_id,
            "bot_id": bot_id,
            "update_id": self.update_id,
            "kind": self.kind,
            # The frames, not the message: a message may quote what the person wrote.
            "traceback": "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__,
            "body": self._body(),
            "died_at": now,
        }

    def _body(self) -> str | None:
        """What it was but for the places; None if it is too deep to be gone through."""
        try:
            return json.dumps(_without_places(self.raw), ensure_ascii=False)
        except RecursionError:
            return None


def _ids(update: Update) -> list[Any]:
    """The numbers by which we find and answer people; what is given back with a press must be a text."""
    message, press = update.effective_message, update.callback_query
    ids: list[Any] = [whose.id for whose in (update.effective_chat, update.effective_user) if whose]
    if message:
        ids += [message.message_id, message.message_thread_id or 0]
    return ids if press is None or type(press.id) is str else [press.id]


def _without_places(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {key: "…" if key in PLACES else _without_places(value) for key, value in part.items()}
    if isinstance(part, str) and part.startswith("/start"):
        return "/start"  # what follows may be an invitation, which is worth a role
    return [_without_places(each) for each in part] if isinstance(part, list) else part
