"""Playground: a pocket Telegram to hold in a test or to run beside a bot."""

from itertools import count
from types import TracebackType
from typing import Any, Self

from playground.http.control import Control
from playground.http.server import Server
from playground.memory.chats import Chat, group_chat, private_chat
from playground.memory.clock import Clock
from playground.memory.ledger import Ledger
from playground.memory.people import Person
from playground.memory.rank import KICKED, MEMBER, administrator
from playground.memory.state import Settings, State
from playground.memory.updates import Updates
from playground.phones.phone import Phone
from playground.rules.faults import KICKED as BOT_KICKED
from playground.rules.faults import Faults
from playground.rules.limits import Limits

TOKEN = "1000000001:playground"  # noqa: S105 - opens nothing but a playground
FIRST_PERSON = 5_000_000_000_001
"""Above 32 bits, as the ids of new accounts are."""
FIRST_GROUP = 1001


class Playground:
    """Telegram in memory; `async with Playground() as playground:` and point the bot's base URL to `playground.url`."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        port: int = 0,
        limits: str | Limits = "window",
        latency: float = 0.0,
        jitter: float = 0.0,
        is_strict: bool = True,
    ) -> None:
        self.token = token
        chosen = Limits(limits) if isinstance(limits, str) else limits
        self.state = State(token, chosen, Settings(latency, jitter, is_strict))
        self._control = Control(self)
        self._server = Server(self.state, self._control, port)
        self._ids = count(FIRST_PERSON)
        self._groups = count(FIRST_GROUP)

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        await self._server.start()

    async def stop(self) -> None:
        """Stop listening; long polls end with an empty answer."""
        await self._control.stop()
        if self.state.webhook:
            await self.state.webhook.stop()
        await self._server.stop()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end; a bot's base URL is this and "/bot"."""
        return self._server.url

    @property
    def clock(self) -> Clock:
        """What dates all that the bot is told."""
        return self.state.clock

    @property
    def faults(self) -> Faults:
        """The script of the bad day."""
        return self.state.faults

    @property
    def ledger(self) -> Ledger:
        """Every call the bot made."""
        return self.state.ledger

    @property
    def limits(self) -> Limits:
        """Telegram's limits; assign other ones at any time."""
        return self.state.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self.state.limits = limits

    @property
    def settings(self) -> Settings:
        """Latency, jitter, strictness."""
        return self.state.settings

    @property
    def updates(self) -> Updates:
        """The updates that wait for the bot."""
        return self.state.updates

    def person(
        self,
        id: int | None = None,  # noqa: A002 - the Bot API's word
        first_name: str = "Ana",
        language_code: str | None = "zh-hans",
        *,
        last_name: str | None = None,
        username: str | None = None,
        has_started: bool = True,
    ) -> Person:
        """A person with a private chat; the same id is the same person."""
        number = next(self._ids) if id is None else id
        if number not in self.state.people:
            person = Person(number, first_name, last_name, username, language_code, has_started)
            self.state.people[number] = person
            self.state.chats[number] = private_chat(person)
        return self.state.people[number]

    def phone(self, person: Person | None = None, chat: Chat | None = None, **who: Any) -> Phone:
        """The phone of a person, or of a new one made of `who`; in their private chat unless told another."""
        holder = person or self.person(**who)
        return Phone(self.state, holder, chat or self.state.chats[holder.id])

    def group(
        self,
        title: str,
        members: list[Person],
        id: int | None = None,  # noqa: A002
        type: str = "supergroup",  # noqa: A002
        *,
        is_forum: bool = False,
    ) -> Chat:
        """A group of these people, made by the first; the bot is an administrator with every right."""
        short = next(self._groups)
        default = -1_000_000_000_000 - short if type == "supergroup" else -short
        chat = group_chat(default if id is None else id, title, members, type)
        chat.face |= {"is_forum": True} if is_forum else {}
        chat.ranks[self.state.bot_id] = administrator()
        self.state.chats[chat.id] = chat
        return chat

    def appoint(self, group: Chat, *rights: str, person: Person | None = None) -> None:
        """Make the bot, or a person, an administrator with these rights, by default with all."""
        self.state.rank(group, person, administrator(*rights), _somebody(group))

    def dismiss(self, group: Chat, person: Person | None = None) -> None:
        """Make the bot, or a person, a member like any other."""
        self.state.rank(group, person, MEMBER, _somebody(group))

    def migrate(self, group: Chat) -> Chat:
        """Make a supergroup of a group: it gets another id, and both say so."""
        grown = self.group(group.face["title"], list(group.members.values()))
        group.moved_to = grown.id
        self.state.receive(_somebody(group), group, {"migrate_to_chat_id": grown.id})
        self.state.receive(_somebody(group), grown, {"migrate_from_chat_id": group.id})
        return grown

    def kick_the_bot(self, group: Chat) -> None:
        """Throw the bot out of a group."""
        group.closed = BOT_KICKED
        self.state.rank(group, None, KICKED, _somebody(group))

    def forget(self) -> None:
        """Start over: no people, no chats, no calls, no faults, nothing waits; update ids go on."""
        self.ledger.clear()
        self.faults.clear()
        self.updates.drop()
        self.state.files.clear()
        self.state.recent.clear()
        for memory in (self.state.people, self.state.chats, self.state.presses, self.state.commands):
            memory.clear()

    def push_update(self, raw: dict[str, Any], chat_id: int | None = None) -> int:
        """Queue anything as an update, well formed or not; returns its id."""
        return self.updates.push(raw, chat_id)

    def resend(self, update_id: int) -> None:
        """Deliver an update again, as Telegram does when an answer got lost."""
        self.updates.resend(update_id)


def _somebody(group: Chat) -> Person:
    """Who does what must be done in a group."""
    return next(iter(group.members.values()))
