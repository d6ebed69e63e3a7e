"""Complaining: what is wrong at a station reaches the union that answers for it, in three taps."""

from handlers.complain import door, withdrawing

HANDLERS = [*door.HANDLERS, *withdrawing.HANDLERS]
