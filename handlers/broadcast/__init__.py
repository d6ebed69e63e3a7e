"""Broadcast: staff write to many, see it as workers will, have it agreed to, and follow it to the last account."""

from handlers.broadcast import cards, compose, door

HANDLERS = [*compose.HANDLERS, *cards.HANDLERS, *door.HANDLERS]
