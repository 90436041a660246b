"""Scores as written in YAML: what they become, and what is refused with file, place and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.chart import Sex
from rules.criteria import FindingIs, SexIs
from rules.identifiers import CauseId, FindingId, GateId, ScoreId
from rules.loading import load_knowledge
from rules.score_definitions import Applies, Meaning, Telling
from tests.rules.loading.folders import knowledge_files, reasons, write

if TYPE_CHECKING:
    from pathlib import Path

FILE = "scores/sickness.yaml"
LEFT_OUT = object()


def test_a_score_is_loaded_as_written(tmp_path: Path) -> None:
    score = load_knowledge(write(tmp_path, knowledge_files())).scores[ScoreId("sickness")]
    assert (score.name, score.purpose, score.telling, score.tells) == (
        "Sickness score",
        "How sick",
        Telling.POINTS,
        "chance of pox",
    )
    assert score.applies == Applies(
        (GateId("danger"),), (CauseId("pox"),), FindingIs(FindingId("ill")), SexIs(Sex.MALE)
    )
    assert [(item.id, item.most, item.otherwise, item.otherwise_label) for item in score.items] == [
        ("cells", 2, 0, "many cells"),
        ("rash", 1, 0, "no rash"),
    ]
    assert [(option.points, option.label) for option in score.items[0].options] == [(2, "few cells"), (1, "some cells")]
    assert score.meanings == (Meaning(0, "low"), Meaning(2, "high", frozenset({"cells"}), 2))
    assert score.most == 3
    assert score.yields_to is None
    assert len(score.criteria) == 5


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (("name",), LEFT_OUT, "name: is missing"),
        (("accuracy",), LEFT_OUT, "accuracy: is missing"),
        (("caution",), " ", "caution: must not be blank"),
        (("basis",), LEFT_OUT, "basis: is missing"),
        (("basis", "references"), LEFT_OUT, "basis.references: needs at least one, because the basis is cited"),
        (
            ("basis", "references"),
            ["smith202"],
            "basis.references[0]: there is no reference smith202 (did you mean smith2020?)",
        ),
        (("telling",), "loudly", "telling: must be one of points, grade, verdict (is 'loudly')"),
        (
            ("applies",),
            {"among": {"sex": "male"}},
            "applies: gives no reason to name the score; needs gates, causes or when",
        ),
        (("applies", "gates"), ["dangr"], "applies.gates[0]: there is no gate dangr (did you mean danger?)"),
        (("applies", "causes"), ["cold"], "applies.causes[0]: there is no cause cold"),
        (("applies", "among"), {"finding": "cough"}, "applies.among.finding: there is no finding cough"),
        (("items",), [], "items: needs at least 1 (has 0)"),
        (("items", 0, "options"), [], "items[0].options: needs at least 1 (has 0)"),
        (("items", 0, "options", 0, "points"), -1, "items[0].options[0].points: must be at least 0 (is -1)"),
        (("items", 0, "options", 0, "points"), 1.5, "items[0].options[0].points: must be a whole number (is 1.5)"),
        (("items", 0, "options", 0, "when"), LEFT_OUT, "items[0].options[0].when: is missing"),
        (
            ("items", 0, "options", 0, "when"),
            {"lab": "cell", "below": 1},
            "items[0].options[0].when.lab[0]: there is no lab cell (did you mean cells?)",
        ),
        (("items", 0, "otherwise"), LEFT_OUT, "items[0].otherwise: is missing"),
        (("items", 1, "id"), "cells", "items[1].id: cells is given twice"),
        (("meanings",), [], "meanings: needs at least 1 (has 0)"),
        (
            ("meanings", 0, "at_least"),
            1,
            "meanings[0].at_least: must be 0 without items, so that every total has a meaning",
        ),
        (("meanings", 1, "at_least"), 4, "meanings[1].at_least: cannot be reached; the items give at most 3"),
        (("meanings", 1, "items"), ["fever"], "meanings[1].items: fever: no item of this score"),
        (("meanings", 1, "items"), LEFT_OUT, "meanings[1].items_at_least: needs items beside it"),
        (("meanings", 1, "items_at_least"), LEFT_OUT, "meanings[1].items: needs items_at_least beside it"),
        (("yields_to",), "other", "yields_to: there is no score other"),
        (("points",), 3, "points: is not a known key"),
        (("id",), "sick", "id: must be sickness, as the file is named (is sick)"),
    ],
)
def test_one_wrong_thing(tmp_path: Path, path: tuple[str | int, ...], value: Any, reason: str) -> None:
    files = knowledge_files()
    *above, last = path
    place: Any = files[FILE]
    for step in above:
        place = place[step]
    if value is LEFT_OUT:
        del place[last]
    else:
        place[last] = value
    assert reasons(tmp_path, files) == [f"{FILE}: {reason}"]


def test_meanings_go_up(tmp_path: Path) -> None:
    files = knowledge_files()
    files[FILE]["meanings"] = [{"at_least": n, "means": f"from {n}"} for n in (0, 2, 1)]
    assert reasons(tmp_path, files) == [
        f"{FILE}: meanings[2].at_least: must not be below that of the meaning before it, 2"
    ]


def test_a_finding_cannot_rest_on_a_score_nor_a_score_on_itself(tmp_path: Path) -> None:
    files = knowledge_files()
    files["findings/ill.yaml"]["when"] = {"score": "sickness", "at_least": 2}
    assert reasons(tmp_path / "a", files) == ["findings/ill.yaml: when.score: a finding cannot rest on a score"]
    files = knowledge_files()
    files[FILE]["items"][1]["options"][0]["when"] = {"score": "sickness", "at_least": 1}
    assert reasons(tmp_path / "b", files) == [f"{FILE}: rests on itself: sickness -> sickness"]


def test_a_gate_may_rest_on_a_score(tmp_path: Path) -> None:
    files = knowledge_files()
    files["gates/danger.yaml"]["when"] = {"unless": {"score": "sickness", "at_most": 1}}
    assert reasons(tmp_path, files) == []
