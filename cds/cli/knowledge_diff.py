"""``petechiae-cds knowledge diff``: what a change of the medicine says, and what it does to the answers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cds.cards.wording import counted
from cds.cases.finding_cases import read_finding_cases
from cds.cases.gate_cases import read_gate_cases
from cds.cases.own_cases import read_cases
from cds.cli.clock import Instant
from cds.cli.effects import chart_effects, finding_case_effects, gate_case_effects, own_case_effects
from cds.cli.engine import settings_of
from cds.cli.failures import KnowledgeUnusable
from cds.cli.revisions import knowledge_at
from rules.loading import KnowledgeError, load_knowledge
from rules.loading.checking import plain_knowledge
from rules.loading.differences import differences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.cli.effects import Effect

__all__ = ["diff"]

_CHARTS = frozenset({".json", ".ndjson"})


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--cases",
    "charts",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Chart files (.json, .ndjson; one patient each) that are tried as well.",
)
@click.option("--as-of", type=Instant(), help="Assess chart files as of this instant. Default: now.")
def diff(old: str, new: str, charts: Path | None, as_of: datetime | None) -> None:
    """Compare the knowledge OLD with NEW: two folders, or git revisions of the service's own.

    Lists the entries that changed, and the cases of NEW and charts of FOLDER whose ranking (first five places),
    gates, level or finding change.
    """
    settings = settings_of()
    current = settings.knowledge_dir
    with knowledge_at(old, current) as before, knowledge_at(new, current) as after:
        try:
            changes = tuple(differences(plain_knowledge(before), plain_knowledge(after)))
            knowledge = load_knowledge(before), load_knowledge(after)
            own, gates = read_cases(after / "cases"), read_gate_cases(after / "cases" / "gates")
            findings = read_finding_cases(after / "cases" / "findings")
        except KnowledgeError as error:
            raise KnowledgeUnusable(f"The knowledge cannot be compared: {error.problems[0]}") from None
    click.echo(f"{knowledge[0].version} -> {knowledge[1].version}: {counted(len(changes), 'change')}.")
    for change in changes:
        click.echo(f"  {change}")
    _tell("own cases", own_case_effects(own, *knowledge))
    _tell("cases of gates", gate_case_effects(gates, *knowledge))
    _tell("cases of findings", finding_case_effects(findings, *knowledge))
    if charts is not None:
        files = sorted(file for file in charts.iterdir() if file.suffix in _CHARTS)
        clock = as_of or datetime.now(UTC)
        _tell("charts", chart_effects(files, *knowledge, clock, settings.time_zone))


def _tell(kind: str, effects: Iterable[Effect]) -> None:
    told = list(effects)
    changed = [effect for effect in told if effect.changes]
    click.echo(f"{len(changed)} of {len(told)} {kind} answer otherwise{':' if changed else '.'}")
    for effect in changed:
        click.echo(f"  {effect.case}: {'; '.join(effect.changes)}")
