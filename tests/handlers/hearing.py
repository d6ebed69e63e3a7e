"""Hearing: wait for certain words on a phone, whatever else comes before or after them; and what a key carries."""

from playground.phones.card import Card, button_in
from playground.phones.phone import Phone


async def hears(phone: Phone, words: str) -> str:
    """The newest message of the bot with these words in it, now or within five seconds of the last that came."""
    while True:
        for card in reversed(phone.screen()):
            if card.is_from_bot and words in card.text:
                return card.text
        await phone.reads()


def carried(card: Card, label: str) -> str:
    """What the key of that label sends, so that it can be pressed after the card has changed."""
    button = button_in(card.rows, label)
    assert button is not None, card.buttons
    return str(button["callback_data"])
