"""What holds for all scores: silence leaves the whole range, sources and words are there, limits have both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.logic import Truth
from tests.cases.scores.reckoning import labs, span, worth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import Knowledge
    from tests.cases.scores.reckoning import Reckon


def test_with_nothing_known_every_score_tells_its_whole_range(knowledge: Knowledge, reckon: Reckon) -> None:
    for name, definition in knowledge.scores.items():
        found = reckon(name, age_days=None)
        least = sum(min([i.otherwise, *(o.points for o in i.options)]) for i in definition.items)
        assert span(found) == (least, definition.most), name
        assert len(found.meanings) == len(definition.meanings), name
        assert all(item.truth is Truth.UNKNOWN for item in found.items), name
        assert not found.says, name


def test_every_source_is_known_and_every_meaning_and_item_has_words(knowledge: Knowledge) -> None:
    for definition in knowledge.scores.values():
        assert definition.basis.references
        assert all(reference in knowledge.references for reference in definition.basis.references)
        assert definition.purpose
        assert all(meaning.means for meaning in definition.meanings)
        assert all(item.label and all(option.label for option in item.options) for item in definition.items)
        assert len({meaning.means for meaning in definition.meanings}) == len(definition.meanings)


LIMITS = [
    # score, item, test, points on this side of the limit and on that one
    *((f"isth_dic_{edition}", "platelets", "platelet_count", {49.0: 2, 50.0: 1, 99.0: 1, 100.0: 0})
      for edition in ("2001", "2025")),
    *((f"isth_dic_{edition}", "fibrinogen", "fibrinogen", {0.99: 1, 1.0: 0}) for edition in ("2001", "2025")),
    ("isth_dic_2001", "fibrin", "d_dimer", {0.5: 0, 0.51: 2, 5.0: 2, 5.01: 3}),
    ("isth_dic_2025", "fibrin", "d_dimer", {1.5: 0, 1.51: 2, 3.5: 2, 3.51: 3}),
    ("isth_dic_2001", "prothrombin_time", "pt", {17.4: 0, 17.5: 1, 20.5: 1, 20.6: 2}),
    ("isth_dic_2025", "prothrombin_time", "pt", {17.4: 0, 17.5: 1, 20.4: 1, 20.5: 2}),
    ("sic", "inr", "inr", {1.2: 0, 1.21: 1, 1.4: 1, 1.41: 2}),
    ("sic", "platelets", "platelet_count", {99.0: 2, 100.0: 1, 149.0: 1, 150.0: 0}),
    ("french", "platelets", "platelet_count", {29.0: 1, 30.0: 0}),
    ("french", "creatinine", "creatinine", {200.0: 1, 201.0: 0}),
    ("hscore", "temperature", "body_temperature", {38.3: 0, 38.4: 33, 39.4: 33, 39.5: 49}),
    ("hscore", "ferritin", "ferritin", {1999.0: 0, 2000.0: 35, 6000.0: 35, 6001.0: 50}),
    ("hscore", "triglycerides", "triglycerides", {1.4: 0, 1.5: 44, 4.0: 44, 4.1: 64}),
    ("hscore", "fibrinogen", "fibrinogen", {2.5: 30, 2.6: 0}),
    ("hscore", "ast", "ast", {29.0: 0, 30.0: 19}),
    ("swansea", "bilirubin", "bilirubin_total", {14.0: 0, 14.1: 1}),
    ("swansea", "glucose", "glucose", {3.9: 1, 4.0: 0}),
    ("swansea", "urate", "urate", {340.0: 0, 341.0: 1}),
    ("swansea", "white_cells", "wbc", {11.0: 0, 11.1: 1}),
    ("swansea", "transaminases", "ast", {42.0: 0, 43.0: 1}),
    ("swansea", "transaminases", "alt", {42.0: 0, 43.0: 1}),
    ("swansea", "creatinine", "creatinine", {150.0: 0, 151.0: 1}),
    ("swansea", "clotting", "pt", {14.0: 0, 14.1: 1}),
    ("swansea", "clotting", "aptt", {34.0: 0, 34.1: 1}),
]  # fmt: skip


@pytest.mark.parametrize(("score", "item", "lab", "sides"), LIMITS)
def test_both_sides_of_every_limit(reckon: Reckon, score: str, item: str, lab: str, sides: Mapping[float, int]) -> None:
    for value, points in sides.items():
        assert worth(reckon(score, results=labs({lab: value})), item) == (points,), value
