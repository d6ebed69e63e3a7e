"""Intake: the two ways in which a bot takes its updates, of which it may use one at a time."""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from playground.memory.state import State
from playground.memory.webhook import Webhook
from playground.rules.refusals import bad_request, conflict

Json = dict[str, Any]

WEBHOOK_IS_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
LONGEST_POLL = 50
MOST_UPDATES = 100
WEBHOOK_PORTS = (80, 88, 443, 8443)


async def get_updates(state: State, call: Json) -> list[Json]:
    """Hand out what waits, or wait for it; a newer call ends this one."""
    if state.webhook:
        raise conflict(WEBHOOK_IS_ACTIVE)
    if "allowed_updates" in call:
        state.updates.allowed = call["allowed_updates"]
    state.updates.confirm(call.get("offset", 0))
    state.poll = poll = state.poll + 1
    state.updates.bell.ring()
    limit = min(max(call.get("limit", MOST_UPDATES), 1), MOST_UPDATES)
    seconds = min(max(call.get("timeout", 0), 0), LONGEST_POLL)
    return await _wait_for_updates(state, poll, limit, seconds)


async def _wait_for_updates(state: State, poll: int, limit: int, seconds: float) -> list[Json]:
    clock = asyncio.get_running_loop().time
    until = clock() + seconds
    while not (taken := state.updates.take(limit)):
        left = until - clock()
        if left <= 0 or state.is_closing:
            return []
        await state.updates.bell.rings(within=left)
        if state.poll != poll or state.webhook:
            raise conflict(OTHER_POLL if state.poll != poll else WEBHOOK_IS_ACTIVE)
    return taken


async def set_webhook(state: State, call: Json) -> bool:
    """Have updates brought to an address."""
    if not call["url"]:
        return await delete_webhook(state, call)
    _check_webhook(call)
    await _stop_webhook(state, call)
    if "allowed_updates" in call:
        state.updates.allowed = call["allowed_updates"]
    connections = min(max(call.get("max_connections", 40), 1), 100)
    secret, pause = call.get("secret_token", ""), state.settings.webhook_pause
    state.webhook = Webhook(call["url"], secret, connections, state.updates, pause)
    state.webhook.start()
    state.updates.bell.ring()
    return True


async def delete_webhook(state: State, call: Json) -> bool:
    """Have updates wait for getUpdates again."""
    await _stop_webhook(state, call)
    return True


def get_webhook_info(state: State, call: Json) -> Json:
    """Where updates are brought, and how that goes."""
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(state.updates)}
    if state.webhook:
        info |= state.webhook.info()
    if state.updates.allowed:
        info["allowed_updates"] = state.updates.allowed
    return info


def _check_webhook(call: Json) -> None:
    parts = urlsplit(call["url"])
    # Telegram wants https; on this machine nobody listens in, and a certificate would be in the way.
    if parts.hostname not in ("127.0.0.1", "localhost"):
        if parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in WEBHOOK_PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", call.get("secret_token", "")):
        raise bad_request("secret token contains unallowed characters")


async def _stop_webhook(state: State, call: Json) -> None:
    while state.webhook:  # another process may set one while this one stops
        stopping, state.webhook = state.webhook, None
        await stopping.stop()
    if call.get("drop_pending_updates"):
        state.updates.drop()
