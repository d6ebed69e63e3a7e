"""Hearing: wait for certain words on a phone, whatever else comes before or after them."""

from playground.phone import Phone


async def hears(phone: Phone, words: str) -> str:
    """The newest message of the bot with these words in it, now or within five seconds of the last that came."""
    while True:
        for card in reversed(phone.screen()):
            if card.is_from_bot and words in card.text:
                return card.text
        await phone.reads()
