"""``petechiae-cds assess``: one chart from a file, told to a person or as JSON."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from rich.console import Console

from cds.cards.context import CardContext, Consultation
from cds.cli.as_json import assessment_json
from cds.cli.chart_file import open_chart_file
from cds.cli.clock import Instant, out_of_date
from cds.cli.explaining import explanation
from cds.cli.failures import InputUnusable, KnowledgeUnusable, ServiceUnusable
from cds.cli.report import report
from cds.fhir.site_map import with_site_map
from cds.services.reasoning import Reasoning
from cds.settings import Settings, WrongSetting
from cds.suppositions import WrongSupposition, supposed_from
from rules.loading import KnowledgeError, load_knowledge
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from rules.findings import Supposed

__all__ = ["assess", "engine_of"]

_NARROWEST = 60


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
@click.option("--width", type=click.IntRange(_NARROWEST), help="Columns. Default: as wide as the terminal.")
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
    engine = engine_of()
    chart = engine.read_file(opened, clock)
    assessment = engine.assess(chart, _supposed(what_if, engine))
    note = out_of_date(opened.raw, clock, engine.time_zone)
    if as_json:
        if note:
            click.echo(note, err=True)
        click.echo(assessment_json(assessment), nl=False)
        return
    context = CardContext(
        patient_id=opened.patient_id or "",
        encounter_id=None,
        base_url="",
        hook_instance="",
        count=engine.knowledge.labs[PLATELETS],
        tz=engine.time_zone,
    )
    consultation = Consultation(assessment, chart, context)
    told = explanation(consultation, engine.knowledge, explain) if explain else report(consultation, engine.knowledge)
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    for part in told:
        console.print(part, soft_wrap=isinstance(part, str))
    if note:
        click.secho(f"\n{note}", fg="yellow")


def engine_of() -> Reasoning:
    """The service's own engine. Raises ServiceUnusable for wrong settings, KnowledgeUnusable for wrong knowledge."""
    try:
        settings = Settings.from_environment()
        # A cache that the service made is used; a command makes no folders where it happens to be called.
        cache = settings.cache_dir if settings.cache_dir.is_dir() else None
        knowledge = with_site_map(load_knowledge(settings.knowledge_dir, cache), settings.site_map)
    except WrongSetting as error:
        raise ServiceUnusable(str(error)) from None
    except KnowledgeError as error:
        count = len(error.problems)
        raise KnowledgeUnusable(
            f"The knowledge cannot be used: {error.problems[0]}"
            + (f" (and {count - 1} more; see petechiae-cds knowledge check)" if count > 1 else "")
        ) from None
    return Reasoning.of(knowledge, settings.base_url, settings.time_zone, cache=cache)


def _supposed(texts: tuple[str, ...], engine: Reasoning) -> Supposed:
    try:
        return supposed_from(texts, engine.knowledge)
    except WrongSupposition as error:
        raise InputUnusable(f"--what-if: {error}") from None
