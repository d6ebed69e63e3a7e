"""Health: what is reached, and what a worker would notice; readiness: whether who writes now is answered."""

import json
from typing import Any, Final

from aiohttp import web

from bot.vitals import Seen, Vitals

PENDING: Final = 200  # FAULTS: more wait at Telegram than a poll brings twice
WAITING_SECONDS: Final = 60.0


class Health:
    """Answers /healthz and /readyz; until the house stands it is starting."""

    def __init__(self) -> None:
        """Nothing is reached yet."""
        self.vitals: Vitals | None = None

    async def healthz(self, request: web.BaseRequest) -> web.Response:
        """Say what is reached; 503 if something is wrong that a worker would notice."""
        if self.vitals is None:
            return _json({"status": "starting"}, 503)
        seen = await self.vitals.seen()
        wrong = what_is_wrong(self.vitals, seen)
        return _json(
            {"status": "wrong" if wrong else "ok", "wrong": wrong, **_reached(self.vitals, seen)}, _code(wrong)
        )

    async def readyz(self, request: web.BaseRequest) -> web.Response:
        """Say 200 while updates are being answered."""
        is_ready = self.vitals is not None and self.vitals.is_ready
        return _json({"ready": is_ready}, 200 if is_ready else 503)


def what_is_wrong(vitals: Vitals, seen: Seen | None) -> list[str]:
    """One line for each thing that a worker would notice."""
    oldest = max(vitals.house.intake.oldest_seconds, seen.oldest_reply_seconds if seen else 0.0)
    troubles = {
        "the database does not answer": seen is None,
        "Telegram refuses the token": vitals.token_is_refused,
        "no updates come from Telegram": not vitals.house.source.is_taking,
        "no process is the courier: nothing is sent": seen is not None and not seen.lease_is_held,
        f"more than {PENDING} updates wait at Telegram": vitals.house.registration.pending > PENDING,
        f"somebody has waited for more than {WAITING_SECONDS:.0f} seconds": oldest > WAITING_SECONDS,
    }
    unseen = seen.cases_unseen if seen else 0
    cases = [f"{unseen} open cases that no staff can see: /bind a group, or invite staff"] if unseen else []
    silent = [f"the weather source {name} has not answered for an hour" for name in vitals.silent_sources]
    dead = [f"{name} has died" for name in vitals.dead_loops]
    return [line for line, is_so in troubles.items() if is_so] + cases + silent + dead


def _reached(vitals: Vitals, seen: Seen | None) -> dict[str, Any]:
    trouble = vitals.house.registration.trouble
    return {
        "ready": vitals.is_ready,
        "database": {"reached": seen is not None},
        "telegram": {
            "reached": trouble is None,
            "taking_updates": vitals.house.source.is_taking,
            "pending": vitals.house.registration.pending,
        },
        "courier": {
            "is_here": vitals.house.courier.is_courier,
            "lease_is_held": seen is not None and seen.lease_is_held,
        },
        "stations": {
            "listed": len(vitals.house.stations),
            "open_or_opening_soon": vitals.house.stations.open_at(vitals.house.clock.now()),
        },
        "cases_unseen": seen.cases_unseen if seen else None,
        "weather_silent_seconds": {name: round(seconds) for name, seconds in vitals.weather_silence.items()},
        "oldest_waiting_seconds": {
            "update": round(vitals.house.intake.oldest_seconds, 1),
            "reply": round(seen.oldest_reply_seconds, 1) if seen else None,
        },
        "waiting": {lane.name.lower(): number for lane, number in seen.waiting.items()} if seen else None,
    }


def _code(wrong: list[str]) -> int:
    return 503 if wrong else 200


def _json(body: dict[str, Any], status: int) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")
