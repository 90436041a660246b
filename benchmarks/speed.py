"""Speed: reading, reasoning, cards and the whole request, beside parsing the same bytes; then through the server.

``python -m benchmarks.speed`` prints the table and writes ``docs/benchmarks.md``. It judges nothing: how fast is fast
enough depends on the machine.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from benchmarks.engine import answer, load_engine
from benchmarks.hospital_prefetches import prefetches_near
from benchmarks.speed_report import Measured, write_report
from benchmarks.synthetic_charts import synthetic_prefetch
from benchmarks.through_server import measure_served
from benchmarks.timing import race
from cds.app import create_app
from cds.cards import CardContext, build_cards
from cds.collector import settle_collector
from cds.settings import Settings
from rules.loading import KnowledgeError
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.synthetic_charts import Prefetch
    from cds.services.reasoning import Reasoning

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parent.parent
_REPORT = _ROOT / "docs" / "benchmarks.md"
_HOSPITAL = _ROOT.parent / "shared" / "data" / "mimic-iv-demo-r4"
_SIZES = (50_000, 500_000, 5_000_000)
_LARGEST = 50_000_000
"""Far beyond what the service takes by default; its limits are lifted for it here."""
_PATIENCE = 600
_SERVICE = "/cds-services/petechiae-differential"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", type=click.IntRange(1), default=9, show_default=True, help="Measured rounds.")
@click.option(
    "--charts", type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=lambda: _HOSPITAL if _HOSPITAL.is_dir() else None, help="Folder of FHIR Bundles to measure as well.",
)  # fmt: skip
@click.option("--calls", type=click.IntRange(100), default=2000, show_default=True, help="Calls to watch the memory.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), default=_REPORT, help="Report to write.")
def main(rounds: int, charts: Path | None, calls: int, output: Path) -> None:
    """Measure how long each step takes, and write docs/benchmarks.md."""
    try:
        engine = load_engine()
    except KnowledgeError as error:
        click.echo(error, err=True)
        sys.exit(1)
    synthetic = [synthetic_prefetch(engine.knowledge, size) for size in _SIZES]
    prefetches = [*synthetic, synthetic_prefetch(engine.knowledge, _LARGEST)]
    prefetches += prefetches_near(charts, _SIZES) if charts else []
    settle_collector()
    with tempfile.TemporaryDirectory() as folder:
        measured = [_measure(prefetch, engine, rounds, Path(folder)) for prefetch in prefetches]
        served = measure_served(synthetic, Path(folder), rounds, calls)
    click.echo(write_report(measured, served, engine.knowledge_version, rounds, output))


def _measure(prefetch: Prefetch, engine: Reasoning, rounds: int, folder: Path) -> Measured:
    body = prefetch.body()
    parts = {key: memoryview(raw) for key, raw in prefetch.parts.items()}
    given = answer(engine, parts, prefetch.patient_id, prefetch.clock, "bench")
    context = CardContext(
        patient_id=prefetch.patient_id, encounter_id=None, base_url=engine.base_url, hook_instance="bench",
        count=engine.knowledge.labs[PLATELETS], tz=engine.time_zone,
    )  # fmt: skip
    timings = race(
        {
            "orjson.loads": lambda: orjson.loads(body),
            "reading": lambda: engine.read(parts, prefetch.patient_id, prefetch.clock),
            "reasoning": lambda: engine.assess(given.chart),
            "cards": lambda: build_cards(given.assessment, given.chart, context),
            "whole request": _request(prefetch, body, engine, folder),
        },
        "orjson.loads",
        rounds,
    )
    settled = sum(1 for finding in given.assessment.findings.values() if finding.states)
    resources = body.count(b'"resourceType"')
    return Measured(prefetch.name, len(body), resources, settled, len(given.cards), timings)


def _request(prefetch: Prefetch, body: bytes, engine: Reasoning, folder: Path) -> Callable[[], object]:
    settings = Settings(
        database_url=f"sqlite:///{folder}/feedback.db",
        log_level="ERROR",
        max_body_bytes=2 * _LARGEST,
        max_resources=_LARGEST,
        max_seconds=_PATIENCE,
        max_calls_per_minute=_LARGEST,
    )
    client = create_app(settings, engine.knowledge, lambda: prefetch.clock, engine=engine).test_client()

    def call() -> object:
        response = client.post(_SERVICE, data=body, content_type="application/json")
        if response.status_code != 200:
            raise click.ClickException(f"HTTP {response.status_code}: {response.get_data(as_text=True)}")
        return response

    return call


if __name__ == "__main__":
    main()
