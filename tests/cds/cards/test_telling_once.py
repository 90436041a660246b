"""What a card says is said once, of the right patient and in the right place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.chart import Caveat, Chart, DrugExposure, DrugState
from rules.definitions import AdviceKind, Indicator
from rules.identifiers import DrugId, ResourceRef, TestId
from rules.reasons import LikelihoodBand
from tests.cds.cards.builders import (
    NOW,
    advice,
    at,
    criterion,
    datum,
    gate,
    open_danger,
    picture,
    ranked,
    row,
    suggested,
)
from tests.cds.cards.built_cards import cards, clumped

_EXTENSION = "org.petechiae.differential"
NOTED = datum("", "petechiae", source="DocumentReference/d", caveats=frozenset({Caveat.NARRATIVE}))


def test_a_danger_read_in_text_alone_says_so_first_and_stays_critical() -> None:
    (danger, *_) = cards(
        indicator=Indicator.CRITICAL,
        gates=(gate("sepsis", "treat now", criterion("Petechiae", NOTED), criterion("Fever", NOTED)),),
    )
    assert danger["indicator"] == "critical"
    assert danger["summary"] == "Petechiae (from text), fever (from text): treat now"
    assert danger["detail"].startswith("**Why**\n\n- read in running text alone")


def test_a_danger_with_one_entry_behind_it_marks_only_what_was_read_in_text() -> None:
    entered = datum("", "fever", source="Condition/c")
    (danger, *_) = cards(
        indicator=Indicator.CRITICAL,
        gates=(gate("sepsis", "treat now", criterion("Petechiae", NOTED), criterion("Fever", entered)),),
    )
    assert danger["summary"] == "Petechiae (from text), fever: treat now"
    assert "running text alone" not in danger["detail"]
    told = cards(gates=(gate("sepsis", "treat now", criterion("Petechiae", NOTED), criterion("Fever", entered)),))
    criteria = next(card for card in told if _EXTENSION in card.get("extension", {}))["extension"][_EXTENSION]["gates"]
    assert [each.get("caveats") for each in criteria[0]["criteria"]] == [["from text"], None]


def test_one_result_is_one_reason_and_a_sign_told_already_has_its_label_alone() -> None:
    blasts, skin = datum("blasts", "62 %", at()), datum("", "Petechiae of the face", at(), "Condition/c1")
    leader = ranked(
        1, "Leukaemia", LikelihoodBand.LIKELY,
        row("blasts on the film", 3, blasts), row("blasts 10 % or more", 2.9, blasts), row("petechiae", 2, skin),
        row("on the face", 1.5, skin), row("blasts under 90 %", -1, blasts), row("above the nipple line", -1, skin),
    )  # fmt: skip
    (card,) = cards(causes=(leader,))
    told = [line.strip() for line in card["detail"].splitlines() if line.startswith("   - `")]
    assert told == [
        "- `+++` blasts on the film: 62 % (06:30 today)",
        "- `++` Petechiae of the face (06:30 today)",
        "- `++` on the face",
        "- `−` above the nipple line",
    ]


@pytest.mark.parametrize(
    ("band", "weight", "told"),
    [
        (LikelihoodBand.LESS_LIKELY, -1, True),
        (LikelihoodBand.POSSIBLE, -1, False),
        (LikelihoodBand.POSSIBLE, -2, True),
        (LikelihoodBand.LIKELY, -1, False),
    ],
)
def test_a_weak_reason_against_an_open_danger_is_told_only_where_it_is_less_likely(
    band: LikelihoodBand, weight: float, *, told: bool
) -> None:
    danger = open_danger("Bad cause", row("no fever", weight), band=band)
    (card,) = cards(causes=(ranked(1, "Other"),), not_excluded=(danger,))
    assert ("no fever" in card["detail"]) is told


def test_a_later_gate_repeats_nothing_that_an_earlier_one_was_met_by() -> None:
    fever, skin = datum("temperature", "39 °C", at()), datum("", "Purpura", at(), "Condition/c1")
    first = gate("one", "act", criterion("fever", fever), criterion("rash", skin))
    second = gate("two", "act too", criterion("looks ill", fever), criterion("new sign", fever, datum("", "Drowsy")))
    (danger, _) = cards(indicator=Indicator.CRITICAL, gates=(first, second))
    assert "- fever: temperature 39 °C (06:30 today)" in danger["detail"]
    assert "looks ill" not in danger["detail"]
    assert "- new sign: Drowsy (undated)" in danger["detail"]


def test_an_exception_is_told_with_what_ruled_it_out_unless_that_stands_there_already() -> None:
    pulse, inr = datum("pulse", "112 /min", at()), datum("INR", "1.1", at(), "Observation/o2")
    told = gate("one", "act", criterion("ill", pulse), criterion("not stable", pulse), criterion("no leak", inr))
    (danger, _) = cards(indicator=Indicator.CRITICAL, gates=(told,))
    assert "not stable" not in danger["detail"]
    assert "- no leak: INR 1.1 (06:30 today)" in danger["detail"]


def test_advice_for_an_emergency_is_left_to_the_danger_card() -> None:
    said = (advice("Call the team now", kind=AdviceKind.EMERGENCY), advice("No NSAID", kind=AdviceKind.DRUG_SAFETY))
    (alone,) = cards(advice=said)
    assert "- Call the team now" in alone["detail"]
    _, beside = cards(advice=said, indicator=Indicator.CRITICAL, gates=(gate("one", "act", do=("Call",)),))
    assert "Call the team now" not in beside["detail"]
    assert "- No NSAID" in beside["detail"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("decreased", "Platelets decreased"),
        ("not reportable, below the limit; film: hardly any platelets, no blasts", "Film hardly any platelets"),
        ("not reportable, see the comment of the laboratory on this sample", "Platelets not reportable"),
    ],
)
def test_a_count_told_in_words_stands_in_the_summary_as_far_as_it_tells_the_count(words: str, told: str) -> None:
    low = gate("one", "act", criterion("low", datum("platelets", words, at())), criterion("fits"))
    danger, _ = cards(indicator=Indicator.CRITICAL, gates=(low,), platelets=picture(words=words))
    assert danger["summary"] == f"{told}, fits: act"
    assert "- low" not in danger["detail"]


def test_a_doubtful_count_orders_what_gates_ask_for_and_no_work_up_of_causes() -> None:
    asked, wanted = suggested("citrate", "Platelet count in citrate"), suggested("marker", "Marker of a cause")
    demanded = replace(suggested("film", "Blood film"), mandatory=True)
    (card,) = cards(
        indicator=Indicator.WARNING, gates=(clumped(tests=(TestId("citrate"),)),), tests=(asked, demanded, wanted)
    )
    ordered = [action["description"] for click in card["suggestions"] for action in click["actions"]]
    assert len(ordered) == 2
    assert not any("marker" in text for text in ordered)


@pytest.mark.parametrize(
    ("state", "told"), [(DrugState.RUNNING, True), (DrugState.UNKNOWN, True), (DrugState.STOPPED, False)]
)
def test_a_medicine_that_was_stopped_is_nothing_the_patient_is_on(state: DrugState, *, told: bool) -> None:
    source = ResourceRef("MedicationRequest/1")
    aspirin = DrugExposure("aspirin 75 mg", frozenset({DrugId("aspirin")}), frozenset(), state, source)
    given = row("platelet-inhibiting drug", 2, datum("aspirin 75 mg", state.value, at(3), source))
    beside = ranked(1, "Platelet dysfunction", LikelihoodBand.POSSIBLE, given, contributor=True)
    (card,) = cards(Chart(as_of=NOW, drugs=(aspirin,)), causes=(beside,), lesion="Petechiae")
    assert ("on aspirin" in card["summary"]) is told


def test_what_stands_beside_is_told_by_the_medicine_before_the_sign() -> None:
    source = ResourceRef("MedicationRequest/1")
    aspirin = DrugExposure("aspirin 75 mg", frozenset({DrugId("aspirin")}), frozenset(), DrugState.RUNNING, source)
    sign = row("bruises", 3, datum("thin skin", "present", at(), "Condition/1"))
    given = row("platelet-inhibiting drug", 2, datum("aspirin 75 mg", DrugState.RUNNING.value, at(3), source))
    beside = ranked(1, "Platelet dysfunction", LikelihoodBand.POSSIBLE, sign, given, contributor=True)
    (with_chart,) = cards(Chart(as_of=NOW, drugs=(aspirin,)), causes=(beside,))
    assert "**Platelet dysfunction**: aspirin 75 mg (since 17 Nov, 3 days ago)" in with_chart["detail"]
    alone = ranked(1, "Platelet dysfunction", LikelihoodBand.POSSIBLE, sign, contributor=True)
    (signs_alone,) = cards(causes=(alone,))
    assert "**Platelet dysfunction**: thin skin" in signs_alone["detail"]
