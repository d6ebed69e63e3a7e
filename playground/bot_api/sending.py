"""Sending: the methods that put a text or a place into a chat, and what every message goes through."""

import time
from typing import Any

from playground.memory.chats import Chat, Message
from playground.memory.state import State
from playground.memory.topic import Topic
from playground.rules.keyboards import check_markup
from playground.rules.markup import cleaned, length, read_html, trimmed
from playground.rules.refusals import bad_request

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
ECHOED = ("has_spoiler", "show_caption_above_media")
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def send_message(state: State, call: Json) -> Json:
    """Put a text into a chat."""
    chat = state.writable_chat(call["chat_id"])
    text, entities = read_text(call, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return post(state, chat, call, written("text", text, "entities", entities), html=call["text"])


def send_venue(state: State, call: Json) -> Json:
    """Put a place with a name into a chat."""
    chat = state.writable_chat(call["chat_id"])
    location = position(call)
    if not call["title"].strip():
        raise bad_request("VENUE_TITLE_EMPTY")
    venue = {name: call[name] for name in call if name.startswith(("foursquare_", "google_"))}
    venue |= {"location": location, "title": call["title"], "address": call["address"]}
    return post(state, chat, call, {"location": location, "venue": venue})


def send_location(state: State, call: Json) -> Json:
    """Put a point on the map into a chat."""
    chat = state.writable_chat(call["chat_id"])
    return post(state, chat, call, {"location": position(call)})


def send_contact(state: State, call: Json) -> Json:
    """Put a card with a number into a chat."""
    chat = state.writable_chat(call["chat_id"])
    if not call["phone_number"].strip():
        raise bad_request("PHONE_NUMBER_INVALID")
    if not call["first_name"].strip():
        raise bad_request("first name must be non-empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return post(state, chat, call, {"contact": {name: call[name] for name in names if name in call}})


def send_chat_action(state: State, call: Json) -> bool:
    """Show that the bot is doing something."""
    chat = state.writable_chat(call["chat_id"])
    if call["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    _topic_of(state, chat, call.get("message_thread_id"))
    chat.act(time.monotonic())
    return True


def read_text(call: Json, name: str, entities_name: str) -> tuple[str, list[Json]]:
    """The text a person will see, and what is bold in it."""
    mode = str(call.get("parse_mode") or "").lower()
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")  # the bot writes HTML only; so does its playground
    text = cleaned(call.get(name, ""))
    return trimmed(*read_html(text)) if mode else trimmed(text, call.get(entities_name, []))


def read_caption(call: Json) -> Json:
    """The text under a picture, if there is one."""
    text, entities = read_text(call, "caption", "caption_entities")
    if length(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return written("caption", text, "caption_entities", entities) if text else {}


def written(name: str, text: str, entities_name: str, entities: list[Json]) -> Json:
    """The fields of a Message that hold a text."""
    return {name: text, entities_name: entities} if entities else {name: text}


def position(call: Json) -> Json:
    """The fields of a Location, if it is on this planet."""
    if not -90 <= call["latitude"] <= 90 or not -180 <= call["longitude"] <= 180:
        raise bad_request("wrong latitude or longitude specified")
    names = ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")
    point = {"latitude": call["latitude"], "longitude": call["longitude"]}
    return point | {name: call[name] for name in names if name in call}


def post(state: State, chat: Chat, call: Json, content: Json, html: str = "") -> Json:
    """Put a message that is in order into its chat, if the limits let it pass."""
    [message] = post_all(state, chat, call, [content], [html])
    return message.data


def post_all(state: State, chat: Chat, call: Json, parts: list[Json], htmls: list[str]) -> list[Message]:
    """Put several messages into a chat at once, or none of them."""
    markup = call.get("reply_markup")
    if markup:
        check_markup(markup, chat.is_private)
    place = _place(state, chat, call)
    state.admit(chat, len(parts), may_cost=bool(call.get("allow_paid_broadcast")))
    shared = {"from": state.bot, "chat": chat.face, "date": state.clock.date} | place
    shared |= {name: call[name] for name in ECHOED if name in call}
    shared |= {"has_protected_content": True} if call.get("protect_content") else {}
    if markup:
        _show_keyboard(chat, shared, markup)
    return [
        state.keep(chat, Message({"message_id": chat.next_message_id()} | shared | content, html, is_from_bot=True))
        for content, html in zip(parts, htmls, strict=True)
    ]


def _show_keyboard(chat: Chat, data: Json, markup: Json) -> None:
    if "inline_keyboard" in markup:
        if markup["inline_keyboard"]:
            data["reply_markup"] = markup
    elif "keyboard" in markup:
        chat.keyboard = markup["keyboard"]
    elif markup.get("remove_keyboard"):
        chat.keyboard = []


def _place(state: State, chat: Chat, call: Json) -> Json:
    """What a message says of the topic it lies in and of the message it answers; an answer lies beside that one."""
    answered = _replied_message(chat, call)
    wanted = call.get("message_thread_id") or (answered.topic if answered else None)
    topic = _topic_of(state, chat, wanted)
    place = chat.thread(topic.id) if topic else {}
    return place | ({"reply_to_message": answered.quotation} if answered else {})


def _topic_of(state: State, chat: Chat, wanted: int | None) -> Topic | None:
    """The topic to write into, if one is wanted; the first of a forum, General, has no number to send to."""
    if not wanted:
        return None
    topic = chat.topics.get(wanted)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.is_closed and not chat.rank_of(state.bot_id).may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic


def _replied_message(chat: Chat, call: Json) -> Message | None:
    wanted = call.get("reply_parameters")
    if not wanted:
        return None
    message = chat.said(wanted.get("message_id"))
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message
