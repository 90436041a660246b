"""The next tests and what each would tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.cards.wording import upper_first

if TYPE_CHECKING:
    from rules.reasons import Assessment

__all__ = ["NextTest", "next_tests"]


@dataclass(frozen=True, slots=True)
class NextTest:
    """``group`` is now, next or if unexplained; ``causes`` (labels) are why it is asked for here."""

    label: str
    group: str
    mandatory: bool
    why: str
    separates: str
    causes: tuple[str, ...]
    cause_ids: str


def next_tests(assessment: Assessment) -> tuple[NextTest, ...]:
    """Tests not yet resulted, pending or drafted, in the order they are meant."""
    ids = {ranked.label: str(ranked.cause.id) for ranked in assessment.causes}
    return tuple(
        NextTest(
            suggested.test.label,
            suggested.group.value,
            suggested.mandatory,
            upper_first(suggested.because or suggested.test.why),
            suggested.test.separates,
            suggested.for_causes,
            " ".join(ids[label] for label in suggested.for_causes if label in ids),
        )
        for suggested in assessment.tests
    )
