"""From a folder of YAML to frozen knowledge, or to all that is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.loading.agreement import disagreements
from rules.loading.cache import cache_file, read_cache, write_cache
from rules.loading.doubts import doubts
from rules.loading.freezing import freeze
from rules.loading.kinds import Kind
from rules.loading.lines import with_lines
from rules.loading.mentions import unknown_mentions
from rules.loading.ordering import circles, in_order
from rules.loading.problems import KnowledgeError, Problem
from rules.loading.sources import content_hash, read_sources
from rules.loading.validation import validate

if TYPE_CHECKING:
    from rules.definitions import Knowledge
    from rules.loading.sources import Source
    from rules.loading.validation import Files

__all__ = ["check_knowledge", "doubt_knowledge", "load_knowledge", "plain_knowledge"]

_SHIPPED = Path(__file__).parent.parent / "knowledge"


def load_knowledge(directory: Path = _SHIPPED, cache: Path | None = None) -> Knowledge:
    """Read, validate and freeze the knowledge in ``directory``.

    ``cache`` is a folder for the validated form, which makes the next start fast; None uses none. Raises
    KnowledgeError with every problem when the knowledge cannot be used.
    """
    sources = read_sources(directory)
    knowledge_hash = content_hash((source.path.as_posix(), source.content) for source in sources)
    if cache is None:
        return freeze(_checked(sources), knowledge_hash)
    file = cache_file(cache, knowledge_hash)
    cached = _frozen_or_none(read_cache(file), knowledge_hash)
    if cached is not None:
        return cached
    files = _checked(sources)
    write_cache(file, files)
    return freeze(files, knowledge_hash)


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
    return _checked(read_sources(directory))


def _checked(sources: tuple[Source, ...]) -> Files:
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
        names[source.folder].add(source.path.stem)
    problems.extend(unknown_mentions(files, names))
    problems.extend(circles(files))
    problems.extend(disagreements(files))
    return files, tuple(sorted(problems, key=lambda problem: problem.file))


def _frozen_or_none(cached: Any, knowledge_hash: str) -> Knowledge | None:
    try:
        return freeze(cached, knowledge_hash)
    except (AttributeError, KeyError, TypeError, ValueError):  # not what was written: validate again
        return None
