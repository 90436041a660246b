"""The ranking and its ledger."""

from __future__ import annotations

from dataclasses import replace
from math import log
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from rules.cause_definitions import AgeBand, AgeModifier, Merge, Role
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.differential import Differential, band, mark_steps
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import CauseId, FindingId
from rules.ledger import Ledger
from rules.logic import Truth
from rules.reasons import Contribution, EvidenceKind, Finding, LikelihoodBand, RankedCause
from tests.rules.builders import (
    ESTIMATE,
    LOW,
    PARAMETERS,
    Assertion,
    Sex,
    binary,
    cause,
    chart,
    drug,
    knowledge,
    platelet_finding,
    result,
    said,
    statement,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.chart import Chart
    from rules.definitions import Knowledge

FEVER = FindingId("fever")


def findings_of(patient: Chart, known: Knowledge) -> Mapping[FindingId, Finding]:
    """The findings of a chart."""
    index = ChartIndex(patient, known)
    return derive_findings(Evaluation(index, CompiledCriteria(known)))


def ranked(known: Knowledge | None = None, **facts: Any) -> dict[str, RankedCause]:
    """Causes by id, in order, for a chart with these facts."""
    known = known or knowledge()
    patient = chart(**facts)
    findings = findings_of(patient, known)
    differential = Differential(known)
    return {r.cause.id: r for r in differential.rank(differential.posterior(patient, findings), findings)}


def weight(entry: RankedCause, kind: EvidenceKind, finding: str | None = None) -> float:
    """The weight of one row of the ledger."""
    rows = [c for c in entry.ledger if c.kind is kind and (finding is None or (c.finding and c.finding.id == finding))]
    assert len(rows) == 1, rows
    return rows[0].weight


def test_the_share_follows_from_the_ledger_alone() -> None:
    entries = ranked(results=[result("platelet_count", 20)], statements=[statement("fever")])
    scores = {cause_id: sum(row.weight for row in entry.ledger) for cause_id, entry in entries.items()}
    first, second = list(entries)[:2]
    odds = log(entries[CauseId(first)].score / entries[CauseId(second)].score)
    assert odds == pytest.approx(scores[first] - scores[second])
    assert sum(entry.score for entry in entries.values()) == pytest.approx(1.0)


def test_low_count_refutes_nothing_but_a_normal_count_refutes_the_low_count_causes() -> None:
    low = ranked(results=[result("platelet_count", 20)])
    normal = ranked(results=[result("platelet_count", 250)])
    assert next(iter(low)) == "itp"
    assert next(iter(normal)) == "pressure"
    assert weight(low["pressure"], EvidenceKind.RECORDED, "platelet_count") == pytest.approx(log(1e-4))


def test_unknown_is_not_absent() -> None:
    silent = ranked(results=[result("platelet_count", 20)])
    denied = ranked(results=[result("platelet_count", 20)], statements=[statement("fever", assertion=Assertion.ABSENT)])
    not_recorded = weight(silent["sepsis"], EvidenceKind.NOT_RECORDED, "fever")
    absent = weight(denied["sepsis"], EvidenceKind.RECORDED, "fever")
    assert absent < not_recorded < 0
    assert absent == pytest.approx(log(0.1 / 0.8))
    assert not_recorded == pytest.approx(log((1 - 0.25 * 0.9) / (1 - 0.25 * 0.2)))


def test_silence_never_reaches_the_reasons_for_people() -> None:
    entry = ranked(results=[result("platelet_count", 20)])["sepsis"]
    assert [c.finding.id for c in (*entry.reasons_for, *entry.reasons_against) if c.finding] == ["platelet_count"]


def test_missing_required_exposure_makes_a_cause_unlikely_and_is_said() -> None:
    without = ranked(results=[result("platelet_count", 20)])["hit"]
    with_heparin = ranked(results=[result("platelet_count", 20)], drugs=[drug("heparin", "heparin", start=7)])["hit"]
    assert weight(without, EvidenceKind.EXPOSURE) == pytest.approx(log(0.02))
    assert all(c.kind is not EvidenceKind.EXPOSURE for c in with_heparin.ledger)
    assert with_heparin.score > without.score


def test_correlated_findings_are_discounted() -> None:
    known = knowledge(
        findings={
            f.id: f
            for f in (
                platelet_finding(),
                binary("lesion_type", said("petechiae")),
                binary("a", said("fever"), 0.1, group="same"),
                binary("b", said("spreading"), 0.2, group="same"),
            )
        },
        causes={CauseId("x"): cause("x", 10.0, {"a": 0.5, "b": 0.4})},
    )
    entry = ranked(known, statements=[statement("fever"), statement("spreading")])["x"]
    assert weight(entry, EvidenceKind.RECORDED, "a") == pytest.approx(log(5))
    assert weight(entry, EvidenceKind.RECORDED, "b") == pytest.approx(0.6 * log(2))


@pytest.mark.parametrize(("definitional", "expected"), [(frozenset(), log(50)), (frozenset({"a"}), log(990))])
def test_clip_and_its_exception(definitional: frozenset[str], expected: float) -> None:
    known = knowledge(
        findings={
            f.id: f
            for f in (
                platelet_finding(),
                binary("lesion_type", said("petechiae")),
                binary("a", said("fever"), 0.001),
            )
        },
        causes={CauseId("x"): cause("x", 10.0, {"a": 0.99}, definitional=definitional)},
    )
    entry = ranked(known, statements=[statement("fever")])["x"]
    assert weight(entry, EvidenceKind.RECORDED, "a") == pytest.approx(expected)


@pytest.mark.parametrize(("age_days", "present"), [(27.0, True), (28.0, False), (None, True)])
def test_a_prior_of_zero_excludes_at_that_age_only(age_days: float | None, present: bool) -> None:
    priors = dict.fromkeys(AgeBand, 0.0) | {AgeBand.NEONATE: 5.0}
    known = knowledge(causes={CauseId("n"): cause("n", 0.0, {}, priors=priors), CauseId("o"): cause("o", 1.0, {})})
    assert ("n" in ranked(known, age_days=age_days)) is present


def test_age_and_sex_change_the_prior() -> None:
    causes = {
        CauseId("x"): cause("x", 1.0, {}, age_modifiers=(AgeModifier(0, 100, 3.0),), sex_factors={Sex.MALE: 2.0}),
        CauseId("y"): cause("y", 1.0, {}),
    }
    known = knowledge(causes=causes)
    assert ranked(known, age_days=99, sex=Sex.FEMALE)["x"].score == pytest.approx(0.75)
    assert ranked(known, age_days=100, sex=Sex.FEMALE)["x"].score == pytest.approx(0.5)
    assert ranked(known, age_days=100, sex=Sex.MALE)["x"].score == pytest.approx(2 / 3)
    assert ranked(known, age_days=100, sex=Sex.UNKNOWN)["x"].score == pytest.approx(0.5)


def test_a_contributor_is_ranked_only_with_its_exposure() -> None:
    causes = {
        CauseId("c"): cause("c", 5.0, {}, role=Role.CONTRIBUTOR, requires=FindingId("heparin_exposure")),
        CauseId("o"): cause("o", 1.0, {}),
    }
    known = knowledge(causes=causes)
    assert "c" not in ranked(known)
    assert ranked(known, drugs=[drug("heparin", "heparin")])["c"].contributor


@pytest.mark.parametrize(("role", "kept"), [(Role.CONTRIBUTOR, True), (Role.PRIMARY, False)])
def test_a_contributor_stands_beside_however_small_its_share(role: Role, kept: bool) -> None:
    causes = {CauseId(f"o{number}"): cause(f"o{number}", 1e6, {}) for number in range(20)}
    causes[CauseId("c")] = cause("c", 1e-6, {}, role=role, requires=FindingId("heparin_exposure"))
    known = knowledge(causes=causes)
    assert ("c" in ranked(known, drugs=[drug("heparin", "heparin")])) is kept


def test_merged_entries_are_one_with_the_sum_of_their_shares() -> None:
    known = knowledge(
        causes={CauseId(c): cause(c, p, {}) for c, p in (("a", 3.0), ("b", 2.0), ("z", 4.0))},
        merges=(Merge("ab", "A or B", (CauseId("a"), CauseId("b"))),),
        parameters=replace(PARAMETERS, prior_power=1.0),
    )
    entries = ranked(known)
    assert [(e.label, round(e.score, 3), [m.id for m in e.merged]) for e in entries.values()] == [
        ("A or B", 0.556, ["b"]),
        ("Z", 0.444, []),
    ]


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.5, LikelihoodBand.PLAUSIBLE),
        (0.51, LikelihoodBand.LIKELY),
        (0.1, LikelihoodBand.POSSIBLE),
        (0.11, LikelihoodBand.PLAUSIBLE),
        (0.02, LikelihoodBand.LESS_LIKELY),
        (0.021, LikelihoodBand.POSSIBLE),
    ],
)
def test_bands(share: float, word: LikelihoodBand) -> None:
    assert band(share, PARAMETERS) is word


