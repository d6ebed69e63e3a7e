"""Heat: the cards under a warning: first aid, what employers owe, the allowance."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler

from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import KeyWords, pressed_in
from services.heat.bands import band_of
from services.heat.forecasts import maximum_of
from services.heat.letters import in_degrees
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
    _say_rights(context, maximum)


async def type_rights(update: Update, context: Context) -> None:
    """The same for who typed it, at what is forecast for their district today."""
    maximum = await maximum_of(context.session, _area(context), context.local_now.date())
    _say_rights(context, "" if maximum is None else in_degrees(maximum))


def _say_rights(context: Context, maximum: str) -> None:
    area = _area(context)
    word = context.words.word
    pay = [press(word("button", "allowance"), f"heat:pay:{area[:2]}")] if area else []
    keys = inline([press(word("button", "not_kept"), "protection:heat"), *pay])
    band = band_of(float(maximum)) if maximum else None
    context.say("heat-rights", keys, maximum=maximum, band=band or "")


async def show_allowance(update: Update, context: Context) -> None:
    """The allowance in the province that the key carries."""
    _, (_, province) = pressed_in(update)
    _say_allowance(context, province)


async def type_allowance(update: Update, context: Context) -> None:
    """The same for who typed it, where their district lies."""
    _say_allowance(context, _area(context)[:2])


def _say_allowance(context: Context, province: str) -> None:
    allowance = context.services.allowances.of(province)
    months = [context.words.word("month", str(month)) for month in allowance.months] if allowance else []
    context.say(
        "heat-allowance", allowance=allowance, months="–".join(months), province=districts().province_name(province)
    )


def _area(context: Context) -> str:
    return context.worker.area if context.worker else ""


HANDLERS = [
    CallbackQueryHandler(show_first_aid, pattern=r"^heat:aid\Z"),
    MessageHandler(KeyWords("button", "first_aid"), show_first_aid),
    CallbackQueryHandler(show_rights, pattern=r"^heat:rights:(?:[0-9]{2}(?:\.[0-9])?)?\Z"),
    MessageHandler(KeyWords("button", "heat_rights"), type_rights),
    MessageHandler(KeyWords("button", "allowance"), type_allowance),
    CallbackQueryHandler(show_allowance, pattern=r"^heat:pay:[0-9]{2}\Z"),
]
