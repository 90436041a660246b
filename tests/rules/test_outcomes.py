"""What a finding says in each of its states."""

from __future__ import annotations

import pytest

from rules.logic import Truth
from rules.outcomes import outcome
from tests.rules.builders import binary, platelet_finding, said, states


@pytest.mark.parametrize(
    ("names", "label", "shown"),
    [
        (("low",), "", "low platelets"),
        (("low", "normal"), "", "low platelets or normal platelets"),
        (("low", "normal"), "platelets counted", "platelets counted"),
    ],
)
def test_a_finding_says_what_its_states_are_called_unless_the_rule_has_words(
    names: tuple[str, ...], label: str, shown: str
) -> None:
    found = outcome(platelet_finding(), states(*names), label)
    assert (found.truth, found.shown) == (Truth.PRESENT, shown)


def test_a_binary_finding_without_labels_is_told_by_its_own() -> None:
    fever = binary("fever", said("fever"))
    assert outcome(fever, states("present")).shown == "Fever"
    assert (outcome(fever, states("absent")).truth, outcome(fever, states("absent")).shown) == (
        Truth.ABSENT,
        "no fever",
    )
