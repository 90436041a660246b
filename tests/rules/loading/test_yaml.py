"""Files as bytes: what YAML may do and what a plain word means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.identifiers import AdviceId, FindingId, State
from rules.loading import load_knowledge
from rules.loading.checking import check_knowledge
from tests.rules.loading.folders import knowledge_files, write

if TYPE_CHECKING:
    from pathlib import Path

ADVICE = "id: rest\nkind: history\ntext: {text}\nbasis: expert estimate\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, knowledge_files())


def problems(folder: Path, content: bytes) -> list[str]:
    (folder / "advice/rest.yaml").write_bytes(content)
    return [str(problem) for problem in check_knowledge(folder)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"id: rest\nkind: history\nid: rest\ntext: b\nbasis: recalled\n", "id: is given twice (again in line 3)"),
        (
            b"id: rest\nkind: history\ntext: b\nbasis:\n  kind: recalled\n  kind: recalled\n",
            "kind: is given twice (again in line 6)",
        ),
        (b"", "is empty"),
        (b"# only a comment\n", "is empty"),
        (b"- a\n- b\n", "must be a mapping of keys to values"),
        (b"? [a, b]\n: c\n", "is not YAML: line 1, column 3: a key must be a word"),
        (b"id: rest\n---\nid: rest\n", "is not YAML: line 2, column 1: but found another document"),
        (b"id: *nowhere\n", "is not YAML: line 1, column 5: found undefined alias"),
        (b"id: &word [*word]\n", "is not YAML: line 1, column 5: found unconstructable recursive node"),
        (b"when: &when {not: *when}\n", "is not YAML: line 1, column 7: found unconstructable recursive node"),
    ],
)
def test_a_file_that_is_not_one_plain_mapping_is_refused(folder: Path, content: bytes, reason: str) -> None:
    assert problems(folder, content) == [f"advice/rest.yaml: {reason}"]


def test_a_mapping_without_keys_lacks_them_all(folder: Path) -> None:
    missing = ("basis", "id", "kind", "text")
    assert sorted(problems(folder, b"{}")) == [f"advice/rest.yaml: {key}: is missing" for key in missing]


@pytest.mark.parametrize("content", [b"id: [rest\n", b"id: \xff\xfe\xfa\n", b"id: !!python/name:os.system x\n"])
def test_broken_or_dangerous_yaml_is_refused(folder: Path, content: bytes) -> None:
    (problem,) = problems(folder, content)
    assert problem.startswith("advice/rest.yaml: is not YAML: ")


@pytest.mark.parametrize("word", ["no", "on", "2020-01-01", "10_29", "12:30", "0x1f", ".nan", ".inf", "1.2.3", "<<"])
def test_a_plain_word_stays_a_word(folder: Path, word: str) -> None:
    (folder / "advice/rest.yaml").write_text(ADVICE.format(text=word))
    assert load_knowledge(folder).advice[AdviceId("rest")].text == word


@pytest.mark.parametrize("number", ["1", "-1.5", "1e3", ".5", "true", "007"])
def test_a_number_is_no_word(folder: Path, number: str) -> None:
    (problem,) = problems(folder, ADVICE.format(text=number).encode())
    assert problem.startswith("advice/rest.yaml: text: must be text; put it in quotes")


def test_a_state_that_looks_like_a_number_is_a_key_all_the_same(folder: Path) -> None:
    file = folder / "findings/count.yaml"
    file.write_text(file.read_text().replace("'10_29'", "10_29"))
    assert load_knowledge(folder).findings[FindingId("count")].leak[State("10_29")] == pytest.approx(0.09)


def test_anchors_are_read(folder: Path) -> None:
    assert problems(folder, b"id: rest\nkind: &word history\ntext: *word\nbasis: recalled\n") == []
