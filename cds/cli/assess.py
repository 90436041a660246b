"""``petechiae-cds assess``: one chart from a file, told to a person or as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from cds.cli.as_json import assessment_json
from cds.cli.chart_file import open_chart_file
from cds.cli.clock import Instant, out_of_date
from cds.cli.engine import consultation_of, engine_of, settings_of
from cds.cli.explaining import explanation
from cds.cli.failures import InputUnusable
from cds.cli.report import report
from cds.cli.showing import NARROWEST, show
from cds.suppositions import WrongSupposition, supposed_from

if TYPE_CHECKING:
    from cds.services.reasoning import Reasoning
    from rules.findings import Supposed

__all__ = ["assess"]


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option("--json", "as_json", is_flag=True, help="Print the differential, gates and tests as JSON.")
@click.option("--as-of", type=Instant(), help="Assess as of this instant, such as 2026-03-14T06:30Z. Default: now.")
@click.option("--patient", metavar="ID", help="The patient, when the file holds several.")
@click.option("--explain", metavar="CAUSE", help="Show what raised and lowered this cause (its id, such as ttp).")
@click.option(
    "--what-if",
    multiple=True,
    metavar="FINDING=STATE",
    help="Suppose a finding, such as blanching=yes; may be repeated.",
)
@click.option("--width", type=click.IntRange(NARROWEST), help="Columns. Default: as wide as the terminal.")
def assess(  # noqa: PLR0913 - one parameter an option
    file: str,
    *,
    as_of: datetime | None,
    patient: str | None,
    explain: str | None,
    what_if: tuple[str, ...],
    width: int | None,
    as_json: bool,
) -> None:
    """Assess the chart in FILE: a Bundle, a resource, NDJSON or a CDS Hooks request."""
    clock = as_of or datetime.now(UTC)
    opened = open_chart_file(file, patient)
    engine = engine_of(settings_of())
    chart = engine.read_file(opened, clock)
    assessment = engine.assess(chart, _supposed(what_if, engine))
    note = out_of_date(opened.raw, clock, engine.time_zone)
    if as_json:
        if note:
            click.echo(note, err=True)
        click.echo(assessment_json(assessment), nl=False)
        return
    consultation = consultation_of(assessment, chart, engine, opened.patient_id or "")
    told = explanation(consultation, engine.knowledge, explain) if explain else report(consultation, engine.knowledge)
    show(told, width)
    if note:
        click.secho(f"\n{note}", fg="yellow")


def _supposed(texts: tuple[str, ...], engine: Reasoning) -> Supposed:
    try:
        return supposed_from(texts, engine.knowledge)
    except WrongSupposition as error:
        raise InputUnusable(f"--what-if: {error}") from None
