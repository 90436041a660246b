"""``petechiae-cds knowledge explain``: why a cause stands where it stands, in a case or in a chart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cds.cases.own_cases import CaseJudge, read_cases
from cds.cli.assess import assess
from cds.cli.clock import Instant
from cds.cli.engine import consultation_of, engine_of, settings_of
from cds.cli.explaining import explanation
from cds.cli.failures import InputUnusable, KnowledgeUnusable
from cds.cli.showing import NARROWEST, show
from rules.loading import KnowledgeError

if TYPE_CHECKING:
    from datetime import datetime

    from cds.cards.context import Consultation
    from cds.cases.own_cases import OwnCase
    from cds.services.reasoning import Reasoning

__all__ = ["explain"]


@click.command()
@click.argument("subject", metavar="CASE_OR_FILE")
@click.argument("cause")
@click.option("--as-of", type=Instant(), help="Chart files: assess as of this instant. Default: now.")
@click.option("--patient", metavar="ID", help="Chart files: the patient, when the file holds several.")
@click.option("--width", type=click.IntRange(NARROWEST), help="Columns. Default: as wide as the terminal.")
def explain(subject: str, cause: str, as_of: datetime | None, patient: str | None, width: int | None) -> None:
    """Show what raised and lowered CAUSE (its id) in CASE_OR_FILE.

    A case is one of the knowledge's own, such as platelet_destruction/ttp or ttp; a file is a chart as for assess.
    """
    settings = settings_of()
    case = _case(subject, settings.knowledge_dir / "cases")
    if case is None:
        click.get_current_context().invoke(
            assess, file=subject, as_of=as_of, patient=patient, explain=cause, what_if=(), width=width, as_json=False
        )
        return
    engine = engine_of(settings)
    show(explanation(_consultation(case, engine), engine.knowledge, cause), width)


def _case(subject: str, folder: Path) -> OwnCase | None:
    """The case of that name, None when the subject is a chart file.

    Raises InputUnusable for a name that fits two cases, or neither a case nor a file.
    """
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


def _consultation(case: OwnCase, engine: Reasoning) -> Consultation:
    try:
        chart, assessment = CaseJudge(engine.knowledge).assessment(case)
    except KnowledgeError as error:
        raise KnowledgeUnusable(f"The case cannot be ranked: {error.problems[0]}") from None
    return consultation_of(assessment, chart, engine)
