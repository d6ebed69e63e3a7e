"""Phone: what a person holds, and what a test holds for them."""

import asyncio
from typing import Any

from playground.memory.chats import Chat, Message
from playground.memory.people import Person, Toast
from playground.memory.state import State
from playground.phones.card import Card, button_in
from playground.phones.thumbs import Thumbs

Json = dict[str, Any]

SETTLING_SECONDS = 0.1
"""After a message a phone waits so long for another, since a bot often says two things."""


class Phone(Thumbs):
    """A person in one chat with the bot: does what thumbs do, and reads what eyes see."""

    def __init__(self, state: State, person: Person, chat: Chat, topic: int | None = None) -> None:
        super().__init__(state, person, chat, topic)
        self._read = chat.news[topic]

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

    async def reads(self, timeout: float = 10.0) -> str:
        """Wait for something new or changed since the last look, and return the newest as text."""
        await self._wait_for_news(timeout)
        while await self.chat.bell.rings(within=SETTLING_SECONDS):
            continue
        self._read = self.chat.news[self.topic]
        return self._newest()

    async def hears_nothing(self, seconds: float = 0.3) -> None:
        """Make sure that nothing comes for a while."""
        try:
            await self._wait_for_news(seconds)
        except TimeoutError:
            return
        raise AssertionError(f"heard something:\n{self._newest()}")

    async def reads_toast(self, timeout: float = 10.0) -> Toast:
        """Wait until no press is unanswered, and return the newest answer."""
        pressed = [press for press in self._state.presses.values() if press.person is self.person]
        if (pressed or not self.toasts) and not await self.person.toasted.rings(within=timeout):
            raise TimeoutError(f"{self.person.first_name} saw no answer to a press within {timeout} s")
        return self.toasts[-1]

    def screen(self) -> list[Card]:
        """Everything in the chat, or in the topic, oldest first."""
        return [Card(message) for message in self.chat.visible(self.topic)]

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

    async def _wait_for_news(self, timeout: float) -> None:
        clock = asyncio.get_running_loop().time
        until = clock() + timeout
        while self.chat.news[self.topic] <= self._read:
            if not await self.chat.bell.rings(within=max(until - clock(), 0)) and clock() >= until:
                raise TimeoutError(f"{self.person.first_name} heard nothing within {timeout} s:\n{self.picture()}")

    def _newest(self) -> str:
        newest = self.chat.newest.get(self.topic)
        return Card(newest).text if newest else ""

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
