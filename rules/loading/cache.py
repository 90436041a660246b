"""The validated knowledge as JSON, so that a start need not read and validate YAML again.

A cache is a convenience: one that cannot be read or written is passed over. Its name holds the hash of the knowledge
and of this package's own sources, so either change makes it stale. Whoever can write to the folder can change the
knowledge; keep it writable by the service alone.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.loading.sources import content_hash

if TYPE_CHECKING:
    from rules.loading.validation import Files

__all__ = ["cache_file", "read_cache", "write_cache"]


def cache_file(folder: Path, knowledge_hash: str) -> Path:
    """The file for knowledge with this content hash, read by this version of the loader."""
    name = content_hash((("knowledge", knowledge_hash.encode()), ("loader", _loader_hash().encode())))
    return folder / f"knowledge-{name}.json"


def read_cache(file: Path) -> Any:
    """What was written; None when there is nothing or it is not JSON."""
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None


def write_cache(file: Path, files: Files) -> None:
    """Write so that a reader sees the whole file or none. A disk that refuses is passed over."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".knowledge-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(files, stream, ensure_ascii=False, separators=(",", ":"))
            Path(temporary).replace(file)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


@cache
def _loader_hash() -> str:
    own = sorted(Path(__file__).parent.glob("*.py"))
    return content_hash((source.name, source.read_bytes()) for source in own)
