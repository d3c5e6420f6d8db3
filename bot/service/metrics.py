"""The numbers of this house, for Prometheus: the one module that knows its client.

A label is one of a few words of the program; no person, school, address or message ever is one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from bot.service.sharing import VARIABLE
from handlers.observer import Event

TYPE = "text/plain; version=0.0.4; charset=utf-8"

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60)
ROUTES = ("/", "/dire", "/fichier", "/depot", "/statique", "/telegram")
"""The places that requests are told apart by; anything else is `other`."""

TRANSPORTS = ("telegram", "web")
_UPDATES = ("received", "duplicate", "handled", "quarantined")
_REPLIES = ("sent", "put_off", "slowed", "uncertain", "dead")


class Metrics:
    """Counts what happens in this process, and tells of all processes that share their numbers."""

    def __init__(self) -> None:
        self._own = CollectorRegistry()
        self._updates = Counter(
            "helpdesk_updates", "Updates by what became of them", ["transport", "event"], registry=self._own
        )
        self._replies = Counter(
            "helpdesk_replies", "Replies by what became of them", ["transport", "event"], registry=self._own
        )
        self._store = Counter(
            "helpdesk_store_errors", "Times the database was of no use", ["transport"], registry=self._own
        )
        self._turn = Histogram(
            "helpdesk_turn_seconds",
            "Handling of one update",
            ["transport"],
            buckets=SECONDS,
            registry=self._own,
        )
        self._request = Histogram(
            "helpdesk_request_seconds",
            "Answering of one request",
            ["route", "status"],
            buckets=SECONDS,
            registry=self._own,
        )
        for transport in TRANSPORTS:
            for event in _UPDATES:
                self._updates.labels(transport, event)
            for event in _REPLIES:
                self._replies.labels(transport, event)

    def observer(self, transport: str) -> Counting:
        """The observer of one transport."""
        return Counting(self, transport)

    def requested(self, path: str, status: int, seconds: float) -> None:
        """A request was answered."""
        route = path if path == "/" else f"/{path.split('/')[1]}"
        self._request.labels(route if route in ROUTES else "other", f"{status // 100}xx").observe(seconds)

    def text(self, queues: Mapping[str, float]) -> bytes:
        """All numbers in Prometheus' text format. `queues`: what waits in the store, empty if it is down."""
        shared = MultiProcessCollector(None) if VARIABLE in os.environ else None  # type: ignore[no-untyped-call]
        return generate_latest(shared or self._own) + generate_latest(_Waiting(queues))

    def event(self, transport: str, event: Event, number: int) -> None:
        """Count an event."""
        if event == "store_failed":
            self._store.labels(transport).inc(number)
        else:
            (self._updates if event in _UPDATES else self._replies).labels(transport, event).inc(number)

    def turn(self, transport: str, seconds: float) -> None:
        """Count how long an update took."""
        self._turn.labels(transport).observe(seconds)


@dataclass(frozen=True, slots=True)
class Counting:
    """The numbers of one transport (`handlers.observer.Observer`)."""

    metrics: Metrics
    transport: str

    def count(self, event: Event, number: int = 1) -> None:
        """Count an event."""
        self.metrics.event(self.transport, event, number)

    def took(self, seconds: float) -> None:
        """Count how long an update took."""
        self.metrics.turn(self.transport, seconds)


@dataclass(frozen=True, slots=True)
class _Waiting(Collector):
    """What waits, asked for at each scrape; that of the store is the same whichever process tells it."""

    queues: Mapping[str, float]

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One number a queue, and whether the store answered."""
        up = float(bool(self.queues))
        yield GaugeMetricFamily("helpdesk_store_up", "Does the database answer?", value=up)
        for name, value in self.queues.items():
            yield GaugeMetricFamily(f"helpdesk_{name}", "Of all processes", value=value)
