"""Cases lie beside the knowledge and are no part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.loading.sources import read_sources

if TYPE_CHECKING:
    from pathlib import Path


def test_cases_are_left_out_and_other_folders_are_not(tmp_path: Path) -> None:
    for folder in ("cases/topic", "causes"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "one.yaml").write_text("id: one\n", encoding="utf-8")
    assert [source.name for source in read_sources(tmp_path)] == ["causes/one.yaml"]
