"""A pocket Telegram: the Bot API over HTTP, in memory, as strict as the real one. It knows nothing of the bot."""

from playground.card import Card
from playground.chats import Chat
from playground.faults import (
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
from playground.ledger import Call, Ledger
from playground.limits import Limits, SlidingWindow, TokenBucket
from playground.people import Person, Toast
from playground.phone import Phone
from playground.playground import TOKEN, Playground

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
