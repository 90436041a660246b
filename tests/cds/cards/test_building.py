"""Which cards there are, in which order, and who tells what."""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from rules.cause_definitions import Urgency
from rules.chart import Caveat, Chart, DrugExposure, DrugState, DrugUse, Order, Result, Unread
from rules.criteria import Bound, LabIs, Side, Unless
from rules.definitions import Indicator, Reference, ReferenceStatus
from rules.identifiers import CauseId, LabId, ReferenceId, ResourceRef, TestId
from rules.logic import Truth
from rules.reasons import Contribution, EvidenceKind, LikelihoodBand, WorkupGroup
from rules.workup_definitions import HowSoon
from tests.cds.cards.builders import (
    ESTIMATE,
    NOW,
    advice,
    at,
    count,
    criterion,
    datum,
    exposure,
    finding,
    gate,
    lab_test,
    open_danger,
    picture,
    question,
    ranked,
    row,
    suggested,
)
from tests.cds.cards.built_cards import cards, clumped

if TYPE_CHECKING:
    from rules.platelet_picture import Exposure

_EXTENSION = "org.petechiae.differential"


def test_nothing_to_say() -> None:
    assert cards(triggers=()) == []


def test_nothing_known_still_gives_one_honest_card() -> None:
    (card,) = cards()
    assert card["indicator"] == "info"
    assert card["summary"] == "Petechiae recorded, no platelet count: cause not clear yet"
    assert card["extension"][_EXTENSION] == {"knowledgeVersion": "0.1.0+1a2b3c4d"}
    assert "suggestions" not in card


def test_doubtful_count_comes_first_and_the_differential_waits() -> None:
    doubt, danger = cards(
        indicator=Indicator.CRITICAL,
        platelets=picture(count(188, at(6)), count(31, at(), reliable=False), doubtful=True),
        gates=(gate("sepsis", "treat now"), clumped(tests=(TestId("citrate"),))),
        causes=(ranked(1, "Some cause", LikelihoodBand.LIKELY),),
        tests=(suggested("citrate", "Citrate count"), suggested("culture", "Blood culture")),
    )
    assert doubt["summary"].startswith("Platelets 31 today, platelet clumps reported: repeat in a citrate")
    assert doubt["indicator"] == "warning"
    assert "The ranking of causes waits until the count is confirmed" in doubt["detail"]
    assert "Some cause" not in doubt["detail"]
    assert doubt["extension"][_EXTENSION]["differential"][0]["condition"]["display"] == "Some cause"
    assert danger["indicator"] == "critical"
    assert "extension" not in danger


def test_critical_gates_share_one_card_headed_by_the_first_of_the_assessment() -> None:
    danger, rest = cards(
        indicator=Indicator.CRITICAL,
        gates=(gate("first", "first thing", priority=20), gate("second", "second thing", priority=5)),
    )
    assert danger["summary"] == "First thing"
    assert "**Label of second**: second thing" in danger["detail"]
    assert rest["indicator"] == "info"


def test_a_second_danger_is_a_new_topic_for_a_client_that_silenced_the_first() -> None:
    one = cards(indicator=Indicator.CRITICAL, gates=(gate("tma", "act"),))
    two = cards(indicator=Indicator.CRITICAL, gates=(gate("tma", "act"), gate("hit", "act too", priority=50)))
    assert one[0]["source"]["topic"]["code"] != two[0]["source"]["topic"]["code"]


def test_danger_without_a_trigger_stands_alone_and_tells_what_was_not_sent() -> None:
    (danger,) = cards(triggers=(), indicator=Indicator.CRITICAL, gates=(gate("bleed", "image now"),), missing=("labs",))
    assert danger["indicator"] == "critical"
    assert "Labs not sent" in danger["detail"]
    assert _EXTENSION in danger["extension"]


def test_a_warning_without_a_trigger_has_a_card() -> None:
    (card,) = cards(
        triggers=(), indicator=Indicator.WARNING, gates=(gate("plan", "think twice", indicator=Indicator.WARNING),)
    )
    assert (card["indicator"], card["summary"]) == ("warning", "Think twice")


def test_a_warning_with_a_trigger_is_a_line_of_the_differential() -> None:
    (card,) = cards(indicator=Indicator.WARNING, gates=(gate("plan", "think twice", indicator=Indicator.WARNING),))
    assert "**Watch**\n\n- **Label of plan**: think twice" in card["detail"]


