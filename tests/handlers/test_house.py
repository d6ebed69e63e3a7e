"""The house rules of handlers: every command and key is answered by one of them, and the menu promises no more."""

from collections import Counter

import pytest
from telegram import Chat, Message, Update, User
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers import HANDLERS, WISHES
from handlers.anything import HANDLERS as LAST
from handlers.guided import GUIDED
from handlers.keyboards import WISHES as KEYS
from handlers.keyboards import press
from handlers.menu import menus
from handlers.messages import KeyWords
from handlers.start import HANDLERS as FIRST
from locales import LANGUAGES, locale, plain
from playground.phones.phone import Phone
from services.places.position import Position, geohash
from tests.city import City

COMMANDS = [command for handler in HANDLERS if isinstance(handler, CommandHandler) for command in handler.commands]
TABLE = {"keyboard": ("nearest", *(wish for row in KEYS for wish in row))}


def takers(text: str) -> list[BaseHandler]:  # type: ignore[type-arg]
    """The handlers that would take this text, were they asked; those for anything else are left out."""
    person = User(1, "Ana", is_bot=False)
    message = Message(1, None, Chat(1, "private"), from_user=person, text=text)  # type: ignore[arg-type]
    update = Update(1, message=message)
    return [
        handler
        for handler in HANDLERS
        if isinstance(handler, MessageHandler) and handler not in LAST and handler.check_update(update)
    ]


def test_no_two_handlers_take_one_command() -> None:
    assert [command for command, count in Counter(COMMANDS).items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_in_the_menu(language: str) -> None:
    named = {*locale(language).labels("command"), *locale(language).labels("staff_command")}
    assert named == set(COMMANDS), "add it to [command] or [staff_command] in words.toml"


def test_the_commands_that_workers_know_by_name_are_all_answered() -> None:
    promised = "start nearest meals notices legal complain cases mydata forget language help"
    assert set(COMMANDS) - set(locale("en").labels("staff_command")) == set(promised.split())


def test_the_menu_of_everybody_shows_nothing_of_staff() -> None:
    shown = {command["command"] for menu in menus("en") for command in menu["commands"]}
    assert not shown & set(locale("en").labels("staff_command"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_keyboard_is_taken_by_one_handler(language: str) -> None:
    words = locale(language)
    assert tuple(words.labels("keyboard")) == TABLE["keyboard"]
    for code in TABLE["keyboard"]:
        label = words.word("keyboard", code)
        assert len(takers(label)) == 1, label
        assert takers(label.partition(" ")[2]) == takers(label)


def test_no_two_labels_that_may_be_typed_mean_the_same_text_to_different_handlers() -> None:
    labels = [
        handler.filters
        for handler in HANDLERS
        if isinstance(handler, MessageHandler) and isinstance(handler.filters, KeyWords)
    ]
    assert len(labels) >= len(TABLE["keyboard"]) - 1
    for language in LANGUAGES:
        for table in ("keyboard", "button", "language"):
            for label in locale(language).labels(table).values():
                assert len(takers(label)) <= 1, label


def test_every_form_has_a_name_that_mydata_can_say() -> None:
    for language in LANGUAGES:
        assert set(locale(language).labels("form")) == set(GUIDED), "name it under [form] in words.toml"


def test_every_module_of_handlers_is_a_wish_with_handlers() -> None:
    assert all(wish.HANDLERS for wish in WISHES)
    assert WISHES[1].HANDLERS is FIRST  # only a link that says more than /start comes before it
    assert WISHES[-1].HANDLERS is LAST


def test_a_key_that_would_not_fit_is_refused_where_it_is_made() -> None:
    place = geohash(Position(30.27, 120.15))
    assert press("x", f"go:{10**18 - 1}:{place}")
    with pytest.raises(ValueError):
        press("x", "驿" * 22)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("⚙️ 更多", "更多"), ("⚙更多", "更多"), ("Ｅ-ＢＩＫＥ", "ebike"), ("２。", "2"), ("2️⃣", "2"), ("👍", ""), ("", "")],
)
def test_signs_widths_and_blanks_do_not_change_what_is_meant(typed: str, meant: str) -> None:
    assert plain(typed) == meant


def test_a_text_longer_than_any_keys_words_says_none_of_them() -> None:
    # It is compared with every key; 4,096 letters that unfold to eighteen each would cost a third of a second.
    assert plain("\ufdfa" * 4096) == plain("删掉" + " " * 300) == ""


def test_no_label_is_made_of_signs_alone() -> None:
    for language in LANGUAGES:
        for table in ("keyboard", "button", "occupation", "travel", "language"):
            assert all(plain(label) for label in locale(language).labels(table).values())


async def test_telegram_is_told_the_commands_in_both_languages(city: City, ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    shown = city.playground.state.commands
    assert set(shown) == {"all_private_chats", "all_private_chats zh", "all_private_chats en"}
    assert shown["all_private_chats zh"] == shown["all_private_chats"]
    assert {"command": "nearest", "description": "最近能进的驿站"} in shown["all_private_chats zh"]
    assert {"command": "nearest", "description": "nearest open station"} in shown["all_private_chats en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_speaks_neither_language_reads_the_unions(language: str) -> None:
    *_, everybody = menus(language)
    assert everybody["commands"][0]["description"] == locale(language).word("command", "start")
