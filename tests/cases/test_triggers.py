"""What makes the service speak, where a boundary was hard won."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.loading import load_knowledge
from rules.triggers import holding_triggers
from tests.rules.builders import chart, result, statement

if TYPE_CHECKING:
    from rules.definitions import Knowledge


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def speaks(knowledge: Knowledge, *entries: object) -> bool:
    results = [entry for entry in entries if hasattr(entry, "lab")]
    statements = [entry for entry in entries if not hasattr(entry, "lab")]
    index = ChartIndex(chart(results=results, statements=statements), knowledge)  # type: ignore[arg-type]
    evaluation = Evaluation(index, CompiledCriteria(knowledge))
    derive_findings(evaluation)
    return bool(holding_triggers(evaluation))


FEVER = statement("fever", days=2)
SPLEEN = statement("splenomegaly", days=2)


def test_fever_spleen_ferritin_and_anaemia_without_a_count_speak(knowledge: Knowledge) -> None:
    known = (FEVER, SPLEEN, result("ferritin", 500), result("haemoglobin", 64))
    assert speaks(knowledge, *known)
    assert speaks(knowledge, *known, result("platelet_count", 240, days=8))
    assert not speaks(knowledge, *known, result("platelet_count", 240, days=7))


@pytest.mark.parametrize("missing", range(4))
def test_each_part_of_it_is_needed(knowledge: Knowledge, missing: int) -> None:
    known = [FEVER, SPLEEN, result("ferritin", 500), result("haemoglobin", 64)]
    del known[missing]
    assert not speaks(knowledge, *known)


def test_ferritin_of_499_is_not_enough(knowledge: Knowledge) -> None:
    assert not speaks(knowledge, FEVER, SPLEEN, result("ferritin", 499), result("haemoglobin", 64))


def test_blood_in_the_urine_speaks_in_leukaemia_alone(knowledge: Knowledge) -> None:
    leukaemia = statement("apl", days=100)
    assert speaks(knowledge, leukaemia, statement("haematuria", days=14))
    assert not speaks(knowledge, leukaemia, statement("haematuria", days=15))
    assert not speaks(knowledge, statement("haematuria", days=1))


def test_a_film_without_platelets_speaks_beside_an_older_number(knowledge: Knowledge) -> None:
    film = result("smear_comment", words="platelets almost absent, no fragments")
    assert speaks(knowledge, film, result("platelet_count", 214, days=2))
    assert not speaks(knowledge, film, result("platelet_count", 214, days=1))


SPLINTERS = statement("splinter_haemorrhages", days=10)


def test_splinters_speak_with_fever_or_a_raised_crp(knowledge: Knowledge) -> None:
    assert speaks(knowledge, SPLINTERS, FEVER)
    assert speaks(knowledge, SPLINTERS, result("crp", 11))
    assert not speaks(knowledge, SPLINTERS)
    assert not speaks(knowledge, SPLINTERS, result("crp", 4))
    assert not speaks(knowledge, FEVER, result("crp", 11))
