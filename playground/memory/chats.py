"""Chats: private ones and groups, with the messages in them as a person sees them."""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playground.memory.bell import Bell
from playground.memory.people import Person
from playground.memory.rank import CREATOR, LEFT, MEMBER, Rank
from playground.memory.topic import Topic

Json = dict[str, Any]
Rows = list[list[Json]]

ACTION_SECONDS = 5.0
"""How long "typing" is shown if nothing comes."""
SERVICE = (
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "new_chat_members",
    "left_chat_member", "pinned_message", "migrate_to_chat_id", "migrate_from_chat_id",
)  # fmt: skip
"""What a message holds that nobody wrote: it tells what somebody did."""


@dataclass(slots=True)
class Message:
    """A message: `data` is the Bot API's object, `html` the text as the bot wrote it, `author_id` a person."""

    data: Json
    html: str = ""
    is_from_bot: bool = False
    author_id: int | None = None
    is_deleted: bool = False
    times_edited: int = 0
    reactions: list[Json] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Its number in its chat."""
        number: int = self.data["message_id"]
        return number

    @property
    def topic(self) -> int | None:
        """The thread of a forum in which it lies."""
        return self.data.get("message_thread_id") if self.data.get("is_topic_message") else None

    @property
    def service(self) -> str | None:
        """What it tells of, if nobody wrote it: one of SERVICE."""
        return next((name for name in SERVICE if name in self.data), None)

    @property
    def quotation(self) -> Json:
        """The message as an answer to it shows it: without what it answers itself."""
        return {name: part for name, part in self.data.items() if name != "reply_to_message"}


@dataclass(slots=True)
class Chat:
    """A chat; `closed` is the reason why the bot may not write there, `moved_to` the id of the group it became.

    `news` counts what the bot said or changed, `newest` is the last of it; None stands for the whole chat, a number for
    one of its topics. `ranks` says what its people and the bot are, `masks` as whom they speak if not as themselves.
    """

    id: int
    type: str
    face: Json
    members: dict[int, Person] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    ranks: dict[int, Rank] = field(default_factory=dict)
    masks: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    newest: dict[int | None, Message] = field(default_factory=dict)
    news: Counter[int | None] = field(default_factory=Counter)
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

    @property
    def is_forum(self) -> bool:
        """Whether it is divided into topics."""
        return bool(self.face.get("is_forum"))

    def rank_of(self, who: int) -> Rank:
        """What somebody is here; in a private chat both are members."""
        return self.ranks.get(who, MEMBER if self.is_private else LEFT)

    def speaker(self, person: Person) -> Json:
        """The fields of a message that say who wrote it."""
        return self.masks.get(person.id, {"from": person.account})

    def said(self, message_id: int | None) -> Message | None:
        """The message with this number, if it is still on the screen."""
        message = self.messages.get(message_id or 0)
        return None if message is None or message.is_deleted else message

    def thread(self, topic_id: int) -> Json:
        """What a message in this topic says of its place: what answers nothing answers the beginning of the topic."""
        first = self.said(topic_id)
        return self.topics[topic_id].place | ({"reply_to_message": first.quotation} if first else {})

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
        for heap in {None, message.topic}:
            self.newest[heap] = message
            self.news[heap] += 1
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
        for heap in {None, message.topic}:
            if self.newest.get(heap) is message:
                del self.newest[heap]

    def visible(self, topic: int | None = None) -> list[Message]:
        """What is on the screen: of the whole chat, or of one topic."""
        return [one for one in self.messages.values() if not one.is_deleted and topic in (None, one.topic)]


def private_chat(person: Person) -> Chat:
    """The chat of a person with the bot."""
    names = {"first_name": person.first_name, "last_name": person.last_name, "username": person.username}
    face = {"id": person.id, "type": "private"} | {name: value for name, value in names.items() if value}
    return Chat(person.id, "private", face, {person.id: person})


def group_chat(chat_id: int, title: str, members: list[Person], type_: str = "supergroup") -> Chat:
    """A group of these people; the first of them has made it."""
    ranks = {one.id: MEMBER if number else CREATOR for number, one in enumerate(members)}
    face = {"id": chat_id, "type": type_, "title": title}
    return Chat(chat_id, type_, face, {one.id: one for one in members}, ranks=ranks)
