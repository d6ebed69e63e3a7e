"""A pocket Telegram: the Bot API over HTTP, in memory, as strict as the real one. It knows nothing of the bot."""

from playground.memory.chats import Chat
from playground.memory.ledger import Call, Ledger
from playground.memory.people import Person, Toast
from playground.phones.card import Card
from playground.phones.phone import Phone
from playground.playground import TOKEN, Playground
from playground.rules.faults import (
    BadRequest,
    CutAfter,
    CutBefore,
    Fault,
    Faults,
    Forbidden,
    Hang,
    Migrated,
    ServerError,
    Slow,
    TooManyRequests,
    Unauthorized,
)
from playground.rules.limits import Limits, SlidingWindow, TokenBucket

__all__ = [
    "TOKEN",
    "BadRequest",
    "Call",
    "Card",
    "Chat",
    "CutAfter",
    "CutBefore",
    "Fault",
    "Faults",
    "Forbidden",
    "Hang",
    "Ledger",
    "Limits",
    "Migrated",
    "Person",
    "Phone",
    "Playground",
    "ServerError",
    "SlidingWindow",
    "Slow",
    "Toast",
    "TokenBucket",
    "TooManyRequests",
    "Unauthorized",
]
