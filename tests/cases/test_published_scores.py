"""The shipped scores against published vectors and both sides of every limit.

Where a source gives a patient and a total, the source is named; the other vectors are made from the published tables.
docs/scores.md tells for which scores no published patient was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.chart import Assertion, DrugState
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import ScoreId
from rules.loading import load_knowledge
from rules.logic import Truth
from tests.rules.builders import Comparator, ago, chart, drug, result, statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rules.definitions import Knowledge
    from rules.reasons import ScoreResult

    Reckon = Callable[..., ScoreResult]

YEAR = 365.25


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def reckon(knowledge: Knowledge) -> Reckon:
    criteria = CompiledCriteria(knowledge)

    def reckoned(score: str, **facts: Any) -> ScoreResult:
        index = ChartIndex(chart(**facts), knowledge)
        evaluation = Evaluation(index, criteria)
        derive_findings(evaluation)
        return evaluation.score(ScoreId(score))

    return reckoned


def labs(values: Mapping[str, float], days: float = 0.1) -> list[Any]:
    return [result(name, value, days) for name, value in values.items()]


def no(*concepts: str) -> list[Any]:
    return [statement(concept, assertion=Assertion.ABSENT) for concept in concepts]


def yes(*concepts: str, days: float = 0.5) -> list[Any]:
    return [statement(concept, days=days) for concept in concepts]


def span(found: ScoreResult) -> tuple[int, int]:
    return found.low, found.high


def worth(found: ScoreResult, item: str) -> tuple[int, ...]:
    return next(each.points for each in found.items if each.item.id == item)


def test_with_nothing_known_every_score_tells_its_whole_range(knowledge: Knowledge, reckon: Reckon) -> None:
    """Age alone settles one item of one score: the chart is of an adult."""
    by_age = {("ten4", "infant"), ("hellp_mississippi", "severity")}
    for name, definition in knowledge.scores.items():
        found = reckon(name, age_days=None)
        least = sum(min([i.otherwise, *(o.points for o in i.options)]) for i in definition.items)
        assert span(found) == (least, definition.most), name
        assert len(found.meanings) == len(definition.meanings), name
        assert all(item.truth is Truth.UNKNOWN for item in found.items if (name, item.item.id) not in by_age), name
        assert not found.says, name


def test_every_source_is_known_and_every_meaning_and_item_has_words(knowledge: Knowledge) -> None:
    for definition in knowledge.scores.values():
        assert definition.basis.references
        assert all(reference in knowledge.references for reference in definition.basis.references)
        assert definition.purpose
        assert len({meaning.means for meaning in definition.meanings}) == len(definition.meanings)


# 4Ts


HEPARIN_BEGAN = 12.0
FALLS = {
    "over half": ((12.2, 200), (6, 190), (3, 90)),
    "exactly half": ((12.2, 200), (6, 190), (3, 100)),
    "a third": ((12.2, 200), (6, 190), (3, 140)),
    "29.5 %": ((12.2, 200), (6, 190), (3, 141)),
    "to 20": ((12.2, 200), (6, 190), (3, 20)),
    "to 19": ((12.2, 200), (6, 190), (3, 19)),
    "to 10": ((12.2, 200), (6, 190), (3, 10)),
    "to 9": ((12.2, 200), (6, 190), (3, 9)),
    "over half and up again": ((12.2, 200), (6, 190), (3, 90), (0.5, 180)),
}


def falling(counts: Iterable[tuple[float, float]]) -> list[Any]:
    return [result("platelet_count", value, days, number=n) for n, (days, value) in enumerate(counts)]


def heparin(start: float | None = HEPARIN_BEGAN, stop: float | None = None) -> Any:
    more = {} if stop is None else {"stop": ago(stop), "state": DrugState.STOPPED}
    return drug("heparin", "heparin", start=start, **more)


@pytest.mark.parametrize(
    ("fall", "points"),
    [
        ("over half", (2,)),
        ("exactly half", (1,)),
        ("a third", (1,)),
        ("29.5 %", (0,)),
        ("to 20", (2,)),
        ("to 19", (1,)),
        ("to 10", (1,)),
        ("to 9", (0,)),
        ("over half and up again", (2,)),
    ],
)
def test_four_ts_depth_of_the_fall(reckon: Reckon, fall: str, points: tuple[int, ...]) -> None:
    found = reckon("four_ts", results=falling(FALLS[fall]), drugs=[heparin()])
    assert worth(found, "thrombocytopenia") == points


@pytest.mark.parametrize("drugs", [[], [heparin(None)], [heparin(20)]])
def test_four_ts_without_a_count_from_before_heparin_is_open(reckon: Reckon, drugs: list[Any]) -> None:
    """A small fall may be the end of a large one."""
    found = reckon("four_ts", results=falling(((12.2, 120), (3, 110))), drugs=drugs)
    assert worth(found, "thrombocytopenia") == (0, 1, 2)


@pytest.mark.parametrize(
    ("counts", "drugs", "points"),
    [
        (((12.2, 200), (8, 190), (7, 90)), [heparin()], (2,)),  # day 5, high on day 4
        (((12.2, 200), (8, 190), (2, 90)), [heparin()], (2,)),  # day 10
        (((12.2, 200), (10, 190), (7, 90)), [heparin()], (1, 2)),  # high on day 2, low on day 5
        (((12.2, 200), (8, 190), (1, 90)), [heparin()], (1, 2)),  # high on day 4, low on day 11
        (((12.2, 200), (1.5, 190), (0.5, 90)), [heparin()], (1,)),  # after day 10
        (((12.2, 200), (10.5, 190), (9, 90)), [heparin()], (0,)),  # day 3
        (((12.2, 200), (9, 90)), [heparin()], (0, 1, 2)),  # day 1 to 3: heparin lately before may not be recorded
        (((12.2, 200), (10.5, 190), (8, 90)), [heparin()], (1,)),  # day 2 to 4: not clear
        (((1.5, 200), (0.5, 90)), [heparin(40, 31), heparin(1)], (2,)),  # given again within 30 days
        (((1.5, 200), (0.5, 90)), [heparin(60, 40), heparin(1)], (1, 2)),  # again after more than 30 days
        (((12.2, 200), (7, 90)), [], (0, 1, 2)),
        (((12.2, 200), (7, 90)), [heparin(None)], (0, 1, 2)),
    ],
)
def test_four_ts_timing(reckon: Reckon, counts: Any, drugs: list[Any], points: tuple[int, ...]) -> None:
    assert worth(reckon("four_ts", results=falling(counts), drugs=drugs), "timing") == points


@pytest.mark.parametrize(
    ("statements", "points"),
    [
        (yes("thrombosis", "deep_vein_thrombosis", days=2), (2,)),
        (yes("skin_necrosis", days=2), (2,)),
        (yes("thrombosis", "deep_vein_thrombosis", days=12), (0, 1, 2)),  # may be why heparin was given
        (no("thrombosis"), (0,)),
        ([], (0, 1, 2)),
    ],
)
def test_four_ts_thrombosis(reckon: Reckon, statements: list[Any], points: tuple[int, ...]) -> None:
    found = reckon("four_ts", statements=statements, drugs=[heparin()])
    assert worth(found, "thrombosis") == points


CHEMOTHERAPY = {"statements": yes("chemotherapy", days=5)}
SEPSIS = {"statements": [*yes("sepsis", days=2), *no("chemotherapy", "blasts")]}
DAY_FIVE_TO_TEN = ((12.2, 200), (8, 190), (5, 90))


@pytest.mark.parametrize(
    ("statements", "points"),
    [
        (CHEMOTHERAPY["statements"], (0,)),
        (SEPSIS["statements"], (1,)),
        (yes("sepsis", days=2), (0, 1)),
        ([], (0, 1, 2)),
    ],
)
def test_four_ts_other_causes(reckon: Reckon, statements: list[Any], points: tuple[int, ...]) -> None:
    assert worth(reckon("four_ts", statements=statements), "other_cause") == points


@pytest.mark.parametrize(
    ("counts", "statements", "total", "meaning"),
    [
        # Thrombosis Journal 2020;18:16, table 1: 2 + 1 + 0 + 1
        (((12.2, 240), (1.5, 220), (0.5, 100)), [*no("thrombosis"), *SEPSIS["statements"]], 4, "intermediate"),
        # from the table
        (DAY_FIVE_TO_TEN, [*yes("thrombosis", days=1), *SEPSIS["statements"]], 7, "high"),
        (DAY_FIVE_TO_TEN, [*yes("thrombosis", days=1), *CHEMOTHERAPY["statements"]], 6, "high"),
        (DAY_FIVE_TO_TEN, [*no("thrombosis"), *SEPSIS["statements"]], 5, "intermediate"),
        (DAY_FIVE_TO_TEN, [*no("thrombosis"), *CHEMOTHERAPY["statements"]], 4, "intermediate"),
        (((12.2, 200), (8, 190), (5, 100)), [*no("thrombosis"), *CHEMOTHERAPY["statements"]], 3, "low"),
        (((12.2, 200), (10.5, 190), (9, 9)), [*no("thrombosis"), *CHEMOTHERAPY["statements"]], 0, "low"),
    ],
)
def test_four_ts_totals(reckon: Reckon, counts: Any, statements: list[Any], total: int, meaning: str) -> None:
    found = reckon("four_ts", results=falling(counts), statements=statements, drugs=[heparin()])
    assert (span(found), found.meanings) == ((total, total), (meaning,))


# TTP


PLASMIC = {
    "platelet_count": 14.0,
    "reticulocytes_percent": 6.0,
    "mcv": 86.0,
    "inr": 1.0,
    "creatinine": 88.0,
}


@pytest.mark.parametrize(
    ("changed", "cancer", "total", "meaning"),
    [
        ({}, False, 7, "high"),
        ({"mcv": 96.0}, False, 6, "high"),
        ({"platelet_count": 62.0, "mcv": 88.0, "inr": 1.1, "creatinine": 406.6}, False, 5, "intermediate"),
        ({"platelet_count": 22.0, "mcv": 92.0, "inr": 1.6}, True, 4, "low"),
        ({"platelet_count": 35.0, "mcv": 93.0, "inr": 1.2, "creatinine": 212.2}, False, 4, "low"),
    ],
)
def test_plasmic_totals(reckon: Reckon, changed: dict[str, float], cancer: bool, total: int, meaning: str) -> None:
    said = [*(yes("cancer") if cancer else no("cancer")), *no("transplant")]
    found = reckon("plasmic", results=labs(PLASMIC | changed), statements=said)
    assert (span(found), found.meanings) == ((total, total), (meaning,))


def test_plasmic_of_a_published_patient_is_the_most_her_chart_allows(reckon: Reckon) -> None:
    """Society of Hospital Medicine abstract "Play DICE no more with TTP": 6 points; INR, reticulocytes not told."""
    told = labs({"platelet_count": 9.0, "mcv": 89.0, "creatinine": 362.4, "bilirubin_total": 140.2})
    haptoglobin = result("haptoglobin", 30.0, comparator=Comparator.BELOW)
    found = reckon("plasmic", results=[*told, haptoglobin], statements=no("cancer", "transplant"))
    assert span(found) == (4, 6)
    assert found.meanings[-1] == "high"
    assert worth(found, "creatinine") == (0,)


def test_plasmic_of_a_published_patient_without_ttp(reckon: Reckon) -> None:
    """Manabe 2025, lack of B12: 5 points; INR and creatinine are told as normal, haptoglobin as under 10 mg/dL."""
    values = {"platelet_count": 105.0, "reticulocytes_percent": 3.07, "mcv": 117.4, "inr": 1.0, "creatinine": 70.0}
    haptoglobin = result("haptoglobin", 10.0, comparator=Comparator.BELOW)
    found = reckon("plasmic", results=[*labs(values), haptoglobin], statements=no("cancer", "transplant"))
    assert (span(found), found.meanings) == ((5, 5), ("intermediate",))


@pytest.mark.parametrize(
    ("lab", "inside", "outside", "item"),
    [
        ("platelet_count", 29.0, 30.0, "platelets"),
        ("mcv", 89.9, 90.0, "mcv"),
        ("inr", 1.49, 1.5, "inr"),
        ("creatinine", 176.0, 177.0, "creatinine"),
    ],
)
def test_plasmic_limits(reckon: Reckon, lab: str, inside: float, outside: float, item: str) -> None:
    assert worth(reckon("plasmic", results=labs({lab: inside})), item) == (1,)
    assert worth(reckon("plasmic", results=labs({lab: outside})), item) == (0,)


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ({"reticulocytes_percent": 2.6}, (1,)),
        ({"reticulocytes_percent": 2.5}, (0, 1)),
        ({"bilirubin_indirect": 34.3}, (1,)),
        ({"haptoglobin": 10.0}, (1,)),
        ({"reticulocytes_percent": 2.5, "haptoglobin": 80.0, "bilirubin_indirect": 34.2}, (0,)),
        ({"reticulocytes_percent": 2.5, "haptoglobin": 80.0, "bilirubin_total": 34.2}, (0,)),
        ({"reticulocytes_percent": 2.5, "haptoglobin": 80.0, "bilirubin_total": 60.0}, (0, 1)),
    ],
)
def test_plasmic_haemolysis(reckon: Reckon, values: dict[str, float], points: tuple[int, ...]) -> None:
    assert worth(reckon("plasmic", results=labs(values)), "haemolysis") == points


def test_plasmic_silence_about_cancer_and_transplant_is_no_no(reckon: Reckon) -> None:
    found = reckon("plasmic", results=labs(PLASMIC))
    assert (span(found), found.meanings) == ((5, 7), ("intermediate", "high"))


@pytest.mark.parametrize(
    ("platelets", "creatinine", "total", "meaning"),
    [
        (14, 90, 2, "high"),
        (62, 350, 0, "low"),
        (18, 260, 1, "intermediate"),
        (45, 120, 1, "intermediate"),
        (29, 200, 2, "high"),
        (30, 200, 1, "intermediate"),
        (30, 201, 0, "low"),
    ],
)
def test_french_totals(reckon: Reckon, platelets: float, creatinine: float, total: int, meaning: str) -> None:
    found = reckon("french", results=labs({"platelet_count": platelets, "creatinine": creatinine}))
    assert (span(found), found.meanings) == ((total, total), (meaning,))


# DIC and SIC: the upper limit of the prothrombin time is 14.5 s, of D-dimer 0.5 mg/L


def clotting(platelets: float, d_dimer: float, pt: float, fibrinogen: float) -> list[Any]:
    return labs({"platelet_count": platelets, "d_dimer": d_dimer, "pt": pt, "fibrinogen": fibrinogen})


@pytest.mark.parametrize(
    ("edition", "values", "total", "overt"),
    [
        ("2001", (45, 5.1, 21.5, 0.8), 8, True),
        ("2001", (80, 2.0, 16.5, 2.1), 3, False),
        ("2001", (60, 5.1, 17.5, 1.6), 5, True),
        ("2001", (200, 0.5, 15.5, 3.5), 0, False),
        ("2001", (60, 2.0, 17.5, 1.6), 4, False),
        ("2001", (45, 2.0, 20.5, 1.0), 5, True),  # 6 s: one point in 2001
        ("2001", (45, 2.0, 20.6, 1.0), 6, True),
        ("2025", (80, 1.5, 16.5, 2.1), 1, False),  # D-dimer exactly 3 times the limit
        ("2025", (60, 4.0, 17.5, 1.6), 5, True),
        ("2025", (60, 3.5, 17.5, 1.6), 4, False),  # exactly 7 times
        ("2025", (45, 1.6, 20.5, 1.0), 6, True),  # 6 s: two points in 2025
        ("2025", (49, 0.4, 17.4, 0.99), 3, False),
        ("2025", (50, 0.4, 17.5, 1.0), 2, False),
        ("2025", (100, 0.4, 17.4, 1.0), 0, False),
    ],
)
def test_isth_dic_totals(
    reckon: Reckon, edition: str, values: tuple[float, float, float, float], total: int, *, overt: bool
) -> None:
    found = reckon(f"isth_dic_{edition}", results=clotting(*values))
    assert (span(found), found.meanings == ("overt DIC",)) == ((total, total), overt)


@pytest.mark.parametrize(
    ("values", "total", "overt"),
    [
        # worked example of a page for the FRCA and FFICM: 8 s over the limit, D-dimer strongly raised
        ((42, 5.1, 22.5, 0.9), 8, True),
        # test suite of sophiewell.com, which gives bands
        ((150, 0.5, 15.0, 2.0), 0, False),
        ((49, 2.0, 15.0, 2.0), 4, False),
        ((75, 5.1, 19.0, 2.0), 5, True),
        ((49, 5.1, 21.0, 0.9), 8, True),
    ],
)
def test_isth_dic_of_published_examples(
    reckon: Reckon, values: tuple[float, float, float, float], total: int, *, overt: bool
) -> None:
    found = reckon("isth_dic_2001", results=clotting(*values))
    assert (span(found), found.meanings == ("overt DIC",)) == ((total, total), overt)


@pytest.mark.parametrize(("inr", "points"), [(1.1, (0,)), (1.2, (0, 1, 2)), (1.9, (0, 1, 2)), (2.0, (2,))])
def test_isth_dic_with_an_inr_alone(reckon: Reckon, inr: float, points: tuple[int, ...]) -> None:
    for edition in ("2001", "2025"):
        assert worth(reckon(f"isth_dic_{edition}", results=labs({"inr": inr})), "prothrombin_time") == points


@pytest.mark.parametrize(
    ("values", "total", "sic"),
    [
        # test suite of sophiewell.com: 1 + 2 + 2 and 1 + 1 + 1
        ({"inr": 1.3, "platelet_count": 90.0, "creatinine": 180.0}, 5, True),
        ({"inr": 1.3, "platelet_count": 120.0, "creatinine": 120.0}, 3, False),
        # from the table
        ({"inr": 1.5, "platelet_count": 80.0, "creatinine": 180.0}, 6, True),
        ({"inr": 1.3, "platelet_count": 120.0, "creatinine": 180.0}, 4, False),  # two points from clotting
        ({"inr": 1.1, "platelet_count": 90.0, "creatinine": 180.0}, 4, False),
        ({"inr": 1.25, "platelet_count": 95.0, "creatinine": 120.0}, 4, True),
        ({"inr": 1.45, "platelet_count": 160.0, "creatinine": 180.0}, 4, False),
        ({"inr": 1.2, "platelet_count": 99.0, "creatinine": 180.0}, 4, False),
        ({"inr": 1.21, "platelet_count": 99.0, "creatinine": 180.0}, 5, True),
        ({"inr": 1.4, "platelet_count": 150.0, "creatinine": 180.0}, 3, False),
        ({"inr": 1.41, "platelet_count": 149.0, "creatinine": 180.0}, 5, True),
    ],
)
def test_sic_totals(reckon: Reckon, values: dict[str, float], total: int, *, sic: bool) -> None:
    rest = no("shock", "hypoxia", "intubation", "septic_shock", "respiratory_distress")
    found = reckon("sic", results=labs(values | {"bilirubin_total": 10.0}), statements=rest)
    assert (span(found), found.meanings == ("sepsis-induced coagulopathy",)) == ((total, total), sic)


def test_sic_organs_that_were_not_looked_at_stay_open(reckon: Reckon) -> None:
    found = reckon("sic", results=labs({"inr": 1.5, "platelet_count": 80.0, "creatinine": 80.0}))
    assert span(found) == (4, 6)
    assert found.meanings == ("sepsis-induced coagulopathy",)
    assert worth(found, "organs") == (0, 1, 2)


# HLH


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


# children


LEGS = statement("purpura", "rash", "nonblanching_lesion", days=1, sites=frozenset({"lower_limb"}))
TRUNK = statement("purpura", "rash", "nonblanching_lesion", days=1, sites=frozenset({"trunk"}))


@pytest.mark.parametrize(
    ("statements", "platelets", "meanings"),
    [
        ([LEGS, *yes("abdominal_pain")], 300, ("met",)),
        ([LEGS, *no("abdominal_pain", "arthritis", "haematuria", "iga_deposits")], 300, ("not met",)),
        ([LEGS, *yes("abdominal_pain")], 99, ("not met",)),
        ([LEGS, *yes("abdominal_pain")], 100, ("met",)),
        ([TRUNK, *yes("iga_deposits")], 300, ("met",)),
        ([LEGS], 300, ("not met", "met")),
        ([], 300, ("not met", "met")),
    ],
)
def test_iga_vasculitis_criteria(
    reckon: Reckon, statements: list[Any], platelets: float, meanings: tuple[str, ...]
) -> None:
    found = reckon("igav_eular", results=labs({"platelet_count": platelets}), statements=statements, age_days=6 * YEAR)
    assert found.meanings == meanings


NONE_OF_THE_SIGNS = no(
    "purpura", "rapidly_spreading_rash", "neck_stiffness", "poor_perfusion", "lethargy", "irritability"
)


@pytest.mark.parametrize(
    ("statements", "values", "means"),
    [
        (NONE_OF_THE_SIGNS, {"wbc": 5.0}, ("no danger sign",)),
        (NONE_OF_THE_SIGNS, {"wbc": 15.0}, ("no danger sign",)),
        (NONE_OF_THE_SIGNS, {"wbc": 4.9}, ("white cells not normal",)),
        (NONE_OF_THE_SIGNS, {"wbc": 15.1}, ("white cells not normal",)),
        (NONE_OF_THE_SIGNS[1:], {"wbc": 9.0}, ("no danger sign", "danger sign")),
        ([*NONE_OF_THE_SIGNS[1:], *yes("purpura")], {"wbc": 9.0}, ("danger sign",)),
        (yes("neck_stiffness"), {}, ("danger sign",)),
        ([], {"capillary_refill": 3.0}, ("danger sign",)),
        ([], {"capillary_refill": 2.9}, ("no danger sign", "white cells not normal", "danger sign")),
        ([], {}, ("no danger sign", "white cells not normal", "danger sign")),
    ],
)
def test_fever_and_petechiae_signs(
    reckon: Reckon, statements: list[Any], values: dict[str, float], means: tuple[str, ...]
) -> None:
    found = reckon("fever_petechiae", results=labs(values), statements=statements, age_days=3 * YEAR)
    assert tuple(meaning.split(":")[0] for meaning in found.meanings) == means


@pytest.mark.parametrize(
    ("months", "statements", "meanings"),
    [
        (4, yes("bruise"), ("positive",)),
        (5, yes("bruise"), ("negative", "positive")),
        (18, [statement("bruise", days=1, sites=frozenset({"neck"}))], ("positive",)),
        (20, [], ("negative", "positive")),
    ],
)
def test_bruise_rule(reckon: Reckon, months: int, statements: list[Any], meanings: tuple[str, ...]) -> None:
    found = reckon("ten4", statements=statements, age_days=months * 30.5)
    assert tuple(meaning.split(":")[0] for meaning in found.meanings) == meanings


# bleeding and pregnancy


@pytest.mark.parametrize(
    ("statements", "points"),
    [
        (yes("intracranial_haemorrhage", "major_bleeding", "bleeding"), (4,)),
        ([*yes("major_bleeding", "bleeding", "shock"), *no("transfusion")], (4,)),
        ([*yes("haemoptysis", "bleeding"), *no("intracranial_haemorrhage", "major_bleeding", "transfusion")], (2,)),
        (yes("petechiae", "nonblanching_lesion"), (1, 2, 3, 4)),
        ([], (0, 1, 2, 3, 4)),
    ],
)
def test_who_bleeding_grade(reckon: Reckon, statements: list[Any], points: tuple[int, ...]) -> None:
    assert worth(reckon("who_bleeding", statements=statements), "bleeding") == points


@pytest.mark.parametrize(
    ("platelets", "ast", "ldh", "told"),
    [
        # test suite of sophiewell.com: lowest counts of 40, 75 and 120
        (40, 70, 600, ("complete", "class 1, the most severe")),
        (75, 70, 600, ("complete", "class 2")),
        (120, 70, 600, ("partial", "class 3")),
        # from the tables
        (58, 240, 980, ("complete", "class 2")),
        (40, 300, 1200, ("complete", "class 1, the most severe")),
        (130, 50, 700, ("partial", "class 3")),
        (120, 240, 980, ("partial", "class 3")),
        (100, 70, 600, ("complete", "class 2")),
        (101, 70, 600, ("partial", "class 3")),
        (100, 69, 600, ("partial", "no class")),
        (100, 70, 599, ("partial", "no class")),
        (50, 70, 600, ("complete", "class 1, the most severe")),
        (51, 70, 600, ("complete", "class 2")),
        (150, 40, 600, ("partial", "class 3")),
        (151, 40, 600, ("partial", "no class")),
        (151, 40, 599, ("not met", "no class")),
    ],
)
def test_hellp(reckon: Reckon, platelets: float, ast: float, ldh: float, told: tuple[str, str]) -> None:
    values = labs({"platelet_count": platelets, "ast": ast, "alt": ast, "ldh": ldh})
    meanings = [reckon(score, results=values).meanings for score in ("hellp_tennessee", "hellp_mississippi")]
    assert meanings == [(told[0],), (told[1],)]


SWANSEA = {"bilirubin_total": 14.1, "glucose": 3.9, "urate": 341.0, "wbc": 11.1, "ast": 43.0, "creatinine": 151.0}


@pytest.mark.parametrize(
    ("values", "low", "meanings"),
    [
        (SWANSEA, 6, ("supported",)),
        (SWANSEA | {"creatinine": 150.0}, 5, ("not supported", "supported")),
        (SWANSEA | {"bilirubin_total": 14.0, "pt": 14.1}, 6, ("supported",)),
        (SWANSEA | {"urate": 340.0, "pt": 14.0}, 5, ("not supported", "supported")),
    ],
)
def test_swansea(reckon: Reckon, values: dict[str, float], low: int, meanings: tuple[str, ...]) -> None:
    found = reckon("swansea", results=labs(values))
    assert (found.low, found.meanings) == (low, meanings)


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


@pytest.mark.parametrize(
    ("lab", "inside", "outside"),
    [("haemoglobin", 92.0, 92.1), ("wbc", 5.0, 5.1), ("platelet_count", 110.0, 111.0)],
)
def test_each_cell_line_of_the_hscore_has_its_limit(reckon: Reckon, lab: str, inside: float, outside: float) -> None:
    assert worth(reckon("hscore", results=labs(ALL_LOW | {lab: inside})), "cytopenias") == (34,)
    assert worth(reckon("hscore", results=labs(ALL_LOW | {lab: outside})), "cytopenias") == (24,)


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ({"bilirubin_total": 20.4, "creatinine": 106.0}, (0,)),
        ({"bilirubin_total": 20.5, "creatinine": 106.0}, (1,)),
        ({"bilirubin_total": 20.4, "creatinine": 106.1}, (1,)),
        ({"bilirubin_total": 20.5, "creatinine": 106.1}, (2,)),
        ({"bilirubin_total": 34.1, "creatinine": 106.0}, (1,)),
        ({"bilirubin_total": 34.2, "creatinine": 106.0}, (2,)),
        ({"bilirubin_total": 20.4, "creatinine": 176.7}, (1,)),
        ({"bilirubin_total": 20.4, "creatinine": 176.8}, (2,)),
    ],
)
def test_sic_organs(reckon: Reckon, values: dict[str, float], points: tuple[int, ...]) -> None:
    rest = no("shock", "hypoxia", "intubation", "septic_shock", "respiratory_distress")
    assert worth(reckon("sic", results=labs(values), statements=rest), "organs") == points
