"""Thumbs: all that a person can put into a chat, take out of it and do there."""

from typing import Annotated, Any, Self

from pydantic import Field

from playground.bot_api import forum
from playground.memory import contents
from playground.memory.chats import Chat, Message
from playground.memory.files import PHOTO, VOICE
from playground.memory.people import Person, as_channel, as_group
from playground.memory.rank import KICKED, LEFT, MEMBER
from playground.memory.state import State
from playground.memory.topic import Topic
from playground.phones.card import Card
from playground.rules.faults import BLOCKED

Json = dict[str, Any]

Pictures = Annotated[int, Field(ge=2, le=10)]
"""So many make an album."""
FILLING = bytes(1000)
"""What lies in films, music and stickers: nobody here looks into them."""


class Thumbs:
    """A person in one chat with the bot, or in one topic of a group."""

    def __init__(self, state: State, person: Person, chat: Chat, topic: int | None = None) -> None:
        self._state = state
        self.person = person
        self.chat = chat
        self.topic = topic
        self.latitude, self.longitude = 30.27, 120.15
        self.last_update_id: int | None = None
        self._answered: Message | None = None

    def in_chat(self, chat: Chat, topic: int | None = None) -> Self:
        """The same person, looking at another chat, or at one topic of a group."""
        other = type(self)(self._state, self.person, chat, topic)
        other.stands_at(self.latitude, self.longitude)
        return other

    def answering(self, card: Card) -> Self:
        """The same person, about to answer a message: whatever they send now does."""
        other = self.in_chat(self.chat, card.message.topic or self.topic)
        other._answered = card.message
        return other

    def stands_at(self, latitude: float, longitude: float) -> None:
        """Be somewhere; locations shared without coordinates are taken here."""
        self.latitude, self.longitude = latitude, longitude

    def speaks(self, language_code: str) -> None:
        """Have the phone in another language: the bot hears of it with the next message."""
        self.person.language_code = language_code

    def speaks_as(self, whom: str) -> None:
        """Write and press as the `group` (an anonymous administrator), as a `channel`, or as oneself (`self`)."""
        faces = {"self": None, "group": as_group(self.chat.face), "channel": as_channel(self.person)}
        if whom not in faces:
            raise ValueError(f"one speaks as one of {sorted(faces)}")
        self.chat.masks.pop(self.person.id, None)
        if mask := faces[whom]:
            self.chat.masks[self.person.id] = mask

    async def types(self, text: str) -> Card:
        """Write a text and send it."""
        return self._sends(contents.typed(text))

    async def replies(self, card: Card, text: str) -> Card:
        """Write a text in answer to a message."""
        return await self.answering(card).types(text)

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

    async def sends_photo(self, caption: str | None = None, content: bytes = PHOTO) -> Card:
        """Send a picture."""
        return self._sends_file("photo", contents.photo(caption, content), content)

    async def sends_album(self, count: Pictures = 3, caption: str | None = None) -> list[Card]:
        """Send several pictures as one, which reach the bot one by one."""
        album = {"media_group_id": str(self.person.id * 1000 + self.chat.last_message_id)}
        pictures = [contents.photo(None if n else caption) | album for n in range(count)]
        return [self._sends_file("photo", picture, PHOTO) for picture in pictures]

    async def sends_voice(self, caption: str | None = None, content: bytes = VOICE) -> Card:
        """Speak."""
        return self._sends_file("voice", contents.voice(caption, content), content)

    async def sends_sticker(self, emoji: str = "👍") -> Card:
        """Send a sticker."""
        return self._sends_file("sticker", contents.sticker(emoji), FILLING)

    async def sends_document(
        self, file_name: str = "表格.pdf", caption: str | None = None, content: bytes = b"%PDF-1.7"
    ) -> Card:
        """Send a file."""
        return self._sends_file("document", contents.document(file_name, caption, content), content)

    async def sends_contact(self, phone_number: str = "0000-88000127", first_name: str = "Bao") -> Card:
        """Send somebody's number."""
        return self._sends(contents.contact(phone_number, first_name))

    async def sends_video(self, caption: str | None = None) -> Card:
        """Send a film."""
        return self._sends_file("video", contents.video(caption), FILLING)

    async def sends_video_note(self) -> Card:
        """Send a round film."""
        return self._sends_file("video_note", contents.video_note(), FILLING)

    async def sends_audio(self) -> Card:
        """Send music."""
        return self._sends_file("audio", contents.audio(), FILLING)

    async def sends_animation(self) -> Card:
        """Send a film without sound."""
        return self._sends_file("animation", contents.animation(), FILLING)

    async def sends_poll(self) -> Card:
        """Ask everybody."""
        return self._sends(contents.poll())

    async def sends_dice(self) -> Card:
        """Throw a die."""
        return self._sends(contents.dice())

    async def edits(self, card: Card, text: str) -> None:
        """Change what one has written; of a picture, a file or a spoken message the words under it."""
        has_text = "text" in card.data
        self._changes(card, contents.typed(text) if has_text else contents.captioned(text))

    async def blocks_the_bot(self) -> None:
        """Want to hear no more of it."""
        self.chat.closed = BLOCKED
        self._state.rank(self.chat, None, KICKED, self.person)

    async def unblocks_the_bot(self) -> None:
        """Let it write again."""
        self.chat.closed = None
        self._state.rank(self.chat, None, MEMBER, self.person)

    async def joins(self) -> None:
        """Come into the group."""
        self.chat.members[self.person.id] = self.person
        self._state.rank(self.chat, self.person, MEMBER, self.person)
        newcomer = self.person.account
        self._state.tell(self.chat, newcomer, {"new_chat_members": [newcomer]})

    async def leaves(self) -> None:
        """Go out of the group."""
        self._state.tell(self.chat, self.person.account, {"left_chat_member": self.person.account})
        self._state.rank(self.chat, self.person, LEFT, self.person)
        del self.chat.members[self.person.id]

    async def opens_topic(self, name: str) -> int:
        """Begin a topic of the forum; its number is returned."""
        if not self.chat.is_forum:
            raise ValueError(f"{self.chat.face.get('title')} is no forum")
        return forum.open_topic(self._state, self.chat, self.person.account, name).id

    async def renames_topic(self, name: str) -> None:
        """Give the topic that one looks at another name."""
        forum.rename_topic(self._state, self.chat, self.person.account, self._seen_topic(), name)

    async def closes_topic(self) -> None:
        """Let only administrators write in the topic that one looks at."""
        forum.toggle_topic(self._state, self.chat, self.person.account, self._seen_topic(), is_closed=True)

    async def reopens_topic(self) -> None:
        """Let everybody write in the topic that one looks at."""
        forum.toggle_topic(self._state, self.chat, self.person.account, self._seen_topic(), is_closed=False)

    async def deletes_topic(self) -> None:
        """Throw the topic that one looks at away, with all that lies in it; no bot hears of that."""
        forum.delete_topic(self.chat, self._seen_topic())

    def _seen_topic(self) -> Topic:
        """The topic that this phone looks at; LookupError if there is none any more."""
        if self.topic not in self.chat.topics:
            raise LookupError(f"there is no topic {self.topic} in {self.chat.face.get('title')}")
        return self.chat.topics[self.topic]

    def _sends(self, content: Json) -> Card:
        message, self.last_update_id = self._state.receive(self.person, self.chat, content | self._place())
        return Card(message)

    def _sends_file(self, kind: str, said: Json, content: bytes) -> Card:
        self._state.files.keep(kind, said[kind], content)
        return self._sends(said)

    def _place(self) -> Json:
        """What a message says of its topic and of the message it answers."""
        place: Json = {}
        if self.topic is not None:
            topic = self._seen_topic()
            if topic.is_closed and not self.chat.rank_of(self.person.id).is_admin:
                raise LookupError(f"the topic {topic.name!r} is closed")
            place = self.chat.thread(topic.id)
        return place | ({"reply_to_message": self._answered.quotation} if self._answered else {})

    def _changes(self, card: Card, content: Json) -> None:
        self.last_update_id = self._state.revise(self.chat, card.message, content)
