"""What Prometheus may know: counts of this process, and what is remembered of each target when it asks."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from linkbot import __version__
from linkbot.model.finding import Severity
from linkbot.watch.folder import Memory

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (1.0, 10.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of a target: what is remembered, and when it runs next (None: never)."""

    name: str
    memory: Memory
    next_run: datetime | None


class Metrics:
    """A registry of its own. `targets` is asked at each scrape."""

    def __init__(self, targets: Callable[[], Iterable[Shown]]) -> None:
        self._registry = CollectorRegistry()
        self._runs = Counter("linkbot_runs", "Runs that have ended.", ("target", "outcome"), registry=self._registry)
        self._seconds = Histogram(
            "linkbot_run_duration_seconds", "How long runs took.", ("target",), buckets=_SECONDS, registry=self._registry
        )
        self._registry.register(_Targets(targets))

    def ended(self, target: str, outcome: str, seconds: float) -> None:
        """Counts a run. One that another process kept from beginning took no time."""
        self._runs.labels(target, outcome).inc()
        if outcome != "excluded":
            self._seconds.labels(target).observe(seconds)

    def written(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)


class _Targets(Collector):
    def __init__(self, targets: Callable[[], Iterable[Shown]]) -> None:
        self._targets = targets

    def collect(self) -> Iterator[Metric]:
        """What is known of the targets now."""
        success = GaugeMetricFamily("linkbot_last_success_timestamp_seconds", "The end of the last success.", labels=["target"])
        start = GaugeMetricFamily("linkbot_last_start_timestamp_seconds", "When the last run began.", labels=["target"])
        due = GaugeMetricFamily("linkbot_next_run_timestamp_seconds", "When the target runs next.", labels=["target"])
        found = GaugeMetricFamily("linkbot_findings", "Findings of the last check.", labels=["target", "severity"])
        for shown in self._targets():
            for gauge, moment in (
                (success, shown.memory.last_success),
                (start, shown.memory.last_start),
                (due, shown.next_run),
            ):
                if moment:
                    gauge.add_metric([shown.name], moment.timestamp())
            if shown.memory.last_success:
                for severity in Severity:
                    found.add_metric([shown.name, severity.value], shown.memory.findings.get(severity.value, 0))
        yield from (success, start, due, found)
        yield InfoMetricFamily(
            "linkbot_build", "The program.", value={"version": __version__, "python": platform.python_version()}
        )
