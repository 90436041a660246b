from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from rules.chart_index import ChartIndex
from rules.criteria import DrugIs
from rules.drug_exposure import drug_question
from rules.identifiers import DrugClass, ResourceRef
from rules.logic import Truth
from tests.rules.builders import DrugState, DrugUse, ago, chart, drug, knowledge

if TYPE_CHECKING:
    from rules.chart import DrugExposure


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


def told(*exposures: DrugExposure) -> list[str]:
    index = ChartIndex(chart(drugs=exposures), knowledge())
    answer = drug_question(DrugIs(classes=frozenset({DrugClass("heparin")})))(index)
    return [f"{datum.shown} {datum.source}" for datum in answer.data]


def order(source: str, name: str = "heparin", **more: Any) -> DrugExposure:
    return replace(drug(name, "heparin", **more), source=ResourceRef(source))


def test_of_orders_of_one_medicine_the_running_one_is_told() -> None:
    over = {"state": DrugState.STOPPED}
    assert told(order("old", start=9, **over), order("new", start=2), order("between", start=5, **over)) == [
        "running new"
    ]
    assert told(order("first", start=9), order("second", start=2)) == ["running first"]


def test_of_orders_that_are_over_the_last_to_end_is_told() -> None:
    over = {"state": DrugState.STOPPED}
    late, long = order("late", start=3, **over), order("long", start=20, stop=ago(1), **over)
    undated = order("undated", **over)
    assert told(undated, late, long) == told(long, late, undated) == ["given long"]
    assert told(undated, late) == told(late, undated) == ["given late"]
    assert told(undated) == ["given undated"]


def test_each_medicine_is_told_and_those_that_run_first() -> None:
    over = {"state": DrugState.STOPPED}
    assert told(order("a", start=1, **over), order("b", "flush", start=9), order("c", start=4, **over)) == [
        "running b",
        "given a",
    ]


def test_medicines_of_unknown_content_are_told_apart_by_name() -> None:
    one, other = (replace(order(name, name), drugs=frozenset()) for name in ("drip", "lock"))
    assert told(one, other, replace(one, source=ResourceRef("again"))) == ["running drip", "running lock"]
