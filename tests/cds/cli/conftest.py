from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from click.testing import CliRunner

from cds.cli import main
from tests.cds.cli.charts import small_knowledge

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


class Run(Protocol):
    def __call__(self, *arguments: str, stdin: bytes | str | None = None) -> Result: ...


@pytest.fixture(scope="session")
def knowledge_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_knowledge(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, knowledge_folder: Path) -> Run:
    """Runs the command over the small knowledge; nothing may escape but an exit code."""
    monkeypatch.setenv("PETECHIAE_KNOWLEDGE_DIR", str(knowledge_folder))
    monkeypatch.setenv("PETECHIAE_CACHE_DIR", str(tmp_path / "no-cache"))

    def invoke(*arguments: str, stdin: bytes | str | None = None) -> Result:
        result = CliRunner().invoke(main, arguments, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke
