"""What Prometheus scrapes: made from the database at each scrape, so that every process tells the same.

haneul_jobs{state}              waiting, running, completed, failed: as they are now
haneul_jobs_ended_total{outcome} jobs that ended: completed, or the code of the failure
haneul_job_seconds              histogram, from the first step of a job to its end
haneul_steps_total              sampling steps of all workers
haneul_steps_per_second{worker} of late
haneul_workers                  alive
haneul_video_bytes, haneul_storage_free_bytes, haneul_webhooks_pending
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from haneul.server.settings import Settings
from haneul.server.storage import Storage
from haneul.server.store import Store
from haneul.server.store.videos import BUCKETS

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import HistogramMetricFamily, Metric


class Figures:
    """A collector over one service's store and storage."""

    def __init__(self, store: Store, storage: Storage, settings: Settings) -> None:
        self._store, self._storage, self._settings = store, storage, settings

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        jobs = GaugeMetricFamily("haneul_jobs", "Jobs by their present state.", labels=["state"])
        counts = self._store.videos.counts()
        for state in ("waiting", "running", "completed", "failed"):
            jobs.add_metric([state], counts.get(state, 0))
        yield jobs
        tallies = self._store.tallies.all()
        ended = CounterMetricFamily("haneul_jobs_ended", "Jobs that ended, by what they came to.", labels=["outcome"])
        for (name, label), value in sorted(tallies.items()):
            if name == "jobs":
                ended.add_metric([label], value)
        yield ended
        yield _seconds(tallies)
        yield CounterMetricFamily("haneul_steps", "Sampling steps of all workers.", tallies.get(("steps", ""), 0))
        speed = GaugeMetricFamily("haneul_steps_per_second", "Sampling steps a second, of late.", labels=["worker"])
        workers = self._store.workers.all()
        for row in workers:
            speed.add_metric([str(row.id)], row.speed)
        yield speed
        alive = self._store.workers.alive(self._settings.lease)
        yield GaugeMetricFamily("haneul_workers", "Workers that are alive.", alive)
        yield GaugeMetricFamily("haneul_video_bytes", "Bytes of all published videos.", self._store.videos.used())
        if (free := self._storage.free()) is not None:
            yield GaugeMetricFamily("haneul_storage_free_bytes", "Bytes left on the storage's disk.", free)
        pending = self._store.post.deliveries.count(None, status="pending")
        yield GaugeMetricFamily("haneul_webhooks_pending", "Webhooks that are still to be delivered.", pending)


def _seconds(tallies: dict[tuple[str, str], float]) -> HistogramMetricFamily:
    from prometheus_client.core import HistogramMetricFamily

    total, buckets = 0.0, []
    for bound in (*map(str, BUCKETS), "+Inf"):
        total += tallies.get(("seconds", bound), 0)
        buckets.append((bound, total))
    return HistogramMetricFamily(
        "haneul_job_seconds", "Seconds from a job's first step to its end.", buckets, tallies.get(("seconds", "sum"), 0)
    )


def registry(store: Store, storage: Storage, settings: Settings) -> CollectorRegistry:
    """A registry with these figures and those of the process; more may be registered in it."""
    from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector

    made = CollectorRegistry()
    ProcessCollector(registry=made)
    PlatformCollector(registry=made)
    made.register(Figures(store, storage, settings))
    return made


def serve(settings: Settings) -> None:
    """Show the figures at http://0.0.0.0:PORT/metrics, from a thread of this process."""
    from prometheus_client import start_http_server

    assert settings.metrics_port is not None
    found = registry(Store.open(settings), Storage(settings.storage), settings)
    start_http_server(settings.metrics_port, registry=found)