def test_a_danger_named_by_the_gate_is_told_on_its_card_only() -> None:
    danger, rest = cards(
        indicator=Indicator.CRITICAL,
        gates=(gate("tma", "act", names=(CauseId("named_one"),)),),
        not_excluded=(open_danger("Named one", named_by_gate=True), open_danger("Other one")),
    )
    assert "Named one" in danger["detail"]
    assert "Named one" not in rest["detail"]
    assert "Other one" in rest["detail"]
    assert rest["indicator"] == "warning"


@pytest.mark.parametrize(("shown", "rest"), [(5, ""), (6, "and 1 less likely"), (30, "and 25 less likely")])
def test_five_causes_at_most(shown: int, rest: str) -> None:
    (card,) = cards(causes=tuple(ranked(n, f"Cause {n}") for n in range(1, shown + 1)))
    assert "5. **Cause 5**" in card["detail"]
    assert "**Cause 6**" not in card["detail"]
    assert ("less likely" in card["detail"]) is bool(rest)
    assert rest in card["detail"]
    assert len(card["extension"][_EXTENSION]["differential"]) == min(shown, 12)


def test_silence_is_never_worded_as_no() -> None:
    cause = ranked(1, "Some cause", LikelihoodBand.POSSIBLE, row("fever", -1, kind=EvidenceKind.NOT_RECORDED))
    (card,) = cards(causes=(cause,))
    assert "not recorded: fever" in card["detail"]
    entry = card["extension"][_EXTENSION]["differential"][0]
    assert entry["unknown"] == ["fever"]
    assert "against" not in entry


def test_contributors_stand_beside() -> None:
    (card,) = cards(causes=(ranked(1, "Old drug", contributor=True), ranked(2, "Some cause")))
    assert "1. **Some cause**" in card["detail"]
    assert "**Also contributing**\n\n- **Old drug**" in card["detail"]
    assert card["extension"][_EXTENSION]["differential"][0]["contributor"] is True


def test_a_contributor_tells_what_stopping_it_does_and_other_advice_stands_apart() -> None:
    causes = (ranked(1, "Old drug", contributor=True), ranked(2, "Some cause"))
    said = (advice("stopping it works in a day", beside="old_drug"), advice("Look again"))
    (card,) = cards(causes=causes, advice=said)
    assert "- **Old drug**\n   - Stopping it works in a day" in card["detail"]
    assert "- Look again" in card["detail"]
    assert card["detail"].count("topping it works") == 1


def test_what_stands_beside_a_cause_is_not_told_without_it() -> None:
    (card,) = cards(causes=(ranked(1, "Some cause"),), advice=(advice("stopping it works", beside="old_drug"),))
    assert "topping it works" not in card["detail"] + card["summary"]


def test_when_the_ranking_abstains_the_card_says_so_first() -> None:
    (card,) = cards(
        platelets=picture(count(180, at())),
        abstains="The chart does not hold enough.",
        causes=(ranked(1, "Some cause"),),
    )
    assert card["detail"].startswith("**Why**\n\n- **Caution**: the chart does not hold enough.")
    assert "cause not clear yet" in card["summary"]


@pytest.mark.parametrize(
    ("band", "said"),
    [
        (LikelihoodBand.PLAUSIBLE, "Bad cause or Old drug plausible"),
        (LikelihoodBand.POSSIBLE, "Old drug plausible"),
    ],
)
def test_a_contributor_in_front_does_not_hide_a_first_cause_as_likely_as_itself(
    band: LikelihoodBand, said: str
) -> None:
    causes = (ranked(1, "Old drug", LikelihoodBand.PLAUSIBLE, contributor=True), ranked(2, "Bad cause", band))
    (card,) = cards(platelets=picture(count(308, at())), abstains="The chart does not hold enough.", causes=causes)
    assert card["summary"] == f"Platelets 308 today: {said}"


def test_the_urgent_step_of_a_likely_cause_is_told_unless_the_danger_card_is_about_it() -> None:
    urgent = {"urgency": Urgency.EMERGENCY, "urgent_action": "Call at once"}
    leader = ranked(1, "Bad cause (BC)", LikelihoodBand.LIKELY, definition=urgent)
    (card,) = cards(causes=(leader,))
    assert "- If BC: call at once" in card["detail"]
    about_it = gate("one", "act", do=("Call",), names=(leader.cause.id,))
    both = cards(causes=(leader,), indicator=Indicator.CRITICAL, gates=(about_it,))
    assert "If BC" not in both[1]["detail"]
    other = cards(causes=(leader,), indicator=Indicator.CRITICAL, gates=(gate("one", "act", do=("Call",)),))
    assert "- If BC: call at once" in other[1]["detail"]
    (possible,) = cards(causes=(ranked(1, "Bad cause (BC)", definition=urgent),))
    assert "If BC" not in possible["detail"]


