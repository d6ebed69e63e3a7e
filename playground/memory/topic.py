"""Topic: one of the threads into which a forum is divided."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
"""The only ones that Telegram knows."""


@dataclass(slots=True)
class Topic:
    """A thread of a forum; `id` is the number of the message with which it began, `author_id` whose it is."""

    id: int
    name: str
    author_id: int
    color: int = COLORS[0]
    icon: str | None = None
    is_closed: bool = False

    @property
    def looks(self) -> Json:
        """Its name and icon, as the message says with which it began."""
        icon = {"icon_custom_emoji_id": self.icon} if self.icon else {}
        return {"name": self.name, "icon_color": self.color} | icon

    @property
    def face(self) -> Json:
        """The Bot API's ForumTopic."""
        return {"message_thread_id": self.id} | self.looks

    @property
    def place(self) -> Json:
        """What a message says that lies in it."""
        return {"message_thread_id": self.id, "is_topic_message": True}
