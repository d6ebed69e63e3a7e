"""Phone: what a person holds, and what a test holds for them."""

import asyncio
from typing import Any

from playground import contents
from playground.card import Card, button_in
from playground.chats import Chat, Message
from playground.faults import BLOCKED
from playground.people import Person, Toast
from playground.state import State

Json = dict[str, Any]

SETTLING_SECONDS = 0.1
"""After a message a phone waits so long for another, since a bot often says two things."""


class Phone:
    """A person in one chat with the bot: does what thumbs do, and reads what eyes see."""

    def __init__(self, state: State, person: Person, chat: Chat) -> None:
        self._state = state
        self.person = person
        self.chat = chat
        self.latitude, self.longitude = 30.27, 120.15
        self.last_update_id: int | None = None
        self._read = chat.news

    def stands_at(self, latitude: float, longitude: float) -> None:
        """Be somewhere; locations shared without coordinates are taken here."""
        self.latitude, self.longitude = latitude, longitude

    def speaks(self, language_code: str) -> None:
        """Have the phone in another language: the bot hears of it with the next message."""
        self.person.language_code = language_code

    async def types(self, text: str) -> Card:
        """Write a text and send it."""
        return self._sends(contents.typed(text))

    async def taps(self, label: str) -> str | None:
        """Press a button by its label or a part of it that no other has; links and texts to copy are returned."""
        for card in reversed(self.screen()):
            button = button_in(card.rows, label) if card.is_from_bot else None
            if button:
                return self._presses(card.message, button)
        key = button_in(self.chat.keyboard, label)
        if key is None:
            raise LookupError(f"no button {label!r} on this screen:\n{self.picture()}")
        await self._types_key(key)
        return None

    async def taps_on(self, card: Card, label: str) -> str | None:
        """Press a button of this card, however old."""
        button = button_in(card.rows, label)
        if button is None:
            raise LookupError(f"no button {label!r} among {card.buttons}")
        return self._presses(card.message, button)

    async def presses(self, card: Card, row: int, column: int) -> str | None:
        """Press the button at this place under a card; IndexError if there is none any more."""
        return self._presses(card.message, card.rows[row][column])

    async def presses_forged(self, card: Card, callback_data: str) -> None:
        """Send any callback data at all for a card, as a changed app could."""
        self._state.press(self.person, self.chat, card.message, callback_data)

    async def shares_location(
        self,
        latitude: float | None = None,
        longitude: float | None = None,
        horizontal_accuracy: float | None = None,
        live_period: int | None = None,
    ) -> Card:
        """Share a position, by default the one where the phone is."""
        here = self.latitude if latitude is None else latitude, self.longitude if longitude is None else longitude
        return self._sends(contents.located(*here, horizontal_accuracy, live_period))

    async def moves(self, card: Card, latitude: float, longitude: float) -> None:
        """Go on while a live location is shared."""
        self.stands_at(latitude, longitude)
        self._changes(card, {"location": card.data["location"] | {"latitude": latitude, "longitude": longitude}})

    async def stops_sharing(self, card: Card) -> None:
        """End a live location: from now on it is a place like any other."""
        ended = {name: part for name, part in card.data["location"].items() if name != "live_period"}
        self._changes(card, {"location": ended})

    async def deletes(self, card: Card) -> None:
        """Take a message off the screen, for both; no bot hears of that."""
        self.chat.take_away(card.message)

    async def sends_venue(self, latitude: float, longitude: float, title: str = "地点", address: str = "") -> Card:
        """Send a place picked from the map."""
        return self._sends(contents.venue(latitude, longitude, title, address))

    async def forwards_location(self, latitude: float, longitude: float, author: Person | None = None) -> Card:
        """Pass on a position that somebody else has shared."""
        stranger = author or Person(id=900_000_001, first_name="Eve")
        said_at = self._state.clock.date - 60
        return self._sends(contents.forwarded(contents.located(latitude, longitude), stranger.account, said_at))

    async def sends_photo(self, caption: str | None = None) -> Card:
        """Send a picture."""
        return self._sends(contents.photo(caption))

    async def sends_album(self, count: int = 3, caption: str | None = None) -> list[Card]:
        """Send several pictures as one, which reach the bot one by one."""
        album = {"media_group_id": str(self.person.id * 1000 + self.chat.last_message_id)}
        return [self._sends(contents.photo(None if n else caption) | album) for n in range(count)]

    async def sends_voice(self) -> Card:
        """Speak."""
        return self._sends(contents.voice())

    async def sends_sticker(self, emoji: str = "👍") -> Card:
        """Send a sticker."""
        return self._sends(contents.sticker(emoji))

    async def sends_document(
        self, file_name: str = "表格.pdf", caption: str | None = None, content: bytes = b"%PDF-1.7"
    ) -> Card:
        """Send a file."""
        said = contents.document(file_name, caption, len(content))
        self._state.files.keep(said["document"]["file_id"], file_name, content)
        return self._sends(said)

    async def sends_contact(self, phone_number: str = "0000-88000127", first_name: str = "Bao") -> Card:
        """Send somebody's number."""
        return self._sends(contents.contact(phone_number, first_name))

    async def sends_video(self, caption: str | None = None) -> Card:
        """Send a film."""
        return self._sends(contents.video(caption))

    async def sends_video_note(self) -> Card:
        """Send a round film."""
        return self._sends(contents.video_note())

    async def sends_audio(self) -> Card:
        """Send music."""
        return self._sends(contents.audio())

    async def sends_animation(self) -> Card:
        """Send a film without sound."""
        return self._sends(contents.animation())

    async def sends_poll(self) -> Card:
        """Ask everybody."""
        return self._sends(contents.poll())

    async def sends_dice(self) -> Card:
        """Throw a die."""
        return self._sends(contents.dice())

    async def edits(self, card: Card, text: str) -> None:
        """Change what one has written."""
        self._changes(card, contents.typed(text))

    async def blocks_the_bot(self) -> None:
        """Want to hear no more of it."""
        self.chat.closed = BLOCKED
        self._state.bot_membership(self.person, self.chat, "member", "kicked")

    async def unblocks_the_bot(self) -> None:
        """Let it write again."""
        self.chat.closed = None
        self._state.bot_membership(self.person, self.chat, "kicked", "member")

    async def reads(self, timeout: float = 5.0) -> str:
        """Wait for something new or changed since the last look, and return the newest as text."""
        await self._wait_for_news(timeout)
        while await self.chat.bell.rings(within=SETTLING_SECONDS):
            continue
        self._read = self.chat.news
        return self._newest()

    async def hears_nothing(self, seconds: float = 0.3) -> None:
        """Make sure that nothing comes for a while."""
        try:
            await self._wait_for_news(seconds)
        except TimeoutError:
            return
        raise AssertionError(f"heard something:\n{self._newest()}")

    async def reads_toast(self, timeout: float = 5.0) -> Toast:
        """Wait until no press is unanswered, and return the newest answer."""
        pressed = [press for press in self._state.presses.values() if press.person is self.person]
        if (pressed or not self.toasts) and not await self.person.toasted.rings(within=timeout):
            raise TimeoutError(f"{self.person.first_name} saw no answer to a press within {timeout} s")
        return self.toasts[-1]

    def screen(self) -> list[Card]:
        """Everything in the chat, oldest first."""
        return [Card(message) for message in self.chat.visible()]

    def picture(self) -> str:
        """The screen as text, for a person who looks at a failed test."""
        lines = [
            f"{'bot' if card.is_from_bot else 'me '} | {card.text}  {card.buttons or ''}" for card in self.screen()
        ]
        return "\n".join([*lines, f"keyboard {self.keyboard}"])

    @property
    def last_card(self) -> Card:
        """The newest message of the bot."""
        for card in reversed(self.screen()):
            if card.is_from_bot:
                return card
        raise LookupError(f"the bot has said nothing to {self.person.first_name} yet")

    @property
    def toasts(self) -> list[Toast]:
        """The answers to presses, oldest first."""
        return self.person.toasts

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the keyboard in place of the letters, row by row."""
        return [[key["text"] for key in row] for row in self.chat.keyboard]

    def in_chat(self, chat: Chat) -> "Phone":
        """The same person, looking at another chat."""
        phone = Phone(self._state, self.person, chat)
        phone.stands_at(self.latitude, self.longitude)
        return phone

    async def _wait_for_news(self, timeout: float) -> None:
        clock = asyncio.get_running_loop().time
        until = clock() + timeout
        while self.chat.news <= self._read:
            if not await self.chat.bell.rings(within=max(until - clock(), 0)) and clock() >= until:
                raise TimeoutError(f"{self.person.first_name} heard nothing within {timeout} s:\n{self.picture()}")

    def _newest(self) -> str:
        return Card(self.chat.newest).text if self.chat.newest else ""

    def _sends(self, content: Json) -> Card:
        message, self.last_update_id = self._state.receive(self.person, self.chat, content)
        return Card(message)

    def _changes(self, card: Card, content: Json) -> None:
        self.last_update_id = self._state.revise(self.chat, card.message, content)

    def _presses(self, message: Message, button: Json) -> str | None:
        if "url" in button:
            return str(button["url"])
        if "copy_text" in button:
            return str(button["copy_text"]["text"])
        if "callback_data" in button:
            self._state.press(self.person, self.chat, message, button["callback_data"])
        return None

    async def _types_key(self, key: Json) -> None:
        if key.get("request_location"):
            await self.shares_location()
        elif key.get("request_contact"):
            await self.sends_contact(first_name=self.person.first_name)
        else:
            await self.types(key["text"])
