"""Heat: the cards under a warning: first aid, what employers owe, the allowance."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler

from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import KeyWords, pressed_in
from services.heat.bands import band_of
from services.places.districts import districts


async def show_first_aid(update: Update, context: Context) -> None:
    """What to do for somebody who the heat got to; the number to call stands first."""
    say_first_aid(context)


def say_first_aid(context: Context) -> None:
    """The same, for who typed it."""
    context.say("heat-first-aid")


async def show_rights(update: Update, context: Context) -> None:
    """What employers owe at the maximum that the key carries; without one, at every band."""
    _, (_, maximum) = pressed_in(update)
    area = context.worker.area if context.worker else ""
    keys = inline([press(context.words.word("button", "allowance"), f"heat:pay:{area[:2]}")] if area else [])
    band = band_of(float(maximum)) if maximum else None
    context.say("heat-rights", keys, maximum=maximum, band=band or "")


async def show_allowance(update: Update, context: Context) -> None:
    """The allowance in the province that the key carries."""
    _, (_, province) = pressed_in(update)
    allowance = context.services.allowances.of(province)
    months = [context.words.word("month", str(month)) for month in allowance.months] if allowance else []
    context.say(
        "heat-allowance", allowance=allowance, months="–".join(months), province=districts().province_name(province)
    )


HANDLERS = [
    CallbackQueryHandler(show_first_aid, pattern=r"^heat:aid\Z"),
    MessageHandler(KeyWords("button", "first_aid"), show_first_aid),
    CallbackQueryHandler(show_rights, pattern=r"^heat:rights:(?:[0-9]{2}(?:\.[0-9])?)?\Z"),
    CallbackQueryHandler(show_allowance, pattern=r"^heat:pay:[0-9]{2}\Z"),
]
