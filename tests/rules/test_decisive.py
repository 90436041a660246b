"""Which first-line tests would tell about a cause."""

from __future__ import annotations

import pytest

from rules.decisive import decisive
from rules.identifiers import CauseId, FindingId, TestId
from tests.rules.builders import cause, knowledge, test_definition

TELLS, SILENT = TestId("tells"), TestId("silent")


@pytest.mark.parametrize(("share", "strong"), [(0.99, True), (0.3, False)], ids=["weighs strongly", "weighs little"])
def test_a_test_tells_when_a_finding_it_settles_weighs_strongly(share: float, strong: bool) -> None:
    tests = {TELLS: test_definition("tells", tells=(FindingId("fever"),)), SILENT: test_definition("silent")}
    made = cause("c", 1.0, {"fever": share}, first_line=(TELLS, SILENT))
    found = decisive(knowledge(causes={made.id: made}, tests=tests))
    assert found == {CauseId("c"): ((TELLS, (FindingId("fever"),)),) if strong else ()}


def test_what_confirms_a_cause_is_not_among_them() -> None:
    tests = {TELLS: test_definition("tells", tells=(FindingId("fever"),))}
    made = cause("c", 1.0, {"fever": 0.99}, first_line=(TELLS,), confirmatory=(TELLS,))
    assert decisive(knowledge(causes={made.id: made}, tests=tests)) == {CauseId("c"): ()}
