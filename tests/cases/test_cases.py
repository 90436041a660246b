"""Every case of the project holds. A case names findings; what it does not name is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.cases.own_cases import CASES, CaseJudge, read_cases
from rules.loading import KnowledgeError, load_knowledge

if TYPE_CHECKING:
    from pathlib import Path

    from cds.cases.own_cases import OwnCase

_CASES = read_cases()


@pytest.fixture(scope="module")
def judge() -> CaseJudge:
    return CaseJudge(load_knowledge())


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.file)
def test_the_case_holds(case: OwnCase, judge: CaseJudge) -> None:
    assert judge.judge(case).missed == ()


def test_there_are_cases_and_each_expects_something() -> None:
    assert len(_CASES) >= 90
    assert [case.file for case in _CASES if case.first is None and not case.within_3] == []


def test_no_two_cases_tell_the_same() -> None:
    told = [(case.age_days, case.sex, frozenset(case.findings.items())) for case in _CASES]
    assert len(set(told)) == len(told)


_SOUND = (CASES / "platelet_destruction" / "itp_child.yaml").read_text("utf-8")


def _broken(folder: Path, old: str, new: str) -> Path:
    assert old in _SOUND
    (folder / "case.yaml").write_text(_SOUND.replace(old, new), "utf-8")
    return folder


def test_a_turned_expectation_is_missed(tmp_path: Path, judge: CaseJudge) -> None:
    (case,) = read_cases(_broken(tmp_path, "first: itp_child", "first: ttp"))
    (missed,) = judge.judge(case).missed
    assert missed.startswith("ttp is ")


def test_a_gate_that_does_not_fire_is_missed(tmp_path: Path, judge: CaseJudge) -> None:
    (case,) = read_cases(_broken(tmp_path, "first: itp_child", "first: itp_child\n  gates: [strang]"))
    (missed,) = judge.judge(case).missed
    assert missed.startswith("the gate strang is ")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (("fever: absent", "fever: maybe"), "findings.fever"),
        (("fever: absent", "fevre: absent"), "findings.fevre"),
        (("first: itp_child", "first: itp_chidl"), "expect"),
        (("first: itp_child", "first: itp_child\n  gates: [nosuch]"), "expect"),
    ],
)
def test_what_the_knowledge_does_not_have_is_named(
    tmp_path: Path, judge: CaseJudge, change: tuple[str, str], path: str
) -> None:
    (case,) = read_cases(_broken(tmp_path, *change))
    with pytest.raises(KnowledgeError) as caught:
        judge.judge(case)
    assert [problem.path for problem in caught.value.problems] == [path]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("age: 4 y", "age: four", "patient.age"),
        ("age: 4 y", "age: 4 y, sex: girl", "patient.sex"),
        ("expect:", "expects:", "expects"),
        ("fever: absent", "fever: absent\n  fever: present", ""),
    ],
)
def test_a_file_that_is_no_case_is_named(tmp_path: Path, old: str, new: str, path: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read_cases(_broken(tmp_path, old, new))
    assert "case.yaml" in str(caught.value)
    assert path in str(caught.value)