def test_how_likely_at_least() -> None:
    assert [each for each in LikelihoodBand if each.plausible] == ["likely", "plausible"]
    assert [each for each in LikelihoodBand if each.possible] == ["likely", "plausible", "possible"]


def test_softening_mixes_with_the_leak() -> None:
    known = knowledge(parameters=replace(PARAMETERS, softening=MappingProxyType({FEVER: 0.2})))
    entry = ranked(known, results=[result("platelet_count", 20)], statements=[statement("fever")])["pressure"]
    assert weight(entry, EvidenceKind.RECORDED, "fever") == pytest.approx(log((0.8 * 0.02 + 0.2 * 0.2) / 0.2))


def test_vague_evidence_sums_over_its_states() -> None:
    # Both states possible: the finding says nothing at all.
    assert LOW["low"] + LOW["normal"] == pytest.approx(1.0)
    known = knowledge()
    patient = chart()
    findings = dict(findings_of(patient, known))
    platelets = findings[FindingId("platelet_count")]
    findings[platelets.id] = replace(platelets, states=frozenset(known.findings[platelets.id].states))
    differential = Differential(known)
    vague = differential.posterior(patient, findings)
    findings[platelets.id] = platelets
    assert vague.share == pytest.approx(differential.posterior(patient, findings).share)


@pytest.mark.parametrize(
    ("weight", "mark"),
    [(0.1, "+"), (0.09, ""), (-0.1, "−"), (-0.09, ""), (0.99, "+"), (1.0, "++"), (-2.0, "−−−")],
)
def test_a_weight_next_to_nothing_has_no_mark_and_is_no_reason(weight: float, mark: str) -> None:
    fever = Finding(FEVER, "Fever", frozenset(), Truth.PRESENT, (), "fever")
    made = Contribution(EvidenceKind.RECORDED, "fever", weight, fever, ESTIMATE, mark_steps(weight, PARAMETERS))
    ranked = RankedCause(1, cause("x", 1.0, {}), "X", LikelihoodBand.POSSIBLE, 0.1, Ledger(lambda: (made,)))
    assert made.mark == mark
    assert bool(ranked.reasons_for + ranked.reasons_against) is bool(mark)
