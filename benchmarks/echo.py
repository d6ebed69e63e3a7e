"""The peer: a bare echo bot as python-telegram-bot's documentation shows it, with concurrent updates."""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from gateways.telegram import AiohttpRequest


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same; a location is said as its coordinates."""
    if update.message:
        place = update.message.location
        text = f"{place.latitude}, {place.longitude}" if place else update.message.text
        await update.message.reply_text(text or "?")


def main(api_url: str, token: str, transport: str) -> None:
    """Run on the library's own transport, or on ours with "aiohttp"."""
    builder = Application.builder().token(token).base_url(f"{api_url}/bot").concurrent_updates(True)
    if transport == "aiohttp":
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT | filters.LOCATION, echo))
    application.run_polling()


main(*sys.argv[1:])
