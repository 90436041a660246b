"""Does a worker grow? Many calls over HTTP, no two alike, some of them large: ``python -m benchmarks.endurance``.

Writes ``docs/endurance.md``. What is the same in each call (codes, units) is what charts share; the patient, the
instance of the hook and the wording of a problem are new each time, so that what remembers must also forget.
"""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.endurance_report import write_report
from benchmarks.engine import load_engine
from benchmarks.raw_calls import Caller, request_of
from benchmarks.server_processes import GUNICORN, ROOT, free_port, running, workers_memory
from benchmarks.synthetic_charts import synthetic_prefetch
from benchmarks.through_server import CONNECTIONS, PATH, READY, SERVICE_APP, service_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.server_processes import Memory, Running
    from benchmarks.synthetic_charts import Prefetch

__all__ = ["Mark", "main"]

_SMALL, _LARGE = 50_000, 5_000_000
_SHARE_OF_LARGE = 100
"""One call in so many is large."""
_MARKS = (0.0, 0.01, *(step / 40 for step in range(1, 41)))
"""Shares of the calls after which the memory is looked at."""
_PATIENT, _INSTANCE, _WORDS = b"bench", b"0f1e7a52-6c1d-4f61-9d0e-0d9a3f6f2a11", b'"text":"Petechiae"'


@dataclass(frozen=True, slots=True)
class Mark:
    """The memory of each worker after so many calls and seconds."""

    calls: int
    seconds: float
    workers: tuple[Memory, ...]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--calls", type=click.IntRange(100), default=100_000, show_default=True, help="Calls in all.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=ROOT / "docs" / "endurance.md",
    help="Report to write.",
)  # fmt: skip
def main(calls: int, output: Path) -> None:
    """Watch the memory of the workers over many calls, and write docs/endurance.md."""
    engine = load_engine()
    small, large = (synthetic_prefetch(engine.knowledge, size) for size in (_SMALL, _LARGE))
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = service_environment(small, Path(folder), port) | {"PETECHIAE_LOG_LEVEL": "ERROR"}
        with running([*GUNICORN, SERVICE_APP], environment, port, READY):
            """The first start compiles the knowledge; the workers of the next do without what that takes."""
        with running([*GUNICORN, SERVICE_APP], environment, port, READY) as service:
            marks: list[Mark] = []
            for mark in _watched(service, _Bodies(small), _Bodies(large), calls):
                marks.append(mark)
                click.echo(f"{mark.calls:,} calls, {[round(each.resident) for each in mark.workers]} MB")
                # On the way too: what was measured until then stands when it is ended early.
                write_report(marks, _sizes(small, large), engine.knowledge_version, output)


def _sizes(small: Prefetch, large: Prefetch) -> str:
    sizes = [len(chart.body()) / 1000 for chart in (small, large)]
    return f"{sizes[0]:,.0f} kB, one in {_SHARE_OF_LARGE} of them {sizes[1]:,.0f} kB"


class _Bodies:
    """Requests that differ in who they are about and in what they say."""

    def __init__(self, prefetch: Prefetch) -> None:
        # Between these pieces stands what is new in each.
        self._pieces = prefetch.body().replace(_INSTANCE, _PATIENT + _INSTANCE[len(_PATIENT) :]).split(_PATIENT)

    def body(self, number: int) -> bytes:
        own = b"%05x" % number
        return own.join(self._pieces).replace(_WORDS, b'"text":"Petechiae, told by witness %s"' % own)


def _watched(service: Running, small: _Bodies, large: _Bodies, calls: int) -> Iterator[Mark]:
    """The memory at each mark, the calls made in between. Raises RuntimeError when a worker was replaced."""
    began = time.monotonic()
    # Both have to be there: the second is forked a moment after the first.
    time.sleep(1)
    at_first = tuple(memory.pid for memory in workers_memory(service.pid))
    done = 0
    for share in _MARKS:
        wanted = round(calls * share)
        _call(service.port, small, large, done, wanted)
        done = wanted
        workers = tuple(workers_memory(service.pid))
        if tuple(memory.pid for memory in workers) != at_first:
            message = "A worker was replaced on the way."
            raise RuntimeError(message)
        yield Mark(done, time.monotonic() - began, workers)


def _call(port: int, small: _Bodies, large: _Bodies, start: int, end: int) -> None:
    """The calls of these numbers, several at a time. Raises RuntimeError when one of them was not answered."""
    numbers = iter(range(start, end))
    failures: list[Exception] = []

    def ask() -> None:
        try:
            with closing(Caller(port, PATH, b"")) as caller:
                for number in numbers:
                    bodies = small if number % _SHARE_OF_LARGE else large
                    caller.send(request_of(port, PATH, bodies.body(number)))
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        message = f"A call was not answered: {failures[0]}"
        raise RuntimeError(message) from failures[0]


if __name__ == "__main__":
    main()
