"""Desk: what staff press and write about cases, in the topics of their group and in their private chats."""

from handlers.desk import canned, closing, door, exporting, outside, pages, passing, reading, taking, topic, waiting

PARTS = (taking, reading, passing, outside, waiting, canned, closing, pages, exporting, door, topic)
HANDLERS = [*(handler for part in PARTS for handler in part.HANDLERS)]
