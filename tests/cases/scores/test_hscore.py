"""The HScore: two published patients, and totals from the table at every limit of meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.scores.reckoning import labs, no, span, worth, yes
from tests.rules.builders import result

if TYPE_CHECKING:
    from tests.cases.scores.reckoning import Reckon

ALL_LOW = {"haemoglobin": 92.0, "wbc": 5.0, "platelet_count": 110.0}
TWO_LOW = ALL_LOW | {"haemoglobin": 92.1}
NONE_LOW = {"haemoglobin": 120.0, "wbc": 8.0, "platelet_count": 60.0}
SILENT = {"ferritin": 1999.0, "triglycerides": 1.4, "fibrinogen": 2.6, "ast": 29.0, "body_temperature": 38.3}
NO_ORGAN = no("hepatomegaly", "splenomegaly", "immunosuppression")
LIVER = [*yes("hepatomegaly"), *no("splenomegaly", "immunosuppression")]
BOTH = [*yes("hepatomegaly", "splenomegaly"), *no("immunosuppression")]


def marrow(words: str) -> Any:
    return result("bone_marrow", words=words)


CLEAR, EATING = marrow("no haemophagocytosis"), marrow("haemophagocytosis seen")


@pytest.mark.parametrize(
    ("values", "organs", "bone", "told"),
    [
        # J Clin Pathol table of three cases: case 1, HScore 259; case 2, HScore 220
        (
            NONE_LOW | {"wbc": 5.0, "ferritin": 159076.0, "triglycerides": 6.3, "fibrinogen": 0.7, "ast": 29.0,
                        "body_temperature": 39.3},
            LIVER, EATING, (259, "almost certain"),
        ),
        (
            NONE_LOW | {"wbc": 5.0, "ferritin": 5529.0, "triglycerides": 2.0, "fibrinogen": 0.94, "ast": 60.0,
                        "body_temperature": 39.2},
            NO_ORGAN, EATING, (220, "likely"),
        ),
        # from the table, at every limit of meaning
        (NONE_LOW | SILENT, NO_ORGAN, CLEAR, (0, "very unlikely")),
        (ALL_LOW | SILENT | {"body_temperature": 38.4}, LIVER, CLEAR, (90, "very unlikely")),
        (TWO_LOW | SILENT | {"triglycerides": 1.5}, LIVER, CLEAR, (91, "possible but under the cut-off of 169")),
        (
            NONE_LOW | SILENT | {"ferritin": 6001.0, "triglycerides": 4.1, "ast": 30.0},
            NO_ORGAN, EATING, (168, "possible but under the cut-off of 169"),
        ),
        (
            NONE_LOW | SILENT | {"body_temperature": 39.4, "triglycerides": 4.1, "fibrinogen": 2.5, "ast": 30.0},
            LIVER, CLEAR, (169, "likely"),
        ),
        (
            ALL_LOW | SILENT | {"body_temperature": 38.4, "ferritin": 6001.0, "triglycerides": 4.0, "fibrinogen": 2.5},
            LIVER, EATING, (249, "likely"),
        ),
        (
            ALL_LOW | SILENT | {"ferritin": 6001.0, "triglycerides": 4.0, "fibrinogen": 2.5, "ast": 30.0},
            BOTH, EATING, (250, "almost certain"),
        ),
        (ALL_LOW | SILENT | {"body_temperature": 39.5, "ferritin": 2000.0}, LIVER, CLEAR,
         (141, "possible but under the cut-off of 169")),
    ],
)  # fmt: skip
def test_hscore_totals(
    reckon: Reckon, values: dict[str, float], organs: list[Any], bone: Any, told: tuple[int, str]
) -> None:
    found = reckon("hscore", results=[*labs(values), bone], statements=organs)
    total, meaning = told
    assert (span(found), found.meanings) == ((total, total), (meaning,))


@pytest.mark.parametrize(
    ("lab", "inside", "outside"),
    [("haemoglobin", 92.0, 92.1), ("wbc", 5.0, 5.1), ("platelet_count", 110.0, 111.0)],
)
def test_each_cell_line_of_the_hscore_has_its_limit(reckon: Reckon, lab: str, inside: float, outside: float) -> None:
    assert worth(reckon("hscore", results=labs(ALL_LOW | {lab: inside})), "cytopenias") == (34,)
    assert worth(reckon("hscore", results=labs(ALL_LOW | {lab: outside})), "cytopenias") == (24,)
