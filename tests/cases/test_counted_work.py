"""How much is done for a call, counted and not timed: a machine that is busy counts the same."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.engine import load_engine
from benchmarks.synthetic_charts import CLOCK, synthetic_prefetch
from cds.cards import build_cards
from cds.hooks.calls import HookCall
from rules.chart import DrugExposure, DrugState, Moment
from rules.identifiers import DrugClass, DrugId, ResourceRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.services.reasoning import Reasoning
    from rules.chart import Chart

SMALL, LARGE = 50_000, 500_000


@pytest.fixture(scope="module")
def engine() -> Reasoning:
    return load_engine()


def calls(run: Callable[[], Any]) -> Counter[str]:
    """Calls of Python functions by name, after one call that fills what is remembered between calls."""
    run()
    counted: Counter[str] = Counter()

    def count(frame: Any, event: str, _: Any) -> None:
        if event == "call":
            counted[frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return counted


def read(engine: Reasoning, size: int) -> Chart:
    prefetch = synthetic_prefetch(engine.knowledge, size)
    parts = {key: memoryview(raw) for key, raw in prefetch.parts.items()}
    return engine.read(parts, prefetch.patient_id, prefetch.clock)


@pytest.mark.parametrize(("size", "most"), [(SMALL, 4_700), (LARGE, 9_500)])
def test_an_assessment_stays_within_its_work(engine: Reasoning, size: int, most: int) -> None:
    """Measured 3,400 and 6,700; the rest is room for more knowledge."""
    chart = read(engine, size)
    assert calls(lambda: engine.assess(chart)).total() < most


def test_cards_stay_within_their_work(engine: Reasoning) -> None:
    """Measured 3,200."""
    chart = read(engine, SMALL)
    assessment = engine.assess(chart)
    context = engine.context(HookCall("patient-view", "bench", "bench", None, {}))
    assert calls(lambda: build_cards(assessment, chart, context)).total() < 4500


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_a_resource_is_read_in_a_few_calls(engine: Reasoning, size: int) -> None:
    """Measured 9 for each, whatever their number."""
    prefetch = synthetic_prefetch(engine.knowledge, size)
    resources = prefetch.body().count(b'"resourceType"')
    parts = {key: memoryview(raw) for key, raw in prefetch.parts.items()}
    run = calls(lambda: engine.read(parts, prefetch.patient_id, prefetch.clock))
    assert run.total() < 14 * resources


def test_each_finding_is_derived_at_most_once(engine: Reasoning) -> None:
    chart = read(engine, LARGE)
    assert calls(lambda: engine.assess(chart))["_derive"] <= len(engine.knowledge.findings)


def test_an_order_given_again_costs_the_same_as_the_first(engine: Reasoning) -> None:
    """Twice as many orders of one drug must not cost four times as much."""
    chart = read(engine, SMALL)

    def given(times: int) -> Chart:
        return replace(chart, drugs=tuple(map(heparin, range(times))))

    few, some, many = (calls(partial(engine.assess, given(times))).total() for times in (100, 200, 400))
    assert few < some
    assert many - some < 2.2 * (some - few)


def heparin(number: int) -> DrugExposure:
    """The order of one day, a long time back to yesterday."""
    start = Moment(CLOCK - timedelta(days=1 + number))
    return DrugExposure(
        name="heparin",
        drugs=frozenset({DrugId("heparin")}),
        classes=frozenset({DrugClass("heparin"), DrugClass("platelet_lowering")}),
        state=DrugState.STOPPED,
        source=ResourceRef(f"MedicationRequest/{number}"),
        start=start,
        stop=Moment(start.at + timedelta(hours=12)),
    )
