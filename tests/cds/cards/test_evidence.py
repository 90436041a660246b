"""A reason and its datum in one phrase: nothing said twice, nothing left open."""

from __future__ import annotations

import pytest

from cds.cards.context import Consultation
from cds.cards.evidence import AlreadyShown, datum_words
from rules.chart import Chart
from tests.cds.cards.builders import NOW, assessment, at, context, datum


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
