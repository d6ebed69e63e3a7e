"""Keyboards: what Telegram wants of the buttons under a message and of those in place of the letters."""

import re
from typing import Any

from playground.rules.refusals import Refusal, bad_request

Json = dict[str, Any]
Rows = list[list[Json]]

HOST = re.compile(r"[^\s/:@.]+(\.[^\s/:@.]+)+|\d{1,3}(\.\d{1,3}){3}")
DRESS = {"text", "icon_custom_emoji_id", "style"}
"""What a button wears; the one field besides these says what it does."""
MOST_BUTTONS = 100


def check_markup(markup: Json, is_private: bool) -> None:
    """Refuse a reply markup as Telegram would."""
    if "inline_keyboard" in markup:
        _check_rows(markup["inline_keyboard"])
        for row in markup["inline_keyboard"]:
            for button in row:
                check_inline_button(button)
    elif "keyboard" in markup:
        _check_rows(markup["keyboard"])
        for row in markup["keyboard"]:
            for button in row:
                _check_key(button, is_private)


def check_inline_button(button: Json) -> None:
    """Refuse a button under a message as Telegram would."""
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    deeds = button.keys() - DRESS
    if not deeds:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(deeds) > 1:
        raise bad_request(f"can't parse inline keyboard button: exactly one of {', '.join(sorted(deeds))} is allowed")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode("utf-8", "surrogatepass")) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(button["url"])
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def inline_rows(markup: Json | None) -> Rows:
    """The rows of buttons under a message, none if there are none."""
    rows: Rows = (markup or {}).get("inline_keyboard", [])
    return [row for row in rows if row]


def _check_rows(rows: Rows) -> None:
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")


def _check_key(button: Json, is_private: bool) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse keyboard button: text must be non-empty")
    if len(button.keys() - DRESS) > 1:
        raise bad_request("can't parse keyboard button: at most one of the optional fields is allowed")
    if button.get("request_location") and not is_private:
        raise bad_request("location can be requested in private chats only")
    if button.get("request_contact") and not is_private:
        raise bad_request("phone number can be requested in private chats only")


def _check_url(url: str) -> None:
    if url.startswith("tg://") and len(url) > len("tg://"):
        return
    scheme, separator, rest = url.partition("://")
    if separator and scheme.lower() not in ("http", "https"):
        raise _wrong_url(url, "Unsupported URL protocol")
    if not separator and re.match(r"[a-z]+:(?!\d)", url, re.IGNORECASE):
        raise _wrong_url(url, "Unsupported URL protocol")
    host = re.split(r"[/?#]", rest if separator else url, maxsplit=1)[0].rpartition("@")[2]
    if not HOST.fullmatch(host.partition(":")[0]) or re.search(r"\s", url):
        raise _wrong_url(url, "Wrong HTTP URL")


def _wrong_url(url: str, why: str) -> Refusal:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: {why}")
