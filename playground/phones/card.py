"""Card: a message as a person sees it."""

from dataclasses import dataclass
from typing import Any

from playground.memory.chats import Message
from playground.rules.keyboards import Rows, inline_rows

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """A look at a message; it shows what the message says now, after edits."""

    message: Message

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return self.message.id

    @property
    def data(self) -> Json:
        """The Bot API's object."""
        return self.message.data

    @property
    def text(self) -> str:
        """The words a person reads; of a place its name and address."""
        if "venue" in self.data:
            return f"{self.data['venue']['title']}\n{self.data['venue']['address']}"
        if "location" in self.data:
            return f"{self.data['location']['latitude']}, {self.data['location']['longitude']}"
        words: str = self.data.get("text") or self.data.get("caption") or self._told
        return words

    @property
    def _told(self) -> str:
        """Of a line that nobody wrote, what it is about: a topic's name, a newcomer, a pinned text."""
        for name in ("forum_topic_created", "forum_topic_edited"):
            if name in self.data:
                return str(self.data[name].get("name", ""))
        if "pinned_message" in self.data:
            return Card(Message(self.data["pinned_message"])).text
        people = [*self.data.get("new_chat_members", ()), *filter(None, [self.data.get("left_chat_member")])]
        return ", ".join(person["first_name"] for person in people)

    @property
    def attachment(self) -> str:
        """What hangs on it besides its words, for who reads text only."""
        if "contact" in self.data:
            return f"{self.data['contact']['first_name']} {self.data['contact']['phone_number']}"
        return next((name for name in ("photo", "voice", "document") if name in self.data), "")

    @property
    def author(self) -> str:
        """The name of who says it, or of the group or channel for which they say it."""
        sender = self.data.get("sender_chat")
        name: str = sender["title"] if sender else self.data["from"]["first_name"]
        return name

    @property
    def html(self) -> str:
        """The words as the bot wrote them, tags and all."""
        return self.message.html

    @property
    def entities(self) -> list[Json]:
        """What is bold, a link and so on, in UTF-16 offsets into the text."""
        found: list[Json] = self.data.get("entities") or self.data.get("caption_entities") or []
        return found

    @property
    def rows(self) -> Rows:
        """The buttons under it."""
        return inline_rows(self.data.get("reply_markup"))

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the buttons under it, row by row."""
        return [[button["text"] for button in row] for row in self.rows]

    @property
    def edited(self) -> bool:
        """Whether it was changed after it came."""
        return "edit_date" in self.data

    @property
    def is_from_bot(self) -> bool:
        """Whether the bot said it."""
        return self.message.is_from_bot

    @property
    def location(self) -> tuple[float, float] | None:
        """Latitude and longitude, if it shows a place."""
        point = self.data.get("location")
        return (point["latitude"], point["longitude"]) if point else None


def button_in(rows: Rows, label: str) -> Json | None:
    """The button with this label, or the only one whose label contains it."""
    buttons = [button for row in rows for button in row]
    exact = [button for button in buttons if button["text"] == label]
    found = exact or [button for button in buttons if label in button["text"]]
    if len(found) > 1:
        raise LookupError(f"{label!r} could be any of {[button['text'] for button in found]}")
    return found[0] if found else None
