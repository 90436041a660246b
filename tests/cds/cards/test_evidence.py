"""A reason and its datum in one phrase: nothing said twice, nothing left open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cds.cards.context import Consultation
from cds.cards.evidence import AlreadyShown, criterion_line, datum_words, reason
from rules.chart import Chart
from rules.logic import Truth
from tests.cds.cards.builders import NOW, assessment, at, context, criterion, datum, row


@pytest.mark.parametrize(
    ("label", "phrase"),
    [
        ("low fibrinogen", "low fibrinogen: 110 mg/dL"),
        ("low fibrinogen or high ferritin", "low fibrinogen or high ferritin: fibrinogen 110 mg/dL"),
        ("fibrinogen 1.5 or less", "fibrinogen 1.5 or less: 110 mg/dL"),
        ("fibrinogen under 1.5 or over 5", "fibrinogen under 1.5 or over 5: 110 mg/dL"),
        ("consumption", "consumption: fibrinogen 110 mg/dL"),
    ],
)
def test_of_a_reason_that_names_several_tests_the_value_says_which(label: str, phrase: str) -> None:
    consultation = Consultation(assessment(), Chart(NOW), context())
    words = datum_words(datum("fibrinogen", "110 mg/dL", at()), label, consultation, AlreadyShown())
    assert words.startswith(f"{phrase} (")


def test_a_no_that_several_results_make_tells_two_of_them() -> None:
    consultation = Consultation(assessment(), Chart(NOW), context())
    vitals = (datum("pulse", "112 /min", at()), datum("systolic pressure", "104 mmHg", at(), source="Observation/o2"))
    calm = row("no sign of severe illness", -1, *vitals)
    assert calm.finding is not None
    denied = replace(calm, finding=replace(calm.finding, truth=Truth.ABSENT))
    assert "pulse 112 /min (" in reason(denied, consultation, AlreadyShown())
    assert "systolic pressure 104 mmHg" in reason(denied, consultation, AlreadyShown())
    assert "systolic" not in reason(calm, consultation, AlreadyShown())


def test_of_a_criterion_that_many_entries_meet_two_are_told() -> None:
    entries = [datum(name, "1", at(), source=f"Observation/{name}") for name in ("first", "second", "third")]
    line = criterion_line(
        criterion("signs", *entries), Consultation(assessment(), Chart(NOW), context()), AlreadyShown()
    )
    assert "first" in line
    assert "second" in line
    assert "third" not in line
