"""The knowledge of a folder or of a git revision, read for a comparison."""

from __future__ import annotations

import io
import subprocess
import zipfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cds.cli.failures import InputUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["knowledge_at"]


@contextmanager
def knowledge_at(name: str, current: Path) -> Iterator[Path]:
    """The knowledge folder ``name``, or ``current`` as it stood in the git revision of that name.

    Raises InputUnusable when it is neither.
    """
    if Path(name).is_dir():
        yield Path(name)
        return
    with TemporaryDirectory(prefix="petechiae-knowledge-") as folder:
        # A zip: unpacked, it never leaves the folder. Python 3.11.2 knows no such filter for a tar.
        with zipfile.ZipFile(io.BytesIO(_archive(name, current))) as archive:
            archive.extractall(folder)
        yield Path(folder)


def _archive(revision: str, current: Path) -> bytes:
    if revision.startswith("-"):
        raise InputUnusable(f"{revision} is neither a folder nor a git revision.")
    command = ["git", "-C", str(current), "archive", "--format=zip", revision, "."]
    try:
        ran = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, and no option
    except OSError as error:
        raise InputUnusable(f"{_refused(revision)}, and git cannot be run: {error.strerror or error}.") from None
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        raise InputUnusable(f"{_refused(revision)} (git: {said[0] if said else 'no answer'}).")
    return ran.stdout


def _refused(revision: str) -> str:
    """How a name that cannot be used is told."""
    return f"{revision} is neither a folder nor a git revision that holds the knowledge"
