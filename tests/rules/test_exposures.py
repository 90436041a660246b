"""Drugs that can lower platelets, overlaid on a fall: begun or ended around it, orders of one drug as one course."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from rules.chart import DrugState, DrugUse
from rules.chart_index import ChartIndex
from rules.drug_definitions import DrugClassDefinition, DrugDefinition
from rules.exposures import Exposures
from rules.identifiers import DrugClass, DrugId
from tests.rules.builders import ago, chart, drug, knowledge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.chart import DrugExposure
    from rules.definitions import Knowledge
    from rules.platelet_picture import Exposure

LOWERS = ("heparin", "platelet_lowering")


def around(drugs: Sequence[DrugExposure], known: Knowledge) -> tuple[Exposure, ...]:
    """Exposures around a fall from ten days ago until two days ago."""
    return Exposures(known).around(ChartIndex(chart(drugs=drugs), known), ago(10), ago(2))


def told(*drugs: Any) -> list[tuple[str, float | None, float | None, bool]]:
    """Exposures around a fall from ten days ago until two days ago, as days before now."""
    now = ago()
    found = around(drugs, knowledge())
    return [
        (
            each.label,
            None if each.started is None else (now.at - each.started.at).days,
            None if each.stopped is None else (now.at - each.stopped.at).days,
            each.running,
        )
        for each in found
    ]


@pytest.mark.parametrize(("start", "listed"), [(25, False), (24, True), (10, True), (2, True), (1, False)])
def test_a_drug_begun_from_two_weeks_before_the_fall_until_its_end_is_listed(start: float, listed: bool) -> None:
    assert bool(told(drug("heparin", *LOWERS, start=start))) is listed


@pytest.mark.parametrize(("stop", "listed"), [(11, False), (10, True), (2, True), (1, False)])
def test_an_old_drug_is_listed_when_it_ended_during_the_fall(stop: float, listed: bool) -> None:
    ended = drug("heparin", *LOWERS, start=300, stop=ago(stop), state=DrugState.STOPPED)
    assert bool(told(ended)) is listed


@pytest.mark.parametrize(
    "exposure",
    [
        drug("aspirin", "antiplatelet", start=9),
        drug("heparin", *LOWERS, start=300),
        drug("heparin", *LOWERS),
        drug("heparin", *LOWERS, start=9, state=DrugState.DRAFT),
        drug("heparin", *LOWERS, start=9, use=DrugUse.LOCAL),
    ],
    ids=["lowers nothing", "ran throughout", "start unknown", "a draft", "on the skin"],
)
def test_what_says_nothing_about_the_fall_is_left_out(exposure: Any) -> None:
    assert told(exposure) == []


def test_orders_of_one_drug_are_one_course_and_treatment_outweighs_line_care() -> None:
    first = drug("heparin", *LOWERS, start=9, stop=ago(8), state=DrugState.STOPPED, use=DrugUse.LINE_CARE)
    second = drug("heparin", *LOWERS, start=7)
    assert told(second, first) == [("heparin", 9, None, True)]
    (exposure,) = around([first, second], knowledge())
    assert exposure.use is DrugUse.TREATMENT


def test_courses_stand_in_order_of_their_start() -> None:
    later, earlier = drug("aspirin", "platelet_lowering", start=5), drug("heparin", *LOWERS, start=9)
    assert [name for name, *_ in told(later, earlier)] == ["heparin", "aspirin"]


def test_the_fluid_a_drug_is_in_is_not_named() -> None:
    known = knowledge(
        drug_classes={DrugClass(c): DrugClassDefinition(DrugClass(c), c) for c in ("platelet_lowering", "neutral")}
        | {DrugClass("heparin"): DrugClassDefinition(DrugClass("heparin"), "h", (DrugClass("platelet_lowering"),))},
        drugs={
            DrugId(name): DrugDefinition(DrugId(name), name, (DrugClass(group),), (), (), (), ())
            for name, group in (("heparin", "heparin"), ("saline", "neutral"))
        },
    )
    mixed = replace(drug("heparin", *LOWERS, start=9), drugs=frozenset({DrugId("heparin"), DrugId("saline")}))
    (exposure,) = around([mixed], known)
    assert exposure.label == "heparin"


def test_a_drug_known_by_its_class_alone_has_the_name_of_the_chart() -> None:
    unnamed = replace(drug("heparin", *LOWERS, start=9), name="a heparin", drugs=frozenset())
    assert [name for name, *_ in told(unnamed)] == ["a heparin"]
