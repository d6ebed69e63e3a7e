"""Metrics: the tally, and what stands at some height now, as Prometheus reads them."""

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy.pool import QueuePool

from bot.tally import Tally
from bot.vitals import Vitals
from models.database import Database


class Metrics:
    """Answers /metrics."""

    def __init__(self, tally: Tally) -> None:
        """Until the house stands there is only the tally."""
        self.vitals: Vitals | None = None
        self._registry = registry = tally.registry
        self._waiting = Gauge("nuanyi_waiting", "deliveries that wait or are under way", ["lane"], registry=registry)
        self._oldest = Gauge("nuanyi_oldest_waiting_seconds", "the longest wait", ["of"], registry=registry)
        self._pending = Gauge("nuanyi_pending_updates", "updates at Telegram, seen each minute", registry=registry)
        self._stations = Gauge(
            "nuanyi_stations", "listed, and of these open or opening soon", ["are"], registry=registry
        )
        self._unseen = Gauge("nuanyi_cases_unseen", "open cases that no staff can see", registry=registry)
        self._is_ready = Gauge("nuanyi_is_ready", "1 while updates are being answered", registry=registry)
        self._is_courier = Gauge("nuanyi_is_courier", "1 in the process that delivers", registry=registry)
        self._is_reached = Gauge("nuanyi_database_is_reached", "1 if the database answered", registry=registry)
        self._weather = Gauge(
            "nuanyi_weather_silent_seconds", "the longest that a source has not answered", registry=registry
        )
        self._pool = Gauge("nuanyi_database_connections", "connections at work", ["way"], registry=registry)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Tell all of it."""
        if self.vitals is not None:
            await self._look(self.vitals)
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _look(self, vitals: Vitals) -> None:
        seen = await vitals.seen()
        if seen:
            for lane, number in seen.waiting.items():
                self._waiting.labels(lane.name.lower()).set(number)
            self._oldest.labels("reply").set(seen.oldest_reply_seconds)
            self._unseen.set(seen.cases_unseen)
        self._oldest.labels("update").set(vitals.house.intake.oldest_seconds)
        self._pending.set(vitals.house.registration.pending)
        self._stations.labels("listed").set(len(vitals.house.stations))
        self._stations.labels("open").set(vitals.house.stations.open_at(vitals.house.clock.now()))
        self._is_ready.set(vitals.is_ready)
        self._is_courier.set(vitals.house.courier.is_courier)
        self._is_reached.set(seen is not None)
        self._weather.set(max(vitals.weather_silence.values(), default=0.0))
        for way, number in connections(vitals.house.database).items():
            self._pool.labels(way).set(number)


def connections(database: Database) -> dict[str, int]:
    """How many connections are at work, for writing and for reading."""
    sessions = {"writing": database.writing, "reading": database.reading}
    pools = {way: each.kw["bind"].sync_engine.pool for way, each in sessions.items()}
    return {way: pool.checkedout() for way, pool in pools.items() if isinstance(pool, QueuePool)}