def test_two_leaders_of_one_band_stand_together() -> None:
    (card,) = cards(platelets=picture(count(60, at())), causes=(ranked(1, "First cause"), ranked(2, "Second cause")))
    assert card["summary"] == "Platelets 60 today: First cause or Second cause possible"


def test_unread_and_missing_parts_are_named() -> None:
    unread = Unread("Platelet result", "unit unknown", ResourceRef("Observation/1"), LabId("platelet_count"))
    inr = Unread("INR", "words only", ResourceRef("Observation/2"), LabId("inr"))
    others = (
        Unread("3 laboratory results", "not recognised", ResourceRef("Observation/3"), number=3),
        Unread("Medicine (2 times)", "no name", ResourceRef("Observation/4"), number=2),
        Unread("17 hydroxyprogesterone", "its code and its name contradict", ResourceRef("Observation/5")),
    )
    (card,) = cards(unread=(inr, *others, unread, unread), missing=("medication orders", "conditions"))
    assert "platelet result (2 times) could not be read: unit unknown" in card["detail"]
    assert "- could not be read: INR" in card["detail"]
    assert "- 6 other entries of the chart not recognised or not used" in card["detail"]
    assert "Medication orders and conditions not sent" in card["detail"]


def test_what_is_not_known_has_four_lines_and_questions_come_first() -> None:
    asked = tuple(question(f"Question {n}?") for n in range(3))
    odd = Unread("Entry", "no date", ResourceRef("Observation/5"))
    (card,) = cards(questions=asked, unread=(odd,), missing=("conditions",))
    section = card["detail"].split("**Not known**")[1].split("**")[0]
    assert section.strip().splitlines() == [*(f"- Question {n}?" for n in range(3)), "- Conditions not sent"]


def test_awaited_results_are_named_and_unrecognised_orders_are_not() -> None:
    known = Order(frozenset({TestId("film")}), "Blood film", ResourceRef("ServiceRequest/1"), at(hours=1))
    (card,) = cards(Chart(as_of=NOW, orders=(known, Order(frozenset(), "Chair", ResourceRef("ServiceRequest/2")))))
    assert "ordered, result awaited: blood film (05:30 today)" in card["detail"]
    assert "Chair" not in card["detail"].title()


@pytest.mark.parametrize(
    ("suspect", "told"),
    [
        (exposure("Enoxaparin", 8), "on enoxaparin"),
        (exposure("Enoxaparin", 8, 3), "on celecoxib"),
        (exposure("Enoxaparin", 8, use=DrugUse.LINE_CARE), "on celecoxib"),
    ],
    ids=["still given", "ended", "line care"],
)
def test_the_medicine_beside_which_the_count_fell_is_named_before_a_contributor(suspect: Exposure, told: str) -> None:
    source = ResourceRef("MedicationRequest/celecoxib")
    taken = DrugExposure("celecoxib", frozenset(), frozenset(), DrugState.RUNNING, source)
    speaking = row("drug", 1, datum("celecoxib", "running", source=source))
    beside = ranked(2, "Platelet function", LikelihoodBand.POSSIBLE, speaking, contributor=True)
    fallen = replace(picture(count(200, at(7)), count(60, at(0))), fallen=True, exposures=(suspect,))
    (card,) = cards(Chart(as_of=NOW, drugs=(taken,)), platelets=fallen, causes=(beside,))
    assert told in card["summary"]


def test_a_click_says_then_only_behind_a_first_and_also_behind_another_card() -> None:
    later, first = suggested("smear", "Swab", group=WorkupGroup.NEXT), suggested("film", "Blood film")
    (alone,) = cards(tests=(later,))
    assert [s["label"] for s in alone["suggestions"]] == ["Order swab"]
    (both,) = cards(tests=(first, later))
    assert [s["label"] for s in both["suggestions"]] == ["Order blood film", "Then order swab"]
    danger = gate("tma", "act", tests=(TestId("film"),))
    _, second = cards(indicator=Indicator.CRITICAL, gates=(danger,), tests=(first, later), causes=(ranked(1, "Some"),))
    assert [s["label"] for s in second["suggestions"]] == ["Also order swab"]
    assert second["summary"].endswith("; also order swab")
    quiet = gate("tma", "act")
    _, second = cards(indicator=Indicator.CRITICAL, gates=(quiet,), tests=(later,))
    assert [s["label"] for s in second["suggestions"]] == ["Order swab"]


