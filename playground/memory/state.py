"""State: all that a pocket Telegram remembers."""

import random
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from playground.memory.bureau import Bureau
from playground.memory.chats import Chat, Message
from playground.memory.clock import Clock
from playground.memory.files import Files
from playground.memory.ledger import Ledger
from playground.memory.people import Person
from playground.memory.rank import Rank
from playground.memory.updates import Updates
from playground.memory.webhook import Webhook
from playground.rules.bad_day import BadDay
from playground.rules.faults import NEVER_STARTED, Faults
from playground.rules.limits import Limits
from playground.rules.refusals import bad_request, forbidden, too_many_requests
from playground.rules.specification import Specification, bot_api

Json = dict[str, Any]

WORDS = ("text", "entities", "caption", "caption_entities")
"""The fields of a message that an edit writes anew."""


@dataclass(slots=True)
class Press:
    """A pressed button that waits for its answer."""

    id: str
    person: Person
    at: float


Seconds = Annotated[float, Field(ge=0, le=3600)]


@dataclass
class Settings:
    """What one may turn while it runs; times in seconds, `webhook_pause` is the first one after a failure."""

    latency: Seconds = 0.0
    jitter: Seconds = 0.0
    is_strict: bool = True
    press_seconds: Seconds = 150.0
    webhook_pause: Seconds = 1.0
    kept_messages: Annotated[int, Field(ge=1)] = 100_000


@dataclass
class State:
    """People, chats, updates and everything that was said."""

    token: str
    limits: Limits
    settings: Settings = field(default_factory=Settings)
    specification: Specification = field(default_factory=bot_api)
    clock: Clock = field(default_factory=Clock)
    celsius: float = 31.0
    bureau: Bureau = field(default_factory=Bureau)
    faults: Faults = field(default_factory=Faults)
    ledger: Ledger = field(default_factory=Ledger)
    updates: Updates = field(default_factory=Updates)
    webhook: Webhook | None = None
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    files: Files = field(default_factory=Files)
    dice: random.Random = field(default_factory=lambda: random.Random(0))
    recent: deque[tuple[Chat, Message]] = field(default_factory=deque)
    map: Json = field(default_factory=lambda: {"type": "FeatureCollection", "features": []})
    map_number: int = 0
    poll: int = 0
    is_closing: bool = False

    def __post_init__(self) -> None:
        """Know the bot by its token; so far it is a good day."""
        self.bad_day = BadDay(self.faults)
        self.bot: Json = {"id": int(self.token.partition(":")[0]), "is_bot": True, "first_name": "暖驿"}
        self.bot["username"] = "nuanyi_bot"

    def draw(self, drawn: Json) -> None:
        """Take another map; the pages see by its number that it is another one."""
        if drawn != self.map:
            self.map = drawn
            self.map_number += 1

    def writable_chat(self, chat_id: int | str) -> Chat:
        """The chat to write into; a Refusal where Telegram would not let the bot."""
        chat = self.readable_chat(chat_id)
        if chat.moved_to is not None:
            text = "group chat was upgraded to a supergroup chat"
            raise bad_request(text, migrate_to_chat_id=chat.moved_to)
        if chat.closed is not None:
            raise forbidden(chat.closed)
        if chat.is_private and not self.people[chat.id].has_started:
            raise forbidden(NEVER_STARTED)
        return chat

    def readable_chat(self, chat_id: int | str) -> Chat:
        """The chat with this id or @username."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else self._named(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def admit(self, chat: Chat, count: int = 1, *, may_cost: bool = False) -> None:
        """Hold so many messages, which come at once, against the limits."""
        retry_after = self.limits.admit(chat.id, not chat.is_private, time.monotonic(), count, may_cost=may_cost)
        if retry_after:
            raise too_many_requests(retry_after)

    def keep(self, chat: Chat, message: Message) -> Message:
        """Put a message into its chat; beyond `kept_messages` the oldest goes, or a long run would not fit."""
        self.recent.append((chat, message))
        if len(self.recent) > self.settings.kept_messages:
            old_chat, old = self.recent.popleft()
            old_chat.forget(old)
        return chat.keep(message)

    def receive(self, person: Person, chat: Chat, content: Json) -> tuple[Message, int | None]:
        """A person says something; the message, and the id of the update it makes."""
        person.has_started = person.has_started or chat.is_private
        message = self._put(chat, chat.speaker(person), content)
        message.author_id = person.id
        return message, self.updates.add("message", message.data, chat.id)

    def tell(self, chat: Chat, doer: Json, content: Json) -> Message:
        """Put down in a chat what somebody did there; the bot hears even of its own deeds."""
        message = self._put(chat, {"from": doer}, content)
        self.updates.add("message", message.data, chat.id)
        return message

    def _put(self, chat: Chat, speaker: Json, content: Json) -> Message:
        data = {"message_id": chat.next_message_id(), "chat": chat.face, "date": self.clock.date}
        return self.keep(chat, Message(data | speaker | content))

    def revise(self, chat: Chat, message: Message, content: Json) -> int | None:
        """A person changes what they said; the id of the update it makes."""
        kept = {name: part for name, part in message.data.items() if name not in WORDS}
        message.data = kept | {"edit_date": self.clock.date} | content
        return self.updates.add("edited_message", message.data, chat.id)

    def press(self, person: Person, chat: Chat, message: Message, callback_data: str) -> str:
        """A person presses a button under a message; the id of the callback query."""
        number = str(person.id << 32 | self.dice.getrandbits(32))
        self.presses[number] = Press(number, person, time.time())
        gone = {"chat": chat.face, "message_id": message.id, "date": 0}
        author = chat.speaker(person)["from"]
        query = {"id": number, "from": author, "message": gone if message.is_deleted else message.data}
        query |= {"chat_instance": str(-chat.id), "data": callback_data}
        self.updates.add("callback_query", query, chat.id)
        return number

    def rank(self, chat: Chat, whom: Person | None, rank: Rank, by: Person) -> None:
        """Make somebody, or the bot, something else in a chat, and tell the bot."""
        user = self.bot if whom is None else whom.account
        was = chat.rank_of(user["id"])
        chat.ranks[user["id"]] = rank
        change = {"chat": chat.face, "from": by.account, "date": self.clock.date}
        change |= {"old_chat_member": was.face(user), "new_chat_member": rank.face(user)}
        self.updates.add("my_chat_member" if whom is None else "chat_member", change, chat.id)

    @property
    def bot_id(self) -> int:
        """The bot's number."""
        number: int = self.bot["id"]
        return number

    def _named(self, name: str) -> Chat | None:
        wanted = name.removeprefix("@").lower()
        named = (chat for chat in self.chats.values() if str(chat.face.get("username", "")).lower() == wanted)
        return next(named, None) if name.startswith("@") else None
