"""``petechiae-cds knowledge``: work on the medicine. ``check``: is it fit for use, and what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cds.cards.wording import counted
from cds.cli.engine import settings_of
from cds.cli.failures import KnowledgeUnusable
from cds.cli.knowledge_diff import diff
from cds.cli.knowledge_explain import explain
from cds.cli.knowledge_new import new
from rules.loading import load_knowledge
from rules.loading.checking import check_knowledge, doubt_knowledge
from rules.loading.lines import with_lines

if TYPE_CHECKING:
    from rules.definitions import Knowledge

__all__ = ["knowledge"]


@click.group()
def knowledge() -> None:
    """Work on the medicine of the service (rules/knowledge)."""


@knowledge.command()
@click.argument("directory", type=click.Path(path_type=Path), required=False)
def check(directory: Path | None) -> None:
    """List every problem of the knowledge in DIRECTORY (default: the service's own), or what it holds when clean.

    Doubts are listed after what it holds: things that are allowed but worth a second look, such as a gate whose
    source nobody has re-read. They do not change the exit code.
    """
    folder = directory or settings_of().knowledge_dir
    problems = check_knowledge(folder)
    if problems:
        for problem in with_lines(problems, folder):
            click.echo(problem)
        raise KnowledgeUnusable(f"{folder}: {counted(len(problems), 'problem')}.")
    loaded = load_knowledge(folder)
    counts = _counts(loaded)
    width = max(len(str(number)) for _, number in counts)
    click.echo(f"{folder}: knowledge {loaded.version}, no problems.")
    for kind, number in counts:
        click.echo(f"  {number:>{width}}  {kind}")
    doubts = doubt_knowledge(folder)
    if doubts:
        click.echo(f"\n{counted(len(doubts), 'doubt')}, allowed but worth a second look:")
        for doubt in doubts:
            click.echo(f"  {doubt}")


for command in (new, explain, diff):
    knowledge.add_command(command)


def _counts(loaded: Knowledge) -> tuple[tuple[str, int], ...]:
    rows = sum(len(cause.likelihoods) for cause in loaded.causes.values())
    return (
        ("causes", len(loaded.causes)),
        ("rows of evidence", rows),
        ("findings", len(loaded.findings)),
        ("gates", len(loaded.gates)),
        ("scores", len(loaded.scores)),
        ("triggers", len(loaded.triggers)),
        ("tests", len(loaded.tests)),
        ("pieces of advice", len(loaded.advice)),
        ("merges", len(loaded.merges)),
        ("concepts", len(loaded.concepts)),
        ("laboratory tests and vital signs", len(loaded.labs)),
        ("dimensions", len(loaded.units)),
        ("drug classes", len(loaded.drug_classes)),
        ("drugs", len(loaded.drugs)),
        ("references", len(loaded.references)),
    )
