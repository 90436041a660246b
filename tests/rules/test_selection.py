"""How telling a test is; which tests find room is told with the workup."""

from __future__ import annotations

import pytest

from rules.identifiers import CauseId, TestId
from rules.selection import specificity
from tests.rules.builders import cause, knowledge, test_definition


@pytest.mark.parametrize(("asking", "expected"), [(0, 1.0), (1, 1.0), (4, 0.0)])
def test_specificity_runs_from_one_cause_to_all(asking: int, expected: float) -> None:
    causes = [cause(f"c{n}", 1.0, {}, first_line=(TestId("t"),) if n < asking else ()) for n in range(4)]
    known = knowledge(causes={c.id: c for c in causes}, tests={TestId("t"): test_definition("t")})
    assert specificity(known)[TestId("t")] == pytest.approx(expected)
    assert CauseId("c0") in known.causes