def test_the_gate_that_names_the_leading_cause_says_the_next_step() -> None:
    leading = ranked(1, "Some cause", LikelihoodBand.LIKELY)
    repeat = gate("repeat", "repeat it tomorrow", indicator=Indicator.WARNING, names=(leading.cause.id,))
    (card,) = cards(gates=(repeat,), causes=(leading,), tests=(suggested("film", "Blood film"),))
    assert card["summary"].endswith("Some cause likely; repeat it tomorrow")
    other = gate("repeat", "repeat it tomorrow", indicator=Indicator.WARNING)
    (card,) = cards(gates=(other,), causes=(leading,), tests=(suggested("film", "Blood film"),))
    assert card["summary"].endswith("Some cause likely; order blood film")


def test_burdensome_tests_never_come_first() -> None:
    marrow = suggested("marrow", "Bone marrow", group=WorkupGroup.IF_UNEXPLAINED, urgency=HowSoon.IF_UNEXPLAINED)
    (alone,) = cards(tests=(marrow,))
    assert "suggestions" not in alone
    assert "Only if still unexplained: bone marrow" in alone["detail"]
    (card,) = cards(tests=(marrow, suggested("film", "Blood film")))
    assert [(s["label"], s.get("isRecommended")) for s in card["suggestions"]] == [
        ("Order blood film", True),
        ("If still unexplained, order bone marrow", None),
    ]


def test_examinations_are_told_not_clicked() -> None:
    (card,) = cards(tests=(suggested("look", "Whole skin examination", "spots may hide", orderable=False),))
    assert "suggestions" not in card
    assert "Whole skin examination: spots may hide" in card["detail"]


def test_equal_calls_give_equal_names_and_other_calls_others() -> None:
    said: dict[str, Any] = {"causes": (ranked(1, "Some cause"),), "tests": (suggested("film", "Blood film"),)}
    first, again = cards(**said), cards(**said)
    assert first == again
    for call in ({"hook_instance": "another"}, {"patient_id": "p2"}, {"encounter_id": None}):
        other = cards(call=call, **said)
        assert other[0]["uuid"] != first[0]["uuid"]
        assert other[0]["suggestions"][0]["uuid"] != first[0]["suggestions"][0]["uuid"]


def test_without_a_web_address_there_is_no_link() -> None:
    (card,) = cards(call={"base_url": "javascript:alert(1)"}, causes=(ranked(1, "Some cause"),))
    assert "links" not in card
    assert "url" not in card["source"]


def test_caveats_stand_beside_the_value() -> None:
    odd = datum("LDH", "900", at(), caveats=frozenset({Caveat.UNIT_INFERRED}))
    (card,) = cards(causes=(ranked(1, "Some cause", LikelihoodBand.LIKELY, row("raised LDH", 2, odd)),))
    assert "`++` raised LDH: 900 (06:30 today, unit inferred)" in card["detail"]


def test_unknown_criteria_are_not_met() -> None:
    danger = cards(
        indicator=Indicator.CRITICAL, gates=(gate("tma", "act", criterion("Transplant", truth=Truth.UNKNOWN)),)
    )[0]
    assert "not recorded: transplant" in danger["detail"]
    assert danger["summary"] == "Act"


def test_another_unit_shows_the_canonical_value_behind() -> None:
    (card,) = cards(platelets=picture(count(9, at(), "9000 /uL")))
    assert "platelet count 9 ×10⁹/L (9000 /uL; 06:30 today)" in card["detail"]
    (same,) = cards(platelets=picture(count(9, at(), "9.0 10\\*9/L")))
    assert "platelet count 9 ×10⁹/L (06:30 today)" in same["detail"]


def test_a_comparator_is_kept() -> None:
    (card,) = cards(platelets=picture(count(5, at(), "<5 ×10⁹/L")))
    assert card["summary"].startswith("Platelets <5 today")


def test_tests_are_told_by_name_where_a_danger_is_open() -> None:
    (card,) = cards(not_excluded=(open_danger("Bad one", tests=(lab_test("a", "Blood culture"),)),))
    assert "**Bad one**, possible · would tell: blood culture" in card["detail"]


