"""Chats: private ones and groups, with the messages in them as a person sees them."""

import math
from dataclasses import dataclass, field
from typing import Any

from playground.bell import Bell
from playground.people import Person

Json = dict[str, Any]
Rows = list[list[Json]]

ACTION_SECONDS = 5.0
"""How long "typing" is shown if nothing comes."""


@dataclass(slots=True)
class Message:
    """A message: `data` is the Bot API's object, `html` the text as the bot wrote it."""

    data: Json
    html: str = ""
    is_from_bot: bool = False
    is_deleted: bool = False
    times_edited: int = 0

    @property
    def id(self) -> int:
        """Its number in its chat."""
        number: int = self.data["message_id"]
        return number


@dataclass(slots=True)
class Chat:
    """A chat; `closed` is the reason why the bot may not write there, `moved_to` the id of the group it became.

    `news` counts what the bot said or changed, `newest` is the last of it.
    """

    id: int
    type: str
    face: Json
    members: dict[int, Person] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    newest: Message | None = None
    news: int = 0
    keyboard: Rows = field(default_factory=list)
    acted_at: float = -math.inf
    closed: str | None = None
    moved_to: int | None = None
    last_message_id: int = 0
    bell: Bell = field(default_factory=Bell)

    @property
    def is_private(self) -> bool:
        """Whether there is one person only."""
        return self.type == "private"

    def next_message_id(self) -> int:
        """The number of the message that comes now."""
        self.last_message_id += 1
        return self.last_message_id

    def keep(self, message: Message) -> Message:
        """Show a message; from the bot it is news, and what it was typing."""
        self.messages[message.id] = message
        if message.is_from_bot:
            self.acted_at = -math.inf
            self.announce(message)
        else:
            self.bell.ring()
        return message

    def announce(self, message: Message) -> None:
        """Ring for a message that is new or has changed."""
        self.newest = message
        self.news += 1
        self.bell.ring()

    def act(self, now: float) -> None:
        """Show that the bot is typing, from `now` on by the monotonic clock."""
        self.acted_at = now
        self.bell.ring()

    def is_acting(self, now: float) -> bool:
        """Whether the bot seems to be typing."""
        return now - self.acted_at < ACTION_SECONDS

    def take_away(self, message: Message) -> None:
        """Take a message off everybody's screen."""
        message.is_deleted = True
        self.bell.ring()

    def forget(self, message: Message) -> None:
        """Scroll a message out of everybody's memory."""
        self.messages.pop(message.id, None)
        if self.newest is message:
            self.newest = None

    def visible(self) -> list[Message]:
        """What is on the screen."""
        return [message for message in self.messages.values() if not message.is_deleted]


def private_chat(person: Person) -> Chat:
    """The chat of a person with the bot."""
    names = {"first_name": person.first_name, "last_name": person.last_name, "username": person.username}
    face = {"id": person.id, "type": "private"} | {name: value for name, value in names.items() if value}
    return Chat(person.id, "private", face, {person.id: person})


def group_chat(chat_id: int, title: str, members: list[Person], type_: str = "supergroup") -> Chat:
    """A group with these people and the bot."""
    return Chat(chat_id, type_, {"id": chat_id, "type": type_, "title": title}, {one.id: one for one in members})
