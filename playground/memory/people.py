"""People: those who hold a phone."""

from dataclasses import dataclass, field
from typing import Any

from playground.memory.bell import Bell

ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Whose messages those of an administrator are who stays anonymous."""
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
"""Whose messages those are that somebody writes in the name of a channel."""


class Toast(str):
    """The short text that shows after a press; `is_alert` ones want to be dismissed, `url` ones open a page."""

    is_alert: bool = False
    url: str | None = None


@dataclass(slots=True)
class Person:
    """Somebody with an account; `has_started` says that the bot may write first."""

    id: int
    first_name: str = "Ana"
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "zh-hans"
    has_started: bool = True
    toasts: list[Toast] = field(default_factory=list)
    toasted: Bell = field(default_factory=Bell)

    @property
    def account(self) -> dict[str, Any]:
        """The Bot API's User."""
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        extra = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        return user | {name: value for name, value in extra.items() if value is not None}

    def sees(self, toast: Toast) -> None:
        """Show the answer to a press."""
        self.toasts.append(toast)
        self.toasted.ring()


def as_group(face: dict[str, Any]) -> dict[str, Any]:
    """The fields of a message that say: an administrator of this group, and not who."""
    return {"from": ANONYMOUS_ADMIN, "sender_chat": face}


def as_channel(person: Person) -> dict[str, Any]:
    """The fields of a message that say: this person's channel, and not who."""
    channel = {"id": -1_000_000_000_000 - person.id % 1_000_000_000, "type": "channel", "title": "路上"}
    return {"from": CHANNEL_BOT, "sender_chat": channel}
