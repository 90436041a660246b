from __future__ import annotations

from typing import Any

import pytest

from rules.chart_index import ChartIndex
from rules.criteria import DrugIs
from rules.drug_exposure import drug_question
from rules.identifiers import DrugClass
from rules.logic import Truth
from tests.rules.builders import DrugState, DrugUse, ago, chart, drug, knowledge


def given(exposure: dict[str, Any] | None, **asked: Any) -> Truth:
    drugs = [] if exposure is None else [drug("heparin", "heparin", **exposure)]
    criterion = DrugIs(classes=frozenset({DrugClass("heparin")}), **asked)
    return drug_question(criterion)(ChartIndex(chart(drugs=drugs), knowledge())).truth


def test_a_list_without_the_drug_proves_nothing() -> None:
    assert given(None) is Truth.UNKNOWN
    other = DrugIs(classes=frozenset({DrugClass("other")}))
    index = ChartIndex(chart(drugs=[drug("heparin", "heparin")]), knowledge())
    assert drug_question(other)(index)[0] is Truth.UNKNOWN


@pytest.mark.parametrize(("days", "truth"), [(20.9, Truth.PRESENT), (21.1, Truth.UNKNOWN)])
def test_a_stopped_drug_counts_inside_its_window(days: float, truth: Truth) -> None:
    stopped = {"state": DrugState.STOPPED, "start": 60, "stop": ago(days)}
    assert given(stopped, stopped_within_days=21) is truth


@pytest.mark.parametrize(("start", "truth"), [(20, Truth.PRESENT), (22, Truth.UNKNOWN)])
def test_without_an_end_the_start_stands_for_it(start: float, truth: Truth) -> None:
    assert given({"state": DrugState.STOPPED, "start": start}, stopped_within_days=21) is truth


@pytest.mark.parametrize(("passes", "truth"), [(True, Truth.PRESENT), (False, Truth.UNKNOWN)])
def test_without_any_date_the_criterion_says_whether_it_passes(passes: bool, truth: Truth) -> None:
    undated = {"state": DrugState.STOPPED}
    assert given(undated, stopped_within_days=21, start_unknown=passes) is truth
    assert given(undated, started_within_days=21, start_unknown=passes) is truth


def test_a_running_drug_has_not_stopped_however_old() -> None:
    assert given({"start": 400}, stopped_within_days=21) is Truth.PRESENT
    assert given({"start": 400}, running=True) is Truth.PRESENT
    assert given({"start": 400, "state": DrugState.STOPPED}, running=True) is Truth.UNKNOWN
    assert given({"start": 400, "state": DrugState.STOPPED}) is Truth.PRESENT


def test_a_flush_counts_only_where_it_is_asked_for() -> None:
    flush = {"use": DrugUse.LINE_CARE}
    assert given(flush) is Truth.UNKNOWN
    assert given(flush, line_care=True) is Truth.PRESENT
