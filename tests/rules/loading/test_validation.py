"""One wrong thing in one file, and the message an author gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.definitions import AdviceKind
from tests.rules.loading.folders import Folder, knowledge_files, reasons

if TYPE_CHECKING:
    from pathlib import Path

LEFT_OUT = object()


def spoil(files: Folder, file: str, path: tuple[str | int, ...], value: Any) -> None:
    *above, last = path
    place: Any = files[file]
    for step in above:
        place = place[step]
    if value is LEFT_OUT:
        del place[last]
    else:
        place[last] = value


@pytest.mark.parametrize(
    ("file", "path", "value", "reason"),
    [
        ("causes/pox.yaml", ("label",), LEFT_OUT, "label: is missing"),
        ("causes/pox.yaml", ("label",), "  ", "label: must not be blank"),
        ("causes/pox.yaml", ("label",), None, "label: is empty; fill it in"),
        ("causes/pox.yaml", ("priors", "adult"), None, "priors.adult: is empty; fill it in"),
        ("causes/pox.yaml", ("pitfalls",), None, "pitfalls: is empty; leave the key out when there is nothing to say"),
        ("causes/pox.yaml", ("lable",), "Pox", "lable: is not a known key"),
        ("causes/pox.yaml", ("id",), "pocks", "id: must be pox, as the file is named (is pocks)"),
        ("causes/pox.yaml", ("must_not_miss",), "yes", "must_not_miss: must be true or false (is 'yes')"),
        ("causes/pox.yaml", ("priors", "adult"), LEFT_OUT, "priors.adult: is missing"),
        ("causes/pox.yaml", ("priors", "adult"), -1, "priors.adult: must be at least 0 (is -1)"),
        ("causes/pox.yaml", ("priors", "old"), 1, "priors.old: is not one of neonate, infant, child, adult, older"),
        ("causes/pox.yaml", ("priors",), [1, 2], "priors: must be a mapping"),
        ("causes/pox.yaml", ("sex_factors",), {"other": 1}, "sex_factors.other: is not one of female, male"),
        ("causes/pox.yaml", ("prior_basis",), LEFT_OUT, "prior_basis: is missing"),
        ("causes/pox.yaml", ("evidence",), {}, "evidence: must be a list"),
        ("causes/pox.yaml", ("evidence", 0), "ill", "evidence[0]: must be a mapping"),
        ("causes/pox.yaml", ("evidence", 0, "p"), 1.2, "evidence[0].p: must be between 0 and 1 (is 1.2)"),
        ("causes/pox.yaml", ("evidence", 0, "p"), True, "evidence[0].p: must be a number (is True)"),
        ("causes/pox.yaml", ("evidence", 0, "basis"), LEFT_OUT, "evidence[0].basis: is missing"),
        (
            "causes/pox.yaml",
            ("evidence", 0, "basis"),
            "guess",
            "evidence[0].basis.kind: must be one of cited, recalled, expert estimate (is 'guess')",
        ),
        (
            "causes/pox.yaml",
            ("prior_basis",),
            "cited",
            "prior_basis.references: needs at least one, because the basis is cited",
        ),
        ("causes/pox.yaml", ("evidence", 1, "p", "lt10"), 0.2, "evidence[1].p: must sum to 1 (sums to 1.1)"),
        (
            "causes/pox.yaml",
            ("age_modifiers", 0, "from_days"),
            3,
            "age_modifiers[0].from_years: stands beside from_days; keep one of them",
        ),
        ("gates/danger.yaml", ("do",), ["call", "call"], "do: gives 'call' twice"),
        ("gates/danger.yaml", ("do", 0), 3, "do[0]: must be words, or a mapping of text with when or sends"),
        (
            "gates/danger.yaml",
            ("do", 0),
            {"text": "call"},
            "do[0]: a step without when or sends is written as words alone",
        ),
        ("gates/danger.yaml", ("do_not",), [" "], "do_not[0]: must not be blank"),
        ("concepts/rash.yaml", ("phrases", 1), " RASH*", "phrases: gives 'rash*' twice"),
        ("concepts/rash.yaml", ("codes", 0, "code"), 1, "codes[0].code: must be text; put it in quotes (is 1)"),
        (
            "concepts/rash.yaml",
            ("codes", 0, "system"),
            "icd9",
            (
                "codes[0].system: must be one of loinc, snomed, icd10cm, icd10, icd10gm, rxnorm, hpo, cvx, npu, "
                "jlac10 (is 'icd9')"
            ),
        ),
        (
            "concepts/spots.yaml",
            ("implies", 0),
            "Skin rash",
            "implies[0]: must be small letters, digits and underscores (is 'Skin rash')",
        ),
        (
            "concepts/spots.yaml",
            ("together",),
            [{"concepts": ["rash", "spots", "more"]}],
            "together: must name two concepts each",
        ),
        (
            "concepts/spots.yaml",
            ("reactions",),
            [{}],
            "reactions[0]: must name classes of medicine (to), concepts (seen) or both",
        ),
        ("concepts/spots.yaml", ("reactions",), [{"seen": []}], "reactions[0].seen: needs at least 1 (has 0)"),
        ("labs/cells.yaml", ("plausible", "high"), 0, "plausible.high: must be above low (is 0, low is 0)"),
        ("labs/cells.yaml", ("limits", 0), {"from_days": 3}, "limits[0]: needs low or high"),
        ("labs/cells.yaml", ("decimals",), 1.5, "decimals: must be a whole number (is 1.5)"),
        ("labs/cells.yaml", ("unit",), LEFT_OUT, "unit: is missing, but unit_shown is given"),
        ("units/count3.yaml", ("units", "/uL", "factor"), 0, "units./uL.factor: must be above 0 (is 0)"),
        ("units/count3.yaml", ("units", "K/uL", "factor"), 2, "units.K/uL.factor: must be 1 for the canonical unit"),
        ("units/count3.yaml", ("dimension",), "count", "dimension: must be count3, as the file is named (is count)"),
        ("findings/count.yaml", ("leak", "normal"), 0.8, "leak: must sum to 1 (sums to 0.9)"),
        ("findings/count.yaml", ("leak",), 0.1, "leak: needs one number each for lt10, 10_29, normal"),
        (
            "findings/count.yaml",
            ("leak",),
            {"lt10": 0.1, "normal": 0.4, "high": 0.5},
            "leak: must have the finding's states: lacks 10_29 and has unknown high",
        ),
        ("findings/count.yaml", ("labels",), {"high": "x"}, "labels.high: is not a state of this finding"),
        (
            "findings/count.yaml",
            ("rules", 0, "states"),
            ["high"],
            "rules[0].states: high: not among the states of this finding",
        ),
        ("findings/count.yaml", ("documented",), 0.3, "documented: is for binary findings only"),
        ("findings/count.yaml", ("present_when",), {"sex": "male"}, "present_when: is for binary findings only"),
        (
            "findings/ill.yaml",
            ("leak",),
            {"present": 0.5, "absent": 0.5},
            "leak: must be one number, because the finding is binary",
        ),
        ("findings/ill.yaml", ("states",), ["absent", "present"], "states: must be present, absent in this order"),
        ("findings/ill.yaml", ("rules",), [], "when: cannot stand beside rules; keep one of them"),
        (
            "findings/ill.yaml",
            ("absent_when",),
            {"sex": "male"},
            "when: already says when it is absent; leave out absent_when",
        ),
        ("workups/film.yaml", ("urgency",), 4, "urgency: must be between 0 and 3 (is 4)"),
        ("workups/film.yaml", ("cost_tier",), 0, "cost_tier: must be between 1 and 5 (is 0)"),
        ("workups/film.yaml", ("invasiveness",), 4, "invasiveness: must be between 0 and 3 (is 4)"),
        (
            "advice/rest.yaml",
            ("kind",),
            "general",
            f"kind: must be one of {', '.join(AdviceKind)} (is 'general')",
        ),
        ("gates/danger.yaml", ("indicator",), "red", "indicator: must be one of info, warning, critical (is 'red')"),
        ("merges/infections.yaml", ("members",), ["pox"], "members: needs at least 2 (has 1)"),
        ("references/smith2020.yaml", ("status",), "read", "status: must be one of seen, recalled (is 'read')"),
        ("parameters/reasoning.yaml", ("clip",), LEFT_OUT, "clip: is missing"),
        ("parameters/reasoning.yaml", ("clip",), 20, "clip: must be a mapping"),
        ("parameters/reasoning.yaml", ("clip", "value"), 0.9, "clip.value: must be at least 1 (is 0.9)"),
        (
            "parameters/reasoning.yaml",
            ("impossible", "value"),
            0,
            "impossible.value: must be above 0 and at most 1 (is 0)",
        ),
        (
            "parameters/reasoning.yaml",
            ("mark_medium", "value"),
            3,
            "mark_strong.value: must be above mark_medium (is 2.3)",
        ),
        (
            "parameters/reasoning.yaml",
            ("band_plausible", "value"),
            0.5,
            "band_likely.value: must be above band_plausible (is 0.5)",
        ),
        (
            "parameters/age_bands.yaml",
            ("bands", "infant", "from_days"),
            29,
            "bands.infant.from_days: must be where the band before ends, 28 (is 29)",
        ),
        (
            "parameters/age_bands.yaml",
            ("bands", "neonate", "below_days"),
            LEFT_OUT,
            "bands.infant.from_days: must be where the band before ends, which is never (is 28)",
        ),
        (
            "parameters/age_bands.yaml",
            ("bands", "older", "below_days"),
            40000,
            "bands.older.below_days: must be left out of the last band",
        ),
        (
            "parameters/medicine_words.yaml",
            ("undoing",),
            ["Antidote"],
            "undoing: must be in small letters (is Antidote)",
        ),
        (
            "parameters/medicine_words.yaml",
            ("units", "mg", "MG"),
            1,
            "units: must be in small letters (is MG)",
        ),
        ("parameters/medicine_words.yaml", ("units", "mg", "units"), 1, "units: gives units in two units"),
        ("parameters/medicine_words.yaml", ("units", "mg", "g"), 0, "units.mg.g: must be above 0 (is 0)"),
        ("parameters/medicine_words.yaml", ("units", "[iU]"), LEFT_OUT, "units.[iU]: is missing"),
        ("parameters/medicine_words.yaml", ("strength_units",), ["ie"], "strength_units: ie is not among units"),
        ("parameters/medicine_words.yaml", ("line_care", "words"), [], "line_care.words: needs at least 1 (has 0)"),
        ("parameters/medicine_words.yaml", ("times_a_day", "BID"), 2, "times_a_day: must be in small letters (is BID)"),
        ("parameters/medicine_words.yaml", ("times_a_day", "bid"), 0, "times_a_day.bid: must be above 0 (is 0)"),
        ("parameters/medicine_words.yaml", ("takers",), LEFT_OUT, "takers: is missing"),
        (
            "parameters/laboratory_words.yaml",
            ("verdicts", "positive", "opening"),
            ["not detected"],
            "verdicts: gives not detected in two meanings",
        ),
        (
            "parameters/laboratory_words.yaml",
            ("verdicts", "indeterminate", "codes"),
            ["NEG"],
            "verdicts: gives NEG in two meanings",
        ),
        (
            "parameters/laboratory_words.yaml",
            ("flags", "high", "words"),
            ["reduced"],
            "flags: gives reduced in two meanings",
        ),
        ("parameters/laboratory_words.yaml", ("verdicts", "negative"), LEFT_OUT, "verdicts.negative: is missing"),
        ("parameters/laboratory_words.yaml", ("flags", "abnormal"), LEFT_OUT, "flags.abnormal: is missing"),
        ("parameters/laboratory_words.yaml", ("critical",), ["HH"], "critical: HH is no code of flags"),
        (
            "parameters/laboratory_words.yaml",
            ("samples", "urine"),
            {},
            "samples.urine: is not one of plasma, citrate",
        ),
        (
            "parameters/laboratory_words.yaml",
            ("elsewhere", "longer"),
            ["尿素", "素"],
            "elsewhere.longer: 素 begins with none of anywhere",
        ),
        ("parameters/laboratory_words.yaml", ("seen",), LEFT_OUT, "seen: is missing"),
        (
            "parameters/text_words.yaml",
            ("cues", "historical", "forward"),
            ["rule-out"],
            "cues: gives rule out in two meanings",
        ),
        ("parameters/text_words.yaml", ("cues", "negated", "forward"), ["-"], "cues: has a phrase without a word"),
        ("parameters/text_words.yaml", ("cues", "others"), LEFT_OUT, "cues.others: is missing"),
        (
            "parameters/text_words.yaml",
            ("cues", "negated", "joined"),
            ["or"],
            "cues.negated.joined: is not one of forward, backward, either, last, sentence, next, closing",
        ),
        ("parameters/text_words.yaml", ("headings", "family"), ["Plan"], "headings: gives plan in two meanings"),
        (
            "parameters/text_words.yaml",
            ("headings", "family"),
            ["Antécédents", "fh"],
            "headings: a heading is up to 39 plain letters, blanks, / or - (is Antécédents)",
        ),
        (
            "parameters/text_words.yaml",
            ("headings", "family"),
            ["x" * 40, "x" * 39],
            f"headings: a heading is up to 39 plain letters, blanks, / or - (is {'x' * 40})",
        ),
        ("parameters/text_words.yaml", ("headings", "unsaid"), LEFT_OUT, "headings.unsaid: is missing"),
        (
            "parameters/text_words.yaml",
            ("leads",),
            ["of", "up to", "At"],
            "leads: must be single words in small letters (is up to, At)",
        ),
        ("parameters/text_words.yaml", ("counted",), [":"], "counted: must be single words in small letters (is :)"),
        ("parameters/release.yaml", ("release",), 0.1, "release: must be text; put it in quotes (is 0.1)"),
    ],
)
def test_one_wrong_thing(tmp_path: Path, file: str, path: tuple[str | int, ...], value: Any, reason: str) -> None:
    files = knowledge_files()
    spoil(files, file, path, value)
    assert reasons(tmp_path, files) == [f"{file}: {reason}"]


@pytest.mark.parametrize("total", [0.99, 1.01])
def test_a_sum_within_a_hundredth_of_one_passes(tmp_path: Path, total: float) -> None:
    files = knowledge_files()
    files["findings/count.yaml"]["leak"] = {"lt10": 0, "10_29": 0.1, "normal": round(total - 0.1, 2)}
    assert reasons(tmp_path, files) == []


@pytest.mark.parametrize("total", [0.989, 1.011])
def test_a_sum_further_from_one_does_not(tmp_path: Path, total: float) -> None:
    files = knowledge_files()
    files["findings/count.yaml"]["leak"] = {"lt10": 0, "10_29": 0.1, "normal": round(total - 0.1, 3)}
    assert reasons(tmp_path, files) == [f"findings/count.yaml: leak: must sum to 1 (sums to {total})"]


def test_two_rows_for_one_finding_are_refused(tmp_path: Path) -> None:
    files = knowledge_files()
    files["causes/flu.yaml"]["evidence"] = [{"finding": "ill", "p": 0.1, "basis": "recalled"}] * 2
    assert reasons(tmp_path, files) == [
        "causes/flu.yaml: evidence[0].finding: ill has more than one row",
        "causes/flu.yaml: evidence[1].finding: ill has more than one row",
    ]


def test_a_file_in_no_known_folder_is_named(tmp_path: Path) -> None:
    files = knowledge_files() | {"symptoms/cough.yaml": {}, "stray.yaml": {}}
    first, second = reasons(tmp_path, files)
    assert first.startswith("stray.yaml: lies in no folder of the knowledge; these are references, parameters, units")
    assert second.startswith("symptoms/cough.yaml: lies in no folder of the knowledge")


def test_a_parameter_file_of_another_name_is_named(tmp_path: Path) -> None:
    files = knowledge_files() | {"parameters/extra.yaml": {"a": 1}}
    known = "reasoning.yaml, age_bands.yaml, laboratory_words.yaml, medicine_words.yaml, text_words.yaml, release.yaml"
    assert reasons(tmp_path, files) == [f"parameters/extra.yaml: is not one of {known}"]


def test_another_ending_is_named_and_notes_and_hidden_files_are_not(tmp_path: Path) -> None:
    files = knowledge_files()
    for name in ("causes/old.yml", "causes/README.md", "causes/.swap.yaml"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("id: old")
    assert reasons(tmp_path, files) == ["causes/old.yml: must end in .yaml"]
