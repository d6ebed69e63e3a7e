"""Sending: the methods that put a message into a chat."""

import time
from typing import Any

from playground.chats import Chat, Message
from playground.keyboards import check_markup
from playground.markup import cleaned, length, read_html, trimmed
from playground.refusals import bad_request
from playground.state import State

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
ECHOED = ("message_thread_id", "has_spoiler", "show_caption_above_media")
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


def send_photo(state: State, call: Json) -> Json:
    """Put a picture into a chat; it is named by file id or address, or uploaded and forgotten."""
    chat = state.writable_chat(call["chat_id"])
    name = call["photo"] if isinstance(call["photo"], str) else f"uploaded-{len(call['photo'])}"
    if not name:
        raise bad_request("there is no photo in the request")
    content: Json = {"photo": [{"file_id": name, "file_unique_id": f"u{name[-14:]}", "width": 800, "height": 600}]}
    return post(state, chat, call, content | read_caption(call), html=call.get("caption", ""))


def send_chat_action(state: State, call: Json) -> bool:
    """Show that the bot is doing something."""
    chat = state.writable_chat(call["chat_id"])
    if call["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
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
    markup = call.get("reply_markup")
    if markup:
        check_markup(markup, chat.is_private)
    replied = _replied_message(chat, call)
    state.admit(chat)
    data = {"message_id": chat.next_message_id(), "from": state.bot, "chat": chat.face, "date": state.clock.date}
    data |= content | replied | {name: call[name] for name in ECHOED if name in call}
    if markup:
        _show_keyboard(chat, data, markup)
    state.keep(chat, Message(data, html, is_from_bot=True))
    return data


def _show_keyboard(chat: Chat, data: Json, markup: Json) -> None:
    if "inline_keyboard" in markup:
        if markup["inline_keyboard"]:
            data["reply_markup"] = markup
    elif "keyboard" in markup:
        chat.keyboard = markup["keyboard"]
    elif markup.get("remove_keyboard"):
        chat.keyboard = []


def _replied_message(chat: Chat, call: Json) -> Json:
    wanted = call.get("reply_parameters")
    if not wanted:
        return {}
    message = chat.messages.get(wanted.get("message_id", 0))
    if message and not message.is_deleted:
        return {"reply_to_message": {name: part for name, part in message.data.items() if name != "reply_to_message"}}
    if wanted.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")
