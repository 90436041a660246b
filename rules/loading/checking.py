"""Everything that can be wrong with a folder of knowledge. Needed when no validated form of it was kept."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rules.loading.agreement import disagreements
from rules.loading.doubts import doubts
from rules.loading.kinds import Kind
from rules.loading.lines import with_lines
from rules.loading.mentions import unknown_mentions
from rules.loading.ordering import circles, in_order
from rules.loading.problems import KnowledgeError, Problem
from rules.loading.sources import read_sources
from rules.loading.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

    from rules.loading.sources import Source
    from rules.loading.validation import Files

__all__ = ["check_knowledge", "checked", "doubt_knowledge", "plain_knowledge"]


def check_knowledge(directory: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the knowledge in ``directory``, in order of file; empty when it can be used."""
    try:
        sources = read_sources(directory)
    except KnowledgeError as error:
        return error.problems
    return _examined(sources)[1]


def doubt_knowledge(directory: Path) -> tuple[Problem, ...]:
    """What is allowed in ``directory`` but worth a second look, each with its line, in order of file.

    Raises KnowledgeError when the knowledge cannot be used.
    """
    found = with_lines(doubts(plain_knowledge(directory)), directory)
    return tuple(sorted(found, key=lambda doubt: (doubt.file, doubt.line)))


def plain_knowledge(directory: Path) -> Files:
    """The validated files of ``directory`` as plain data. Raises KnowledgeError when they cannot be used."""
    return checked(read_sources(directory))


def checked(sources: tuple[Source, ...]) -> Files:
    """The validated files as plain data, findings after those they rest on. Raises KnowledgeError."""
    files, problems = _examined(sources)
    if problems:
        raise KnowledgeError(problems)
    findings = files[Kind.FINDINGS]
    files[Kind.FINDINGS] = {name: findings[name] for name in in_order(files, Kind.FINDINGS)}
    return files


def _examined(sources: tuple[Source, ...]) -> tuple[Files, tuple[Problem, ...]]:
    files, problems = validate(sources)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for source in sources:
        names[source.folder].add(source.stem)
    problems.extend(unknown_mentions(files, names))
    problems.extend(circles(files))
    problems.extend(disagreements(files))
    return files, tuple(sorted(problems, key=lambda problem: problem.file))
