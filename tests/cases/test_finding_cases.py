"""Every finding is tried on either side of its limits; the cases stand beside the knowledge."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from cds.cases.finding_cases import FindingJudge, read_finding_cases
from rules.chart import Sex
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.loading import KnowledgeError, load_knowledge
from tests.rules.builders import chart

if TYPE_CHECKING:
    from pathlib import Path

    from cds.cases.finding_cases import FindingCase
    from rules.identifiers import FindingId

KNOWLEDGE = load_knowledge()
CASES: dict[FindingId, list[FindingCase]] = defaultdict(list)
for _case in read_finding_cases():
    CASES[_case.finding].append(_case)


@pytest.fixture(scope="module")
def judge() -> FindingJudge:
    return FindingJudge(KNOWLEDGE)


def missed(case: FindingCase, judge: FindingJudge) -> str:
    """The states that are other than the case says; empty when it holds."""
    states = judge.states(case)
    return "" if states == case.states else f"{case}: {', '.join(sorted(states)) or 'unknown'}"


@pytest.mark.parametrize("finding", CASES)
def test_the_finding_is_as_its_cases_say(finding: FindingId, judge: FindingJudge) -> None:
    assert list(filter(None, (missed(case, judge) for case in CASES[finding]))) == []


def test_nothing_is_known_of_a_chart_that_says_nothing() -> None:
    nothing = ChartIndex(chart(age_days=None, sex=Sex.UNKNOWN), KNOWLEDGE)
    found = derive_findings(Evaluation(nothing, CompiledCriteria(KNOWLEDGE)))
    assert {name: finding.states for name, finding in found.items() if finding.states} == {}


def test_no_two_cases_of_a_finding_tell_the_same() -> None:
    told = [str(case) for cases in CASES.values() for case in cases]
    assert sorted({each for each in told if told.count(each) > 1}) == []


SOUND = """
units: {haemoglobin: g/L}
findings:
  haemoglobin:
    - {labs: {haemoglobin: 79}, until: 30, state: severe}
    - {said: [anaemia], since: 2, state: [low, severe], then: unknown}
"""


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in SOUND
    (folder / "blood.yaml").write_text(SOUND.replace(old, new, 1), "utf-8")
    return folder


def test_a_row_with_a_window_is_a_case_on_either_side_of_it(tmp_path: Path) -> None:
    cases = read_finding_cases(written(tmp_path))
    assert [(case.day, sorted(case.states)) for case in cases] == [
        (30, ["severe"]), (31, []), (2, ["low", "severe"]), (1, []),
    ]  # fmt: skip


def test_a_turned_expectation_is_missed(tmp_path: Path, judge: FindingJudge) -> None:
    case, older, *_ = read_finding_cases(written(tmp_path, "state: severe", "state: normal, then: low"))
    assert missed(case, judge).endswith(": severe")
    assert missed(older, judge).endswith(": unknown")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("until: 30, ", "until: 30, since: 30, ", "findings.haemoglobin[0].since"),
        ("since: 2, ", "", "findings.haemoglobin[1].then"),
        ("state: severe", "then: severe", "findings.haemoglobin[0].state"),
        ("{labs:", "{lab:", "findings.haemoglobin[0].lab"),
        ("- {said: [anaemia], since: 2, state: [low, severe], then: unknown}", "- anaemia", "findings.haemoglobin[1]"),
    ],
)
def test_a_row_that_is_not_as_it_must_be_is_named(tmp_path: Path, old: str, new: str, path: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read_finding_cases(written(tmp_path, old, new))
    assert path in str(caught.value)


@pytest.mark.parametrize("unit", ["{}", "{haemoglobin: g/dL}"])
def test_a_value_without_its_unit_or_in_another_one_is_refused(tmp_path: Path, unit: str) -> None:
    case, *_ = read_finding_cases(written(tmp_path, "{haemoglobin: g/L}", unit))
    with pytest.raises(KnowledgeError, match=r"units\.haemoglobin: must be told: g/L"):
        case.chart(KNOWLEDGE)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{haemoglobin: 79}", "{haemogoblin: low}", "there is no laboratory test haemogoblin"),
        ("{haemoglobin: 79}", "{haemoglobin: {valeu: 79}}", "does not know valeu"),
        ("{haemoglobin: 79}", "{haemoglobin: {value: 79, comparator: about}}", "there is no comparator about"),
        ("{haemoglobin: 79}", "{haemoglobin: {flag: lowish}}", "there is no flag lowish"),
        ("{haemoglobin: 79}", "{haemoglobin: {value: 79, sample: oxalate}}", "there is no sample oxalate"),
        ("{labs: {haemoglobin: 79}", "{said: [anaemai]", "there is no concept anaemai"),
        ("  haemoglobin:\n", "  haemogoblin:\n", "there is no such finding"),
        ("{labs: {haemoglobin: 79}", "{drugs: {warfarin: begun}", "does not know begun"),
    ],
)
def test_a_name_that_means_nothing_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    case, *_ = read_finding_cases(written(tmp_path, old, new))
    with pytest.raises(KnowledgeError, match=told):
        case.chart(KNOWLEDGE)
