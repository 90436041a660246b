"""The service as it is served: calls over HTTP beside a bare route, calls a second, memory, the time of a start."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.raw_calls import Caller, calls_a_second
from benchmarks.server_processes import GUNICORN, free_port, running, workers_memory
from benchmarks.timing import race

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from benchmarks.server_processes import Running
    from benchmarks.synthetic_charts import Prefetch
    from benchmarks.timing import Timing

__all__ = [
    "BARE",
    "CONNECTIONS",
    "OURS",
    "PATH",
    "READY",
    "SERVICE_APP",
    "Served",
    "ServedChart",
    "measure_served",
    "service_environment",
]

OURS, BARE = "service", "bare route"
PATH = "/cds-services/petechiae-differential"
CONNECTIONS = 8
SERVICE_APP, READY = "cds.wsgi:app", "/health/ready"
_APPS = {OURS: SERVICE_APP, BARE: "benchmarks.bare_app:app"}
_STARTS = 3
_SHARE_OF_LARGE = 100
"""In the run that watches the memory one call in so many is the largest chart."""


@dataclass(frozen=True, slots=True)
class ServedChart:
    """One chart sent to both servers in turn, one call at a time."""

    size: int
    timings: dict[str, Timing]


@dataclass(frozen=True, slots=True)
class Served:
    """``seconds``: median time of a start with compiled knowledge. ``rates``: calls a second by server, all rounds.

    ``before`` and ``after``: resident megabytes of each worker around ``calls`` calls.
    """

    charts: Sequence[ServedChart]
    seconds: float
    rates: dict[str, list[float]]
    before: Sequence[float]
    after: Sequence[float]
    calls: int


def service_environment(prefetch: Prefetch, folder: Path, port: int) -> dict[str, str]:
    """The service as ``make run`` serves it, its clock that of the prefetch; what it keeps is kept in ``folder``."""
    settings = {
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder}/feedback-{port}.db",
        "CACHE_DIR": str(folder / "cache"),
        "AS_OF": prefetch.clock.isoformat(),
        "MAX_CALLS_PER_MINUTE": "1000000",
    }
    return dict(os.environ) | {f"PETECHIAE_{name}": value for name, value in settings.items()}


def measure_served(prefetches: Sequence[Prefetch], folder: Path, rounds: int, calls: int) -> Served:
    """Everything through the server; ``prefetches`` share one clock and stand by size. ``calls``: for the memory."""
    bodies = [prefetch.body() for prefetch in prefetches]
    seconds = []
    for _ in range(_STARTS + 1):
        with _serving(OURS, prefetches[0], folder) as started:
            seconds.append(started.seconds)
    with _serving(OURS, prefetches[0], folder) as service, _serving(BARE, prefetches[0], folder) as other:
        charts = [ServedChart(len(body), _beside(service.port, other.port, body, rounds)) for body in bodies]
        rates: dict[str, list[float]] = {BARE: [], OURS: []}
        for _ in range(rounds):
            for name, port in ((BARE, other.port), (OURS, service.port)):
                many = max(CONNECTIONS, calls // 10)
                rates[name].append(calls_a_second(port, PATH, bodies[0], connections=CONNECTIONS, calls=many))
        before = _resident(service)
        for body, share in ((bodies[0], calls - calls // _SHARE_OF_LARGE), (bodies[-1], calls // _SHARE_OF_LARGE)):
            calls_a_second(service.port, PATH, body, connections=CONNECTIONS, calls=max(share, CONNECTIONS))
        after = _resident(service)
    # The first start compiles the knowledge.
    return Served(charts, median(seconds[1:]), rates, before, after, calls)


def _resident(service: Running) -> list[float]:
    return [memory.resident for memory in workers_memory(service.pid)]


def _serving(name: str, prefetch: Prefetch, folder: Path) -> AbstractContextManager[Running]:
    """One of the two under the same gunicorn with the same configuration."""
    port = free_port()
    return running([*GUNICORN, _APPS[name]], service_environment(prefetch, folder, port), port, READY)


def _beside(service: int, other: int, body: bytes, rounds: int) -> dict[str, Timing]:
    with closing(Caller(other, PATH, body)) as bare_caller, closing(Caller(service, PATH, body)) as own_caller:
        return race({BARE: bare_caller.call, OURS: own_caller.call}, BARE, rounds)
