"""``petechiae-cds codes``: a site's own codes, names and units: ``check`` its file, ``report`` what is unknown."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from cds.cards.wording import counted
from cds.cli.engine import engine_of, knowledge_of, settings_of
from cds.cli.failures import InputUnusable, KnowledgeUnusable
from cds.cli.showing import show
from cds.fhir.site_map import with_site_map
from cds.fhir.unknown_codes import UnknownCodes
from rules.loading import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from cds.fhir.unknown_codes import UnknownCode

__all__ = ["codes"]

_WIDTH = 160
_ENDINGS = (".json", ".ndjson", ".json.gz", ".ndjson.gz")


@click.group()
def codes() -> None:
    """The codes, names and units of a site."""


@codes.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check FILE, a site's own codes, names and units, as PETECHIAE_SITE_MAP would name it."""
    knowledge = knowledge_of(settings_of())
    try:
        joined = with_site_map(knowledge, file)
    except KnowledgeError as error:
        for problem in error.problems:
            click.echo(problem)
        raise KnowledgeUnusable(f"{file}: {counted(len(error.problems), 'problem')}.") from None
    click.echo(f"{file}: no problems. The knowledge is then {joined.version}.")


@codes.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--most", type=click.IntRange(1), default=40, show_default=True, help="Lines to show of each kind.")
@click.option("--guessed", is_flag=True, help="Only those with a suggestion.")
def report(folder: Path, most: int, *, guessed: bool) -> None:
    """List what in FOLDER is not understood: results, problems, drugs and units, most frequent first.

    FOLDER (or a file) holds FHIR Bundles, resources or NDJSON (.json, .ndjson, also .gz). Codes, their words and a
    suggestion are shown, and nothing else of the data. Most of the list needs nothing: it is not about platelets or
    bleeding. A suggestion is by likeness of names alone; look at it before it goes into the site's file.
    """
    engine = engine_of(settings_of())
    unknown = UnknownCodes(engine.knowledge, engine.terminology)
    files = list(_files(folder))
    if not files:
        raise InputUnusable(f"{folder} holds no file that ends in {', '.join(_ENDINGS)}.")
    for file in files:
        raw = file.read_bytes()
        try:
            unknown.add(gzip.decompress(raw) if file.suffix == ".gz" else raw)
        except (OSError, EOFError) as error:
            raise InputUnusable(f"{file} is no gzip file: {error}.") from None
    found = list(unknown.found())
    width = None if sys.stdout.isatty() else _WIDTH
    read = f"{len(files)} files, {unknown.resources} resources read, {unknown.unreadable} could not be."
    show((read, *_lists(found, most, guessed=guessed)), width)


def _lists(found: Sequence[UnknownCode], most: int, *, guessed: bool) -> Iterator[RenderableType]:
    """For each kind a line of how many there are, and a table of those to show."""
    for kind in ("result", "problem", "drug", "unit"):
        of_kind = [each for each in found if each.kind == kind]
        shown = [each for each in of_kind if each.guess or not guessed][:most]
        times = sum(each.number for each in of_kind)
        yield f"\n{kind.capitalize()}s not understood: {len(of_kind)} different, {times} times"
        if shown:
            yield _table(shown)


def _table(shown: Sequence[UnknownCode]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("times", justify="right")
    for column in ("code", "system", "words", "perhaps"):
        table.add_column(column, overflow="fold")
    for each in shown:
        perhaps = f"{each.guess.id} ({each.guess.alike:.0%})" if each.guess else ""
        table.add_row(str(each.number), each.code, each.system, each.words, perhaps)
    return table


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
        return
    yield from (file for file in sorted(folder.rglob("*")) if file.name.endswith(_ENDINGS) and file.is_file())
