"""Picture: everything that a phone shows, in JSON for a page to draw."""

import time
from typing import Any

from playground.card import Card
from playground.phone import Phone
from playground.state import State

Json = dict[str, Any]

SHOWN = 100
"""So many messages, the newest."""


def picture_of(state: State, phone: Phone) -> Json:
    """The chat with its keys, the answers to presses, and whether the bot is typing."""
    return {
        "bot": state.bot["first_name"],
        "person": phone.person.first_name,
        "cards": [_card(card, phone) for card in phone.screen()[-SHOWN:]],
        "keyboard": phone.chat.keyboard,
        "toasts": [{"text": toast, "is_alert": toast.is_alert} for toast in phone.toasts],
        "is_typing": phone.chat.is_acting(time.monotonic()),
        "map_number": state.map_number,
    }


def _card(card: Card, phone: Phone) -> Json:
    """A message: its parts have the Bot API's names."""
    parts = {name: card.data[name] for name in ("venue", "location", "photo", "document", "date") if name in card.data}
    words = "" if "location" in card.data else card.text
    told = {"id": card.id, "is_from_bot": card.is_from_bot, "edited": card.edited}
    told["is_mine"] = not card.is_from_bot and card.data["from"]["id"] == phone.person.id
    return parts | told | {"text": words, "entities": card.entities, "rows": card.rows}