def test_four_open_dangers_at_most_and_those_named_or_more_likely_first() -> None:
    faint = tuple(open_danger(f"Faint {n}", band=LikelihoodBand.LESS_LIKELY) for n in range(4))
    named = open_danger("Named", band=LikelihoodBand.LESS_LIKELY, named_by_gate=True)
    (card,) = cards(not_excluded=(*faint, open_danger("Possible one"), named))
    section = card["detail"].split("**Not excluded**")[1]
    lines = [line for line in section.splitlines() if line.startswith("- ")]
    wanted = ["- **Possible one**, possible", "- **Named**", "- **Faint 0**", "- **Faint 1**", "- and 2 more"]
    assert lines[:5] == wanted


def test_the_leading_cause_is_not_told_again_as_not_excluded() -> None:
    (card,) = cards(causes=(ranked(1, "Some cause"),), not_excluded=(open_danger("Some cause"), open_danger("Other")))
    assert "- **Other**" in card["detail"]
    assert "- **Some cause**" not in card["detail"]


@pytest.mark.parametrize(("number", "clicks"), [(8, [8]), (9, [8, 1]), (14, [8, 6])])
def test_the_first_click_holds_eight_orders_at_most(number: int, clicks: list[int]) -> None:
    (card,) = cards(tests=tuple(suggested(f"t{n}", f"Test number {n}") for n in range(number)))
    assert [len(s["actions"]) for s in card["suggestions"]] == clicks
    assert all(len(s["label"]) < 100 for s in card["suggestions"])
    assert card["suggestions"][0]["label"].endswith("(8 tests)")
    assert [s["label"].startswith("Also order") for s in card["suggestions"]] == [False, True][: len(clicks)]


def test_the_tests_of_the_leading_gate_are_clicked_first() -> None:
    danger = cards(
        indicator=Indicator.CRITICAL,
        gates=(
            gate("one", "act", priority=1, tests=(TestId("b"),)),
            gate("two", "act too", priority=2, tests=(TestId("a"),)),
        ),
        tests=(suggested("a", "Alpha"), suggested("b", "Beta")),
    )[0]
    assert danger["suggestions"][0]["label"] == "Order beta and alpha"


def test_a_sign_told_as_absent_is_not_quoted_in_the_words_that_were_denied() -> None:
    denied = finding("splenomegaly", "", datum("", "Splenomegaly", at()), truth=Truth.ABSENT)
    against = Contribution(EvidenceKind.RECORDED, "spleen not enlarged", -1.0, denied, ESTIMATE)
    (card,) = cards(causes=(ranked(1, "Some cause", LikelihoodBand.LIKELY, against),))
    assert "`−` spleen not enlarged (06:30 today)" in card["detail"]


def test_reasons_to_speak_are_told_in_the_words_of_the_chart() -> None:
    (card,) = cards(triggers=(criterion("bleeding or bruising recorded", datum("", "Easy bruising", at())),))
    assert "**Why**\n\n- Easy bruising (06:30 today)" in card["detail"]
    assert card["summary"].startswith("Easy bruising, no platelet count")


def test_the_extension_tells_leaders_more_fully_and_stays_small() -> None:
    rows = tuple(row(f"reason {n}", w, datum("", f"word {n}", at())) for n, w in enumerate((2,) * 9 + (-2,) * 6))
    causes = tuple(ranked(n, f"Cause {n}", LikelihoodBand.POSSIBLE, *rows) for n in range(1, 31))
    (card,) = cards(causes=causes)
    entries = card["extension"][_EXTENSION]["differential"]
    assert [(len(e["for"]), len(e["against"])) for e in entries] == [(6, 4)] * 3 + [(2, 1)] * 9
    assert entries[0]["for"][0]["resource"] == "Observation/o1"
    assert len(json.dumps(card["extension"])) < 15_000


def test_a_crowded_danger_card_keeps_the_first_order_of_every_gate() -> None:
    long = tuple(f"Step {n} " + "of many words " * 14 for n in range(12))
    danger = cards(
        indicator=Indicator.CRITICAL,
        gates=(
            gate("one", "act", priority=1, do=long),
            gate("two", "act too", priority=2, do=("Take the sample first",)),
        ),
    )[0]
    assert "- Step 0" in danger["detail"]
    assert "- Take the sample first" in danger["detail"]
    assert "more" in danger["detail"]


