"""The peer: a bare echo bot as python-telegram-bot's documentation shows it, with concurrent updates."""

import socket
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from gateways.telegram_wire import AiohttpRequest


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same; a location is said as its coordinates."""
    if update.message:
        place = update.message.location
        text = f"{place.latitude}, {place.longitude}" if place else update.message.text
        await update.message.reply_text(text or "?")


def main(api_url: str, token: str, *how: str) -> None:
    """Run on the library's own transport, or on ours with "aiohttp"; by long polling, or with "webhook" by that."""
    builder = Application.builder().token(token).base_url(f"{api_url}/bot").concurrent_updates(True)
    if "aiohttp" in how:
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT | filters.LOCATION, echo))
    if "webhook" in how:
        port = free_port()
        url = f"http://127.0.0.1:{port}/brought"
        application.run_webhook(
            "127.0.0.1", port, "brought", webhook_url=url, max_connections=100, secret_token="x" * 32
        )
    else:
        application.run_polling()


def free_port() -> int:
    """One at which nobody listens just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
