"""``petechiae-cds knowledge explain``: why a cause stands where it stands, in a case or in a chart."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from cds.cards.context import CardContext, Consultation
from cds.cases.own_cases import CaseJudge, read_cases
from cds.cli.assess import assess, engine_of
from cds.cli.clock import Instant
from cds.cli.explaining import explanation
from cds.cli.failures import InputUnusable, KnowledgeUnusable
from cds.settings import Settings
from rules.loading import KnowledgeError
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from datetime import datetime

    from cds.cases.own_cases import OwnCase

__all__ = ["explain"]


@click.command()
@click.argument("subject", metavar="CASE_OR_FILE")
@click.argument("cause")
@click.option("--as-of", type=Instant(), help="Chart files: assess as of this instant. Default: now.")
@click.option("--patient", metavar="ID", help="Chart files: the patient, when the file holds several.")
@click.option("--width", type=click.IntRange(60), help="Columns. Default: as wide as the terminal.")
def explain(subject: str, cause: str, as_of: datetime | None, patient: str | None, width: int | None) -> None:
    """Show what raised and lowered CAUSE (its id) in CASE_OR_FILE.

    A case is one of the knowledge's own, such as platelet_destruction/ttp or ttp; a file is a chart as for assess.
    """
    case = _case(subject)
    if case is None:
        click.get_current_context().invoke(
            assess, file=subject, as_of=as_of, patient=patient, explain=cause, what_if=(), width=width, as_json=False
        )
        return
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    for part in explanation(_consultation(case), engine_of().knowledge, cause):
        console.print(part, soft_wrap=isinstance(part, str))


def _case(subject: str) -> OwnCase | None:
    """The case of that name, None when the subject is a chart file.

    Raises InputUnusable for a name that fits two cases, or neither a case nor a file.
    """
    folder = Settings.from_environment().knowledge_dir / "cases"
    try:
        cases = read_cases(folder)
    except KnowledgeError as error:
        raise KnowledgeUnusable(f"A case cannot be read: {error.problems[0]}") from None
    wanted = subject.removesuffix(".yaml")
    named = [case for case in cases if wanted in _names(case, folder)]
    if len(named) == 1:
        return named[0]
    if named:
        raise InputUnusable(f"{subject} fits {', '.join(case.file for case in named)}; name the folder as well.")
    if subject != "-" and not Path(subject).exists():
        raise InputUnusable(f"{subject} is neither a case below {folder} nor a file.")
    return None


def _names(case: OwnCase, folder: Path) -> tuple[str, ...]:
    path = case.file.removesuffix(".yaml")
    return path, path.rpartition("/")[2], f"{folder}/{path}"


def _consultation(case: OwnCase) -> Consultation:
    engine = engine_of()
    try:
        chart, assessment = CaseJudge(engine.knowledge).assessment(case)
    except KnowledgeError as error:
        raise KnowledgeUnusable(f"The case cannot be ranked: {error.problems[0]}") from None
    context = CardContext(
        patient_id="",
        encounter_id=None,
        base_url="",
        hook_instance="",
        count=engine.knowledge.labs[PLATELETS],
        tz=engine.time_zone,
    )
    return Consultation(assessment, chart, context)
