"""The cache is used when it fits and passed over when it does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rules.identifiers import AdviceId, FindingId
from rules.loading import KnowledgeError, load_knowledge
from rules.loading import cache as cache_module
from tests.rules.loading.folders import knowledge_files, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "knowledge", knowledge_files())


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def only_file(cache: Path) -> Path:
    (file,) = cache.iterdir()
    return file


def mark(file: Path) -> None:
    """Change a word in the cache, to tell what is read from it."""
    content = json.loads(file.read_text(encoding="utf-8"))
    content["advice"]["rest"]["text"] = "from the cache"
    file.write_text(json.dumps(content))


def test_a_start_without_a_cache_writes_one(folder: Path, cache: Path) -> None:
    loaded = load_knowledge(folder, cache)
    assert only_file(cache).name.startswith("knowledge-")
    assert only_file(cache).suffix == ".json"
    assert loaded == load_knowledge(folder)


def test_the_next_start_reads_it_and_gives_the_same(folder: Path, cache: Path) -> None:
    first = load_knowledge(folder, cache)
    assert load_knowledge(folder, cache) == first
    mark(only_file(cache))
    assert load_knowledge(folder, cache).advice[AdviceId("rest")].text == "from the cache"


def test_the_order_of_findings_is_kept(folder: Path, cache: Path) -> None:
    files = knowledge_files()
    write(folder, {"findings/aaa.yaml": files["findings/ill.yaml"] | {"id": "aaa", "when": {"finding": "ill"}}})
    first = list(load_knowledge(folder, cache).findings)
    assert list(load_knowledge(folder, cache).findings) == first
    assert first.index(FindingId("ill")) < first.index(FindingId("aaa"))


def test_changed_knowledge_is_read_anew(folder: Path, cache: Path) -> None:
    load_knowledge(folder, cache)
    mark(only_file(cache))
    write(folder, {"advice/rest.yaml": knowledge_files()["advice/rest.yaml"] | {"text": "Sleep."}})
    assert load_knowledge(folder, cache).advice[AdviceId("rest")].text == "Sleep."


def test_a_changed_loader_reads_anew(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_knowledge(folder, cache)
    mark(only_file(cache))
    monkeypatch.setattr(cache_module, "_loader_hash", lambda: "another")
    assert load_knowledge(folder, cache).advice[AdviceId("rest")].text == "Rest."


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"null", b"[]", b"{}", b'{"parameters": 3}'])
def test_a_corrupt_cache_is_passed_over_and_mended(folder: Path, cache: Path, content: bytes) -> None:
    right = load_knowledge(folder, cache)
    only_file(cache).write_bytes(content)
    assert load_knowledge(folder, cache) == right
    mark(only_file(cache))
    assert load_knowledge(folder, cache).advice[AdviceId("rest")].text == "from the cache"


def test_a_cache_that_cannot_be_written_is_passed_over(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert load_knowledge(folder, file / "cache").version == load_knowledge(folder).version


def test_a_cache_that_is_a_folder_is_passed_over(folder: Path, cache: Path) -> None:
    right = load_knowledge(folder, cache)
    file = only_file(cache)
    file.unlink()
    file.mkdir()
    (file / "inside").touch()
    assert load_knowledge(folder, cache) == right
    assert only_file(cache) == file


def test_wrong_knowledge_is_never_cached(folder: Path, cache: Path) -> None:
    write(folder, {"advice/rest.yaml": {"id": "rest"}})
    with pytest.raises(KnowledgeError):
        load_knowledge(folder, cache)
    assert not cache.exists()