def test_a_headline_is_never_replaced_by_the_name_of_its_gate_while_it_fits() -> None:
    found = tuple(criterion(f"a finding of some forty characters {n}") for n in range(4))
    danger = cards(indicator=Indicator.CRITICAL, gates=(gate("one", "treat now " * 8, *found, label="Short"),))[0]
    assert danger["summary"].endswith("treat now")


def test_a_gate_that_misses_the_count_gives_the_action() -> None:
    from_data = cards(
        indicator=Indicator.WARNING,
        lesion="Petechiae",
        gates=(
            gate(
                "no_count", "order a count with film first", indicator=Indicator.WARNING,
                when=Unless(LabIs((LabId("platelet_count"),), (Bound(Side.AT_LEAST, limit=0),))),
            ),
        ),
        causes=(ranked(1, "Some cause", LikelihoodBand.LIKELY),),
    )[0]  # fmt: skip
    assert from_data["summary"] == "Petechiae, no platelet count: order a count with film first"


def test_another_warning_does_not_pass_for_a_missing_count() -> None:
    other = gate("other", "think twice", indicator=Indicator.WARNING, when=LabIs((LabId("platelet_count"),)))
    (card,) = cards(indicator=Indicator.WARNING, lesion="Petechiae", gates=(other,))
    assert "think twice" not in card["summary"]


@pytest.mark.parametrize(("headline", "told"), [("treat as BC now", False), ("call for help now", True)])
def test_a_danger_card_does_not_repeat_the_leading_cause_its_summary_names(headline: str, told: bool) -> None:
    label = "Bad cause (BC)"
    danger = cards(
        indicator=Indicator.CRITICAL,
        gates=(gate("one", headline, names=(open_danger(label).cause.id,)),),
        causes=(ranked(1, label),),
        not_excluded=(open_danger(label, named_by_gate=True),),
    )[0]
    assert (f"- **{label}**" in danger["detail"]) is told


@pytest.mark.parametrize(("met", "told"), [(7, 7), (8, 7)])
def test_a_danger_card_gives_seven_reasons_at_most(met: int, told: int) -> None:
    signs = [criterion(f"sign {number}") for number in range(met)]
    (card,) = cards(indicator=Indicator.CRITICAL, triggers=(), gates=(gate("one", "act", *signs),))
    assert card["detail"].count("- sign ") == told


def test_sources_are_named_where_they_are_known() -> None:
    known = {
        ReferenceId("author2020"): Reference(
            ReferenceId("author2020"), "Author A et al. A rule. J 2020", "", ReferenceStatus.SEEN
        )
    }
    for references, said in ((known, "cited (A rule, 2020)"), ({}, "cited (author2020)")):
        danger = cards(call={"references": references}, indicator=Indicator.CRITICAL, gates=(gate("one", "act"),))[0]
        assert f"criteria: {said}" in danger["detail"]


@pytest.mark.parametrize(("caveats", "said"), [(frozenset({Caveat.FROM_NAME}), True), (frozenset(), False)])
def test_a_result_told_by_its_name_is_said_once(*, caveats: frozenset[Caveat], said: bool) -> None:
    value = Result(LabId("platelet_count"), at(), ResourceRef("Observation/1"), value=9.0, caveats=caveats)
    chart = Chart(as_of=NOW, results=MappingProxyType({value.lab: (value,)}))
    (card,) = cards(chart=chart, platelets=picture(count(9, at())))
    assert ("1 result recognised by name, not by code" in card["detail"]) is said


def test_that_nothing_else_was_found_is_no_reason() -> None:
    cool = datum("temperature", "36.6 °C", at())
    parts = (criterion("bruise on the ear", datum("", "Bruise", at())), criterion("nothing else explains it", cool))
    danger, _ = cards(indicator=Indicator.CRITICAL, gates=(gate("abuse", "act", *parts),))
    assert "bruise on the ear" in danger["detail"]
    assert "36.6" not in danger["detail"]


@pytest.mark.parametrize(
    ("band", "told"),
    [(LikelihoodBand.LESS_LIKELY, "blood film and flow"), (LikelihoodBand.POSSIBLE, "flow and blood film")],
)
def test_a_less_likely_danger_names_the_cheapest_test_first(band: LikelihoodBand, told: str) -> None:
    tests = (lab_test("flow", "Flow", cost_tier=4), lab_test("film", "Blood film", cost_tier=1, basic=True))
    (card,) = cards(not_excluded=(open_danger("Bad one", tests=tests, band=band),))
    assert f"would tell: {told}" in card["detail"]
