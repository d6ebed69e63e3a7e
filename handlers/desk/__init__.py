"""Desk: what staff press and write about cases, in the topics of their group and in their private chats."""

from handlers.desk import closing, door, reading, taking, topic, waiting

HANDLERS = [*(handler for part in (taking, reading, waiting, closing, door, topic) for handler in part.HANDLERS)]
