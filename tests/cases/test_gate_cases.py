"""Every gate is tried just over, just under, and where the chart does not say; the cases stand beside the knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.cases.gate_cases import GATE_CASES, Expected, GateJudge, read_gate_cases
from rules.criteria import AllOf, AnyOf, AtLeast, FirstKnown, Said
from rules.loading import KnowledgeError, load_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cds.cases.gate_cases import GateCase
    from rules.criteria import Criterion

_CASES = read_gate_cases()


@pytest.fixture(scope="module")
def judge() -> GateJudge:
    return GateJudge(load_knowledge())


@pytest.mark.parametrize("case", _CASES, ids=str)
def test_the_gate_answers_as_the_case_says(case: GateCase, judge: GateJudge) -> None:
    assert judge.missed(case) == ""


def test_every_gate_has_cases_met_not_met_and_unknown() -> None:
    tried = {(case.gate, case.expected) for case in _CASES}
    due = {(gate, expected) for gate in load_knowledge().gates for expected in Expected}
    assert due - tried == set()


def test_no_two_cases_of_a_gate_tell_the_same() -> None:
    told = [(case.gate, repr(sorted(case.chart.items()))) for case in _CASES]
    assert sorted({each for each in told if told.count(each) > 1}) == []


def test_a_criterion_of_several_signs_has_words_of_its_own() -> None:
    """Without them a card would call pain under the ribs by the first of the signs, eclampsia."""
    wordless = [
        (gate.id, sorted(part.concepts))
        for gate in load_knowledge().gates.values()
        for part in _lines(gate.when)
        if isinstance(part, Said) and len(part.concepts) > 1
    ]
    assert wordless == []


def _lines(criterion: Criterion) -> Iterator[Criterion]:
    """The parts of a gate that a card tells by words the knowledge does not give."""
    if not getattr(criterion, "label", ""):
        yield criterion
        if isinstance(criterion, AllOf | AnyOf | FirstKnown | AtLeast):
            for part in criterion.parts:
                yield from _lines(part)


_SOUND = (GATE_CASES / "clump.yaml").read_text("utf-8")


def _broken(folder: Path, old: str, new: str) -> Path:
    assert old in _SOUND
    (folder / "clump.yaml").write_text(_SOUND.replace(old, new), "utf-8")
    return folder


def test_a_turned_expectation_is_missed(tmp_path: Path, judge: GateJudge) -> None:
    turned = _SOUND.replace("\nmet:", "\nother:").replace("\nnot_met:", "\nmet:").replace("\nother:", "\nnot_met:")
    (tmp_path / "clump.yaml").write_text(turned, "utf-8")
    missed = [judge.missed(case) for case in read_gate_cases(tmp_path) if case.expected is not Expected.UNKNOWN]
    assert len(missed) == len(list(filter(None, missed))) > 1


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("gate: clump", "gate: clumps", "gate"),
        ("\nunknown:", "\nunknwon:", "unknwon"),
        ("45 y", "four", "chart.age"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_named(tmp_path: Path, old: str, new: str, path: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read_gate_cases(_broken(tmp_path, old, new))
    assert path in [problem.path for problem in caught.value.problems]


def test_a_name_the_knowledge_does_not_have_is_told(tmp_path: Path, judge: GateJudge) -> None:
    case = read_gate_cases(_broken(tmp_path, "platelet_count:", "plaetlet_count:"))[0]
    with pytest.raises(KnowledgeError, match="there is no laboratory test plaetlet_count"):
        judge.missed(case)


def test_a_detail_that_means_nothing_is_told(tmp_path: Path, judge: GateJudge) -> None:
    case = read_gate_cases(_broken(tmp_path, "platelet_count: 31", "platelet_count: {value: 31, hihg: 450}"))[0]
    with pytest.raises(KnowledgeError, match="does not know hihg"):
        judge.missed(case)
