"""The tallies over answers made up so that each can be counted on the fingers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from benchmarks import tallies
from benchmarks.engine import Answer
from benchmarks.miss_lines import miss_lines
from benchmarks.published_cases import ScoredCase, ScoredControl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def given(*levels: str, gates: tuple[tuple[str, str], ...] = (), causes: Any = (), tests: tuple[bool, ...] = ()) -> Any:
    fired = [SimpleNamespace(gate=SimpleNamespace(id=g, indicator=SimpleNamespace(value=level))) for g, level in gates]
    suggested = [SimpleNamespace(test=SimpleNamespace(orderable=orderable)) for orderable in tests]
    assessment = SimpleNamespace(gates=fired, causes=causes, tests=suggested, abstains="")
    return Answer(cast("Any", None), cast("Any", assessment), [{"indicator": level} for level in levels])


def scored(**told: Any) -> ScoredCase:
    plain: dict[str, Any] = {
        "id": "c", "truth": "pox", "must_not_miss": False, "suffices": "yes", "presentation": "petechiae",
        "strict": None, "lenient": 1, "generous": None, "entry": None, "covered": False, "indicator": "",
        "tests": (), "suggested": frozenset(), "tests_basis": "", "named_tests": 0, "answer": given(),
    }  # fmt: skip
    return ScoredCase(**plain | told)


def control(answer: Answer, *, alarm: bool = False) -> ScoredControl:
    return ScoredControl("k", "silent", alarm, "", answer)


def told(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    return {name: value for name, value in rows}  # noqa: C416 - dict() takes no lists


def test_the_burden_counts_critical_cards_of_the_benign_only() -> None:
    noisy = given("critical", "critical", "info", gates=(("g", "critical"), ("h", "warning")))
    cases = [scored(answer=noisy), scored(answer=given("info")), scored(must_not_miss=True, answer=noisy)]
    measured, gates = tallies.burden(cases, [control(given("warning", gates=(("h", "warning"),))), control(given())])
    assert told(measured) == {
        "benign patients": "4",
        "critical cards per 100 of them": "50",
        "of them with a critical card": "1/4 = 25% (5 to 70)",
        "cards of any level per 100 of them": "125",
        "gates fired per 100 of them": "75",
    }
    assert gates == [("h", "2", "0"), ("g", "1", "1")]


def test_a_burden_of_nobody_is_no_number() -> None:
    measured, gates = tallies.burden([scored(must_not_miss=True, answer=given("critical"))], [])
    assert told(measured)["critical cards per 100 of them"] == "none"
    assert gates == []


@pytest.mark.parametrize(
    ("suggested", "named", "among", "one", "all_named"),
    [
        ({"film"}, (True, True), "1/1", "1/1", "1/1"),
        (set(), (True, False), "0/1", "1/1", "0/1"),
        (set(), (False, False), "0/1", "0/1", "0/1"),
    ],
)
def test_a_test_may_be_suggested_or_only_named(
    suggested: set[str], named: tuple[bool, bool], among: str, one: str, all_named: str
) -> None:
    tests = tuple(zip(("film", "level"), named, strict=True))
    rows = tallies.workup([scored(tests=tests, suggested=frozenset(suggested), tests_basis="used_in_source"), scored()])
    assert [(row[0], *(cell.split(" ")[0] for cell in row[1:])) for row in rows] == [
        ("used in source", among, one, all_named)
    ]


@pytest.mark.parametrize(
    ("tests", "at_most", "orders"),
    [
        ((True,) * 8, "1/1", "1/1"),
        ((True,) * 9, "0/1", "0/1"),
        ((*(True,) * 8, False), "0/1", "1/1"),
        ((), "1/1", "1/1"),
    ],
)
def test_eight_tests_are_not_too_many(tests: tuple[bool, ...], at_most: str, orders: str) -> None:
    rows = told(tallies.lengths([scored(answer=given(tests=tests))]))
    assert rows["suggested in an answer, most"] == str(len(tests))
    assert rows["answers with at most 8"].startswith(at_most)
    assert rows["answers with at most 8 that can be ordered"].startswith(orders)
    assert tallies.lengths([]) == []


def test_the_summary_looks_at_danger_and_at_noise_apart() -> None:
    grave = [
        scored(must_not_miss=True, lenient=3, indicator="critical"),
        scored(must_not_miss=True, lenient=4, indicator="warning"),
        scored(must_not_miss=True, lenient=6, indicator="info"),
        scored(must_not_miss=True, lenient=None, covered=True),
    ]
    benign = [scored(indicator="critical"), scored(indicator="warning")]
    assert [cell.split(" ")[0] for cell in tallies.summary([*grave, *benign], [control(given(), alarm=True)])] == [
        "2/6", "3/6", "4/6", "1/4", "3/4", "2/4", "1/2", "1/1",
    ]  # fmt: skip
    assert tallies.summary([], []) == ("none",) * 8


def cause(label: str, pro: tuple[str, ...] = (), con: tuple[str, ...] = (), unknown: tuple[str, ...] = ()) -> Any:
    def rows(labels: tuple[str, ...]) -> list[Any]:
        return [SimpleNamespace(label=each) for each in labels]

    return SimpleNamespace(label=label, reasons_for=rows(pro), reasons_against=rows(con), unknown=unknown)


LEADER = cause("Flu", pro=("fever", "cough", "third"))
TOLD = "c, cow pox"


@pytest.mark.parametrize(("lenient", "missed"), [(1, False), (3, False), (4, True), (None, True)])
def test_the_fourth_place_is_a_miss(lenient: int | None, *, missed: bool) -> None:
    assert bool(list(miss_lines([scored(lenient=lenient, answer=given(causes=(LEADER,)))]))) is missed


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (
            {"lenient": 4, "entry": cause("Cow pox", con=("a", "b", "c"), unknown=("d",)), "covered": True},
            (
                f"{TOLD} (place 4, named by a gate or as not excluded): "
                "first is Flu for fever; cough. Cow pox: against it a; b, not recorded: d."
            ),
        ),
        (
            {"lenient": 5, "entry": cause("Cow pox")},
            f"{TOLD} (place 5): first is Flu for fever; cough. Cow pox: nothing against it, only weaker evidence.",
        ),
        ({"lenient": None}, f"{TOLD} (not listed): first is Flu for fever; cough. The true cause is not ranked."),
    ],
)
def test_a_miss_tells_what_led_and_what_was_lacking(told: dict[str, Any], line: str) -> None:
    assert list(miss_lines([scored(truth="cow_pox", answer=given(causes=(LEADER,)), **told)])) == [line]


def test_silence_and_a_leader_without_reasons_are_told() -> None:
    silent, bare = scored(lenient=None), scored(lenient=None, answer=given(causes=(cause("Flu"),)))
    lines = list(miss_lines([silent, bare]))
    assert lines[0].endswith("silent, nothing in the chart made it speak.")
    assert "first is Flu for nothing recorded, only how common it is." in lines[1]


@pytest.mark.parametrize(("length", "cut"), [(60, False), (61, True)])
def test_a_long_reason_is_cut_at_a_word(length: int, *, cut: bool) -> None:
    label = "word " * 11 + "x" * (length - 55)
    line = next(miss_lines([scored(lenient=None, answer=given(causes=(cause("Flu", pro=(label,)),)))]))
    assert ((label not in line) and " word ..." in line) is cut
