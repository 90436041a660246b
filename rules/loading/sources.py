"""The files of a knowledge folder: which there are, what is in them, and the hash that names them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rules.loading.problems import KnowledgeError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Source", "content_hash", "read_sources"]

_CASES = "cases"
_NOT_KNOWLEDGE = ".md"


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path below the knowledge folder and its bytes."""

    path: PurePosixPath
    content: bytes

    @property
    def folder(self) -> str:
        """The folder it lies in, such as ``drugs/classes``; a dot for the top."""
        return self.path.parent.as_posix()


def read_sources(directory: Path) -> tuple[Source, ...]:
    """Every file below ``directory`` in order of path, without hidden files, Markdown and the cases.

    Cases test the knowledge and are no part of it: adding one does not change its version.

    Raises KnowledgeError when the folder or a file in it cannot be read.
    """
    if not directory.is_dir():
        raise KnowledgeError((Problem(str(directory), "", "is not a folder"),))
    sources = []
    # Not by pathlib, which takes as long over thousands of names as the reading of the files.
    for folder, folders, names in os.walk(directory):
        inside = PurePosixPath(Path(folder).relative_to(directory).as_posix())
        folders[:] = [name for name in folders if not name.startswith(".") and (inside.parts or name != _CASES)]
        for name in names:
            if not name.startswith(".") and not name.endswith(_NOT_KNOWLEDGE):
                path = inside / name
                sources.append(Source(path, _content(Path(folder, name), path.as_posix())))
    return tuple(sorted(sources, key=lambda source: source.path.as_posix()))


def content_hash(parts: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names and contents in the order given, in hexadecimal."""
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _content(file: Path, name: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise KnowledgeError((Problem(name, "", f"cannot be read: {error.strerror}"),)) from error
