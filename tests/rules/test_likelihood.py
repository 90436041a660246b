"""What findings weigh: alone, from text, together with others of their group, and less what their silence weighed."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import TYPE_CHECKING

import pytest

import rules.likelihood
from rules.identifiers import FindingId
from rules.likelihood import LikelihoodTable
from rules.logic import Truth
from rules.reasons import Finding
from tests.rules.builders import PARAMETERS, binary, cause, knowledge, said, states

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import Knowledge

FEVER, CHILLS = FindingId("fever"), FindingId("chills")


def known() -> Knowledge:
    """Fever and chills, one group, usually recorded; the first cause lists both, the second fever only."""
    findings = (
        binary("fever", said("fever"), 0.2, documented=0.5, group="infection"),
        binary("chills", said("petechiae"), 0.1, group="infection"),
    )
    causes = (cause("sepsis", 1.0, {"fever": 0.9, "chills": 0.6}), cause("viral", 1.0, {"fever": 0.7}))
    return knowledge(
        findings={each.id: each for each in findings}, causes={each.id: each for each in causes}, triggers=()
    )


def weighed(table: LikelihoodTable, *found: FindingId) -> list[tuple[Finding, Mapping[int, float]]]:
    there = states("present")
    return [
        (Finding(each, each, there, Truth.PRESENT, (), each), table.recorded(each, there, from_text=False))
        for each in found
    ]


def silence_of_fever(table: LikelihoodTable, place: int) -> float:
    return dict(table.silence_of(place))[FEVER]


def test_together_the_largest_counts_fully_and_the_other_less() -> None:
    table = LikelihoodTable(known())
    fever, chills = log(0.9 / 0.2), log(0.6 / 0.1)
    together = table.together(weighed(table, FEVER, CHILLS))
    expected = chills + PARAMETERS.group_discount * fever - silence_of_fever(table, 0)
    assert together[0] == pytest.approx(expected)
    assert together[1] == pytest.approx(log(0.7 / 0.2) - silence_of_fever(table, 1))
    turned = table.together(weighed(table, CHILLS, FEVER))
    assert turned == pytest.approx(together)


def test_alone_it_weighs_itself_less_what_silence_weighed() -> None:
    table = LikelihoodTable(known())
    assert table.together(weighed(table, CHILLS)) == pytest.approx((log(0.6 / 0.1), 0.0))
    assert table.together(weighed(table, FEVER))[0] == pytest.approx(log(0.9 / 0.2) - silence_of_fever(table, 0))
    assert table.all_silent == pytest.approx((silence_of_fever(table, 0), silence_of_fever(table, 1)))


def test_what_only_text_says_weighs_less() -> None:
    table = LikelihoodTable(known())
    there = states("present")
    entered, heard = (table.recorded(FEVER, there, from_text=told) for told in (False, True))
    assert heard == pytest.approx({place: weight * PARAMETERS.text_weight for place, weight in entered.items()})


def test_weights_of_one_finding_are_one_object_for_good() -> None:
    table = LikelihoodTable(known())
    (_, weights), (_, again) = weighed(table, FEVER, FEVER)
    assert weights is again
    assert table.recorded(FEVER, states("present"), from_text=True) is not weights


def test_groups_are_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.likelihood, "_GROUPS_KEPT", 1)
    table = LikelihoodTable(known())
    first = table.together(weighed(table, FEVER))
    assert table.together(weighed(table, FEVER)) is first
    table.together(weighed(table, CHILLS))
    assert table.together(weighed(table, FEVER)) == first
    assert table.together(weighed(table, FEVER)) is not first


def test_without_a_cause_that_lists_it_a_finding_weighs_nothing() -> None:
    more = replace(known(), findings={**known().findings, FindingId("itch"): binary("itch", said("spreading"))})
    table = LikelihoodTable(more)
    assert table.recorded(FindingId("itch"), states("present"), from_text=False) == {}
    assert table.together(weighed(table, FindingId("itch"))) == (0.0, 0.0)
