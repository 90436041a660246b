"""The whole way: a folder in, frozen knowledge out, or every problem at once."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from rules.cause_definitions import AgeBand
from rules.chart import Caveat, Flag, Polarity, Sex
from rules.criteria import Bound, FindingIs, LabIs, Not, Said, Side
from rules.definitions import BasisKind, StateRule
from rules.identifiers import AdviceId, CauseId, ConceptId, DrugId, FindingId, LabId, State
from rules.lexicon.senses import Direction, Sense
from rules.loading import KnowledgeError, Problem, load_knowledge
from rules.loading.checking import check_knowledge
from rules.word_definitions import (
    AnswerWords,
    FlagWords,
    LaboratoryWords,
    MedicineWords,
    TextWords,
    VerdictWords,
    WordList,
)
from tests.rules.loading.folders import knowledge_files, write

if TYPE_CHECKING:
    from pathlib import Path

    from rules.definitions import Knowledge


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    return load_knowledge(write(tmp_path, knowledge_files()))


def test_a_right_folder_has_no_problems(tmp_path: Path) -> None:
    assert check_knowledge(write(tmp_path, knowledge_files())) == ()


def test_advice_stands_beside_a_cause_or_is_for_some(tmp_path: Path) -> None:
    files = knowledge_files()
    files["advice/rest.yaml"] |= {"beside": "pox", "treats": ["flu", "pox"], "when": {"finding": "ill"}}
    loaded = load_knowledge(write(tmp_path, files)).advice[AdviceId("rest")]
    assert (loaded.beside, loaded.treats) == ("pox", ("flu", "pox"))
    assert loaded.when == FindingIs(FindingId("ill"))


def test_every_kind_is_loaded(knowledge: Knowledge) -> None:
    assert set(knowledge.references) == {"smith2020"}
    assert set(knowledge.concepts) == {"rash", "spots", "shin"}
    assert set(knowledge.labs) == {"cells"}
    assert set(knowledge.drug_classes) == {"thinner"}
    assert knowledge.drugs[DrugId("thinnerol")].products == ("30",)
    assert set(knowledge.findings) == {"count", "ill"}
    assert set(knowledge.tests) == {"film"}
    assert set(knowledge.causes) == {"pox", "flu"}
    assert set(knowledge.gates) == {"danger"}
    assert [trigger.id for trigger in knowledge.triggers] == ["rash_said"]
    assert knowledge.advice[AdviceId("rest")].when is None
    assert knowledge.merges[0].members == ("pox", "flu")
    assert knowledge.parameters.max_causes_shown == 5
    assert knowledge.parameters.softening == {"count": 0.2}
    assert knowledge.medicine_words == MedicineWords(
        line_care=WordList(("flush*",), ("透析",)),
        local_use=WordList(("cream",)),
        local_routes=frozenset({"6064005"}),
        none_known=frozenset({"787481004"}),
        undoing=frozenset({"antidote"}),
        takers=WordList(("taking",)),
        pieces=frozenset({"tablet"}),
        units={"mg": ("mg", 1), "g": ("mg", 1000), "units": ("[iU]", 1)},
        strength_units=("mg",),
        times_a_day={"bid": 2},
    )
    assert knowledge.laboratory_words == LaboratoryWords(
        answers=AnswerWords(
            verdicts={
                Polarity.INDETERMINATE: VerdictWords(frozenset({"IND"}), ("equivocal",)),
                Polarity.NEGATIVE: VerdictWords(frozenset({"NEG"}), ("not detected",), alone=("nil",)),
                Polarity.POSITIVE: VerdictWords(
                    frozenset({"10828004"}), ("detected",), marks=("1+",), closing=("positive",)
                ),
            },
            part_of_name=("gram",),
            seen=("seen",),
            strip=("trace",),
            denying=("never",),
            untold=("not asked",),
            unmade=("not performed",),
        ),
        flags={
            Flag.LOW: FlagWords(frozenset({"L", "LL"}), ("reduced",)),
            Flag.HIGH: FlagWords(frozenset({"H"}), ("raised",)),
            Flag.ABNORMAL: FlagWords(frozenset({"A"}), ("abnormal",)),
            Flag.NORMAL: FlagWords(frozenset({"N"}), ("wnl",)),
        },
        critical=frozenset({"LL"}),
        methods={Caveat.ESTIMATED: WordList(("by estimate",)), Caveat.CAPILLARY: WordList(("capillary blood",))},
        samples={
            Caveat.PLASMA_SAMPLE: WordList(("plasma",)),
            Caveat.CITRATE_SAMPLE: WordList(("citrate",), ("クエン酸",)),
        },
        elsewhere=WordList(("urine",), ("尿",), ("尿素",)),
        between=("to",),
        no_unit=frozenset({"none"}),
        bare_volumes=frozenset({"uL"}),
        beside_names=frozenset({"automated"}),
        categories=frozenset({"lab"}),
    )
    assert knowledge.text_words == TextWords(
        cues={
            "no": (Sense.NEGATED, Direction.FORWARD),
            "not": (Sense.NEGATED, Direction.FORWARD),
            "none": (Sense.NEGATED, Direction.LAST),
            "history of": (Sense.HISTORICAL, Direction.FORWARD),
            "rule out": (Sense.UNCERTAIN, Direction.FORWARD),
            "mother": (Sense.FAMILY, Direction.FORWARD),
            "roommate": (Sense.OTHERS, Direction.FORWARD),
            "screening": (Sense.UNSAID, Direction.CLOSING),
            "not only": (Sense.NOTHING, Direction.FORWARD),
        },
        headings={
            "fhx": Sense.FAMILY,
            "past history": Sense.HISTORICAL,
            "query": Sense.UNCERTAIN,
            "plan": Sense.UNSAID,
            "examination": Sense.NOTHING,
        },
        leads=frozenset({"of"}),
        counted=frozenset({"units"}),
    )
    # Their order is that in which they are tried: "not detected" is no "detected".
    assert list(knowledge.laboratory_words.answers.verdicts) == ["indeterminate", "negative", "positive"]
    assert list(knowledge.laboratory_words.flags) == ["low", "high", "abnormal", "normal"]


def test_units_map_raw_spelling_to_ucum_and_factor(knowledge: Knowledge) -> None:
    assert knowledge.units == {"count3": {"K/uL": ("10*3/uL", 1), "/uL": ("/uL", 0.001)}}


def test_an_age_band_without_an_end_is_open(knowledge: Knowledge) -> None:
    assert knowledge.parameters.age_band_limits[AgeBand.NEONATE] == (0, 28)
    assert knowledge.parameters.age_band_limits[AgeBand.OLDER] == (23741, None)


def test_binary_probabilities_are_given_both_states(knowledge: Knowledge) -> None:
    assert knowledge.findings[FindingId("ill")].leak == {"present": 0.04, "absent": 0.96}
    assert knowledge.causes[CauseId("pox")].likelihoods[FindingId("ill")].p[State("absent")] == pytest.approx(0.2)


def test_categorical_probabilities_are_scaled_to_one(tmp_path: Path) -> None:
    files = knowledge_files()
    files["findings/count.yaml"]["leak"] = {"lt10": 0.01, "10_29": 0.09, "normal": 0.91}
    leak = load_knowledge(write(tmp_path, files)).findings[FindingId("count")].leak
    assert sum(leak.values()) == pytest.approx(1, abs=1e-12)
    assert leak[State("normal")] == pytest.approx(0.91 / 1.01)


def test_a_rule_may_say_what_it_found_in_its_own_words(tmp_path: Path) -> None:
    files = knowledge_files()
    files["findings/count.yaml"]["rules"][0]["label"] = "few cells"
    labels = [rule.label for rule in load_knowledge(write(tmp_path, files)).findings[FindingId("count")].rules]
    assert labels[0] == "few cells"
    assert set(labels[1:]) <= {""}


def test_when_is_read_both_ways(knowledge: Knowledge) -> None:
    said = Said(concepts=frozenset({ConceptId("rash")}))
    assert knowledge.findings[FindingId("ill")].rules == (
        StateRule(frozenset({State("present")}), said),
        StateRule(frozenset({State("absent")}), Not(said)),
    )


def test_present_when_and_absent_when_are_read_apart(tmp_path: Path) -> None:
    files = knowledge_files()
    del files["findings/ill.yaml"]["when"]
    files["findings/ill.yaml"] |= {"absent_when": {"lab": "cells", "above": 1}, "present_when": {"said": ["rash"]}}
    assert load_knowledge(write(tmp_path, files)).findings[FindingId("ill")].rules == (
        StateRule(frozenset({State("present")}), Said(concepts=frozenset({ConceptId("rash")}))),
        StateRule(frozenset({State("absent")}), LabIs((LabId("cells"),), (Bound(Side.ABOVE, 1),))),
    )


def test_ages_in_years_become_days(knowledge: Knowledge) -> None:
    (modifier,) = knowledge.causes[CauseId("pox")].age_modifiers
    assert (modifier.from_days, modifier.to_days, modifier.factor) == (365.25, 730.5, 1.5)


def test_ages_in_days_stay_days_and_an_open_side_stays_open(tmp_path: Path) -> None:
    files = knowledge_files()
    files["causes/pox.yaml"]["age_modifiers"] = [{"to_days": 90, "factor": 2}, {"from_days": 90, "factor": 3}]
    first, second = load_knowledge(write(tmp_path, files)).causes[CauseId("pox")].age_modifiers
    assert (first.from_days, first.to_days) == (0, 90)
    assert (second.from_days, second.to_days) == (90, None)


def test_a_limit_may_be_for_an_age_and_a_sex(knowledge: Knowledge) -> None:
    anyone, newborn_girl = knowledge.labs[LabId("cells")].limits
    assert (anyone.from_days, anyone.to_days, anyone.sex) == (0, None, None)
    assert (newborn_girl.to_days, newborn_girl.sex) == (28, Sex.FEMALE)


def test_a_basis_may_be_a_word_or_a_mapping(knowledge: Knowledge) -> None:
    assert knowledge.findings[FindingId("count")].basis.kind is BasisKind.ESTIMATE
    assert knowledge.findings[FindingId("ill")].basis.references == ("smith2020",)


def test_what_is_left_out_is_empty_not_guessed(knowledge: Knowledge) -> None:
    flu = knowledge.causes[CauseId("flu")]
    assert flu.requires is None
    assert flu.likelihoods == {}
    assert (flu.urgent_action, flu.codes, flu.first_line_tests) == ("", (), ())
    assert knowledge.findings[FindingId("count")].documented is None


def test_a_lab_reported_in_words_has_no_unit(tmp_path: Path) -> None:
    files = knowledge_files()
    words = {"id": "words", "label": "Words", "short": "words", "decimals": 0, "vital": False, "basis": "recalled"}
    files["labs/words.yaml"] = words
    lab = load_knowledge(write(tmp_path, files)).labs[LabId("words")]
    assert (lab.unit, lab.dimension, lab.plausible_low, lab.limits) == ("", "", None, ())


def test_a_unit_may_be_shown_as_nothing(tmp_path: Path) -> None:
    files = knowledge_files()
    files["labs/cells.yaml"]["unit_shown"] = ""
    assert load_knowledge(write(tmp_path, files)).labs[LabId("cells")].unit_shown == ""


def test_a_state_may_hold_a_decimal_point(tmp_path: Path) -> None:
    files = knowledge_files()
    files["findings/cells.yaml"] = files["findings/count.yaml"] | {
        "id": "cells",
        "states": ["lt0.5", "0.5_1.5"],
        "leak": {"lt0.5": 0.5, "0.5_1.5": 0.5},
        "labels": {},
        "rules": [{"states": ["lt0.5"], "when": {"finding": "cells2", "is": ["0.5_1.5"]}}],
    }
    files["findings/cells2.yaml"] = files["findings/cells.yaml"] | {"id": "cells2", "rules": []}
    assert load_knowledge(write(tmp_path, files)).findings[FindingId("cells")].states == ("lt0.5", "0.5_1.5")


def test_findings_come_after_those_they_ask_for(tmp_path: Path) -> None:
    files = knowledge_files()
    files["findings/aaa.yaml"] = files["findings/ill.yaml"] | {"id": "aaa", "when": {"not": {"finding": "ill"}}}
    order = list(load_knowledge(write(tmp_path, files)).findings)
    assert order.index(FindingId("ill")) < order.index(FindingId("aaa"))


def test_the_knowledge_is_frozen(knowledge: Knowledge) -> None:
    with pytest.raises(FrozenInstanceError):
        knowledge.findings[FindingId("ill")].label = "well"  # type: ignore[misc]
    for mapping in (knowledge.findings, knowledge.findings[FindingId("count")].leak, knowledge.units["count3"]):
        with pytest.raises(TypeError):
            mapping["new"] = 1  # type: ignore[index]


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    files = knowledge_files()
    first = load_knowledge(write(tmp_path / "a", files)).version
    same = load_knowledge(write(tmp_path / "b", files)).version
    files["advice/rest.yaml"]["text"] = "Rest well."
    changed = load_knowledge(write(tmp_path / "a", files)).version
    assert first == same != changed
    release, content_hash = first.split("+")
    assert release == "0.1.0"
    assert len(content_hash) == 12


def test_an_error_names_every_problem_a_line_each(tmp_path: Path) -> None:
    files = knowledge_files()
    files["causes/pox.yaml"]["evidence"][0]["p"] = 1.2
    files["advice/rest.yaml"]["text"] = 3
    with pytest.raises(KnowledgeError) as raised:
        load_knowledge(write(tmp_path, files))
    assert str(raised.value).splitlines() == [
        "advice/rest.yaml: text: must be text; put it in quotes (is 3)",
        "causes/pox.yaml: evidence[0].p: must be between 0 and 1 (is 1.2)",
    ]
    assert raised.value.problems[1] == Problem("causes/pox.yaml", "evidence[0].p", "must be between 0 and 1 (is 1.2)")


def test_no_folder_is_a_problem(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert [str(problem) for problem in check_knowledge(nowhere)] == [f"{nowhere}: is not a folder"]
    with pytest.raises(KnowledgeError, match="is not a folder"):
        load_knowledge(nowhere)


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, knowledge_files())
    (tmp_path / "causes/gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert check_knowledge(tmp_path) == (Problem("causes/gone.yaml", "", "cannot be read: No such file or directory"),)


def test_an_empty_folder_lacks_its_parameters(tmp_path: Path) -> None:
    assert [str(problem) for problem in check_knowledge(tmp_path)] == [
        "parameters/age_bands.yaml: is missing",
        "parameters/laboratory_words.yaml: is missing",
        "parameters/medicine_words.yaml: is missing",
        "parameters/reasoning.yaml: is missing",
        "parameters/release.yaml: is missing",
        "parameters/text_words.yaml: is missing",
    ]
