"""What one file says of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.rules.loading.folders import knowledge_files, reasons

if TYPE_CHECKING:
    from pathlib import Path

CITED = {"kind": "cited", "references": ["jones1999"]}


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        ("causes/pox.yaml", {"requires": "il"}, "requires: there is no finding il (did you mean ill?)"),
        ("causes/pox.yaml", {"requires": "zzz"}, "requires: there is no finding zzz"),
        ("causes/pox.yaml", {"requires": "count"}, "requires: count has no state present (it has lt10, 10_29, normal)"),
        ("causes/pox.yaml", {"tests": {"first_line": ["xray"]}}, "tests.first_line[0]: there is no test xray"),
        ("causes/pox.yaml", {"tests": {"confirmatory": ["xray"]}}, "tests.confirmatory[0]: there is no test xray"),
        ("causes/pox.yaml", {"references": ["jones1999"]}, "references[0]: there is no reference jones1999"),
        ("causes/pox.yaml", {"prior_basis": CITED}, "prior_basis.references[0]: there is no reference jones1999"),
        (
            "causes/flu.yaml",
            {"evidence": [{"finding": "cough", "p": 0.1, "basis": "recalled"}]},
            "evidence[0].finding: there is no finding cough",
        ),
        (
            "causes/flu.yaml",
            {"evidence": [{"finding": "ill", "p": 0.1, "basis": CITED}]},
            "evidence[0].basis.references[0]: there is no reference jones1999",
        ),
        (
            "causes/flu.yaml",
            {"evidence": [{"finding": "count", "p": 0.1, "basis": "recalled"}]},
            "evidence[0].p: needs one number each for lt10, 10_29, normal",
        ),
        (
            "causes/flu.yaml",
            {"evidence": [{"finding": "ill", "p": {"present": 0.1, "absent": 0.9}, "basis": "recalled"}]},
            "evidence[0].p: must be one number, because the finding is binary",
        ),
        (
            "causes/flu.yaml",
            {"evidence": [{"finding": "count", "p": {"lt10": 0.1, "normal": 0.9}, "basis": "recalled"}]},
            "evidence[0].p: must have the finding's states: lacks 10_29",
        ),
        ("concepts/spots.yaml", {"implies": ["rush"]}, "implies[0]: there is no concept rush (did you mean rash?)"),
        (
            "concepts/spots.yaml",
            {"together": [{"concepts": ["rush", "rash"]}]},
            "together[0].concepts[0]: there is no concept rush (did you mean rash?)",
        ),
        ("concepts/spots.yaml", {"denies": ["cough"]}, "denies[0]: there is no concept cough"),
        ("concepts/spots.yaml", {"denied_with": ["cough"]}, "denied_with[0]: there is no concept cough"),
        (
            "concepts/spots.yaml",
            {"denied_there": [{"beside": ["cough"]}]},
            "denied_there[0].beside[0]: there is no concept cough",
        ),
        (
            "concepts/spots.yaml",
            {"denied_there": [{"beside": ["rash"], "denies": ["cough"]}]},
            "denied_there[0].denies[0]: there is no concept cough",
        ),
        (
            "concepts/spots.yaml",
            {"reactions": [{"to": ["poison"]}]},
            "reactions[0].to[0]: there is no drug class poison",
        ),
        (
            "concepts/spots.yaml",
            {"reactions": [{"seen": ["cough"]}]},
            "reactions[0].seen[0]: there is no concept cough",
        ),
        ("drugs/classes/thinner.yaml", {"implies": ["poison"]}, "implies[0]: there is no drug class poison"),
        ("drugs/ingredients/thinnerol.yaml", {"classes": ["poison"]}, "classes[0]: there is no drug class poison"),
        ("labs/cells.yaml", {"dimension": "mass"}, "dimension: there is no dimension mass"),
        ("labs/cells.yaml", {"clumps": "lumps"}, "clumps: there is no concept lumps"),
        (
            "labs/cells.yaml",
            {"unit": "/uL"},
            "unit: must be 10*3/uL, the canonical unit of count3 (is /uL)",
        ),
        ("labs/cells.yaml", {"basis": CITED}, "basis.references[0]: there is no reference jones1999"),
        ("workups/film.yaml", {"done_labs": ["sodium"]}, "done_labs[0]: there is no lab sodium"),
        ("workups/film.yaml", {"tells": ["cough"]}, "tells[0]: there is no finding cough"),
        (
            "gates/danger.yaml",
            {"do": ["call", {"text": "cool", "when": {"finding": "fever"}}]},
            "do[1].when.finding: there is no finding fever",
        ),
        ("gates/danger.yaml", {"names": ["plague"]}, "names[0]: there is no cause plague"),
        ("gates/danger.yaml", {"tests": ["xray"]}, "tests[0]: there is no test xray"),
        ("gates/danger.yaml", {"suppressed_by": ["alarm"]}, "suppressed_by[0]: there is no gate alarm"),
        ("gates/danger.yaml", {"basis": CITED}, "basis.references[0]: there is no reference jones1999"),
        ("advice/rest.yaml", {"when": {"said": ["cough"]}}, "when.said[0]: there is no concept cough"),
        ("advice/rest.yaml", {"beside": "ague"}, "beside: there is no cause ague"),
        ("advice/rest.yaml", {"basis": CITED}, "basis.references[0]: there is no reference jones1999"),
        ("merges/infections.yaml", {"members": ["pox", "cold"]}, "members[1]: there is no cause cold"),
        (
            "parameters/reasoning.yaml",
            {"softening": {"cough": {"value": 0.1, "basis": "recalled"}}},
            "softening.cough: there is no finding cough",
        ),
        (
            "parameters/age_bands.yaml",
            {"basis": CITED},
            "basis.references[0]: there is no reference jones1999",
        ),
        (
            "parameters/reasoning.yaml",
            {"clip": {"value": 20, "basis": CITED}},
            "clip.basis.references[0]: there is no reference jones1999",
        ),
    ],
)
def test_one_disagreement(tmp_path: Path, file: str, change: dict[str, Any], reason: str) -> None:
    files = knowledge_files()
    files[file] |= change
    assert reasons(tmp_path, files) == [f"{file}: {reason}"]


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ({"all": [{"sex": "male"}, {"finding": "cough"}]}, "when.all[1].finding: there is no finding cough"),
        ({"finding": "count"}, "when.finding: count has no state present (it has lt10, 10_29, normal)"),
        ({"finding": "ill", "is": ["lt10"]}, "when.finding: ill has no state lt10 (it has present, absent)"),
        ({"unless": {"lab": "sodium", "below": 1}}, "when.unless.lab[0]: there is no lab sodium"),
        ({"not": {"lab": ["cells", "sodium"], "below": 1}}, "when.not.lab[1]: there is no lab sodium"),
        ({"any": [{"said": ["rash", "cough"]}]}, "when.any[0].said[1]: there is no concept cough"),
        ({"said": ["rash"], "together": ["cough"]}, "when.together[0]: there is no concept cough"),
        ({"said": ["rash"], "sites": ["arm"]}, "when.sites[0]: there is no concept arm"),
        ({"said": ["rash"], "sites": ["spots"]}, "when.sites[0]: spots is no body site (it is a sign)"),
        ({"first_known": [{"trend": "sodium", "fall": 0.5}]}, "when.first_known[0].trend: there is no lab sodium"),
        ({"at_least": 1, "of": [{"drug": {"drugs": ["salt"]}}]}, "when.of[0].drug.drugs[0]: there is no drug salt"),
        ({"drug": {"classes": ["salts"]}}, "when.drug.classes[0]: there is no drug class salts"),
    ],
)
def test_a_criterion_asks_for_what_is_not_there(tmp_path: Path, when: dict[str, Any], reason: str) -> None:
    files = knowledge_files()
    files["triggers/rash_said.yaml"]["when"] = when
    assert reasons(tmp_path, files) == [f"triggers/rash_said.yaml: {reason}"]


def test_the_rules_of_a_finding_are_followed_too(tmp_path: Path) -> None:
    files = knowledge_files()
    files["findings/count.yaml"]["rules"][0]["when"] = {"lab": "sodium", "below": 1}
    files["findings/ill.yaml"]["when"] = {"said": ["cough"]}
    assert reasons(tmp_path, files) == [
        "findings/count.yaml: rules[0].when.lab[0]: there is no lab sodium",
        "findings/ill.yaml: when.said[0]: there is no concept cough",
    ]


def test_a_file_that_is_wrong_in_itself_is_not_reported_as_missing_too(tmp_path: Path) -> None:
    files = knowledge_files()
    del files["findings/ill.yaml"]["label"]
    assert reasons(tmp_path, files) == ["findings/ill.yaml: label: is missing"]


def test_findings_that_ask_for_each_other_are_refused(tmp_path: Path) -> None:
    files = knowledge_files()
    files["findings/ill.yaml"]["when"] = {"any": [{"finding": "well"}]}
    files["findings/well.yaml"] = files["findings/ill.yaml"] | {"id": "well", "when": {"finding": "ill"}}
    assert reasons(tmp_path, files) == ["findings/ill.yaml: rests on itself: ill -> well -> ill"]


def test_a_concept_that_implies_itself_is_refused(tmp_path: Path) -> None:
    files = knowledge_files()
    files["concepts/spots.yaml"]["implies"] = ["spots"]
    assert reasons(tmp_path, files) == ["concepts/spots.yaml: rests on itself: spots -> spots"]


def test_gates_that_suppress_each_other_are_refused(tmp_path: Path) -> None:
    files = knowledge_files()
    files["gates/alarm.yaml"] = files["gates/danger.yaml"] | {"id": "alarm", "suppressed_by": ["danger"]}
    files["gates/danger.yaml"]["suppressed_by"] = ["alarm"]
    assert reasons(tmp_path, files) == ["gates/alarm.yaml: rests on itself: alarm -> danger -> alarm"]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("concepts/rash.yaml", "snomed 1"),
        ("labs/cells.yaml", "loinc 2"),
        ("drugs/ingredients/thinnerol.yaml", "rxnorm 3"),
    ],
)
def test_a_code_has_one_owner(tmp_path: Path, file: str, code: str) -> None:
    files = knowledge_files()
    folder, _, name = file.rpartition("/")
    files[f"{folder}/zzz.yaml"] = files[file] | {"id": "zzz"}
    owner = name.removesuffix(".yaml")
    assert reasons(tmp_path, files) == [f"{folder}/zzz.yaml: codes[0]: {code} is claimed by {owner}"]


def test_a_code_is_listed_once(tmp_path: Path) -> None:
    files = knowledge_files()
    files["concepts/rash.yaml"]["codes"] *= 2
    assert reasons(tmp_path, files) == ["concepts/rash.yaml: codes[1]: snomed 1 is claimed here already"]


def test_an_unverified_code_claims_nothing(tmp_path: Path) -> None:
    files = knowledge_files()
    files["concepts/spots.yaml"]["codes"] = [{"system": "snomed", "code": "1", "verified": False}]
    assert reasons(tmp_path, files) == []


def test_a_sign_and_a_disease_may_share_a_code(tmp_path: Path) -> None:
    files = knowledge_files()
    files["concepts/spots.yaml"] |= {"kind": "disease", "codes": [{"system": "snomed", "code": "1", "verified": True}]}
    assert reasons(tmp_path, files) == []


def test_a_cause_is_merged_once(tmp_path: Path) -> None:
    files = knowledge_files()
    files["merges/zzz.yaml"] = {"id": "zzz", "label": "Both", "members": ["flu", "pox"]}
    assert reasons(tmp_path, files) == [
        "merges/zzz.yaml: members[0]: flu is merged by infections already",
        "merges/zzz.yaml: members[1]: pox is merged by infections already",
    ]
