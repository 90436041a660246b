"""Both sides of every limit of every finding have a case: whatever limit is shifted a little, some case notices.

The limits are all numbers in the rules of the findings: values, shares of a reference limit, ages, and windows of days.
A case notices when the finding with the shifted limit is not in the states that the case says.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from cds.cases.finding_cases import read_finding_cases
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import FindingId
from rules.loading import load_knowledge
from tests.shifted_limits import shifts_of_rules

KNOWLEDGE = load_knowledge()

UNTRIED = {
    "platelet_count": {
        "limit 10 down of platelet_count at_least 10.0 below 30.0 30.0",
        "limit 30 down of platelet_count at_least 30.0 below 50.0 30.0",
        "limit 50 down of platelet_count at_least 50.0 below 100.0 30.0",
        "limit 100 down of platelet_count at_least 100.0 below 150.0 30.0",
        "limit 150 down of platelet_count at_least 150.0 at_most 450.0 30.0",
    },
    "platelet_trend": {
        "below_fall 0.5 up of platelet_count 0.3 0.5 365.0",
        "fall 0.3 up of platelet_count 0.3 365.0",
    },
}
"""No chart tells these apart: the rule before takes all that lies on the other side of the limit."""


@pytest.fixture(scope="module")
def unnoticed() -> dict[FindingId, set[str]]:
    """By finding, what was shifted and no case noticed."""
    variants = {
        finding.id: {
            FindingId(f"{finding.id}-{n}"): (done, rules)
            for n, (done, rules) in enumerate(shifts_of_rules(finding.rules))
        }
        for finding in KNOWLEDGE.findings.values()
    }
    more = {
        name: replace(KNOWLEDGE.findings[finding], id=name, rules=rules)
        for finding, made in variants.items()
        for name, (_, rules) in made.items()
    }
    criteria = CompiledCriteria(replace(KNOWLEDGE, findings=MappingProxyType({**KNOWLEDGE.findings, **more})))
    left = {finding: {name: done for name, (done, _) in made.items()} for finding, made in variants.items()}
    for case in read_finding_cases():
        found = derive_findings(Evaluation(ChartIndex(case.chart(KNOWLEDGE), KNOWLEDGE), criteria))
        for name in [name for name in left[case.finding] if found[name].states != case.states]:
            del left[case.finding][name]
    return {finding: set(names.values()) for finding, names in left.items()}


@pytest.mark.parametrize(
    "finding", [finding.id for finding in KNOWLEDGE.findings.values() if any(shifts_of_rules(finding.rules))]
)
def test_some_case_notices_every_shift_of_a_limit(unnoticed: dict[FindingId, set[str]], finding: FindingId) -> None:
    assert unnoticed[finding] == UNTRIED.get(finding, set())
