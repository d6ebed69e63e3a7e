"""Forum: how topics are opened, named, closed and deleted, by the bot or by people."""

from typing import Any

from playground.memory.chats import Chat
from playground.memory.state import State
from playground.memory.topic import COLORS, Topic
from playground.rules.markup import cleaned
from playground.rules.refusals import bad_request

Json = dict[str, Any]

LONGEST_NAME = 128
NO_RIGHT = "not enough rights to {} the topic"


def create_forum_topic(state: State, call: Json) -> Json:
    """Open a topic."""
    chat = _forum(state, call)
    if not chat.rank_of(state.bot_id).may("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    name, color = _name(call["name"]), call.get("icon_color", COLORS[0])
    if color not in COLORS:
        raise bad_request("invalid icon color specified")
    state.admit(chat)
    return open_topic(state, chat, state.bot, name, color, call.get("icon_custom_emoji_id")).face


def edit_forum_topic(state: State, call: Json) -> bool:
    """Give a topic another name or icon; an empty name keeps the old one."""
    chat = _forum(state, call)
    topic = _topic(state, chat, call, "edit")
    name = _name(call["name"]) if call.get("name") else topic.name
    icon = call.get("icon_custom_emoji_id", topic.icon) or None
    if (name, icon) == (topic.name, topic.icon):
        raise bad_request("TOPIC_NOT_MODIFIED")
    state.admit(chat)
    rename_topic(state, chat, state.bot, topic, name, icon)
    return True


def close_forum_topic(state: State, call: Json) -> bool:
    """Let nobody but administrators write in a topic."""
    return _toggle(state, call, is_closed=True)


def reopen_forum_topic(state: State, call: Json) -> bool:
    """Let everybody write in a topic again."""
    return _toggle(state, call, is_closed=False)


def delete_forum_topic(state: State, call: Json) -> bool:
    """Take a topic away with all that lies in it."""
    chat = _forum(state, call)
    topic = _topic(state, chat, call, "delete", "can_delete_messages")
    delete_topic(chat, topic)
    return True


def open_topic(
    state: State, chat: Chat, doer: Json, name: str, color: int = COLORS[0], icon: str | None = None
) -> Topic:
    """Somebody opens a topic: the message that says so is its beginning, and gives it its number."""
    topic = Topic(chat.last_message_id + 1, name, doer["id"], color, icon)
    chat.topics[topic.id] = topic
    state.tell(chat, doer, topic.place | {"forum_topic_created": topic.looks})
    return topic


def rename_topic(state: State, chat: Chat, doer: Json, topic: Topic, name: str, icon: str | None = None) -> None:
    """Somebody gives a topic another face."""
    changed = ({"name": name} if name != topic.name else {}) | (
        {"icon_custom_emoji_id": icon or ""} if icon != topic.icon else {}
    )
    topic.name, topic.icon = name, icon
    state.tell(chat, doer, chat.thread(topic.id) | {"forum_topic_edited": changed})


def toggle_topic(state: State, chat: Chat, doer: Json, topic: Topic, *, is_closed: bool) -> None:
    """Somebody closes a topic, or opens it again."""
    topic.is_closed = is_closed
    deed = "forum_topic_closed" if is_closed else "forum_topic_reopened"
    state.tell(chat, doer, chat.thread(topic.id) | {deed: {}})


def delete_topic(chat: Chat, topic: Topic) -> None:
    """Somebody deletes a topic; no bot hears of that."""
    del chat.topics[topic.id]
    for message in chat.visible(topic.id):
        chat.take_away(message)


def _toggle(state: State, call: Json, *, is_closed: bool) -> bool:
    chat = _forum(state, call)
    topic = _topic(state, chat, call, "close or open")
    if topic.is_closed == is_closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    state.admit(chat)
    toggle_topic(state, chat, state.bot, topic, is_closed=is_closed)
    return True


def _forum(state: State, call: Json) -> Chat:
    chat = state.writable_chat(call["chat_id"])
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def _topic(state: State, chat: Chat, call: Json, deed: str, right: str = "can_manage_topics") -> Topic:
    """The topic that a call means, if the bot may do that with it: its own it may always name, close and open."""
    topic = chat.topics.get(call["message_thread_id"])
    is_own = topic is not None and topic.author_id == state.bot_id and right == "can_manage_topics"
    if not is_own and not chat.rank_of(state.bot_id).may(right):
        raise bad_request(NO_RIGHT.format(deed))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _name(words: str) -> str:
    name = cleaned(words).strip()[:LONGEST_NAME]
    if not name:
        raise bad_request("title must be non-empty")
    return name
