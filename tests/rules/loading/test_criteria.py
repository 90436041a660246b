"""Criteria as written in YAML and as the questions they become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.chart import Caveat, Flag, Origin, Polarity, Sex
from rules.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    Bound,
    DrugIs,
    FindingIs,
    FirstKnown,
    LabIs,
    Not,
    OnsetIs,
    Said,
    ScoreIs,
    SexIs,
    Side,
    TrendIs,
    Unless,
)
from rules.identifiers import ConceptId, DrugClass, DrugId, FindingId, LabId, ScoreId, State
from rules.loading import load_knowledge
from tests.rules.loading.folders import knowledge_files, reasons, write

if TYPE_CHECKING:
    from pathlib import Path

    from rules.criteria import Criterion

MALE = {"sex": "male"}
IS_MALE = SexIs(Sex.MALE)
ONE_OF = (
    "needs exactly one of all, any, first_known, not, unless, at_least, finding, lab, said, drug, age, sex, trend, "
    "onset, score"
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"all": [MALE, MALE]}, AllOf((IS_MALE, IS_MALE))),
        ({"any": [MALE], "label": "a man"}, AnyOf((IS_MALE,), "a man")),
        ({"first_known": [MALE]}, FirstKnown((IS_MALE,))),
        ({"not": MALE, "label": "no man"}, Not(IS_MALE, "no man")),
        ({"unless": MALE, "label": "unless a man"}, Unless(IS_MALE, "unless a man")),
        ({"at_least": 1, "of": [MALE, MALE]}, AtLeast(1, (IS_MALE, IS_MALE))),
        (MALE | {"label": "a man"}, AllOf((IS_MALE,), "a man")),
        ({"finding": "ill"}, FindingIs(FindingId("ill"))),
        (
            {"finding": "count", "is": ["lt10", "10_29"]},
            FindingIs(FindingId("count"), frozenset({State("lt10"), State("10_29")})),
        ),
        ({"lab": "cells", "below": 50}, LabIs((LabId("cells"),), (Bound(Side.BELOW, 50),))),
        (
            {"lab": ["cells"], "at_least": 10, "at_most_times_upper": 1.5},
            LabIs((LabId("cells"),), (Bound(Side.AT_MOST, times_upper=1.5), Bound(Side.AT_LEAST, 10))),
        ),
        ({"lab": "cells", "below_times_lower": 0.5}, LabIs((LabId("cells"),), (Bound(Side.BELOW, times_lower=0.5),))),
        (
            {"lab": "cells", "polarity": "positive", "words": ["clump*"], "flag": "low", "any_result": True},
            LabIs((LabId("cells"),), (), Polarity.POSITIVE, ("clump*",), Flag.LOW, None, any_result=True),
        ),
        (
            {"lab": "cells", "below": 50, "older_than_days": 42},
            LabIs((LabId("cells"),), (Bound(Side.BELOW, 50),), older_than_days=42),
        ),
        (
            {"lab": "cells", "flag": "low", "within_days": 14},
            LabIs((LabId("cells"),), flag=Flag.LOW, within_days=14),
        ),
        (
            {"lab": "cells", "sample": "citrate", "any_result": True},
            LabIs((LabId("cells"),), sample=Caveat.CITRATE_SAMPLE, any_result=True),
        ),
        ({"said": ["rash"]}, Said(frozenset({ConceptId("rash")}))),
        (
            {
                "said": ["rash", "spots"],
                "together": ["spots"],
                "sites": ["shin"],
                "origins": ["social history"],
                "within_days": 30,
                "older_than_days": 1,
                "past": True,
                "suspected": True,
                "date_unknown": False,
            },
            Said(
                frozenset({ConceptId("rash"), ConceptId("spots")}),
                frozenset({ConceptId("spots")}),
                frozenset({ConceptId("shin")}),
                frozenset({Origin.SOCIAL}),
                within_days=30,
                older_than_days=1,
                past=True,
                suspected=True,
                date_unknown=False,
            ),
        ),
        ({"drug": {"drugs": ["thinnerol"]}}, DrugIs(drugs=frozenset({DrugId("thinnerol")}))),
        (
            {
                "drug": {"classes": ["thinner"]},
                "running": True,
                "started_within_days": 100,
                "started_at_least_days_ago": 4,
                "stopped_within_days": 21,
                "line_care": True,
                "start_unknown": False,
            },
            DrugIs(
                classes=frozenset({DrugClass("thinner")}),
                running=True,
                started_within_days=100,
                started_at_least_days_ago=4,
                stopped_within_days=21,
                line_care=True,
                start_unknown=False,
            ),
        ),
        ({"age": {"at_least_days": 28, "below_years": 18}}, AgeIs(28, 6574.5)),
        ({"age": {"below_days": 28}}, AgeIs(None, 28)),
        ({"trend": "cells", "fall": 0.5}, TrendIs(LabId("cells"), 0.5)),
        ({"trend": "cells", "fall": 0.3, "below_fall": 0.5, "within_days": 30}, TrendIs(LabId("cells"), 0.3, 0.5, 30)),
        (
            {"trend": "cells", "above_fall": 0.5, "lowest_at_least": 20, "deepest": True, "before": ["thinner"]},
            TrendIs(
                LabId("cells"),
                above_fall=0.5,
                lowest_at_least=20,
                deepest=True,
                before=frozenset({DrugClass("thinner")}),
            ),
        ),
        (
            {"onset": "cells", "fall": 0.3, "classes": ["thinner"], "at_least_day": 5, "at_most_day": 10},
            OnsetIs(LabId("cells"), 0.3, frozenset({DrugClass("thinner")}), 5, 10),
        ),
        (
            {
                "onset": "cells",
                "fall": 0.3,
                "classes": ["thinner"],
                "again_within_days": 30,
                "within_days": 60,
                "possible": True,
            },
            OnsetIs(LabId("cells"), 0.3, frozenset({DrugClass("thinner")}), None, None, 30, 60, possible=True),
        ),
        ({"score": "sickness", "at_least": 2}, ScoreIs(ScoreId("sickness"), Side.AT_LEAST, 2)),
        ({"score": "sickness", "at_most": 1}, ScoreIs(ScoreId("sickness"), Side.AT_MOST, 1)),
        ({"lab": "cells", "at_least_past_upper": 3}, LabIs((LabId("cells"),), (Bound(Side.AT_LEAST, past_upper=3),))),
    ],
)
def test_a_criterion_becomes_its_question(tmp_path: Path, written: dict[str, Any], meant: Criterion) -> None:
    files = knowledge_files()
    files["triggers/rash_said.yaml"]["when"] = written
    assert load_knowledge(write(tmp_path, files)).triggers[0].when == meant


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({}, f"when: {ONE_OF} (has none of them)"),
        ({"label": "nothing"}, f"when: {ONE_OF} (has none of them)"),
        (MALE | {"finding": "ill"}, f"when: {ONE_OF} (has finding, sex)"),
        (["ill"], "when: must be a criterion, that is a mapping"),
        (None, "when: is empty; a criterion is needed"),
        ({"all": []}, "when.all: needs at least 1 (has 0)"),
        ({"any": [MALE, {"sex": "other"}]}, "when.any[1].sex: must be one of female, male (is 'other')"),
        ({"not": {"not": {"sex": 1}}}, "when.not.not.sex: must be one of female, male (is 1)"),
        ({"at_least": 3, "of": [MALE, MALE]}, "when.at_least: asks for 3 of only 2 parts"),
        ({"at_least": 0, "of": [MALE]}, "when.at_least: must be at least 1 (is 0)"),
        ({"at_least": 1}, "when.of: is missing"),
        ({"said": ["rash"], "below": 3}, "when.below: is not a known key"),
        ({"said": "rash"}, "when.said: must be a list"),
        ({"said": []}, "when.said: needs at least 1 (has 0)"),
        (
            {"lab": "cells", "within_days": 3},
            "when: asks nothing of the result; give below, at_most, above, at_least, polarity, words, flag or sample",
        ),
        ({"lab": "cells", "below": "50"}, "when.below: must be a number (is '50')"),
        ({"lab": "cells", "below": 50, "within_days": 0}, "when.within_days: must be above 0 (is 0)"),
        ({"lab": "cells", "below_times_upper": -1}, "when.below_times_upper: must be above 0 (is -1)"),
        ({"drug": {}}, "when.drug: needs classes or drugs"),
        ({"drug": {"classes": []}}, "when.drug: needs classes or drugs"),
        ({"age": {}}, "when.age: needs at_least_days, at_least_years, below_days or below_years"),
        ({"age": {"below_days": 1, "below_years": 1}}, "when.age: gives both below_days and below_years"),
        (
            {"lab": "cells", "polarity": "indeterminate"},
            "when.polarity: must be one of positive, negative (is 'indeterminate')",
        ),
        ({"unless": {"not": {"sex": 1}}}, "when.unless.not.sex: must be one of female, male (is 1)"),
        ({"trend": "cells"}, "when.trend: needs fall or above_fall"),
        ({"trend": "cells", "fall": 0.3, "before": []}, "when.before: needs at least 1 (has 0)"),
        ({"onset": "cells", "classes": ["thinner"]}, "when.fall: is missing"),
        ({"onset": "cells", "fall": 0.3}, "when.classes: is missing"),
        (
            {"onset": "cells", "fall": 0.3, "classes": ["thiner"]},
            "when.classes[0]: there is no drug class thiner (did you mean thinner?)",
        ),
        ({"score": "sickness"}, "when.score: needs either at_least or at_most"),
        ({"score": "sickness", "at_least": 1, "at_most": 2}, "when.score: needs either at_least or at_most"),
        ({"score": "sickness", "at_least": 1.5}, "when.at_least: must be a whole number (is 1.5)"),
        ({"score": "sicknes", "at_least": 1}, "when.score: there is no score sicknes (did you mean sickness?)"),
        ({"trend": "cells", "fall": 50}, "when.fall: must be above 0 and at most 1 (is 50)"),
        ({"finding": "ill", "is": []}, "when.is: needs at least 1 (has 0)"),
    ],
)
def test_a_wrong_criterion_is_refused(tmp_path: Path, written: Any, reason: str) -> None:
    files = knowledge_files()
    files["triggers/rash_said.yaml"]["when"] = written
    assert reasons(tmp_path, files) == [f"triggers/rash_said.yaml: {reason}"]
