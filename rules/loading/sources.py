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
    """One file: its path below the knowledge folder, with slashes, and its bytes."""

    name: str
    content: bytes

    @property
    def folder(self) -> str:
        """The folder it lies in, such as ``drugs/classes``; a dot for the top."""
        return self.name.rpartition("/")[0] or "."

    @property
    def stem(self) -> str:
        """The name of the file itself, without its ending."""
        return PurePosixPath(self.name).stem


def read_sources(directory: Path) -> tuple[Source, ...]:
    """Every file below ``directory`` in order of path, without hidden files, Markdown and the cases.

    Cases test the knowledge and are no part of it: adding one does not change its version.

    Raises KnowledgeError when the folder or a file in it cannot be read.
    """
    if not directory.is_dir():
        raise KnowledgeError((Problem(str(directory), "", "is not a folder"),))
    found = []
    # Not by pathlib, which takes longer over thousands of names than the reading of the files.
    for folder, folders, names in os.walk(directory):
        inside = Path(folder).relative_to(directory).as_posix()
        inside = "" if inside == "." else f"{inside}/"
        folders[:] = [name for name in folders if not name.startswith(".") and (inside or name != _CASES)]
        found += [
            (f"{inside}{name}", os.path.join(folder, name))  # noqa: PTH118 - see above
            for name in names
            if not name.startswith(".") and not name.endswith(_NOT_KNOWLEDGE)
        ]
    return tuple(Source(name, _content(file, name)) for name, file in sorted(found))


def content_hash(parts: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names and contents in the order given, in hexadecimal."""
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _content(file: str, name: str) -> bytes:
    try:
        with open(file, "rb", buffering=0) as stream:  # noqa: PTH123 - see above
            return stream.read()
    except OSError as error:
        raise KnowledgeError((Problem(name, "", f"cannot be read: {error.strerror}"),)) from error
