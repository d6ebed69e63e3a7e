"""The tally: what happened since the start, counted as it happens; numbers only, no person and no text."""

import asyncio
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.process_collector import ProcessCollector

from models import DeliveryState
from services.delivery.parcel import Outcome
from services.errors import PaymentRefused, TryLater

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Tally:
    """One house's counts; `registry` is where /metrics finds them."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        updates = Counter("nuanyi_updates", "updates, by what became of them", ["outcome"], registry=self.registry)
        self.handled = updates.labels("handled")
        self.repeated = updates.labels("repeated")  # known already
        self.died = updates.labels("died")  # dead letters: a handler broke
        self.refused = updates.labels("refused")  # by the database: they come again
        self.turned_away = Counter(
            "nuanyi_webhook_turned_away", "updates brought without the secret", registry=self.registry
        )
        deliveries = Counter(
            "nuanyi_deliveries", "calls, by what became of them; a retry comes again", ["state"], registry=self.registry
        )
        self._delivered = {state: deliveries.labels(state) for state in DeliveryState}
        self._waits = Counter("nuanyi_too_many_requests", "429s: Telegram asked to wait", registry=self.registry)
        self._unpaid = Counter(
            "nuanyi_payments_refused", "paid broadcasts that Telegram took no stars for", registry=self.registry
        )
        self._answers = Histogram(
            "nuanyi_answer_seconds", "from an update's arrival to its answer", buckets=SECONDS, registry=self.registry
        )

    def learn(self, outcome: Outcome) -> None:
        """Count what became of a delivery."""
        self._delivered[outcome.state].inc()
        if isinstance(outcome.error, TryLater) and outcome.error.seconds is not None:
            self._waits.inc()
        if isinstance(outcome.error, PaymentRefused):
            self._unpaid.inc()
        if outcome.state == DeliveryState.SENT and outcome.parcel.asked_at is not None:
            self._answers.observe(asyncio.get_running_loop().time() - outcome.parcel.asked_at)
