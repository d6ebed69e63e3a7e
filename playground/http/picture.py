"""Picture: everything that a phone shows, in JSON for a page to draw."""

import time
from typing import Any

from playground.memory.chats import Chat, Message
from playground.memory.state import State
from playground.phones.card import Card
from playground.phones.phone import Phone

Json = dict[str, Any]

SHOWN = 100
"""So many messages, the newest."""
QUOTED = 100
"""So many characters of what a message answers."""
PARTS = ("venue", "location", "photo", "voice", "document", "contact", "date")


def picture_of(state: State, phone: Phone) -> Json:
    """The chat with its keys, the answers to presses, and whether the bot is typing; of a group its topics too."""
    chat = phone.chat
    group = {} if chat.is_private else {"title": chat.face["title"], "topics": _topics(chat)}
    return group | {
        "bot": state.bot["first_name"],
        "person": phone.person.first_name,
        "cards": [_card(card, phone) for card in phone.screen()[-SHOWN:]],
        "keyboard": phone.chat.keyboard,
        "toasts": [{"text": toast, "is_alert": toast.is_alert} for toast in phone.toasts],
        "is_typing": phone.chat.is_acting(time.monotonic()),
        "map_number": state.map_number,
    }


def _topics(chat: Chat) -> list[Json]:
    return [{"id": one.id, "name": one.name, "is_closed": one.is_closed} for one in chat.topics.values()]


def _card(card: Card, phone: Phone) -> Json:
    """A message: its parts have the Bot API's names."""
    parts = {name: card.data[name] for name in PARTS if name in card.data}
    words = "" if "location" in card.data else card.text
    told: Json = {"id": card.id, "is_from_bot": card.is_from_bot, "edited": card.edited}
    told |= {"topic": card.message.topic, "from": card.author, "service": card.message.service}
    told["is_mine"] = card.message.author_id == phone.person.id
    told["reactions"] = [sign["emoji"] for sign in card.message.reactions]
    return parts | told | {"text": words, "entities": card.entities, "rows": card.rows, "reply_to": _quote(card)}


def _quote(card: Card) -> Json | None:
    """What a message answers; the beginning of its topic is no question."""
    answered = card.data.get("reply_to_message")
    if answered is None or "forum_topic_created" in answered:
        return None
    quoted = Card(Message(answered))
    return {"id": quoted.id, "text": quoted.text[:QUOTED]}
