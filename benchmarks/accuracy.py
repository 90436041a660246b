"""Accuracy: the project's own cases and invented patients, published cases and whole charts when they are there.

``python -m benchmarks.accuracy`` writes ``docs/accuracy.md``; ``--verbose`` prints a line a case, ``--case ID`` shows
all that is behind one answer and writes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from benchmarks.accuracy_report import Figures, accuracy_report
from benchmarks.case_lines import case_lines, control_lines, in_depth, own_lines
from benchmarks.case_report import measure
from benchmarks.engine import load_engine
from benchmarks.hospital_charts import survey
from benchmarks.hospital_moments import replay
from benchmarks.published_cases import INVENTED, PublishedCases, ScoredCase
from cds.cases.own_cases import CaseJudge, read_cases
from rules.loading import KnowledgeError

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parent.parent
_BESIDE = _ROOT.parent / "shared"
_REPORT = _ROOT / "docs" / "accuracy.md"


def _numbers(changes: tuple[str, ...]) -> dict[str, float]:
    numbers = {}
    for change in changes:
        name, _, value = change.partition("=")
        try:
            numbers[name] = float(value)
        except ValueError:
            raise click.BadParameter(f"{change} is not NAME=NUMBER.") from None
    return numbers


def _folder(path: Path) -> Path | None:
    return path if path.is_dir() else None


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--published", type=click.Path(file_okay=False, exists=True, path_type=Path), multiple=True,
    default=lambda: [found for found in [_folder(_BESIDE / "cases" / "visible")] if found],
    help="Folder of petechiae-case/1 files. May be given more than once; each is a section of its own.",
)  # fmt: skip
@click.option(
    "--charts", type=click.Path(file_okay=False, exists=True, path_type=Path), multiple=True,
    default=lambda: [
        found for name in ("mimic-iv-demo-r4", "synthea-2020-r4") if (found := _folder(_BESIDE / "data" / name))
    ],
    help="Folder of FHIR Bundles, one patient each, .json or .json.gz. May be given more than once.",
)  # fmt: skip
@click.option("--no-charts", is_flag=True, help="Leave the whole charts out.")
@click.option(
    "--replayed", type=click.Path(file_okay=False, exists=True, path_type=Path), multiple=True,
    default=lambda: [found for found in [_folder(_BESIDE / "data" / "mimic-iv-demo-r4")] if found],
    help="Folder of FHIR Bundles to replay moment by moment; takes minutes. May be given more than once.",
)  # fmt: skip
@click.option("--quick", is_flag=True, help="Leave out what takes minutes: answers with less, charts by the moment.")
@click.option("-v", "--verbose", is_flag=True, help="Print a line for every case.")
@click.option("--case", "only", default="", metavar="ID", help="Show all that is behind this case.")
@click.option("--cause", "told", multiple=True, metavar="ID", help="With --case: show this cause's ledger as well.")
@click.option(
    "--set", "changes", multiple=True, metavar="NAME=NUMBER",
    help="Try another constant of parameters/reasoning.yaml, such as temperature=1.5; the report is not written then.",
)  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), default=_REPORT, help="Report to write.")
def main(  # noqa: PLR0913 - one parameter an option
    *,
    published: tuple[Path, ...],
    charts: tuple[Path, ...],
    replayed: tuple[Path, ...],
    only: str,
    told: tuple[str, ...],
    changes: tuple[str, ...],
    output: Path,
    no_charts: bool,
    quick: bool,
    verbose: bool,
) -> None:
    """Measure how often the service is right, and write docs/accuracy.md."""
    constants = _numbers(changes)
    try:
        engine = load_engine(constants)
    except KnowledgeError as error:
        click.echo(error, err=True)
        sys.exit(1)
    except TypeError:
        raise click.BadParameter(f"{', '.join(changes)} names no constant of the reasoning.") from None
    folders = [PublishedCases(folder, engine) for folder in dict.fromkeys((INVENTED, *published))]
    if only:
        for case in (found for folder in folders for found in folder.scored(only)):
            truth = [case.truth] if isinstance(case, ScoredCase) else []
            lines = case_lines([case]) if isinstance(case, ScoredCase) else control_lines([case])
            click.echo("\n".join([*lines, *in_depth(case, engine.knowledge, [*truth, *told])]))
        return
    judge = CaseJudge(engine.knowledge)
    own = [judge.judge(case) for case in read_cases()]
    sections = [measure(folder, constants, quick=quick) for folder in folders]
    burdens = [] if no_charts else [survey(folder, engine) for folder in charts]
    replays = [] if no_charts or quick else [replay(folder, engine) for folder in replayed]
    if verbose:
        told_cases = (lines for each in sections for lines in (case_lines(each.cases), control_lines(each.controls)))
        groups = (own_lines(own), *told_cases, *(burden.lines for burden in burdens))
        click.echo("\n".join(line for group in groups for line in [*group, ""]))
    text = accuracy_report(Figures(engine.knowledge.version, own, sections, burdens, replays))
    click.echo(text)
    if not changes:
        output.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
