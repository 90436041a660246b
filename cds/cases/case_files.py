"""Files of cases: each YAML document checked against its schema, what is wrong collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from rules.loading.problems import Problem, located
from rules.loading.sources import Source
from rules.loading.strict_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from marshmallow import Schema

__all__ = ["loaded_files"]


def loaded_files(
    folder: Path, names: list[str], schema: Schema, problems: list[Problem]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and validated content of each file of ``folder``; a file that is not as it must be adds to ``problems``."""
    for name in names:
        document, wrong = read_yaml(Source(name, (folder / name).read_bytes()))
        problems += wrong
        if document is None:
            continue
        try:
            yield name, schema.load(document)
        except ValidationError as error:
            problems += [Problem(name, path, reason) for path, reason in located(error.messages)]
