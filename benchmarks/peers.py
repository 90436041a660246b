"""Calls a second beside others: ``python -m benchmarks.peers`` prints them and writes nothing.

The service under gunicorn and granian with several numbers of threads, a bare Flask route, and HealthChain's CDS Hooks
endpoint that answers with a fixed card. HealthChain and granian are no part of the project: each is installed from the
package index into a throw-away environment under ``build/peers``, once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from contextlib import ExitStack
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

from benchmarks.engine import load_engine
from benchmarks.raw_calls import calls_a_second
from benchmarks.server_processes import GUNICORN, ROOT, free_port, running
from benchmarks.synthetic_charts import synthetic_prefetch
from benchmarks.through_server import CONNECTIONS, PATH, service_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.synthetic_charts import Prefetch

__all__ = ["main"]

_FOLDER = ROOT / "build" / "peers"
_PEERS = {"healthchain": ("healthchain==0.16.1", "uvicorn"), "granian": ("granian==2.8.9",)}
_SIZES = (50_000, 500_000)
_THREADS = (4, 8, 20)
_READY = "/health/ready"
_HEALTHCHAIN = '''"""HealthChain's CDS Hooks endpoint with one fixed card."""

from healthchain.gateway import CDSHooksService, HealthChainAPI
from healthchain.models import CDSRequest, CDSResponse, Card

service = CDSHooksService()


@service.hook("patient-view", id="fixed-card")
def fixed_card(request: CDSRequest) -> CDSResponse:
    return CDSResponse(cards=[Card(summary="a fixed card", indicator="info", source={"label": "benchmark"})])


app = HealthChainAPI()
app.register_service(service)
'''


@dataclass(frozen=True, slots=True)
class Contender:
    """A server to be asked: its name for the table, how it is started on a port, where it is ready and called."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    port: int
    ready: str = _READY
    path: str = PATH


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="Measured rounds.")
@click.option("--calls", type=click.IntRange(1), default=200, show_default=True, help="Calls a round and server.")
def main(rounds: int, calls: int) -> None:
    """Measure calls a second beside other servers, all on this machine and with the same request."""
    knowledge = load_engine().knowledge
    with tempfile.TemporaryDirectory() as folder:
        for size in _SIZES:
            prefetch = synthetic_prefetch(knowledge, size)
            contenders = list(_contenders(prefetch, Path(folder)))
            for line in _table(contenders, prefetch.body(), rounds, calls * _SIZES[0] // size or 1):
                click.echo(line)


def _contenders(prefetch: Prefetch, folder: Path) -> Iterator[Contender]:
    cores = cpu_count() or 1

    def own(name: str, command: Sequence[str], port: int, **more: str) -> Contender:
        return Contender(name, command, service_environment(prefetch, folder, port) | more, port)

    for workers in dict.fromkeys((1, cores)):
        for threads in _THREADS:
            command = [*GUNICORN, "--workers", f"{workers}", "--threads", f"{threads}", "cds.wsgi:app"]
            yield own(f"gunicorn, {workers} workers, {threads} threads", command, free_port())
    granian = _python("granian")
    for threads in _THREADS:
        port = free_port()
        command = [granian, "-m", "granian", "--interface", "wsgi", "--workers", f"{cores}", "--blocking-threads"]
        command += [f"{threads}", "--port", f"{port}", "--log-level", "warning", "cds.wsgi:app"]
        yield own(f"granian, {cores} workers, {threads} threads", command, port, PYTHONPATH=_own_packages())
    port = free_port()
    yield own("bare route, gunicorn as configured", [*GUNICORN, "benchmarks.bare_app:app"], port)
    port = free_port()
    command = [_python("healthchain"), "-m", "uvicorn", "fixed_card:app", "--workers", f"{cores}", "--port", f"{port}"]
    command += ["--app-dir", str(_FOLDER), "--log-level", "warning"]
    path = "/cds/cds-services/fixed-card"
    yield Contender(f"HealthChain, uvicorn, {cores} workers", command, os.environ, port, "/cds/cds-discovery", path)


def _python(peer: str) -> str:
    """The interpreter of a throw-away environment in which the peer is installed."""
    folder = _FOLDER / peer
    python = folder / "bin" / "python"
    installed = folder / "installed"
    if not installed.exists():
        click.echo(f"Installing {peer} into {folder.relative_to(ROOT)} ...", err=True)
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *_PEERS[peer]], check=True)  # noqa: S603
        (_FOLDER / "fixed_card.py").write_text(_HEALTHCHAIN, "utf-8")
        installed.touch()
    return str(python)


def _own_packages() -> str:
    """What the service imports, for an interpreter of the same version that has none of it."""
    return os.pathsep.join((str(ROOT), sysconfig.get_path("purelib")))


def _table(contenders: Sequence[Contender], body: bytes, rounds: int, calls: int) -> Iterator[str]:
    rates: dict[str, list[float]] = {each.name: [] for each in contenders}
    with ExitStack() as servers:
        for each in contenders:
            servers.enter_context(running(each.command, each.environment, each.port, each.ready))
        for _ in range(rounds):
            for each in contenders:
                rate = calls_a_second(each.port, each.path, body, connections=CONNECTIONS, calls=calls)
                rates[each.name].append(rate)
    yardstick = rates[contenders[-1].name]
    yield f"\nCalls a second, {len(body) / 1000:,.0f} kB, {CONNECTIONS} connections, {rounds} rounds\n"
    yield "| server | median | beside HealthChain |"
    yield "|---|---|---|"
    for name, found in rates.items():
        beside = median(rate / unit for rate, unit in zip(found, yardstick, strict=True))
        yield f"| {name} | {median(found):,.0f} | {beside:.2f} |"


if __name__ == "__main__":
    sys.exit(main())
