"""``petechiae-cds knowledge new``: begins an entry from a template and names the blanks to fill in."""

from __future__ import annotations

import re
from pathlib import Path

import click

from cds.cli.engine import settings_of
from cds.cli.failures import InputUnusable
from rules.loading.fields import Id
from rules.loading.kinds import Kind

__all__ = ["FOLDERS", "blanks", "new"]

FOLDERS = {
    "cause": Kind.CAUSES,
    "finding": Kind.FINDINGS,
    "concept": Kind.CONCEPTS,
    "lab": Kind.LABS,
    "dimension": Kind.UNITS,
    "drug-class": Kind.DRUG_CLASSES,
    "drug": Kind.INGREDIENTS,
    "dose": Kind.DOSES,
    "gate": Kind.GATES,
    "score": Kind.SCORES,
    "trigger": Kind.TRIGGERS,
    "test": Kind.WORKUPS,
    "advice": Kind.ADVICE,
    "merge": Kind.MERGES,
    "order-term": Kind.ORDER_TERMS,
    "order-rule": Kind.ORDER_SAFETY,
    "reference": Kind.REFERENCES,
}
"""What an author calls an entry, and the folder it lies in. Each has a template of that name."""

_TEMPLATES = Path(__file__).parent / "templates"
_BLANK = re.compile(r"^\s*(?P<key>[-\w ]*?):?\s*# blank: (?P<wanted>.*)$")


@click.command()
@click.argument("kind", type=click.Choice(tuple(FOLDERS)))
@click.argument("name", metavar="ID")
@click.option(
    "--in", "directory", type=click.Path(path_type=Path), help="Knowledge folder. Default: the service's own."
)
def new(kind: str, name: str, directory: Path | None) -> None:
    """Begin the entry ID of KIND: write its file, and name each blank that is yours to fill in.

    `knowledge check` refuses the file until every blank is filled.
    """
    if not Id.pattern.fullmatch(name):
        raise InputUnusable(f"{name} cannot be an id: use {Id.characters}, such as immune_purpura.")
    folder = directory or settings_of().knowledge_dir
    if not folder.is_dir():
        raise InputUnusable(f"{folder} is not a folder.")
    file = folder / FOLDERS[kind] / f"{name}.yaml"
    text = (_TEMPLATES / f"{kind}.yaml").read_text("utf-8").replace(": ID\n", f": {name}\n", 1)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise InputUnusable(f"{file} is there already; choose another id, or change that file.") from None
    except OSError as error:
        raise InputUnusable(f"{file} cannot be written: {error.strerror or error}.") from None
    named = blanks(text)
    click.echo(f"{file}: {len(named)} blanks to fill in.")
    for line, key, wanted in named:
        click.echo(f"  line {line:>2}  {f'{key}: ' if key else ''}{wanted}")
    click.echo("Then: petechiae-cds knowledge check. Every key: docs/knowledge-format.md.")


def blanks(text: str) -> list[tuple[int, str, str]]:
    """Line from 1, key (empty for an item of a list) and what is wanted, for every blank of a template."""
    found = ((number, _BLANK.match(line)) for number, line in enumerate(text.splitlines(), 1))
    return [(number, blank["key"].strip("- "), blank["wanted"]) for number, blank in found if blank]
