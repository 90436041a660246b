"""From a folder of YAML to frozen knowledge, or to all that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.loading.cache import cache_file, read_cache, write_cache
from rules.loading.freezing import freeze
from rules.loading.sources import content_hash, read_sources

if TYPE_CHECKING:
    from rules.definitions import Knowledge
    from rules.loading.sources import Source
    from rules.loading.validation import Files

__all__ = ["load_knowledge"]

_SHIPPED = Path(__file__).parent.parent / "knowledge"


def load_knowledge(directory: Path = _SHIPPED, cache: Path | None = None) -> Knowledge:
    """Read, validate and freeze the knowledge in ``directory``.

    ``cache`` is a folder for the validated form, which makes the next start fast; None uses none. Raises
    KnowledgeError with every problem when the knowledge cannot be used.
    """
    sources = read_sources(directory)
    knowledge_hash = content_hash((source.name, source.content) for source in sources)
    if cache is None:
        return freeze(_checked(sources), knowledge_hash)
    file = cache_file(cache, knowledge_hash)
    cached = _frozen_or_none(read_cache(file), knowledge_hash)
    if cached is not None:
        return cached
    files = _checked(sources)
    write_cache(file, files)
    return freeze(files, knowledge_hash)


def _checked(sources: tuple[Source, ...]) -> Files:
    from rules.loading.checking import checked  # noqa: PLC0415 - a start that finds a cache does without

    return checked(sources)


def _frozen_or_none(cached: Any, knowledge_hash: str) -> Knowledge | None:
    try:
        return freeze(cached, knowledge_hash)
    except (AttributeError, KeyError, TypeError, ValueError):  # not what was written: validate again
        return None
